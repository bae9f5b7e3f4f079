//! What pages state although it does not suit the field: a sample that is no number, a length of a flag.
//!
//! The linter finds it. The fact stays as the page states it, and an `override` takes it away; the next import removes the
//! `override` where the page has been corrected.

use crate::facts::Place;
use crate::lint::load_sources;
use crate::spec::files::File;
use crate::spec::limits::ValueLimit;
use crate::spec::source::{FieldSource, OverrideSource};
use crate::spec::value::{Given, Located, text};
use crate::spec::word::Word;
use crate::text::diagnostic::{At, Code, Diagnostic};

use super::edit;
use super::spec_files::{Files, read, sources};

/// How the reason begins of an `override` that nobody wrote. The page follows, and what does not fit there.
const WHY: &str = "As an import found on ";

/// What does not suit its field.
struct Misfit {
    at: At,
    /// What the linter says of it.
    what: String,
}

impl Misfit {
    fn new(found: &Diagnostic) -> Self {
        let said = format!("{}: {}", found.message, found.label);
        let what = match Word::Doc.check(&said) {
            Ok(()) => said,
            // Values of the platform may be in any language.
            Err(_) => found.message.clone(),
        };
        Self { at: found.at, what }
    }
}

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
            let found = report.diagnostics().into_iter().filter(|found| {
                found.at.file == id && matches!(found.code, Code::Example | Code::Constraint)
            });
            let misfits: Vec<_> = found.map(Misfit::new).collect();
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
fn mend(file: &mut File, misfits: &[Misfit]) -> bool {
    let mut is_mended = false;
    for ty in file.types_mut() {
        let page = format!("the pages that have `{}`", ty.name.value);
        is_mended |= mend_fields(&mut ty.fields, misfits, &page);
    }
    for operation in file.operations_mut() {
        let page = match text(&operation.page) {
            "" => "the page".to_owned(),
            path => format!("the page {path}"),
        };
        for place in Place::ALL {
            is_mended |= mend_fields(edit::fields_mut(operation, place), misfits, &page);
        }
    }
    is_mended
}

fn mend_fields(fields: &mut [FieldSource], misfits: &[Misfit], page: &str) -> bool {
    let mut is_mended = false;
    for field in fields {
        for misfit in misfits {
            let mut facts = Vec::new();
            // The name of a field stands for its ranges.
            if covers(field.name.at, misfit.at) {
                facts.extend(contradiction(field));
            }
            facts.extend(
                Fact::all().find(|fact| fact.at(field).is_some_and(|at| covers(at, misfit.at))),
            );
            for fact in facts {
                is_mended |= take_away(field, fact, &misfit.what, page);
            }
        }
    }
    is_mended
}

/// The limits that leave nothing between them.
fn contradiction(field: &FieldSource) -> Vec<Fact> {
    let number = |limit| -> Option<i64> { field.limit(limit).as_ref()?.value.as_ref()?.as_i64() };
    let ranges = ValueLimit::RANGES.into_iter();
    let contradicting = ranges.filter(|(least, largest)| {
        let range = number(*least).zip(number(*largest));
        range.is_some_and(|(least, largest)| least > largest)
    });
    contradicting
        .flat_map(|(least, largest)| [Fact::Limit(least), Fact::Limit(largest)])
        .collect()
}

/// Takes a fact away, and says why.
fn take_away(field: &mut FieldSource, fact: Fact, what: &str, page: &str) -> bool {
    let begun = format!("{WHY}{page}");
    if field.correction.is_none() {
        field.correction = Some(OverrideSource {
            why: Some(begun.as_str().into()),
            ..OverrideSource::default()
        });
    }
    let correction = automatic(field).filter(|correction| !fact.is_corrected(correction));
    let Some(correction) = correction else {
        return false;
    };
    fact.take_away(correction);
    let why = text(&correction.why);
    if !why.contains(what) {
        let joint = if why == begun { ":" } else { ";" };
        let why = format!("{}{joint} {what}.", why.trim_end_matches('.'));
        correction.why = Some(why.as_str().into());
    }
    true
}

/// The `override` of a field, if this module has made it.
fn automatic(field: &mut FieldSource) -> Option<&mut OverrideSource> {
    let is_ours = |correction: &&mut OverrideSource| {
        correction
            .why
            .as_ref()
            .is_some_and(|why| why.value.starts_with(WHY))
    };
    field.correction.as_mut().filter(is_ours)
}

fn covers(outer: At, inner: At) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
