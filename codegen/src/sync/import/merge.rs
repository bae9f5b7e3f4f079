//! Merges the facts of operations into the YAML trees: facts are written, words stay.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use crate::facts::{
    self, BodyKindFacts, ErrorFacts, OperationFacts, RateLimitFacts, ResponseKindFacts,
};
use crate::rust::shape;
use crate::spec::word::Word;
use crate::text::names;
use crate::text::yaml::{Map, Scalar};

use super::arguments;
use super::home::Home;
use super::merger::{Merger, Place, free};
use super::tree;

impl Merger {
    /// Merges what a page says of an operation, which stands in the file under its name already, be it empty.
    /// `derived_id` is the id that the operation has unless it is given another.
    pub(super) fn operation(
        &mut self,
        file: &str,
        name: &str,
        derived_id: &str,
        facts: &OperationFacts,
    ) {
        let mut map = Map::default();
        self.edit_operation(file, name, |operation| map = std::mem::take(operation));
        if tree::is_set(&map, "undocumented") {
            map.remove("undocumented");
            self.note("the operation is documented again");
        }
        self.rename_parameters(&mut map, facts);
        let known = request_fields(&map);
        self.say_which_figures_go(&map, facts.rate_limit.as_ref());
        head(&mut map, derived_id, facts);
        let place = Place {
            home: file,
            owner: owner_of(file),
            operation: name,
            keep_examples: false,
        };
        for (part, fields) in facts.tables() {
            let table = part.name();
            let mut inner = tree::take(&mut map, table);
            let order: Vec<_> = fields.iter().map(|field| field.name.clone()).collect();
            self.fields(&mut inner, fields, &order, &place, table);
            tree::put(&mut map, table, inner);
        }
        self.undocumented_parameters(&mut map, facts);
        self.tell_apart(&mut map, &known);
        let mut errors = tree::take(&mut map, "errors");
        self.errors(&mut errors, &facts.errors, file);
        tree::put(&mut map, "errors", errors);

        self.edit_operation(file, name, |operation| *operation = map);
    }

    /// Says of an operation which values of enumerations are documented there, since the enumerations may have grown after
    /// it was merged.
    pub(super) fn narrow_operation(&mut self, file: &str, name: &str, facts: &OperationFacts) {
        for (part, fields) in facts.tables() {
            let mut inner = Map::default();
            self.edit_operation(file, name, |map| inner = tree::take(map, part.name()));
            self.narrow_fields(&mut inner, fields, file);
            self.edit_operation(file, name, |map| tree::put(map, part.name(), inner));
        }
    }

    /// Marks an operation that is no longer documented.
    pub(super) fn mark_operation(&mut self, file: &str, name: &str) {
        self.edit_operation(file, name, |operation| {
            tree::set(operation, "undocumented", tree::plain(true));
        });
    }

    fn edit_operation(&mut self, file: &str, name: &str, change: impl FnOnce(&mut Map)) {
        let file = self.files.get_mut(file);
        let operations = file.and_then(|file| file.value_mut("operations")?.as_map_mut());
        let operation = operations.and_then(|all| all.value_mut(name)?.as_map_mut());
        if let Some(operation) = operation {
            change(operation);
        }
    }

    /// Makes room for a new operation, with the files that it needs, and returns its name there.
    pub(super) fn make_room(&mut self, home: &Home) -> String {
        if !self.files.contains_key(&home.service_file()) {
            self.note(format!("new service: {}", home.service_file()));
        }
        let service = self.files.entry(home.service_file()).or_default();
        tree::ensure(service, "service", || tree::text(&home.service));
        for key in ["title", "doc"] {
            tree::ensure(service, key, || tree::text(""));
        }
        if !self.files.contains_key(&home.file()) {
            self.note(format!("new resource: {}", home.file()));
        }
        let resource = self.files.entry(home.file()).or_default();
        tree::ensure(resource, "resource", || tree::text(&home.resource));
        tree::ensure(resource, "doc", || tree::text(""));
        let mut operations = tree::take(resource, "operations");
        let name = free(&home.name, |name| operations.get(name).is_some());
        let many = names::plural(&home.resource);
        let many = tree::string(resource, "accessor").unwrap_or(&many);
        // What would not read as English has a better name, which only a person finds.
        let request = match shape::request_words(&name, &home.resource, many) {
            Some(_) => tree::empty(),
            None => tree::map_of([("name", tree::text(""))]),
        };
        tree::set(&mut operations, &name, request);
        tree::put(resource, "operations", operations);
        if name != home.name {
            self.note(format!(
                "`{}` is taken; the operation is called `{name}`",
                home.name
            ));
        }
        let reserved = self.reserved.entry(home.service.clone()).or_default();
        reserved.extend(shape::operation_types(&name, &home.resource));
        reserved.extend(shape::accessors(&home.resource, &home.version));
        name
    }

    /// The figures of a special limit are ours; only the report has them once they are gone.
    fn say_which_figures_go(&mut self, map: &Map, facts: Option<&RateLimitFacts>) {
        let figures = tree::child(map, "limit").and_then(|limit| limit.get("special"));
        if let Some(figures) = figures
            && !matches!(facts, Some(RateLimitFacts::Special(_)))
        {
            let figures = figures.value.to_json();
            self.note(format!("the figures of the special limit go: {figures}"));
        }
    }

    /// A parameter of the path is known by its place: where only its name has changed, its words go with it. One that the
    /// path no longer has cannot stay.
    fn rename_parameters(&mut self, map: &mut Map, facts: &OperationFacts) {
        let before = tree::string(map, "http").unwrap_or_default().to_owned();
        let before = before.split_once(' ').map_or("", |(_, path)| path);
        let mut table = tree::take(map, "path");
        for (old, new) in params(before).into_iter().zip(params(&facts.path)) {
            let taken = table.get(new).is_some() || params(&facts.path).contains(&old);
            if old == new || taken {
                continue;
            }
            if let Some(entry) = table.entries.iter_mut().find(|entry| entry.key.text == old) {
                let has_own_name = entry
                    .value
                    .as_map()
                    .is_some_and(|field| tree::string(field, "rust").is_some());
                entry.key = Scalar::text(new.to_owned());
                if !has_own_name {
                    arguments::rename(map, old, new);
                }
                self.note(format!("the parameter `{old}` of the path is now `{new}`"));
            }
        }
        let named = params(&facts.path);
        for entry in table
            .entries
            .extract_if(.., |entry| !named.contains(&entry.key.text.as_str()))
        {
            let words = entry.value.to_json();
            let name = &entry.key.text;
            self.notes.push(format!(
                "the path has no parameter `{name}` any more, which said {words}"
            ));
        }
        tree::put(map, "path", table);
    }

    /// Some pages have parameters in the path that no table describes. They are needed nonetheless.
    fn undocumented_parameters(&mut self, map: &mut Map, facts: &OperationFacts) {
        let mut table = tree::take(map, "path");
        for name in params(&facts.path) {
            if table.get(name).is_none() {
                let field = tree::map_of([
                    ("type", tree::text("string")),
                    ("undocumented", tree::plain(true)),
                    ("required", tree::plain(true)),
                    ("doc", tree::text("")),
                ]);
                tree::set(&mut table, name, field);
                self.note(format!(
                    "no table describes the parameter `{name}` of the path"
                ));
            }
        }
        tree::put(map, "path", table);
    }

    /// The fields of a request stand in one Rust type. Where a new one would have the name of another, it is called after
    /// the table that it is in; a person may find a better name.
    fn tell_apart(&mut self, map: &mut Map, known: &[(&str, String, String)]) {
        let mut seen: BTreeSet<_> = known.iter().map(|(_, _, rust)| rust.clone()).collect();
        for name in facts::Place::REQUEST.map(facts::Place::name) {
            let mut table = tree::take(map, name);
            for entry in &mut table.entries {
                let wire = entry.key.text.clone();
                let is_known = known
                    .iter()
                    .any(|(of, field, _)| *of == name && *field == wire);
                let Some(field) = entry.value.as_map_mut().filter(|_| !is_known) else {
                    continue;
                };
                let given = tree::string(field, "rust").unwrap_or(&wire);
                if seen.insert(names::field(given)) {
                    continue;
                }
                let other = format!("{name}_{}", wire.to_snake_case());
                let rust = free(&other, |rust| seen.contains(&names::field(rust)));
                seen.insert(names::field(&rust));
                if Word::Snake.check(&rust).is_ok() {
                    tree::set(field, "rust", tree::text(&rust));
                    self.notes
                        .push(format!("{name}.{wire} is called `{rust}` in Rust"));
                }
            }
            tree::put(map, name, table);
        }
    }

    fn errors(&mut self, table: &mut Map, facts: &[ErrorFacts], file: &str) {
        let mut order = Vec::new();
        for error in facts {
            let code = error.code.to_string();
            if order.contains(&code) {
                continue;
            }
            let rows: Vec<_> = facts
                .iter()
                .filter(|other| other.code == error.code)
                .map(|other| (other.status, other.message.as_str()))
                .collect();
            let mut map = tree::take(table, &code);
            if map.remove("undocumented").is_some() {
                self.note(format!("the error {code} is documented again"));
            }
            write_rows(&mut map, &rows);
            if map.get("name").is_none() || map.get("hint").is_none() {
                let (name, hint) = self.words.error(file, error.code, &error.message);
                tree::ensure(&mut map, "name", || tree::text(&name));
                tree::ensure(&mut map, "hint", || tree::text(&hint));
            }
            table.set(Scalar::plain(code.clone()), tree::map(map));
            order.push(code);
        }
        for entry in &mut table.entries {
            if let Some(map) = entry.value.as_map_mut()
                && !order.contains(&entry.key.text)
                && !tree::is_set(map, "undocumented")
            {
                tree::set(map, "undocumented", tree::plain(true));
                let note = format!("the error {} is no longer documented", entry.key.text);
                self.notes.push(note);
            }
        }
        tree::arrange(table, &order);
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

/// What stands above the tables of an operation.
fn head(map: &mut Map, derived_id: &str, facts: &OperationFacts) {
    let text = |text: &Option<String>| tree::text(text.as_deref().unwrap_or_default());
    if let Some(id) = &facts.id {
        let differs = id != derived_id;
        tree::assign(map, "id", differs.then(|| tree::text(id)));
    }
    let http = format!("{} {}", facts.method, facts.path);
    tree::assign(map, "http", Some(tree::text(&http)));
    tree::assign(map, "title", Some(text(&facts.page.title)));
    tree::ensure(map, "doc", || tree::text(""));
    tree::assign(map, "page", Some(text(&facts.page.doc_path)));
    tree::assign(map, "updated", facts.page.updated.map(tree::plain));
    tree::assign_set(map, "tokens", &facts.tokens);
    tree::assign_set(map, "apps", &facts.apps);
    tree::assign_set(map, "scopes", &facts.scopes);
    tree::assign_set(map, "field_scopes", &facts.field_scopes);
    limit(map, facts.rate_limit.as_ref());
    let flag = |set: bool| set.then(|| tree::plain(true));
    let multipart = facts.body_kind == BodyKindFacts::Multipart;
    tree::assign(map, "multipart", flag(multipart));
    let binary = facts.response_kind == ResponseKindFacts::Binary;
    tree::assign(map, "binary", flag(binary));
}

/// The figures of a special limit are ours, from the prose, and stay as long as the page says "special".
fn limit(map: &mut Map, facts: Option<&RateLimitFacts>) {
    let special = tree::child(map, "limit").is_some();
    let value = match facts {
        None => None,
        Some(RateLimitFacts::Special(_)) if special => return,
        Some(RateLimitFacts::Special(_)) => Some(tree::text("special")),
        Some(limit) => match limit.rates().as_slice() {
            [] => None,
            [one] => Some(tree::text(one)),
            all => Some(tree::texts(all)),
        },
    };
    tree::assign(map, "limit", value);
}

/// Of several rows, the one that stands first in the spec stays first.
fn write_rows(map: &mut Map, rows: &[(Option<u16>, &str)]) {
    let status = map.get("status").and_then(|entry| entry.value.as_scalar());
    let status = status.and_then(|scalar| scalar.text.parse().ok());
    let known = (status, tree::string(map, "message").unwrap_or_default());
    let first = rows.iter().position(|row| *row == known).unwrap_or(0);
    let row = |(status, message): (Option<u16>, &str)| {
        let status = status.map(|status| ("status", tree::plain(status)));
        let message = (!message.is_empty()).then(|| ("message", tree::text(message)));
        status.into_iter().chain(message)
    };
    let written: BTreeMap<_, _> = rows
        .get(first)
        .map_or_else(BTreeMap::new, |first| row(*first).collect());
    for key in ["status", "message"] {
        tree::assign(map, key, written.get(key).cloned());
    }
    let others: Vec<_> = rows
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != first)
        .map(|(_, other)| tree::map_of(row(*other)))
        .collect();
    tree::assign(
        map,
        "also",
        (!others.is_empty()).then(|| tree::list(others)),
    );
}

/// What the types of a file are named after where their fields have names that say little.
pub(super) fn owner_of(file: &str) -> String {
    let stem = file.rsplit('/').next().unwrap_or_default();
    names::type_name(stem.strip_suffix(".yaml").unwrap_or(stem))
}

/// Table, name on the wire and name in Rust of the fields of a request.
fn request_fields(map: &Map) -> Vec<(&'static str, String, String)> {
    let mut fields = Vec::new();
    for table in facts::Place::REQUEST.map(facts::Place::name) {
        let entries = tree::child(map, table).map(|table| table.entries.as_slice());
        for entry in entries.unwrap_or_default() {
            let wire = entry.key.text.clone();
            let given = entry
                .value
                .as_map()
                .and_then(|field| tree::string(field, "rust"));
            let rust = names::field(given.unwrap_or(&wire));
            fields.push((table, wire, rust));
        }
    }
    fields
}

/// The names of the parameters in a path.
pub(super) fn params(path: &str) -> Vec<&str> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix(':'))
        .collect()
}
