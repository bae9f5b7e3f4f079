//! What operations are to state, and the fields and responses whose types have names.

use crate::facts::from_spec::Stated;
use crate::facts::{FieldFacts, OperationFacts, Place, TypeFacts};
use crate::spec::model::{Field, FieldType, TypeDef, TypeId, TypeKind, Types};

use super::defined::TypeKey;

/// An operation of the spec with what it is to state.
#[derive(Clone, Debug)]
pub(super) struct Target<'a> {
    /// The operation as the spec has it.
    pub(super) stated: &'a Stated<'a>,
    /// What it is to state: the facts of a page, or those that the spec has.
    pub(super) facts: OperationFacts,
    /// Whether they are those of a page.
    pub(super) merged: bool,
}

/// A response as a field that holds it would have it; no field has its name.
pub(super) fn whole(response: Vec<FieldFacts>) -> FieldFacts {
    FieldFacts {
        children: response,
        ..FieldFacts::bare("", TypeFacts::Object, 0)
    }
}

/// Responses do not say what is required; where the spec does, a request has said it of a type that both use.
pub(super) fn unstate_responses(response: bool, facts: &mut [FieldFacts]) {
    if response {
        for field in facts {
            field.required = None;
            unstate_responses(true, &mut field.children);
        }
    }
}

/// Shows each field of an operation whose type has a name; and the response, if it is such a type, as a [`whole`].
pub(super) fn walk(
    types: &Types,
    stated: &Stated<'_>,
    facts: &mut OperationFacts,
    mut see: impl FnMut(Place, &TypeKey, &TypeDef, &mut FieldFacts),
) {
    let operation = stated.operation;
    for (place, facts) in facts.tables_mut() {
        let mut see = |key: &TypeKey, ty: &TypeDef, field: &mut FieldFacts| {
            see(place, key, ty, field);
        };
        let fields = match (place, operation.response_type) {
            (Place::Path, _) => &operation.path_params,
            (Place::Query, _) => &operation.query,
            (Place::Body, _) => &operation.body,
            (Place::Response, None) => &operation.response,
            // Where there is no response, nothing is of its type.
            (Place::Response, Some(_)) if facts.is_empty() => continue,
            (Place::Response, Some(id)) => {
                let mut response = whole(std::mem::take(facts));
                let ty = FieldType::Named(id);
                walk_type(types, &ty, &mut response, &mut Vec::new(), &mut see);
                *facts = response.children;
                continue;
            }
        };
        walk_below(types, fields, facts, &mut Vec::new(), &mut see);
    }
}

fn walk_below(
    types: &Types,
    fields: &[Field],
    facts: &mut [FieldFacts],
    above: &mut Vec<TypeId>,
    see: &mut dyn FnMut(&TypeKey, &TypeDef, &mut FieldFacts),
) {
    for fact in facts {
        let Some(field) = fields.iter().find(|field| field.name == fact.name) else {
            continue;
        };
        if let (FieldType::Map(ty), _) = field.documented_type() {
            if let Some(mut value) = fact.value_of_map() {
                walk_type(types, ty, &mut value, above, see);
                fact.children = value.children;
            }
        } else {
            let (ty, _) = field.documented_type();
            walk_type(types, ty, fact, above, see);
        }
    }
}

/// Shows a field whose type has a name, and those within it.
fn walk_type(
    types: &Types,
    ty: &FieldType,
    fact: &mut FieldFacts,
    above: &mut Vec<TypeId>,
    see: &mut dyn FnMut(&TypeKey, &TypeDef, &mut FieldFacts),
) {
    let FieldType::Named(id) = ty else { return };
    // One that contains itself is documented to some depth only.
    if above.contains(id) {
        return;
    }
    let ty = &types[*id];
    see(&TypeKey::of(ty), ty, fact);
    if let TypeKind::Object(inner) = &ty.kind {
        above.push(*id);
        walk_below(types, inner, &mut fact.children, above, see);
        above.pop();
    }
}
