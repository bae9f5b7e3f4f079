//! What the platform says of a refusal beyond its code.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::ground::lenient::lenient;
use crate::ground::redact;
use crate::ground::values::null_as_default;

/// What the platform says of a refusal beyond its code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ErrorDetails {
    /// A longer message.
    #[serde(deserialize_with = "lenient")]
    pub message: String,
    /// The log id, as the body repeats it.
    #[serde(alias = "logid", deserialize_with = "lenient")]
    pub log_id: String,
    /// A text with a link to the platform's trouble-shooting page for this error.
    #[serde(deserialize_with = "lenient")]
    pub troubleshooter: String,
    /// Fields of the request that the platform did not accept.
    #[serde(deserialize_with = "null_as_default")]
    pub field_violations: Vec<FieldViolation>,
    /// Scopes or privileges that are missing.
    #[serde(deserialize_with = "null_as_default")]
    pub permission_violations: Vec<PermissionViolation>,
    /// Links to pages that help.
    #[serde(deserialize_with = "null_as_default")]
    pub helps: Vec<Help>,
}

/// How much of each text is kept, in characters, and how many of each list.
const LONGEST_TEXT: usize = 500;
const MOST_ITEMS: usize = 20;

impl ErrorDetails {
    /// Takes away what nobody would read, and what nobody may: the texts come from outside.
    pub(crate) fn bounded(mut self) -> Self {
        let mut texts = vec![
            &mut self.message,
            &mut self.log_id,
            &mut self.troubleshooter,
        ];
        self.field_violations.truncate(MOST_ITEMS);
        for violation in &mut self.field_violations {
            let FieldViolation {
                field,
                value,
                description,
            } = violation;
            texts.extend([field, value, description]);
        }
        self.permission_violations.truncate(MOST_ITEMS);
        for violation in &mut self.permission_violations {
            let PermissionViolation {
                kind,
                subject,
                description,
                url,
            } = violation;
            texts.extend([kind, subject, description, url]);
        }
        self.helps.truncate(MOST_ITEMS);
        for help in &mut self.helps {
            texts.extend([&mut help.url, &mut help.description]);
        }
        for text in texts {
            *text = redact::shown(text, LONGEST_TEXT);
        }
        self
    }

    /// The parts that tell a caller what to change, a short phrase each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let fields = self.field_violations.iter().map(|violation| {
            if violation.description.is_empty() {
                format!("{} is not accepted", violation.field)
            } else {
                format!("{}: {}", violation.field, violation.description)
            }
        });
        let subjects: Vec<&str> = self
            .permission_violations
            .iter()
            .map(|violation| violation.subject.as_str())
            .filter(|subject| !subject.is_empty())
            .collect();
        let scopes =
            (!subjects.is_empty()).then(|| format!("missing scope {}", subjects.join(" or ")));
        fields.chain(scopes).collect()
    }
}

/// A field of a request that the platform did not accept.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FieldViolation {
    /// The name of the field.
    #[serde(deserialize_with = "lenient")]
    pub field: String,
    /// The value that was sent. It may be a secret, so neither `Debug` nor `Serialize` shows it.
    #[serde(deserialize_with = "any_as_text", skip_serializing)]
    pub value: String,
    /// What is wrong with it.
    #[serde(deserialize_with = "lenient")]
    pub description: String,
}

impl fmt::Debug for FieldViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldViolation")
            .field("field", &self.field)
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}

/// A scope or a privilege that is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PermissionViolation {
    /// What is missing, such as `action_scope_required`.
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
    /// The name of the scope.
    #[serde(alias = "scope", deserialize_with = "lenient")]
    pub subject: String,
    /// More on it.
    #[serde(deserialize_with = "lenient")]
    pub description: String,
    /// Where the scope is granted.
    #[serde(deserialize_with = "lenient")]
    pub url: String,
}

/// A page that helps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Help {
    /// Its address.
    #[serde(deserialize_with = "lenient")]
    pub url: String,
    /// What it is about.
    #[serde(deserialize_with = "lenient")]
    pub description: String,
}

fn any_as_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    })
}
