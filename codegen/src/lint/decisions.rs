//! Decisions: what is mostly a mistake is asked about, unless the spec says why it is none.

use heck::ToSnakeCase;

use crate::spec::heuristic;
use crate::spec::source::{
    FieldSource, OperationSource, SpecSource, Text, TypeSource, TypeSourceKind,
};
use crate::spec::word::Base;
use crate::text::diagnostic::{At, Code, Diagnostic, Report};

/// How the last part of a path is called where a POST only asks.
const ASKING: &[&str] = &["query", "search", "mget", "batch_get", "batch_query"];

/// Asks what operations and types have not decided.
pub(super) fn check(spec: &SpecSource, report: &mut Report) {
    part(
        &spec.platform.file.operations,
        &spec.platform.file.types,
        report,
    );
    for service in &spec.services {
        part(&[], &service.file.types, report);
        for resource in &service.resources {
            part(&resource.file.operations, &resource.file.types, report);
        }
    }
}

fn part(operations: &[OperationSource], types: &[TypeSource], report: &mut Report) {
    for operation in operations {
        settle(&operation.allow, of_operation(operation), report);
        let form = operation.multipart.as_ref().is_some_and(|flag| flag.value);
        for (fields, form) in [
            (&operation.path, false),
            (&operation.query, false),
            (&operation.body, form),
            (&operation.response, false),
        ] {
            for field in fields {
                settle(&field.allow, of_field(field, form, Some(operation)), report);
            }
        }
    }
    for ty in types {
        if let TypeSourceKind::Object(fields) = ty.kind() {
            for field in fields {
                settle(&field.allow, of_field(field, false, None), report);
            }
        }
    }
}

/// Reports what is found and not allowed, and what is allowed and not found.
fn settle(allowed: &[(Text, Text)], found: Vec<Diagnostic>, report: &mut Report) {
    let names: Vec<_> = found
        .iter()
        .filter_map(|found| heuristic::name(found.code))
        .collect();
    for (name, _) in allowed {
        // A name that there is not is a problem of its own.
        if heuristic::NAMES.contains(&name.value.as_str()) && !names.contains(&name.value.as_str())
        {
            let message = format!("`allow: {}` excuses nothing", name.value);
            report.push(
                Diagnostic::new(Code::IdleExcuse, name.at, message)
                    .label("nobody would ask")
                    .help("remove it"),
            );
        }
    }
    for found in found {
        let name = heuristic::name(found.code).unwrap_or_default();
        if allowed.iter().any(|(allowed, _)| allowed.value == name) {
            continue;
        }
        let remedy = found.help.clone().unwrap_or_default();
        report.push(found.help(format!(
            "{remedy}, or say why not at `{name}` under `allow`"
        )));
    }
}

fn asked(code: Code, at: At, message: String, label: &str, remedy: &str) -> Diagnostic {
    Diagnostic::new(code, at, message).label(label).help(remedy)
}

fn of_operation(operation: &OperationSource) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let name = &operation.name;
    let has = |field: &str| {
        let mut response = operation.response.iter();
        response.any(|given| given.name.value == field)
    };
    let lists = |field: &FieldSource| field.ty().is_some_and(|ty| ty.value.array > 0);
    if operation.paging.is_none()
        && (has("has_more") || has("page_token"))
        && operation.response.iter().any(lists)
    {
        found.push(asked(
            Code::ListWithoutPaging,
            name.at,
            format!("`{}` seems to list things page by page", name.value),
            "has no `paging`",
            "say how the list goes on with `paging`",
        ));
    }
    if let Some(route) = &operation.route {
        let last = route.value.path.rsplit('/').next().unwrap_or_default();
        if route.value.method == "POST" && ASKING.contains(&last) && operation.idempotent.is_none()
        {
            found.push(asked(
                Code::QueryNotIdempotent,
                route.at,
                format!("`{}` seems to ask, and change nothing", name.value),
                "not known to be safe to repeat",
                "write `idempotent: true`",
            ));
        }
    }
    found.extend(says_nothing(&operation.doc, &name.value));
    found
}

fn of_field(
    field: &FieldSource,
    form: bool,
    operation: Option<&OperationSource>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let (name, at) = (field.name.value.as_str(), field.name.at);
    let base = field.ty().map(|ty| &ty.value.base);
    let text = base == Some(&Base::String);
    let single = field.ty().is_some_and(|ty| ty.value.array == 0);
    let format = field.format.as_ref().map(|format| format.value.as_str());
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    // Numbers cannot have a format of time.
    if text
        && single
        && format.is_none()
        && (ends(&["_time", "_at", "_date"]) || name == "timestamp")
    {
        found.push(asked(
            Code::TimeWithoutFormat,
            at,
            format!("`{name}` seems to be a time"),
            "has no `format`",
            "say how it is written with `format`",
        ));
    }
    let pages = operation
        .and_then(|operation| operation.paging.as_ref())
        .is_some_and(|paging| {
            let names = [&paging.next, &paging.token];
            names.into_iter().flatten().any(|given| given.value == name)
        });
    // Where nothing says how a list goes on, that is what has to be decided.
    let pages = pages || name == "page_token";
    if text && !pages && format != Some("secret") && ends(&["_id", "_token", "_ids", "_tokens"]) {
        found.push(asked(
            Code::UntypedId,
            at,
            format!("`{name}` seems to name something"),
            "any text will do",
            "give it the type of an id",
        ));
    }
    let secret = ["password", "secret", "passcode"];
    if text && format != Some("secret") && secret.iter().any(|word| name.contains(word)) {
        found.push(asked(
            Code::OpenSecret,
            at,
            format!("`{name}` seems to be a secret"),
            "is printed by `Debug`",
            "write `format: secret`",
        ));
    }
    if form && name == "size" && field.computed.is_none() {
        found.push(asked(
            Code::SizeGiven,
            at,
            format!("`{name}` seems to be the size of the file"),
            "the caller has to give it",
            "write `computed: file_size`",
        ));
    }
    found.extend(says_nothing(&field.doc, name));
    found
}

/// Words that say no more than the name.
fn says_nothing(doc: &Option<Text>, name: &str) -> Option<Diagnostic> {
    let doc = doc.as_ref()?;
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
