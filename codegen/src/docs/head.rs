//! What stands before the text of a page: front matter, or the comment that takes its place.

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The title.
    pub(super) title: Option<String>,
    /// The path of the page.
    pub(super) doc_path: Option<String>,
    /// When it was last changed, in milliseconds.
    pub(super) updated: Option<u64>,
    /// The line of a stamp that is no number, counted from 1.
    pub(super) bad_stamp: Option<usize>,
}

/// Reads what stands before the text.
pub(super) fn read(text: &str) -> Head {
    let mut head = Head::default();
    let mut lines = text.lines().zip(1..);
    let end = match lines.next().map(|(line, _)| line.trim()) {
        Some("---") => "---",
        Some("<!--") => "-->",
        _ => return head,
    };
    for (line, number) in lines.take_while(|(line, _)| line.trim() != end) {
        let Some((key, value)) = line.trim().split_once(':') else {
            continue;
        };
        let value = value.trim();
        // A value in quotation marks is written as in JSON.
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.to_owned());
        if value.is_empty() {
            continue;
        }
        match key.trim() {
            "title" => head.title = Some(value),
            "fullPath" => head.doc_path = Some(value),
            "updateTime" | "updatedAt" => {
                head.updated = value.parse().ok();
                head.bad_stamp = head.updated.is_none().then_some(number);
            }
            _ => {}
        }
    }
    head
}

/// The id of an operation, which the path of its page contains: `…/drive-v1/export_task/create`. Resources within
/// resources are joined by hyphens there.
pub(super) fn operation_id(doc_path: &str) -> Option<String> {
    let mut segments = doc_path.rsplit('/');
    let operation = segments.next()?;
    let resource = segments.next()?;
    let (service, version) = segments.next()?.rsplit_once('-')?;
    let is_version = version
        .strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    (is_version && [service, resource, operation].into_iter().all(is_word)).then(|| {
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
            bad_stamp: None,
        };
        let front = "---\ntitle: \"A \\\"b\\\"\"\nfullPath: \"/x/y\"\nupdateTime: \"17\"\n---\n# A";
        assert_eq!(read(front), expected);
        assert_eq!(
            read("<!--\ntitle: A \"b\nid: 3\nfullPath: /x/y\nupdatedAt: 17\n-->\n").updated,
            Some(17)
        );
        assert_eq!(read("# A\ntitle: B"), Head::default());
        assert_eq!(
            read("---\ntitle: A\nupdateTime: soon\n---").bad_stamp,
            Some(3)
        );
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
