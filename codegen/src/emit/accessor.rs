//! The struct through which a resource's operations are called, one method for each.

use proc_macro2::TokenStream;
use quote::quote;

use super::codes::Codes;
use super::docs::{Docs, alias, sentence};
use super::example;
use super::request::response_name;
use super::scope::FileScope;
use super::{Error, alternatives, number_text};
use crate::model::{Job, Limit, Operation, Per, Rate, Resource, ResponseKind};
use crate::names;

/// How many errors the documentation of a method lists; of more, one would read none.
const ERRORS_LISTED: usize = 8;

/// The accessor of a resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accessor<'a> {
    /// The name of the struct.
    pub(super) name: &'a str,
    /// The struct of the service.
    pub(super) service: &'a str,
    /// The method of the service that makes it.
    pub(super) method: &'a str,
    /// The operations.
    pub(super) operations: &'a [Operation],
    /// The names of the methods, one for each operation.
    pub(super) methods: &'a [String],
    /// The jobs.
    pub(super) jobs: &'a [Job],
    /// The error codes.
    pub(super) codes: &'a Codes<'a>,
}

/// The struct and its methods.
pub(super) fn items(
    scope: &FileScope<'_>,
    accessor: &Accessor<'_>,
    resource: &Resource,
) -> Result<Vec<TokenStream>, Error> {
    let name = names::ident(accessor.name);
    let (service, method) = (accessor.service, accessor.method);
    let docs = Docs::new(format!(
        "The operations of the resource `{}`.",
        resource.name
    ))
    .paragraph(format!(
        "Obtained from [`{service}::{method}`](crate::{service}::{method})."
    ))
    .item();
    let client = scope.core("Client");
    let call = scope.core("Call");
    let methods = accessor
        .operations
        .iter()
        .zip(accessor.methods)
        .map(|(operation, method)| {
            let docs = operation_docs(scope, accessor, operation, method)?.member();
            let alias = alias(&operation.title, method);
            let method = names::ident(method);
            let request = names::ident(&names::type_name(&operation.request_type));
            Ok(quote! {
                #docs
                #alias
                pub fn #method(&self, request: #request) -> #call<#request> {
                    self.client.call(request)
                }
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(vec![
        quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            pub struct #name<'c> {
                client: &'c #client,
            }
        },
        quote! {
            impl<'c> #name<'c> {
                pub(crate) const fn new(client: &'c #client) -> Self {
                    Self { client }
                }

                #(#methods)*
            }
        },
    ])
}

fn operation_docs(
    scope: &FileScope<'_>,
    accessor: &Accessor<'_>,
    operation: &Operation,
    method: &str,
) -> Result<Docs, Error> {
    let mut docs = Docs::from_spec(&sentence(&operation.doc));
    let service = accessor.service;
    for job in accessor
        .jobs
        .iter()
        .filter(|job| job.start == operation.name)
    {
        let verb = names::method(&job.name);
        let what = match &job.download {
            Some(_) => "waits for the job too, and fetches the file",
            None => "waits for the job too",
        };
        docs = docs.paragraph(format!(
            "[`{service}::{verb}`](crate::{service}::{verb}) {what}."
        ));
    }
    if let Some(paging) = &operation.paging {
        let path = (accessor.method, method);
        docs = docs
            .paragraph(
                "The response is one page; [`items`](feishu_core::Call::items) asks for page after page, as needed:",
            )
            .code_not_run(example::items_example(scope, operation, paging, path)?);
    }
    let mut bullets = vec![format!("Response: {}", response(operation))];
    if !operation.tokens.is_empty() {
        bullets.push(format!("Token: {}", alternatives(&operation.tokens, "or")));
    }
    let scopes = |scopes: &[String]| {
        let scopes: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
        alternatives(&scopes, "or")
    };
    if !operation.scopes.is_empty() {
        bullets.push(format!("Scope: {}", scopes(&operation.scopes)));
    }
    if !operation.field_scopes.is_empty() {
        bullets.push(format!(
            "Scope for some fields: {}",
            scopes(&operation.field_scopes)
        ));
    }
    if let Some(limit) = limit(&operation.limit) {
        bullets.push(format!("Limit: {limit}"));
    }
    if let Some(calls) = operation.concurrency {
        let calls = if calls == 1 {
            "one call".to_owned()
        } else {
            format!("{calls} calls")
        };
        bullets.push(format!("Concurrency: {calls}"));
    }
    if operation.ranges {
        bullets.push("Ranges: a file that is cut off goes on from there".to_owned());
    }
    let errors: Vec<String> = operation
        .errors
        .iter()
        .filter_map(|error| accessor.codes.constant(error.code))
        .map(|constant| format!("[`{constant}`](codes::{constant})"))
        .collect();
    match errors.len() {
        0 => {}
        few if few <= ERRORS_LISTED => bullets.push(format!("Errors: {}", errors.join(", "))),
        many => bullets.push(format!("Errors: {many}, listed in [`codes`]")),
    }
    if !operation.page.is_empty() {
        bullets.push(format!(
            "[Official page]({})",
            scope.page_address(&operation.page)
        ));
    }
    Ok(docs.bullets(bullets))
}

/// What a call leads to, with a link.
fn response(operation: &Operation) -> String {
    match operation.response_kind {
        ResponseKind::Json | ResponseKind::Flat => format!("[`{}`]", response_name(operation)),
        ResponseKind::Binary => "the file, as a [`Download`](feishu_core::Download)".to_owned(),
        ResponseKind::Empty => "nothing, as [`Empty`](feishu_core::Empty)".to_owned(),
    }
}

/// A limit in words.
fn limit(limit: &Limit) -> Option<String> {
    match limit {
        Limit::None => None,
        Limit::Special(rates) if rates.is_empty() => {
            Some("special, not documented in figures".to_owned())
        }
        Limit::Rates(rates) | Limit::Special(rates) => {
            let rates: Vec<String> = rates.iter().map(rate).collect();
            Some(alternatives(&rates, "and"))
        }
    }
}

fn rate(rate: &Rate) -> String {
    let calls = if rate.count == 1 { "call" } else { "calls" };
    let per = match rate.per {
        Per::Second => "second",
        Per::Minute => "minute",
        Per::Day => "day",
    };
    format!("{} {calls} a {per}", number_text(rate.count))
}
