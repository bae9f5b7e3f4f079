//! Which fields have another type in Rust, although the platform's types are the same.
//!
//! An enumeration that two operations shared, and that has grown in one of them, is two types from then on: on the wire a
//! value was added, in Rust a setter takes another type.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Change, ChangeKind, Place, text, weight};
use crate::facts::route::Route;
use crate::model::{Field, FieldType, Operation, Scope, Spec, TypeId, TypeKind, Types};

/// The fields whose types in Rust differ, other than those that `changes` lists with another type on the wire.
pub fn retyped(old: &Spec, new: &Spec, changes: &[Change]) -> Vec<Change> {
    let (old, new) = (types(old), types(new));
    let mut found = Vec::new();
    for (key, (operation, is)) in new {
        let Some((_, was)) = old.get(&key) else {
            continue;
        };
        let change = Change {
            operation,
            kind: ChangeKind::TypeChanged,
            place: Some(key.1),
            field: Some(key.2),
            old: Value::from(was.as_str()),
            new: Value::from(is),
            semver: weight::TYPE_CHANGED,
        };
        let listed = changes.iter().any(|other| {
            (other.kind, other.place) == (change.kind, change.place)
                && (&other.operation, &other.field) == (&change.operation, &change.field)
        });
        if change.old != change.new && !listed {
            found.push(change);
        }
    }
    found
}

/// A field: its operation, the part of it, and the path there.
type Key = (Route, Place, String);

/// The types of all fields, each with the name of the operation.
fn types(spec: &Spec) -> BTreeMap<Key, (String, String)> {
    let mut walk = Walk {
        types: &spec.types,
        module: "",
        operation: String::new(),
        route: Route::default(),
        found: BTreeMap::new(),
    };
    for operation in &spec.platform.operations {
        walk.operation(operation);
    }
    for service in &spec.services {
        for resource in &service.resources {
            walk.module = &resource.name;
            for operation in &resource.operations {
                walk.operation(operation);
            }
        }
    }
    walk.found
}

struct Walk<'a> {
    types: &'a Types,
    /// The module of the operation, if it is not the platform's.
    module: &'a str,
    operation: String,
    route: Route,
    found: BTreeMap<Key, (String, String)>,
}

impl<'a> Walk<'a> {
    fn operation(&mut self, operation: &'a Operation) {
        self.operation = text::plain(&format!("{} {}", operation.method, operation.path));
        self.route = Route::new(&operation.method, &operation.path);
        for (place, fields) in [
            (Place::Path, &operation.path_params),
            (Place::Query, &operation.query),
            (Place::Body, &operation.body),
            (Place::Response, &operation.response),
        ] {
            self.fields(place, "", fields, &mut Vec::new());
        }
    }

    /// `above` are the types that the fields are within; one that contains itself is not followed twice.
    fn fields(&mut self, place: Place, prefix: &str, fields: &'a [Field], above: &mut Vec<TypeId>) {
        for field in fields {
            let path = format!("{prefix}{}", field.name);
            if let FieldType::Named(id) = field.ty
                && !above.contains(&id)
                && let TypeKind::Object(fields) = &self.types[id].kind
            {
                above.push(id);
                self.fields(place, &format!("{path}."), fields, above);
                above.pop();
            }
            let ty = self.name(&field.ty) + &"[]".repeat(usize::from(field.array));
            let key = (self.route.clone(), place, path);
            self.found.insert(key, (self.operation.clone(), ty));
        }
    }

    fn name(&self, ty: &FieldType) -> String {
        match ty {
            FieldType::String => "string".to_owned(),
            FieldType::Int => "int".to_owned(),
            FieldType::Float => "float".to_owned(),
            FieldType::Bool => "bool".to_owned(),
            FieldType::Any => "any".to_owned(),
            FieldType::Object => "object".to_owned(),
            FieldType::File => "file".to_owned(),
            FieldType::Map(value) => format!("map<{}>", self.name(value)),
            FieldType::Named(id) => {
                let ty = &self.types[*id];
                let module = match ty.scope {
                    Scope::Resource => self.module,
                    Scope::Service => "types",
                    Scope::Platform => "feishu_core",
                };
                format!("{module}::{}", ty.name)
            }
        }
    }
}
