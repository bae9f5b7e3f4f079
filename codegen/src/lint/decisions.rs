//! Decisions: what is mostly a mistake is asked about, unless the spec says why it is none.

use std::collections::BTreeMap;

use crate::spec::class::Retry;
use crate::spec::resolve::Visible;
use crate::spec::source::{
    ErrorSource, FieldSource, MeaningSource, OperationSource, PlatformErrorSource, TypeSource,
    ValueSource,
};
use crate::spec::word::{Base, TypeExpr};
use crate::text::diagnostic::{Code, Diagnostic};

use super::idempotency;
use super::settle::asked;
use super::values;

/// How the last part of a path is called where a POST only asks.
const ASKING: &[&str] = &["query", "search", "mget", "batch_get", "batch_query"];

/// Whether a response has the look of a page: a list, and what says whether there is more.
pub(crate) fn seems_paged(response: &[FieldSource]) -> bool {
    let has = |name: &str| response.iter().any(|field| field.name.value == name);
    let lists = |field: &FieldSource| field.ty().is_some_and(|ty| ty.value.array > 0);
    (has("has_more") || has("page_token")) && response.iter().any(lists)
}

/// How many fields two objects have in common, at the least, that are hardly alike by chance.
const MANY: usize = 3;

/// The type whose fields a response has, each of the same type, without saying that it is one.
fn repeated<'a>(operation: &OperationSource, visible: &Visible<'a>) -> Option<&'a TypeSource> {
    let types = |fields: &[FieldSource]| -> Option<BTreeMap<String, TypeExpr>> {
        let fields = fields.iter();
        let types = fields.map(|field| Some((field.name.value.clone(), field.ty()?.value.clone())));
        types.collect()
    };
    let response = types(&operation.response.fields).filter(|fields| fields.len() >= MANY)?;
    let alike = |ty: &&TypeSource| types(&ty.fields).is_some_and(|fields| fields == response);
    visible.types().find(alike)
}

pub(super) fn of_operation(operation: &OperationSource, visible: &Visible<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let name = &operation.name;
    let (response, _) = visible.response(operation);
    if let Some(ty) = repeated(operation, visible) {
        let ty = &ty.name;
        let what = format!(
            "the response to `{}` has the fields of `{}`",
            name.value, ty.value
        );
        let help = format!("write `response: {}` if it is one", ty.value);
        let asked = asked(Code::RepeatsType, name.at, what, "says them again", &help);
        found.push(asked.also(ty.at, "the type"));
    }
    if operation.paging.is_none() && seems_paged(response) {
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
    let said = operation.idempotency_key.is_some() || operation.idempotent.is_some();
    if !said && let Some(key) = idempotency::suspected(operation) {
        found.push(
            asked(
                Code::KeyNotSaid,
                name.at,
                format!("`{}` seems to be safe to repeat", name.value),
                "is not repeated after an outcome that is not known",
                &idempotency::remedy(key),
            )
            .also(key.name.at, "by this key"),
        );
    }
    found
}

pub(super) fn of_field(
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
    // A number is asked about where another time stands beside it.
    if text && single && format.is_none() && is_time(name) {
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
    // So does a key, which names nothing.
    let is_key = operation.is_some_and(|operation| idempotency::is_key(operation, field));
    if text
        && !pages
        && !is_key
        && format != Some("secret")
        && ends(&["_id", "_token", "_ids", "_tokens"])
    {
        found.push(asked(
            Code::UntypedId,
            at,
            format!("`{name}` seems to name something"),
            "any text will do",
            "give it the type of an id",
        ));
    }
    if text && format != Some("secret") && opens(name) {
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
    found
}

/// Whether something is called like a time.
fn is_time(name: &str) -> bool {
    let ends = ["_time", "_at", "_date"];
    ends.iter().any(|end| name.ends_with(end)) || name == "timestamp"
}

/// Whether something is called like what opens a door: a password, or a code that is neither a number of a kind of failure
/// nor one that a standard gives.
fn opens(name: &str) -> bool {
    const CODES: &[&str] = &[
        "err", "status", "result", "reason", "country", "region", "area", "zip", "post", "lang",
        "currency",
    ];
    let secret = ["password", "secret", "passcode"];
    let code = name == "code" || name.ends_with("_code");
    secret.iter().any(|word| name.contains(word))
        || code && !CODES.iter().any(|word| name.contains(word))
}

/// Times that stand beside each other are written alike.
pub(super) fn of_siblings(field: &FieldSource, before: &[FieldSource]) -> Option<Diagnostic> {
    let format = |field: &FieldSource| field.format.as_ref().map(|format| format.value.clone());
    let is_number = |field: &FieldSource| {
        let base = field.ty().map(|ty| &ty.value.base);
        matches!(base, Some(Base::Int | Base::Float))
    };
    // A text without a format is asked about anyway.
    let told = |field: &&FieldSource| {
        is_time(&field.name.value) && (field.format.is_some() || is_number(field))
    };
    let field = Some(field).filter(told)?;
    let mut before = before.iter().filter(told);
    let other = before.find(|other| format(other) != format(field))?;
    let (name, beside) = (&field.name.value, &other.name.value);
    Some(
        asked(
            Code::FormatsDiffer,
            field.name.at,
            format!("`{name}` and `{beside}` seem to be times, in different formats"),
            "written in another way",
            "give both the same `format`",
        )
        .also(other.name.at, "stands beside it"),
    )
}

/// The name of a value says what it means.
pub(super) fn of_value(value: &ValueSource) -> Option<Diagnostic> {
    const STEMS: &[&str] = &[
        "", "code", "enum", "item", "kind", "level", "mode", "number", "num", "option", "state",
        "status", "type", "value", "val", "variant",
    ];
    let name = values::variant(value);
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = stem.len() < name.len();
    let says_nothing = stem.len() < 2 || STEMS.contains(&stem.to_lowercase().as_str());
    let at = value.name.as_ref().map_or(value.wire.at, |name| name.at);
    (numbered && says_nothing).then(|| {
        asked(
            Code::NumberedValue,
            at,
            format!("`{name}` says nothing of what the value means"),
            "named after a number",
            "name it after its meaning with `name`",
        )
    })
}

/// An error after which one should try again is of a class for which that is done. What it means where it stands is
/// `retry`.
pub(super) fn of_error(error: &ErrorSource, retry: Option<Retry>) -> Option<Diagnostic> {
    const AGAIN: &[&str] = &[
        "try again",
        "retry",
        "too many request",
        "too frequent",
        "frequency limit",
        "rate limit",
    ];
    if retry? != Retry::Never {
        return None;
    }
    let message = error.message.as_ref();
    let said = message.is_some_and(|message| {
        let message = message.value.to_lowercase();
        AGAIN.iter().any(|words| message.contains(words))
    });
    let limited = error.status.as_ref().filter(|status| status.value == 429);
    let at = match (limited, message) {
        (Some(status), _) => status.at,
        (None, Some(message)) if said => message.at,
        _ => return None,
    };
    Some(asked(
        Code::RetryWithoutClass,
        at,
        format!(
            "the error {} seems to ask for another attempt",
            error.code.value
        ),
        "its class gets none",
        "give it the class `rate_limited` or `unavailable`, or `retry`",
    ))
}

/// A code has one name, wherever it comes.
pub(super) fn of_meaning(
    meaning: &MeaningSource,
    platform: &[PlatformErrorSource],
) -> Option<Diagnostic> {
    let code = meaning.code.value;
    let shared = platform.iter().find(|shared| shared.code.value == code)?;
    let (own, shared) = (meaning.name.as_ref()?, shared.name.as_ref()?);
    (own.value != shared.value).then(|| {
        asked(
            Code::CodeNamedTwice,
            own.at,
            format!("the platform calls the error {code} `{}`", shared.value),
            "another name for the same code",
            "give it the same name, or leave the meaning to the platform",
        )
        .also(shared.at, "the name for all services")
    })
}
