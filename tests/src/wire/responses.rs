//! Responses that are made of the documented one: as badly as they can come.

use serde_json::{Map, Value, json};

/// A value of an enumeration of texts that nobody has heard of.
const SURPRISE: &str = "surprise";

/// The same for an enumeration of numbers.
const SURPRISING_NUMBER: i64 = 987_654;

/// A response with a field in every object, and a value in every enumeration, that nobody has heard of.
pub(super) fn with_surprises(response: &Value, enumerations: &[&str]) -> Value {
    surprising(response, "", enumerations)
}

/// `path` is where the value stands, as names with slashes between them.
fn surprising(value: &Value, path: &str, enumerations: &[&str]) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| surprising(item, path, enumerations))
            .collect(),
        Value::Object(fields) => {
            let is_free = !fields.is_empty() || path.is_empty();
            let mut fields: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| {
                    let separator = if path.is_empty() { "" } else { "/" };
                    let path = format!("{path}{separator}{name}");
                    (name.clone(), surprising(value, &path, enumerations))
                })
                .collect();
            // An empty one may be a map, whose values are of one type.
            if is_free {
                fields.insert("an unknown field".to_owned(), json!({"deep": [null]}));
            }
            Value::Object(fields)
        }
        Value::Number(_) if enumerations.contains(&path) => json!(SURPRISING_NUMBER),
        _ if enumerations.contains(&path) => json!(SURPRISE),
        other => other.clone(),
    }
}

/// How many values of enumerations in a response nobody has heard of.
pub(super) fn surprises(response: &Value) -> usize {
    match response {
        Value::Array(items) => items.iter().map(surprises).sum(),
        Value::Object(fields) => fields.values().map(surprises).sum(),
        other => usize::from(other == SURPRISE || *other == SURPRISING_NUMBER),
    }
}

/// A response with `null` for every field.
pub(super) fn all_null(response: &Value) -> Value {
    let fields = response.as_object().into_iter().flatten();
    fields
        .map(|(name, _)| (name.clone(), Value::Null))
        .collect()
}

/// A response with `null` for every value that is not an object or a list of them.
pub(super) fn with_nulls(response: &Value) -> Value {
    match response {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), with_nulls(value)))
            .collect(),
        Value::Array(values) if values.iter().any(Value::is_object) => {
            values.iter().map(with_nulls).collect()
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surprises_are_where_enumerations_are() {
        let documented = json!({"kind": "a", "items": [{"state": 1, "name": "b"}], "map": {}});
        let unknown = with_surprises(&documented, &["kind", "items/state"]);
        assert_eq!(unknown["kind"], SURPRISE);
        assert_eq!(unknown["items"][0]["state"], SURPRISING_NUMBER);
        assert_eq!(unknown["items"][0]["name"], "b");
        assert!(unknown["items"][0]["an unknown field"].is_object());
        assert_eq!(unknown["map"], json!({}));
        assert_eq!(surprises(&unknown), 2);
    }

    #[test]
    fn nulls_leave_objects_standing() {
        let documented = json!({"kind": "a", "items": [{"state": 1}], "names": ["b"]});
        assert_eq!(
            all_null(&documented),
            json!({"kind": null, "items": null, "names": null})
        );
        assert_eq!(
            with_nulls(&documented),
            json!({"kind": null, "items": [{"state": null}], "names": null})
        );
    }
}
