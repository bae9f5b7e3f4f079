//! The version of the format: whether a spec is in the one that these tools read.

use std::cmp::Ordering;

use crate::text::diagnostic::{Code, Diagnostic, Report};
use crate::text::yaml::{Node, ScalarValue};

use super::format::VERSION;
use super::reference;

/// Returns whether `platform.yaml` states the version that is read here; what else it may state goes to the report.
///
/// What is no version at all is left to the structural check.
pub(super) fn check(platform: &Node, report: &mut Report) -> bool {
    let Some(map) = platform.as_map() else {
        return true;
    };
    let Some(entry) = map.get("format") else {
        report.push(
            Diagnostic::new(
                Code::FormatVersion,
                map.entries
                    .first()
                    .map_or(platform.at, |entry| entry.key_at),
                "the spec does not say which version of the format it is in",
            )
            .label("needs `format`")
            .help(format!(
                "if it is as {} describes it, write `format: {VERSION}` into this file",
                reference::PATH
            )),
        );
        return false;
    };
    let Some(ScalarValue::Int(stated)) = entry.value.as_scalar().map(|scalar| scalar.value) else {
        return true;
    };
    let (age, help) = match stated.cmp(&VERSION) {
        Ordering::Equal => return true,
        Ordering::Less => (
            "an older",
            format!(
                "bring it to what {} describes, and write `format: {VERSION}`",
                reference::PATH
            ),
        ),
        Ordering::Greater => (
            "a newer",
            "use tools that are as new as the spec: those of the commit that it comes from".into(),
        ),
    };
    report.push(
        Diagnostic::new(
            Code::FormatVersion,
            entry.value.at,
            format!("the spec is in {age} version of the format"),
        )
        .label(format!("these tools read version {VERSION}"))
        .help(help),
    );
    false
}
