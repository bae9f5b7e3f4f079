//! What pages state although it does not suit the field: a sample that is no number, a length of a flag.
//!
//! The linter finds it. The fact stays as the page states it, and an `override` takes it away; the next import removes the
//! `override` where the page has been corrected.

use crate::facts::Place;
use crate::lint::load_sources;
use crate::spec::files::File;
use crate::spec::limits::ValueLimit;
use crate::spec::source::{FieldSource, OverrideSource};
use crate::spec::value::{Given, Located};
use crate::text::diagnostic::{At, Code};

use super::edit;
use super::spec_files::{Files, read, sources};

/// How we know, of an `override` that nobody wrote.
const WHY: &str = "What the page states here does not suit the field.";

/// A fact that may be taken away.
#[derive(Clone, Copy)]
enum Fact {
    Limit(ValueLimit),
    Default,
    Example,
}

impl Fact {
    fn all() -> impl Iterator<Item = Self> {
        let limits = ValueLimit::ALL.into_iter().map(Self::Limit);
        limits.chain([Self::Default, Self::Example])
    }

    /// Where a field states it, if it does.
    fn at(self, field: &FieldSource) -> Option<At> {
        match self {
            Self::Limit(limit) => Some(field.limit(limit).as_ref()?.at),
            Self::Default => Some(field.default.as_ref()?.at),
            Self::Example => Some(field.example.as_ref()?.at),
        }
    }

    fn is_corrected(self, correction: &OverrideSource) -> bool {
        match self {
            Self::Limit(limit) => correction.limit(limit).is_some(),
            Self::Default => correction.default.is_some(),
            Self::Example => correction.example.is_some(),
        }
    }

    fn take_away(self, correction: &mut OverrideSource) {
        match self {
            Self::Limit(limit) => *correction.limit_mut(limit) = nothing(),
            Self::Default => correction.default = nothing(),
            Self::Example => correction.example = nothing(),
        }
    }

    /// Leaves the documented fact as it is, if it was taken away.
    fn give_back(self, correction: &mut OverrideSource) {
        fn leave<T>(fact: &mut Given<T>) {
            fact.take_if(|fact| fact.value.is_none());
        }
        match self {
            Self::Limit(limit) => leave(correction.limit_mut(limit)),
            Self::Default => leave(&mut correction.default),
            Self::Example => leave(&mut correction.example),
        }
    }
}

/// What takes a fact away.
fn nothing<T>() -> Given<T> {
    Some(Located::new(None))
}

/// Takes out what this module has put into an `override`; it comes back if it is still needed. What a person has added
/// there stays.
pub(super) fn take_automatic(field: &mut FieldSource) {
    let Some(correction) = automatic(field) else {
        return;
    };
    for fact in Fact::all() {
        fact.give_back(correction);
    }
    let is_empty = correction.ty.is_none()
        && correction.required.is_none()
        && !Fact::all().any(|fact| fact.is_corrected(correction));
    if is_empty {
        field.correction = None;
    }
}

/// Adds an `override` wherever a fact does not suit its field. Those that a person has written stay as they are, and the
/// linter goes on about them.
pub(super) fn take_away_misfits(files: &mut Files) {
    // Without an example that is too long, the range of lengths may turn out to be wrong.
    for _ in 0..3 {
        let Err(report) = load_sources(sources(files)) else {
            return;
        };
        let mut is_changed = false;
        for (id, source) in report.sources() {
            let misfits: Vec<_> = report
                .diagnostics()
                .into_iter()
                .filter(|found| found.at.file == id)
                .filter(|found| matches!(found.code, Code::Example | Code::Constraint))
                .map(|found| found.at)
                .collect();
            if misfits.is_empty() {
                continue;
            }
            // Only what has just been read knows where it stands.
            let Some(mut file) = read(&report, id) else {
                continue;
            };
            if mend(&mut file, &misfits) {
                files.insert(source.path.clone(), file);
                is_changed = true;
            }
        }
        if !is_changed {
            return;
        }
    }
}

/// Takes away the facts that are the problem; returns whether there are any.
fn mend(file: &mut File, misfits: &[At]) -> bool {
    let mut is_mended = false;
    for ty in file.types_mut() {
        is_mended |= mend_fields(&mut ty.fields, misfits);
    }
    for operation in file.operations_mut() {
        for place in Place::ALL {
            is_mended |= mend_fields(edit::fields_mut(operation, place), misfits);
        }
    }
    is_mended
}

fn mend_fields(fields: &mut [FieldSource], misfits: &[At]) -> bool {
    let mut is_mended = false;
    for field in fields {
        for misfit in misfits {
            // The name of a field stands for its ranges.
            if covers(field.name.at, *misfit) {
                is_mended |= take_away_range(field);
            }
            let fact =
                Fact::all().find(|fact| fact.at(field).is_some_and(|at| covers(at, *misfit)));
            is_mended |= fact.is_some_and(|fact| take_away(field, fact));
        }
    }
    is_mended
}

fn take_away_range(field: &mut FieldSource) -> bool {
    let number = |field: &FieldSource, limit| -> Option<i64> {
        field.limit(limit).as_ref()?.value.as_ref()?.as_i64()
    };
    let mut is_mended = false;
    for (least, largest) in ValueLimit::RANGES {
        let range = number(field, least).zip(number(field, largest));
        if range.is_some_and(|(least, largest)| least > largest) {
            is_mended |=
                take_away(field, Fact::Limit(least)) && take_away(field, Fact::Limit(largest));
        }
    }
    is_mended
}

fn take_away(field: &mut FieldSource, fact: Fact) -> bool {
    if field.correction.is_none() {
        field.correction = Some(OverrideSource {
            why: Some(WHY.into()),
            ..OverrideSource::default()
        });
    }
    let correction = automatic(field).filter(|correction| !fact.is_corrected(correction));
    let is_taken = correction.is_some();
    if let Some(correction) = correction {
        fact.take_away(correction);
    }
    is_taken
}

/// The `override` of a field, if this module has made it.
fn automatic(field: &mut FieldSource) -> Option<&mut OverrideSource> {
    let is_ours = |correction: &&mut OverrideSource| {
        correction.why.as_ref().is_some_and(|why| why.value == WHY)
    };
    field.correction.as_mut().filter(is_ours)
}

fn covers(outer: At, inner: At) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
