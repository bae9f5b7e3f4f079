//! A document by the address that a browser shows for it.

use std::str::FromStr;

use feishu_core::{Error, Result};

use crate::export_task::{CreateExportTask, FileExtension};
use crate::types::{DocumentToken, DocumentType};

/// A document, as its address in the browser names it.
///
/// ```
/// use feishu_drive::DocumentLink;
/// use feishu_drive::export_task::FileExtension;
///
/// let link: DocumentLink = "https://example.feishu.cn/sheets/shtcnBxAbCdEfGhIjKlMnOpQrSt?sheet=6e5ed3".parse()?;
/// let request = link.export_as(FileExtension::Csv);
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentLink {
    /// The document.
    pub token: DocumentToken,
    /// Its kind.
    pub kind: DocumentType,
    /// The sheet or the table that is shown, if the address names one.
    pub sub_id: Option<String>,
}

impl DocumentLink {
    /// A document by its token and kind.
    pub fn new(token: impl Into<DocumentToken>, kind: impl Into<DocumentType>) -> Self {
        Self {
            token: token.into(),
            kind: kind.into(),
            sub_id: None,
        }
    }

    /// A request that exports the document; one sheet or table of it for `csv`.
    pub fn export_as(&self, extension: FileExtension) -> CreateExportTask {
        let one = extension == FileExtension::Csv;
        let request = CreateExportTask::new(extension, &self.token, &self.kind);
        match self.sub_id.as_ref().filter(|_| one) {
            Some(sub_id) => request.sub_id(sub_id),
            None => request,
        }
    }
}

impl FromStr for DocumentLink {
    type Err = Error;

    /// Reads an address such as `https://example.feishu.cn/docx/<token>`, of Feishu or Lark.
    ///
    /// # Errors
    ///
    /// The text is no address, or the address is not that of a document that can be exported. A page of a wiki is not:
    /// its address does not name the document.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = |why: &str| Error::invalid_request(format!("`{text}` {why}"));
        let (_, rest) = text
            .split_once("://")
            .ok_or_else(|| wrong("is not the address of a document"))?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut segments = path.split('/').skip(1);
        let (place, token) = (
            segments.next().unwrap_or_default(),
            segments.next().unwrap_or_default(),
        );
        let (kind, part) = match place {
            "sheets" => (DocumentType::Sheet, "sheet"),
            "base" => (DocumentType::Bitable, "table"),
            "docx" => (DocumentType::Docx, ""),
            "docs" => (DocumentType::Doc, ""),
            "wiki" => {
                let why = "is a page of a wiki, whose address does not name the document: open it from its own place";
                return Err(wrong(why));
            }
            _ => return Err(wrong("is not the address of a sheet, a base or a document")),
        };
        if token.is_empty() {
            return Err(wrong("names no document"));
        }
        let sub_id = query
            .split('&')
            .find_map(|pair| match pair.split_once('=') {
                Some((name, value)) if !part.is_empty() && name == part && !value.is_empty() => {
                    Some(value.to_owned())
                }
                _ => None,
            });
        Ok(Self {
            token: token.into(),
            kind,
            sub_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ];
        for (text, read) in cases {
            let link: DocumentLink = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                format!(
                    "{} {} {}",
                    link.kind,
                    link.token,
                    link.sub_id.unwrap_or_default()
                ),
                read
            );
        }
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let cases = [
            ("shtcn1", "is not the address of a document"),
            ("https://a.feishu.cn/wiki/wikcn1", "page of a wiki"),
            ("https://a.feishu.cn/sheets/", "names no document"),
            (
                "https://a.feishu.cn/minutes/obcn1",
                "is not the address of a sheet",
            ),
            ("https://a.feishu.cn", "is not the address of a sheet"),
        ];
        for (text, why) in cases {
            let error = text
                .parse::<DocumentLink>()
                .map(|link| format!("{link:?}"))
                .unwrap_err();
            assert!(
                error.is_invalid() && error.to_string().contains(why),
                "{error}"
            );
        }
    }
}
