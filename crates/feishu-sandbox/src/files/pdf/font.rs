//! The fonts of a PDF: none is embedded, all are ones that every viewer has or knows how to replace.
//!
//! Latin text is set in the standard fonts. Anything else is set in `STSong-Light`, one of the CJK fonts that viewers
//! replace by one of their own; no font is shipped with the crate, and the text stays real text, that can be searched
//! and copied.

/// Which font a character is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Helvetica.
    Regular,
    /// Helvetica-Bold.
    Bold,
    /// Helvetica-Oblique.
    Italic,
    /// Courier.
    Code,
    /// STSong-Light.
    Chinese,
}

impl Face {
    /// The faces with Latin letters and their names in the standard.
    pub(super) const LATIN: [(Self, &'static [u8]); 4] = [
        (Self::Regular, b"Helvetica"),
        (Self::Bold, b"Helvetica-Bold"),
        (Self::Italic, b"Helvetica-Oblique"),
        (Self::Code, b"Courier"),
    ];

    /// The name under which pages refer to the font.
    pub(super) const fn resource(self) -> &'static [u8] {
        match self {
            Self::Regular => b"F1",
            Self::Bold => b"F2",
            Self::Italic => b"F3",
            Self::Code => b"F4",
            Self::Chinese => b"F5",
        }
    }

    /// This face, or the Chinese one for a character that this one lacks.
    pub(super) const fn for_char(self, c: char) -> Self {
        if matches!(c, ' '..='~' | '\u{a1}'..='\u{ff}') {
            self
        } else {
            Self::Chinese
        }
    }

    /// The width of a character, in thousandths of the font size.
    pub(super) fn width(self, c: char) -> f32 {
        let table = match self {
            Self::Chinese => return 1000.0,
            Self::Code => return 600.0,
            Self::Regular | Self::Italic => &HELVETICA,
            Self::Bold => &HELVETICA_BOLD,
        };
        // Letters with accents are as wide as most letters are; an error of a few points harms no line.
        let width = u32::from(c)
            .checked_sub(32)
            .and_then(|index| table.get(index as usize));
        width.copied().map_or(556.0, f32::from)
    }

    /// The bytes that show a text in this face.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Chinese => text.chars().flat_map(|c| unit(c).to_be_bytes()).collect(),
            _ => text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect(),
        }
    }
}

/// The code of a character in the encoding `UniGB-UTF16-H`; an empty square for one outside of the basic plane.
pub(super) fn unit(c: char) -> u16 {
    u16::try_from(u32::from(c)).unwrap_or(0x25A1)
}

/// The widths of space to tilde in Helvetica, from Adobe's metrics of the standard fonts.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The widths of space to tilde in Helvetica-Bold.
const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
