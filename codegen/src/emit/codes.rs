//! The error codes of a resource, as constants that a program can compare with.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, escape, sentence};
use super::scope::FileScope;
use super::{alternatives, number};
use crate::model::{ErrorDef, Operation};
use crate::names;

/// The error codes of the operations, by number, with the names of their constants.
#[derive(Debug)]
pub(super) struct Codes<'a> {
    codes: BTreeMap<i64, Code<'a>>,
    /// How many operations there are.
    operations: usize,
}

#[derive(Debug)]
struct Code<'a> {
    constant: String,
    /// What operations say of it: the methods that say the same stand together.
    meanings: Vec<(&'a ErrorDef, Vec<&'a Operation>)>,
}

impl<'a> Codes<'a> {
    /// Collects the codes of all operations. One code has one name, whatever the operations call it.
    pub(super) fn of(operations: &'a [Operation]) -> Self {
        let mut codes: BTreeMap<i64, Code<'a>> = BTreeMap::new();
        for operation in operations {
            for error in &operation.errors {
                let code = codes.entry(error.code).or_insert_with(|| Code {
                    constant: names::constant(&error.name),
                    meanings: Vec::new(),
                });
                let same = code.meanings.iter_mut().find(|(known, _)| {
                    (known.status, &known.message, &known.hint)
                        == (error.status, &error.message, &error.hint)
                });
                match same {
                    Some((_, operations)) => operations.push(operation),
                    None => code.meanings.push((error, vec![operation])),
                }
            }
        }
        let unique = names::unique(codes.values().map(|code| code.constant.clone()), "_", &[]);
        for (code, constant) in codes.values_mut().zip(unique) {
            code.constant = constant;
        }
        Self {
            codes,
            operations: operations.len(),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The name of the constant for a code.
    pub(super) fn constant(&self, code: i64) -> Option<&str> {
        self.codes.get(&code).map(|code| code.constant.as_str())
    }

    /// What the module `codes` is.
    pub(super) fn docs() -> Docs {
        Docs::new("The documented error codes of these operations.")
            .paragraph("Compare them with [`Error::code`](feishu_core::Error::code).")
    }

    /// What the module `codes` holds.
    pub(super) fn constants(
        &self,
        scope: &FileScope<'_>,
        accessor: &str,
        method: impl Fn(&Operation) -> String,
    ) -> Vec<TokenStream> {
        let ty = scope.core("ErrorCode");
        let constants = self.codes.iter().map(|(code, entry)| {
            let from = |operations: &[&Operation]| {
                if operations.len() == self.operations && operations.len() > 1 {
                    return "any of these operations".to_owned();
                }
                let links: Vec<String> = operations
                    .iter()
                    .map(|operation| {
                        let method = method(operation);
                        format!("[`{method}`](super::{accessor}::{method})")
                    })
                    .collect();
                alternatives(&links, "and")
            };
            let docs = entry.docs(from).member();
            let constant = names::ident(&entry.constant);
            let code = number(*code);
            quote!(#docs pub const #constant: #ty = #ty(#code);)
        });
        constants.collect()
    }
}

impl Code<'_> {
    /// What the operations say of the code. `from` names operations.
    fn docs(&self, from: impl Fn(&[&Operation]) -> String) -> Docs {
        let quoted = |error: &ErrorDef| {
            if error.message.is_empty() {
                return "An error without a text".to_owned();
            }
            let message = sentence(&error.message);
            format!("\"{}\"", escape(message.trim_end_matches('.')))
        };
        let (first, others) = match self.meanings.as_slice() {
            [] => return Docs::default(),
            [(error, operations)] => {
                let gone = if error.undocumented {
                    " The documentation does not list it."
                } else {
                    ""
                };
                return Docs::new(escape(&sentence(&error.hint))).paragraph(format!(
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
        let bullets = self.meanings.iter().map(|(error, operations)| {
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
            format!("{bullet}: {}", escape(&sentence(&error.hint)))
        });
        Docs::new(head).bullets(bullets.collect())
    }
}

fn with_status(status: Option<u16>) -> String {
    status.map_or_else(String::new, |status| format!(", with HTTP {status}"))
}
