//! What is asked, and what `allow` has answered.

use crate::spec::heuristic;
use crate::spec::source::Text;
use crate::text::diagnostic::{At, Code, Diagnostic, Report};

/// Reports what is found and not allowed, and what is allowed and not found.
pub(super) fn settle(
    allowed: Option<&[(Text, Text)]>,
    found: Vec<Diagnostic>,
    report: &mut Report,
) {
    let names: Vec<_> = found
        .iter()
        .filter_map(|found| heuristic::name(found.code))
        .collect();
    for (name, _) in allowed.unwrap_or_default() {
        // A name that there is not is a problem of its own.
        if heuristic::NAMES.contains(&name.value.as_str()) && !names.contains(&name.value.as_str())
        {
            let message = format!("`allow: {}` excuses nothing", name.value);
            report.push(
                Diagnostic::new(Code::IdleExcuse, name.at, message)
                    .label("nobody would ask")
                    .help("remove it"),
            );
        }
    }
    for found in found {
        let Some(allowed) = allowed else {
            report.push(found);
            continue;
        };
        let name = heuristic::name(found.code).unwrap_or_default();
        if allowed.iter().any(|(allowed, _)| allowed.value == name) {
            continue;
        }
        let remedy = found.help.clone().unwrap_or_default();
        report.push(found.help(format!(
            "{remedy}, or say why not at `{name}` under `allow`"
        )));
    }
}

/// Something to be decided.
pub(super) fn asked(code: Code, at: At, message: String, label: &str, remedy: &str) -> Diagnostic {
    Diagnostic::new(code, at, message).label(label).help(remedy)
}
