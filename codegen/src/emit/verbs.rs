//! The methods of a service that do a whole job.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, sentence};
use super::example::{self, Examples, Extent};
use super::jobs::{self, Plan};
use super::scope::FileScope;
use super::{Error, service};
use crate::model::{Job, Resource, Service};
use crate::names;

/// What the words of the spec say of a file, and the extension of such a file.
const EXTENSIONS: &[(&str, &str)] = &[("Excel", "xlsx"), ("Word", "docx"), ("PDF", "pdf")];

/// The methods of the service that start a job, and come back to one.
pub(super) fn verbs(
    scope: &FileScope<'_>,
    service: &Service,
    resource: &Resource,
    job: &Job,
) -> Result<Vec<TokenStream>, Error> {
    // Only the names of the requests are wanted, not the imports of their fields.
    let lookup = scope.clone().of_resource(resource).without_imports();
    let plan = Plan::new(&lookup, resource, job)?;
    let module = names::ident(&service::module_name(service, resource));
    let job_type = names::ident(&jobs::type_name(job));
    let (start, poll) = (
        names::ident(&plan.start.name),
        names::ident(&plan.poll.name),
    );
    let (job_call, running) = (scope.core("JobCall"), scope.core("Job"));
    let [verb, resume] = names::job_verbs(&job.name);
    let docs = Docs::from_spec(&sentence(&job.doc))
        .code_not_run(verb_example(&lookup, service, &plan)?)
        .member();
    let resume_docs = Docs::new(format!(
        "Comes back to a job that [`{verb}`](Self::{verb}) started, perhaps in another process. The handle is the one of \
         [`Job::handle`](feishu_core::Job::handle), or made from the ticket:"
    ))
    .code_not_run(resume_example(&lookup, service, &plan)?)
    .member();
    let (verb, resume) = (names::ident(&verb), names::ident(&resume));
    Ok(vec![
        quote! {
            #docs
            pub fn #verb(&self, request: #module::#start) -> #job_call<#module::#job_type> {
                #job_call::new(&self.client, request)
            }
        },
        quote! {
            #resume_docs
            pub fn #resume(&self, handle: #module::#poll) -> #running<#module::#job_type> {
                #running::resume(&self.client, handle)
            }
        },
    ])
}

/// A whole job, for its documentation.
fn verb_example(
    scope: &FileScope<'_>,
    service: &Service,
    plan: &Plan<'_>,
) -> Result<String, Error> {
    let mut examples = Examples::new(scope);
    let request = examples.request(&plan.start, Extent::Documented)?;
    let variable = names::ident(&names::field(&service.name));
    let verb = names::ident(&names::method(&plan.job.name));
    let path = file_name(plan);
    let end = match plan.job.download {
        Some(_) => quote!(let file = #variable.#verb(request).save_to(#path).await?;),
        None => quote!(let outcome = #variable.#verb(request).await?;),
    };
    example::in_service(service, &examples, &quote!(let request = #request; #end))
}

/// How one comes back to a job, for its documentation.
fn resume_example(
    scope: &FileScope<'_>,
    service: &Service,
    plan: &Plan<'_>,
) -> Result<String, Error> {
    let mut examples = Examples::new(scope);
    let handle = examples.request(&plan.poll, Extent::Required)?;
    let variable = names::ident(&names::field(&service.name));
    let [_, resume] = names::job_verbs(&plan.job.name);
    let resume = names::ident(&resume);
    let path = file_name(plan);
    let end = match plan.job.download {
        Some(_) => quote!(let file = #variable.#resume(handle).save_to(#path).await?;),
        None => quote!(let outcome = #variable.#resume(handle).wait().await?;),
    };
    example::in_service(service, &examples, &quote!(let handle = #handle; #end))
}

/// A name for the file that a job leaves, with an extension that fits the example.
///
/// A field of the first request tells it, or else what the spec says of the download.
fn file_name(plan: &Plan<'_>) -> String {
    let field = plan
        .start
        .stored()
        .find(|field| field.field.name.ends_with("extension"))
        .and_then(|field| field.field.effective().example.as_ref())
        .and_then(serde_json::Value::as_str)
        .map(str::to_owned);
    let words = || {
        let doc = plan.download.map_or("", |operation| operation.doc.as_str());
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
