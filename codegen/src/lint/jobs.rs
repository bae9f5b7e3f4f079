//! Jobs: that every step exists, gets what it needs, and that the response can be read.

use crate::text::diagnostic::{At, Code, Diagnostic, Report, did_you_mean};

use super::values;
use crate::spec::resolve::Visible;
use crate::spec::source::{
    FieldSource, JobSource, OperationSource, ResourceSource, Text, TypeSourceKind, ValueSource,
};
use crate::spec::word::Base;

mod folds;
mod places;
mod steps;

/// Checks the jobs of a resource.
pub(super) fn check(resource: &ResourceSource, visible: &Visible<'_>, report: &mut Report) {
    for job in &resource.file.jobs {
        let mut checker = Checker {
            job,
            operations: &resource.file.operations,
            visible,
            report,
        };
        checker.check();
    }
}

struct Checker<'a, 'r> {
    job: &'a JobSource,
    operations: &'a [OperationSource],
    visible: &'a Visible<'a>,
    report: &'r mut Report,
}

impl<'a> Checker<'a, '_> {
    fn check(&mut self) {
        let job = self.job;
        let start = self.operation(job.start.as_ref());
        let poll = self.operation(job.poll.as_ref().and_then(|poll| poll.operation.as_ref()));
        if let (Some(step), Some(start), Some(poll)) = (&job.poll, start, poll) {
            self.poll_step(step, poll, start);
            self.ticket(step, poll);
        }
        let Some(poll) = poll else { return };
        self.output(poll);
        self.status(poll);
        self.pending_errors(poll);
        self.needs(poll);
        self.message(poll);
        self.download(poll);
    }

    fn operation(&mut self, name: Option<&Text>) -> Option<&'a OperationSource> {
        let name = name?;
        let found = self
            .operations
            .iter()
            .find(|operation| operation.name.value == name.value);
        if found.is_none() {
            let near = did_you_mean(
                &name.value,
                self.operations
                    .iter()
                    .map(|operation| operation.name.value.as_str()),
            );
            self.report.push(
                Diagnostic::new(
                    Code::JobOperation,
                    name.at,
                    format!("there is no operation `{}`", name.value),
                )
                .label("not in this resource")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
        }
        found
    }

    fn output(&mut self, poll: &'a OperationSource) {
        let Some(output) = &self.job.output else {
            return;
        };
        let Some(way) = self.walk(poll, &output.value, output) else {
            return;
        };
        self.certain(&way, 0, output);
        let Some((field, visible)) = way.last() else {
            return;
        };
        // A type that is not defined is a problem of its own.
        let object = match field.ty().map(|ty| (&ty.value.base, ty.value.array)) {
            Some((Base::Named(name), 0)) => visible
                .find(name)
                .is_none_or(|found| matches!(found.ty.kind(), TypeSourceKind::Object(_))),
            Some(_) => false,
            None => true,
        };
        if !object {
            self.misfit(
                output,
                field,
                "a single object",
                "the outcome is a single object",
            );
        }
    }

    fn status(&mut self, poll: &'a OperationSource) {
        let Some(status) = &self.job.status else {
            return;
        };
        let Some((field, visible)) = self.response_field(poll, status) else {
            return;
        };
        let Some(ty) = field.ty() else { return };
        let values: &[ValueSource] = match &ty.value.base {
            Base::Named(name) if ty.value.array == 0 => match visible.find(name) {
                // A type that is not defined is a problem of its own.
                None => return,
                Some(found) => match found.ty.kind() {
                    TypeSourceKind::IntEnum(values) | TypeSourceKind::StringEnum(values) => values,
                    _ => &[],
                },
            },
            _ => &[],
        };
        if values.is_empty() {
            self.misfit(
                status,
                field,
                "an enumeration",
                "the status has to be of a type with `enum`",
            );
            return;
        }
        self.classes(values);
    }

    /// What says that the job goes on: a status, errors of the poll, or both.
    fn pending_errors(&mut self, poll: &'a OperationSource) {
        let job = self.job;
        if job.status.is_none() && job.pending_errors.is_empty() {
            self.push(
                Code::JobShape,
                job.name.at,
                format!("nothing says how `{}` stands", job.name.value),
                "needs `status`, or `pending_errors`",
            );
        }
        for code in &job.pending_errors {
            let mut rows = poll.errors.iter();
            if !rows.any(|row| row.code.value == code.value) {
                self.push(
                    Code::JobValue,
                    code.at,
                    format!("the poll has no error {}", code.value),
                    "not among its `errors`",
                );
            }
        }
    }

    /// What the values of the status mean.
    fn classes(&mut self, values: &[ValueSource]) {
        let job = self.job;
        let names: Vec<_> = values.iter().map(values::variant).collect();
        for name in job.done.iter().chain(&job.pending) {
            if !names.contains(&name.value) {
                let near = did_you_mean(&name.value, names.iter().map(String::as_str));
                self.report.push(
                    Diagnostic::new(
                        Code::JobValue,
                        name.at,
                        format!("the status has no value `{}`", name.value),
                    )
                    .label("not a value of the enumeration")
                    .help(near.map_or_else(
                        || format!("values are {}", names.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    )),
                );
            }
        }
        for name in &job.pending {
            if let Some(done) = job.done.iter().find(|done| done.value == name.value) {
                self.report.push(
                    Diagnostic::new(
                        Code::JobShape,
                        name.at,
                        format!("`{}` is both done and pending", name.value),
                    )
                    .label("pending here")
                    .also(done.at, "done here"),
                );
            }
        }
    }

    fn needs(&mut self, poll: &'a OperationSource) {
        let Some(needs) = &self.job.needs else { return };
        let Some((field, visible)) = self.response_field(poll, needs) else {
            return;
        };
        let Some(ty) = field.ty() else { return };
        if values::holds_several(&ty.value) {
            self.misfit(
                needs,
                field,
                "a single value",
                "a list or a map can be empty, but is never absent",
            );
        } else if values::is_always(field) && !values::is_text(field, &visible) {
            self.misfit(
                needs,
                field,
                "ever absent",
                "the field is `always` there, so nothing is gained by `needs`",
            );
        }
    }

    fn message(&mut self, poll: &'a OperationSource) {
        let Some(message) = &self.job.message else {
            return;
        };
        if let Some((field, _)) = self.response_field(poll, message)
            && let Some(ty) = field.ty()
            && (ty.value.base != Base::String || ty.value.array > 0 || field.format.is_some())
        {
            self.misfit(
                message,
                field,
                "a plain text",
                "the platform's words are a `string`",
            );
        }
    }

    fn download(&mut self, poll: &'a OperationSource) {
        let Some(download) = &self.job.download else {
            return;
        };
        if let Some(size) = &download.size
            && let Some((field, _)) = self.response_field(poll, size)
        {
            self.within_output(size);
            let bytes = field
                .format
                .as_ref()
                .is_some_and(|format| format.value == "bytes");
            let int = |ty: &crate::spec::word::TypeExpr| ty.base == Base::Int && ty.array == 0;
            if field.ty().is_some_and(|ty| !int(&ty.value) || !bytes) {
                self.misfit(
                    size,
                    field,
                    "a number of bytes",
                    "the size has to be an `int` with `format: bytes`",
                );
            }
        }
        for text in [&download.name, &download.extension].into_iter().flatten() {
            let Some((field, _)) = self.response_field(poll, text) else {
                continue;
            };
            self.within_output(text);
            let is_text = |ty: &crate::spec::word::TypeExpr| {
                ty.array == 0 && matches!(ty.base, Base::String | Base::Named(_))
            };
            if field.ty().is_some_and(|ty| !is_text(&ty.value)) {
                self.misfit(text, field, "a text", "the name of a file is a `string`");
            }
        }
        let Some(target) = self.operation(download.operation.as_ref()) else {
            return;
        };
        if !target.binary.as_ref().is_some_and(|binary| binary.value)
            && let Some(name) = &download.operation
        {
            self.push(
                Code::JobShape,
                name.at,
                format!("`{}` does not answer with a file", name.value),
                "a download is an operation with `binary: true`",
            );
        }
        self.download_step(download, target, poll);
    }

    /// The field of the poll's response that a path leads to.
    fn response_field(
        &mut self,
        poll: &'a OperationSource,
        path: &Text,
    ) -> Option<(&'a FieldSource, Visible<'a>)> {
        let way = self.walk(poll, &path.value, path)?;
        // The outcome is taken out of the response; it stands for itself, absent or not.
        let taken = match &self.job.output {
            Some(output) if is_below(&path.value, &output.value) => output.value.split('.').count(),
            _ => 0,
        };
        self.certain(&way, taken, path);
        way.into_iter().next_back()
    }

    /// Reports a field that is not what is needed where it is named.
    fn misfit(&mut self, path: &Text, field: &FieldSource, what: &str, label: &str) {
        let at = field.ty().map_or(field.name.at, |ty| ty.at);
        self.report.push(
            Diagnostic::new(
                Code::JobShape,
                path.at,
                format!("`{}` is not {what}", path.value),
            )
            .label(label)
            .also(at, "its type"),
        );
    }

    fn push(&mut self, code: Code, at: At, message: String, label: &str) {
        self.report
            .push(Diagnostic::new(code, at, message).label(label));
    }
}

/// Whether a path goes on behind another.
fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.starts_with('.'))
}
