//! A change in words.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::{Change, ChangeKind};
use crate::facts::{Place, RateLimitFacts};

/// One line, without the operation and the weight.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&line(&[self]))
    }
}

/// One line for changes of one kind at one place, without the operation and the weight.
pub(crate) fn line(alike: &[&Change]) -> String {
    let Some(first) = alike.first() else {
        return String::new();
    };
    let predicate = predicate(first, alike);
    match (first.place, &first.field) {
        (Some(place), Some(field)) => format!("{place} `{}`: {predicate}", plain(field)),
        (Some(place), None) => format!("{place}: {predicate}"),
        (None, _) => predicate,
    }
}

/// Whether two changes can be said in one [`line`]: the values that an enumeration gains, and the like.
pub(crate) fn share_a_line(a: &Change, b: &Change) -> bool {
    use ChangeKind::{EnumAdded, EnumRemoved, ScopeAdded, ScopeRemoved};
    let listed = matches!(a.kind, EnumAdded | EnumRemoved | ScopeAdded | ScopeRemoved);
    listed && (a.kind, a.place, &a.field, a.semver) == (b.kind, b.place, &b.field, b.semver)
}

fn predicate(change: &Change, alike: &[&Change]) -> String {
    use ChangeKind::{
        ArgumentsReordered, EnumAdded, EnumRemoved, ErrorAdded, ErrorChanged, ErrorRemoved,
        FieldAdded, FieldRemoved, FoldAdded, FoldChanged, FoldRemoved, LimitChanged,
        OperationAdded, OperationRemoved, RateLimitChanged, RequiredChanged, ScopeAdded,
        ScopeRemoved, TokensChanged, TypeChanged,
    };
    let (old, new) = (&change.old, &change.new);
    match change.kind {
        OperationAdded => with_title("new operation", new),
        OperationRemoved => with_title("operation removed", old),
        FieldAdded if may_be_required(change) => {
            format!("added, {}, perhaps required", summary(new))
        }
        FieldAdded => format!("added, {}", summary(new)),
        FieldRemoved => format!("removed, was {}", summary(old)),
        TypeChanged => format!("type {}", became(old, new, word)),
        RequiredChanged if *new == Value::Bool(true) => "now required".to_owned(),
        RequiredChanged => "no longer required".to_owned(),
        EnumAdded => listed("value", alike, "added"),
        EnumRemoved => listed("value", alike, "removed"),
        ScopeAdded => listed("scope", alike, "added"),
        ScopeRemoved => listed("scope", alike, "removed"),
        ErrorAdded => format!("error {} added: {}", new["code"], error(new)),
        ErrorRemoved => format!("error {} removed: {}", old["code"], error(old)),
        ErrorChanged => {
            let code = if new.is_null() {
                &old["code"]
            } else {
                &new["code"]
            };
            format!("error {code}: {}", became(old, new, error))
        }
        RateLimitChanged => format!("rate limit: {}", became(old, new, rates)),
        TokensChanged => format!("tokens: {}", became(old, new, words)),
        LimitChanged => limits(old, new),
        ArgumentsReordered => format!("order of arguments: {}", became(old, new, words)),
        FoldAdded => format!("fold {} added: {}", quoted(&new["name"]), fold(new)),
        FoldRemoved => format!("fold {} removed: {}", quoted(&old["name"]), fold(old)),
        FoldChanged => format!("fold {}: {}", quoted(&new["name"]), became(old, new, fold)),
    }
}

/// The type, and which field gives each part.
fn fold(fold: &Value) -> String {
    let parts = fold["parts"].as_object().into_iter().flatten();
    let parts: Vec<String> = parts
        .map(|(part, field)| format!("{part} from `{}`", word(field)))
        .collect();
    format!("{} with {}", word(&fold["type"]), parts.join(", "))
}

fn with_title(text: &str, title: &Value) -> String {
    match title {
        Value::String(_) => format!("{text} ({})", word(title)),
        _ => text.to_owned(),
    }
}

/// Whether a request has a field of which is not known whether it must be given.
fn may_be_required(change: &Change) -> bool {
    change.place != Some(Place::Response) && change.new["required"].is_null()
}

fn became(old: &Value, new: &Value, show: impl Fn(&Value) -> String) -> String {
    let show = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        value => show(value),
    };
    format!("{} became {}", show(old), show(new))
}

/// `values `a` and `b` added`: what all the changes have as old or new.
fn listed(noun: &str, alike: &[&Change], verb: &str) -> String {
    let values: Vec<String> = alike
        .iter()
        .map(|change| {
            if change.new.is_null() {
                &change.old
            } else {
                &change.new
            }
        })
        .map(quoted)
        .collect();
    let plural = if values.len() == 1 { "" } else { "s" };
    format!("{noun}{plural} {} {verb}", values.join(", "))
}

fn summary(field: &Value) -> String {
    let ty = word(&field["type"]);
    match field["required"].as_bool() {
        Some(true) => format!("{ty}, required"),
        Some(false) => format!("{ty}, optional"),
        None => ty,
    }
}

fn error(error: &Value) -> String {
    let message = quoted(&error["message"]);
    match error["status"].as_u64() {
        Some(status) => format!("{status} {message}"),
        None => message,
    }
}

fn rates(limit: &Value) -> String {
    RateLimitFacts::deserialize(limit).map_or_else(|_| word(limit), |limit| limit.to_string())
}

fn limits(old: &Value, new: &Value) -> String {
    let Some(limits) = new.as_object() else {
        return became(old, new, word);
    };
    let limits: Vec<String> = limits
        .iter()
        .map(|(name, new)| {
            let show = |value: &Value| match value {
                Value::Array(_) => words(value),
                Value::String(_) => quoted(value),
                _ => word(value),
            };
            format!("{name} {}", became(&old[name], new, show))
        })
        .collect();
    limits.join(", ")
}

fn words(list: &Value) -> String {
    let words: Vec<String> = list.as_array().into_iter().flatten().map(word).collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}

fn quoted(value: &Value) -> String {
    format!("`{}`", word(value))
}

/// Text without quotation marks, on one line; anything else as JSON.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        other => other.to_string(),
    }
}

/// Text on one line, without what would command a terminal.
pub(super) fn plain(text: &str) -> String {
    let shown = |c: &char| c.is_whitespace() || !c.is_control();
    let text: String = text.chars().filter(shown).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
