//! When a text needs quotation marks, and which.

use crate::text::yaml::{Scalar, ScalarValue};

/// A text as YAML on one line: plain where every reader takes it for the same text.
pub(super) fn quoted(text: &str, flow: bool) -> String {
    if is_plain(text, flow) {
        return text.to_owned();
    }
    let single = text.contains(['"', '\\']) && !text.contains(is_unprintable);
    if single {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double(text)
    }
}

/// Whether a text reads well on several lines of its own.
pub(super) fn is_literal(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with('\n')
        && text
            .split('\n')
            .all(|line| !line.ends_with(' ') && !line.contains(is_unprintable))
}

/// Whether a text can be broken at its spaces and be read as before.
pub(super) fn is_foldable(text: &str) -> bool {
    text.contains(' ')
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ")
        && !text.contains(is_unprintable)
}

/// Whether a text needs no quotation marks. Stricter than YAML 1.2: readers of YAML 1.1 are to agree.
fn is_plain(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let number_like = (first.is_ascii_digit() || matches!(first, '+' | '-' | '.'))
        && text.chars().all(|c| {
            c.is_ascii_digit()
                || matches!(c, '_' | ':' | '.' | ',' | '+' | '-' | 'e' | 'E' | 'T' | 'Z')
        });
    let old_flag = ["y", "n", "yes", "no", "on", "off"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    Scalar::plain(text.to_owned()).value == ScalarValue::Text
        && !number_like
        && !old_flag
        && !"-?:,[]{}#&*!|>'\"%@`=<".contains(first)
        && !text.starts_with("...")
        && !text.starts_with(' ')
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(is_unprintable)
        && !(flow && text.contains([',', '[', ']', '{', '}']))
}

fn double(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_unprintable(c) => {
                let code = u32::from(c);
                out.push_str(&if code > 0xffff {
                    format!("\\U{code:08x}")
                } else {
                    format!("\\u{code:04x}")
                });
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that do not survive, or cannot be seen, without an escape.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xa0 | 0xad | 0x85 | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff0..=0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_misread_is_quoted() {
        for (text, written) in [
            ("Microsoft Word.", "Microsoft Word."),
            ("6933093124755423251", "\"6933093124755423251\""),
            ("6e5ed3", "6e5ed3"),
            ("true", "\"true\""),
            ("Yes", "\"Yes\""),
            ("", "\"\""),
            ("null", "\"null\""),
            ("2026-01-02", "\"2026-01-02\""),
            ("100/min", "100/min"),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("`x` is y", "\"`x` is y\""),
            ("- a", "\"- a\""),
            (" a", "\" a\""),
            ("say \"x\": y", "'say \"x\": y'"),
            ("it's `\"`: x", "'it''s `\"`: x'"),
            ("a\tb", "\"a\\tb\""),
            ("\u{1f600}", "\u{1f600}"),
            ("\u{feff}", "\"\\ufeff\""),
        ] {
            assert_eq!(quoted(text, false), written);
        }
        assert_eq!(quoted("a, b", false), "a, b");
        assert_eq!(quoted("a, b", true), "\"a, b\"");
        assert_eq!(quoted("docs:document:export", true), "docs:document:export");
    }
}
