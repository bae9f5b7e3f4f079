//! The error codes of a resource, as constants that a program can compare with, and what several operations say of an
//! error in the same words.

use std::collections::BTreeMap;

use crate::spec::class::Class;
use crate::spec::model::{ErrorDef, Operation};
use crate::text::names;

/// An error code.
#[derive(Debug)]
pub(crate) struct RustCode<'a> {
    /// The number.
    pub(crate) code: i64,
    /// The constant.
    pub(crate) constant: String,
    /// What operations say of it: those that say the same, by their positions, stand together.
    pub(crate) meanings: Vec<(&'a ErrorDef, Vec<usize>)>,
}

/// What several operations say of an error.
#[derive(Debug)]
pub(crate) struct RustError<'a> {
    /// The constant.
    pub(crate) constant: String,
    /// The error.
    pub(crate) error: &'a ErrorDef,
}

impl RustError<'_> {
    /// Whether an operation says just this.
    pub(crate) fn is(&self, error: &ErrorDef) -> bool {
        same(self.error, error)
    }
}

/// The codes of operations, by number. One code has one name, that of the first operation.
pub(super) fn codes(operations: &[Operation]) -> Vec<RustCode<'_>> {
    let mut codes: BTreeMap<i64, RustCode<'_>> = BTreeMap::new();
    for (at, operation) in operations.iter().enumerate() {
        for error in &operation.errors {
            let code = codes.entry(error.code).or_insert_with(|| RustCode {
                code: error.code,
                constant: names::constant(&error.meaning.name),
                meanings: Vec::new(),
            });
            let same = code.meanings.iter_mut().find(|(known, _)| {
                (known.status, &known.message, &known.meaning.hint)
                    == (error.status, &error.message, &error.meaning.hint)
            });
            match same {
                Some((_, operations)) => operations.push(at),
                None => code.meanings.push((error, vec![at])),
            }
        }
    }
    codes.into_values().collect()
}

/// The errors of which more than one operation says the same, by code.
pub(super) fn shared<'a>(
    operations: &'a [Operation],
    codes: &[RustCode<'a>],
) -> Vec<RustError<'a>> {
    let mut counted: Vec<(&ErrorDef, usize)> = Vec::new();
    for error in operations.iter().flat_map(|operation| &operation.errors) {
        match counted.iter_mut().find(|(known, _)| same(known, error)) {
            Some((_, count)) => *count += 1,
            None => counted.push((error, 1)),
        }
    }
    let mut shared: Vec<&ErrorDef> = counted
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(error, _)| error)
        .collect();
    shared.sort_by_key(|error| error.code);
    // Operations may fall into groups that say different things of one code.
    let constants = shared.iter().map(|error| {
        let code = codes.iter().find(|code| code.code == error.code);
        code.map_or_else(String::new, |code| code.constant.clone())
    });
    let constants = names::unique(constants, "_", &[]);
    let errors = constants.into_iter().zip(shared);
    errors
        .map(|(constant, error)| RustError { constant, error })
        .collect()
}

/// The variant of `feishu_core::ErrorKind` for a class.
pub(crate) fn kind_of(class: Class) -> String {
    names::type_name(class.word())
}

/// Whether two operations say the same of an error.
fn same(a: &ErrorDef, b: &ErrorDef) -> bool {
    (a.status, &a.message, &a.meaning) == (b.status, &b.message, &b.meaning)
}
