//! The documented rules, held against a request.

use std::fmt;

use serde_json::Value;

use crate::ground::operation::{Field, FieldKind, Operation, RequestBody};

/// The values of a request, as they stand on the wire: what the sandbox holds against an operation, too.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestValues<'a> {
    /// The parameters in the path.
    pub path: &'a [(&'a str, &'a str)],
    /// The parameters in the query string; a list repeats its name.
    pub query: &'a [(&'a str, &'a str)],
    /// The JSON body.
    pub json: Option<&'a Value>,
    /// The text parts of a multipart body.
    pub form: &'a [(&'a str, &'a str)],
    /// The names of the file parts of a multipart body.
    pub files: &'a [&'a str],
}

/// A documented rule that a request broke.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The field, with its path inside a JSON body: `point.mount_key`.
    pub field: String,
    /// The rule.
    pub rule: BrokenRule,
}

/// What a documented rule asks for, and what it got.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BrokenRule {
    /// The field is required and absent.
    Missing,
    /// The value has another type.
    WrongType {
        /// The documented type.
        expected: FieldKind,
    },
    /// The value is not a list.
    NotAList,
    /// The text is too short.
    TooShort {
        /// Its number of characters.
        length: usize,
        /// The documented minimum.
        minimum: u32,
    },
    /// The text is too long.
    TooLong {
        /// Its number of characters.
        length: usize,
        /// The documented maximum.
        maximum: u32,
    },
    /// The list is too short.
    TooFew {
        /// Its number of items.
        count: usize,
        /// The documented minimum.
        minimum: u32,
    },
    /// The list is too long.
    TooMany {
        /// Its number of items.
        count: usize,
        /// The documented maximum.
        maximum: u32,
    },
    /// The number is too small.
    TooSmall {
        /// The number.
        value: i64,
        /// The documented minimum.
        minimum: i64,
    },
    /// The number is too large.
    TooLarge {
        /// The number.
        value: i64,
        /// The documented maximum.
        maximum: i64,
    },
    /// The value is not among the documented ones.
    NotListed {
        /// The value.
        value: String,
        /// The documented values.
        listed: &'static [&'static str],
    },
}

impl fmt::Display for Violation {
    /// `token: 31 characters, documented maximum 27`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.field)?;
        match &self.rule {
            BrokenRule::Missing => f.write_str("missing, documented as required"),
            BrokenRule::WrongType { expected } => {
                write!(f, "documented as {}", type_name(*expected))
            }
            BrokenRule::NotAList => f.write_str("documented as a list"),
            BrokenRule::TooShort { length, minimum } => {
                write!(f, "{length} characters, documented minimum {minimum}")
            }
            BrokenRule::TooLong { length, maximum } => {
                write!(f, "{length} characters, documented maximum {maximum}")
            }
            BrokenRule::TooFew { count, minimum } => {
                write!(f, "{count} items, documented minimum {minimum}")
            }
            BrokenRule::TooMany { count, maximum } => {
                write!(f, "{count} items, documented maximum {maximum}")
            }
            BrokenRule::TooSmall { value, minimum } => {
                write!(f, "{value}, documented minimum {minimum}")
            }
            BrokenRule::TooLarge { value, maximum } => {
                write!(f, "{value}, documented maximum {maximum}")
            }
            BrokenRule::NotListed { value, listed } => {
                write!(f, "`{value}`, documented values {}", listed.join(", "))
            }
        }
    }
}

fn type_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String => "a text",
        FieldKind::Int => "a whole number",
        FieldKind::Float => "a number",
        FieldKind::Bool => "true or false",
        FieldKind::Object | FieldKind::Map => "an object",
        FieldKind::File => "a file",
        FieldKind::Any => "any value",
    }
}

#[doc(hidden)]
impl Operation {
    /// Returns the documented rules that the values break, in the documented order of the fields.
    pub fn violations(&self, values: &RequestValues<'_>) -> Vec<Violation> {
        let mut found = Vec::new();
        for field in self.path_params {
            check_texts(field, values.path, &mut found);
        }
        for field in self.query {
            check_texts(field, values.query, &mut found);
        }
        match self.body {
            RequestBody::None => {}
            RequestBody::Json(fields) => {
                check_object(fields, values.json.unwrap_or(&Value::Null), "", &mut found);
            }
            RequestBody::Multipart(fields) => {
                for field in fields {
                    if field.kind == FieldKind::File {
                        if field.required && !values.files.contains(&field.name) {
                            found.push(Violation {
                                field: field.name.to_owned(),
                                rule: BrokenRule::Missing,
                            });
                        }
                    } else {
                        check_texts(field, values.form, &mut found);
                    }
                }
            }
        }
        found
    }
}

/// Checks a parameter that is text on the wire, whatever its documented type.
fn check_texts(field: &Field, values: &[(&str, &str)], found: &mut Vec<Violation>) {
    let mut count = 0;
    for (_, text) in values.iter().filter(|(name, _)| *name == field.name) {
        count += 1;
        let value = match field.kind {
            FieldKind::Int => text.parse::<i64>().map(Value::from).ok(),
            FieldKind::Float => text.parse::<f64>().map(Value::from).ok(),
            // The vendor's Python SDK writes `True` and `False`, and the platform takes them.
            FieldKind::Bool => text
                .to_ascii_lowercase()
                .parse::<bool>()
                .map(Value::from)
                .ok(),
            _ => None,
        };
        let value = value.unwrap_or_else(|| Value::from(*text));
        check_one(field, &value, field.name, found);
    }
    if count > 0 && field.array > 0 {
        check_count(field, count, field.name, found);
    }
    if field.required && count == 0 {
        found.push(Violation {
            field: field.name.to_owned(),
            rule: BrokenRule::Missing,
        });
    }
}

fn check_object(fields: &[Field], object: &Value, prefix: &str, found: &mut Vec<Violation>) {
    for field in fields {
        let path = if prefix.is_empty() {
            field.name.to_owned()
        } else {
            format!("{prefix}.{}", field.name)
        };
        match object.get(field.name) {
            None | Some(Value::Null) => {
                if field.required {
                    found.push(Violation {
                        field: path,
                        rule: BrokenRule::Missing,
                    });
                }
            }
            Some(value) => check_nested(field, value, field.array, &path, found),
        }
    }
}

fn check_nested(field: &Field, value: &Value, depth: u8, path: &str, found: &mut Vec<Violation>) {
    if depth == 0 {
        return check_one(field, value, path, found);
    }
    match value {
        Value::Array(elements) => {
            if depth == field.array {
                check_count(field, elements.len(), path, found);
            }
            for (index, element) in elements.iter().enumerate() {
                check_nested(
                    field,
                    element,
                    depth - 1,
                    &format!("{path}[{index}]"),
                    found,
                );
            }
        }
        _ => found.push(Violation {
            field: path.to_owned(),
            rule: BrokenRule::NotAList,
        }),
    }
}

/// Checks how many items a list has.
fn check_count(field: &Field, count: usize, path: &str, found: &mut Vec<Violation>) {
    let least = field.min_length.filter(|&least| count < least as usize);
    let most = field.max_length.filter(|&most| count > most as usize);
    let too_few = least.map(|minimum| BrokenRule::TooFew { count, minimum });
    let too_many = most.map(|maximum| BrokenRule::TooMany { count, maximum });
    found.extend(too_few.into_iter().chain(too_many).map(|rule| Violation {
        field: path.to_owned(),
        rule,
    }));
}

fn check_one(field: &Field, value: &Value, path: &str, found: &mut Vec<Violation>) {
    let mut broke = |rule| {
        found.push(Violation {
            field: path.to_owned(),
            rule,
        })
    };
    let fits = match field.kind {
        FieldKind::String => value.is_string(),
        FieldKind::Int => value.is_i64() || value.is_u64(),
        FieldKind::Float => value.is_number(),
        FieldKind::Bool => value.is_boolean(),
        FieldKind::Object | FieldKind::Map => value.is_object(),
        FieldKind::File | FieldKind::Any => true,
    };
    if !fits {
        return broke(BrokenRule::WrongType {
            expected: field.kind,
        });
    }
    // The length of a list is that of the list.
    if let Some(text) = value.as_str().filter(|_| field.array == 0) {
        let length = text.chars().count();
        if let Some(minimum) = field
            .min_length
            .filter(|&minimum| length < minimum as usize)
        {
            broke(BrokenRule::TooShort { length, minimum });
        }
        if let Some(maximum) = field
            .max_length
            .filter(|&maximum| length > maximum as usize)
        {
            broke(BrokenRule::TooLong { length, maximum });
        }
    }
    // A whole number beyond i64 is larger than any documented bound; a fraction is held against them rounded outwards.
    let number = value.as_i64().or(value.as_u64().map(|_| i64::MAX));
    if let Some(value) = number {
        if let Some(minimum) = field.minimum.filter(|&minimum| value < minimum) {
            broke(BrokenRule::TooSmall { value, minimum });
        }
        if let Some(maximum) = field.maximum.filter(|&maximum| value > maximum) {
            broke(BrokenRule::TooLarge { value, maximum });
        }
    } else if let Some(value) = value.as_f64() {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a cast to i64 saturates, which is what is wanted"
        )]
        let (down, up) = (value.floor() as i64, value.ceil() as i64);
        if let Some(minimum) = field.minimum.filter(|&minimum| down < minimum) {
            broke(BrokenRule::TooSmall {
                value: down,
                minimum,
            });
        }
        if let Some(maximum) = field.maximum.filter(|&maximum| up > maximum) {
            broke(BrokenRule::TooLarge { value: up, maximum });
        }
    }
    if !field.values.is_empty() {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        if !field.values.contains(&text.as_str()) {
            broke(BrokenRule::NotListed {
                value: text,
                listed: field.values,
            });
        }
    }
    if field.kind == FieldKind::Object {
        check_object(field.children, value, path, found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ground::operation::Method;

    static POINT: &[Field] = &[Field::new("mount_key", FieldKind::String).required()];
    static OPERATION: Operation = Operation::new("a.v1.b.c", Method::Post, "/a/:ticket")
        .path_params(&[Field::new("ticket", FieldKind::String).required()])
        .query(&[
            Field::new("page_size", FieldKind::Int)
                .minimum(1)
                .maximum(200),
            Field::new("deep", FieldKind::Bool),
            Field::new("tag", FieldKind::String).array(1).max_length(2),
        ])
        .json(&[
            Field::new("token", FieldKind::String)
                .required()
                .min_length(2)
                .max_length(4),
            Field::new("type", FieldKind::String).values(&["doc", "sheet"]),
            Field::new("ratio", FieldKind::Float).minimum(0).maximum(1),
            Field::new("ids", FieldKind::String)
                .array(1)
                .min_length(1)
                .max_length(3),
            Field::new("point", FieldKind::Object).children(POINT),
        ]);

    fn violations(query: &[(&str, &str)], json: Value) -> Vec<String> {
        let values = RequestValues {
            path: &[("ticket", "7")],
            query,
            json: Some(&json),
            ..RequestValues::default()
        };
        OPERATION
            .violations(&values)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_good_request_breaks_nothing() {
        let json = json!({"token": "导出文档", "type": "doc", "ids": ["a", "a longer one"], "point": {"mount_key": ""}, "ratio": 0.5});
        let query = [
            ("page_size", "200"),
            ("deep", "True"),
            ("tag", "one"),
            ("tag", "two"),
        ];
        assert!(violations(&query, json).is_empty());
    }

    #[test]
    fn each_rule_is_told_with_its_field() {
        let json = json!({"token": "12345", "type": "exe", "ids": ["one", "two", "three", 7], "point": {}});
        assert_eq!(
            violations(&[("page_size", "201"), ("deep", "yes")], json),
            [
                "page_size: 201, documented maximum 200",
                "deep: documented as true or false",
                "token: 5 characters, documented maximum 4",
                "type: `exe`, documented values doc, sheet",
                "ids: 4 items, documented maximum 3",
                "ids[3]: documented as a text",
                "point.mount_key: missing, documented as required",
            ]
        );
        assert_eq!(
            violations(&[], json!({"token": null})),
            ["token: missing, documented as required"]
        );
        assert_eq!(
            violations(
                &[("tag", "a"), ("tag", "b"), ("tag", "c")],
                json!({"token": "12", "ids": []})
            ),
            [
                "tag: 3 items, documented maximum 2",
                "ids: 0 items, documented minimum 1",
            ]
        );
        assert_eq!(
            violations(
                &[("page_size", "0")],
                json!({"token": "1", "ids": "a", "ratio": 1.5})
            ),
            [
                "page_size: 0, documented minimum 1",
                "token: 1 characters, documented minimum 2",
                "ratio: 2, documented maximum 1",
                "ids: documented as a list",
            ]
        );
    }
}
