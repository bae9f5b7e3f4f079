//! The values that a job passes from call to call: where they stand, and how they are handed on.

use proc_macro2::TokenStream;
use quote::quote;

use super::Error;
use super::fields::{Holder, RustField, Side, Value, rust_fields};
use super::request::RequestParts;
use super::scope::FileScope;
use crate::model::{Field, Job, Operation, Resource, TypeKind};
use crate::names;

/// A value that a job passes on.
pub(super) struct Given<'a> {
    pub(super) expression: TokenStream,
    pub(super) field: RustField<'a>,
    /// Whether it may be moved.
    pub(super) owned: bool,
}

impl Given<'_> {
    /// The value as an argument of `new` or of a setter.
    fn argument(&self) -> TokenStream {
        let expression = &self.expression;
        let copies = self.field.value.is_copy();
        match (self.field.holder, self.owned) {
            (Holder::Option, true) => quote!(#expression.unwrap_or_default()),
            (Holder::Option, false) if copies => quote!(#expression.unwrap_or_default()),
            (Holder::Option, false) => quote!(#expression.clone().unwrap_or_default()),
            (_, true) => expression.clone(),
            (_, false) if copies => expression.clone(),
            (_, false) if self.field.value.is_text() => quote!(&#expression),
            (_, false) => quote!(#expression.clone()),
        }
    }
}

/// An expression that makes a request of given values.
pub(super) fn construct(
    request: &RequestParts<'_>,
    given: &[(&str, Given<'_>)],
    job: &Job,
) -> Result<TokenStream, Error> {
    let name = names::ident(&request.name);
    let find = |wire: &str| {
        given
            .iter()
            .find(|(given, _)| *given == wire)
            .map(|(_, value)| value)
    };
    let mut arguments = Vec::new();
    for field in request.required() {
        let value = find(&field.field.name).ok_or_else(|| Error::Missing {
            what: format!("a value for `{}` of `{}`", field.field.name, request.name),
            wanted_by: format!("the job `{}`", job.name),
        })?;
        arguments.push(value.argument());
    }
    let mut chain = quote!(#name::new(#(#arguments),*));
    let mut assignments = Vec::new();
    for field in request.optional() {
        let Some(value) = find(&field.field.name) else {
            continue;
        };
        let ident = &field.ident;
        if value.field.holder == Holder::Option && field.holder == Holder::Option {
            let expression = &value.expression;
            let expression = if value.owned {
                quote!(#expression)
            } else {
                quote!(#expression.clone())
            };
            assignments.push(quote!(next.#ident = #expression;));
        } else {
            let argument = value.argument();
            chain.extend(quote!(.#ident(#argument)));
        }
    }
    if assignments.is_empty() {
        return Ok(chain);
    }
    Ok(quote! {
        let mut next = #chain;
        #(#assignments)*
        next
    })
}

pub(super) fn find_operation<'a>(
    resource: &'a Resource,
    job: &Job,
    name: &str,
) -> Result<&'a Operation, Error> {
    resource
        .operations
        .iter()
        .find(|operation| operation.name == name)
        .ok_or_else(|| Error::Missing {
            what: format!("the operation `{name}`"),
            wanted_by: format!("the job `{}`", job.name),
        })
}

/// The fields of the object that a path leads to; of the response itself for an empty path.
pub(super) fn fields_at<'f>(
    scope: &FileScope<'f>,
    fields: &'f [Field],
    path: &[String],
    job: &Job,
) -> Result<&'f [Field], Error> {
    let [first, rest @ ..] = path else {
        return Ok(fields);
    };
    let field = response_field(scope, fields, std::slice::from_ref(first), job)?;
    let Value::Object(object) = &field.value else {
        return Err(missing(job, path));
    };
    let TypeKind::Object(fields) = &scope.find(*object).kind else {
        return Err(missing(job, path));
    };
    fields_at(scope, fields, rest, job)
}

/// The field that a path leads to.
pub(super) fn response_field<'f>(
    scope: &FileScope<'f>,
    fields: &'f [Field],
    path: &[String],
    job: &Job,
) -> Result<RustField<'f>, Error> {
    let Some((last, parents)) = path.split_last() else {
        return Err(missing(job, path));
    };
    let fields = fields_at(scope, fields, parents, job)?;
    rust_fields(scope, fields, Side::Response)?
        .into_iter()
        .find(|field| field.field.name == *last)
        .ok_or_else(|| missing(job, path))
}

/// An expression for the value that a path leads to. What lies on the way must always be there.
pub(super) fn access(
    base: &TokenStream,
    scope: &FileScope<'_>,
    fields: &[Field],
    path: &[String],
    job: &Job,
) -> Result<TokenStream, Error> {
    let mut expression = base.clone();
    for at in 0..path.len() {
        let field = response_field(scope, fields, &path[..=at], job)?;
        let ident = &field.ident;
        expression.extend(quote!(.#ident));
        if at + 1 < path.len() && field.holder != Holder::Plain {
            return Err(Error::Unsupported {
                what: format!(
                    "the job `{}` looks into `{}`, which a response may lack",
                    job.name,
                    path[..=at].join(".")
                ),
                place: scope.file().to_owned(),
            });
        }
    }
    Ok(expression)
}

fn missing(job: &Job, path: &[String]) -> Error {
    Error::Missing {
        what: format!("the field `{}` of the response", path.join(".")),
        wanted_by: format!("the job `{}`", job.name),
    }
}
