//! What a page states differently from the spec, as text.
//!
//! Of what [`diff`] finds, an absent example says nothing.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::iter::zip;

use serde_json::Value;

use crate::facts::diff::{
    About, At, Fact, FieldFact, OperationFact, Side, diff, is_same_value, only_in,
};
use crate::facts::{ErrorFacts, FieldFacts, OperationFacts};

/// A fact that the spec and a page state differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which fact: `tokens`, `body.type.max_length`, `error 1069902`.
    pub fact: String,
    /// What the spec states; nothing if it lacks it.
    pub spec: Option<String>,
    /// What the page states.
    pub page: Option<String>,
}

impl Difference {
    /// The same of two sources that are not versions of one, of which the page is the second.
    pub fn beside(&self) -> String {
        let fact = &self.fact;
        match (&self.spec, &self.page) {
            (Some(spec), Some(page)) => format!("{fact}: {spec} in the spec, {page} there"),
            (None, Some(page)) => format!("{fact}: only there: {page}"),
            (Some(spec), None) => format!("{fact}: only in the spec: {spec}"),
            (None, None) => fact.clone(),
        }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fact = &self.fact;
        match (&self.spec, &self.page) {
            (Some(spec), Some(page)) => write!(f, "{fact}: {spec} -> {page}"),
            (None, Some(page)) => write!(f, "{fact}: new: {page}"),
            (Some(spec), None) => write!(f, "{fact}: no longer documented: {spec}"),
            (None, None) => f.write_str(fact),
        }
    }
}

/// What `page` says differently from `spec`.
pub fn differences(spec: &OperationFacts, page: &OperationFacts) -> Vec<Difference> {
    let mut found = Differences::default();
    for Fact { about, .. } in diff(page, spec) {
        match about {
            About::Operation(fact) => found.operation(fact, spec, page),
            About::Lone {
                at,
                field,
                side,
                is_again,
                ..
            } => {
                let at = name(&at);
                match side {
                    Side::First if is_again => found.push(&at, None, Some("listed again".into())),
                    Side::First => found.push(&at, None, Some(describe(field))),
                    Side::Second => found.push(&at, Some(describe(field)), None),
                }
            }
            About::Field {
                at,
                fact,
                fields: [page, spec],
            } => found.field(&name(&at), fact, spec, page),
            About::Error {
                code,
                rows: [page, spec],
            } => found.value(&format!("error {code}"), rows(&spec), rows(&page)),
        }
    }
    found.list
}

#[derive(Default)]
struct Differences {
    list: Vec<Difference>,
}

impl Differences {
    fn operation(&mut self, fact: OperationFact, spec: &OperationFacts, page: &OperationFacts) {
        let kind = |kind: &dyn fmt::Debug| Some(format!("{kind:?}").to_lowercase());
        let rate = |facts: &OperationFacts| facts.rate_limit.as_ref().map(ToString::to_string);
        match fact {
            OperationFact::Method => self.value("method", Some(&spec.method), Some(&page.method)),
            OperationFact::Path => self.value("path", Some(&spec.path), Some(&page.path)),
            OperationFact::Id => self.value("id", spec.id.as_ref(), page.id.as_ref()),
            OperationFact::Title => {
                self.value("title", spec.page.title.as_ref(), page.page.title.as_ref());
            }
            OperationFact::Page => {
                let paths = [spec, page].map(|facts| facts.page.doc_path.as_ref());
                self.value("page", paths[0], paths[1]);
            }
            OperationFact::Updated => self.value("updated", spec.page.updated, page.page.updated),
            OperationFact::Tokens => self.set("tokens", &spec.tokens, &page.tokens),
            OperationFact::Apps => self.set("apps", &spec.apps, &page.apps),
            OperationFact::Scopes => self.set("scopes", &spec.scopes, &page.scopes),
            OperationFact::FieldScopes => {
                self.set("field_scopes", &spec.field_scopes, &page.field_scopes);
            }
            OperationFact::RateLimit => self.value("limit", rate(spec), rate(page)),
            OperationFact::BodyKind => {
                let [spec, page] = [spec, page].map(|facts| kind(&facts.body_kind));
                self.value("kind of the body", spec, page);
            }
            OperationFact::ResponseKind => {
                let [spec, page] = [spec, page].map(|facts| kind(&facts.response_kind));
                self.value("kind of the response", spec, page);
            }
            OperationFact::Ranges => self.value("ranges", Some(spec.ranges), Some(page.ranges)),
        }
    }

    fn field(&mut self, at: &str, fact: FieldFact, spec: &FieldFacts, page: &FieldFacts) {
        let name = |name: &str| format!("{at}.{name}");
        match fact {
            FieldFact::Name => {}
            FieldFact::Type => {
                let [spec, page] = [spec, page].map(FieldFacts::type_name);
                self.value(&name("type"), Some(spec), Some(page));
            }
            FieldFact::Required => self.value(&name("required"), spec.required, page.required),
            FieldFact::Values => {
                let values = |field: &FieldFacts| field.values.clone().unwrap_or_default();
                self.set(&name("enum"), &values(spec), &values(page));
            }
            FieldFact::Limits => {
                let limits = zip(spec.limits.named(), page.limits.named());
                for ((limit, spec), (_, page)) in limits {
                    self.value(&name(limit), limit_text(spec), limit_text(page));
                }
                let [default, of_page] = [spec, page].map(|field| field.default.as_ref());
                if !is_same_value(spec.ty, default, of_page) {
                    self.value(&name("default"), default, of_page);
                }
            }
            FieldFact::Example if page.example.is_none() => {}
            FieldFact::Example => {
                let [example, of_page] = [spec, page].map(|field| field.example.as_ref());
                self.value(&name("example"), example, of_page);
            }
        }
    }

    fn value<T: Display + PartialEq>(&mut self, fact: &str, spec: Option<T>, page: Option<T>) {
        if spec != page {
            let shown = |value: Option<T>| value.map(|value| value.to_string());
            self.push(fact, shown(spec), shown(page));
        }
    }

    fn set(&mut self, fact: &str, spec: &[String], page: &[String]) {
        let (added, gone) = (only_in(page, spec), only_in(spec, page));
        if !added.is_empty() {
            self.push(fact, None, Some(added.join(", ")));
        }
        if !gone.is_empty() {
            self.push(fact, Some(gone.join(", ")), None);
        }
    }

    fn push(&mut self, fact: &str, spec: Option<String>, page: Option<String>) {
        self.list.push(Difference {
            fact: fact.to_owned(),
            spec,
            page,
        });
    }
}

fn limit_text(limit: Value) -> Option<String> {
    match limit {
        Value::Null => None,
        Value::String(pattern) => Some(pattern),
        number => Some(number.to_string()),
    }
}

/// `body.a.b`.
fn name(at: &At<'_>) -> String {
    format!("{}.{}", at.place, at.path())
}

/// The rows of an error, in an order of their own.
fn rows(errors: &[&ErrorFacts]) -> Option<String> {
    let rows: BTreeSet<String> = errors.iter().map(|error| row(error)).collect();
    let rows: Vec<_> = rows.into_iter().collect();
    (!rows.is_empty()).then(|| rows.join("; "))
}

fn describe(field: &FieldFacts) -> String {
    let mut text = field.type_name();
    if field.required == Some(true) {
        text.push_str(", required");
    }
    if let Some(values) = &field.values {
        text.push_str(&format!(", one of {}", values.join(", ")));
    }
    text
}

fn row(error: &ErrorFacts) -> String {
    match error.status {
        Some(status) => format!("{status} {}", error.message),
        None => error.message.clone(),
    }
}
