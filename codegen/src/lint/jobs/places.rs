//! Paths into responses: where they lead, and whether there is always something on the way.

use crate::text::diagnostic::{Code, Diagnostic, did_you_mean};

use super::super::fields::check_listed;
use super::super::values::is_always;
use super::Checker;
use crate::spec::resolve::{Lost, Visible};
use crate::spec::source::{FieldSource, OperationSource, Text};

/// The fields on the way of a path, with what is visible from each.
pub(super) type Way<'a> = Vec<(&'a FieldSource, Visible<'a>)>;

impl<'a> Checker<'a, '_> {
    /// Follows a path into the response to an operation that `text` names, perhaps with a word before it.
    pub(super) fn walk(
        &mut self,
        operation: &'a OperationSource,
        path: &str,
        text: &Text,
    ) -> Option<Way<'a>> {
        let (fields, visible) = self.visible.response(operation);
        match visible.walk(fields, path) {
            Ok(way) => {
                for (field, _) in &way {
                    self.listed(field, text);
                }
                Some(way)
            }
            Err(Lost::NoField { segment, names }) => {
                self.no_field(text, &segment, &names, "the response");
                None
            }
            Err(Lost::NoObject { segment, at }) => {
                self.report.push(
                    Diagnostic::new(
                        Code::JobField,
                        text.at,
                        format!("`{}` leads to no field of the response", text.value),
                    )
                    .label(format!("`{segment}` is not a single object"))
                    .also(at, "its type")
                    .help("a path leads through single objects: not through lists and maps"),
                );
                None
            }
            Err(Lost::Unknown) => None,
        }
    }

    /// Reports a field that is marked as no longer documented.
    pub(super) fn listed(&mut self, field: &FieldSource, text: &Text) {
        let label = String::from("the job relies on it");
        let help = "without it, the job may not work";
        check_listed(field, text, Code::JobField, label, help, self.report);
    }

    /// Reports a path that looks into something which a response may lack. The first `taken` fields do not count.
    pub(super) fn certain(&mut self, way: &Way<'a>, taken: usize, text: &Text) {
        let before_last = way.len().saturating_sub(1);
        for (field, _) in way.iter().take(before_last).skip(taken) {
            if !is_always(field) {
                let name = field.name.value.as_str();
                self.report.push(
                    Diagnostic::new(
                        Code::JobField,
                        text.at,
                        format!("`{}` looks into `{name}`, which a response may lack", text.value),
                    )
                    .label("not known to be there")
                    .also(field.name.at, "not `always` there")
                    .help(format!(
                        "write `always: true` at `{name}` if every successful response has it, or make it the `output` of the job"
                    )),
                );
            }
        }
    }

    /// Reports a value that the outcome does not hold; the rest of the response is gone when the file is fetched.
    pub(super) fn within_output(&mut self, text: &Text) {
        let path = text
            .value
            .strip_prefix("response.")
            .unwrap_or(text.value.as_str());
        if let Some(output) = &self.job.output
            && !super::is_below(path, &output.value)
        {
            self.report.push(
                Diagnostic::new(
                    Code::JobShape,
                    text.at,
                    format!("`{}` is not a part of the outcome", text.value),
                )
                .label("gone when the file is fetched")
                .also(output.at, "all that remains of the response")
                .help("name a field of the outcome, or leave `output` out"),
            );
        }
    }

    pub(super) fn no_field(&mut self, text: &Text, segment: &str, names: &[String], place: &str) {
        let help = match did_you_mean(segment, names.iter().map(String::as_str)) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if names.is_empty() => None,
            None => Some(format!("fields there are {}", names.join(", "))),
        };
        self.report.push(
            Diagnostic::new(
                Code::JobField,
                text.at,
                format!("`{}` leads to no field of {place}", text.value),
            )
            .label(format!("no field `{segment}`"))
            .maybe_help(help),
        );
    }
}
