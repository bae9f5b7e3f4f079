//! Compares the pages with the spec as it will be.

use std::collections::BTreeMap;

use crate::facts::from_spec;
use crate::facts::identity::{certainly_same_document, route};
use crate::facts::{OperationFacts, PageFacts};
use crate::spec::model::Spec;

use super::difference::differences;
use super::outcome::{Age, Fate, Imported, Other};
use super::pages::{Group, filled, source};
use super::target::Target;
use super::types;
use super::uses;

/// Compares each page with the spec as it will be.
pub(super) fn compare(operations: &mut [Imported], groups: &[Group<'_>], after: &Spec) {
    let stated = from_spec::every(after);
    let known: BTreeMap<_, _> = stated
        .iter()
        .map(|stated| (route(&stated.facts), stated))
        .collect();
    let mut targets: Vec<_> = stated
        .iter()
        .map(|stated| Target {
            stated,
            facts: stated.facts.clone(),
            merged: false,
        })
        .collect();
    let uses = uses::agree(after, &mut targets);
    let plan = types::plan(after, &mut targets, &uses);
    for (imported, group) in operations.iter_mut().zip(groups) {
        let on_route = || known.get(&group.route).copied();
        // An older page may have another route than the spec.
        let of_document = || {
            group.known?;
            let mut all = stated.iter();
            all.find(|stated| certainly_same_document(group.page(), &stated.facts))
        };
        let Some(stated) = on_route().or_else(of_document) else {
            continue;
        };
        let compared = |page: &OperationFacts| {
            let mut target = Target {
                stated,
                facts: filled(page, &stated.facts).0,
                merged: false,
            };
            uses.fill(after, &mut target);
            types::settle_examples(after, &mut target, &plan);
            differences(&stated.facts, &target.facts)
        };
        // That an older page bears an older stamp goes without saying.
        // Two pages that show different samples do not disagree.
        let without_samples = |page: &OperationFacts| {
            let mut found = compared(page);
            found.retain(|difference| {
                difference.fact != "updated" && !difference.fact.ends_with(".example")
            });
            found
        };
        let without_stamp = |page: &OperationFacts| {
            let mut found = compared(page);
            found.retain(|difference| difference.fact != "updated");
            found
        };
        match imported.fate {
            Fate::Older => imported.changes = without_stamp(group.page()),
            // Two pages that show different samples do not disagree.
            Fate::Second => imported.changes = without_samples(group.page()),
            _ => imported.inexpressible = compared(group.page()),
        }
        let stamp = group.page().page.updated;
        let of = |page: &PageFacts| source(&after.platform, page);
        imported.others = group.pages[1..]
            .iter()
            .map(|page| Other {
                page: page.page.file.clone(),
                age: match (page.page.updated, stamp) {
                    _ if of(&page.page) != of(&group.page().page) => Age::Second,
                    (Some(one), Some(stamp)) if one < stamp => Age::Older,
                    (None, Some(_)) => Age::Unknown,
                    _ => Age::Same,
                },
                differences: without_samples(page),
            })
            .filter(|other| !other.differences.is_empty())
            .collect();
    }
}
