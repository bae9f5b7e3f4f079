//! Jobs: the types that say how one is started and followed.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, sentence};
use super::fields::{Holder, Value};
use super::job_values::{Given, access, construct, fields_at, find_operation, response_field};
use super::request::{self, RequestParts};
use super::scope::FileScope;
use super::{Error, format, types};
use crate::model::{Job, JobDownload, Operation, Resource, Source, TypeId, TypeKind};
use crate::names;

/// The name of a job's type.
pub(super) fn type_name(job: &Job) -> String {
    format!("{}Job", names::type_name(&job.name))
}

/// The types of a resource's jobs, and how each is started and followed.
pub(super) fn items(scope: &FileScope<'_>, resource: &Resource) -> Result<Vec<TokenStream>, Error> {
    let plans = resource
        .jobs
        .iter()
        .map(|job| Plan::new(scope, resource, job))
        .collect::<Result<Vec<_>, _>>()?;
    let states = plans
        .iter()
        .map(|plan| plan.state(scope))
        .collect::<Result<Vec<_>, _>>()?;
    let mut items = Vec::new();
    // Jobs that differ in how they start often stand where they stand by the same signs, told by one function.
    let mut shared: Vec<(String, String)> = Vec::new();
    for (plan, state) in plans.iter().zip(&states) {
        let text = state.to_string();
        let same = |other: &TokenStream| other.to_string() == text;
        let known = shared.iter().find(|(known, _)| *known == text);
        let state = match known {
            Some((_, function)) => Some(function.clone()),
            None if states.iter().filter(|other| same(other)).count() > 1 => {
                let function = format!("{}_state", names::field(&plan.job.poll.operation));
                let taken: Vec<&str> = shared.iter().map(|(_, name)| name.as_str()).collect();
                let function = names::unique([function], "_", &taken).concat();
                items.push(plan.state_function(scope, &function, state));
                shared.push((text, function.clone()));
                Some(function)
            }
            None => None,
        }
        .map_or_else(
            || state.clone(),
            |function| {
                let function = names::ident(&function);
                quote!(#function(response))
            },
        );
        items.extend(job_items(scope, plan, &state)?);
    }
    Ok(items)
}

/// The type of a job, and how it is started and followed.
fn job_items(
    scope: &FileScope<'_>,
    plan: &Plan<'_>,
    state: &TokenStream,
) -> Result<Vec<TokenStream>, Error> {
    let job = plan.job;
    let name = names::ident(&type_name(job));
    let service = scope
        .service()
        .map_or_else(String::new, |service| names::type_name(&service.name));
    let verb = names::method(&job.name);
    let docs = Docs::from_spec(&sentence(&job.doc))
        .paragraph(format!(
            "Started by [`{service}::{verb}`](crate::{service}::{verb})."
        ))
        .item();
    let job_spec = scope.core("JobSpec");
    let job_state = scope.core("JobState");
    let full_name = format!("{}.{}", job_prefix(plan.start.operation), job.name);
    let (start, poll) = (
        names::ident(&plan.start.name),
        names::ident(&plan.poll.name),
    );
    let start_response = request::output(scope, plan.start.operation);
    let poll_response = request::output(scope, plan.poll.operation);
    let output = &plan.output;
    let handle = plan.handle(scope)?;
    let ticket = plan.ticket()?;
    // A handle that needs nothing of the request, or nothing of the response, says so.
    let takes =
        |wanted: fn(&Source) -> bool| plan.job.poll.with.iter().any(|(_, source)| wanted(source));
    let request_argument = if takes(|source| matches!(source, Source::Request(_))) {
        "request"
    } else {
        "_request"
    };
    let response_argument = if takes(|source| matches!(source, Source::Response(_))) {
        "response"
    } else {
        "_response"
    };
    let (request_argument, response_argument) = (
        names::ident(request_argument),
        names::ident(response_argument),
    );
    let mut items = vec![
        quote! {
            #docs
            #[derive(Debug)]
            pub enum #name {}
        },
        quote! {
            impl #job_spec for #name {
                const NAME: &'static str = #full_name;
                type Start = #start;
                type Poll = #poll;
                type Output = #output;

                fn handle(#request_argument: &#start, #response_argument: #start_response) -> #poll {
                    #handle
                }

                fn ticket(handle: &#poll) -> &str {
                    #ticket
                }

                fn state(response: #poll_response) -> #job_state<#output> {
                    #state
                }
            }
        },
    ];
    if let Some(download) = &job.download {
        items.push(plan.download(scope, download)?);
    }
    Ok(items)
}

/// `drive.v1.export_task` of `drive.v1.export_task.create`.
fn job_prefix(operation: &Operation) -> &str {
    operation
        .id
        .rsplit_once('.')
        .map_or(operation.id.as_str(), |(prefix, _)| prefix)
}

/// A job with everything that it names looked up.
pub(super) struct Plan<'a> {
    pub(super) job: &'a Job,
    resource: &'a Resource,
    pub(super) start: RequestParts<'a>,
    pub(super) poll: RequestParts<'a>,
    /// The operation that fetches the file.
    pub(super) download: Option<&'a Operation>,
    /// The type of the outcome.
    output: TokenStream,
    /// The variable that holds the outcome.
    result: String,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        scope: &FileScope<'_>,
        resource: &'a Resource,
        job: &'a Job,
    ) -> Result<Self, Error> {
        let start = RequestParts::new(scope, find_operation(resource, job, &job.start)?)?;
        let poll = RequestParts::new(scope, find_operation(resource, job, &job.poll.operation)?)?;
        let output = match job.output.as_slice() {
            [] => request::output(scope, poll.operation),
            path => {
                let field = response_field(scope, &poll.operation.response, path, job)?;
                field.ty
            }
        };
        let download = match &job.download {
            Some(download) => Some(find_operation(resource, job, &download.step.operation)?),
            None => None,
        };
        let result = job
            .output
            .last()
            .map_or_else(|| "response".to_owned(), |last| names::field(last));
        Ok(Self {
            job,
            resource,
            start,
            poll,
            download,
            output,
            result,
        })
    }

    /// The request that asks after a job that was just started.
    fn handle(&self, scope: &FileScope<'_>) -> Result<TokenStream, Error> {
        let mut sources = Vec::new();
        for (wire, source) in &self.job.poll.with {
            let value = match source {
                Source::Request(path) => {
                    let [name] = path.as_slice() else {
                        return Err(self.unsupported("takes a part of a field"));
                    };
                    let field = self.start.field(name)?;
                    Given {
                        expression: {
                            let ident = &field.ident;
                            quote!(request.#ident)
                        },
                        field: field.clone(),
                        owned: false,
                    }
                }
                Source::Response(path) => {
                    let field =
                        response_field(scope, &self.start.operation.response, path, self.job)?;
                    let expression = access(
                        &quote!(response),
                        scope,
                        &self.start.operation.response,
                        path,
                        self.job,
                    )?;
                    Given {
                        expression,
                        field,
                        owned: true,
                    }
                }
            };
            sources.push((wire.as_str(), value));
        }
        construct(&self.poll, &sources, self.job)
    }

    /// The text that names the job.
    fn ticket(&self) -> Result<TokenStream, Error> {
        let field = self.poll.field(&self.job.ticket)?;
        if field.holder != Holder::Plain || !field.value.is_text() {
            return Err(self.unsupported("has a ticket that is not a required text"));
        }
        let ident = &field.ident;
        Ok(match field.value {
            Value::Text => quote!(&handle.#ident),
            _ => quote!(handle.#ident.as_str()),
        })
    }

    /// How the job stands, by a response.
    fn state(&self, scope: &FileScope<'_>) -> Result<TokenStream, Error> {
        let response = &self.poll.operation.response;
        let status = response_field(scope, response, &self.job.status, self.job)?;
        let Value::IntEnum(status_type) = &status.value else {
            return Err(self.unsupported("has a status that is not an enumeration of numbers"));
        };
        let status_name = scope.named(*status_type);
        let done = self.statuses(scope, status_type, &self.job.done)?;
        let pending = self.statuses(scope, status_type, &self.job.pending)?;
        let (state, failure) = (scope.core("JobState"), scope.core("JobFailure"));

        let result = names::ident(&self.result);
        let bind = match self.job.output.as_slice() {
            [] => None,
            path => {
                let value = access(&quote!(response), scope, response, path, self.job)?;
                let value = match response_field(scope, response, path, self.job)?.holder {
                    Holder::Option => quote!(#value.unwrap_or_default()),
                    _ => value,
                };
                Some(quote!(let #result = #value;))
            }
        };
        let status_place = self.place(scope, &self.job.status)?;
        let needs = match &self.job.needs {
            None => None,
            Some(path) => {
                let place = self.place(scope, path)?;
                let field = response_field(scope, response, path, self.job)?;
                Some(match (field.holder, &field.value) {
                    (Holder::Option, Value::Text) => {
                        quote!(#place.as_deref().is_some_and(|value| !value.is_empty()))
                    }
                    (Holder::Plain, Value::Text) => quote!(Some(#place.clone())),
                    (Holder::Option, value) if value.is_text() => {
                        quote!(#place.as_ref().is_some_and(|value| !value.as_str().is_empty()))
                    }
                    (Holder::Option, _) => quote!(#place.is_some()),
                    (_, value) if value.is_text() => quote!(!#place.as_str().is_empty()),
                    _ => quote!(true),
                })
            }
        };
        let message = match &self.job.message {
            None => quote!(None),
            Some(path) => {
                let place = self.place(scope, path)?;
                match response_field(scope, response, path, self.job)?.holder {
                    Holder::Option => place,
                    _ => quote!(Some(#place)),
                }
            }
        };
        let last = self.job.needs.as_ref().and_then(|path| path.last());
        let has = names::ident(&format!(
            "has_{}",
            last.map_or_else(String::new, |last| names::field(last))
        ));
        let why = format::comment("A success without it is not the end of the job yet.");
        let check = needs.as_ref().map(|needs| quote!(#why let #has = #needs;));
        let guard = needs.as_ref().map(|_| quote!(if #has));
        let waits = if needs.is_some() {
            done.iter().chain(&pending).collect()
        } else {
            pending.iter().collect::<Vec<_>>()
        };
        let one_of = |variants: &[TokenStream]| quote!(#(#status_name::#variants)|*);
        let done = one_of(&done);
        let waits: Vec<TokenStream> = waits.into_iter().cloned().collect();
        let several = waits.len() > 1;
        let waits = one_of(&waits);
        // Around a single one, the parentheses would be too many.
        let waits = if several { quote!((#waits)) } else { waits };
        let pending_arm = (!waits.is_empty())
            .then(|| quote!(Some(status @ #waits) => #state::Pending(Some(status.number())),));
        Ok(quote! {
            #bind
            #check
            match #status_place {
                Some(#done) #guard => #state::Done(#result),
                #pending_arm
                None => #state::Pending(None),
                Some(status) => {
                    #state::Failed(#failure::new(status.number(), status.meaning(), #message))
                }
            }
        })
    }

    /// A function for how several jobs stand.
    fn state_function(
        &self,
        scope: &FileScope<'_>,
        name: &str,
        state: &TokenStream,
    ) -> TokenStream {
        let docs = Docs::new(format!(
            "How a job stands that [`{}`] asks after.",
            self.poll.name
        ))
        .item();
        let name = names::ident(name);
        let response = request::output(scope, self.poll.operation);
        let (job_state, output) = (scope.core("JobState"), &self.output);
        quote! {
            #docs
            fn #name(response: #response) -> #job_state<#output> {
                #state
            }
        }
    }

    /// `impl DownloadJob`.
    fn download(
        &self,
        scope: &FileScope<'_>,
        download: &JobDownload,
    ) -> Result<TokenStream, Error> {
        let operation = find_operation(self.resource, self.job, &download.step.operation)?;
        let request = RequestParts::new(scope, operation)?;
        let mut sources = Vec::new();
        for (wire, source) in &download.step.with {
            let Source::Response(path) = source else {
                return Err(self.unsupported("takes a value of its first request for the download"));
            };
            let expression = self.output_place(scope, path)?;
            let field = response_field(scope, &self.poll.operation.response, path, self.job)?;
            sources.push((
                wire.as_str(),
                Given {
                    expression,
                    field,
                    owned: false,
                },
            ));
        }
        let download_call = construct(&request, &sources, self.job)?;
        let size = match &download.size {
            None => None,
            Some(path) => {
                let place = self.output_place(scope, path)?;
                Some(
                    match response_field(scope, &self.poll.operation.response, path, self.job)? {
                        field if field.value != Value::Bytes => {
                            return Err(
                                self.unsupported("has a size that is not a number of bytes")
                            );
                        }
                        field if field.holder == Holder::Option => place,
                        _ => quote!(Some(#place)),
                    },
                )
            }
        };
        let name_of_file = self.text_of_output(scope, "file_name", download.name.as_deref())?;
        let extension =
            self.text_of_output(scope, "file_extension", download.extension.as_deref())?;
        let argument = names::ident(if size.is_some() { "output" } else { "_output" });
        let size = size.unwrap_or_else(|| quote!(None));
        let name = names::ident(&type_name(self.job));
        let request_name = names::ident(&request.name);
        let output = &self.output;
        let download_job = scope.core("DownloadJob");
        Ok(quote! {
            impl #download_job for #name {
                type Download = #request_name;

                fn download(output: &#output) -> #request_name {
                    #download_call
                }

                fn file_size(#argument: &#output) -> Option<u64> {
                    #size
                }

                #name_of_file

                #extension
            }
        })
    }

    /// A method for a text that the outcome holds, if the job says where.
    fn text_of_output(
        &self,
        scope: &FileScope<'_>,
        method: &str,
        path: Option<&[String]>,
    ) -> Result<Option<TokenStream>, Error> {
        let Some(path) = path else {
            return Ok(None);
        };
        let place = self.output_place(scope, path)?;
        let field = response_field(scope, &self.poll.operation.response, path, self.job)?;
        let text = match (field.holder, field.value) {
            (Holder::Option, Value::Text) => quote!(#place.clone()),
            (Holder::Option, value) if value.is_text() => {
                quote!(#place.as_ref().map(|value| value.as_str().to_owned()))
            }
            (Holder::Plain, value) if value.is_text() => quote!(Some(#place.as_str().to_owned())),
            _ => return Err(self.unsupported("has a file whose name is no text")),
        };
        let (method, output) = (names::ident(method), &self.output);
        Ok(Some(quote! {
            fn #method(output: &#output) -> Option<String> {
                #text
            }
        }))
    }

    /// A value of the poll's response, once the outcome is taken out of it.
    fn place(&self, scope: &FileScope<'_>, path: &[String]) -> Result<TokenStream, Error> {
        let response = &self.poll.operation.response;
        match path.strip_prefix(self.job.output.as_slice()) {
            Some(rest) if !rest.is_empty() => {
                let fields = fields_at(scope, response, &self.job.output, self.job)?;
                let result = names::ident(&self.result);
                access(&quote!(#result), scope, fields, rest, self.job)
            }
            _ => access(&quote!(response), scope, response, path, self.job),
        }
    }

    /// A value of the outcome.
    fn output_place(&self, scope: &FileScope<'_>, path: &[String]) -> Result<TokenStream, Error> {
        match path.strip_prefix(self.job.output.as_slice()) {
            Some(rest) if !rest.is_empty() => {
                let fields = fields_at(
                    scope,
                    &self.poll.operation.response,
                    &self.job.output,
                    self.job,
                )?;
                access(&quote!(output), scope, fields, rest, self.job)
            }
            _ => Err(self.unsupported("downloads with a value that its outcome does not hold")),
        }
    }

    /// The variants that a list of names stands for.
    fn statuses(
        &self,
        scope: &FileScope<'_>,
        status: &TypeId,
        wanted: &[String],
    ) -> Result<Vec<TokenStream>, Error> {
        let TypeKind::IntEnum(values) = &scope.find(*status).kind else {
            return Ok(Vec::new());
        };
        let variants = types::variants(values);
        wanted
            .iter()
            .map(|name| {
                let found = variants.iter().find(|(variant, value)| {
                    name == variant || *name == value.name || *name == value.wire
                });
                match found {
                    Some((variant, _)) => {
                        let variant = names::ident(variant);
                        Ok(quote!(#variant))
                    }
                    None => Err(Error::Missing {
                        what: format!("the status `{name}` of `{}`", scope.find(*status).name),
                        wanted_by: format!("the job `{}`", self.job.name),
                    }),
                }
            })
            .collect()
    }

    fn unsupported(&self, what: &str) -> Error {
        Error::Unsupported {
            what: format!("the job `{}` {what}", self.job.name),
            place: self.resource.file.clone(),
        }
    }
}
