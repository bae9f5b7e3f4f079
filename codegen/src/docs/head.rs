//! What stands before the text of a page: front matter, or the comment that takes its place.

use crate::facts::path_of_link;

use super::stamp::{self, Key};
use super::warnings::shown;

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The title.
    pub(super) title: Option<String>,
    /// The path of the page.
    pub(super) doc_path: Option<String>,
    /// When it was last changed, in milliseconds.
    pub(super) updated: Option<u64>,
    /// The method of the operation.
    pub(super) method: Option<String>,
    /// The URL of the operation, or its path.
    pub(super) url: Option<String>,
    /// Stamps that are not understood, and their lines, counted from 1.
    pub(super) odd_stamps: Vec<(usize, String)>,
}

/// Reads what stands before the text. Each mirror of the documentation has names of its own for the same.
pub(super) fn read(text: &str) -> Head {
    let mut head = Head::default();
    let mut lines = text.lines().zip(1..);
    let end = match lines.next().map(|(line, _)| line.trim()) {
        Some("---") => "---",
        Some("<!--") => "-->",
        _ => return head,
    };
    let mut address = None;
    for (line, number) in lines.take_while(|(line, _)| line.trim() != end) {
        let Some((key, value)) = line.trim().split_once(':') else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        // A value in quotation marks is written as in JSON.
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.to_owned());
        if value.is_empty() {
            continue;
        }
        match key {
            "title" => head.title = Some(value),
            "fullPath" | "full_path" => head.doc_path = Some(value),
            "url" | "source_url" => address = address.or_else(|| page_of(&value)),
            "api_path" => head.url = Some(value),
            "method" => head.method = Some(value),
            _ => head.stamp(key, &value, number),
        }
    }
    head.doc_path = head.doc_path.or(address);
    head
}

impl Head {
    /// Reads the value of a key that may be a stamp.
    fn stamp(&mut self, key: &str, value: &str, line: usize) {
        let kind = stamp::key(key);
        if kind == Key::Other {
            return;
        }
        match stamp::read(value).filter(|_| kind == Key::Stamp) {
            Some(stamp) => self.updated = Some(stamp),
            None => {
                let text = format!(
                    "the stamp `{}: {}` is not understood",
                    shown(key),
                    shown(value)
                );
                self.odd_stamps.push((line, text));
            }
        }
    }
}

/// The path of the page that an address in a browser leads to.
fn page_of(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => address,
    };
    let page = path_of_link(path);
    let is_page = page.len() > 1 && page != path.split(['?', '#']).next().unwrap_or_default();
    is_page.then(|| page.to_owned())
}

/// The path of the page that a file is named after, if it lies where the documentation service has it.
pub(super) fn page_of_file(file: &str) -> Option<String> {
    let file = without_extension(file);
    file.match_indices('/')
        .find_map(|(at, _)| page_of(&file[at..]))
}

/// The id of the operation that a file is named after: `drive-v1/file/copy`, `drive.v1.file.copy`, or `drive.file.copy`,
/// where the version stands in the path of the operation.
pub(super) fn id_of_file(file: &str, path: &str) -> Option<String> {
    if let Some(id) = operation_id(without_extension(file)) {
        return Some(id);
    }
    let name = without_extension(file).rsplit('/').next()?;
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let words: Vec<_> = name.split('.').collect();
    if words.len() < 3 || !words.iter().all(|word| is_word(word)) {
        return None;
    }
    let (service, rest) = (words[0], &words[1..]);
    let mut segments = path.split('/').skip_while(|segment| *segment != service);
    let version = segments.nth(1).filter(|segment| is_version(segment))?;
    let rest = rest.strip_prefix(&[version]).unwrap_or(rest);
    let is_id = rest.len() >= 2 && !rest.iter().any(|word| is_version(word));
    is_id.then(|| format!("{service}.{version}.{}", rest.join(".")))
}

fn without_extension(file: &str) -> &str {
    let stem = file.rsplit_once('.').filter(|(_, end)| !end.contains('/'));
    stem.map_or(file, |(stem, _)| stem)
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The id of an operation, which the path of its page contains: `…/drive-v1/export_task/create`. Resources within
/// resources are joined by hyphens there.
pub(super) fn operation_id(doc_path: &str) -> Option<String> {
    let mut segments = doc_path.rsplit('/');
    let operation = segments.next()?;
    let resource = segments.next()?;
    let (service, version) = segments.next()?.rsplit_once('-')?;
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    (is_version(version) && [service, resource, operation].into_iter().all(is_word)).then(|| {
        [service, version, resource, operation]
            .map(|word| word.replace('-', "_"))
            .join(".")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let expected = Head {
            title: Some("A \"b\"".into()),
            doc_path: Some("/x/y".into()),
            updated: Some(17),
            ..Head::default()
        };
        let front = "---\ntitle: \"A \\\"b\\\"\"\nfullPath: \"/x/y\"\nupdateTime: \"17\"\n---\n# A";
        assert_eq!(read(front), expected);
        assert_eq!(
            read("<!--\ntitle: A \"b\nid: 3\nfullPath: /x/y\nupdatedAt: 17\n-->\n").updated,
            Some(17)
        );
        assert_eq!(read("# A\ntitle: B"), Head::default());
    }

    #[test]
    fn a_mirror_has_names_of_its_own() {
        let read = |lines: &str| read(&format!("---\n{lines}\n---\n"));
        for line in [
            "full_path: /a/b",
            "url: https://open.example.com/document/a/b?lang=en",
            "source_url: \"/document/a/b\"",
        ] {
            assert_eq!(read(line).doc_path.as_deref(), Some("/a/b"), "{line}");
        }
        assert_eq!(read("url: https://open.example.com/a/b").doc_path, None);
        let head = read("method: GET\napi_path: /x/:y\nupdated_at: 1970-01-02");
        assert_eq!(head.method.as_deref(), Some("GET"));
        assert_eq!(head.url.as_deref(), Some("/x/:y"));
        assert_eq!(head.updated, Some(86_400_000));
    }

    #[test]
    fn a_stamp_that_is_not_understood_is_told() {
        let odd = |line: &str| read(&format!("---\ntitle: A\n{line}\n---")).odd_stamps;
        let text = "the stamp `updateTime: soon` is not understood";
        assert_eq!(odd("updateTime: soon"), [(3, text.to_owned())]);
        assert_eq!(odd("updatedBy: 17").len(), 1);
        assert_eq!(odd("created: 17"), []);
    }

    #[test]
    fn a_file_may_be_named_after_its_page() {
        let page = |file| page_of_file(file);
        assert_eq!(
            page("pages/document/server-docs/drive-v1/file/copy.md").as_deref(),
            Some("/server-docs/drive-v1/file/copy")
        );
        assert_eq!(page("pages/drive/copy.md"), None);
        let id = |file, path| id_of_file(file, path);
        let path = "/root/drive/v1/files/:token/copy";
        for file in [
            "a/drive.v1.file.copy.md",
            "drive.file.copy.md",
            "a/drive-v1/file/copy.md",
        ] {
            assert_eq!(
                id(file, path).as_deref(),
                Some("drive.v1.file.copy"),
                "{file}"
            );
        }
        for file in [
            "copy.md",
            "file.copy.md",
            "sheets.file.copy.md",
            "drive.v2.file.copy.md",
        ] {
            assert_eq!(id(file, path), None, "{file}");
        }
    }

    #[test]
    fn the_path_of_a_page_tells_the_operation() {
        assert_eq!(
            operation_id("/a/b/reference/drive-v1/export_task/create").as_deref(),
            Some("drive.v1.export_task.create")
        );
        assert_eq!(
            operation_id("/a/drive-v2/file-like/list").as_deref(),
            Some("drive.v2.file_like.list")
        );
        assert_eq!(operation_id("/ukTMukTMukTM/uYDM2YjL2AjN24iNwYjN"), None);
    }
}
