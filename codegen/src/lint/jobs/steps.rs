//! The steps of a job: the values that each takes from what came before.

use crate::text::diagnostic::{At, Code, Diagnostic, did_you_mean};

use super::super::fields::is_required;
use super::super::fold;
use super::super::place::Place;
use super::super::usage::request_fields;
use super::super::values::{has_default, holds_several, is_always, is_copied, is_text, value};
use super::{Checker, is_below};
use crate::spec::lower::{Origin, origin};
use crate::spec::resolve::Visible;
use crate::spec::source::{DownloadSource, FieldSource, OperationSource, StepSource, Text};

/// A value that is passed on.
struct Passed<'a> {
    field: &'a FieldSource,
    visible: Visible<'a>,
    /// Whether it is one of the request that starts the job, not of a response.
    of_request: bool,
    /// Whether it may be absent.
    may_lack: bool,
}

impl<'a> Checker<'a, '_> {
    /// The poll takes from the request that starts the job and from the response to it.
    pub(super) fn poll_step(
        &mut self,
        step: &'a StepSource,
        target: &'a OperationSource,
        start: &'a OperationSource,
    ) {
        let mut taken: Vec<(&str, &Text)> = Vec::new();
        for (name, from) in &step.with {
            if self.folded(target, name, from, Some(start)) {
                continue;
            }
            let Some(into) = self.target_field(target, name) else {
                continue;
            };
            if !from.value.starts_with("request.") && !from.value.starts_with("response.") {
                self.report.push(
                    Diagnostic::new(
                        Code::JobField,
                        from.at,
                        format!("`{}` does not say where it comes from", from.value),
                    )
                    .label("expected `request.…` or `response.…`")
                    .help(
                        "`request` is the request that starts the job, `response` the response to it",
                    ),
                );
                continue;
            }
            let passed = match origin(&from.value) {
                Origin::Request(path) => self.of_request(start, path, from),
                Origin::Response(path) => {
                    let passed = self.of_response(start, path, from);
                    if let Some(passed) = &passed
                        && !is_copied(passed.field, &passed.visible)
                    {
                        self.taken_once(&mut taken, path, from);
                    }
                    passed
                }
            };
            let Some(passed) = passed else { continue };
            if self.same_type(&passed, into, from, name)
                && passed.may_lack
                && is_needed(target, into)
                && !has_default(passed.field, &passed.visible, passed.of_request)
            {
                self.may_lack(
                    from,
                    &passed,
                    target,
                    into,
                    "make both optional, or both required",
                );
            }
        }
        self.complete(step.at, &step.with, target);
    }

    /// The download takes from the outcome.
    pub(super) fn download_step(
        &mut self,
        step: &'a DownloadSource,
        target: &'a OperationSource,
        poll: &'a OperationSource,
    ) {
        for (name, from) in &step.with {
            if self.folded(target, name, from, None) {
                continue;
            }
            let Some(into) = self.target_field(target, name) else {
                continue;
            };
            let Origin::Response(path) = origin(&from.value) else {
                self.report.push(
                    Diagnostic::new(
                        Code::JobField,
                        from.at,
                        format!("`{}` is not known when the file is fetched", from.value),
                    )
                    .label("expected a field of the response to the poll")
                    .help("a job can be resumed with its ticket alone, without the request that started it"),
                );
                continue;
            };
            let plain = Text {
                value: path.to_owned(),
                at: from.at,
            };
            let Some((field, visible)) = self.response_field(poll, &plain) else {
                continue;
            };
            self.within_output(from);
            let several = field.ty().is_some_and(|ty| holds_several(&ty.value));
            // A path of `needs` that leads nowhere may well be a misspelling of this one.
            let needed = self.job.needs.as_ref().is_some_and(|needs| {
                let (fields, visible) = self.visible.response(poll);
                needs.value == path || visible.walk(fields, &needs.value).is_err()
            });
            let passed = Passed {
                field,
                visible,
                of_request: false,
                may_lack: !several && !is_always(field) && !needed,
            };
            if self.same_type(&passed, into, from, name)
                && passed.may_lack
                && is_needed(target, into)
            {
                let help =
                    "name it in `needs`: a success without it is then not the end of the job yet";
                self.may_lack(from, &passed, target, into, help);
            }
        }
        self.complete(step.at, &step.with, target);
    }

    /// The ticket of the poll request: a text that is there, and that the platform gave.
    pub(super) fn ticket(&mut self, step: &StepSource, poll: &'a OperationSource) {
        let Some(ticket) = &self.job.ticket else {
            return;
        };
        let field = request_fields(poll).find(|field| field.name.value == ticket.value);
        let Some(field) = field else {
            let near = did_you_mean(
                &ticket.value,
                request_fields(poll).map(|field| field.name.value.as_str()),
            );
            self.report.push(
                Diagnostic::new(
                    Code::JobTicket,
                    ticket.at,
                    format!(
                        "the ticket `{}` is not a field of `{}`",
                        ticket.value, poll.name.value
                    ),
                )
                .label("no such field in the poll request")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
            return;
        };
        // What is only asked for until it is there has no ticket but the name of the thing.
        let by_name = self.job.status.is_none();
        if !step.with.iter().any(|(field, from)| {
            field.value == ticket.value
                && (by_name || matches!(origin(&from.value), Origin::Response(_)))
        }) {
            self.push(
                Code::JobTicket,
                ticket.at,
                format!(
                    "the ticket `{}` does not come from the first response",
                    ticket.value
                ),
                "`poll.with` has to take it from `response.…`",
            );
        }
        let text = is_text(field, self.visible);
        if !text || !is_needed(poll, field) {
            let (what, at) = match (field.ty(), text) {
                (Some(ty), false) => ("a text", ty.at),
                _ => ("required", field.name.at),
            };
            self.report.push(
                Diagnostic::new(
                    Code::JobTicket,
                    ticket.at,
                    format!("the ticket `{}` is not {what}", ticket.value),
                )
                .label("has to be a required `string` or id")
                .also(at, "the field"),
            );
        }
    }

    fn target_field(
        &mut self,
        target: &'a OperationSource,
        name: &Text,
    ) -> Option<&'a FieldSource> {
        let found = request_fields(target).find(|field| field.name.value == name.value);
        if found.is_none() {
            let near = did_you_mean(
                &name.value,
                request_fields(target).map(|field| field.name.value.as_str()),
            );
            self.report.push(
                Diagnostic::new(
                    Code::JobField,
                    name.at,
                    format!("`{}` has no field `{}`", target.name.value, name.value),
                )
                .label("not in its path, query or body")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
        }
        // What stands in the path is there, whether a table lists it or not.
        let is_in = |field: &&FieldSource| {
            let mut path = target.path.iter();
            path.any(|other| other.name.at == field.name.at)
        };
        if let Some(field) = found.filter(|field| !is_in(field)) {
            self.listed(field, name);
        }
        found
    }

    fn of_request(
        &mut self,
        start: &'a OperationSource,
        path: &str,
        from: &Text,
    ) -> Option<Passed<'a>> {
        let fields: Vec<_> = request_fields(start).collect();
        let first = path.split('.').next().unwrap_or_default();
        let Some(field) = fields.iter().find(|field| field.name.value == first) else {
            let names: Vec<_> = fields
                .iter()
                .map(|field| field.name.value.clone())
                .collect();
            self.no_field(from, first, &names, "the request that starts the job");
            return None;
        };
        if path != first {
            self.push(
                Code::JobField,
                from.at,
                format!("`{}` is a part of a field", from.value),
                "a field of the request is passed on as a whole",
            );
            return None;
        }
        self.listed(field, from);
        let several = field.ty().is_some_and(|ty| holds_several(&ty.value));
        Some(Passed {
            field,
            visible: self.visible.clone(),
            of_request: true,
            may_lack: !several && !is_needed(start, field),
        })
    }

    fn of_response(
        &mut self,
        start: &'a OperationSource,
        path: &str,
        from: &Text,
    ) -> Option<Passed<'a>> {
        let way = self.walk(start, path, from)?;
        self.certain(&way, 0, from);
        let (field, visible) = way.into_iter().next_back()?;
        let several = field.ty().is_some_and(|ty| holds_several(&ty.value));
        Some(Passed {
            field,
            visible,
            of_request: false,
            may_lack: !several && !is_always(field),
        })
    }

    /// A value of a response is moved out of it, which can be done once.
    fn taken_once<'t>(
        &mut self,
        taken: &mut Vec<(&'t str, &'t Text)>,
        path: &'t str,
        from: &'t Text,
    ) {
        let clash = taken
            .iter()
            .find(|(other, _)| *other == path || is_below(other, path) || is_below(path, other));
        match clash {
            Some((_, first)) => self.report.push(
                Diagnostic::new(
                    Code::JobShape,
                    from.at,
                    format!("`{}` is passed on twice", from.value),
                )
                .label("here again")
                .also(first.at, "first passed on here"),
            ),
            None => taken.push((path, from)),
        }
    }

    /// What is not defined is a problem of its own.
    fn same_type(
        &mut self,
        passed: &Passed<'a>,
        into: &FieldSource,
        from: &Text,
        name: &Text,
    ) -> bool {
        let source = passed.field;
        let same = value(source, &passed.visible, passed.of_request)
            .zip(value(into, self.visible, true))
            .is_none_or(|(a, b)| a == b);
        if same {
            return true;
        }
        self.report.push(
            Diagnostic::new(
                Code::JobShape,
                from.at,
                format!("`{}` is of another type than `{}`", from.value, name.value),
            )
            .label("cannot be passed on")
            .also(source.ty().map_or(source.name.at, |ty| ty.at), "its type")
            .also(
                into.ty().map_or(into.name.at, |ty| ty.at),
                "the type that is needed",
            )
            .help("use one named type, and one `format`, for both"),
        );
        false
    }

    fn may_lack(
        &mut self,
        from: &Text,
        passed: &Passed<'a>,
        target: &OperationSource,
        into: &FieldSource,
        help: &str,
    ) {
        self.report.push(
            Diagnostic::new(
                Code::JobShape,
                from.at,
                format!(
                    "`{}` may be absent, but `{}` needs it",
                    from.value, target.name.value
                ),
            )
            .label("nothing to pass on then")
            .also(passed.field.name.at, "may be absent")
            .also(into.name.at, "required here")
            .help(help),
        );
    }

    /// Everything that a request requires is given.
    fn complete(&mut self, at: At, with: &[(Text, Text)], target: &OperationSource) {
        for field in request_fields(target) {
            let fold = fold::of(&target.folds, field);
            let name = fold.map_or(&field.name, |fold| &fold.name);
            let given = with.iter().any(|(given, _)| given.value == name.value);
            if given || !is_needed(target, field) {
                continue;
            }
            self.report.push(
                Diagnostic::new(
                    Code::JobShape,
                    at,
                    format!("`{}` needs a value for `{}`", target.name.value, name.value),
                )
                .label(format!("`with` lacks `{}`", name.value))
                .also(field.name.at, "required here"),
            );
        }
    }
}

/// Whether a request has to have a field. What stands in the path always has to, whatever is said of it.
pub(super) fn is_needed(operation: &OperationSource, field: &FieldSource) -> bool {
    let in_path = operation
        .path
        .iter()
        .any(|other| other.name.at == field.name.at);
    in_path || is_required(field, Place::Body)
}
