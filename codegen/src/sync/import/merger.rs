//! What a merge works on.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::from_spec::Stated;
use crate::facts::{self, OperationFacts};
use crate::rust::shape::shape;
use crate::spec::model::Spec;

use super::defined::TypeKey;
use super::express;
use super::home::Home;
use super::pages::Group;
use super::spec_files::{Files, file_of};
use super::structure::Structure;
use super::types::Plan;
use super::words::Words;

/// The spec while it is changed.
pub(super) struct Merger {
    /// The files by path.
    pub(super) files: Files,
    /// What types become; those that are made on the way are added.
    pub(super) plan: Plan,
    /// Types that were made on the way.
    pub(super) made: BTreeSet<TypeKey>,
    pub(super) words: Words,
    /// New types that several resources of a service need.
    pub(super) wanted: Wanted,
    /// Names that Rust types of a service have already, those of the spec apart.
    pub(super) reserved: BTreeMap<String, BTreeSet<String>>,
    /// What has to be said of the operation at hand.
    pub(super) notes: Vec<String>,
}

impl Merger {
    /// Begins with the files as they are, and looks at what the pages need.
    pub(super) fn new(
        spec: &Spec,
        files: Files,
        groups: &[Group<'_>],
        stated: &[Stated<'_>],
    ) -> Self {
        Self {
            words: Words::of(&files),
            files,
            plan: Plan::new(),
            made: BTreeSet::new(),
            wanted: Wanted::of(spec, groups, stated),
            reserved: reserved(spec),
            notes: Vec::new(),
        }
    }
}

/// The names that Rust types of each service have beside those of the spec.
fn reserved(spec: &Spec) -> BTreeMap<String, BTreeSet<String>> {
    let services = shape(spec).services;
    let reserved = services.iter().map(|rust| {
        let name = rust.service.name.clone();
        (name, rust.made_types())
    });
    reserved.collect()
}

/// What the operations of a run need, by service: what it is made of, the name of the field, and the files of the
/// resources that need it.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    structures: Vec<(String, Structure, String, BTreeSet<String>)>,
}

impl Wanted {
    /// What the pages need that are merged.
    fn of(spec: &Spec, groups: &[Group<'_>], stated: &[Stated<'_>]) -> Self {
        let mut wanted = Self::default();
        for group in groups {
            match group.known {
                Some(_) if group.is_older(stated) => {}
                Some(known) => {
                    let stated = &stated[known];
                    let file = file_of(spec, stated);
                    let service = stated.service.map_or("", |service| service.name.as_str());
                    wanted.add(service, &file, &express::expressible(group.page()));
                }
                None => {
                    let home = Home::of(&spec.platform.paths, group.page());
                    let facts = express::expressible(group.page());
                    wanted.add(&home.service, &home.file(), &facts);
                }
            }
        }
        wanted
    }

    /// Adds what the fields of an operation need.
    fn add(&mut self, service: &str, file: &str, facts: &OperationFacts) {
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
    /// The types that the fields stand in, from the outside to the inside. A page documents one that contains itself to some
    /// depth only.
    pub(super) above: Vec<TypeKey>,
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
