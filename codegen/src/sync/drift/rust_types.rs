//! Which fields and responses have another type in Rust, although the platform's types are the same.
//!
//! An enumeration that two operations shared, and that has grown in one of them, is two types from then on: on the wire a
//! value was added, in Rust a setter takes another type. A response may become an object with a name, or cease to be one.
//! What each is in Rust, the [shape](crate::rust::shape) says.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Change, ChangeKind, text, weight};
use crate::facts::Place;
use crate::facts::identity::RouteKey;
use crate::rust::shape::{Holder, Output, RustField, RustSpec, Value, shape, time_type};
use crate::spec::model::Spec;

/// The fields and responses whose types in Rust differ, other than those that `changes` lists with another type on the wire.
pub fn retyped(old: &Spec, new: &Spec, changes: &[Change]) -> Vec<Change> {
    let (old, new) = (types(old), types(new));
    let mut found = Vec::new();
    for (key, (operation, is)) in new {
        let Some((_, was)) = old.get(&key) else {
            continue;
        };
        // The name of what is made for an operation follows from that of its request.
        if was.is_made && is.is_made {
            continue;
        }
        let (was, is) = if was.value == is.value {
            (was.held(), is.held())
        } else {
            (was.value.clone(), is.value)
        };
        let change = Change {
            operation,
            kind: ChangeKind::TypeChanged,
            place: Some(key.1),
            field: key.2,
            old: Json::from(was),
            new: Json::from(is),
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

/// A field: its operation, the part of it, and the path there; without a path, the response itself.
type Key = (RouteKey, Place, Option<String>);

/// The type of a field or a response.
struct Type {
    /// What it holds.
    value: String,
    /// Whether a program has to expect that it is absent from a response.
    may_lack: bool,
    /// Whether it is the struct that is made for a response.
    is_made: bool,
}

impl Type {
    /// The type of the field as it stands in the struct.
    fn held(&self) -> String {
        let value = &self.value;
        if self.may_lack {
            format!("Option<{value}>")
        } else {
            value.clone()
        }
    }
}

/// The types of all fields, each with the name of the operation.
fn types(spec: &Spec) -> BTreeMap<Key, (String, Type)> {
    let rust = shape(spec);
    let mut found = BTreeMap::new();
    for of in rust.operations() {
        let operation = of.operation;
        let mut walk = Walk {
            rust: &rust,
            name: text::plain(&format!("{} {}", operation.method, operation.path)),
            route: RouteKey::new(&operation.method, &operation.path),
            found: &mut found,
        };
        let request = &of.request;
        for (place, fields) in [
            (Place::Path, request.path.as_slice()),
            (Place::Query, &request.query),
            (Place::Body, &request.body),
            (Place::Response, of.response()),
        ] {
            walk.fields(place, "", fields, &mut Vec::new());
        }
        walk.response(&of.output);
    }
    found
}

struct Walk<'a> {
    rust: &'a RustSpec<'a>,
    /// The operation, as changes name it.
    name: String,
    route: RouteKey,
    found: &'a mut BTreeMap<Key, (String, Type)>,
}

impl<'a> Walk<'a> {
    fn response(&mut self, output: &Output<'_>) {
        let Output::Response { name, ty, .. } = output else {
            return;
        };
        let ty = Type {
            value: match ty {
                Some(id) => self.rust.types[*id].short_path(),
                None => name.clone(),
            },
            may_lack: false,
            is_made: ty.is_none(),
        };
        let key = (self.route.clone(), Place::Response, None);
        self.found.insert(key, (self.name.clone(), ty));
    }

    /// `above` are the objects that the fields are within; one that contains itself is not followed twice.
    fn fields(
        &mut self,
        place: Place,
        prefix: &str,
        fields: &'a [RustField<'a>],
        above: &mut Vec<&'a Value>,
    ) {
        for field in fields {
            let path = format!("{prefix}{}", field.field.name);
            let inside = self.rust.fields_of(field);
            if !inside.is_empty() && !above.contains(&&field.value) {
                above.push(&field.value);
                self.fields(place, &format!("{path}."), inside, above);
                above.pop();
            }
            let value = self.type_of(&field.value);
            let ty = Type {
                value: value + &"[]".repeat(usize::from(field.field.array)),
                may_lack: place == Place::Response && field.holder == Holder::Option,
                is_made: false,
            };
            let key = (self.route.clone(), place, Some(path));
            self.found.insert(key, (self.name.clone(), ty));
        }
    }

    /// What a value is, as a program sees it.
    fn type_of(&self, value: &Value) -> String {
        let plain = match value {
            Value::Text => "String",
            Value::Int => "i64",
            Value::Bytes => "u64",
            Value::Float => "f64",
            Value::Bool => "bool",
            Value::Any => "Value",
            Value::File => "FileSource",
            Value::Secret => "Secret",
            Value::Time(format) => time_type(*format),
            Value::Id(id)
            | Value::StringEnum(id)
            | Value::IntEnum(id)
            | Value::Object { id, .. }
            | Value::Parts { id, .. } => {
                return self.rust.types[*id].short_path();
            }
            Value::Map(inner) => return format!("map of {}", self.type_of(inner)),
        };
        plain.to_owned()
    }
}
