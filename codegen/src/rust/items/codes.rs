//! The error codes of a resource, as constants that a program can compare with.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::FileScope;
use crate::rust::format::docs::{Docs, escape, sentence};
use crate::rust::format::text::{alternatives, number};
use crate::rust::shape::{RustCode, RustResource};
use crate::spec::model::ErrorDef;
use crate::text::names;

/// What the module `codes` is.
pub(crate) fn docs() -> Docs {
    Docs::new("The documented error codes of these operations.")
        .paragraph("Compare them with [`Error::code`](feishu_core::Error::code).")
}

/// What the module `codes` holds.
pub(crate) fn constants(scope: &FileScope<'_>, resource: &RustResource<'_>) -> Vec<TokenStream> {
    let ty = scope.core("ErrorCode");
    let (operations, accessor) = (&resource.operations, &resource.accessor);
    let constants = resource.codes.iter().map(|code| {
        let from = |positions: &[usize]| {
            if positions.len() == operations.len() && positions.len() > 1 {
                return "any of these operations".to_owned();
            }
            let links: Vec<String> = positions
                .iter()
                .map(|at| {
                    let method = &operations[*at].method;
                    format!("[`{method}`](super::{accessor}::{method})")
                })
                .collect();
            alternatives(&links, "and")
        };
        let docs = code_docs(code, from).member();
        let (constant, number) = (names::ident(&code.constant), number(code.code));
        quote!(#docs pub const #constant: #ty = #ty(#number);)
    });
    constants.collect()
}

/// What the operations say of a code. `from` names operations.
fn code_docs(code: &RustCode<'_>, from: impl Fn(&[usize]) -> String) -> Docs {
    let quoted = |error: &ErrorDef| {
        if error.message.is_empty() {
            return "An error without a text".to_owned();
        }
        let message = sentence(&error.message);
        format!("\"{}\"", escape(message.trim_end_matches('.')))
    };
    let (first, others) = match code.meanings.as_slice() {
        [] => return Docs::default(),
        [(error, operations)] => {
            let gone = if error.undocumented {
                " The documentation does not list it."
            } else {
                ""
            };
            return Docs::new(escape(&sentence(&error.meaning.hint))).paragraph(format!(
                "{} from {}{}.{gone}",
                quoted(error),
                from(operations),
                with_status(error.status),
            ));
        }
        [(first, _), others @ ..] => (first, others),
    };
    // What all of them say stands first, the rest with each.
    let same_message = others
        .iter()
        .all(|(error, _)| error.message == first.message);
    let same_status = others.iter().all(|(error, _)| error.status == first.status);
    let head = match (same_message, same_status) {
        (true, true) => format!("{}{}.", quoted(first), with_status(first.status)),
        (true, false) => format!("{}.", quoted(first)),
        (false, true) if first.status.is_some() => {
            format!("With HTTP {}.", first.status.unwrap_or_default())
        }
        (false, _) => "It depends on the operation.".to_owned(),
    };
    let bullets = code.meanings.iter().map(|(error, operations)| {
        let mut bullet = format!("From {}", from(operations));
        if !same_message {
            let said = match error.message.is_empty() {
                true => ", without a text".to_owned(),
                false => format!(", as {}", quoted(error)),
            };
            bullet.push_str(&said);
        }
        if !same_status {
            bullet.push_str(&with_status(error.status));
        }
        format!("{bullet}: {}", escape(&sentence(&error.meaning.hint)))
    });
    Docs::new(head).bullets(bullets.collect())
}

fn with_status(status: Option<u16>) -> String {
    status.map_or_else(String::new, |status| format!(", with HTTP {status}"))
}
