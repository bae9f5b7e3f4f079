//! Names that are taken. What is called what in Rust, and what clashes, the [shape](crate::rust::shape) knows.

use crate::rust::shape::{Clash, RustSpec, Subject, Taken};
use crate::spec::model::{EnumValue, Meaning};
use crate::text::diagnostic::{Code, Diagnostic, Report};

/// Reports every clash.
pub(super) fn check(rust: &RustSpec<'_>, report: &mut Report) {
    for clash in rust.clashes() {
        report.push(match (clash.owner, clash.subject) {
            (Taken::Beside(Subject::Code(first)), Subject::Code(second)) => codes(first, second),
            (Taken::Beside(Subject::Variant(first)), Subject::Variant(second)) => {
                variants(&clash.name, first, second)
            }
            (Taken::Beside(first), _) => beside(&clash, first),
            (Taken::Shared(ty), subject) => {
                let (what, name) = (what(&subject), &clash.name);
                let message = format!("{what} is named as a shared type: `{name}`");
                Diagnostic::new(Code::RustName, subject.at(), message)
                    .label("made from this")
                    .also(ty.at, "the type")
                    .help(remedy(&subject))
            }
            (Taken::EveryService, subject) => {
                let (what, name) = (what(&subject), &clash.name);
                let message =
                    format!("{what} is named as something that every service has: `{name}`");
                Diagnostic::new(Code::RustName, subject.at(), message)
                    .label("taken")
                    .help("give it another name")
            }
            (Taken::Rust, subject) => {
                let what = match subject {
                    Subject::Request(_) => "request",
                    _ => "type",
                };
                let message = format!("`{}` is a name of Rust's own", clash.name);
                Diagnostic::new(Code::RustName, subject.at(), message)
                    .label(format!("the {what} would be taken for it"))
                    .help("give it a name that says whose it is")
            }
        });
    }
}

fn beside(clash: &Clash<'_>, first: Subject<'_>) -> Diagnostic {
    let (name, subject) = (&clash.name, &clash.subject);
    let (one, other) = (what(subject), what(&first));
    let message = format!("{one} and {other} are both `{name}` in Rust");
    Diagnostic::new(Code::RustName, subject.at(), message)
        .label("the second")
        .also(first.at(), "the first")
        .help(remedy(subject))
}

fn variants(name: &str, first: &EnumValue, second: &EnumValue) -> Diagnostic {
    let (code, message) = if first.name.is_some() && second.name.is_some() {
        let message = format!("two values are named `{name}`");
        (Code::DuplicateValue, message)
    } else {
        let (one, other) = (&first.wire, &second.wire);
        let message = format!("the values `{one}` and `{other}` are both `{name}` in Rust");
        (Code::RustName, message)
    };
    Diagnostic::new(code, second.at, message)
        .label("the second")
        .also(first.at, "the first")
        .help("give one of them another `name`")
}

fn codes(first: &Meaning, second: &Meaning) -> Diagnostic {
    let (code, at) = (second.code, second.at);
    let message = format!("`{}` names two errors", second.name);
    Diagnostic::new(Code::ErrorName, at, message)
        .label(format!("error {code}"))
        .also(first.at, format!("error {}", first.code))
        .help("name each error by what sets it apart")
}

/// What has a name, as in "the field `type`".
fn what(subject: &Subject<'_>) -> String {
    match subject {
        Subject::Module(resource) => {
            format!("the resource `{}` of {}", resource.name, resource.version)
        }
        Subject::Accessor(resource) => format!("the resource `{}`", resource.name),
        Subject::Type(ty) => format!("the type `{}`", ty.name),
        Subject::Request(operation) => format!("the request of `{}`", operation.name),
        Subject::Response(operation) => format!("the response of `{}`", operation.name),
        Subject::Method(operation) => format!("the operation `{}`", operation.name),
        Subject::Job(job) | Subject::Verb(job) => format!("the job `{}`", job.name),
        Subject::Resume(job) => format!("the way back to the job `{}`", job.name),
        Subject::Field(field) => format!("the field `{}`", field.name),
        Subject::Variant(value) => format!("the value `{}`", value.wire),
        Subject::Code(error) => format!("the error {}", error.code),
    }
}

/// What can be done about a name.
const fn remedy(subject: &Subject<'_>) -> &'static str {
    match subject {
        Subject::Module(_) | Subject::Verb(_) | Subject::Resume(_) => {
            "resources and jobs are methods of the service; give one another name"
        }
        Subject::Type(_) => "rename the type",
        Subject::Accessor(_) => "give the resource another `accessor`",
        Subject::Request(_) | Subject::Response(_) => {
            "rename the type, or give the operation another `name`"
        }
        Subject::Job(_) => "rename the job or the type",
        Subject::Field(_) => "give one of them another name with `rust:`",
        Subject::Method(_) | Subject::Variant(_) | Subject::Code(_) => "rename one of them",
    }
}
