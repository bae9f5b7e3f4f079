//! Words on fields: that there are some, be they those of something else, and that nothing is said twice.

use super::fields::unknown_type;
use crate::spec::inherited::{Inherited, Owner, each, inherited};
use crate::spec::resolve::Visible;
use crate::spec::source::{FieldSource, PlatformSource, ServiceSource};
use crate::spec::value::text;
use crate::spec::word::{TypeExpr, Word};
use crate::text::diagnostic::{At, Code, Diagnostic, Report};

/// Checks the words of fields that stand together.
pub(super) fn check(
    fields: &[FieldSource],
    owner: Owner<'_>,
    visible: &Visible<'_>,
    report: &mut Report,
) {
    for field in fields {
        check_field(field, owner, visible, report);
    }
}

fn check_field(field: &FieldSource, owner: Owner<'_>, visible: &Visible<'_>, report: &mut Report) {
    // What is no field, or has no type, is a problem of its own.
    if field.ty().is_none() {
        return;
    }
    let name = &field.name;
    let shown = inherited(field, owner, visible);
    match (&field.doc, shown) {
        (None, None) => report.push(
            Diagnostic::new(
                Code::MissingDoc,
                name.at,
                format!("the field `{}` has no documentation", name.value),
            )
            .label("needs `doc`")
            .help("say in a short English sentence of our own what it is"),
        ),
        // It may be that of a type that is not known, which is a problem of its own.
        (Some(doc), None) => {
            if let Err(misfit) = Word::Doc.check(&doc.value)
                && misfit.code == Code::Words
            {
                let message = format!("`{}` is without its `doc`", name.value);
                report.push(
                    Diagnostic::new(misfit.code, doc.at, message)
                        .label(misfit.label)
                        .maybe_help(misfit.help),
                );
            }
        }
        (Some(doc), Some(Inherited { words, at })) if !words.is_empty() && doc.value == words => {
            report.push(
                Diagnostic::new(
                    Code::RepeatedDoc,
                    doc.at,
                    format!("the words on `{}` need not be written here", name.value),
                )
                .label("shown without being written again")
                .also(at, "this says so already")
                .help("remove `doc`, or say what is particular about this field"),
            );
        }
        (_, Some(_)) => {}
    }
}

/// Checks the types in the glossary of a service.
pub(super) fn check_glossary(service: &ServiceSource, visible: &Visible<'_>, report: &mut Report) {
    let types = service.file.glossary.iter().flat_map(|(_, types)| types);
    for (ty, _) in types {
        let expr = TypeExpr::parse(&ty.value).ok();
        let named = expr.as_ref().and_then(|expr| expr.base.named());
        if let Some(name) = named.filter(|name| visible.find(name).is_none()) {
            unknown_type(name, ty.at, visible, report);
        }
    }
}

/// Each entry of the glossary is shown by some field.
pub(super) fn check_use(platform: &PlatformSource, service: &ServiceSource, report: &mut Report) {
    let mut shown: Vec<At> = Vec::new();
    each(platform, service, |field, words| {
        let own = text(&field.doc);
        let is_shown = |words: &Inherited| own.is_empty() || own == words.words;
        shown.extend(words.filter(is_shown).map(|words| words.at));
    });
    for (name, types) in &service.file.glossary {
        for (ty, words) in types.iter().filter(|(_, words)| !shown.contains(&words.at)) {
            let message = format!("no field shows what `{}: {}` is", name.value, ty.value);
            report.push(
                Diagnostic::new(Code::UnusedWords, words.at, message)
                    .label("shown nowhere")
                    .help("remove it, or the `doc` of fields that it could stand for"),
            );
        }
    }
}
