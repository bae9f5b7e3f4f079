//! Which files become which documents, and how large they may be.

use feishu_core::{Error, ErrorKind, Result};

use crate::types::FileKind;

/// A million bytes, as the platform counts them.
const MB: u64 = 1 << 20;

/// The extension of a file, the kind of document that it becomes, and the most bytes that it may have. From the guide to imports: no
/// page of an operation has it.
const FORMATS: &[(&str, FileKind, u64)] = &[
    ("docx", FileKind::Docx, 600 * MB),
    ("doc", FileKind::Docx, 600 * MB),
    ("txt", FileKind::Docx, 20 * MB),
    ("md", FileKind::Docx, 20 * MB),
    ("mark", FileKind::Docx, 20 * MB),
    ("markdown", FileKind::Docx, 20 * MB),
    ("html", FileKind::Docx, 20 * MB),
    ("xlsx", FileKind::Sheet, 800 * MB),
    ("xlsx", FileKind::Bitable, 800 * MB),
    ("csv", FileKind::Sheet, 20 * MB),
    ("csv", FileKind::Bitable, 100 * MB),
    ("xls", FileKind::Sheet, 20 * MB),
    ("base", FileKind::Bitable, 20 * MB),
    ("pptx", FileKind::Slides, 500 * MB),
];

/// Refuses a file that does not become such a document, or is too large for it.
pub(super) fn check(name: &str, extension: &str, kind: &FileKind, length: u64) -> Result<()> {
    let of_extension = || FORMATS.iter().filter(|format| format.0 == extension);
    if of_extension().next().is_none() {
        let mut known: Vec<_> = FORMATS.iter().map(|format| format.0).collect();
        known.dedup();
        let what = format!(
            "`{name}` cannot be imported: the platform imports no files with the extension `{extension}`"
        );
        let hint = format!("save it as one of {}", known.join(", "));
        return Err(Error::invalid_request(what).with_hint(hint));
    }
    let Some((_, _, most)) = of_extension().find(|format| format.1 == *kind) else {
        let kinds: Vec<_> = of_extension().map(|format| format.1.as_str()).collect();
        let what = format!("`{name}` cannot become a document of the kind `{kind}`");
        let hint = format!(
            "a file with the extension `{extension}` becomes {}",
            kinds.join(" or ")
        );
        return Err(Error::invalid_request(what).with_hint(hint));
    };
    if length <= *most {
        return Ok(());
    }
    let limit = format!("{} MB", most / MB);
    let what = format!(
        "`{name}` has {length} bytes, and the platform imports at most {limit} of a file with the extension `{extension}` as `{kind}`"
    );
    let larger = FORMATS.iter().filter(|format| format.2 >= length);
    let mut others = larger.filter(|format| format.0 == extension || format.1 == *kind);
    let hint = match others.next() {
        Some((other, kind, most)) => format!(
            "split it, or import it with the extension `{other}` as `{kind}`, of which it takes {} MB",
            most / MB
        ),
        None => "split it".to_owned(),
    };
    Err(Error::of_kind(ErrorKind::TooLarge, what).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(extension: &str, kind: &FileKind, length: u64) -> Option<(ErrorKind, String)> {
        let error = check("the file", extension, kind, length).err()?;
        Some((error.kind(), error.to_string()))
    }

    #[test]
    fn each_format_is_taken_up_to_its_limit_and_no_further() {
        for (extension, kind, most) in FORMATS {
            assert_eq!(refusal(extension, kind, *most), None);
            let (refused, told) = refusal(extension, kind, most + 1).unwrap();
            assert_eq!(refused, ErrorKind::TooLarge);
            let limit = format!("at most {} MB", most / MB);
            assert!(told.contains(&limit) && told.contains("split it"), "{told}");
        }
    }

    #[test]
    fn a_table_that_is_too_large_for_one_kind_is_sent_to_another() {
        let (_, told) = refusal("csv", &FileKind::Sheet, 50 * MB).unwrap();
        assert!(told.contains("`xlsx` as `sheet`"), "{told}");
        let (_, told) = refusal("xlsx", &FileKind::Sheet, 900 * MB).unwrap();
        assert!(told.ends_with("split it"), "{told}");
    }

    #[test]
    fn what_does_not_fit_is_told_what_does() {
        let (kind, told) = refusal("csv", &FileKind::Docx, 1).unwrap();
        assert_eq!(kind, ErrorKind::InvalidRequest);
        assert!(told.contains("becomes sheet or bitable"), "{told}");
        let (kind, told) = refusal("exe", &FileKind::Docx, 1).unwrap();
        assert_eq!(kind, ErrorKind::InvalidRequest);
        assert!(
            told.contains("`exe`") && told.contains("docx, doc, txt"),
            "{told}"
        );
    }
}
