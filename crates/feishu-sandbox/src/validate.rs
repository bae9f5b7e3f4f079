//! Holds a request against the documented fields of its operation.

use feishu_core::protocol::{RequestValues, query_values};
use feishu_core::{BrokenRule, ErrorCode, FieldKind, Operation, RequestBody, Violation, codes};
use serde_json::{Value, json};

use crate::coerce;
use crate::documented;
use crate::multipart::Form;
use crate::response::Refusal;
use crate::services;

/// The values of a request.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    json: Value,
    form: Form,
}

impl Arguments {
    /// Reads the values that the operation may have; a body that it does not take is ignored. Of a call that no
    /// documentation describes, the type of its content says what the body is.
    pub(crate) fn parse(
        operation: &Operation,
        documented: bool,
        path: Vec<(&'static str, String)>,
        query: &str,
        content_type: &str,
        body: &bytes::Bytes,
    ) -> Result<Self, Refusal> {
        let mut arguments = Self {
            path,
            query: query_values(query),
            ..Self::default()
        };
        let taken = if documented {
            operation.body
        } else {
            stated(content_type)
        };
        match taken {
            RequestBody::Json(fields) if !body.is_empty() => {
                let json = serde_json::from_slice(body);
                arguments.json = json
                    .map_err(|error| Refusal::new(codes::BAD_REQUEST).detail(error.to_string()))?;
                coerce::fields(&mut arguments.json, fields);
            }
            RequestBody::Multipart(_) => {
                let form = Form::parse(content_type, body);
                arguments.form = form.ok_or_else(|| {
                    let code = services::refused_request(operation);
                    Refusal::new(code.unwrap_or(codes::BAD_REQUEST))
                })?;
            }
            _ => {}
        }
        Ok(arguments)
    }

    /// A parameter in the path; empty if there is none.
    pub(crate) fn path(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// A parameter in the query; an empty one counts as absent.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// All values of a parameter in the query.
    pub(crate) fn query_all(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.query.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A value wherever it stands, as text: in the path, or else in the query, or else in the body.
    pub(crate) fn said(&self, name: &str) -> Option<String> {
        let in_path = Some(self.path(name)).filter(|value| !value.is_empty());
        let in_text = in_path.or_else(|| self.query(name)).map(str::to_owned);
        in_text.or_else(|| self.member(name).map(documented::text))
    }

    /// The JSON body; `null` if there is none.
    pub(crate) fn json(&self) -> &Value {
        &self.json
    }

    /// A member of the body.
    pub(crate) fn member(&self, name: &str) -> Option<&Value> {
        self.json.get(name).filter(|value| !value.is_null())
    }

    /// A text in the body; an empty one counts as absent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.member(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// The parts of a multipart body.
    pub(crate) fn form(&self) -> &Form {
        &self.form
    }

    /// Refuses a request that breaks a documented rule.
    ///
    /// The gateway itself refuses what is missing or has the wrong type; what is too long, too large or not listed
    /// reaches the service, which has a code of its own for it.
    pub(crate) fn check(&self, operation: &Operation) -> Result<(), Refusal> {
        let path: Vec<_> = self
            .path
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let query: Vec<_> = self
            .query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let mut form = Vec::new();
        let mut files = Vec::new();
        for part in &self.form.parts {
            if is_file(operation, &part.name) {
                files.push(part.name.as_str());
            } else if let Ok(text) = std::str::from_utf8(&part.content)
                && !text.is_empty()
            {
                // A part that was left empty counts as absent: the vendor's Python SDK sends an unset one so.
                form.push((part.name.as_str(), text));
            }
        }
        let values = RequestValues {
            path: &path,
            query: &query,
            json: Some(&self.json),
            form: &form,
            files: &files,
        };
        let violations = operation.violations(&values);
        self.judge(operation, &violations)
            .map_err(|refusal| refusal.breaking(violations))
    }

    /// Refuses what breaks rules, with the code that is most telling.
    fn judge(&self, operation: &Operation, violations: &[Violation]) -> Result<(), Refusal> {
        let of_gateway = |violation: &&Violation| is_of_gateway(&violation.rule);
        if violations.iter().any(|violation| of_gateway(&violation)) {
            return Err(self.field_refusal(violations.iter().filter(of_gateway)));
        }
        match violations.first() {
            None => Ok(()),
            Some(violation) => match service_code(operation, violation) {
                Some(code) => Err(Refusal::new(code)),
                None => Err(self.field_refusal(violations.iter())),
            },
        }
    }

    fn field_refusal<'a>(&self, violations: impl Iterator<Item = &'a Violation>) -> Refusal {
        let listed: Vec<_> = violations
            .map(|violation| {
                let value = self.shown(&violation.field);
                json!({"field": violation.field, "value": value, "description": description(&violation.rule)})
            })
            .collect();
        Refusal::new(codes::FIELD_INVALID).member("field_violations", listed.into())
    }

    /// The value of a field, for an error.
    fn shown(&self, field: &str) -> String {
        let in_json = field
            .split('.')
            .try_fold(&self.json, |value, name| value.get(name));
        match in_json {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => self
                .query(field)
                .or_else(|| self.form.text(field))
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// The body that a type of content stands for.
fn stated(content_type: &str) -> RequestBody {
    if content_type.starts_with("application/json") {
        RequestBody::Json(&[])
    } else if content_type.starts_with("multipart/form-data") {
        RequestBody::Multipart(&[])
    } else {
        RequestBody::None
    }
}

fn is_file(operation: &Operation, name: &str) -> bool {
    operation
        .body
        .fields()
        .iter()
        .any(|field| field.name == name && field.kind == FieldKind::File)
}

fn is_of_gateway(rule: &BrokenRule) -> bool {
    matches!(rule, BrokenRule::Missing | BrokenRule::WrongType { .. })
}

fn description(rule: &BrokenRule) -> String {
    match rule {
        BrokenRule::Missing => "is required".to_owned(),
        BrokenRule::WrongType { .. } => "has the wrong type".to_owned(),
        BrokenRule::TooShort { minimum, .. } | BrokenRule::TooFew { minimum, .. } => {
            format!("the min len is {minimum}")
        }
        BrokenRule::TooLong { maximum, .. } | BrokenRule::TooMany { maximum, .. } => {
            format!("the max len is {maximum}")
        }
        BrokenRule::TooSmall { minimum, .. } => format!("the min value is {minimum}"),
        BrokenRule::TooLarge { maximum, .. } => format!("the max value is {maximum}"),
        BrokenRule::NotListed { listed, .. } => format!("options: [{}]", listed.join(",")),
        _ => "is invalid".to_owned(),
    }
}

/// The code with which the service refuses a value, if it has one of its own.
fn service_code(operation: &Operation, violation: &Violation) -> Option<ErrorCode> {
    // The gateway knows the kinds of user id, and so refuses another one itself.
    if violation.field == "user_id_type" {
        return None;
    }
    services::refused_value(operation, violation)
}

#[cfg(test)]
mod tests {
    use feishu_core::{Field, Method};

    use super::*;

    #[test]
    fn booleans_of_python_in_a_query_are_booleans() {
        static OPERATION: Operation =
            Operation::new("a", Method::Get, "/a")
                .query(&[Field::new("deep", FieldKind::Bool).required()]);
        let check = |query: &str| {
            let body = bytes::Bytes::new();
            let arguments = Arguments::parse(&OPERATION, true, Vec::new(), query, "", &body)?;
            arguments.check(&OPERATION)
        };
        for value in ["true", "false", "True", "False"] {
            assert!(check(&format!("deep={value}")).is_ok(), "{value}");
        }
        for value in ["yes", "1", ""] {
            assert!(check(&format!("deep={value}")).is_err(), "{value}");
        }
    }
}
