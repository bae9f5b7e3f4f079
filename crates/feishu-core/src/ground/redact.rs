//! What may be shown of a text that comes from outside: a little of it, on one line, and nothing that has the shape of a
//! secret.

use crate::generated::platform::TOKEN_PREFIXES;

/// What stands in place of a secret.
const HIDDEN: &str = "[hidden]";

/// The shortest token that is taken for one by its beginning.
const SHORTEST_TOKEN: usize = 8;

/// The shortest word that is taken for a secret whatever it begins with: an app secret has 32 characters, the token of a
/// document 27. Ids that are longer have an underscore.
const SHORTEST_SECRET: usize = 32;

/// How much of the platform's own words is shown, in characters.
const LONGEST_MESSAGE: usize = 800;

/// The platform's own words, as far as they may be shown.
pub(crate) fn message(text: &str) -> String {
    shown(text, LONGEST_MESSAGE)
}

/// The beginning of a text, in so many characters at most.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut line = String::new();
    // Only so much is looked at: a text may be as long as a response.
    let start: String = text.chars().take(most.saturating_mul(4)).collect();
    for word in start.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&without_secrets(word));
    }
    let mut characters = line.chars();
    let mut shown: String = characters
        .by_ref()
        .take(most)
        .filter(|character| !character.is_control())
        .collect();
    if characters.next().is_some() || start.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// A word with all that looks like a secret hidden.
fn without_secrets(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    let mut rest = word;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_of_a_secret(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        text.push_str(if is_secret(run) { HIDDEN } else { run });
        let next = after.find(is_of_a_secret).unwrap_or(after.len());
        text.push_str(&after[..next]);
        rest = &after[next..];
    }
    text
}

/// Whether a character stands in secrets: those of Base64 in both its forms, and what joins the parts of a token.
fn is_of_a_secret(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_+.~".contains(character)
}

fn is_secret(run: &str) -> bool {
    let token = TOKEN_PREFIXES.iter().any(|prefix| run.starts_with(prefix));
    let long = run.len() >= SHORTEST_SECRET && !run.contains('_');
    (token && run.len() >= SHORTEST_TOKEN) || long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_is_hidden_and_the_rest_is_not() {
        let cases = [
            ("no\n permission", "no permission"),
            (
                "token t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234 is",
                "token [hidden] is",
            ),
            ("(\"u-7f1bcd13fc57d46bac21793a18e560\")", "(\"[hidden]\")"),
            (
                "cb({\"tenant_access_token\":\"t-1a2b3c4d5e\"})",
                "cb({\"tenant_access_token\":\"[hidden]\"})",
            ),
            ("Bearer eyJhbGciOi.eyJzdWIi.c2ln", "Bearer [hidden]"),
            (
                "secret=dskLLdkasdjlasdKKlkjsdlkjasdlkjss",
                "secret=[hidden]",
            ),
            (
                "id ou_7d8a6e6df7621556ce0d21922b676706ccs",
                "id ou_7d8a6e6df7621556ce0d21922b676706ccs",
            ),
            (
                "document shtcnBxAbCdEfGhIjKlMnOpQrSt",
                "document shtcnBxAbCdEfGhIjKlMnOpQrSt",
            ),
            ("t-shirt", "t-shirt"),
            ("\u{1b}[31mred", "[31mred"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, 120), expected, "{text}");
        }
        assert_eq!(
            shown(&"字".repeat(200), 10),
            format!("{}…", "字".repeat(10))
        );
        // A secret is hidden also where only its beginning would be shown.
        assert_eq!(
            shown(&format!("abcd {}", "x1".repeat(100)), 10),
            "abcd [hidd…"
        );
    }
}
