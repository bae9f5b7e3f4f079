//! What a page says in words, for people who write ours. It goes no further than where it is printed.

use super::section::Section;
use super::warnings::Warnings;
use super::{block, errors, fields, head, section, table};
use block::Block;
use table::Row;

/// What a page says in words.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The path of the page.
    pub doc_path: Option<String>,
    /// What stands between the first heading and the first table.
    intro: Vec<String>,
    /// The rows of fields: the table, where the page tells, the name, and the rest.
    fields: Vec<(Option<&'static str>, String, String)>,
    /// The rows of errors: the code and the rest.
    errors: Vec<(String, String)>,
}

impl Prose {
    /// Reads a page.
    pub fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let head = head::read(text);
        let mut prose = Self {
            doc_path: head.doc_path,
            ..Self::default()
        };
        let mut within = None;
        // The front matter stands above the first heading.
        let mut is_intro = false;
        let mut is_begun = false;
        for block in block::blocks(text) {
            match block {
                Block::Heading { text, .. } => {
                    within = section::of(text);
                    is_intro |= !is_begun;
                    is_begun = true;
                }
                Block::Text { text, .. } if is_intro => {
                    if !text.starts_with(":::") {
                        prose.intro.push(text.to_owned());
                    }
                }
                Block::Text { text, .. } if text.starts_with("**") => {
                    within = section::of(text).or(within);
                }
                Block::Table(table) => {
                    is_intro = false;
                    prose.table(&table, within);
                }
                Block::Text { .. } | Block::Code { .. } => {}
            }
        }
        prose
    }

    fn table(&mut self, table: &table::Table, within: Option<Section>) {
        if let Some(columns) = errors::columns(table, within) {
            let code = columns.code();
            let rows = table.rows.iter();
            let rows = rows.map(|row| (row.text(code).trim().to_owned(), but(row, code)));
            self.errors.extend(rows);
        } else if let Some(columns) = fields::columns(table) {
            let part = match within {
                Some(Section::Path) => Some("path"),
                Some(Section::Query) => Some("query"),
                Some(Section::Body) => Some("body"),
                Some(Section::Response) => Some("response"),
                _ => None,
            };
            let mut warnings = Warnings::default();
            for row in &table.rows {
                if let Some(name) = columns.name(row, &mut warnings) {
                    self.fields.push((part, name, but(row, columns.column())));
                }
            }
        }
    }

    /// Returns what stands between the first heading and the first table.
    pub fn intro(&self) -> String {
        self.intro.join("\n")
    }

    /// Returns what is said of the fields of a name, in one of the tables or in all.
    pub fn field<'a>(
        &'a self,
        part: Option<&'a str>,
        name: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        let rows = self.fields.iter().filter(move |(there, called, _)| {
            called == name && (part.is_none() || there.is_none() || *there == part)
        });
        rows.map(|(_, _, text)| text.as_str())
    }

    /// Returns what is said of an error.
    pub fn error<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a str> {
        let rows = self.errors.iter().filter(move |(there, _)| there == code);
        rows.map(|(_, text)| text.as_str())
    }
}

/// The cells of a row but one.
fn but(row: &Row, column: usize) -> String {
    let others = row.cells.iter().enumerate();
    let others = others.filter(|(index, _)| *index != column);
    let texts = others.map(|(_, cell)| {
        // The markup sets some lists of values apart.
        let values = cell.values.iter().map(String::as_str);
        let lines: Vec<_> = [cell.text.trim()].into_iter().chain(values).collect();
        lines.join("\n").trim().to_owned()
    });
    let texts: Vec<_> = texts.filter(|text| !text.is_empty()).collect();
    texts.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\nfullPath: /things/list\n---\n# List things\n\nLists what there is.\n\n\
        ## 查询参数\n\n|名称|类型|描述|\n|---|---|---|\n|kind|string|The kind.|\n\n\
        ## 响应体\n\n|名称|类型|描述|\n|---|---|---|\n|data|\\-|\\-|\n|∟kind|string|Its kind.|\n\n\
        ## 错误码\n\n|HTTP状态码|错误码|描述|\n|---|---|---|\n|400|1001|Bad thing.|\n";

    #[test]
    fn what_a_page_says_is_found_by_name_and_table() {
        let prose = Prose::of(PAGE);
        assert_eq!(prose.doc_path.as_deref(), Some("/things/list"));
        assert_eq!(prose.intro(), "Lists what there is.");
        let said = |part| prose.field(part, "kind").collect::<Vec<_>>();
        assert_eq!(said(Some("query")), ["string | The kind."]);
        assert_eq!(said(Some("response")), ["string | Its kind."]);
        assert_eq!(said(None).len(), 2);
        let errors: Vec<_> = prose.error("1001").collect();
        assert_eq!(errors, ["400 | Bad thing."]);
    }
}
