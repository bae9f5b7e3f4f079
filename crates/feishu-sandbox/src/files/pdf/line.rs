//! Breaks text into lines.

use super::font::Face;
use crate::documents::{Span, Text};

/// Signs that must not begin a line.
const CLOSING: &str = "，。、；：！？）》」』】’”…";

/// Part of a line that is set in one face.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) face: Face,
    pub(super) text: String,
    /// In points.
    pub(super) width: f32,
}

/// Breaks a text into lines no wider than `width` points, and where it says so itself; there is at least one line.
pub(super) fn lines(text: &Text, size: f32, width: f32, bold: bool) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0.0;
    for word in words(text, size, width, bold) {
        if word.is_empty() {
            lines.push(Vec::new());
            used = 0.0;
            continue;
        }
        let needed: f32 = word.iter().map(|piece| piece.width).sum();
        // A space at the end of a line may hang over its edge.
        let visible = needed - trailing_space(&word, size);
        if used > 0.0 && used + visible > width {
            lines.push(Vec::new());
            used = 0.0;
        }
        used += needed;
        if let Some(line) = lines.last_mut() {
            word.into_iter().for_each(|piece| join(line, piece));
        }
    }
    lines
}

/// The parts between which a line may break, each no wider than `width` if that can be; an empty one is a line break.
fn words(text: &Text, size: f32, width: f32, bold: bool) -> Vec<Vec<Piece>> {
    let mut words: Vec<Vec<Piece>> = Vec::new();
    let mut open = false;
    let mut used = 0.0;
    for span in text.spans() {
        let base = face(span, bold);
        for c in span.text.chars() {
            if c == '\n' {
                words.push(Vec::new());
                open = false;
                continue;
            }
            let c = if c.is_whitespace() { ' ' } else { c };
            let face = base.for_char(c);
            let piece = Piece {
                face,
                text: c.into(),
                width: face.width(c) * size / 1000.0,
            };
            let stays = open && face != Face::Chinese && used + piece.width <= width;
            used = if stays {
                used + piece.width
            } else {
                piece.width
            };
            match words.last_mut() {
                Some(word) if stays || (CLOSING.contains(c) && !word.is_empty()) => {
                    join(word, piece);
                }
                _ => words.push(vec![piece]),
            }
            open = face != Face::Chinese && c != ' ';
        }
    }
    words
}

fn face(span: &Span, bold: bool) -> Face {
    match (span.code, span.bold || bold, span.italic) {
        (true, ..) => Face::Code,
        (_, true, _) => Face::Bold,
        (.., true) => Face::Italic,
        _ => Face::Regular,
    }
}

fn join(line: &mut Vec<Piece>, piece: Piece) {
    match line.last_mut() {
        Some(last) if last.face == piece.face => {
            last.text.push_str(&piece.text);
            last.width += piece.width;
        }
        _ => line.push(piece),
    }
}

fn trailing_space(word: &[Piece], size: f32) -> f32 {
    match word.last() {
        Some(piece) if piece.text.ends_with(' ') => piece.face.width(' ') * size / 1000.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, width: f32) -> Vec<String> {
        let lines = lines(&text.into(), 10.0, width, false);
        lines
            .into_iter()
            .map(|line| line.into_iter().map(|piece| piece.text).collect())
            .collect()
    }

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        assert_eq!(broken("one two three", 45.0), ["one two ", "three"]);
        assert_eq!(broken("一二三四", 25.0), ["一二", "三四"]);
        assert_eq!(broken("", 25.0), [""]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_and_a_full_stop_never_begins_a_line() {
        assert_eq!(broken("mmmm", 20.0), ["mm", "mm"]);
        assert_eq!(broken("一二。三", 20.0), ["一", "二。", "三"]);
    }

    #[test]
    fn a_line_ends_where_the_text_says_so() {
        assert_eq!(broken("a b\nc\n\n。", 99.0), ["a b", "c", "", "。"]);
        assert_eq!(broken("一\n", 25.0), ["一", ""]);
    }
}
