//! Jobs, with every operation, field and value that they name found.

use crate::spec::model::{
    EnumValue, Field, FieldType, Job, JobDownload, JobStatus, JobStep, Operation, Source, TypeId,
    TypeKind, Types, Way,
};
use crate::text::names;

use super::super::source::{DownloadSource, JobSource, Text};
use super::super::value::is_set;
use super::values::{position, string};

/// A job, unless it names something that is not there.
pub(super) fn job(source: &JobSource, operations: &[Operation], types: &Types) -> Option<Job> {
    let find = |name: &Option<Text>| {
        let name = &name.as_ref()?.value;
        operations.iter().position(|other| other.name == *name)
    };
    let step = source.poll.as_ref()?;
    let (start, poll) = (find(&source.start)?, find(&step.operation)?);
    let (starting, polled) = (&operations[start], &operations[poll]);
    let way = |text: &Option<Text>| match text {
        Some(text) => walk(types, &polled.response, &text.value).map(Some),
        None => Some(None),
    };
    let status = match way(&source.status)? {
        Some(way) => {
            let ty = enumeration(types, &polled.response, &way)?;
            Some(JobStatus {
                done: values(types, ty, &source.done)?,
                pending: values(types, ty, &source.pending)?,
                way,
                ty,
            })
        }
        None => None,
    };
    let output = way(&source.output)?.unwrap_or_default();
    let download = match &source.download {
        Some(download) => {
            let operation = find(&download.operation)?;
            let target = &operations[operation];
            let outcome = Outcome {
                types,
                response: &polled.response,
                output: &output,
            };
            Some(self::download(download, operation, target, &outcome)?)
        }
        None => None,
    };
    Some(Job {
        name: source.name.value.clone(),
        at: source.name.at,
        doc: string(&source.doc),
        start,
        poll: JobStep {
            operation: poll,
            with: with(&step.with, starting, polled, types)?,
        },
        ticket: position(polled.request_fields(), &source.ticket.as_ref()?.value)?,
        needs: way(&source.needs)?,
        message: way(&source.message)?,
        status,
        pending_errors: source
            .pending_errors
            .iter()
            .map(|code| code.value)
            .collect(),
        at_once: is_set(&source.at_once),
        output,
        download,
    })
}

/// What the poll takes from the request that starts the job, and from the response to it.
fn with(
    with: &[(Text, Text)],
    start: &Operation,
    poll: &Operation,
    types: &Types,
) -> Option<Vec<(usize, Source)>> {
    let given = with.iter().map(|(field, from)| {
        let source = match origin(&from.value) {
            Origin::Request(name) => Source::Request(member(start, name)?),
            Origin::Response(path) => Source::Response(walk(types, &start.response, path)?),
        };
        Some((member(poll, &field.value)?, source))
    });
    given.collect()
}

/// The position of a field of a request, or of a parameter that fields are folded into.
fn member(operation: &Operation, name: &str) -> Option<usize> {
    let folds = operation.folds.iter().map(|fold| &fold.field);
    position(operation.request_fields().chain(folds), name)
}

/// Where a download finds what it needs.
struct Outcome<'a> {
    types: &'a Types,
    response: &'a [Field],
    output: &'a Way,
}

impl Outcome<'_> {
    /// The way from the outcome on; the rest of the response is gone when the file is fetched.
    fn way(&self, path: &str) -> Option<Way> {
        let way = walk(self.types, self.response, path)?;
        let rest = way.strip_prefix(self.output.as_slice())?;
        (!rest.is_empty()).then(|| rest.to_vec())
    }
}

fn download(
    source: &DownloadSource,
    operation: usize,
    target: &Operation,
    outcome: &Outcome<'_>,
) -> Option<JobDownload> {
    let way = |text: &Option<Text>| match text {
        Some(text) => outcome.way(&text.value).map(Some),
        None => Some(None),
    };
    let with = source.with.iter().map(|(field, from)| {
        let Origin::Response(path) = origin(&from.value) else {
            return None;
        };
        let field = member(target, &field.value)?;
        Some((field, outcome.way(path)?))
    });
    Some(JobDownload {
        operation,
        with: with.collect::<Option<_>>()?,
        size: way(&source.size)?,
        name: way(&source.name)?,
        extension: way(&source.extension)?,
    })
}

/// Follows a path such as `result.file_token`.
pub(super) fn walk(types: &Types, fields: &[Field], path: &str) -> Option<Way> {
    let mut fields = Some(fields);
    let mut way = Way::new();
    for name in path.split('.') {
        let here = fields?;
        let at = position(here, name)?;
        way.push(at);
        fields = match (&here[at].ty, here[at].array) {
            (FieldType::Named(id), 0) => match &types[*id].kind {
                TypeKind::Object(inner) => Some(inner),
                _ => None,
            },
            _ => None,
        };
    }
    Some(way)
}

/// The enumeration of numbers that a field is of.
fn enumeration(types: &Types, fields: &[Field], way: &Way) -> Option<TypeId> {
    let mut fields = fields;
    let mut found = None;
    for at in way {
        let FieldType::Named(id) = fields[*at].ty else {
            return None;
        };
        found = Some(id);
        fields = match &types[id].kind {
            TypeKind::Object(inner) => inner,
            _ => &[],
        };
    }
    found.filter(|id| {
        matches!(
            types[*id].kind,
            TypeKind::IntEnum(_) | TypeKind::StringEnum(_)
        )
    })
}

/// The values of an enumeration with some names.
pub(super) fn values(types: &Types, id: TypeId, names: &[Text]) -> Option<Vec<usize>> {
    let (TypeKind::IntEnum(values) | TypeKind::StringEnum(values)) = &types[id].kind else {
        return None;
    };
    let positions = names.iter().map(|name| {
        let has_name =
            |value: &EnumValue| names::value(value.name.as_deref(), &value.wire) == name.value;
        values.iter().position(has_name)
    });
    positions.collect()
}

/// Where a value comes from, as the spec writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin<'a> {
    /// A field of the request that starts the job.
    Request(&'a str),
    /// The path of a field of the response to the call before.
    Response(&'a str),
}

/// Reads where a value comes from: `request.…` is the request that starts the job; all else is the response to the call
/// before, with or without `response.` before it.
pub(crate) fn origin(text: &str) -> Origin<'_> {
    match text.split_once('.') {
        Some(("request", path)) => Origin::Request(path),
        Some(("response", path)) => Origin::Response(path),
        _ => Origin::Response(text),
    }
}
