//! The blocks of a text document.

use crate::files::grid::shorten;

/// One block of a text document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 for the largest.
        level: u8,
        /// What it says.
        text: Text,
    },
    /// A paragraph.
    Paragraph(Text),
    /// An item of a list.
    Item {
        /// Whether the list is numbered.
        ordered: bool,
        /// How deep the list is nested; 0 for the outermost.
        level: u8,
        /// What it says.
        text: Text,
    },
    /// A table; the first row is the header.
    Table(Vec<Vec<Text>>),
    /// A listing in a fixed-width font.
    Code(String),
}

impl Block {
    /// A heading; level 1 is the largest.
    pub fn heading(level: u8, text: impl Into<Text>) -> Self {
        Self::Heading {
            level,
            text: text.into(),
        }
    }

    /// A paragraph.
    pub fn paragraph(text: impl Into<Text>) -> Self {
        Self::Paragraph(text.into())
    }

    /// An item of a list with dots.
    pub fn bullet(text: impl Into<Text>) -> Self {
        Self::Item {
            ordered: false,
            level: 0,
            text: text.into(),
        }
    }

    /// An item of a numbered list.
    pub fn numbered(text: impl Into<Text>) -> Self {
        Self::Item {
            ordered: true,
            level: 0,
            text: text.into(),
        }
    }

    /// A table; the first row is the header.
    pub fn table(rows: &[&[&str]]) -> Self {
        Self::Table(
            rows.iter()
                .map(|row| row.iter().map(|&cell| cell.into()).collect())
                .collect(),
        )
    }
}

/// Text in which parts may stand out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<Span>);

impl Text {
    /// Text of these parts.
    pub fn new(spans: Vec<Span>) -> Self {
        Self(spans)
    }

    /// The parts.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// The text without its marks.
    pub fn plain(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.text.is_empty())
    }

    /// Cuts the text to so many UTF-16 units; `false` if it was no longer.
    pub(crate) fn shorten(&mut self, units: usize) -> bool {
        let mut left = units;
        for index in 0..self.0.len() {
            let text = &mut self.0[index].text;
            if shorten(text, left) {
                self.0.truncate(index + 1);
                self.0.retain(|span| !span.text.is_empty());
                return true;
            }
            left -= text.encode_utf16().count();
        }
        false
    }

    /// Adds a part, joined to the last one if that looks the same.
    pub(crate) fn push(&mut self, span: Span) {
        match self.0.last_mut() {
            Some(last) if last.same_look(&span) => last.text.push_str(&span.text),
            _ => self.0.push(span),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(vec![Span::plain(text)])
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(vec![Span::plain(text)])
    }
}

/// A part of a text that looks the same throughout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// What it says.
    pub text: String,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is italic.
    pub italic: bool,
    /// Whether it is set in a fixed-width font.
    pub code: bool,
}

impl Span {
    /// A part without marks.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A bold part.
    pub fn bold(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: true,
            ..Self::default()
        }
    }

    fn same_look(&self, other: &Self) -> bool {
        (self.bold, self.italic, self.code) == (other.bold, other.italic, other.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_keeps_its_marks() {
        let spans = [
            Span::plain("one "),
            Span::bold("two"),
            Span::plain(" three"),
        ];
        let mut text = Text::new(spans.to_vec());
        assert!(!text.shorten(13));
        assert!(text.shorten(6));
        assert_eq!(text.spans(), [Span::plain("one "), Span::bold("tw")]);
        assert!(text.shorten(4));
        assert_eq!(text.spans(), [Span::plain("one ")]);
    }
}
