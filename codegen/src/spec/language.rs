//! The languages of the documentation.

use serde::{Deserialize, Serialize};

/// A language of the documentation. The first is the one in which the platform documents first: titles and messages of
/// the spec are in it wherever there is such a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// The words for all but the first, as the spec writes them.
    pub(crate) const WORDS: &'static [&'static str] = &["en"];

    /// The language that a word of the spec names; the first if it is none of them.
    pub(crate) fn of(word: Option<&str>) -> Self {
        match word {
            Some("en") => Self::En,
            _ => Self::Zh,
        }
    }

    /// How the spec writes it; nothing for the first.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Zh => None,
            Self::En => Some("en"),
        }
    }
}
