//! The methods of a service that do a whole job.

use proc_macro2::TokenStream;
use quote::quote;

use super::deprecated;
use super::example::{self, Examples, Extent};
use super::fields::{ident, parameters};
use super::scope::FileScope;
use crate::rust::format::Error;
use crate::rust::format::rustdoc::{Docs, sentence};
use crate::rust::shape::{RustJob, RustResource, RustService};
use crate::text::names;

/// What the words of the spec say of a file, and the extension of such a file.
const EXTENSIONS: &[(&str, &str)] = &[("Excel", "xlsx"), ("Word", "docx"), ("PDF", "pdf")];

/// The methods of the service that start a job, and come back to one.
pub(crate) fn verbs(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
    job: &RustJob<'_>,
) -> Result<[TokenStream; 2], Error> {
    let (module, name) = (&resource.module, &job.name);
    let start = &resource.operations[job.job.start];
    let poll = &resource.operations[job.job.poll.operation];
    let (job_call, running) = (scope.core("JobCall"), scope.core("Job"));
    let (verb, request) = (&job.verb, &start.request.name);
    let required = start.request.required();
    let mut values = Vec::new();
    if !required.is_empty() {
        values.push(format!(
            "The arguments are those of [`{request}::new`]({module}::{request}::new)."
        ));
    }
    if start.request.optional().next().is_some() {
        values.push(format!(
            "[`JobCall::with`](feishu_core::JobCall::with) sets what is optional in [`{request}`]({module}::{request})."
        ));
    }
    let mut docs = Docs::from_spec(&sentence(&job.job.doc));
    if !values.is_empty() {
        docs = docs.paragraph(values.join(" "));
    }
    let docs = docs
        .code_not_run(verb_example(scope, service, resource, job)?)
        .member();
    let resume_docs = Docs::new(format!(
        "Comes back to a job that [`{verb}`](Self::{verb}) started, perhaps in another process. The handle is the one of \
         [`Job::handle`](feishu_core::Job::handle), or made from the ticket:"
    ))
    .code_not_run(resume_example(scope, service, resource, job)?)
    .member();
    let [no_start, no_resume] = [start, poll].map(deprecated::attribute);
    let parameters = parameters(scope, &required);
    let arguments = required.iter().map(|field| ident(field));
    let [module, name, verb, resume] =
        [module, name, verb, &job.resume].map(|name| names::ident(name));
    let [request, handle] = [request, &poll.request.name].map(|name| names::ident(name));
    Ok([
        quote! {
            #docs
            #no_start
            pub fn #verb(&self, #(#parameters),*) -> #job_call<#module::#name> {
                let request = #module::#request::new(#(#arguments),*);
                #job_call::new(&self.client, request)
            }
        },
        quote! {
            #resume_docs
            #no_resume
            pub fn #resume(&self, handle: #module::#handle) -> #running<#module::#name> {
                #running::resume(&self.client, handle)
            }
        },
    ])
}

/// A whole job, for its documentation.
fn verb_example(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
    job: &RustJob<'_>,
) -> Result<String, Error> {
    let mut examples = Examples::new(scope);
    let start = &resource.operations[job.job.start];
    let arguments = examples.arguments(start);
    let setters = examples.setters(start, Extent::Documented);
    let with = (!setters.is_empty()).then(|| quote!(.with(|request| request #setters)));
    let (variable, verb) = (names::ident(&service.variable), names::ident(&job.verb));
    let path = file_name(resource, job);
    let (outcome, save) = match job.job.download {
        Some(_) => (quote!(file), Some(quote!(.save_to(#path)))),
        None => (quote!(outcome), None),
    };
    let as_user = examples.as_user(start);
    let code = quote!(let #outcome = #variable.#verb(#(#arguments),*) #with #as_user #save.await?;);
    example::in_service(service, &examples, &code)
}

/// How one comes back to a job, for its documentation.
fn resume_example(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
    job: &RustJob<'_>,
) -> Result<String, Error> {
    let mut examples = Examples::new(scope);
    let poll = &resource.operations[job.job.poll.operation];
    let handle = examples.request(poll, Extent::Required);
    let (variable, resume) = (names::ident(&service.variable), names::ident(&job.resume));
    let path = file_name(resource, job);
    let end = match job.job.download {
        Some(_) => quote!(let file = #variable.#resume(handle).save_to(#path).await?;),
        None => quote!(let outcome = #variable.#resume(handle).wait().await?;),
    };
    example::in_service(service, &examples, &quote!(let handle = #handle; #end))
}

/// A name for the file that a job leaves, with an extension that fits the example.
///
/// A field of the first request tells it, or else what the spec says of the download.
fn file_name(resource: &RustResource<'_>, job: &RustJob<'_>) -> String {
    let field = resource.operations[job.job.start]
        .request
        .stored()
        .find(|field| field.field.name.ends_with("extension"))
        .and_then(|field| field.field.shown_example())
        .and_then(serde_json::Value::as_str)
        .map(str::to_owned);
    let words = || {
        let download = job.job.download.as_ref();
        let doc = download.map_or("", |download| {
            let operation = resource.operations[download.operation].operation;
            operation.doc.as_str()
        });
        EXTENSIONS
            .iter()
            .find(|(words, _)| doc.contains(words))
            .map(|(_, extension)| (*extension).to_owned())
    };
    match field.or_else(words) {
        Some(extension) => format!("file.{extension}"),
        None => "file".to_owned(),
    }
}
