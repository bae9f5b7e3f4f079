//! Defaults of the client: that they are of an enumeration of texts, and that every field of the name is of the same.

use super::fields::unknown_type;
use crate::spec::resolve::{Found, Visible};
use crate::spec::source::{ClientDefaultSource, OperationSource, PlatformSource, TypeSourceKind};
use crate::text::diagnostic::{Code, Diagnostic, Report};

/// Checks the defaults themselves.
pub(super) fn check(platform: &PlatformSource, report: &mut Report) {
    let visible = Visible::platform(platform);
    for default in &platform.file.client_defaults {
        let Some(ty) = &default.ty else { continue };
        match visible.find(&ty.value) {
            None => unknown_type(&ty.value, ty.at, &visible, report),
            Some(found) if !matches!(found.ty.kind(), TypeSourceKind::StringEnum(_)) => {
                let message = format!("`{}` is no enumeration of texts", ty.value);
                report.push(
                    Diagnostic::new(Code::ClientDefault, ty.at, message)
                        .label("cannot be set for all calls")
                        .also(found.ty.name.at, "the type"),
                );
            }
            Some(_) => {}
        }
    }
}

/// Checks the fields of operations that a default goes to.
pub(super) fn check_fields(
    operations: &[OperationSource],
    defaults: &[ClientDefaultSource],
    visible: &Visible<'_>,
    report: &mut Report,
) {
    for field in operations.iter().flat_map(|operation| &operation.query) {
        let name = &field.name;
        let default = defaults.iter().find(|of| of.name.value == name.value);
        let Some(default) = default else { continue };
        let Some((ty, of_default)) = field.ty().zip(default.ty.as_ref()) else {
            continue;
        };
        let is_one = ty.value.array == 0 && ty.value.base.named().is_some();
        let found = visible.named(field);
        let is_same = |found: Found<'_>| found.ty.name.value == of_default.value;
        if !is_one || found.is_some_and(|found| !is_same(found)) {
            let message = format!("`{}` is not of the type that clients set it to", name.value);
            report.push(
                Diagnostic::new(Code::ClientDefault, ty.at, message)
                    .label(format!("is not `{}`", of_default.value))
                    .also(of_default.at, "the type that clients set")
                    .help("give the field that type, by an `override` if its page says otherwise"),
            );
        }
    }
}
