//! Which requests take their arguments in another order.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Change, ChangeKind, text, weight};
use crate::facts::route::Route;
use crate::model::Spec;
use crate::shape::shape;

/// The requests whose `new` takes what it took before in another order. What it takes besides, or no longer, is a change of
/// its own.
pub fn reordered(old: &Spec, new: &Spec) -> Vec<Change> {
    let (old, new) = (arguments(old), arguments(new));
    let mut found = Vec::new();
    for (route, (operation, mut is)) in new {
        let Some((_, mut was)) = old.get(&route).cloned() else {
            continue;
        };
        was.retain(|name| is.contains(name));
        is.retain(|name| was.contains(name));
        if was != is {
            found.push(Change {
                operation,
                kind: ChangeKind::ArgumentsReordered,
                place: None,
                field: None,
                old: Value::from(was),
                new: Value::from(is),
                semver: weight::ARGUMENTS_REORDERED,
            });
        }
    }
    found
}

/// The names of the arguments, with the name of the operation.
fn arguments(spec: &Spec) -> BTreeMap<Route, (String, Vec<String>)> {
    let rust = shape(spec);
    let all = rust.operations().map(|of| {
        let operation = of.operation;
        let name = text::plain(&format!("{} {}", operation.method, operation.path));
        let required = of.request.required().into_iter();
        let names = required.map(|field| field.name.clone()).collect();
        let route = Route::new(&operation.method, &operation.path);
        (route, (name, names))
    });
    all.collect()
}
