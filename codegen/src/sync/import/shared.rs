//! What an import does to types that several operations share: what it changes beyond the operations of the pages, and
//! what a person may want to change after it.

use std::collections::BTreeMap;

use crate::spec::Rewrite;
use crate::spec::model::Spec;
use crate::text::diagnostic::count;

use super::defined::TypeKey;
use super::defined::{Defined, defined};
use super::structure::Structure;

/// What becomes of types, a sentence each.
pub(super) fn changes(before: &Spec, after: &Spec, rewrites: &[Rewrite]) -> Vec<String> {
    let (before, after) = (defined(before), defined(after));
    let mut changes = grown(&before, &after);
    for rewrite in rewrites {
        changes.extend(alike(&after, &rewrite.path));
    }
    changes
}

/// Enumerations with more values, which fields in files that no page is about have to list.
fn grown(before: &BTreeMap<TypeKey, Defined>, after: &BTreeMap<TypeKey, Defined>) -> Vec<String> {
    let mut sentences = Vec::new();
    for (key, now) in after {
        let Some(then) = before.get(key) else {
            continue;
        };
        let new = now.order.iter().filter(|name| !then.order.contains(name));
        let new: Vec<_> = new.map(String::as_str).collect();
        let narrowed = now.narrowed.saturating_sub(then.narrowed);
        if matches!(now.structure, Some(Structure::Values { .. }))
            && !new.is_empty()
            && narrowed > 0
        {
            let (name, file, values) = (&key.name, &key.file, new.join(", "));
            let fields = count(narrowed, "field");
            sentences.push(format!(
                "{name} in {file} has new values: {values}; not listed on the pages of {fields}, where `values` says what is"
            ));
        }
    }
    sentences
}

/// Types of one file that are made alike, of which one would do.
fn alike(types: &BTreeMap<TypeKey, Defined>, file: &str) -> Vec<String> {
    let here: Vec<_> = types
        .iter()
        .filter(|(key, _)| key.file == file)
        .filter_map(|(key, defined)| Some((&key.name, defined.structure.as_ref()?)))
        .filter(|(_, structure)| !structure.is_common())
        .collect();
    let mut sentences = Vec::new();
    for (index, (name, structure)) in here.iter().enumerate() {
        if let Some((other, _)) = here[..index]
            .iter()
            .find(|(_, other)| structure.fits(other))
        {
            sentences.push(format!(
                "{other} and {name} in {file} are alike now; if they mean the same, use one of them"
            ));
        }
    }
    sentences
}
