//! What a merge works on.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::from_spec::Stated;
use crate::facts::{self, OperationFacts};
use crate::rust::shape::shape;
use crate::spec::model::{Platform, Spec};

use super::defined::TypeKey;
use super::express;
use super::home::Home;
use super::pages::{Group, Rank};
use super::spec_files::{Files, file_of};
use super::structure::Structure;
use super::types::Plan;
use super::words::Words;

/// The spec while it is changed.
pub(super) struct Merger {
    /// What is the platform's: the hosts of the brands are among it.
    pub(super) platform: Platform,
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
    /// The fields of the operation at hand that have the words of others.
    pub(super) reused: Vec<String>,
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
            platform: spec.platform.clone(),
            words: Words::of(&files),
            files,
            plan: Plan::new(),
            made: BTreeSet::new(),
            wanted: Wanted::of(spec, groups, stated),
            reserved: reserved(spec),
            reused: Vec::new(),
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

/// What the operations of a run need.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    types: Vec<Need>,
}

/// A type that fields need.
#[derive(Debug)]
struct Need {
    service: String,
    /// What it is made of.
    structure: Structure,
    /// The names of the fields; of one that is common, they are one.
    names: BTreeSet<String>,
    /// The files of the resources that need it.
    files: BTreeSet<String>,
}

impl Need {
    /// Whether it is what a field of a service needs.
    fn is_for(&self, service: &str, structure: &Structure, name: &str) -> bool {
        self.service == service
            && self.structure.fits(structure)
            && (!structure.is_common() || self.names.contains(name))
    }
}

impl Wanted {
    /// What the pages need that are merged.
    fn of(spec: &Spec, groups: &[Group<'_>], stated: &[Stated<'_>]) -> Self {
        let mut wanted = Self::default();
        for group in groups {
            match group.known {
                Some(_) if group.rank(stated) != Rank::Next => {}
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
            let mut types = self.types.iter_mut();
            match types.find(|need| need.is_for(service, &structure, &field.name)) {
                Some(need) => {
                    need.files.insert(file.to_owned());
                    need.names.insert(field.name.clone());
                }
                None => self.types.push(Need {
                    service: service.to_owned(),
                    structure,
                    names: [field.name.clone()].into(),
                    files: [file.to_owned()].into(),
                }),
            }
        }
    }

    /// Whether resources of a service share a type.
    pub(super) fn by_several(&self, service: &str, structure: &Structure, name: &str) -> bool {
        let mut types = self.types.iter();
        types.any(|need| need.files.len() > 1 && need.is_for(service, structure, name))
    }

    /// The words that the names of all fields end with which need a type: `time` of `start_time` and `end_time`. The name
    /// itself where they have none in common.
    pub(super) fn general(&self, service: &str, structure: &Structure, name: &str) -> String {
        let mut types = self.types.iter();
        let need = types.find(|need| need.is_for(service, structure, name));
        let mut words: Vec<&str> = name.split('_').collect();
        for other in need.iter().flat_map(|need| &need.names) {
            let pairs = words.iter().rev().zip(other.rsplit('_'));
            let common = pairs.take_while(|(word, other)| *word == other).count();
            words.drain(..words.len() - common);
        }
        match words.is_empty() {
            true => name.to_owned(),
            false => words.join("_"),
        }
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
