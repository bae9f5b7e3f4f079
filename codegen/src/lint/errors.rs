//! Errors: that what they mean is said, once, and used; and nothing that follows without it.

use std::collections::BTreeSet;

use crate::spec::class::Class;
use crate::spec::meanings::{Meanings, class, follows, retry};
use crate::spec::source::{ErrorSource, MeaningSource, ServiceSource, Text};
use crate::text::diagnostic::{Code, Diagnostic, Report};

use super::fields;

/// Checks the errors that operations list.
pub(super) fn check(errors: &[ErrorSource], meanings: Meanings<'_>, report: &mut Report) {
    for error in errors {
        let (row, code) = (error.meaning(), error.code.value);
        fields::check_undocumented(error.undocumented.as_ref(), &code.to_string(), report);
        match meanings.find(code) {
            Some(known) => check_row(&row, &known, report),
            // What cannot be read may say it.
            None if !meanings.is_whole() => {}
            None => report.push(
                Diagnostic::new(
                    Code::UnknownError,
                    row.code.at,
                    format!("nothing says what the error {code} means"),
                )
                .label("neither the service nor the platform knows it")
                .help(
                    "put the code into `errors` of `service.yaml`, with `name`, `hint` and `class`",
                ),
            ),
        }
    }
}

/// Checks what a service or the platform says of errors.
pub(super) fn check_meanings(meanings: impl Iterator<Item = MeaningSource>, report: &mut Report) {
    for meaning in meanings {
        let follows = class(&meaning.class).map(Class::retry);
        if follows.is_some() && follows == retry(&meaning.retry) {
            said_already(&meaning, "retry", "it follows from the class", report);
        }
    }
}

/// Every meaning is that of an error which some operation lists.
pub(super) fn check_use(service: &ServiceSource, report: &mut Report) {
    let resources = service.resources.iter();
    let operations = resources.flat_map(|resource| &resource.file.operations);
    let listed: BTreeSet<i64> = operations
        .flat_map(|operation| &operation.errors)
        .map(|error| error.code.value)
        .collect();
    for meaning in &service.file.errors {
        let code = &meaning.code;
        if !listed.contains(&code.value) {
            report.push(
                Diagnostic::new(
                    Code::UnusedError,
                    code.at,
                    format!("no operation lists the error {}", code.value),
                )
                .label("never used")
                .help("list it where it can come, or remove it"),
            );
        }
    }
}

/// A row says of its own what differs.
fn check_row(row: &MeaningSource, known: &MeaningSource, report: &mut Report) {
    let same = |own: &Option<Text>, shared: &Option<Text>| {
        let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        own.is_some() && value(own) == value(shared)
    };
    const WHY: &str = "the same as for every operation";
    if same(&row.hint, &known.hint) {
        said_already(row, "hint", WHY, report);
    }
    if same(&row.class, &known.class) {
        said_already(row, "class", WHY, report);
    }
    let follows = follows(row, known);
    if follows.is_some() && retry(&row.retry) == follows {
        said_already(row, "retry", "it follows from what is said besides", report);
    }
}

fn said_already(meaning: &MeaningSource, key: &str, why: &str, report: &mut Report) {
    let text = match key {
        "hint" => &meaning.hint,
        "class" => &meaning.class,
        _ => &meaning.retry,
    };
    let at = text.as_ref().map_or(meaning.code.at, |text| text.at);
    let message = format!(
        "`{key}` of the error {} goes without saying",
        meaning.code.value
    );
    report.push(
        Diagnostic::new(Code::SaidAlready, at, message)
            .label(why)
            .help("leave it out"),
    );
}
