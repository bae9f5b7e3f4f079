//! The list of all pages, as the documentation service tells it: folders in folders.

use serde_json::Value;

use crate::address::PagePath;

/// A page that is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Its path.
    pub(crate) path: PagePath,
    /// Its title, if it is known before.
    pub(crate) title: Option<String>,
    /// When it was last changed, in milliseconds, if it is known before.
    pub(crate) updated: Option<String>,
}

impl Wanted {
    /// A page of which only the path is known.
    pub(crate) fn new(path: PagePath) -> Self {
        Self {
            path,
            title: None,
            updated: None,
        }
    }
}

/// The pages below a folder, in the order of the list: those whose path is below, and those that the list shows in the
/// folder though their path, an old one, tells nothing. `data` is what the service sends.
pub(crate) fn below(data: &Value, folder: &PagePath) -> Vec<Wanted> {
    let mut found = Vec::new();
    collect(data, folder, false, &mut found);
    found
}

/// The folders at the top of the list with their titles, to tell somebody who asked for what is not there.
pub(crate) fn top(data: &Value) -> Vec<String> {
    items(data)
        .filter_map(|node| Some((path(node)?, text(node, "name").unwrap_or_default())))
        .map(|(path, name)| format!("{path} ({name})"))
        .collect()
}

/// A stamp, which comes as a number or as text.
pub(crate) fn stamp(node: &Value) -> Option<String> {
    let stamp = match node.get("updateTime")? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let digits = !stamp.is_empty() && stamp.bytes().all(|byte| byte.is_ascii_digit());
    (digits && stamp != "0").then_some(stamp)
}

/// Text that is not blank, on one line, without what would command a terminal.
pub(crate) fn text(node: &Value, key: &str) -> Option<String> {
    let shown = |c: &char| c.is_whitespace() || !c.is_control();
    let text: String = node.get(key)?.as_str()?.chars().filter(shown).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The depth is bounded: JSON that is nested deeper than 128 times is refused before.
fn collect(node: &Value, folder: &PagePath, inside: bool, found: &mut Vec<Wanted>) {
    for item in items(node) {
        let path = path(item);
        let inside = inside || path.as_ref().is_some_and(|path| path.is_below(folder));
        // The root is no page: it has no name that a file could have.
        if let Some(path) = path.filter(|path| !path.key().is_empty())
            && inside
            && item["type"] == "DocumentType"
        {
            found.push(Wanted {
                path,
                title: text(item, "name"),
                updated: stamp(item),
            });
        }
        collect(item, folder, inside, found);
    }
}

fn items(node: &Value) -> impl Iterator<Item = &Value> {
    node["items"].as_array().into_iter().flatten()
}

fn path(node: &Value) -> Option<PagePath> {
    node["fullPath"].as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list() -> Value {
        json!({ "items": [
            { "name": "Server", "type": "DirectoryType", "fullPath": "/top", "items": [
                { "name": "Drive", "type": "DirectoryType", "fullPath": "/top/drive", "items": [
                    { "name": "List", "type": "DocumentType", "fullPath": "/top/drive/list", "updateTime": 1700000000000u64 },
                    { "name": "Old", "type": "DocumentType", "fullPath": "/uXyZ", "updateTime": "1600000000000" },
                    { "name": " ", "type": "DocumentType", "fullPath": "/top/drive/bare", "updateTime": "", "items": null }
                ]},
                { "name": "Drives", "type": "DirectoryType", "fullPath": "/top/drives", "items": [
                    { "name": "Other", "type": "DocumentType", "fullPath": "/top/drives/list" },
                    { "name": "Astray", "type": "DocumentType", "fullPath": "/top/drive/astray" }
                ]},
                { "name": "Root", "type": "DocumentType", "fullPath": "/" },
                { "name": "Strange", "type": 7, "fullPath": [], "items": "none" },
                { "name": "Overview", "type": "DocumentType", "fullPath": "/top/over", "items": [
                    { "name": "Part", "type": "DocumentType", "fullPath": "/uPart" }
                ]}
            ]},
            null
        ]})
    }

    fn paths(folder: &str) -> Vec<String> {
        below(&list(), &folder.parse().unwrap())
            .into_iter()
            .map(|wanted| wanted.path.to_string())
            .collect()
    }

    #[test]
    fn pages_are_below_by_path_or_by_place() {
        assert_eq!(
            paths("/top/drive"),
            [
                "/top/drive/list",
                "/uXyZ",
                "/top/drive/bare",
                "/top/drive/astray"
            ]
        );
        assert_eq!(paths("/top/over"), ["/top/over", "/uPart"]);
        assert_eq!(paths("/uXyZ"), ["/uXyZ"]);
        assert_eq!(paths("/").len(), 7);
        assert!(paths("/nowhere").is_empty());
    }

    #[test]
    fn stamps_and_titles_are_taken_where_they_are() {
        let pages = below(&list(), &"/top/drive".parse().unwrap());
        let known: Vec<_> = pages
            .iter()
            .map(|page| (page.title.as_deref(), page.updated.as_deref()))
            .collect();
        assert_eq!(
            known,
            [
                (Some("List"), Some("1700000000000")),
                (Some("Old"), Some("1600000000000")),
                (None, None),
                (Some("Astray"), None)
            ]
        );
        for stamp_ in [
            json!({}),
            json!({"updateTime": -5}),
            json!({"updateTime": true}),
            json!({"updateTime": 0}),
        ] {
            assert_eq!(stamp(&stamp_), None, "{stamp_}");
        }
    }

    #[test]
    fn text_is_on_one_line_and_commands_no_terminal() {
        let node = json!({ "name": " a\tb\n\u{1b}[31mc ", "blank": " \u{7} " });
        assert_eq!(text(&node, "name").as_deref(), Some("a b [31mc"));
        assert_eq!(text(&node, "blank"), None);
        assert_eq!(text(&node, "nothing"), None);
    }

    #[test]
    fn the_top_is_named_with_titles() {
        assert_eq!(top(&list()), ["/top (Server)"]);
        assert!(top(&Value::Null).is_empty());
    }
}
