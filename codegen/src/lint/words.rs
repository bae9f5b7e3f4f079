//! Words: what is said of a thing tells more than its name, is short, whole and true. The rules are in `spec/README.md`.

use heck::ToSnakeCase;

use crate::spec::inherited::{Owner, inherited};
use crate::spec::resolve::Visible;
use crate::spec::source::{
    ClientDefaultSource, FieldSource, FoldSource, MeaningSource, OperationSource, Text, TypeSource,
    TypeSourceKind, ValueSource,
};
use crate::spec::word::Base;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::yaml::Value;

use super::settle::asked;
pub(super) use names::Names;

mod names;
mod sentences;

use sentences::{quoted, remedy, sentences, verb, words};

/// How many characters the first sentence may have, which lists show by itself.
const FIRST: usize = 140;

/// How many sentences there may be.
const SENTENCES: usize = 4;

/// The ends of names that stand for a figure with a unit.
const MEASURED: &[&str] = &[
    "duration",
    "seconds",
    "timeout",
    "_size",
    "_bytes",
    "expire",
    "expires_in",
    "expires",
];

/// What the words of a field with a unit have one of.
const UNITS: &[&str] = &[
    "byte",
    "kilobyte",
    "megabyte",
    "gigabyte",
    "kb",
    "mb",
    "gb",
    "second",
    "millisecond",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "date",
    "iso",
    "pixel",
    "percent",
    "character",
];

/// Looks at the words in one place.
#[derive(Debug)]
pub(super) struct Words<'a> {
    names: &'a Names,
    visible: Visible<'a>,
}

impl<'a> Words<'a> {
    pub(super) const fn new(names: &'a Names, visible: Visible<'a>) -> Self {
        Self { names, visible }
    }

    /// The types that are visible where the words stand.
    pub(super) const fn visible(&self) -> &Visible<'a> {
        &self.visible
    }

    /// The words on a service or a resource.
    pub(super) fn of_title(&self, doc: Option<&Text>) -> Vec<Diagnostic> {
        let doc = doc.filter(|doc| !doc.value.is_empty());
        doc.map(|doc| self.sentences(doc)).unwrap_or_default()
    }

    /// The words on something that does something.
    pub(super) fn of_verb(&self, doc: Option<&Text>, name: &str) -> Vec<Diagnostic> {
        let Some(doc) = doc.filter(|doc| !doc.value.is_empty()) else {
            return Vec::new();
        };
        let mut found = self.sentences(doc);
        if !verb(&doc.value) {
            found.push(asked(
                Code::NoVerb,
                doc.at,
                format!("the words on `{name}` do not begin with what it does"),
                "no verb in the third person",
                "begin with a verb, such as `Returns`, `Lists`, `Creates` or `Changes`",
            ));
        }
        found.extend(says_nothing(doc, name));
        found
    }

    pub(super) fn of_client_default(&self, preset: &ClientDefaultSource) -> Vec<Diagnostic> {
        self.of_verb(preset.doc.as_ref(), &preset.name.value)
    }

    pub(super) fn of_operation(&self, operation: &OperationSource) -> Vec<Diagnostic> {
        let mut found = self.of_verb(operation.doc.as_ref(), &operation.name.value);
        if let Some(deprecated) = &operation.deprecated {
            found.extend(self.sentences(deprecated));
        }
        found
    }

    pub(super) fn of_fold(&self, fold: &FoldSource) -> Vec<Diagnostic> {
        let ty = fold.ty.as_ref().map(|ty| ty.value.as_str());
        self.of_thing(fold.doc.as_ref(), &fold.name.value, ty)
    }

    pub(super) fn of_part(&self, part: &FieldSource) -> Vec<Diagnostic> {
        self.of_thing(part.doc.as_ref(), &part.name.value, None)
    }

    pub(super) fn of_field(&self, field: &FieldSource) -> Vec<Diagnostic> {
        let Some(doc) = field.doc.as_ref().filter(|doc| !doc.value.is_empty()) else {
            return Vec::new();
        };
        let shown = inherited(field, Owner::Type, &self.visible);
        // What would be shown anyway is an error of its own.
        let single = field
            .ty()
            .filter(|ty| ty.value.array == 0 && shown.is_none_or(|shown| shown.words != doc.value));
        let ty = single.and_then(|ty| match &ty.value.base {
            Base::Named(name) => Some(name.as_str()),
            _ => None,
        });
        let mut found = self.of_thing(Some(doc), &field.name.value, ty);
        found.extend(no_unit(field, doc));
        found.extend(self.other_default(field, doc));
        found
    }

    pub(super) fn of_type(&self, ty: &TypeSource) -> Vec<Diagnostic> {
        let Some(doc) = ty.doc.as_ref().filter(|doc| !doc.value.is_empty()) else {
            return Vec::new();
        };
        let mut found = self.sentences(doc);
        // Of an id there is often nothing to say but whose it is.
        if !matches!(ty.kind(), TypeSourceKind::Id) {
            found.extend(says_nothing(doc, &ty.name.value));
        }
        found
    }

    /// The words on a value, which are not those of one before it. Its name may say all that there is to say.
    pub(super) fn of_value(&self, value: &ValueSource, before: &[ValueSource]) -> Vec<Diagnostic> {
        let Some(doc) = value.doc.as_ref().filter(|doc| !doc.value.is_empty()) else {
            return Vec::new();
        };
        let mut found = self.sentences(doc);
        let mut before = before
            .iter()
            .filter_map(|value| Some((value, value.doc.as_ref()?)));
        let said = words(&doc.value);
        if let Some((other, first)) = before.find(|(_, other)| words(&other.value) == said) {
            let (one, other) = (&value.wire.value.text, &other.wire.value.text);
            found.push(
                asked(
                    Code::SameDoc,
                    doc.at,
                    format!("the words on `{one}` are those on `{other}`"),
                    "the same words",
                    "say how the two values differ",
                )
                .also(first.at, "the first"),
            );
        }
        found
    }

    pub(super) fn of_hint(&self, meaning: &MeaningSource) -> Vec<Diagnostic> {
        let Some(hint) = meaning.hint.as_ref().filter(|hint| !hint.value.is_empty()) else {
            return Vec::new();
        };
        let mut found = self.sentences(hint);
        if !remedy(&hint.value) {
            found.push(asked(
                Code::NoRemedy,
                hint.at,
                format!("the hint on `{}` does not say what to do", meaning.code.value),
                "no verb that tells the caller what to do",
                "add a sentence such as `Check the token.`; the verbs that are known stand in `codegen/src/lint/words/sentences.rs`",
            ));
        }
        found
    }

    /// The words on something that a request or a response has.
    fn of_thing(&self, doc: Option<&Text>, name: &str, ty: Option<&str>) -> Vec<Diagnostic> {
        let Some(doc) = doc.filter(|doc| !doc.value.is_empty()) else {
            return Vec::new();
        };
        let mut found = self.sentences(doc);
        found.extend(says_nothing(doc, name));
        let ty = ty
            .and_then(|ty| self.visible.find(ty))
            .map(|found| found.ty);
        if let Some(of_type) = ty.and_then(|ty| ty.doc.as_ref())
            && words(&of_type.value) == words(&doc.value)
        {
            found.push(
                asked(
                    Code::DocRepeatsType,
                    doc.at,
                    format!("the words on `{name}` are those on its type"),
                    "the type says so already",
                    "say what it is in this place",
                )
                .also(of_type.at, "the words on the type"),
            );
        }
        found
    }

    /// What all words are held to.
    fn sentences(&self, doc: &Text) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let text = doc.value.trim();
        let all = sentences(text);
        let first = all.first().map_or(0, |first| first.chars().count());
        if first > FIRST || all.len() > SENTENCES {
            let message = if first > FIRST {
                format!("the first sentence has {first} characters")
            } else {
                format!("there are {} sentences", all.len())
            };
            found.push(asked(
                Code::LongDoc,
                doc.at,
                message,
                "too long to be read at a glance",
                &format!(
                    "say it in at most {SENTENCES} sentences, the first of at most {FIRST} characters"
                ),
            ));
        }
        let begins = |sentence: &&str| {
            let first = sentence.chars().next();
            first.is_some_and(|c| !c.is_lowercase())
        };
        if !text.ends_with('.') || !all.iter().all(begins) {
            found.push(asked(
                Code::BrokenSentence,
                doc.at,
                "these are not whole sentences".to_owned(),
                "begins with a small letter, or has no full stop at the end",
                "begin with a capital letter and end with a full stop",
            ));
        }
        let unknown = quoted(text).filter(|name| !self.names.has(name));
        found.extend(unknown.map(|name| {
            let message = format!("nothing in the spec of this service is called `{name}`");
            asked(
                Code::UnknownName,
                doc.at,
                message,
                "names something that is not there",
                "name a field, a value, an operation, a type or a code as the spec does",
            )
            .maybe_help(self.names.near(name))
        }));
        found
    }

    /// A default that the words state is the one that the spec states.
    fn other_default(&self, field: &FieldSource, doc: &Text) -> Option<Diagnostic> {
        let all = sentences(&doc.value);
        let stated = all.iter().find(|sentence| {
            let mut words = words(sentence).into_iter();
            words.any(|word| word == "default" || word == "defaults")
        })?;
        let numbers = stated.split(|c: char| !c.is_ascii_digit());
        let numbers = numbers.filter(|number| !number.is_empty());
        let said: Vec<&str> = quoted(stated).chain(numbers).collect();
        if said.is_empty() {
            return None;
        }
        let corrected = field.correction.as_ref().and_then(|of| of.default.as_ref());
        let fact = corrected.or(field.default.as_ref());
        let fact = fact.and_then(|fact| fact.value.as_ref());
        let Some(fact) = fact else {
            return Some(asked(
                Code::OtherDefault,
                doc.at,
                format!(
                    "the words on `{}` state a default, the spec has none",
                    field.name.value
                ),
                "said in words only",
                "state it at `default` under `override`",
            ));
        };
        let Value::Scalar(fact) = &fact.value else {
            return None;
        };
        let fact = fact.text.clone();
        let of_type = self.visible.named(field).map(|found| found.ty.kind());
        let called = match of_type {
            Some(TypeSourceKind::StringEnum(values) | TypeSourceKind::IntEnum(values)) => values
                .iter()
                .find(|value| value.wire.value.text == fact)
                .and_then(|value| value.name.as_ref()),
            _ => None,
        };
        let called = called.map(|name| name.value.as_str());
        if said
            .iter()
            .any(|said| *said == fact || Some(*said) == called)
        {
            return None;
        }
        let message = format!("the default of `{}` is `{fact}`", field.name.value);
        Some(asked(
            Code::OtherDefault,
            doc.at,
            message,
            "these words state another",
            "say the same as `default`",
        ))
    }
}

/// A figure has a unit, which its type in Rust does not tell.
fn no_unit(field: &FieldSource, doc: &Text) -> Option<Diagnostic> {
    let name = field.name.value.as_str();
    let ty = field.ty().filter(|ty| ty.value.array == 0)?;
    if !matches!(ty.value.base, Base::String | Base::Int | Base::Float) {
        return None;
    }
    let format = field.format.as_ref().map(|format| format.value.as_str());
    let number = ty.value.base != Base::String;
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let measured = match format {
        Some("unix_seconds" | "unix_millis" | "seconds_of_day" | "bytes") => true,
        // A flag has no unit, and a written date and a secret tell all there is.
        Some("flag" | "iso_time" | "secret") => false,
        _ => {
            ends(MEASURED) && name != "page_size"
                || number && (ends(&["_time", "_at"]) || name == "timestamp")
        }
    };
    let told = words(&doc.value).iter().any(|word| {
        let one = word.strip_suffix('s').unwrap_or(word);
        UNITS.contains(&one)
    });
    // What is never there has none.
    if !measured || told || doc.value.starts_with("Always absent") {
        return None;
    }
    Some(asked(
        Code::NoUnit,
        doc.at,
        format!("the words on `{name}` name no unit"),
        "how much is one?",
        "name it, as in `in seconds`, `in seconds since 1970` or `in bytes`",
    ))
}

/// Words that say no more than the name.
fn says_nothing(doc: &Text, name: &str) -> Option<Diagnostic> {
    const EMPTY: &[&str] = &["the", "a", "an", "of", "this", "whether", "is"];
    let words = |text: &str| -> Vec<String> {
        let text = text.to_snake_case();
        let words = text
            .split('_')
            .filter(|word| !word.is_empty() && !EMPTY.contains(word));
        let mut words: Vec<_> = words.map(str::to_owned).collect();
        words.sort();
        words
    };
    let (said, named) = (words(&doc.value), words(name));
    if said.is_empty() || said != named {
        return None;
    }
    Some(asked(
        Code::DocSaysNothing,
        doc.at,
        format!("the words on `{name}` say no more than its name"),
        "tells nobody anything",
        "say what it is or does",
    ))
}
