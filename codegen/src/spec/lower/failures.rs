//! Failures of calls that succeed, with the fields and values that they name found.

use crate::spec::model::{FailureStatus, Failures, Field, FieldType, Types};

use super::super::source::FailuresSource;
use super::job::{values, walk};
use super::values::position;

/// Where a response says what failed, unless that names something that is not there.
pub(super) fn failures(
    source: &FailuresSource,
    response: &[Field],
    types: &Types,
) -> Option<Failures> {
    let list = walk(types, response, &source.list.as_ref()?.value)?;
    let status = match &source.status {
        Some(name) => {
            let FieldType::Named(element) = types.follow(response, &list)?.ty else {
                return None;
            };
            let fields = types[element].fields();
            let field = position(fields, &name.value)?;
            let FieldType::Named(statuses) = fields[field].ty else {
                return None;
            };
            let done = values(types, statuses, &source.done)?;
            Some(FailureStatus {
                field,
                statuses,
                done,
            })
        }
        None => None,
    };
    Some(Failures { list, status })
}
