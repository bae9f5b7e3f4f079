//! The struct through which a resource's operations are called, one method for each.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::FileScope;
use super::{deprecated, example, failures, paging};
use crate::rust::format::Error;
use crate::rust::format::rustdoc::{Docs, alias, code, sentence};
use crate::rust::format::text::{alternatives, number_text};
use crate::rust::shape::{CodeHome, Output, RustJob, RustOperation, RustResource, RustService};
use crate::spec::model::{Limit, Per, Rate};
use crate::text::names;

/// The struct and its methods.
pub(crate) fn items(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
) -> Result<Vec<TokenStream>, Error> {
    let name = names::ident(&resource.accessor);
    let (root, method) = (&service.name, &resource.method);
    let docs = Docs::new(format!(
        "The operations of the resource `{}`.",
        resource.resource.name
    ))
    .paragraph(format!(
        "Obtained from [`{root}::{method}`](crate::{root}::{method})."
    ))
    .item();
    let client = scope.core("Client");
    let call = scope.core("Call");
    let methods = resource
        .operations
        .iter()
        .enumerate()
        .map(|(at, operation)| {
            let docs = operation_docs(scope, service, resource, at)?.member();
            let alias = alias(&operation.operation.title, &operation.method);
            let method = names::ident(&operation.method);
            let request = names::ident(&operation.request.name);
            let deprecated = deprecated::attribute(operation);
            Ok(quote! {
                #docs
                #alias
                #deprecated
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
    service: &RustService<'_>,
    resource: &RustResource<'_>,
    at: usize,
) -> Result<Docs, Error> {
    let of = &resource.operations[at];
    let operation = of.operation;
    let mut docs = Docs::from_spec(&sentence(&operation.doc));
    for RustJob { job, verb, .. } in resource.jobs.iter().filter(|job| job.job.start == at) {
        let root = &service.name;
        let what = match &job.download {
            Some(_) => "waits for the job too, and fetches the file",
            None => "waits for the job too",
        };
        docs = docs.paragraph(format!("[`{root}::{verb}`](crate::{root}::{verb}) {what}."));
    }
    if let Some(list) = &of.list {
        let paging = operation.paging.as_ref();
        let size = paging.and_then(|paging| paging::largest(of, paging));
        let size = size.map_or_else(String::new, |(size, maximum)| {
            let maximum = number_text(maximum);
            format!(
                ", of up to {maximum} elements each unless `{}` is set",
                size.name
            )
        });
        let reach = paging.and_then(|paging| paging.reach);
        let reach = reach.map_or_else(String::new, |reach| {
            let reach = number_text(i64::from(reach));
            format!(", and ends after element {reach}, beyond which the platform refuses to go")
        });
        docs = docs
            .paragraph(format!(
                "The response is one page; [`items`](feishu_core::Call::items) asks for page after page, as needed{size}{reach}:",
            ))
            .code_not_run(example::items_example(scope, service, resource, of, list)?);
    } else if example::takes_users_alone(of) {
        docs = docs
            .paragraph("The call is made as a user:")
            .code_not_run(example::call_as_user_example(scope, service, resource, of)?);
    }
    if let (Some(passed), Output::Response { name, .. }) = (failures::list(scope, of), &of.output) {
        let passed: Vec<_> = passed.iter().map(|field| field.name.as_str()).collect();
        docs = docs.paragraph(format!(
            "The call succeeds even if the platform does only a part of it: look at [`failures`]({name}::failures), \
             which go by {}, or at [`is_complete`]({name}::is_complete).",
            code(&passed.join("."))
        ));
    }
    // As logs and errors name it.
    let route = format!("{} {}", operation.method, operation.path);
    let mut bullets = vec![
        format!("Operation: {}, {}", code(&operation.id), code(&route)),
        format!("Response: {}", response(scope, of)),
    ];
    if !operation.tokens.is_empty() {
        bullets.push(format!("Token: {}", alternatives(&operation.tokens, "or")));
    }
    let scopes = |scopes: &[String]| {
        let scopes: Vec<String> = scopes.iter().map(|scope| code(scope)).collect();
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
        .filter_map(|error| scope.rust().codes(service).find(error.code))
        .map(|(code, home)| {
            let constant = &code.constant;
            let module = match home {
                CodeHome::Service => scope.service_text(),
                CodeHome::Platform => "feishu_core",
            };
            format!("[`{constant}`]({module}::codes::{constant})")
        })
        .collect();
    if !errors.is_empty() {
        bullets.push(format!("Errors: {}", errors.join(", ")));
    }
    if let Some(brand) = &operation.brand {
        let brand = names::type_name(brand);
        bullets.push(format!("Documented for {brand} alone"));
    }
    if !operation.page.is_empty() {
        bullets.push(format!(
            "[Official page]({})",
            scope.page_address(operation)
        ));
    }
    Ok(docs.bullets(bullets))
}

/// What a call leads to, with a link.
fn response(scope: &FileScope<'_>, of: &RustOperation<'_>) -> String {
    match &of.output {
        Output::Response { ty: Some(id), .. } => scope.link(*id),
        Output::Response { name, .. } => format!("[`{name}`]"),
        Output::Download => "the file, as a [`Download`](feishu_core::Download)".to_owned(),
        Output::Empty => "nothing, as [`Empty`](feishu_core::Empty)".to_owned(),
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
