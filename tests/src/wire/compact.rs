//! Values as text, a line for each field.

use std::fmt::Debug;

/// A value as `{:#?}` writes it, with what is inside parentheses, and lists of one thing, on one line: `Some(Id("a"))`.
pub(super) fn compact(value: &impl Debug) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in format!("{value:#?}").lines() {
        lines.push(line.to_owned());
        // What has just been closed, if it holds one line.
        while let [.., open, inside, close] = &lines[..]
            && let Some(whole) = joined(open, inside, close)
        {
            lines.truncate(lines.len() - 3);
            lines.push(whole);
        }
    }
    lines.join("\n")
}

/// Three lines as one, if the first opens what the last closes.
fn joined(open: &str, inside: &str, close: &str) -> Option<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let brackets = [("(", ")"), ("[", "]")];
    let is_pair = brackets
        .iter()
        .any(|(left, right)| open.ends_with(left) && close.trim().trim_end_matches(',') == *right);
    let is_whole = indent(open) == indent(close) && indent(inside) == indent(open) + 4;
    // What ends with a bracket of its own goes on over other lines.
    let is_open = inside.ends_with(['(', '[', '{']) || inside.trim().starts_with(['}', ')', ']']);
    (is_pair && is_whole && !is_open).then(|| {
        let inside = inside.trim();
        let inside = inside.strip_suffix(',').unwrap_or(inside);
        format!("{open}{inside}{}", close.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[derive(Debug)]
    #[allow(dead_code, reason = "it is only shown")]
    struct Shown {
        id: Option<Option<&'static str>>,
        names: Vec<Option<i32>>,
        inner: Option<Box<Shown>>,
    }

    #[test]
    fn a_field_is_a_line() {
        let inner = Shown {
            id: None,
            names: vec![],
            inner: None,
        };
        let shown = Shown {
            id: Some(Some("a")),
            names: vec![Some(1)],
            inner: Some(Box::new(inner)),
        };
        assert_eq!(
            compact(&shown),
            "Shown {\n    id: Some(Some(\"a\")),\n    names: [Some(1)],\n    inner: Some(\n        Shown {\n            \
             id: None,\n            names: [],\n            inner: None,\n        },\n    ),\n}"
        );
    }
}
