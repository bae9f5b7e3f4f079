//! What pages state although it does not suit the field: a sample that is no number, a length of a flag.
//!
//! The linter finds it. The fact stays as the page states it, and an `override` takes it away; the next import removes the
//! `override` where the page has been corrected.

use crate::lint::load_sources;
use crate::spec::files::{File, FileKind};
use crate::spec::fmt;
use crate::spec::limits::ValueLimit;
use crate::text::diagnostic::{At, Code, Diagnostic, Report};
use crate::text::yaml::{self, Map, Node, ScalarValue, Value};

use super::tree;

/// How we know, of an `override` that nobody wrote.
const WHY: &str = "What the page states here does not suit the field.";

/// Whether a key is that of a fact that may be taken away.
fn is_fact(key: &str) -> bool {
    ValueLimit::ALL.iter().any(|limit| limit.name() == key) || matches!(key, "default" | "example")
}

/// Takes out what this module has put into an `override`; it comes back if it is still needed. What a person has added
/// there stays.
pub(super) fn take_automatic(field: &mut Map) {
    if !is_automatic(field) {
        return;
    }
    let mut correction = tree::take(field, "override");
    correction
        .entries
        .retain(|entry| !is_fact(&entry.key.text) || !is_null(&entry.value));
    if correction
        .entries
        .iter()
        .all(|entry| entry.key.text == "why")
    {
        field.remove("override");
    } else {
        tree::put(field, "override", correction);
    }
}

/// Adds an `override` wherever a fact does not suit its field, to files by path. Those that a person has written stay as
/// they are, and the linter goes on about them.
pub(super) fn take_away_misfits(files: &mut [(String, String)]) {
    // Without an example that is too long, the range of lengths may turn out to be wrong.
    for _ in 0..3 {
        let mut report = Report::new();
        for (path, text) in files.iter() {
            report.add_source(path.as_str(), text.as_str());
        }
        let Err(report) = load_sources(report) else {
            return;
        };
        let mut changed = false;
        for (file, (path, text)) in report.sources().map(|(file, _)| file).zip(files.iter_mut()) {
            let misfits: Vec<_> = report
                .diagnostics()
                .into_iter()
                .filter(|found| found.at.file == file)
                .filter(|found| matches!(found.code, Code::Example | Code::Constraint))
                .collect();
            let Some(kind) = FileKind::of(path).filter(|_| !misfits.is_empty()) else {
                continue;
            };
            let mut copy = report.clone();
            let Some(mut node) = yaml::parse(file, &mut copy) else {
                continue;
            };
            let mut mended = false;
            for misfit in misfits {
                mended |= mend(&mut node, misfit);
            }
            if mended {
                *text = fmt::write(&File::read(&node, &kind));
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Finds the field that a problem is about, and takes the fact away that is the problem.
fn mend(node: &mut Node, misfit: &Diagnostic) -> bool {
    let Some(map) = node.as_map_mut() else {
        return false;
    };
    let at = misfit.at;
    let Some(entry) = map
        .entries
        .iter_mut()
        .find(|entry| covers(entry.key_at, at) || covers(entry.value.at, at))
    else {
        return false;
    };
    // The name of a field stands for its ranges.
    if covers(entry.key_at, at) {
        return match &mut entry.value.value {
            Value::Map(field) => take_away_range(field),
            _ => false,
        };
    }
    let fact = entry.key.text.clone();
    // A table may have a field that is called `type`; what stands there is a map.
    let is_field = tree::string(map, "type").is_some();
    if is_field && is_fact(&fact) {
        return take_away(map, &fact);
    }
    if is_field {
        return false;
    }
    map.value_mut(&fact)
        .is_some_and(|inner| mend(inner, misfit))
}

fn take_away_range(field: &mut Map) -> bool {
    let number = |field: &Map, key: &str| -> Option<i64> {
        let scalar = field.get(key)?.value.as_scalar()?;
        scalar.text.parse().ok()
    };
    let mut mended = false;
    for (least, largest) in ValueLimit::RANGES {
        let (least, largest) = (least.name(), largest.name());
        let range = number(field, least).zip(number(field, largest));
        if range.is_some_and(|(least, largest)| least > largest) {
            mended |= take_away(field, least) && take_away(field, largest);
        }
    }
    mended
}

fn take_away(field: &mut Map, fact: &str) -> bool {
    if field.get("override").is_some() && !is_automatic(field) {
        return false;
    }
    let mut correction = tree::take(field, "override");
    if correction.get(fact).is_some() {
        tree::put(field, "override", correction);
        return false;
    }
    tree::set(
        &mut correction,
        fact,
        tree::from_json(&serde_json::Value::Null),
    );
    tree::ensure(&mut correction, "why", || tree::text(WHY));
    tree::put(field, "override", correction);
    true
}

fn is_null(value: &Node) -> bool {
    value
        .as_scalar()
        .is_some_and(|scalar| scalar.value == ScalarValue::Null)
}

/// Whether this module has made the `override` of a field.
fn is_automatic(field: &Map) -> bool {
    tree::child(field, "override").is_some_and(|map| tree::string(map, "why") == Some(WHY))
}

fn covers(outer: At, inner: At) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
