//! What the documented calls tell of an entity: its fields, where it stands in responses, and what is there from the
//! beginning.

use serde_json::{Map, Value};

use super::Entity;
use crate::documented;
use crate::state::entities::Scope;

/// Where objects stand in a response.
pub(super) enum Place {
    /// The response is the object.
    Whole,
    /// The object has this name, or a list of them.
    Members(Vec<String>),
}

/// Returns where the objects of an entity stand in a response: they have its id. What has no id is all of the response, or
/// the only object in it.
pub(super) fn place(entity: &Entity, data: &Value) -> Place {
    let Some(members) = data.as_object() else {
        return Place::Whole;
    };
    if entity.id.is_empty() {
        let mut names = members.iter();
        return match (names.next(), names.next()) {
            (Some((name, Value::Object(_))), None) => Place::Members(vec![name.clone()]),
            _ => Place::Whole,
        };
    }
    if members.contains_key(entity.id) {
        return Place::Whole;
    }
    let one = |value: &Value| value.get(entity.id).is_some();
    let of_objects = members.iter().filter(|(_, value)| match value {
        Value::Array(values) => values.first().is_some_and(one),
        value => one(value),
    });
    Place::Members(of_objects.map(|(name, _)| name.clone()).collect())
}

/// Returns the objects in a response.
pub(super) fn objects<'d>(entity: &Entity, data: &'d Value) -> Vec<&'d Value> {
    match place(entity, data) {
        Place::Whole => vec![data],
        Place::Members(names) => {
            let members = names.iter().filter_map(|name| data.get(name));
            let objects = members.flat_map(|member| match member {
                Value::Array(values) => values.iter().collect(),
                value => vec![value],
            });
            objects.collect()
        }
    }
}

/// Returns an object with all fields that any response of the entity has, each as where it is first.
pub(super) fn sample(entity: &Entity) -> Map<String, Value> {
    let mut sample = Map::new();
    for (operation, _) in entity.operations {
        let data = documented::data(operation);
        for object in objects(entity, &data) {
            for (name, value) in object.as_object().into_iter().flatten() {
                if !sample.contains_key(name) {
                    sample.insert(name.clone(), value.clone());
                }
            }
        }
    }
    sample
}

/// The operations whose examples name an entity: its own, and those that its table lists.
fn naming(entity: &Entity) -> Vec<&'static str> {
    let own = entity.operations.iter().map(|(operation, _)| *operation);
    let others = entity.named_by.iter().copied();
    own.chain(others).collect()
}

/// Returns the ids of the entities that are there from the beginning: those that documented requests and responses name.
pub(super) fn ids(entity: &Entity) -> Vec<String> {
    if entity.id.is_empty() {
        return vec![String::new()];
    }
    let mut ids: Vec<String> = Vec::new();
    for operation in naming(entity) {
        for name in [&[entity.id], entity.also].concat() {
            ids.extend(documented::examples(operation, name));
        }
        let data = documented::data(operation);
        let shown = objects(entity, &data).into_iter();
        let shown = shown.filter_map(|object| object.get(entity.id));
        ids.extend(shown.map(documented::text));
    }
    let mut unique = Vec::new();
    for id in ids {
        if !unique.contains(&id) {
            unique.push(id);
        }
    }
    unique
}

/// Whether the documentation has a scope as an example: all that is named in it stands in the request of one operation, or
/// is an entity from the beginning itself.
pub(super) fn is_example(entity: &Entity, scope: &Scope) -> bool {
    if let Some(parent) = entity.parent
        && let Some((id, around)) = scope.within.split_last()
    {
        let around = Scope {
            kind: parent.name,
            within: around.to_vec(),
        };
        return ids(parent).contains(id) && is_example(parent, &around);
    }
    naming(entity).into_iter().any(|operation| {
        let mut fields = scope.within.iter().zip(entity.scope);
        fields.all(|(value, names)| {
            let mut examples = names
                .iter()
                .flat_map(|name| documented::examples(operation, name));
            value.is_empty() || examples.any(|example| example == *value)
        })
    })
}
