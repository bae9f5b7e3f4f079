//! What requests are called: that it reads as English, or that the spec says it better. What is made of operation and
//! resource, the [shape](crate::rust::shape) knows.

use super::fields::goes_without_saying;
use crate::rust::shape::{is_literal, literal, request_words};
use crate::spec::source::ResourceSource;
use crate::spec::word::Word;
use crate::text::diagnostic::{Code, Diagnostic, Report};
use crate::text::names::{plural, type_name};

/// Checks the names of a resource and of its requests.
pub(super) fn check(resource: &ResourceSource, report: &mut Report) {
    let name = &resource.name.value;
    let made = plural(name);
    if let Some(given) = resource
        .file
        .accessor
        .as_ref()
        .filter(|given| given.value == made)
    {
        goes_without_saying(given.at, &format!("accessor: {made}"), name, report);
    }
    let many = resource
        .file
        .accessor
        .as_ref()
        .map_or(&made, |given| &given.value);
    for operation in &resource.file.operations {
        let of = &operation.name;
        // What is no name of an operation is a problem of its own.
        if Word::Snake.check(&of.value).is_err() {
            continue;
        }
        let words = request_words(&of.value, name, many);
        match (&operation.request_type, words) {
            (None, None) => {
                let message = format!("the request of `{}` has no name yet", of.value);
                report.push(
                    Diagnostic::new(Code::Words, of.at, message)
                        .label(format!(
                            "`{}` does not read as English",
                            type_name(&literal(&of.value, name))
                        ))
                        .help("add `name`: a verb and what it is done with, as in `CreateFolder`"),
                );
            }
            (Some(given), words) if is_literal(&of.value, name, many, &given.value) => {
                let help = match words {
                    Some(words) => format!("leave it out; the request is `{}`", type_name(&words)),
                    None => "say a verb and what it is done with, as in `CreateFolder`".to_owned(),
                };
                let message = format!("`{}` does not read as English", given.value);
                report.push(
                    Diagnostic::new(Code::RustName, given.at, message)
                        .label("the words of the platform, one behind the other")
                        .help(help),
                );
            }
            _ => {}
        }
    }
}
