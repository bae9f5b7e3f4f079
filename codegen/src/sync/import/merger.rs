//! What a merge works on.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{self, OperationFacts};
use crate::text::yaml::Map;

use super::defined::TypeKey;
use super::structure::Structure;
use super::types::Plan;
use super::words::Words;

/// The trees of the spec while they are changed.
pub(super) struct Merger {
    /// The files by path.
    pub(super) files: BTreeMap<String, Map>,
    /// What types become; those that are made on the way are added.
    pub(super) plan: Plan,
    /// Types that were made on the way.
    pub(super) made: BTreeSet<TypeKey>,
    /// The types whose fields are being merged.
    pub(super) open: Vec<TypeKey>,
    pub(super) words: Words,
    /// New types that several resources of a service need.
    pub(super) wanted: Wanted,
    /// Names that Rust types of a service have already, those of the spec apart.
    pub(super) reserved: BTreeMap<String, BTreeSet<String>>,
    /// What has to be said of the operation at hand.
    pub(super) notes: Vec<String>,
}

/// What the operations of a run need, by service: what it is made of, the name of the field, and the files of the
/// resources that need it.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    structures: Vec<(String, Structure, String, BTreeSet<String>)>,
}

impl Wanted {
    /// Adds what the fields of an operation need.
    pub(super) fn add(&mut self, service: &str, file: &str, facts: &OperationFacts) {
        let tables = facts.tables().into_iter();
        let tables = tables.filter(|(part, _)| *part != facts::Place::Path);
        let mut fields: Vec<_> = tables.flat_map(|(_, fields)| fields).collect();
        while let Some(field) = fields.pop() {
            fields.extend(&field.children);
            let Some(structure) = Structure::of(field) else {
                continue;
            };
            let known = self.structures.iter_mut().find(|(of, known, name, _)| {
                of == service
                    && known.fits(&structure)
                    && (!structure.is_common() || *name == field.name)
            });
            match known {
                Some((.., files)) => {
                    files.insert(file.to_owned());
                }
                None => {
                    let files = BTreeSet::from([file.to_owned()]);
                    let name = field.name.clone();
                    self.structures
                        .push((service.to_owned(), structure, name, files));
                }
            }
        }
    }

    /// Whether resources of a service share a type.
    pub(super) fn by_several(&self, service: &str, structure: &Structure, name: &str) -> bool {
        self.structures.iter().any(|(of, known, user, files)| {
            of == service
                && files.len() > 1
                && known.fits(structure)
                && (!structure.is_common() || user == name)
        })
    }
}

/// Where fields stand.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    /// The file, whose types are visible.
    pub(super) home: &'a str,
    /// What types are named after where their fields have names that say little.
    pub(super) owner: String,
    /// The operation.
    pub(super) operation: &'a str,
    /// Whether examples that are there stay, since another field has given them.
    pub(super) keep_examples: bool,
}

/// The name, or the first with a number behind that is not taken.
pub(super) fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while taken(&candidate) {
        candidate = if name.contains(|c: char| c.is_ascii_uppercase()) {
            format!("{name}{number}")
        } else {
            format!("{name}_{number}")
        };
        number += 1;
    }
    candidate
}
