//! Regular expressions that are part of the reader.

use regex::Regex;

/// Compiles a constant; the tests use each of them.
pub(super) fn pattern(source: &str) -> Regex {
    #[allow(clippy::expect_used, reason = "a constant, which the tests compile")]
    Regex::new(source).expect("the pattern is sound")
}
