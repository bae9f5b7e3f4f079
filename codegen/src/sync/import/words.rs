//! Words of the spec that can be used again: of the same field elsewhere in the service.
//!
//! They are taken only where all that say them agree.

use std::collections::{BTreeMap, btree_map};

use crate::facts::Place;
use crate::spec::format::FIELD;
use crate::spec::grammar::Says;
use crate::text::yaml::Map;

use super::tree;

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
    pub(super) fn of(files: &BTreeMap<String, Map>) -> Self {
        let mut words = Self::default();
        for (path, file) in files {
            let service = service_of(path);
            for ty in maps(file, "types") {
                words.fields(service, ty, "fields");
            }
            for operation in maps(file, "operations") {
                for place in Place::ALL {
                    words.fields(service, operation, place.name());
                }
            }
        }
        words
    }

    fn fields(&mut self, service: &str, owner: &Map, table: &str) {
        let Some(table) = tree::child(owner, table) else {
            return;
        };
        for entry in &table.entries {
            let Some(field) = entry.value.as_map() else {
                continue;
            };
            let Some(ty) = tree::string(field, "type") else {
                continue;
            };
            let name = entry.key.text.clone();
            let base = ty.trim_end_matches("[]").to_owned();
            agree(&mut self.types, (service.to_owned(), name.clone()), base);
            let doc = tree::string(field, "doc").unwrap_or_default();
            if doc.is_empty() {
                continue;
            }
            let said = FieldWords {
                doc: doc.to_owned(),
                format: tree::string(field, "format").map(str::to_owned),
            };
            let key = (service.to_owned(), name, facts_of(field));
            agree(&mut self.fields, key, said);
        }
    }

    /// What all fields of this name and with these facts, the example among them, say in a service.
    ///
    /// Pages describe a field with the same words and the same example wherever it is the same field; without the
    /// example, a time in seconds could not be told from another time.
    pub(super) fn field(&self, path: &str, name: &str, field: &Map) -> Option<&FieldWords> {
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
fn facts_of(field: &Map) -> String {
    let facts = field.entries.iter().filter(|entry| {
        let key = FIELD.key(&entry.key.text);
        key.is_none_or(|key| key.says != Says::Words)
    });
    let mut facts: Vec<_> = facts
        .map(|entry| format!("{}={}", entry.key.text, entry.value.to_json()))
        .collect();
    facts.sort();
    facts.join("\n")
}

/// Adds what is said; whoever says something else takes it away for all.
fn agree<K: Ord, T: PartialEq>(said: &mut BTreeMap<K, Agreed<T>>, key: K, value: T) {
    match said.entry(key) {
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
pub(super) fn service_of(path: &str) -> &str {
    match path.split('/').collect::<Vec<_>>()[..] {
        ["spec", service, _, ..] => service,
        _ => "",
    }
}

fn maps<'a>(map: &'a Map, key: &str) -> impl Iterator<Item = &'a Map> + use<'a> {
    let entries = tree::child(map, key).map(|table| table.entries.as_slice());
    let entries = entries.unwrap_or_default().iter();
    entries.filter_map(|entry| entry.value.as_map())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_only_where_all_agree() {
        let mut said = BTreeMap::new();
        agree(&mut said, "a", 1);
        agree(&mut said, "a", 1);
        agree(&mut said, "b", 1);
        agree(&mut said, "b", 2);
        agree(&mut said, "b", 1);
        assert_eq!(said, BTreeMap::from([("a", Some(1)), ("b", None)]));
    }
}
