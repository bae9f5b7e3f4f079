//! What an import does, before it is done: what becomes of each operation, and which files change.

use crate::facts::OperationFacts;
use crate::spec::Rewrite;
use crate::sync::drift;
use crate::text::diagnostic::Report;

use super::difference::Difference;
use super::kept::Kept;

/// What an import does, before it is done.
#[derive(Clone, Debug)]
pub struct Import {
    /// The operations: those of the pages in their order, then those whose pages describe something else now.
    pub operations: Vec<Imported>,
    /// The files that change.
    pub rewrites: Vec<Rewrite>,
    /// What the linter finds in the spec as it will be: missing words first of all.
    pub remaining: Report,
    /// What becomes of types that several operations share.
    pub types: Vec<String>,
    /// How many operations are left out, since the spec waives them, or does not have them and none were to be added.
    pub left_out: usize,
}

/// What becomes of an operation.
#[derive(Clone, Debug)]
pub struct Imported {
    /// `METHOD path`.
    pub route: String,
    /// The page that counts.
    pub page: String,
    /// The file of the spec; empty if the operation has no place there.
    pub file: String,
    /// The name of the operation in that file; empty if it has no place there.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What the page states differently from the spec as it was; of a new operation, nothing.
    pub changes: Vec<Difference>,
    /// What the page states differently from the spec as it will be: what could not be expressed.
    pub inexpressible: Vec<Difference>,
    /// The other pages of the operation that state something different from the spec as it will be.
    pub others: Vec<Other>,
    /// What the spec has and the page lacks, which does not count as gone.
    pub kept: Vec<Kept>,
    /// What a person has to know.
    pub notes: Vec<String>,
    /// What could not be read.
    pub warnings: Vec<String>,
}

/// Another page of an operation, and what it states differently.
#[derive(Clone, Debug)]
pub struct Other {
    /// The page.
    pub page: String,
    /// What its stamp says.
    pub age: Age,
    /// What it states differently.
    pub differences: Vec<Difference>,
}

/// How old a page is beside the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Older, which explains the differences.
    Older,
    /// Nobody can tell, since only the other one bears a stamp.
    Unknown,
    /// As old, or neither bears a stamp.
    Same,
    /// It is in another language, or of another brand, so that their ages say nothing.
    Second,
}

/// What becomes of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The spec did not have it.
    New,
    /// The page is merged, be there differences or not.
    Merged,
    /// The page is older than the spec.
    Older,
    /// The spec was made from a page that comes before this one: in another language, or of another brand.
    Second,
    /// Its page describes something else now.
    Gone,
    /// The spec cannot have it.
    Refused,
}

impl Imported {
    pub(super) fn new(facts: &OperationFacts, page: String, fate: Fate) -> Self {
        Self {
            route: drift::name(facts),
            page,
            file: String::new(),
            name: String::new(),
            fate,
            changes: Vec::new(),
            inexpressible: Vec::new(),
            others: Vec::new(),
            kept: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

impl Import {
    /// Whether the spec says what the pages say, so that there is nothing to do. What a page states does not matter if
    /// another one is newer, is the only one with a stamp, or comes before it.
    pub fn is_clean(&self) -> bool {
        self.rewrites.is_empty()
            && self.operations.iter().all(|operation| {
                let is_second = operation.fate == Fate::Second;
                matches!(
                    operation.fate,
                    Fate::Merged | Fate::Older | Fate::Gone | Fate::Second
                ) && (operation.changes.is_empty() || is_second)
                    && operation.inexpressible.is_empty()
                    && operation.others.iter().all(|other| other.age != Age::Same)
            })
    }
}
