//! What a response carries: fields of its own, or an object that has a name.

use crate::text::yaml::{Entry, Node, Value};

use super::super::grammar::Content;
use super::super::value::{Slot, Text};
use super::super::word::Word;
use super::field::{FIELDS, FieldSource};

pub(super) const RESPONSE: Content =
    Content::Either(&[Content::Text(Word::Camel), Content::Table(&FIELDS)]);

/// What a response carries.
#[derive(Clone, Debug, Default)]
pub struct ResponseSource {
    /// The object that it is.
    pub ty: Option<Text>,
    /// The fields that it has of its own; none if it is an object with a name.
    pub fields: Vec<FieldSource>,
}

impl ResponseSource {
    /// Returns whether it carries nothing.
    pub const fn is_empty(&self) -> bool {
        self.ty.is_none() && self.fields.is_empty()
    }
}

impl Slot for ResponseSource {
    fn read(entry: &Entry, content: &Content) -> Self {
        match &entry.value.value {
            Value::Scalar(_) => Self {
                ty: Slot::read(entry, content),
                fields: Vec::new(),
            },
            Value::List(_) | Value::Map(_) => Self {
                ty: None,
                fields: Slot::read(entry, content),
            },
        }
    }

    fn write(&self, content: &Content) -> Option<Node> {
        self.ty
            .write(content)
            .or_else(|| self.fields.write(content))
    }
}
