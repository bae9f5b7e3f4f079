//! What the documentation says of calls: what an operation that nobody plays is answered with, and the values of examples.

use bytes::Bytes;
use feishu_core::{Operation, ResponseKind};
use serde_json::{Map, Value, json};

use crate::generated::responses::{self, Documented};
use crate::response::Response;
use crate::validate::Arguments;

/// The content of files that nobody has made.
const CONTENT: &[u8] = b"A file of the sandbox.\n";

/// Returns the documented response, with the request's own values in the fields that repeat the request; an empty success if
/// nobody has documented one.
pub(crate) fn response(operation: &Operation, arguments: &Arguments) -> Response {
    if operation.response == ResponseKind::Binary {
        return Response::file(
            "file.bin",
            "application/octet-stream",
            Bytes::from_static(CONTENT),
        );
    }
    let mut data = data(operation.id);
    for path in repeated(operation.id) {
        repeat(&mut data, path, operation, arguments);
    }
    Response::data(&data)
}

/// Returns the documented response of an operation, if somebody has documented one.
fn find(operation: &str) -> Option<&'static Documented> {
    let mut all = responses::ALL.iter().copied().flatten();
    all.find(|documented| documented.operation == operation)
}

/// Returns the `data` of the documented response; an empty object if there is none.
pub(crate) fn data(operation: &str) -> Value {
    let data = find(operation).and_then(|of| serde_json::from_str(of.data).ok());
    data.unwrap_or_else(|| json!({}))
}

/// Returns the documented request: its `path`, `query` and `body`, as far as it has them.
pub(crate) fn request(operation: &str) -> Value {
    let request = find(operation).and_then(|of| serde_json::from_str(of.request).ok());
    request.unwrap_or_else(|| json!({}))
}

/// Returns the fields of the response that repeat a field of the request, as names with dots between them.
pub(crate) fn repeated(operation: &str) -> &'static [&'static str] {
    find(operation).map_or(&[], |of| of.repeated)
}

/// Returns what the documented request has in a field, wherever that stands, as text; of a list, each element.
pub(crate) fn examples(operation: &str, name: &str) -> Vec<String> {
    let request = request(operation);
    let parts = ["path", "query", "body"].into_iter();
    match parts.filter_map(|part| request.get(part)?.get(name)).next() {
        Some(Value::Array(values)) => values.iter().map(text).collect(),
        Some(value) => vec![text(value)],
        None => Vec::new(),
    }
}

/// Writes a value as it stands in a path or a query.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Puts the request's value into the field at a path, in every element of lists on the way.
fn repeat(data: &mut Value, path: &str, operation: &Operation, arguments: &Arguments) {
    match data {
        Value::Array(elements) => {
            for element in elements {
                repeat(element, path, operation, arguments);
            }
        }
        Value::Object(fields) => {
            let (name, rest) = match path.split_once('.') {
                Some((name, rest)) => (name, Some(rest)),
                None => (path, None),
            };
            let Some(field) = fields.get_mut(name) else {
                return;
            };
            match rest {
                Some(rest) => repeat(field, rest, operation, arguments),
                None => *field = requested(name, field, operation, arguments),
            }
        }
        _ => {}
    }
}

/// Returns the value that the request has for a field, of the kind of its sample; the sample if it has none.
fn requested(name: &str, sample: &Value, operation: &Operation, arguments: &Arguments) -> Value {
    let in_body = operation.body.fields().iter();
    if in_body.map(|field| field.name).any(|known| known == name) {
        return match (arguments.member(name), arguments.form().text(name)) {
            (Some(value), _) => over(sample, value),
            (None, Some(text)) => read(sample, text),
            (None, None) => sample.clone(),
        };
    }
    let in_path = Some(arguments.path(name)).filter(|value| !value.is_empty());
    match (sample, in_path.or_else(|| arguments.query(name))) {
        (_, None) => sample.clone(),
        (Value::Array(samples), Some(_)) => {
            let sample = samples.first().unwrap_or(&Value::Null);
            let values = arguments.query_all(name);
            values.map(|text| read(sample, text)).collect()
        }
        (_, Some(text)) => read(sample, text),
    }
}

/// Lays a value over a sample: of an object, the fields that the sample has too; of a list, each element over the first.
fn over(sample: &Value, value: &Value) -> Value {
    match (sample, value) {
        (Value::Object(samples), Value::Object(fields)) => {
            let fields = samples.iter().map(|(name, sample)| {
                let field = fields.get(name);
                let field = field.map_or_else(|| sample.clone(), |field| over(sample, field));
                (name.clone(), field)
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        (Value::Array(samples), Value::Array(values)) => {
            let sample = samples.first();
            let over = |value| sample.map_or_else(|| Value::clone(value), |one| over(one, value));
            values.iter().map(over).collect()
        }
        // The platform takes numbers as texts and the other way round, and answers as documented.
        (Value::String(_), Value::Number(number)) => number.to_string().into(),
        (_, Value::String(text)) => read(sample, text),
        _ if std::mem::discriminant(sample) == std::mem::discriminant(value) => value.clone(),
        _ => sample.clone(),
    }
}

/// Gives a value the types of its sample, and takes out what the sample does not have. Other than by `over`, nothing is
/// added.
pub(crate) fn fitted(sample: &Value, value: &Value) -> Value {
    match (sample, value) {
        (Value::Object(samples), Value::Object(fields)) => {
            let known = fields.iter().filter(|(_, value)| !value.is_null());
            let known = known.filter_map(|(name, value)| Some((name, samples.get(name)?, value)));
            let fields = known.map(|(name, sample, value)| (name.clone(), fitted(sample, value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        (Value::Array(samples), Value::Array(values)) => {
            let sample = samples.first();
            let fit = |value| sample.map_or_else(|| Value::clone(value), |one| fitted(one, value));
            values.iter().map(fit).collect()
        }
        _ => over(sample, value),
    }
}

/// Reads a text as a value of the kind of a sample.
pub(crate) fn read(sample: &Value, text: &str) -> Value {
    let value = match sample {
        Value::String(_) => Some(Value::from(text)),
        Value::Bool(_) => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        Value::Number(_) => text.parse().ok().map(Value::Number),
        _ => None,
    };
    value.unwrap_or_else(|| sample.clone())
}

#[cfg(test)]
mod tests {
    use feishu_core::{Field, FieldKind, Method};

    use super::*;
    use crate::generated;

    #[test]
    fn every_response_is_json_of_an_operation() {
        for documented in responses::ALL.iter().copied().flatten() {
            let id = documented.operation;
            assert!(generated::operations().any(|known| known.id == id), "{id}");
            let data: Result<Value, _> = serde_json::from_str(documented.data);
            assert!(data.is_ok_and(|data| data.is_object()), "{id}");
        }
    }

    #[test]
    fn every_request_is_json_of_the_parts_of_a_request() {
        for documented in responses::ALL.iter().copied().flatten() {
            let request: Value = serde_json::from_str(documented.request).unwrap();
            for (part, fields) in request.as_object().unwrap() {
                let id = documented.operation;
                assert!(["path", "query", "body"].contains(&&**part), "{id}");
                assert!(fields.is_object(), "{id}");
            }
        }
    }

    #[test]
    fn what_is_fitted_gets_types_and_nothing_else() {
        let sample = json!({"a": 1, "b": {"c": "x", "d": true}, "e": [{"f": 1, "g": 2}]});
        let value = json!({"a": "5", "b": {"c": 3}, "e": [{"f": "7", "z": 0}, {}], "z": 0});
        let expected = json!({"a": 5, "b": {"c": "3"}, "e": [{"f": 7}, {}]});
        assert_eq!(fitted(&sample, &value), expected);
    }

    #[test]
    fn a_response_repeats_the_request() {
        static OPERATION: Operation = Operation::new("a", Method::Post, "/rooms/:room_id")
            .query(&[Field::new("open", FieldKind::Bool)])
            .json(&[
                Field::new("name", FieldKind::String),
                Field::new("seats", FieldKind::Int),
            ]);
        let body = Bytes::from_static(br#"{"name":"Paris","seats":"7","extra":1}"#);
        let path = vec![("room_id", "omm_1".to_owned())];
        let content = "application/json";
        let arguments =
            Arguments::parse(&OPERATION, true, path, "open=False", content, &body).unwrap();
        let mut data = json!({"rooms": [
            {"room_id": "omm", "name": "London", "seats": 4, "open": true, "floor": "F1"},
        ]});
        for path in [
            "rooms.room_id",
            "rooms.name",
            "rooms.seats",
            "rooms.open",
            "none",
        ] {
            repeat(&mut data, path, &OPERATION, &arguments);
        }
        let expected =
            json!({"room_id": "omm_1", "name": "Paris", "seats": 7, "open": false, "floor": "F1"});
        assert_eq!(data["rooms"], json!([expected]));
    }

    #[test]
    fn objects_and_lists_are_laid_over_their_samples() {
        let sample =
            json!({"a": 1, "b": {"c": "x", "d": true}, "e": [{"f": 1, "g": 2}], "h": ["i"]});
        let value =
            json!({"a": "5", "b": {"c": 3, "d": "no"}, "e": [{"f": 7}, {"g": 8}], "h": [], "z": 0});
        let expected = json!({
            "a": 5,
            "b": {"c": "3", "d": true},
            "e": [{"f": 7, "g": 2}, {"f": 1, "g": 8}],
            "h": [],
        });
        assert_eq!(over(&sample, &value), expected);
    }
}
