//! Responses: the envelope is taken away, and what a page leaves open is taken from its sample.

use serde_json::Value;

use crate::facts::{FieldFacts, ResponseKindFacts, TypeFacts};

use super::fields::{self, Fields, Read};
use super::misfit;
use super::sample;
use super::types::Kind;
use super::warnings::Warnings;

/// What a page says about a response.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// The fields of its table; none if there is no such table.
    pub(super) fields: Option<Fields>,
    /// The first sample that is a successful envelope.
    pub(super) sample: Option<(usize, Value)>,
    /// Whether the text speaks of bytes.
    pub(super) speaks_of_bytes: bool,
    /// Where the section begins, counted from 1; nothing if there is none.
    pub(super) line: Option<usize>,
}

/// The fields of a response and what it is.
pub(super) fn read(
    parts: Parts,
    is_sampled: bool,
    warnings: &mut Warnings,
) -> (Vec<FieldFacts>, ResponseKindFacts) {
    let line = parts.line.unwrap_or(1);
    let described = match (parts.fields, &parts.sample) {
        (Some(fields), _) => Some(fields.list),
        (None, Some((line, sample))) => {
            if !is_sampled {
                warnings.push(
                    *line,
                    "the response has no table of fields; they are taken from the sample",
                );
            }
            Some(sample::fields(sample, *line))
        }
        (None, None) => None,
    };
    let Some(described) = described else {
        if parts.speaks_of_bytes {
            return (Vec::new(), ResponseKindFacts::Binary);
        }
        warnings.lost(line, "the page does not say what the response is");
        return (Vec::new(), ResponseKindFacts::Empty);
    };
    let sample = parts.sample.as_ref().map(|(_, sample)| sample);
    let mut inner = without_envelope(described, sample, warnings);
    if let Some(sample) = sample {
        sample::complete(&mut inner, data(sample));
    }
    warn_of_unknown(&inner, warnings);
    let facts = fields::facts(inner);
    if let Some((line, sample)) = &parts.sample {
        misfit::warn(&facts, &without_code(sample), *line, warnings);
    }
    let kind = if facts.is_empty() {
        ResponseKindFacts::Empty
    } else {
        ResponseKindFacts::Json
    };
    (facts, kind)
}

/// What a response holds: `data`, or all of it if there is none.
fn data(sample: &Value) -> &Value {
    sample.get("data").unwrap_or(sample)
}

/// The same without what a flat envelope has in any case.
fn without_code(sample: &Value) -> Value {
    let mut data = data(sample).clone();
    if let (None, Some(fields)) = (sample.get("data"), data.as_object_mut()) {
        fields.retain(|name, _| !matches!(name.as_str(), "code" | "msg"));
    }
    data
}

/// The fields of `data`; of a flat envelope, those beside `code` and `msg`; without an envelope, all.
fn without_envelope(
    mut described: Vec<Read>,
    sample: Option<&Value>,
    warnings: &mut Warnings,
) -> Vec<Read> {
    let has = |name: &str| described.iter().any(|field| field.facts.name == name);
    let parts = ["code", "msg", "data"].into_iter().filter(|name| has(name));
    // A table may list but one of them; the sample shows whether it is that of the envelope.
    let is_sampled = |name: &str| {
        has(name)
            && sample
                .is_some_and(|sample| sample.get("code").is_some() && sample.get(name).is_some())
    };
    // Of a table that breaks off, there may be no more than the beginning of the envelope.
    let is_broken_off = described.len() == 1 && has("code");
    if parts.count() < 2 && !is_sampled("code") && !is_sampled("data") && !is_broken_off {
        return described;
    }
    let mut misplaced = Vec::new();
    described.retain_mut(|field| {
        if !matches!(field.facts.name.as_str(), "code" | "msg") {
            return true;
        }
        // Some tables forget the row of `data`: what is within it seems to be within the last row of the envelope.
        for child in std::mem::take(&mut field.children) {
            let text = format!(
                "`{}` is indented below `{}`",
                child.facts.name, field.facts.name
            );
            warnings.push(child.line, text);
            misplaced.push(child);
        }
        false
    });
    described.extend(misplaced);
    let Some(at) = described
        .iter()
        .position(|field| field.facts.name == "data")
    else {
        return described;
    };
    let data = described.remove(at);
    if data.facts.array > 0 {
        warnings.push(data.line, "`data` is a list; its elements are described");
    }
    if !data.children.is_empty() {
        for field in &described {
            warnings.push(
                field.line,
                format!("`{}` stands beside `data`", field.facts.name),
            );
        }
        return data.children;
    }
    // Some tables forget to indent what is within `data`.
    let within = sample.and_then(|sample| sample.get("data"));
    described.retain(|field| {
        let is_within = within.is_none_or(|data| data.get(&field.facts.name).is_some());
        if is_within {
            warnings.push(
                field.line,
                format!("`{}` is not indented below `data`", field.facts.name),
            );
        } else {
            warnings.push(
                field.line,
                format!("`{}` stands beside `data`", field.facts.name),
            );
        }
        is_within
    });
    described
}

/// Says of what fields the table does not give the type.
pub(super) fn warn_of_unknown(fields: &[Read], warnings: &mut Warnings) {
    for field in fields {
        let name = &field.facts.name;
        let source = match field.facts.ty {
            TypeFacts::Any => "",
            _ => "; it is taken from a sample",
        };
        if field.children.is_empty() {
            match field.kind {
                Kind::Name => warnings.push(
                    field.line,
                    format!("`{name}` is an object whose fields are not listed"),
                ),
                Kind::Undefined => {
                    warnings.push(field.line, format!("the type of `{name}` is lost{source}"));
                }
                Kind::Nothing => warnings.push(
                    field.line,
                    format!("the table gives `{name}` no type{source}"),
                ),
                _ => {}
            }
        }
        warn_of_unknown(&field.children, warnings);
    }
}
