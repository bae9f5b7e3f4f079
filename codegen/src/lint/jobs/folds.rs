//! Values that a job passes on as a whole, since the requests of two steps fold the same fields.

use super::super::fold;
use super::super::usage::request_fields;
use super::Checker;
use super::steps::is_needed;
use crate::spec::lower::{Origin, origin};
use crate::spec::source::{FoldSource, OperationSource, Text};
use crate::text::diagnostic::{Code, Diagnostic};

impl<'a> Checker<'a, '_> {
    /// Checks what is given to a parameter that fields are folded into, or comes from one; returns whether it is such a
    /// value. `start` is the request that starts the job, as long as that is known.
    pub(super) fn folded(
        &mut self,
        target: &'a OperationSource,
        name: &Text,
        from: &Text,
        start: Option<&'a OperationSource>,
    ) -> bool {
        let into = find(target, &name.value);
        let source = match (origin(&from.value), start) {
            (Origin::Request(path), Some(start)) => find(start, path).map(|fold| (start, fold)),
            _ => None,
        };
        match (into, source) {
            (Some(into), Some((start, source))) => {
                let ty = |fold: &FoldSource| fold.ty.as_ref().map(|ty| ty.value.clone());
                if ty(into) != ty(source) {
                    self.of_another_kind(name, from, into, "a parameter of another type");
                } else if is_given(target, into) && !is_given(start, source) {
                    self.of_another_kind(name, from, into, "may be absent, and is needed there");
                }
            }
            (Some(into), None) => {
                self.of_another_kind(
                    name,
                    from,
                    into,
                    "not a parameter that fields are folded into",
                );
            }
            (None, Some((_, source))) => {
                self.of_another_kind(name, from, source, "name one of the fields that are folded");
            }
            (None, None) => {
                let mut fields = request_fields(target);
                let field = fields.find(|field| field.name.value == name.value);
                let Some(into) = field.and_then(|field| fold::of(&target.folds, field)) else {
                    return false;
                };
                self.of_another_kind(name, from, into, "its parameter is passed on as a whole");
            }
        }
        true
    }

    fn of_another_kind(&mut self, name: &Text, from: &Text, fold: &FoldSource, why: &str) {
        let message = format!("`{}` cannot be passed on to `{}`", from.value, name.value);
        self.report.push(
            Diagnostic::new(Code::JobShape, from.at, message)
                .label(why.to_owned())
                .also(fold.name.at, "folded here"),
        );
    }
}

/// A parameter that fields are folded into; a field of the same name comes first.
fn find<'a>(operation: &'a OperationSource, name: &str) -> Option<&'a FoldSource> {
    if request_fields(operation).any(|field| field.name.value == name) {
        return None;
    }
    let mut folds = operation.folds.iter();
    folds.find(|fold| fold.name.value == name)
}

/// Whether a request has to have a parameter.
fn is_given(operation: &OperationSource, parameter: &FoldSource) -> bool {
    request_fields(operation).any(|field| {
        let is_part =
            fold::of(&operation.folds, field).is_some_and(|fold| fold.name.at == parameter.name.at);
        is_part && is_needed(operation, field)
    })
}
