//! Words of the spec that can be used again: of the same field elsewhere in the service.
//!
//! They are taken only where all that say them agree.

use std::collections::{BTreeMap, btree_map};

use crate::facts::Place;
use crate::spec::grammar::Says;
use crate::spec::source::FieldSource;
use crate::spec::value::{Keys, is_set, text};

use super::edit;
use super::spec_files::Files;

/// The words of a field that go with its name and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldWords {
    pub(super) doc: String,
    pub(super) format: Option<String>,
}

/// Something that all agree on, or nothing.
type Agreed<T> = Option<T>;

/// The words of the spec.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// By service and by the facts of the field.
    fields: BTreeMap<(String, String, String), Agreed<FieldWords>>,
    /// The types of fields, without lists, by service and name.
    types: BTreeMap<(String, String), Agreed<String>>,
}

impl Words {
    /// Collects the words of all files.
    pub(super) fn of(files: &Files) -> Self {
        let mut words = Self::default();
        for (path, file) in files {
            let service = service_of(path);
            for ty in file.types() {
                words.fields(service, &ty.fields);
            }
            for operation in file.operations() {
                for place in Place::ALL {
                    words.fields(service, edit::fields(operation, place));
                }
            }
        }
        words
    }

    fn fields(&mut self, service: &str, fields: &[FieldSource]) {
        for field in fields {
            let Some(ty) = &field.documented_type else {
                continue;
            };
            let name = field.name.value.clone();
            let base = ty.value.base.to_string();
            agree(&mut self.types, (service.to_owned(), name.clone()), base);
            let doc = text(&field.doc);
            // What nobody has confirmed is handed on to nobody.
            if doc.is_empty() || is_set(&field.reused) {
                continue;
            }
            let words = FieldWords {
                doc: doc.to_owned(),
                format: field.format.as_ref().map(|format| format.value.clone()),
            };
            let key = (service.to_owned(), name, facts_of(field));
            agree(&mut self.fields, key, words);
        }
    }

    /// What all fields of this name and with these facts, the example among them, say in a service.
    ///
    /// Pages describe a field with the same words and the same example wherever it is the same field; without the
    /// example, a time in seconds could not be told from another time.
    pub(super) fn field(&self, path: &str, name: &str, field: &FieldSource) -> Option<&FieldWords> {
        let key = (
            service_of(path).to_owned(),
            name.to_owned(),
            facts_of(field),
        );
        self.fields.get(&key)?.as_ref()
    }

    /// The type, without lists, that all fields of this name in a service are of.
    pub(super) fn type_of(&self, path: &str, name: &str) -> Option<&str> {
        let key = (service_of(path).to_owned(), name.to_owned());
        self.types.get(&key)?.as_deref()
    }
}

/// What a field is, whatever we say of it, in one text.
fn facts_of(field: &FieldSource) -> String {
    let written = field.write_keys();
    let facts = written.entries.iter().filter(|entry| {
        let key = FieldSource::record().key(&entry.key.text);
        key.is_none_or(|key| key.says != Says::Words)
    });
    let mut facts: Vec<_> = facts
        .map(|entry| format!("{}={}", entry.key.text, entry.value.to_json()))
        .collect();
    facts.sort();
    facts.join("\n")
}

/// Adds a statement; another one for the same key takes it away for all.
fn agree<K: Ord, T: PartialEq>(statements: &mut BTreeMap<K, Agreed<T>>, key: K, value: T) {
    match statements.entry(key) {
        btree_map::Entry::Vacant(vacant) => {
            vacant.insert(Some(value));
        }
        btree_map::Entry::Occupied(mut known) => {
            if known.get().as_ref() != Some(&value) {
                known.insert(None);
            }
        }
    }
}

/// The service that a file belongs to; empty for the platform.
fn service_of(path: &str) -> &str {
    match path.split('/').collect::<Vec<_>>()[..] {
        ["spec", service, _, ..] => service,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_only_where_all_agree() {
        let mut statements = BTreeMap::new();
        agree(&mut statements, "a", 1);
        agree(&mut statements, "a", 1);
        agree(&mut statements, "b", 1);
        agree(&mut statements, "b", 2);
        agree(&mut statements, "b", 1);
        assert_eq!(statements, BTreeMap::from([("a", Some(1)), ("b", None)]));
    }
}
