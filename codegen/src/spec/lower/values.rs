//! What sources hold, as the model holds it.

use crate::spec::model::Field;

use super::super::source::{Located, Text};

/// Where a field stands.
pub(super) fn position<'a>(
    fields: impl IntoIterator<Item = &'a Field>,
    name: &str,
) -> Option<usize> {
    fields.into_iter().position(|field| field.name == name)
}

pub(super) fn set(flag: &Option<Located<bool>>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}

pub(super) fn string(text: &Option<Text>) -> String {
    text.as_ref()
        .map(|text| text.value.clone())
        .unwrap_or_default()
}

pub(super) fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}
