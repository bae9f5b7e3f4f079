//! Which requests, and which objects inside of them, take their arguments in another order.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Change, ChangeKind, text, weight};
use crate::facts::Place;
use crate::facts::identity::RouteKey;
use crate::rust::shape::{RustField, RustSpec, Value, shape};
use crate::spec::model::{Spec, TypeId};

/// What takes what it took before in another order. What it takes besides, or no longer, is a change of its own.
pub fn reordered(old: &Spec, new: &Spec) -> Vec<Change> {
    let (old, new) = (arguments(old), arguments(new));
    let mut found = Vec::new();
    for (key, (operation, mut is)) in new {
        let Some((_, mut was)) = old.get(&key).cloned() else {
            continue;
        };
        was.retain(|name| is.contains(name));
        is.retain(|name| was.contains(name));
        if was != is {
            let (_, object) = key;
            let (place, field) = object.unzip();
            found.push(Change {
                operation,
                kind: ChangeKind::ArgumentsReordered,
                place,
                field,
                old: Json::from(was),
                new: Json::from(is),
                semver: weight::ARGUMENTS_REORDERED,
            });
        }
    }
    found
}

/// A request, or an object inside of it: the part of the request, and the path there.
type Key = (RouteKey, Option<(Place, String)>);

/// The names of the arguments of each, with the name of the operation.
fn arguments(spec: &Spec) -> BTreeMap<Key, (String, Vec<String>)> {
    let rust = shape(spec);
    let mut found = BTreeMap::new();
    for of in rust.operations() {
        let operation = of.operation;
        let operation_name = text::plain(&format!("{} {}", operation.method, operation.path));
        let route = RouteKey::new(&operation.method, &operation.path);
        let mut add = |key, fields: Vec<&RustField<'_>>| {
            let names = fields.iter().map(|field| field.name.clone()).collect();
            found.insert((route.clone(), key), (operation_name.clone(), names));
        };
        add(None, of.request.required());
        for (place, fields) in [
            (Place::Query, &of.request.query),
            (Place::Body, &of.request.body),
        ] {
            objects(&rust, fields, "", &mut Vec::new(), &mut |path, id| {
                add(Some((place, path)), rust.types[id].required());
            });
        }
    }
    found
}

/// Shows each object inside of fields. `above` are those that the fields are within; one that contains itself is not
/// followed twice.
pub(super) fn objects(
    rust: &RustSpec<'_>,
    fields: &[RustField<'_>],
    prefix: &str,
    above: &mut Vec<TypeId>,
    see: &mut dyn FnMut(String, TypeId),
) {
    for field in fields {
        // An object may travel as the text of its JSON.
        let id = match (&field.value, &field.field.json) {
            (Value::Object { id, .. }, _) | (_, Some(id)) => *id,
            _ => continue,
        };
        let path = format!("{prefix}{}", field.field.name);
        see(path.clone(), id);
        if !above.contains(&id) {
            above.push(id);
            objects(
                rust,
                rust.types[id].fields(),
                &format!("{path}."),
                above,
                see,
            );
            above.pop();
        }
    }
}
