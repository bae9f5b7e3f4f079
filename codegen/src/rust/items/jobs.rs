//! Jobs: the types that say how one is started and followed.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{access, value_type};
use super::job_values::{Given, construct};
use super::request::output;
use super::scope::FileScope;
use super::types;
use crate::rust::format;
use crate::rust::format::rustdoc::{Docs, sentence};
use crate::rust::format::text::number;
use crate::rust::shape::{
    Holder, RustField, RustJob, RustOperation, RustResource, RustService, StateFunction, Value,
};
use crate::spec::model::{Job, JobDownload, JobStatus, Operation, Source, TypeKind};
use crate::text::names;

/// The types of a resource's jobs, and how each is started and followed.
pub(crate) fn items(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
) -> Vec<TokenStream> {
    let jobs = resource.jobs.iter().flat_map(|rust| {
        let writer = Writer {
            scope,
            service,
            operations: &resource.operations,
            rust,
            job: rust.job,
        };
        writer.items()
    });
    jobs.collect()
}

/// Writes what belongs to one job.
struct Writer<'s, 'a> {
    scope: &'s FileScope<'a>,
    service: &'s RustService<'s>,
    operations: &'s [RustOperation<'s>],
    rust: &'s RustJob<'s>,
    job: &'s Job,
}

impl<'s> Writer<'s, '_> {
    fn items(&self) -> Vec<TokenStream> {
        let (scope, job) = (self.scope, self.job);
        let name = names::ident(&self.rust.name);
        let (service, verb) = (&self.service.name, &self.rust.verb);
        let docs = Docs::from_spec(&sentence(&job.doc))
            .paragraph(format!(
                "Started by [`{service}::{verb}`](crate::{service}::{verb})."
            ))
            .item();
        let job_spec = scope.core("JobSpec");
        let job_state = scope.core("JobState");
        let full_name = format!("{}.{}", prefix(self.start().operation), job.name);
        let (start, poll) = (
            names::ident(&self.start().request.name),
            names::ident(&self.poll().request.name),
        );
        let start_response = output(scope, self.start());
        let poll_response = output(scope, self.poll());
        let outcome = self.outcome();
        let handle = self.handle();
        let ticket = self.ticket();
        let (function, state) = match &self.rust.state {
            Some(function) => {
                let name = names::ident(&function.name);
                (self.state_function(function), quote!(#name(response)))
            }
            None => (None, self.state()),
        };
        // A handle that needs nothing of the request, or nothing of the response, says so.
        let argument = |name: &str, wanted: fn(&Source) -> bool| {
            let takes = job.poll.with.iter().any(|(_, source)| wanted(source));
            names::ident(&format!("{}{name}", if takes { "" } else { "_" }))
        };
        let request_argument = argument("request", |source| matches!(source, Source::Request(_)));
        let response_argument =
            argument("response", |source| matches!(source, Source::Response(_)));
        let pending = (!job.pending_errors.is_empty()).then(|| {
            let code = scope.core("ErrorCode");
            let codes = job.pending_errors.iter().map(|code| number(*code));
            quote!(const PENDING: &'static [#code] = &[#(#code(#codes)),*];)
        });
        let at_once = job.at_once.then(|| {
            let outcome = self.outcome();
            quote! {
                fn at_once() -> Option<#outcome> {
                    Some(Default::default())
                }
            }
        });
        let mut items: Vec<TokenStream> = function.into_iter().collect();
        items.extend([
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
                    type Output = #outcome;
                    #pending

                    fn handle(#request_argument: &#start, #response_argument: #start_response) -> #poll {
                        #handle
                    }

                    fn ticket(handle: &#poll) -> &str {
                        #ticket
                    }

                    #at_once

                    fn state(response: #poll_response) -> #job_state<#outcome> {
                        #state
                    }
                }
            },
        ]);
        items.extend(
            job.download
                .as_ref()
                .map(|download| self.download(download)),
        );
        items
    }

    fn start(&self) -> &'s RustOperation<'s> {
        &self.operations[self.job.start]
    }

    fn poll(&self) -> &'s RustOperation<'s> {
        &self.operations[self.job.poll.operation]
    }

    /// The fields that lead to a value of the poll's response.
    fn polled(&self, way: &[usize]) -> Vec<&'s RustField<'s>> {
        self.follow(self.poll().response(), way)
    }

    /// The fields that lead to a value of the outcome.
    fn taken(&self, way: &[usize]) -> Vec<&'s RustField<'s>> {
        let whole: Vec<usize> = self.job.output.iter().chain(way).copied().collect();
        self.polled(&whole).split_off(self.job.output.len())
    }

    fn follow(&self, fields: &'s [RustField<'s>], way: &[usize]) -> Vec<&'s RustField<'s>> {
        self.scope.rust().follow(fields, way)
    }

    /// The type of the outcome.
    fn outcome(&self) -> TokenStream {
        match self.polled(&self.job.output).last() {
            Some(field) => value_type(self.scope, &field.value),
            None => output(self.scope, self.poll()),
        }
    }

    /// The request that asks after a job that was just started.
    fn handle(&self) -> TokenStream {
        let given = self.job.poll.with.iter().filter_map(|(at, source)| {
            let given = match source {
                Source::Request(from) => {
                    let field = self.start().request.member(*from);
                    Given {
                        expression: access(&quote!(request), &[field]),
                        field,
                        // What is folded into a parameter that may be absent is cloned on the way.
                        owned: field.folded.is_some() && field.holder == Holder::Option,
                    }
                }
                Source::Response(way) => {
                    let passed = self.follow(self.start().response(), way);
                    Given {
                        expression: access(&quote!(response), &passed),
                        field: passed.last()?,
                        owned: true,
                    }
                }
            };
            Some((*at, given))
        });
        construct(&self.poll().request, &given.collect::<Vec<_>>())
    }

    /// The text that names the job.
    fn ticket(&self) -> TokenStream {
        let field = self.poll().request.member(self.job.ticket);
        let ticket = access(&quote!(handle), &[field]);
        match field.value {
            Value::Text => quote!(&#ticket),
            _ => quote!(#ticket.as_str()),
        }
    }

    /// How the job stands, by a response.
    fn state(&self) -> TokenStream {
        let (scope, job) = (self.scope, self.job);
        let state = scope.core("JobState");
        let result = names::ident(&self.rust.outcome);
        let bind = self.polled(&job.output).last().map(|field| {
            let value = access(&quote!(response), &self.polled(&job.output));
            let value = match field.holder {
                Holder::Option => quote!(#value.unwrap_or_default()),
                _ => value,
            };
            quote!(let #result = #value;)
        });
        let needs = job.needs.as_ref().and_then(|way| self.has(way));
        let has = names::ident(&self.rust.has);
        let why = format::comment("A success without it is not the end of the job yet.");
        let check = needs.as_ref().map(|needs| quote!(#why let #has = #needs;));
        let outcome = match (&job.status, &needs) {
            (Some(status), _) => self.by_status(status, needs.is_some()),
            (None, Some(_)) => quote! {
                if #has {
                    #state::Done(#result)
                } else {
                    #state::Pending(None)
                }
            },
            (None, None) => quote!(#state::Done(#result)),
        };
        quote!(#bind #check #outcome)
    }

    /// Whether the response has what a success needs.
    fn has(&self, way: &[usize]) -> Option<TokenStream> {
        let place = self.place(way);
        let field = *self.polled(way).last()?;
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

    /// How the job stands, by its status. `needs` says that a success needs something.
    fn by_status(&self, status: &JobStatus, needs: bool) -> TokenStream {
        let (scope, job) = (self.scope, self.job);
        let status_name = scope.named(status.ty);
        let ty = scope.find(status.ty);
        let variants = ty.variants();
        let is_number = matches!(ty.definition.kind, TypeKind::IntEnum(_));
        let named = |values: &[usize]| -> Vec<TokenStream> {
            let names = values.iter().map(|at| names::ident(&variants[*at].name));
            names.map(|name| quote!(#status_name::#name)).collect()
        };
        let (done, pending) = (named(&status.done), named(&status.pending));
        let (state, failure) = (scope.core("JobState"), scope.core("JobFailure"));
        let result = names::ident(&self.rust.outcome);
        let status_place = self.place(&status.way);
        let message = job.message.as_ref().and_then(|way| {
            let place = self.place(way);
            Some(match self.polled(way).last()?.holder {
                Holder::Option => place,
                _ => quote!(Some(#place)),
            })
        });
        let message = message.unwrap_or_else(|| quote!(None));
        let has = names::ident(&self.rust.has);
        let guard = needs.then(|| quote!(if #has));
        let waits: Vec<&TokenStream> = if needs {
            done.iter().chain(&pending).collect()
        } else {
            pending.iter().collect()
        };
        let pending_arm = (!waits.is_empty()).then(|| {
            let one_of = quote!(#(#waits)|*);
            if !is_number {
                return quote!(Some(#one_of) | None => #state::Pending(None),);
            }
            // Around a single one, the parentheses would be too many.
            let one_of = if waits.len() > 1 {
                quote!((#one_of))
            } else {
                one_of
            };
            quote!(Some(status @ #one_of) => #state::Pending(Some(status.number())),)
        });
        // A word that waits is no number either, so that one arm is for both.
        let absent =
            (is_number || waits.is_empty()).then(|| quote!(None => #state::Pending(None),));
        let kind = types::has_kinds(variants).then(|| quote!(.with_kind(status.kind())));
        let wire = if is_number {
            quote!(status.number())
        } else {
            quote!(status.as_str())
        };
        let meaning = if is_number || types::has_meaning(variants) {
            quote!(status.meaning())
        } else {
            quote!(None)
        };
        quote! {
            match #status_place {
                Some(#(#done)|*) #guard => #state::Done(#result),
                #pending_arm
                #absent
                Some(status) => {
                    #state::Failed(#failure::new(#wire, #meaning, #message) #kind)
                }
            }
        }
    }

    /// The function for how several jobs stand, from the first of them.
    fn state_function(&self, function: &StateFunction) -> Option<TokenStream> {
        if !function.is_first {
            return None;
        }
        let docs = Docs::new(format!(
            "How a job stands that [`{}`] asks after.",
            self.poll().request.name
        ))
        .item();
        let name = names::ident(&function.name);
        let response = output(self.scope, self.poll());
        let (job_state, outcome) = (self.scope.core("JobState"), self.outcome());
        let state = self.state();
        Some(quote! {
            #docs
            fn #name(response: #response) -> #job_state<#outcome> {
                #state
            }
        })
    }

    /// `impl DownloadJob`.
    fn download(&self, download: &JobDownload) -> TokenStream {
        let target = &self.operations[download.operation];
        let given = download.with.iter().filter_map(|(at, way)| {
            let passed = self.taken(way);
            let given = Given {
                expression: access(&quote!(output), &passed),
                field: passed.last()?,
                owned: false,
            };
            Some((*at, given))
        });
        let call = construct(&target.request, &given.collect::<Vec<_>>());
        let size = download.size.as_ref().and_then(|way| {
            let passed = self.taken(way);
            let place = access(&quote!(output), &passed);
            Some(match passed.last()?.holder {
                Holder::Option => place,
                _ => quote!(Some(#place)),
            })
        });
        let name_of_file = self.text_of_outcome("file_name", download.name.as_deref());
        let extension = self.text_of_outcome("file_extension", download.extension.as_deref());
        let argument = names::ident(if size.is_some() { "output" } else { "_output" });
        let size = size.unwrap_or_else(|| quote!(None));
        let name = names::ident(&self.rust.name);
        let request_name = names::ident(&target.request.name);
        let outcome = self.outcome();
        let download_job = self.scope.core("DownloadJob");
        quote! {
            impl #download_job for #name {
                type Download = #request_name;

                fn download(output: &#outcome) -> #request_name {
                    #call
                }

                fn file_size(#argument: &#outcome) -> Option<u64> {
                    #size
                }

                #name_of_file

                #extension
            }
        }
    }

    /// A method for a text that the outcome holds, if the job says where.
    fn text_of_outcome(&self, method: &str, way: Option<&[usize]>) -> Option<TokenStream> {
        let passed = self.taken(way?);
        let place = access(&quote!(output), &passed);
        let field = passed.last()?;
        let text = match (field.holder, &field.value) {
            (Holder::Option, Value::Text) => quote!(#place.clone()),
            (Holder::Option, _) => {
                quote!(#place.as_ref().map(|value| value.as_str().to_owned()))
            }
            _ => quote!(Some(#place.as_str().to_owned())),
        };
        let (method, outcome) = (names::ident(method), self.outcome());
        Some(quote! {
            fn #method(output: &#outcome) -> Option<String> {
                #text
            }
        })
    }

    /// A value of the poll's response, once the outcome is taken out of it.
    fn place(&self, way: &[usize]) -> TokenStream {
        match way.strip_prefix(self.job.output.as_slice()) {
            Some(rest) if !rest.is_empty() && !self.job.output.is_empty() => {
                let result = names::ident(&self.rust.outcome);
                access(&quote!(#result), &self.taken(rest))
            }
            _ => access(&quote!(response), &self.polled(way)),
        }
    }
}

/// `drive.v1.export_task` of `drive.v1.export_task.create`.
fn prefix(operation: &Operation) -> &str {
    let id = &operation.id;
    id.rsplit_once('.')
        .map_or(id.as_str(), |(prefix, _)| prefix)
}
