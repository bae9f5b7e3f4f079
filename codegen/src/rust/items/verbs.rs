//! The methods of a service that do a whole job.

use proc_macro2::TokenStream;
use quote::quote;

use super::deprecated;
use super::example::{self, Examples, Extent};
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
    let module = names::ident(&resource.module);
    let job_type = names::ident(&job.name);
    let start = &resource.operations[job.job.start];
    let poll = &resource.operations[job.job.poll.operation];
    let (job_call, running) = (scope.core("JobCall"), scope.core("Job"));
    let docs = Docs::from_spec(&sentence(&job.job.doc))
        .code_not_run(verb_example(scope, service, resource, job)?)
        .member();
    let verb = &job.verb;
    let resume_docs = Docs::new(format!(
        "Comes back to a job that [`{verb}`](Self::{verb}) started, perhaps in another process. The handle is the one of \
         [`Job::handle`](feishu_core::Job::handle), or made from the ticket:"
    ))
    .code_not_run(resume_example(scope, service, resource, job)?)
    .member();
    let (verb, resume) = (names::ident(verb), names::ident(&job.resume));
    let [no_start, no_resume] = [start, poll].map(deprecated::attribute);
    let (start, poll) = (
        names::ident(&start.request.name),
        names::ident(&poll.request.name),
    );
    Ok([
        quote! {
            #docs
            #no_start
            pub fn #verb(&self, request: #module::#start) -> #job_call<#module::#job_type> {
                #job_call::new(&self.client, request)
            }
        },
        quote! {
            #resume_docs
            #no_resume
            pub fn #resume(&self, handle: #module::#poll) -> #running<#module::#job_type> {
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
    let request = examples.request(start, Extent::Documented);
    let (variable, verb) = (names::ident(&service.variable), names::ident(&job.verb));
    let path = file_name(resource, job);
    let end = match job.job.download {
        Some(_) => quote!(let file = #variable.#verb(request).save_to(#path).await?;),
        None => quote!(let outcome = #variable.#verb(request).await?;),
    };
    example::in_service(service, &examples, &quote!(let request = #request; #end))
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
