//! Which requests, and which objects inside of requests and responses, put other fields together than before. The wire is the
//! same, but arguments, setters and fields of structs are others.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::arguments::objects;
use super::{Change, ChangeKind, text, weight};
use crate::facts::Place;
use crate::facts::identity::RouteKey;
use crate::rust::shape::{Output, RustField, RustSpec, RustType, Value, shape};
use crate::spec::model::Spec;

/// The folds that are there on one side alone, or make another type, or take other fields. Those of an operation or an object
/// that is there on one side alone are part of that change.
pub fn refolded(old: &Spec, new: &Spec) -> Vec<Change> {
    let (old, new) = (folds(old), folds(new));
    let mut found = Vec::new();
    for (key, (operation, is)) in &new {
        let Some((_, was)) = old.get(key) else {
            continue;
        };
        let (_, object) = key;
        let (place, field) = object.clone().unzip();
        let field = field.filter(|field: &String| !field.is_empty());
        let mut add = |kind, old: Option<&Json>, new: Option<&Json>| {
            found.push(Change {
                operation: operation.clone(),
                kind,
                place,
                field: field.clone(),
                old: old.cloned().unwrap_or_default(),
                new: new.cloned().unwrap_or_default(),
                semver: weight::FOLD_CHANGED,
            });
        };
        for (name, before) in was {
            match is.get(name) {
                None => add(ChangeKind::FoldRemoved, Some(before), None),
                Some(after) if before != after => {
                    add(ChangeKind::FoldChanged, Some(before), Some(after));
                }
                Some(_) => {}
            }
        }
        for (_, after) in is.iter().filter(|(name, _)| !was.contains_key(*name)) {
            add(ChangeKind::FoldAdded, None, Some(after));
        }
    }
    found
}

/// A request, or an object inside of it or of the response: the part of the operation, and the path there, which is empty for
/// a response that is such an object.
type Key = (RouteKey, Option<(Place, String)>);

/// What is folded, by its name.
type Folds = BTreeMap<String, Json>;

/// The folds of each, with the name of the operation.
fn folds(spec: &Spec) -> BTreeMap<Key, (String, Folds)> {
    let rust = shape(spec);
    let mut found = BTreeMap::new();
    for of in rust.operations() {
        let operation = of.operation;
        let operation_name = text::plain(&format!("{} {}", operation.method, operation.path));
        let route = RouteKey::new(&operation.method, &operation.path);
        let mut add = |key, folds| {
            found.insert((route.clone(), key), (operation_name.clone(), folds));
        };
        let request = &of.request;
        let parts = [
            (Place::Path, request.path.as_slice()),
            (Place::Query, &request.query),
            (Place::Body, &request.body),
            (Place::Response, of.response()),
        ];
        let places = parts.iter().take(3).flat_map(|(place, fields)| {
            let named = fields.iter();
            named.map(move |field| (format!("{place} {}", field.field.name), field))
        });
        add(
            None,
            of_fields(&rust, &request.folds, &places.collect::<Vec<_>>()),
        );
        if let Output::Response { ty: Some(id), .. } = of.output {
            let response = Some((Place::Response, String::new()));
            add(response, of_object(&rust, &rust.types[id]));
        }
        for (place, fields) in parts {
            objects(&rust, fields, "", &mut Vec::new(), &mut |path, id| {
                add(Some((place, path)), of_object(&rust, &rust.types[id]));
            });
        }
    }
    found
}

fn of_object(rust: &RustSpec<'_>, ty: &RustType<'_>) -> Folds {
    let fields = ty.fields().iter();
    let fields: Vec<_> = fields
        .map(|field| (field.field.name.clone(), field))
        .collect();
    let folds = ty.object().map_or(&[][..], |object| &object.folds);
    of_fields(rust, folds, &fields)
}

/// `fields` are those that may be folded, each with what it is called on the wire.
fn of_fields(
    rust: &RustSpec<'_>,
    folds: &[RustField<'_>],
    fields: &[(String, &RustField<'_>)],
) -> Folds {
    let folds = folds.iter().map(|fold| {
        let parts = fields.iter().filter_map(|(wire, field)| {
            let folded = field.folded.as_ref()?;
            (folded.member == fold.name).then(|| (folded.part.clone(), json!(wire)))
        });
        let parts: Map<String, Json> = parts.collect();
        let ty = match &fold.value {
            Value::Parts { id, .. } => rust.types[*id].short_path(),
            _ => String::new(),
        };
        let told = json!({ "name": &fold.name, "type": ty, "parts": parts });
        (fold.name.clone(), told)
    });
    folds.collect()
}
