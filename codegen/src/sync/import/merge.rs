//! Merges the facts of operations into the spec: facts are written, words stay.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

use crate::facts::{
    self, BodyKindFacts, ErrorFacts, Language, OperationFacts, RateLimitFacts, ResponseKindFacts,
    brand,
};
use crate::rust::shape;
use crate::spec::files::File;
use crate::spec::source::{
    ErrorAgainSource, ErrorSource, FieldSource, LimitSource, OperationSource, ResourceFile,
    ServiceFile,
};
use crate::spec::value::{Keys, Located, Text, given, is_set, text};
use crate::spec::word::{Base, Route, TypeExpr, Word, params};
use crate::text::names;
use crate::text::yaml::Node;

use super::arguments;
use super::edit;
use super::home::Home;
use super::merger::{Merger, Place, free};

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
        let Some(mut operation) = self.operation_mut(file, name).cloned() else {
            return;
        };
        if is_set(&operation.undocumented) {
            operation.undocumented = None;
            self.note("the operation is documented again");
        }
        self.rename_parameters(&mut operation, facts);
        let known = request_fields(&operation);
        self.report_lost_figures(operation.limit.as_ref(), facts.rate_limit.as_ref());
        self.brand(&mut operation, facts);
        head(&mut operation, derived_id, facts);
        let place = Place {
            home: file,
            owner: owner_of(file),
            operation: name,
            above: Vec::new(),
            keep_examples: false,
        };
        for (part, fields) in facts.tables() {
            if part == facts::Place::Response
                && self.is_type(&mut operation.response, fields, &place)
            {
                continue;
            }
            let order: Vec<_> = fields.iter().map(|field| field.name.clone()).collect();
            let table = edit::fields_mut(&mut operation, part);
            self.fields(table, fields, &order, &place, part.name());
        }
        self.undocumented_parameters(&mut operation.path, facts);
        self.tell_apart(&mut operation, &known);
        self.errors(&mut operation.errors, &facts.errors, file);
        let reused = std::mem::take(&mut self.reused).join(", ");
        if !reused.is_empty() {
            self.note(format!(
                "marked `reused`, with the words of fields like them: {reused}"
            ));
        }
        if let Some(there) = self.operation_mut(file, name) {
            *there = operation;
        }
    }

    /// Says of an operation which values of enumerations are documented there, since the enumerations may have grown after
    /// it was merged.
    pub(super) fn narrow_operation(&mut self, file: &str, name: &str, facts: &OperationFacts) {
        let Some(mut operation) = self.operation_mut(file, name).cloned() else {
            return;
        };
        for (part, fields) in facts.tables() {
            if part == facts::Place::Response
                && let Some(ty) = &operation.response.ty
                && let Some(key) = self.resolve(file, &ty.value)
            {
                self.narrow_type(&key, fields, &mut Vec::new());
                continue;
            }
            let table = edit::fields_mut(&mut operation, part);
            self.narrow_fields(table, fields, file, &mut Vec::new());
        }
        if let Some(there) = self.operation_mut(file, name) {
            *there = operation;
        }
    }

    /// Marks an operation that is no longer documented.
    pub(super) fn mark_operation(&mut self, file: &str, name: &str) {
        if let Some(operation) = self.operation_mut(file, name) {
            operation.undocumented = edit::flag(true);
        }
    }

    fn operation_mut(&mut self, file: &str, name: &str) -> Option<&mut OperationSource> {
        edit::find(self.files.get_mut(file)?.operations_mut(), name)
    }

    /// Makes room for a new operation, with the files that it needs, and returns its name there.
    pub(super) fn make_room(&mut self, home: &Home) -> String {
        if !self.files.contains_key(&home.service_file()) {
            self.note(format!("new service: {}", home.service_file()));
        }
        let service = self.files.entry(home.service_file());
        let service = service.or_insert_with(|| File::Service(ServiceFile::default()));
        if let File::Service(service) = service {
            service
                .service
                .get_or_insert_with(|| home.service.as_str().into());
            service.title.get_or_insert_default();
            service.doc.get_or_insert_default();
        }
        let is_new = !self.files.contains_key(&home.file());
        if is_new {
            self.note(format!("new resource: {}", home.file()));
        }
        let resource = self.files.entry(home.file());
        let resource = resource.or_insert_with(|| File::Resource(ResourceFile::default()));
        let mut name = home.name.clone();
        if let File::Resource(resource) = resource {
            resource
                .resource
                .get_or_insert_with(|| home.resource.as_str().into());
            resource.doc.get_or_insert_default();
            name = free(&name, |name| edit::has(&resource.operations, name));
            let many = match &resource.accessor {
                Some(many) => many.value.clone(),
                None => names::plural(&home.resource),
            };
            // What would not read as English has a better name, which only a person finds.
            let reads = shape::request_words(&name, &home.resource, &many).is_some();
            // Nobody has written the words yet: of a resource that is new, for all of it; else for the operation.
            let draft = || Some(Located::new(true));
            if is_new {
                resource.draft = draft();
            }
            let of_resource = is_set(&resource.draft);
            resource.operations.push(OperationSource {
                name: name.as_str().into(),
                draft: if of_resource { None } else { draft() },
                request_type: (!reads).then(Text::default),
                ..OperationSource::default()
            });
        }
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

    /// Says which brand alone documents the operation, as far as its pages tell.
    fn brand(&mut self, operation: &mut OperationSource, facts: &OperationFacts) {
        let is_new = operation.route.is_none();
        let brand = brand::brand_of(&self.platform, &facts.page);
        let is_said = operation.brand.as_ref().map(|brand| brand.value.as_str());
        if is_new {
            let other = brand.filter(|_| brand::is_other(&self.platform, &facts.page));
            operation.brand = other.map(Into::into);
        } else if brand.is_some() && is_said.is_some() && brand != is_said {
            operation.brand = None;
            self.note("the operation is documented for both brands now");
        }
    }

    /// The figures of a special limit are ours; only the report has them once they are gone.
    fn report_lost_figures(&mut self, limit: Option<&LimitSource>, facts: Option<&RateLimitFacts>) {
        if let Some(LimitSource::Special(limit)) = limit
            && !matches!(facts, Some(RateLimitFacts::Special(_)))
        {
            let figures = serde_json::Value::from(edit::strings(&limit.special));
            self.note(format!("the figures of the special limit go: {figures}"));
        }
    }

    /// A parameter of the path is known by its place: where only its name has changed, its words go with it. One that the
    /// path no longer has cannot stay.
    fn rename_parameters(&mut self, operation: &mut OperationSource, facts: &OperationFacts) {
        let before = operation.route.as_ref().map(|route| route.value.clone());
        let before = before.iter().flat_map(Route::params);
        let named: Vec<_> = params(&facts.path).collect();
        for (old, new) in before.zip(&named) {
            let is_taken = edit::has(&operation.path, new) || named.contains(&old);
            if old == *new || is_taken {
                continue;
            }
            if let Some(field) = edit::find(&mut operation.path, old) {
                field.name = (*new).into();
                if field.rust.is_none() {
                    arguments::rename(&mut operation.arguments, old, new);
                    let folds = operation.folds.iter_mut();
                    let folded = folds.flat_map(|fold| &mut fold.parts);
                    for (_, field) in folded.filter(|(_, field)| field.value == old) {
                        (*new).clone_into(&mut field.value);
                    }
                }
                self.note(format!("the parameter `{old}` of the path is now `{new}`"));
            }
        }
        let is_gone = |field: &mut FieldSource| !named.contains(&field.name.value.as_str());
        for field in operation.path.extract_if(.., is_gone) {
            let words = Node::from(field.write_keys()).to_json();
            let name = &field.name.value;
            self.notes.push(format!(
                "the path has no parameter `{name}` any more, which said {words}"
            ));
        }
    }

    /// Some pages have parameters in the path that no table describes. They are needed nonetheless.
    fn undocumented_parameters(&mut self, table: &mut Vec<FieldSource>, facts: &OperationFacts) {
        for name in params(&facts.path) {
            if !edit::has(table, name) {
                let ty = TypeExpr {
                    base: Base::String,
                    array: 0,
                };
                table.push(FieldSource {
                    name: name.into(),
                    documented_type: Some(Located::new(ty)),
                    undocumented: edit::flag(true),
                    required: given(true),
                    doc: Some(Text::default()),
                    ..FieldSource::default()
                });
                self.note(format!(
                    "no table describes the parameter `{name}` of the path"
                ));
            }
        }
    }

    /// The fields of a request stand in one Rust type. Where a new one would have the name of another, it is called after
    /// the table that it is in; a person may find a better name.
    fn tell_apart(&mut self, operation: &mut OperationSource, known: &[RequestField]) {
        let mut seen: BTreeSet<_> = known.iter().map(|field| field.rust.clone()).collect();
        for place in facts::Place::REQUEST {
            for field in edit::fields_mut(operation, place) {
                let wire = field.name.value.clone();
                let is_known = known
                    .iter()
                    .any(|known| known.place == place && known.wire == wire);
                if is_known || seen.insert(rust_name(field)) {
                    continue;
                }
                let other = format!("{place}_{}", wire.to_snake_case());
                let rust = free(&other, |rust| seen.contains(&names::field(rust)));
                seen.insert(names::field(&rust));
                if Word::Snake.check(&rust).is_ok() {
                    field.rust = Some(rust.as_str().into());
                    self.notes
                        .push(format!("{place}.{wire} is called `{rust}` in Rust"));
                }
            }
        }
    }

    fn errors(&mut self, table: &mut Vec<ErrorSource>, facts: &[ErrorFacts], file: &str) {
        let before = edit::order(table);
        let mut order = Vec::new();
        for stated in facts {
            let code = stated.code.to_string();
            if order.contains(&code) {
                continue;
            }
            let mut rows: Vec<_> = facts
                .iter()
                .filter(|other| other.code == stated.code)
                .map(|other| (other.status, other.message.as_str()))
                .collect();
            let known = edit::find(table, &code).map(|known| known.clone());
            let mut error = known.unwrap_or_else(|| ErrorSource {
                code: Located::new(stated.code),
                ..ErrorSource::default()
            });
            if error.undocumented.take().is_some() {
                self.note(format!("the error {code} is documented again"));
            }
            write_rows(&mut error, &mut rows);
            self.meaning(file, stated.code, &stated.message);
            edit::put(table, error);
            order.push(code);
        }
        for error in table.iter_mut() {
            let code = error.code.value.to_string();
            if !order.contains(&code) && !is_set(&error.undocumented) {
                error.undocumented = edit::flag(true);
                self.notes
                    .push(format!("the error {code} is no longer documented"));
            }
        }
        edit::arrange(table, before, &order);
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

/// What stands above the tables of an operation.
fn head(operation: &mut OperationSource, derived_id: &str, facts: &OperationFacts) {
    if let Some(id) = &facts.id {
        operation.id = (id != derived_id).then(|| id.as_str().into());
    }
    if let Ok(route) = Route::parse(&format!("{} {}", facts.method, facts.path)) {
        operation.route = Some(Located::new(route));
    }
    let stated = |text: &Option<String>| Some(text.as_deref().unwrap_or_default().into());
    operation.title = stated(&facts.page.title);
    operation.doc.get_or_insert_default();
    operation.page = stated(&facts.page.doc_path);
    operation.updated = facts.page.updated.map(Located::new);
    let language = facts.page.language.and_then(Language::word);
    operation.language = language.map(Into::into);
    edit::assign_set(&mut operation.tokens, &facts.tokens);
    edit::assign_set(&mut operation.apps, &facts.apps);
    edit::assign_set(&mut operation.scopes, &facts.scopes);
    edit::assign_set(&mut operation.field_scopes, &facts.field_scopes);
    limit(&mut operation.limit, facts.rate_limit.as_ref());
    operation.multipart = edit::flag(facts.body_kind == BodyKindFacts::Multipart);
    operation.binary = edit::flag(facts.response_kind == ResponseKindFacts::Binary);
    operation.ranges = edit::flag(facts.ranges);
}

/// The figures of a special limit are ours, from the prose, and stay as long as the page says "special".
fn limit(limit: &mut Option<LimitSource>, facts: Option<&RateLimitFacts>) {
    *limit = match (limit.take(), facts) {
        (Some(special @ LimitSource::Special(_)), Some(RateLimitFacts::Special(_))) => {
            Some(special)
        }
        (_, None) => None,
        (_, Some(RateLimitFacts::Special(_))) => Some(LimitSource::One("special".into())),
        (_, Some(rates)) => match rates.rates().as_slice() {
            [] => None,
            [one] => Some(LimitSource::One(one.as_str().into())),
            all => Some(LimitSource::All(edit::texts(all))),
        },
    };
}

/// Writes the rows of an error, those that the spec has in its order.
fn write_rows(error: &mut ErrorSource, rows: &mut [(Option<u16>, &str)]) {
    let status = |status: &Option<Located<u16>>| status.as_ref().map(|status| status.value);
    let also = error.also.iter();
    let also = also.map(|again| (status(&again.status), text(&again.message)));
    let known: Vec<_> = std::iter::once((status(&error.status), text(&error.message)))
        .chain(also)
        .collect();
    rows.sort_by_key(|row| {
        known
            .iter()
            .position(|known| known == row)
            .unwrap_or(known.len())
    });
    let mut rows = rows.iter().map(|(status, message)| ErrorAgainSource {
        status: status.map(Located::new),
        message: (!message.is_empty()).then(|| (*message).into()),
        ..ErrorAgainSource::default()
    });
    let ErrorAgainSource {
        status, message, ..
    } = rows.next().unwrap_or_default();
    let others = rows.collect();
    (error.status, error.message, error.also) = (status, message, others);
}

/// What the types of a file are named after where their fields have names that say little.
pub(super) fn owner_of(file: &str) -> String {
    let stem = file.rsplit('/').next().unwrap_or_default();
    names::type_name(stem.strip_suffix(".yaml").unwrap_or(stem))
}

/// A field of a request.
struct RequestField {
    place: facts::Place,
    wire: String,
    rust: String,
}

fn request_fields(operation: &OperationSource) -> Vec<RequestField> {
    let of = |place| {
        let fields = edit::fields(operation, place).iter();
        fields.map(move |field| RequestField {
            place,
            wire: field.name.value.clone(),
            rust: rust_name(field),
        })
    };
    facts::Place::REQUEST.into_iter().flat_map(of).collect()
}

/// The name of a field in Rust.
fn rust_name(field: &FieldSource) -> String {
    let given = field.rust.as_ref().unwrap_or(&field.name);
    names::field(&given.value)
}
