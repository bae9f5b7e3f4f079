//! Markdown: headings, paragraphs, lists, tables and code.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::blocks::{BLOCKS, CELLS, COLUMNS};
use super::{FileError, plain};
use crate::documents::{Block, Span, Text};

/// Reads a Markdown file; pictures, rules and raw HTML other than line breaks are left out, links keep their text.
///
/// It stops after the first block, row or column that is too many for a document.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Block>, FileError> {
    let mut reader = MarkdownReader::default();
    for event in Parser::new_ext(plain::text(bytes)?, Options::ENABLE_TABLES) {
        reader.take(event);
        if reader.blocks.len() > BLOCKS {
            break;
        }
    }
    Ok(reader.blocks)
}

/// The state while the events of the parser go by.
#[derive(Default)]
struct MarkdownReader {
    blocks: Vec<Block>,
    text: Text,
    look: Span,
    /// For each list that is open: whether it is numbered.
    lists: Vec<bool>,
    /// For each item that is open: which block its text is, once that is known.
    items: Vec<Option<usize>>,
    /// The text of a listing that is open.
    code: Option<String>,
    rows: Vec<Vec<Text>>,
    row: Vec<Text>,
}

impl MarkdownReader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, false),
            Event::Code(text) => self.push(&text, true),
            Event::SoftBreak => self.push(" ", false),
            Event::HardBreak => self.push("\n", false),
            Event::InlineHtml(html) if is_line_break(&html) => self.push("\n", false),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        // The text of an item ends where another block begins inside it: a list, a table, a listing, a paragraph.
        let is_block = matches!(
            tag,
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(_)
                | Tag::List(_)
                | Tag::Table(_)
                | Tag::CodeBlock(_)
                | Tag::HtmlBlock
        );
        if is_block {
            self.flush();
        }
        match tag {
            Tag::Strong => self.look.bold = true,
            Tag::Emphasis => self.look.italic = true,
            Tag::List(first) => self.lists.push(first.is_some()),
            Tag::Item => self.items.push(None),
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.look.bold = false,
            TagEnd::Emphasis => self.look.italic = false,
            TagEnd::Paragraph => self.flush(),
            TagEnd::Item => {
                self.flush();
                self.items.pop();
            }
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.blocks.push(Block::heading(level as u8, text));
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.blocks
                    .push(Block::Code(code.trim_end_matches('\n').to_owned()));
            }
            TagEnd::TableCell => {
                let text = std::mem::take(&mut self.text);
                if self.row.len() <= COLUMNS {
                    self.row.push(text);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = std::mem::take(&mut self.row);
                if self.rows.len() <= CELLS {
                    self.rows.push(row);
                }
            }
            TagEnd::Table => self
                .blocks
                .push(Block::Table(std::mem::take(&mut self.rows))),
            _ => {}
        }
    }

    fn push(&mut self, text: &str, code: bool) {
        match &mut self.code {
            Some(listing) => listing.push_str(text),
            None => self.text.push(Span {
                text: text.to_owned(),
                code,
                ..self.look.clone()
            }),
        }
    }

    /// Makes a block of the text so far.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        let last = self.blocks.len().checked_sub(1);
        let (Some(&ordered), Some(item)) = (self.lists.last(), self.items.last_mut()) else {
            self.blocks.push(Block::Paragraph(text));
            return;
        };
        match (*item, self.blocks.last_mut()) {
            (None, _) => {
                let level = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
                *item = Some(self.blocks.len());
                self.blocks.push(Block::Item {
                    ordered,
                    level,
                    text,
                });
            }
            // Another paragraph of the item.
            (known, Some(Block::Item { text: begun, .. })) if known == last => {
                begun.push(Span::plain("\n"));
                text.spans()
                    .iter()
                    .for_each(|span| begun.push(span.clone()));
            }
            // After a table, a listing or a list inside the item: no item of its own.
            _ => self.blocks.push(Block::Paragraph(text)),
        }
    }
}

/// Whether HTML is a line break: `<br>`, `<br/>`, `<BR />`.
fn is_line_break(html: &str) -> bool {
    let name = html
        .trim()
        .strip_prefix('<')
        .and_then(|html| html.strip_suffix('>'))
        .map(|tag| tag.trim_end_matches('/').trim());
    name.is_some_and(|name| name.eq_ignore_ascii_case("br"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_understood() {
        let markdown = "# 标题\n\nA **bold** word.\n\n- one\n  1. inner\n- two\n\n```sh\nls\n```\n\n|a|b|\n|-|-|\n|1|`2`|\n";
        let blocks = read(markdown.as_bytes()).unwrap();
        let bold = Text::new(vec![
            Span::plain("A "),
            Span::bold("bold"),
            Span::plain(" word."),
        ]);
        let code = Text::new(vec![Span {
            text: "2".to_owned(),
            code: true,
            ..Span::default()
        }]);
        let expected = [
            Block::heading(1, "标题"),
            Block::Paragraph(bold),
            Block::bullet("one"),
            Block::Item {
                ordered: true,
                level: 1,
                text: "inner".into(),
            },
            Block::bullet("two"),
            Block::Code("ls".to_owned()),
            Block::Table(vec![vec!["a".into(), "b".into()], vec!["1".into(), code]]),
        ];
        assert_eq!(blocks, expected);
    }

    #[test]
    fn a_table_or_listing_inside_an_item_is_a_block_of_its_own() {
        let markdown = "- before\n\n  |a|b|\n  |-|-|\n  |1|2|\n\n  after\n- next\n  ```\n  ls\n  ```\n- > said\n";
        let expected = [
            Block::bullet("before"),
            Block::table(&[&["a", "b"], &["1", "2"]]),
            Block::paragraph("after"),
            Block::bullet("next"),
            Block::Code("ls".to_owned()),
            Block::bullet("said"),
        ];
        assert_eq!(read(markdown.as_bytes()).unwrap(), expected);
        let tight = "1. before\n   |a|\n   |-|\n   |1|\n";
        let expected = [Block::numbered("before"), Block::table(&[&["a"], &["1"]])];
        assert_eq!(read(tight.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn a_paragraph_of_an_item_stays_in_it() {
        let markdown =
            "1. one\n\n   **more**\n\n   - inner\n\n     of inner\n\n   of one\n\n2. two\n";
        let one = Text::new(vec![Span::plain("one\n"), Span::bold("more")]);
        let expected = [
            Block::Item {
                ordered: true,
                level: 0,
                text: one,
            },
            Block::Item {
                ordered: false,
                level: 1,
                text: "inner\nof inner".into(),
            },
            Block::paragraph("of one"),
            Block::numbered("two"),
        ];
        assert_eq!(read(markdown.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn a_line_break_is_one_in_a_cell_and_elsewhere() {
        let markdown = "|a|\n|-|\n|one<br>two<BR />three|\n\none<br/>two  \nthree<b>!</b>\n";
        let expected = [
            Block::table(&[&["a"], &["one\ntwo\nthree"]]),
            Block::paragraph("one\ntwo\nthree!"),
        ];
        assert_eq!(read(markdown.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn no_more_is_read_than_a_document_takes() {
        let blocks = read(&b"a\n\n".repeat(100_000)).unwrap();
        assert_eq!(blocks.len(), BLOCKS + 1);
        let size = |table: String| match &read(table.as_bytes()).unwrap()[..] {
            [Block::Table(rows)] => (rows.len(), rows[0].len()),
            other => panic!("{other:?}"),
        };
        let wide = format!("{}|\n{}|\n", "|a".repeat(200), "|-".repeat(200));
        assert_eq!(size(wide), (1, COLUMNS + 1));
        assert_eq!(
            size(format!("|a|\n|-|\n{}", "|a|\n".repeat(5_000))),
            (CELLS + 1, 1)
        );
    }
}
