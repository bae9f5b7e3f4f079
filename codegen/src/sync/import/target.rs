//! What operations are to state, and the fields whose types have names.

use crate::facts::from_spec::Stated;
use crate::facts::{FieldFacts, OperationFacts, Place};
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

/// The fields of an operation with their facts.
pub(super) fn tables<'a>(
    stated: &Stated<'a>,
    facts: &'a mut OperationFacts,
) -> [(Place, &'a [Field], &'a mut [FieldFacts]); 4] {
    let operation = stated.operation;
    facts.tables_mut().map(|(place, facts)| {
        let fields = match place {
            Place::Path => &operation.path_params,
            Place::Query => &operation.query,
            Place::Body => &operation.body,
            Place::Response => &operation.response,
        };
        (place, fields.as_slice(), facts.as_mut_slice())
    })
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

/// Shows each field whose type has a name.
pub(super) fn walk(
    types: &Types,
    fields: &[Field],
    facts: &mut [FieldFacts],
    see: &mut dyn FnMut(&TypeKey, &TypeDef, &mut FieldFacts),
) {
    walk_below(types, fields, facts, &mut Vec::new(), see);
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
