//! Samples that contradict the table of the same page: one of the two is wrong, and a client that believes the wrong one reads
//! nothing.

use serde_json::Value;

use crate::facts::{FieldFacts, TypeFacts};

use super::warnings::Warnings;

/// Says where the sample of a response cannot be read as the fields of its table, and which of its fields the table lacks.
/// `line` is where the sample begins.
pub(super) fn warn(fields: &[FieldFacts], sample: &Value, line: usize, warnings: &mut Warnings) {
    object(fields, sample, "", line, warnings);
}

/// Holds an object, or each of a list, against the fields of a table.
fn object(fields: &[FieldFacts], shown: &Value, path: &str, line: usize, warnings: &mut Warnings) {
    match shown {
        Value::Object(shown) => {
            for (name, value) in shown {
                let path = format!("{path}{name}");
                match fields.iter().find(|field| field.name == *name) {
                    Some(field) => one(field, value, &path, line, warnings),
                    None => warnings.push(
                        line,
                        format!("the sample shows `{path}`, which the table does not list"),
                    ),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                object(fields, item, path, line, warnings);
            }
        }
        _ => {}
    }
}

fn one(field: &FieldFacts, value: &Value, path: &str, line: usize, warnings: &mut Warnings) {
    if !fits(field.ty, field.array, value) {
        let text = format!(
            "the sample shows {} for `{path}`, which the table gives the type `{}`",
            what(value),
            field.type_name()
        );
        warnings.push(line, text);
    } else if !field.children.is_empty() {
        object(&field.children, value, &format!("{path}."), line, warnings);
    }
}

/// Whether a value can be read as a type in lists of a depth, in the way that the crates read responses.
fn fits(ty: TypeFacts, array: u8, value: &Value) -> bool {
    if let (1.., Value::Array(items)) = (array, value) {
        return items.iter().all(|item| fits(ty, array - 1, item));
    }
    match (ty, value) {
        (_, Value::Null) | (TypeFacts::Any, _) => true,
        _ if array > 0 => false,
        (TypeFacts::Object | TypeFacts::Map, value) => value.is_object(),
        // A text is read from a number or a flag too.
        (TypeFacts::String | TypeFacts::File, value) => !value.is_array() && !value.is_object(),
        (TypeFacts::Int, Value::Number(number)) => !number.is_f64(),
        (TypeFacts::Float, Value::Number(_)) | (TypeFacts::Bool, Value::Bool(_)) => true,
        (TypeFacts::Bool, Value::Number(number)) => matches!(number.as_i64(), Some(0 | 1)),
        // An empty text is an absent value.
        (_, Value::String(text)) if text.is_empty() => true,
        (TypeFacts::Int, Value::String(text)) => text.parse::<i64>().is_ok(),
        (TypeFacts::Float, Value::String(text)) => text.parse::<f64>().is_ok_and(f64::is_finite),
        (TypeFacts::Bool, Value::String(text)) => {
            matches!(&*text.to_ascii_lowercase(), "0" | "1" | "true" | "false")
        }
        _ => false,
    }
}

/// What a value is, with an article.
fn what(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a flag",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(items) if items.iter().any(Value::is_array) => "a list of lists",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn warnings(fields: &[FieldFacts], sample: &Value) -> Vec<String> {
        let mut warnings = Warnings::default();
        warn(fields, sample, 7, &mut warnings);
        warnings.into_texts()
    }

    #[test]
    fn a_sample_fits_what_the_crates_read() {
        for (ty, array, value) in [
            (TypeFacts::String, 0, json!(1)),
            (TypeFacts::String, 0, json!(true)),
            (TypeFacts::Int, 0, json!("12")),
            (TypeFacts::Int, 0, json!("")),
            (TypeFacts::Float, 0, json!("1.5")),
            (TypeFacts::Bool, 0, json!(1)),
            (TypeFacts::Bool, 0, json!("true")),
            (TypeFacts::Int, 1, json!([])),
            (TypeFacts::Int, 2, json!([[1], null])),
            (TypeFacts::Object, 0, json!(null)),
            (TypeFacts::Object, 1, json!([{}])),
            (TypeFacts::Map, 0, json!({"a": 1})),
            (TypeFacts::Any, 0, json!([1])),
        ] {
            assert!(fits(ty, array, &value), "{ty:?} {array} {value}");
        }
        for (ty, array, value) in [
            (TypeFacts::String, 0, json!(["a"])),
            (TypeFacts::String, 0, json!({})),
            (TypeFacts::Int, 0, json!("a")),
            (TypeFacts::Int, 0, json!(1.5)),
            (TypeFacts::Float, 0, json!("inf")),
            (TypeFacts::Bool, 0, json!(2)),
            (TypeFacts::Int, 1, json!(1)),
            (TypeFacts::Int, 1, json!([[1]])),
            (TypeFacts::Int, 2, json!([1])),
            (TypeFacts::Object, 0, json!("{}")),
            (TypeFacts::Object, 1, json!({})),
            (TypeFacts::Object, 0, json!([{}])),
        ] {
            assert!(!fits(ty, array, &value), "{ty:?} {array} {value}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_path() {
        let mut list = FieldFacts::bare("items", TypeFacts::Object, 1);
        list.children = vec![FieldFacts::bare("methods", TypeFacts::Int, 1)];
        let found = warnings(
            &[list],
            &json!({"items": [{"methods": [[1]]}, {"methods": [1], "more": 1}], "total": 2}),
        );
        assert_eq!(
            found,
            [
                "line 7: the sample shows `items.more`, which the table does not list",
                "line 7: the sample shows `total`, which the table does not list",
                "line 7: the sample shows a list of lists for `items.methods`, which the table gives the type `int[]`",
            ]
        );
    }
}
