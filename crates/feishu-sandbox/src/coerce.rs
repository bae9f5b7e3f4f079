//! Whole numbers where the documentation has texts.
//!
//! Times and ids are documented as texts of digits, and the vendor's SDKs declare many of them as whole numbers and send them
//! so. The platform takes both; behind this, there are texts alone. A number that is none of the listed values stays,
//! and is refused.

use feishu_core::{Field, FieldKind};
use serde_json::Value;

/// Turns the whole numbers of an object into texts, wherever its fields are documented as such.
pub(crate) fn fields(object: &mut Value, documented: &[Field]) {
    let Some(object) = object.as_object_mut() else {
        return;
    };
    for field in documented {
        if let Some(value) = object.get_mut(field.name) {
            coerce(value, field);
        }
    }
}

fn coerce(value: &mut Value, field: &Field) {
    match (&mut *value, field.kind) {
        (Value::Array(elements), _) => {
            for element in elements {
                coerce(element, field);
            }
        }
        (Value::Number(number), FieldKind::String) if !number.is_f64() => {
            let text = number.to_string();
            if field.values.is_empty() || field.values.contains(&text.as_str()) {
                *value = Value::String(text);
            }
        }
        (Value::Object(_), FieldKind::Object) => fields(value, field.children),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_become_texts_where_texts_are_documented() {
        static INNER: &[Field] = &[Field::new("start", FieldKind::String)];
        static FIELDS: &[Field] = &[
            Field::new("time", FieldKind::String),
            Field::new("ids", FieldKind::String).array(1),
            Field::new("kind", FieldKind::String).values(&["7"]),
            Field::new("type", FieldKind::String).values(&["doc"]),
            Field::new("count", FieldKind::Int),
            Field::new("span", FieldKind::Object).children(INNER),
        ];
        let mut value = json!({
            "time": 1_655_276_858, "ids": [1, "2"], "kind": 7, "type": 8, "count": 3, "span": {"start": 4, "other": 5}, "unknown": 6,
        });
        fields(&mut value, FIELDS);
        let expected = json!({
            "time": "1655276858", "ids": ["1", "2"], "kind": "7", "type": 8, "count": 3, "span": {"start": "4", "other": 5}, "unknown": 6,
        });
        assert_eq!(value, expected);
        // A fraction or a flag is a mistake of the caller's, who gets to know it.
        let mut value = json!({"time": 1.5, "ids": true});
        fields(&mut value, FIELDS);
        assert_eq!(value, json!({"time": 1.5, "ids": true}));
    }
}
