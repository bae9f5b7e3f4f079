//! What two sources of one operation say differently, fact by fact.
//!
//! The order of sets (scopes, tokens, values) is no fact. What a source leaves unsaid is no difference:
//! [`silence`](crate::facts::silence) has filled it before, and of what is left, an unstated requiredness and an absent
//! example say nothing.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use serde_json::Value as Json;

use crate::facts::{ErrorFacts, FieldFacts, OperationFacts, TypeFacts};

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
    found.operation(spec, page);
    found.list
}

#[derive(Default)]
struct Differences {
    list: Vec<Difference>,
}

impl Differences {
    fn operation(&mut self, spec: &OperationFacts, page: &OperationFacts) {
        self.value("method", Some(&spec.method), Some(&page.method));
        self.value("path", Some(&spec.path), Some(&page.path));
        self.value("id", spec.id.as_ref(), page.id.as_ref());
        self.value("title", spec.page.title.as_ref(), page.page.title.as_ref());
        self.value(
            "page",
            spec.page.doc_path.as_ref(),
            page.page.doc_path.as_ref(),
        );
        self.value("updated", spec.page.updated, page.page.updated);
        self.set("tokens", &spec.tokens, &page.tokens);
        self.set("apps", &spec.apps, &page.apps);
        self.set("scopes", &spec.scopes, &page.scopes);
        self.set("field_scopes", &spec.field_scopes, &page.field_scopes);
        let rate = |facts: &OperationFacts| facts.rate_limit.as_ref().map(ToString::to_string);
        self.value("limit", rate(spec), rate(page));
        let kind = |kind: &dyn fmt::Debug| Some(format!("{kind:?}").to_lowercase());
        self.value(
            "kind of the body",
            kind(&spec.body_kind),
            kind(&page.body_kind),
        );
        self.value(
            "kind of the response",
            kind(&spec.response_kind),
            kind(&page.response_kind),
        );
        for (table, spec, page) in [
            ("path", &spec.path_params, &page.path_params),
            ("query", &spec.query, &page.query),
            ("body", &spec.body, &page.body),
            ("response", &spec.response, &page.response),
        ] {
            self.fields(table, spec, page);
        }
        self.errors(&spec.errors, &page.errors);
    }

    fn fields(&mut self, above: &str, spec: &[FieldFacts], page: &[FieldFacts]) {
        for (index, field) in page.iter().enumerate() {
            let at = format!("{above}.{}", field.name);
            if page[..index].iter().any(|other| other.name == field.name) {
                self.push(&at, None, Some("listed again".into()));
                continue;
            }
            match spec.iter().find(|known| known.name == field.name) {
                Some(known) => self.field(&at, known, field),
                None => self.push(&at, None, Some(describe(field))),
            }
        }
        for known in spec {
            if !page.iter().any(|field| field.name == known.name) {
                let at = format!("{above}.{}", known.name);
                self.push(&at, Some(describe(known)), None);
            }
        }
    }

    fn field(&mut self, at: &str, spec: &FieldFacts, page: &FieldFacts) {
        let fact = |name: &str| format!("{at}.{name}");
        self.value(
            &fact("type"),
            Some(spec.type_name()),
            Some(page.type_name()),
        );
        if spec.required.is_some() && page.required.is_some() {
            self.value(&fact("required"), spec.required, page.required);
        }
        let values = |field: &FieldFacts| field.values.clone().unwrap_or_default();
        self.set(&fact("enum"), &values(spec), &values(page));
        self.value(&fact("min_length"), spec.min_length, page.min_length);
        self.value(&fact("max_length"), spec.max_length, page.max_length);
        self.value(&fact("minimum"), spec.minimum, page.minimum);
        self.value(&fact("maximum"), spec.maximum, page.maximum);
        self.value(
            &fact("pattern"),
            spec.pattern.as_ref(),
            page.pattern.as_ref(),
        );
        if !same_value(spec, spec.default.as_ref(), page.default.as_ref()) {
            self.push(&fact("default"), spec.default.clone(), page.default.clone());
        }
        if page.example.is_some() && !same_value(spec, spec.example.as_ref(), page.example.as_ref())
        {
            self.push(&fact("example"), spec.example.clone(), page.example.clone());
        }
        self.fields(at, &spec.children, &page.children);
    }

    fn errors(&mut self, spec: &[ErrorFacts], page: &[ErrorFacts]) {
        let rows = |errors: &[ErrorFacts], code: i64| {
            let of_code = errors.iter().filter(|error| error.code == code);
            let mut rows: Vec<String> = of_code.map(row).collect();
            rows.sort();
            rows.dedup();
            (!rows.is_empty()).then(|| rows.join("; "))
        };
        let codes = page.iter().chain(spec).map(|error| error.code);
        let mut seen = BTreeSet::new();
        for code in codes.filter(|code| seen.insert(*code)) {
            self.value(&format!("error {code}"), rows(spec, code), rows(page, code));
        }
    }

    fn value<T: Display + PartialEq>(&mut self, fact: &str, spec: Option<T>, page: Option<T>) {
        if spec != page {
            let shown = |value: Option<T>| value.map(|value| value.to_string());
            self.push(fact, shown(spec), shown(page));
        }
    }

    fn set(&mut self, fact: &str, spec: &[String], page: &[String]) {
        let lacking = |from: &[String], of: &[String]| {
            let missing = from.iter().filter(|item| !of.contains(item));
            missing.cloned().collect::<Vec<_>>()
        };
        let (added, gone) = (lacking(page, spec), lacking(spec, page));
        let shown = |items: Vec<String>| (!items.is_empty()).then(|| items.join(", "));
        if !added.is_empty() {
            self.push(fact, None, shown(added));
        }
        if !gone.is_empty() {
            self.push(fact, shown(gone), None);
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

/// Whether two texts stand for one value of a field.
pub(super) fn same_value(field: &FieldFacts, a: Option<&String>, b: Option<&String>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return a == b;
    };
    let structured = |text: &str| -> Option<Json> {
        text.starts_with(['[', '{'])
            .then(|| serde_json::from_str(text).ok())?
    };
    let number =
        |text: &str| -> Option<f64> { (field.ty == TypeFacts::Float).then(|| text.parse().ok())? };
    a == b
        || structured(a).is_some_and(|a| structured(b) == Some(a))
        || number(a).is_some_and(|a| number(b) == Some(a))
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
