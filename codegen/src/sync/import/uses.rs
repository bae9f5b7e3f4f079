//! What the uses of one object state of it together.
//!
//! A request states limits, a response never does; one page lists an optional field that another leaves out. So what one
//! use of an object leaves unsaid is taken from the others, and an object that several places share stays one as long as
//! none of them contradicts another: by the type of a field or its values, by another limit or default, or by a field that
//! one of them requires and the other does not have.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::diff::{is_same_value, only_in};
use crate::facts::from_spec::{self, Stated};
use crate::facts::identity::same_operation;
use crate::facts::{FieldFacts, OperationFacts, Place, TypeFacts, fill};
use crate::spec::limits::ValueLimit;
use crate::spec::model::{Spec, TypeDef, TypeKind};

use super::defined::TypeKey;
use super::edit;
use super::target::{Target, unstate_responses, walk};

/// How often what is filled in one object may lead to something in another: pages nest less deep.
const ROUNDS: usize = 8;

/// What places state of the objects that they share.
#[derive(Debug, Default)]
pub(super) struct Uses {
    types: BTreeMap<TypeKey, Vec<Group>>,
    /// The objects that pages of requests have.
    requested: BTreeSet<TypeKey>,
}

/// Uses of an object of which none contradicts another.
#[derive(Debug)]
struct Group {
    /// All that they state.
    fields: Vec<FieldFacts>,
    /// The first of them, for messages.
    first: String,
    /// How many they are.
    uses: usize,
    /// How it contradicts the first group.
    contradiction: Option<String>,
}

/// Fills what each use of an object leaves unsaid with what the others state of it.
pub(super) fn agree(spec: &Spec, targets: &mut [Target<'_>]) -> Uses {
    let mut uses = Uses::of(spec, targets);
    for _ in 0..ROUNDS {
        let before: Vec<_> = targets.iter().map(|target| target.facts.clone()).collect();
        for target in targets.iter_mut() {
            uses.fill(spec, target);
        }
        let mut filled = targets.iter().zip(&before);
        if filled.all(|(target, before)| target.facts == *before) {
            break;
        }
        uses = Uses::of(spec, targets);
    }
    uses
}

/// Returns what pages state, with what they leave unsaid of objects that the spec shares between operations, where another
/// use states it.
pub fn with_what_others_state(spec: &Spec, mut pages: Vec<OperationFacts>) -> Vec<OperationFacts> {
    let stated = from_spec::every(spec);
    let described = |stated: &Stated<'_>| {
        let mut pages = pages.iter();
        pages.position(|page| same_operation(page, &stated.facts))
    };
    let described: Vec<_> = stated.iter().map(described).collect();
    let targets = stated.iter().zip(&described).map(|(stated, page)| Target {
        stated,
        facts: match page {
            Some(page) => fill::fill(&pages[*page], &stated.facts),
            None => stated.facts.clone(),
        },
        merged: page.is_some(),
    });
    let mut targets: Vec<_> = targets.collect();
    agree(spec, &mut targets);
    for (target, page) in targets.into_iter().zip(described) {
        if let Some(page) = page {
            pages[page] = target.facts;
        }
    }
    pages
}

impl Uses {
    fn of(spec: &Spec, targets: &[Target<'_>]) -> Self {
        let mut uses = Self::default();
        // Pages first, since what the spec has may have to give way.
        let (pages, others): (Vec<_>, Vec<_>) = targets.iter().partition(|target| target.merged);
        for target in pages.into_iter().chain(others) {
            let mut facts = target.facts.clone();
            let operation = format!("{} {}", facts.method, facts.path);
            walk(
                &spec.types,
                target.stated,
                &mut facts,
                |place, key, ty, field| {
                    if !is_object(ty, field) {
                        return;
                    }
                    if target.merged && place != Place::Response {
                        uses.requested.insert(key.clone());
                    }
                    let gives_way = uses.gives_way(target.merged, place, key);
                    let here = match field.name.as_str() {
                        "" => format!("the {place} of {operation}"),
                        name => format!("`{name}` in the {place} of {operation}"),
                    };
                    uses.add(key, &field.children, here, gives_way);
                },
            );
        }
        uses
    }

    /// Whether the limits of a use are those that the spec has from requests, which pages describe anew.
    fn gives_way(&self, merged: bool, place: Place, key: &TypeKey) -> bool {
        !merged && place == Place::Response && self.requested.contains(key)
    }

    fn add(&mut self, key: &TypeKey, fields: &[FieldFacts], here: String, gives_way: bool) {
        let groups = self.types.entry(key.clone()).or_default();
        let mut contradiction = None;
        for group in groups.iter_mut() {
            let fields = stated(fields, group, gives_way);
            let Some(found) = contradicting(&group.fields, &fields) else {
                add(&mut group.fields, &fields);
                group.uses += 1;
                return;
            };
            let first = &group.first;
            contradiction.get_or_insert_with(|| {
                let Contradiction { field, sides } = found;
                format!(
                    "`{field}` is {} for {first}, and {} for {here}",
                    sides[0], sides[1]
                )
            });
        }
        groups.push(Group {
            fields: fields.to_vec(),
            first: here,
            uses: 1,
            contradiction,
        });
    }

    /// Fills what a target leaves unsaid of objects that it shares.
    pub(super) fn fill(&self, spec: &Spec, target: &mut Target<'_>) {
        let merged = target.merged;
        let fill = |place, key: &TypeKey, ty: &TypeDef, field: &mut FieldFacts| {
            if !is_object(ty, field) {
                return;
            }
            let gives_way = self.gives_way(merged, place, key);
            for group in self.types.get(key).into_iter().flatten() {
                let mut children = stated(&field.children, group, gives_way);
                if contradicting(&group.fields, &children).is_none() {
                    if group.uses > 1 {
                        add(&mut children, &group.fields);
                        unstate_responses(place == Place::Response, &mut children);
                        field.children = children;
                    }
                    return;
                }
            }
        };
        walk(&spec.types, target.stated, &mut target.facts, fill);
    }

    /// Why uses of an object have to part, if they do.
    pub(super) fn contradiction(&self, key: &TypeKey) -> Option<&str> {
        let mut groups = self.types.get(key)?.iter();
        groups.find_map(|group| group.contradiction.as_deref())
    }
}

fn is_object(ty: &TypeDef, field: &FieldFacts) -> bool {
    matches!(ty.kind, TypeKind::Object(_)) && field.ty == TypeFacts::Object
}

/// The fields that a use states, without the limits in which it gives way.
fn stated(fields: &[FieldFacts], group: &Group, gives_way: bool) -> Vec<FieldFacts> {
    let mut fields = fields.to_vec();
    if gives_way {
        give_way(&mut fields, &group.fields);
    }
    fields
}

fn give_way(fields: &mut [FieldFacts], stronger: &[FieldFacts]) {
    for field in fields {
        let Some(other) = stronger.iter().find(|other| other.name == field.name) else {
            continue;
        };
        field.limits = other.limits.or(&field.limits);
        if other.default.is_some() {
            field.default.clone_from(&other.default);
        }
        give_way(&mut field.children, &other.children);
    }
}

/// What two uses of an object cannot both be right in.
struct Contradiction {
    field: String,
    sides: [String; 2],
}

fn contradicting(fields: &[FieldFacts], others: &[FieldFacts]) -> Option<Contradiction> {
    let lacking = |field: &FieldFacts, sides: [&str; 2]| {
        (field.required == Some(true)).then(|| Contradiction {
            field: field.name.clone(),
            sides: sides.map(str::to_owned),
        })
    };
    let of_fields = fields.iter().find_map(|field| {
        match others.iter().find(|other| other.name == field.name) {
            Some(other) => contradicting_field(field, other),
            None => lacking(field, ["required", "not listed"]),
        }
    });
    of_fields.or_else(|| {
        let known = |other: &FieldFacts| fields.iter().any(|field| field.name == other.name);
        let mut lone = others.iter().filter(|other| !known(other));
        lone.find_map(|other| lacking(other, ["not listed", "required"]))
    })
}

fn contradicting_field(field: &FieldFacts, other: &FieldFacts) -> Option<Contradiction> {
    let found = |one: String, other: String| Contradiction {
        field: field.name.clone(),
        sides: [one, other],
    };
    if (field.ty, field.array) != (other.ty, other.array) {
        return Some(found(field.type_name(), other.type_name()));
    }
    let [values, of_other] =
        [field, other].map(|field| field.values.as_deref().unwrap_or_default());
    if !only_in(values, of_other).is_empty() || !only_in(of_other, values).is_empty() {
        let listed = |values: &[String]| match values {
            [] => "without values".to_owned(),
            values => format!("one of {}", values.join(", ")),
        };
        return Some(found(listed(values), listed(of_other)));
    }
    if let (Some(one), Some(two)) = (field.required, other.required)
        && one != two
    {
        let said = |required| if required { "required" } else { "optional" }.to_owned();
        return Some(found(said(one), said(two)));
    }
    for limit in ValueLimit::ALL {
        let [one, two] = [field, other].map(|field| field.limits.get(limit));
        if !one.is_null() && !two.is_null() && one != two {
            let said = |value| format!("of {} {value}", limit.name());
            return Some(found(said(one), said(two)));
        }
    }
    if let (Some(one), Some(two)) = (&field.default, &other.default)
        && !is_same_value(field.ty, Some(one), Some(two))
    {
        let said = |value| format!("{value} by default");
        return Some(found(said(one), said(two)));
    }
    // An object without fields says nothing of them.
    if field.children.is_empty() || other.children.is_empty() {
        return None;
    }
    let inside = contradicting(&field.children, &other.children)?;
    Some(Contradiction {
        field: format!("{}.{}", field.name, inside.field),
        ..inside
    })
}

/// Adds to fields what they leave unsaid, and others state that do not contradict them.
fn add(fields: &mut Vec<FieldFacts>, others: &[FieldFacts]) {
    let mut order: Vec<_> = fields.iter().map(|field| field.name.clone()).collect();
    let listed: Vec<_> = others.iter().map(|other| other.name.clone()).collect();
    edit::merge_order(&mut order, &listed);
    for other in others {
        match fields.iter_mut().find(|field| field.name == other.name) {
            Some(field) => add_to_field(field, other),
            None => fields.push(other.clone()),
        }
    }
    fields.sort_by_key(|field| order.iter().position(|name| *name == field.name));
}

fn add_to_field(field: &mut FieldFacts, other: &FieldFacts) {
    field.required = field.required.or(other.required);
    field.limits = field.limits.or(&other.limits);
    if field.default.is_none() {
        field.default.clone_from(&other.default);
    }
    // One that contains itself is documented to some depth only.
    if !field.children.is_empty() {
        add(&mut field.children, &other.children);
    }
}
