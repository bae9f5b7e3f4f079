//! English, as far as the linter knows it: sentences, words, and verbs that tell what is done or what to do.

/// Verbs with which hints tell what to do. One that is missing is added here.
const REMEDIES: &[&str] = &[
    "add",
    "allow",
    "apply",
    "ask",
    "attach",
    "avoid",
    "begin",
    "break",
    "call",
    "cancel",
    "change",
    "check",
    "choose",
    "close",
    "combine",
    "compare",
    "confirm",
    "connect",
    "contact",
    "convert",
    "copy",
    "correct",
    "create",
    "cut",
    "delete",
    "disable",
    "do",
    "download",
    "drop",
    "edit",
    "enable",
    "encode",
    "end",
    "enter",
    "export",
    "extend",
    "fetch",
    "fill",
    "filter",
    "find",
    "finish",
    "fix",
    "free",
    "get",
    "give",
    "go",
    "grant",
    "have",
    "import",
    "include",
    "install",
    "invite",
    "join",
    "keep",
    "leave",
    "let",
    "limit",
    "list",
    "lock",
    "log",
    "look",
    "lower",
    "make",
    "merge",
    "move",
    "name",
    "narrow",
    "obtain",
    "open",
    "order",
    "pass",
    "pick",
    "poll",
    "post",
    "publish",
    "put",
    "read",
    "rebook",
    "reduce",
    "refresh",
    "release",
    "remove",
    "rename",
    "repeat",
    "replace",
    "report",
    "request",
    "reserve",
    "reset",
    "resolve",
    "restore",
    "resume",
    "retry",
    "return",
    "reword",
    "save",
    "search",
    "see",
    "select",
    "send",
    "set",
    "share",
    "shorten",
    "show",
    "shrink",
    "sign",
    "skip",
    "sort",
    "specify",
    "split",
    "start",
    "state",
    "stay",
    "stop",
    "subscribe",
    "switch",
    "take",
    "tell",
    "treat",
    "try",
    "turn",
    "unlock",
    "unsubscribe",
    "update",
    "upgrade",
    "upload",
    "use",
    "verify",
    "wait",
    "watch",
    "withdraw",
    "write",
];

/// Words that end like verbs in the third person and are none.
const NO_VERBS: &[&str] = &[
    "this", "its", "is", "has", "was", "as", "always", "does", "yes", "us",
];

/// The sentences of a text, without the spaces between them.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while let Some(end) = rest
        .match_indices(". ")
        .map(|(end, _)| end)
        .find(|end| !rest[end + 2..].trim_start().starts_with(char::is_lowercase))
    {
        found.push(&rest[..=end]);
        rest = rest[end + 1..].trim_start();
    }
    if !rest.is_empty() {
        found.push(rest);
    }
    found
}

/// The words of a text in small letters, without the marks around them.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\''));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// What stands in back quotes.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a text begins with a verb in the third person, as far as that can be seen.
pub(super) fn verb(text: &str) -> bool {
    let first = words(text).into_iter().next();
    first.is_some_and(|word| {
        word.ends_with('s') && !word.ends_with("ss") && !NO_VERBS.contains(&word.as_str())
    })
}

/// Whether a text tells somebody to do something: a sentence, or a part of one, begins with a verb.
pub(super) fn remedy(text: &str) -> bool {
    let mut parts = text.split(['.', ',', ';', ':']);
    parts.any(|part| {
        let mut words = words(part).into_iter();
        let first = words.find(|word| !matches!(word.as_str(), "then" | "or" | "and" | "please"));
        first.is_some_and(|word| REMEDIES.contains(&word.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_another_begins() {
        assert_eq!(
            sentences("Uses v1.2 of it, e.g. as `x`. `y` is better.  See there."),
            [
                "Uses v1.2 of it, e.g. as `x`.",
                "`y` is better.",
                "See there."
            ]
        );
        assert!(sentences(" ").is_empty());
    }

    #[test]
    fn what_is_done_and_what_to_do_is_told_by_verbs() {
        for text in ["Returns a room.", "Lists all of it."] {
            assert!(verb(text), "{text}");
        }
        for text in [
            "Return a room.",
            "This returns.",
            "Access.",
            "The list.",
            "",
        ] {
            assert!(!verb(text), "{text}");
        }
        for text in [
            "It is gone. Use another.",
            "If it stays, report it.",
            "Gone; then try again.",
        ] {
            assert!(remedy(text), "{text}");
        }
        for text in ["The call failed.", "Calls are refused.", "It has no use."] {
            assert!(!remedy(text), "{text}");
        }
    }
}
