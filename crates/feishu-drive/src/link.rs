//! Documents, files and folders by the addresses that a browser shows for them.

use std::str::FromStr;

use feishu_core::{Error, JobCall, Result};

use crate::Drive;
use crate::export_task::{ExportJob, FileExtension};
use crate::types::{FileKind, FileRef, FileToken};

/// A document as its address in the browser names it: which one, and which sheet or table of it is open.
///
/// ```
/// use feishu_drive::DocumentLink;
///
/// let link: DocumentLink = "https://example.feishu.cn/sheets/shtcnBxAbCdEfGhIjKlMnOpQrSt?sheet=6e5ed3".parse()?;
/// assert_eq!(link.sub_id.as_deref(), Some("6e5ed3"));
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentLink {
    /// The document.
    pub file: FileRef,
    /// The sheet or the table that is shown, if the address names one.
    pub sub_id: Option<String>,
}

impl Drive {
    /// Exports a document by its address, as [`export`](Self::export) does; for `csv`, the sheet or table that is open.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive) -> feishu_core::Result<()> {
    /// use feishu_drive::export_task::FileExtension;
    ///
    /// let link = "https://example.feishu.cn/sheets/shtcnBxAbCdEfGhIjKlMnOpQrSt?sheet=6e5ed3".parse()?;
    /// let file = drive.export_link(&link, FileExtension::Csv).save_in("out").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn export_link(&self, link: &DocumentLink, extension: FileExtension) -> JobCall<ExportJob> {
        let one = extension == FileExtension::Csv;
        let sub_id = link.sub_id.clone().filter(|_| one);
        self.export(&link.file, extension).with(|mut request| {
            request.sub_id = sub_id;
            request
        })
    }
}

impl From<FileRef> for DocumentLink {
    /// No sheet or table of it is open.
    fn from(file: FileRef) -> Self {
        Self { file, sub_id: None }
    }
}

impl FromStr for FileRef {
    type Err = Error;

    /// Reads an address such as `https://example.feishu.cn/docx/<token>`, of Feishu or Lark.
    ///
    /// What a paste brings along is left out: text before the address, white space, brackets and quotes around it, the
    /// comma or full stop behind it.
    ///
    /// # Errors
    ///
    /// The text is no address, the address is broken into several lines, or it is not that of a document, a file or a
    /// folder. A page of a wiki is not: its address does not name the document. The operation `get_node` of the wiki
    /// service tells the document's `obj_token` and `obj_type`, which are what [`FileRef::new`] takes.
    fn from_str(text: &str) -> Result<Self> {
        Ok(text.parse::<DocumentLink>()?.file)
    }
}

impl FromStr for DocumentLink {
    type Err = Error;

    /// Reads an address, as [`FileRef`] does.
    ///
    /// # Errors
    ///
    /// Those of [`FileRef`], and where the id of the sheet or the table is none.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = |why: &str| {
            // The text may have line breaks and characters that nobody sees.
            let text = text.trim().escape_debug();
            Error::invalid_request(format!("`{text}` {why}"))
        };
        let rest = without_surroundings(text).map_err(wrong)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut segments = path.split('/').skip(1);
        let mut next = || segments.next().unwrap_or_default();
        let (kind, part) = match next() {
            "sheets" => (FileKind::Sheet, "sheet"),
            "base" => (FileKind::Bitable, "table"),
            "docx" => (FileKind::Docx, ""),
            "docs" => (FileKind::Doc, ""),
            "file" => (FileKind::File, ""),
            "mindnotes" => (FileKind::MindNote, ""),
            "slides" => (FileKind::Slides, ""),
            "minutes" => (FileKind::Minutes, ""),
            "drive" if next() == "folder" => (FileKind::Folder, ""),
            "wiki" => {
                let why = "is a page of a wiki, whose address does not name the document: \
                    ask wiki's get_node for the node's obj_token and obj_type, and use those";
                return Err(wrong(why));
            }
            _ => {
                return Err(wrong(
                    "is not the address of a document, a file or a folder",
                ));
            }
        };
        let token = next();
        if token.is_empty() {
            return Err(wrong("names no document"));
        }
        let check = |what: &str, token: &str| match token.chars().find(|c| !is_of_token(*c)) {
            Some(other) => {
                let other = other.escape_debug();
                Err(wrong(&format!(
                    "has `{other}` in the {what}, where only letters, digits, `-` and `_` stand"
                )))
            }
            None => Ok(()),
        };
        check("token of the document", token)?;
        let sub_id = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, value)| !part.is_empty() && *name == part && !value.is_empty())
            .map(|(_, value)| value.to_owned());
        if let Some(sub_id) = &sub_id {
            check(&format!("id of the {part}"), sub_id)?;
        }
        Ok(Self {
            file: FileRef::new(FileToken::new(token), kind),
            sub_id,
        })
    }
}

/// What tokens and ids are made of.
const fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether a character is blank: white space, or one of those that nobody sees and editors leave behind.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Marks that no address has: what follows one is no part of it.
const MARKS: &str = "<>\"`\\^{|}，。、；：！？…（）《》〈〉「」『』【】〔〕［］“”‘’«»";

/// Marks that an address may have, but does not end with.
const LAST_MARKS: [char; 9] = [')', ']', '\'', ',', '.', ';', ':', '!', '*'];

/// The address in a text, without its scheme and without what stands around it; or what is wrong with it.
fn without_surroundings(text: &str) -> Result<&str, &'static str> {
    let (before, rest) = text
        .split_once("://")
        .ok_or("is not the address of a document")?;
    let scheme = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    if !["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return Err("is not the address of a document, which begins with https://");
    }
    let end = rest
        .find(|c| is_blank(c) || MARKS.contains(c))
        .unwrap_or(rest.len());
    let (address, behind) = rest.split_at(end);
    let bare = address.trim_end_matches(LAST_MARKS);
    let next = behind.trim_start_matches(|c| is_blank(c) || LAST_MARKS.contains(&c));
    let goes_on = next.chars().next().is_some_and(|c| !MARKS.contains(c));
    if bare == address && behind.starts_with(is_blank) && goes_on {
        // Whether it goes on there, or something else begins, only its owner knows.
        return Err(
            "has white space or a line break in the address or behind it: give the address alone, on one line",
        );
    }
    Ok(bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feishu_core::ErrorKind;

    #[test]
    fn addresses_are_read() {
        let cases = [
            (
                "https://a.feishu.cn/sheets/shtcn1?sheet=6e5ed3&x=1#y",
                "sheet shtcn1 6e5ed3",
            ),
            (
                "https://a.larksuite.com/base/bascn1?table=tbl1&view=v",
                "bitable bascn1 tbl1",
            ),
            ("https://a.feishu.cn/docx/doxcn1/", "docx doxcn1 "),
            ("https://a.feishu.cn/docs/doccn1?sheet=no", "doc doccn1 "),
            ("https://a.larkoffice.com/file/boxcn1", "file boxcn1 "),
            ("https://a.feishu.cn/mindnotes/bmncn1", "mindnote bmncn1 "),
            ("https://a.feishu.cn/slides/sldcn1", "slides sldcn1 "),
            ("https://a.feishu.cn/minutes/obcn1", "minutes obcn1 "),
            (
                "https://a.feishu.cn/drive/folder/fldcn1?from=x",
                "folder fldcn1 ",
            ),
        ];
        for (text, read) in cases {
            let link: DocumentLink = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                format!(
                    "{} {} {}",
                    link.file.kind,
                    link.file.token,
                    link.sub_id.unwrap_or_default()
                ),
                read
            );
            assert_eq!(text.parse::<FileRef>().unwrap(), link.file);
        }
    }

    #[test]
    fn one_sheet_is_exported_for_csv_alone() -> Result<()> {
        let client = feishu_core::Client::builder().app("cli_1", "secret");
        let drive = Drive::new(&client.build()?);
        let link = "https://a.feishu.cn/sheets/shtcn1?sheet=6e5ed3".parse()?;
        for (extension, sub_id) in [
            (FileExtension::Csv, Some("6e5ed3")),
            (FileExtension::Xlsx, None),
        ] {
            let job = drive.export_link(&link, extension.clone());
            let request = job.request();
            assert_eq!(request.file, FileRef::sheet("shtcn1"));
            assert_eq!(request.file_extension, extension);
            assert_eq!(request.sub_id.as_deref(), sub_id);
        }
        Ok(())
    }

    #[test]
    fn what_a_paste_brings_along_is_left_out() {
        let address = "https://a.feishu.cn/sheets/sht-cn_1";
        let cases = [
            ("", ""),
            ("\n", "\n"),
            (" \t", "\r\n  "),
            ("\u{3000}", "\u{a0}"),
            ("\u{feff}", "\u{200b}"),
            ("<", ">"),
            ("<\n", "\n>"),
            ("\"", "\""),
            ("'", "'"),
            ("`", "`"),
            ("(", ")"),
            ("( ", " )"),
            ("[", "]"),
            ("{", "}"),
            ("**", "**"),
            ("[Sales](", ")"),
            ("<a href=\"", "\">Sales</a>"),
            ("《", "》"),
            ("〈", "〉"),
            ("「", "」"),
            ("『", "』"),
            ("【销售】", ""),
            ("（", "）"),
            ("“", "”"),
            ("‘", "’"),
            ("见：《", "》。"),
            ("", "，"),
            ("", "。"),
            ("", "，请看"),
            ("", "（新）"),
            ("See ", "."),
            ("See ", ", and export it"),
            ("", ";"),
            ("", ":"),
            ("", "!"),
        ];
        for (before, behind) in cases {
            for (query, sub_id) in [("", None), ("?sheet=6e5ed3", Some("6e5ed3"))] {
                let text = format!("{before}{address}{query}{behind}");
                let link: DocumentLink = text.parse().unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(link.file.token.as_str(), "sht-cn_1", "{text}");
                assert_eq!(link.sub_id.as_deref(), sub_id, "{text}");
            }
        }
    }

    #[test]
    fn an_address_that_is_broken_is_refused() {
        for broken in [
            "https://a.feishu.cn/docx/dox\ncn1",
            "https://a.feishu.cn/docx/dox\r\n  cn1",
            "<https://a.feishu.cn/docx/dox\ncn1>",
            "https://a.feishu.cn/docx/dox cn1",
            "https://a.feishu.cn/docx/dox\u{200b}cn1",
            "https://a.feishu.cn/docx/dox\u{ad}cn1",
            "https://a.feishu.cn/docx/\ndoxcn1",
            "https://a.feishu.cn/\ndocx/doxcn1",
            "https://\na.feishu.cn/docx/doxcn1",
            "https://a.feishu.cn/sheets/shtcn1?sheet=\n6e5ed3",
            "https://a.feishu.cn/sheets/shtcn1?sheet=6e5\ned3",
            "https://a.feishu.cn/docx/doxcn1\nhttps://a.feishu.cn/docx/doxcn2",
            "https://a.feishu.cn/docx/doxcn1 看",
        ] {
            let error = refused(broken);
            assert!(error.contains("has white space or a line break"), "{error}");
            assert!(!error.contains(char::is_control), "{error}");
        }
    }

    #[test]
    fn a_token_has_letters_digits_and_two_marks_alone() {
        let cases = [
            ("docx/dox%0Acn1", "has `%` in the token of the document"),
            ("docx/dox.cn1", "has `.` in the token"),
            ("docx/dox)(cn1", "has `)` in the token"),
            ("docx/dox–cn1", "has `–` in the token"),
            ("docx/doxcn1请看", "has `请` in the token"),
            ("docx/ｄｏｘ", "has `ｄ` in the token"),
            ("sheets/sht1?sheet=6e%205", "has `%` in the id of the sheet"),
            ("base/bas1?table=tbl~1", "has `~` in the id of the table"),
        ];
        for (path, why) in cases {
            let error = refused(&format!("https://a.feishu.cn/{path}"));
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_page_of_a_wiki_is_refused_with_the_way_to_its_document() {
        let error = refused("《https://a.feishu.cn/wiki/wikcn1》");
        let remedy = "ask wiki's get_node for the node's obj_token and obj_type, and use those";
        assert!(error.contains(remedy), "{error}");
    }

    /// The error that a text is refused with.
    fn refused(text: &str) -> String {
        let error = text
            .parse::<DocumentLink>()
            .map(|link| format!("{link:?}"))
            .unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidRequest, "{error}");
        error.to_string()
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let cases = [
            ("shtcn1", "is not the address of a document"),
            ("ftp://a.feishu.cn/docx/doxcn1", "begins with https://"),
            ("htt\nps://a.feishu.cn/docx/doxcn1", "begins with https://"),
            ("https://a.feishu.cn/wiki/wikcn1", "page of a wiki"),
            ("https://a.feishu.cn/sheets/", "names no document"),
            ("https://a.feishu.cn/docx/》", "names no document"),
            ("https://a.feishu.cn/drive/folder/", "names no document"),
            (
                "https://a.feishu.cn/drive/me/",
                "is not the address of a document, a file or a folder",
            ),
            (
                "https://a.feishu.cn/calendar/obcn1",
                "is not the address of a document, a file or a folder",
            ),
            (
                "https://a.feishu.cn",
                "is not the address of a document, a file or a folder",
            ),
        ];
        for (text, why) in cases {
            let error = refused(text);
            assert!(error.contains(why), "{error}");
        }
    }
}
