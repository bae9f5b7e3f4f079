//! Samples: JSON of requests and responses, and code that calls the operation.

use std::collections::HashSet;
use std::sync::LazyLock;

use heck::ToSnakeCase;
use regex::Regex;
use serde_json::Value;

use crate::facts::TypeFacts;

use super::fields::Read;
use super::pattern::pattern;
use super::types::{self, Kind};

/// Reads JSON as people write it in documents: with comments, commas too many and dots for what is left out.
pub(super) fn json(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&strict(text)))
}

/// Takes away comments, dots and commas before a closing bracket.
fn strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                quoted = !quoted;
                out.push(c);
            }
            '\\' if quoted => {
                out.push(c);
                out.extend(chars.next());
            }
            '/' if !quoted && chars.peek() == Some(&'/') => {
                while chars.next_if(|c| *c != '\n').is_some() {}
            }
            '/' if !quoted && chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.next();
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    if c == '\n' {
                        out.push(c);
                    }
                    last = c;
                }
            }
            '}' | ']' if !quoted => {
                let kept = out.trim_end().len();
                if out[..kept].ends_with(',') {
                    out.truncate(kept - 1);
                }
                out.push(c);
            }
            // What is left out.
            '…' if !quoted => {}
            '.' if !quoted && chars.peek() == Some(&'.') => {
                while chars.next_if_eq(&'.').is_some() {}
            }
            // Editors put it for a space.
            '\u{a0}' if !quoted => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// The fields that a sample of an object shows.
pub(super) fn fields(sample: &Value, line: usize) -> Vec<Read> {
    let Value::Object(object) = sample else {
        return Vec::new();
    };
    object
        .iter()
        .map(|(name, value)| {
            let (ty, array) = type_of(value);
            Read {
                children: merged(value, line),
                ..Read::bare(name, ty, array, line)
            }
        })
        .collect()
}

/// The fields of an object, or of all objects of a list.
fn merged(value: &Value, line: usize) -> Vec<Read> {
    match value {
        Value::Object(_) => fields(value, line),
        Value::Array(items) => {
            let mut all: Vec<Read> = Vec::new();
            let mut seen = HashSet::new();
            for field in items.iter().flat_map(|item| merged(item, line)) {
                if seen.insert(field.facts.name.clone()) {
                    all.push(field);
                }
            }
            all
        }
        _ => Vec::new(),
    }
}

/// The type of a value and how deep it is nested in lists.
pub(super) fn type_of(value: &Value) -> (TypeFacts, u8) {
    match value {
        Value::Null => (TypeFacts::Any, 0),
        Value::Bool(_) => (TypeFacts::Bool, 0),
        Value::Number(number) if number.is_f64() => (TypeFacts::Float, 0),
        Value::Number(_) => (TypeFacts::Int, 0),
        Value::String(_) => (TypeFacts::String, 0),
        Value::Object(_) => (TypeFacts::Object, 0),
        Value::Array(items) => {
            let (ty, array) = items.first().map_or((TypeFacts::Any, 0), type_of);
            (ty, array.saturating_add(1))
        }
    }
}

/// Gives fields the types and samples that their tables lack.
pub(super) fn complete(fields: &mut [Read], sample: &Value) {
    let Some(object) = first_object(sample) else {
        return;
    };
    for field in fields {
        let Some(value) = object.get(&field.facts.name) else {
            continue;
        };
        if matches!(field.kind, Kind::Nothing | Kind::Undefined)
            && field.facts.ty == TypeFacts::Any
            && field.children.is_empty()
        {
            (field.facts.ty, field.facts.array) = type_of(value);
            if field.facts.ty == TypeFacts::Object {
                field.children = merged(value, field.line);
            }
        } else if field.kind == Kind::Nothing && !field.children.is_empty() {
            field.facts.array = type_of(value).1;
        }
        if field.children.is_empty() {
            field.facts.example = field.facts.example.take().or_else(|| text(value));
        } else {
            complete(&mut field.children, value);
        }
    }
}

/// The names of the fields that a sample of an object or of a list of objects shows.
pub(super) fn names(value: &Value) -> Vec<&str> {
    first_object(value)
        .map(|object| object.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

/// An object, or the first of a list.
fn first_object(value: &Value) -> Option<&serde_json::Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        Value::Array(items) => items.iter().find_map(first_object),
        _ => None,
    }
}

/// A sample as facts write it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        Value::Object(fields) if fields.is_empty() => None,
        other => Some(other.to_string()),
    }
}

/// A call by one of the vendor's libraries: `client.drive.v1.exportTask.create(`, in the manner of each language.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bclient\.(\w+)(?:\(\))?\.([vV]\d+)(?:\(\))?\.([\w.]+?)(?:\(\))?\.(\w+)\s*\((?:[^)]|$)",
    )
});

/// A list that a code sample in Go or Java passes: `.RoomIds([]string{`, `.roomIds(new String[] {`.
static LIST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\.(\w+)\(\s*(?:\[\](\w+)\s*\{|new\s+(\w+)\s*\[\])"));

/// The types of the elements of lists that a code sample passes, by field.
pub(super) fn lists(code: &str) -> impl Iterator<Item = (String, TypeFacts)> {
    LIST.captures_iter(code).filter_map(|found| {
        let item = found.get(2).or_else(|| found.get(3))?;
        let stated = types::read(item.as_str());
        (stated.kind == Kind::Plain).then(|| (found[1].to_snake_case(), stated.ty))
    })
}

/// Gives lists whose elements have no type the type that a code sample or their own sample shows.
pub(super) fn complete_lists(fields: &mut [Read], lists: &[(String, TypeFacts)]) {
    for field in fields {
        if field.kind == Kind::Undefined && field.facts.ty == TypeFacts::Any {
            let facts = &mut field.facts;
            let passed = lists.iter().find(|(name, _)| *name == facts.name);
            let shown = || {
                let value = json(facts.example.as_deref()?).ok()?;
                Some(type_of(&value)).filter(|(ty, array)| *array > 0 && *ty != TypeFacts::Object)
            };
            if let Some((ty, array)) = passed.map(|(_, ty)| (*ty, 1)).or_else(shown) {
                facts.ty = ty;
                facts.array = facts.array.max(array);
            }
        }
        complete_lists(&mut field.children, lists);
    }
}

/// The id of the operation that a code sample calls.
pub(super) fn operation_id(code: &str) -> Option<String> {
    let call = CALL.captures(code)?;
    let parts: Vec<_> = call
        .iter()
        .skip(1)
        .flatten()
        .map(|part| part.as_str().to_snake_case())
        .collect();
    Some(parts.join("."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_may_be_careless() {
        let text = "{\n \"a\": \"http://x\", // why\n \"b\": [1, 2,], /* no */\n}";
        assert_eq!(json(text).unwrap(), json!({ "a": "http://x", "b": [1, 2] }));
        let text = "{ \"a\": { ... }, \"b\": [1.5, ...], \"c\": \"...\" }";
        assert_eq!(
            json(text).unwrap(),
            json!({ "a": {}, "b": [1.5], "c": "..." })
        );
        assert!(json("{ \"a\": ").is_err());
        assert!(json(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn calls_tell_the_operation() {
        for code in [
            "client.Drive.V1.ExportTask.Create(context.Background(), req)",
            "response = client.drive.v1.export_task.create(request)",
            "client.drive().v1().exportTask().create(req);",
            "client.drive.v1.exportTask.create({",
        ] {
            assert_eq!(
                operation_id(code).as_deref(),
                Some("drive.v1.export_task.create"),
                "{code}"
            );
        }
        assert_eq!(operation_id("client.Execute(request)"), None);
    }
}
