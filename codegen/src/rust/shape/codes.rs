//! The error codes of a service or the platform, as constants that a program can compare with.

use crate::spec::class::Class;
use crate::spec::model::{ErrorDef, Meaning, Platform, Service};
use crate::text::names;

/// An error code.
#[derive(Debug)]
pub(crate) struct RustCode<'a> {
    /// What it means.
    pub(crate) meaning: &'a Meaning,
    /// The constant.
    pub(crate) constant: String,
    /// What is said of it in rows: those that say the same stand together.
    pub(crate) rows: Vec<CodeRow<'a>>,
}

/// A row, and the operations that have it.
#[derive(Debug)]
pub(crate) struct CodeRow<'a> {
    /// The row.
    pub(crate) error: &'a ErrorDef,
    /// The operations, by the positions of resource and operation.
    pub(crate) operations: Vec<(usize, usize)>,
}

/// The codes that operations of one service may answer with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Codes<'s, 'a> {
    /// Those of the service.
    pub(crate) service: &'s [RustCode<'a>],
    /// Those of the platform.
    pub(crate) platform: &'s [RustCode<'a>],
}

/// Where a constant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeHome {
    /// In the crate of the service.
    Service,
    /// In feishu-core.
    Platform,
}

impl<'s, 'a> Codes<'s, 'a> {
    /// Returns the code, and where its constant stands.
    pub(crate) fn find(&self, code: i64) -> Option<(&'s RustCode<'a>, CodeHome)> {
        let find =
            |codes: &'s [RustCode<'a>]| codes.iter().find(|known| known.meaning.code == code);
        let of_service = find(self.service).map(|known| (known, CodeHome::Service));
        of_service.or_else(|| find(self.platform).map(|known| (known, CodeHome::Platform)))
    }
}

/// The codes of a service, by number.
pub(super) fn of_service(service: &Service) -> Vec<RustCode<'_>> {
    let mut codes: Vec<_> = service.errors.iter().map(code).collect();
    codes.sort_by_key(|code| code.meaning.code);
    for (at, resource) in service.resources.iter().enumerate() {
        for (operation, of) in resource.operations.iter().enumerate() {
            for error in &of.errors {
                let found = codes.binary_search_by_key(&error.code, |code| code.meaning.code);
                if let Ok(found) = found {
                    add(&mut codes[found].rows, error, (at, operation));
                }
            }
        }
    }
    codes
}

/// The codes of the platform, by number.
pub(super) fn of_platform(platform: &Platform) -> Vec<RustCode<'_>> {
    let codes = platform.errors.iter().map(|error| {
        let operations = Vec::new();
        RustCode {
            rows: vec![CodeRow { error, operations }],
            ..code(&error.meaning)
        }
    });
    let mut codes: Vec<_> = codes.collect();
    codes.sort_by_key(|code| code.meaning.code);
    codes
}

fn code(meaning: &Meaning) -> RustCode<'_> {
    RustCode {
        meaning,
        constant: names::constant(&meaning.name),
        rows: Vec::new(),
    }
}

fn add<'a>(rows: &mut Vec<CodeRow<'a>>, error: &'a ErrorDef, operation: (usize, usize)) {
    let same = |row: &&mut CodeRow<'_>| {
        let (a, b) = (row.error, error);
        (a.status, &a.message, &a.meaning.hint) == (b.status, &b.message, &b.meaning.hint)
    };
    match rows.iter_mut().find(same) {
        Some(row) => row.operations.push(operation),
        None => rows.push(CodeRow {
            error,
            operations: vec![operation],
        }),
    }
}

/// The variant of `feishu_core::ErrorKind` for a class.
pub(crate) fn kind_of(class: Class) -> String {
    names::type_name(class.word())
}
