//! PDF files with real text, Chinese included, and without an embedded font; see [`font`] for how.

mod font;
mod layout;
mod line;

use std::collections::BTreeSet;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use self::font::{Face, unit};
use self::layout::{Mark, PAGE};
use crate::documents::Block;

/// The order of glyphs that the font and the encoding share.
const GLYPHS: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"GB1"),
    supplement: 5,
};
const CHINESE: &[u8] = b"STSong-Light";
const ENCODING: &[u8] = b"UniGB-UTF16-H";

/// Writes a text document.
pub(crate) fn write(title: &str, blocks: &[Block]) -> Vec<u8> {
    let pages = layout::pages(blocks);
    let mut refs = Refs(0);
    let (catalog, tree, info) = (refs.next(), refs.next(), refs.next());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(info)
        .title(TextStr(title))
        .producer(TextStr("feishu-sandbox"));

    let mut fonts: Vec<(Face, Ref)> = Vec::new();
    for (face, name) in Face::LATIN {
        let id = refs.next();
        pdf.type1_font(id)
            .base_font(Name(name))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
        fonts.push((face, id));
    }
    fonts.push((Face::Chinese, chinese_font(&mut pdf, &mut refs, &pages)));

    let mut kids = Vec::new();
    for marks in &pages {
        let (page, content) = (refs.next(), refs.next());
        kids.push(page);
        let mut writer = pdf.page(page);
        writer
            .parent(tree)
            .media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1))
            .contents(content);
        let mut resources = writer.resources();
        let mut dict = resources.fonts();
        for (face, id) in &fonts {
            dict.pair(Name(face.resource()), *id);
        }
        dict.finish();
        resources.finish();
        writer.finish();
        pdf.stream(content, &draw(marks));
    }
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(kids).count(count);
    pdf.finish()
}

/// Hands out the numbers of objects.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

fn draw(marks: &[Mark]) -> Vec<u8> {
    let mut content = Content::new();
    for mark in marks {
        match mark {
            Mark::Shade {
                x,
                y,
                width,
                height,
            } => {
                content
                    .set_fill_gray(0.95)
                    .rect(*x, *y, *width, *height)
                    .fill_nonzero()
                    .set_fill_gray(0.0);
            }
            Mark::Frame {
                x,
                y,
                width,
                height,
            } => {
                content
                    .set_stroke_gray(0.7)
                    .set_line_width(0.6)
                    .rect(*x, *y, *width, *height)
                    .stroke();
            }
            Mark::Text { x, y, size, piece } => {
                content
                    .begin_text()
                    .set_font(Name(piece.face.resource()), *size);
                content
                    .next_line(*x, *y)
                    .show(Str(&piece.face.encode(&piece.text)))
                    .end_text();
            }
        }
    }
    content.finish().to_vec()
}

fn chinese_font(pdf: &mut Pdf, refs: &mut Refs, pages: &[Vec<Mark>]) -> Ref {
    let (font, descendant, descriptor, unicode) =
        (refs.next(), refs.next(), refs.next(), refs.next());
    // The standard wants the names of the font and the encoding joined.
    let name = [CHINESE, b"-", ENCODING].concat();
    pdf.type0_font(font)
        .base_font(Name(&name))
        .encoding_predefined(Name(ENCODING))
        .descendant_font(descendant)
        .to_unicode(unicode);
    pdf.cid_font(descendant)
        .subtype(CidFontType::Type0)
        .base_font(Name(CHINESE))
        .system_info(GLYPHS)
        .font_descriptor(descriptor)
        .default_width(1000.0);
    pdf.font_descriptor(descriptor)
        .name(Name(CHINESE))
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    // A reader without the encoding's table can still search and copy the text.
    let mut cmap = UnicodeCmap::<u16>::new(
        Name(b"Adobe-Identity-UCS"),
        SystemInfo {
            ordering: Str(b"UCS"),
            ..GLYPHS
        },
    );
    for c in chinese_characters(pages) {
        cmap.pair(unit(c), c);
    }
    pdf.cmap(unicode, &cmap.finish());
    font
}

fn chinese_characters(pages: &[Vec<Mark>]) -> BTreeSet<char> {
    let pieces = pages.iter().flatten().filter_map(|mark| match mark {
        Mark::Text { piece, .. } if piece.face == Face::Chinese => Some(piece.text.chars()),
        _ => None,
    });
    pieces.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(pdf: &[u8], needle: &[u8]) -> usize {
        pdf.windows(needle.len())
            .filter(|window| window == &needle)
            .count()
    }

    #[test]
    fn text_of_both_scripts_is_there() {
        let pdf = write("标题", &[Block::heading(1, "Release 手册")]);
        assert!(pdf.starts_with(b"%PDF-1."));
        assert_eq!(count(&pdf, b"/Type /Page\n"), 1);
        assert_eq!(count(&pdf, b"(Release )"), 1);
        // Each character of the second run maps back to itself.
        assert_eq!(count(&pdf, "<624B> <624B>".as_bytes()), 1);
        assert_eq!(count(&pdf, "<518C> <518C>".as_bytes()), 1);
    }

    #[test]
    fn a_long_document_takes_several_pages() {
        let blocks: Vec<_> = (0..120)
            .map(|number| Block::paragraph(format!("paragraph {number}")))
            .collect();
        let pdf = write("long", &blocks);
        assert_eq!(count(&pdf, b"/Type /Page\n"), 4);
        assert_eq!(count(&pdf, b"(paragraph 119)"), 1);
    }

    #[test]
    fn an_empty_document_has_a_page() {
        assert_eq!(count(&write("", &[]), b"/Type /Page\n"), 1);
    }
}
