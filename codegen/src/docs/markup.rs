//! Tags and entities. Pages are broken in many ways, so that nothing here expects a tag to be closed.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

/// A piece of marked-up text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text between tags.
    Text(&'a str),
    /// A tag.
    Tag(Tag<'a>),
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// Whether it closes an element.
    pub(super) closes: bool,
    /// What stands behind the name.
    attributes: &'a str,
    /// The whole tag as it is written.
    pub(super) source: &'a str,
    /// Where it begins: the number of bytes before it.
    pub(super) start: usize,
}

/// Splits a text at its tags. A `<` that begins no tag is text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| from + at) {
        match tag(text, open) {
            Some(tag) => {
                if done < open {
                    found.push(Token::Text(&text[done..open]));
                }
                done = open + tag.source.len();
                from = done;
                found.push(Token::Tag(tag));
            }
            None => from = open + 1,
        }
    }
    let rest = without_torn_tag(&text[done..]);
    if !rest.is_empty() {
        found.push(Token::Text(rest));
    }
    found
}

/// A text without the tag at its end that it breaks off in.
fn without_torn_tag(text: &str) -> &str {
    let is_torn = |rest: &str| {
        let name = rest.trim_start_matches(['<', '/']);
        name.is_empty() || name.starts_with("md") || "md-".starts_with(name)
    };
    match text.rfind('<') {
        Some(at) if is_torn(&text[at..]) => &text[..at],
        _ => text,
    }
}

/// The tag that begins at a `<`. It ends at the next `>` outside quotation marks, and before the next `<`.
fn tag(text: &str, start: usize) -> Option<Tag<'_>> {
    let rest = &text[start + 1..];
    let closes = rest.starts_with('/');
    let inner = if closes { &rest[1..] } else { rest };
    let name_end = inner
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(inner.len());
    let name = &inner[..name_end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quoted = false;
    let mut end = None;
    for (at, c) in inner[name_end..].char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => {
                end = Some(name_end + at);
                break;
            }
            // A quotation mark was not closed, or the tag was not.
            '<' => return None,
            _ => {}
        }
    }
    let end = end?;
    let length = 1 + usize::from(closes) + end + 1;
    Some(Tag {
        name,
        closes,
        attributes: &inner[name_end..end],
        source: &text[start..start + length],
        start,
    })
}

impl<'a> Tag<'a> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            let equals = rest.find('=')?;
            let key = rest[..equals].trim();
            let value = rest[equals + 1..].trim_start();
            let (value, behind) = match value.strip_prefix('"') {
                Some(value) => value.split_once('"')?,
                None => value
                    .split_once(char::is_whitespace)
                    .unwrap_or((value.trim_end_matches('/'), "")),
            };
            if key == name {
                return Some(value);
            }
            rest = behind;
        }
    }
}

/// A link to a page: a text and where it leads.
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[([^\]]*)\]\((?:[a-z]+:|/|#)[^)]*\)"));

/// Puts the text of links in their place.
pub(super) fn without_links(text: &str) -> Cow<'_, str> {
    LINK.replace_all(text, "$1")
}

/// Puts characters for the entities that pages use.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        match known {
            Some((entity, c)) => {
                decoded.push(*c);
                rest = &rest[entity.len()..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

const ENTITIES: [(&str, char); 10] = [
    ("&nbsp;", '\u{a0}'),
    ("&emsp;", '\u{2003}'),
    ("&ensp;", '\u{2002}'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&#39;", '\''),
    ("&apos;", '\''),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<String> {
        tokens(text)
            .iter()
            .map(|token| match token {
                Token::Text(text) => (*text).to_owned(),
                Token::Tag(tag) => format!("[{}{}]", if tag.closes { "/" } else { "" }, tag.name),
            })
            .collect()
    }

    #[test]
    fn text_is_split_at_tags() {
        assert_eq!(
            tags("a<md-td style=\"x > y\">b</md-td >c<br/>"),
            ["a", "[md-td]", "b", "[/md-td]", "c", "[br]"]
        );
    }

    #[test]
    fn what_is_no_tag_stays_text() {
        assert_eq!(tags("1 < 2"), ["1 < 2"]);
        assert_eq!(tags("<md-td <md-tr>"), ["<md-td ", "[md-tr]"]);
    }

    #[test]
    fn a_tag_that_breaks_off_is_no_text() {
        assert_eq!(tags("a<md-te"), ["a"]);
        assert_eq!(tags("a</"), ["a"]);
        assert_eq!(tags("a < b"), ["a < b"]);
    }

    #[test]
    fn attributes_are_found() {
        let text = "<md-perm name=\"a:b\" desc=\"x = y\" tags=\"\" level=2>";
        let Token::Tag(tag) = &tokens(text)[0] else {
            panic!("no tag")
        };
        assert_eq!(tag.attribute("name"), Some("a:b"));
        assert_eq!(tag.attribute("tags"), Some(""));
        assert_eq!(tag.attribute("level"), Some("2"));
        assert_eq!(tag.attribute("none"), None);
    }

    #[test]
    fn entities_become_characters() {
        assert_eq!(decode("a&nbsp;&lt;b&gt; &order; &"), "a\u{a0}<b> &order; &");
    }
}
