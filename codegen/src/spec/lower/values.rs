//! What sources hold, as the model holds it.

use crate::spec::model::Field;

use super::super::value::{self, Text};

/// Where a field stands.
pub(super) fn position<'a>(
    fields: impl IntoIterator<Item = &'a Field>,
    name: &str,
) -> Option<usize> {
    fields.into_iter().position(|field| field.name == name)
}

pub(super) fn string(text: &Option<Text>) -> String {
    value::text(text).to_owned()
}

pub(super) fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}
