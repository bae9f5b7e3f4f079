//! Markdown: headings, paragraphs, lists, tables and code.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{FileError, plain};
use crate::documents::{Block, Span, Text};

/// Reads a Markdown file; pictures, raw HTML and rules are left out, links keep their text.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Block>, FileError> {
    let mut reader = MarkdownReader::default();
    for event in Parser::new_ext(plain::text(bytes)?, Options::ENABLE_TABLES) {
        reader.take(event);
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
            Event::SoftBreak | Event::HardBreak => self.push(" ", false),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.look.bold = true,
            Tag::Emphasis => self.look.italic = true,
            Tag::List(first) => {
                // The text of an item ends where the list inside it begins.
                self.flush();
                self.lists.push(first.is_some());
            }
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.look.bold = false,
            TagEnd::Emphasis => self.look.italic = false,
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
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
            TagEnd::TableCell => self.row.push(std::mem::take(&mut self.text)),
            TagEnd::TableHead | TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.row)),
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

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        let level = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        self.blocks.push(match self.lists.last() {
            Some(&ordered) => Block::Item {
                ordered,
                level,
                text,
            },
            None => Block::Paragraph(text),
        });
    }
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
}
