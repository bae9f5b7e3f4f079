//! Which named types there are, what each use of them needs, and so what each has to become.
//!
//! An enumeration has the values of all its uses; a field says which of them are documented there, if not all. An object
//! has what all its uses state. Where they contradict each other, it stays as it is for those that still state what it says,
//! and the others get types of their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{FieldFacts, TypeFacts};
use crate::spec::model::{Spec, TypeDef, TypeKind};

use super::defined::{TypeKey, defined};
use super::edit;
use super::structure::Structure;
use super::target::{Target, unstate_responses, walk};
use super::uses::Uses;

/// What a type becomes.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    /// What it is made of.
    pub(super) structure: Structure,
    /// The order of its values or fields.
    pub(super) order: Vec<String>,
    /// The names of the fields that are of it.
    pub(super) users: BTreeSet<String>,
    /// Whether several fields are of it, so that it cannot show the example of each.
    pub(super) shared: bool,
    /// In what its uses contradict each other, if they do.
    pub(super) contradiction: Option<String>,
}

/// What the types of the spec become.
pub(super) type Plan = BTreeMap<TypeKey, Planned>;

/// What one use wants of a type.
struct Vote {
    structure: Structure,
    order: Vec<String>,
    user: String,
    merged: bool,
}

/// Decides what types become, once their uses agree as far as they do. Of types that several fields share, the targets are
/// given one and the same example.
pub(super) fn plan(spec: &Spec, targets: &mut [Target<'_>], uses: &Uses) -> Plan {
    let mut current: BTreeMap<TypeKey, (Structure, Vec<String>)> = BTreeMap::new();
    let mut votes: BTreeMap<TypeKey, Vec<Vote>> = BTreeMap::new();
    let mut examples: BTreeMap<(TypeKey, String), Examples> = BTreeMap::new();
    for target in targets.iter_mut() {
        let mut known = target.stated.facts.clone();
        unstate_responses(true, &mut known.response);
        walk(
            &spec.types,
            target.stated,
            &mut known,
            |_, key, ty, field| {
                if let Some(structure) = wanted(ty, field) {
                    let known = (
                        structure,
                        order_of(ty).unwrap_or_else(|| Structure::order(field)),
                    );
                    current.entry(key.clone()).or_insert(known);
                }
                for child in &field.children {
                    let of = examples.entry((key.clone(), child.name.clone()));
                    of.or_default().current.clone_from(&child.example);
                }
            },
        );
        let merged = target.merged;
        let facts = &mut target.facts;
        walk(&spec.types, target.stated, facts, |_, key, ty, field| {
            let Some(structure) = wanted(ty, field) else {
                return;
            };
            votes.entry(key.clone()).or_default().push(Vote {
                structure,
                order: Structure::order(field),
                user: field.name.clone(),
                merged,
            });
        });
    }
    let mut plan: Plan = votes
        .into_iter()
        .map(|(key, votes)| {
            let planned = Planned {
                contradiction: uses.contradiction(&key).map(str::to_owned),
                ..decide(current.get(&key), &votes)
            };
            (key, planned)
        })
        .collect();
    add_the_others(spec, &mut plan);
    for target in targets.iter_mut() {
        share(spec, target, &plan, |key, child| {
            let of = examples.entry((key.clone(), child.name.clone()));
            of.or_default().stated.extend(child.example.clone());
        });
    }
    for target in targets {
        settle(spec, target, &plan, |key, child| {
            examples.get(&(key, child)).and_then(Examples::choose)
        });
    }
    plan
}

/// Types that no documented field is of any more, or that only corrections name, are there to be used all the same.
fn add_the_others(spec: &Spec, plan: &mut Plan) {
    for (key, defined) in defined(spec) {
        let Some(structure) = defined.structure else {
            continue;
        };
        let planned = plan.entry(key).or_insert_with(|| Planned {
            structure,
            order: defined.order,
            users: BTreeSet::new(),
            shared: false,
            contradiction: None,
        });
        planned.users.extend(defined.users);
    }
}

/// Gives the facts of a page the examples that the spec has in types which several fields share.
pub(super) fn settle_examples(spec: &Spec, target: &mut Target<'_>, plan: &Plan) {
    let mut current = BTreeMap::new();
    let mut known = target.stated.facts.clone();
    walk(
        &spec.types,
        target.stated,
        &mut known,
        |_, key, _, field| {
            for child in &field.children {
                current.insert((key.clone(), child.name.clone()), child.example.clone());
            }
        },
    );
    settle(spec, target, plan, |key, child| {
        current.get(&(key, child)).cloned().flatten()
    });
}

fn settle(
    spec: &Spec,
    target: &mut Target<'_>,
    plan: &Plan,
    choose: impl Fn(TypeKey, String) -> Option<String>,
) {
    share(spec, target, plan, |key, child| {
        if let Some(example) = choose(key.clone(), child.name.clone()) {
            child.example = Some(example);
        }
    });
}

/// Shows the fields of the types that several fields share.
fn share(
    spec: &Spec,
    target: &mut Target<'_>,
    plan: &Plan,
    mut see: impl FnMut(&TypeKey, &mut FieldFacts),
) {
    let facts = &mut target.facts;
    walk(&spec.types, target.stated, facts, |_, key, ty, field| {
        let planned = plan.get(key).filter(|planned| planned.shared);
        // A use that wants something else gets a type of its own, with examples of its own.
        if planned
            .zip(wanted(ty, field))
            .is_some_and(|(planned, wanted)| planned.structure.covers(&wanted))
        {
            let children = field.children.iter_mut();
            children.for_each(|child| see(key, child));
        }
    });
}

/// The examples of a field of a type.
#[derive(Default)]
struct Examples {
    current: Option<String>,
    stated: Vec<String>,
}

impl Examples {
    /// The one that the spec has, as long as somebody states it.
    fn choose(&self) -> Option<String> {
        let current = self.current.as_ref();
        let kept = current.filter(|current| self.stated.contains(current));
        kept.or(self.stated.first()).or(current).cloned()
    }
}

/// What the type of a field is made of if it stays of the kind that it is. An enumeration does not become an object in
/// place, nor the other way round: the words of what it was would be lost.
pub(super) fn wanted(ty: &TypeDef, field: &FieldFacts) -> Option<Structure> {
    let nothing = |numbers| Some(Structure::values(numbers, &[]));
    match (&ty.kind, field.ty, &field.values) {
        (TypeKind::Id | TypeKind::Parts(_), ..) => None,
        // A text without values is still an enumeration, of which nothing is documented.
        (TypeKind::StringEnum(_), TypeFacts::String, None) => nothing(false),
        (TypeKind::IntEnum(_), TypeFacts::Int, None) => nothing(true),
        (TypeKind::Object(_), TypeFacts::Object, _) => Some(Structure::fields(field)),
        (TypeKind::Object(_), ..) | (_, TypeFacts::Object, _) => None,
        _ => Structure::of(field),
    }
}

fn decide(current: Option<&(Structure, Vec<String>)>, votes: &[Vote]) -> Planned {
    let known = current.map(|(structure, _)| structure);
    let mut structures = votes.iter().map(|vote| &vote.structure);
    let union = structures.next().and_then(|first| {
        structures.try_fold(first.clone(), |all, structure| all.union(structure))
    });
    if let Some(structure) = union {
        return enumeration(structure, current.map(|(_, order)| order), votes);
    }
    let agreed = |structure: &Structure| votes.iter().all(|vote| vote.structure.fits(structure));
    let first = votes
        .iter()
        .find(|vote| vote.merged)
        .or(votes.first())
        .map(|vote| &vote.structure);
    let all = first.filter(|structure| agreed(structure));
    let stays = known.filter(|known| votes.iter().any(|vote| vote.structure.fits(known)));
    // Nobody votes without a structure.
    let structure = all.or(stays).or(first).or(known);
    let structure = structure.map_or_else(|| Structure::values(false, &[]), Structure::clone);
    let fitting = votes.iter().filter(|vote| vote.structure.fits(&structure));
    let order = settled(
        current.map(|(_, order)| order),
        fitting.map(|vote| &vote.order),
    );
    Planned {
        structure,
        order,
        users: votes.iter().map(|vote| vote.user.clone()).collect(),
        shared: votes.len() > 1,
        contradiction: None,
    }
}

/// The documented values of an enumeration, of which one use may list some only.
fn order_of(ty: &TypeDef) -> Option<Vec<String>> {
    let (TypeKind::StringEnum(values) | TypeKind::IntEnum(values)) = &ty.kind else {
        return None;
    };
    let listed = values.iter().filter(|value| !value.undocumented);
    Some(listed.map(|value| value.wire.clone()).collect())
}

/// An enumeration with the values of all its uses.
fn enumeration(structure: Structure, current: Option<&Vec<String>>, votes: &[Vote]) -> Planned {
    Planned {
        structure,
        order: settled(current, votes.iter().map(|vote| &vote.order)),
        users: votes.iter().map(|vote| vote.user.clone()).collect(),
        shared: votes.len() > 1,
        contradiction: None,
    }
}

/// The order of what is listed: that which it has, with new ones behind those that they follow on their page.
fn settled<'a>(
    current: Option<&Vec<String>>,
    listed: impl Iterator<Item = &'a Vec<String>> + Clone,
) -> Vec<String> {
    let mut order = current.cloned().unwrap_or_default();
    for one in listed.clone() {
        edit::merge_order(&mut order, one);
    }
    order.retain(|name| listed.clone().any(|one| one.contains(name)));
    order
}
