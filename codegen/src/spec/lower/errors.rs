//! Errors: the rows of operations, with what they mean there.

use super::super::meanings::{Meanings, class, retry};
use super::super::model::{ErrorDef, Meaning};
use super::super::source::{ErrorSource, MeaningSource, PlatformErrorSource};
use super::super::value::is_set;
use super::values::string;

/// What a service or the platform says of a code.
pub(super) fn meaning(source: &MeaningSource) -> Meaning {
    Meaning {
        code: source.code.value,
        name: string(&source.name),
        at: source.name.as_ref().map_or(source.code.at, |name| name.at),
        hint: string(&source.hint),
        class: class(&source.class),
        retry: retry(&source.retry),
    }
}

/// The rows of an operation.
pub(super) fn rows(sources: &[ErrorSource], meanings: Meanings<'_>) -> Vec<ErrorDef> {
    let rows = sources.iter().map(|source| {
        let own = meaning(&source.meaning());
        let shared = meanings.find(own.code).map(|known| meaning(&known));
        row(
            source,
            shared.map_or(own.clone(), |shared| over(&own, shared)),
        )
    });
    rows.collect()
}

/// The errors of the platform.
pub(super) fn platform(sources: &[PlatformErrorSource]) -> Vec<ErrorDef> {
    let rows = sources.iter();
    rows.map(|source| row(&source.row(), meaning(&source.meaning())))
        .collect()
}

fn row(source: &ErrorSource, meaning: Meaning) -> ErrorDef {
    ErrorDef {
        code: meaning.code,
        undocumented: is_set(&source.undocumented),
        status: source.status.as_ref().map(|status| status.value),
        message: string(&source.message),
        also: source
            .also
            .iter()
            .map(|again| {
                let status = again.status.as_ref().map(|status| status.value);
                (status, string(&again.message))
            })
            .collect(),
        meaning,
    }
}

/// What a row says of its own, over what is said for all. Of another class, it follows anew whether to repeat.
fn over(own: &Meaning, shared: Meaning) -> Meaning {
    Meaning {
        hint: match own.hint.is_empty() {
            true => shared.hint,
            false => own.hint.clone(),
        },
        class: own.class.or(shared.class),
        retry: match (own.retry, own.class) {
            (None, None) => shared.retry,
            (own, _) => own,
        },
        ..shared
    }
}
