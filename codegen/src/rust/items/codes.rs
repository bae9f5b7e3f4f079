//! The error codes of a service or the platform, as constants that a program can compare with.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::FileScope;
use crate::rust::format::rustdoc::{Docs, escape, sentence};
use crate::rust::format::text::{alternatives, number};
use crate::rust::shape::RustCode;
use crate::spec::model::ErrorDef;
use crate::text::names;

/// What the module `codes` is.
pub(crate) fn docs(scope: &FileScope<'_>, of: &str) -> Docs {
    let core = if scope.is_core() {
        "crate"
    } else {
        "feishu_core"
    };
    Docs::new(format!("The documented error codes of {of}.")).paragraph(format!(
        "Compare them with [`Error::code`]({core}::Error::code), or ask [`Error::is`]({core}::Error::is)."
    ))
}

/// What the module `codes` holds. `link` names an operation, by the positions of resource and operation.
pub(crate) fn constants(
    scope: &FileScope<'_>,
    codes: &[RustCode<'_>],
    link: impl Fn((usize, usize)) -> String,
) -> Vec<TokenStream> {
    let ty = scope.core("ErrorCode");
    let constants = codes.iter().map(|code| {
        let docs = code_docs(code, &link).member();
        let alias = code.meaning.code.to_string();
        let (constant, number) = (names::ident(&code.constant), number(code.meaning.code));
        quote!(#docs #[doc(alias = #alias)] pub const #constant: #ty = #ty(#number);)
    });
    constants.collect()
}

/// What a code means, and what is said of it where it is listed.
fn code_docs(code: &RustCode<'_>, link: impl Fn((usize, usize)) -> String) -> Docs {
    let docs = Docs::new(escape(&sentence(&code.meaning.hint)));
    let number = code.meaning.code;
    let from = |operations: &[(usize, usize)]| {
        let links: Vec<String> = operations.iter().map(|at| link(*at)).collect();
        match links.as_slice() {
            [] => String::new(),
            links => format!(", from {}", alternatives(links, "and")),
        }
    };
    match code.rows.as_slice() {
        [] => docs.paragraph(format!("`{number}`.")),
        [row] => docs.paragraph(format!(
            "`{number}`: {}{}.{}",
            said(row.error),
            from(&row.operations),
            own_hint(code, row.error),
        )),
        rows => {
            let bullets = rows.iter().map(|row| {
                let (said, from) = (said(row.error), from(&row.operations));
                format!("{said}{from}.{}", own_hint(code, row.error))
            });
            docs.paragraph(format!("`{number}`, which comes as:"))
                .bullets(bullets.collect())
        }
    }
}

/// What a row tells besides.
fn own_hint(code: &RustCode<'_>, error: &ErrorDef) -> String {
    let mut text = String::new();
    if error.meaning.hint != code.meaning.hint {
        text = format!(" {}", escape(&sentence(&error.meaning.hint)));
    }
    if error.undocumented {
        text.push_str(" The documentation does not list it.");
    }
    text
}

/// The platform's words and the status.
fn said(error: &ErrorDef) -> String {
    let words = match error.message.is_empty() {
        true => "an error without a text".to_owned(),
        false => {
            let message = sentence(&error.message);
            format!("\"{}\"", escape(message.trim_end_matches('.')))
        }
    };
    match error.status {
        Some(status) => format!("{words} with HTTP {status}"),
        None => words,
    }
}
