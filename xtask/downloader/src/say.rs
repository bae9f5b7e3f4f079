//! What is said to whoever waits for the pages, on standard error.

/// Says something on a line of its own. Unlike the macro of the standard library it does not panic when nobody reads any
/// more, as behind `2>&1 | head`.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}

pub(crate) use say;
