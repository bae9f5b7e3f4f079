//! The rate limit of an operation, which stands in one of three forms.

use crate::text::yaml::{Entry, Node, Value};

use super::super::grammar::Says::Fact;
use super::super::grammar::{Content, required};
use super::super::record::record;
use super::super::value::{Slot, Text};
use super::super::word::Word;
use super::examples::SPECIAL_EXAMPLE;
use crate::text::diagnostic::At;

pub(super) const LIMIT: Content = Content::Either(&[
    Content::Text(Word::RateOrSpecial),
    Content::List(&Content::Text(Word::Rate)),
    Content::Record(&SPECIAL),
]);

record! {
    /// A limit that is documented as special, with the figures that the prose gives.
    SpecialSource(at: At) is SPECIAL {
        name: "SpecialLimit",
        noun: "a special limit",
        compact: true,
        examples: &[SPECIAL_EXAMPLE],
    }
    special: Vec<Text> = required(Fact, "special", Content::List(&Content::Text(Word::Rate)), "The figures; all of them apply.");
}

/// A rate limit.
#[derive(Clone, Debug)]
pub enum LimitSource {
    /// A rate, or `special`.
    One(Text),
    /// Rates that all apply.
    All(Vec<Text>),
    /// A special limit, with figures.
    Special(SpecialSource),
}

impl Slot for Option<LimitSource> {
    fn read(entry: &Entry, content: &Content) -> Self {
        match &entry.value.value {
            Value::Scalar(_) => Option::<Text>::read(entry, content).map(LimitSource::One),
            Value::List(_) => Some(LimitSource::All(Slot::read(entry, content))),
            Value::Map(_) => {
                Option::<SpecialSource>::read(entry, content).map(LimitSource::Special)
            }
        }
    }

    fn write(&self, content: &Content) -> Option<Node> {
        match self.as_ref()? {
            LimitSource::One(rate) => Some(rate.clone()).write(content),
            LimitSource::All(rates) => rates.write(content),
            LimitSource::Special(special) => Some(special.clone()).write(content),
        }
    }
}
