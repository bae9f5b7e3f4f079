//! A request: the struct, its constructor and setters, and where its values go.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, alias, sentence};
use super::fields::{Holder, RustField, Side, Value, rust_fields};
use super::scope::FileScope;
use super::{Error, example, placement};
use crate::model::{Operation, ResponseKind};
use crate::names;

/// How many arguments clippy takes without a word.
const MAX_ARGUMENTS: usize = 7;

/// A request, while its items are made.
#[derive(Debug)]
pub(super) struct RequestParts<'a> {
    /// The operation.
    pub(super) operation: &'a Operation,
    /// The name of the struct.
    pub(super) name: String,
    /// The parameters in the path.
    pub(super) path: Vec<RustField<'a>>,
    /// The parameters in the query string.
    pub(super) query: Vec<RustField<'a>>,
    /// The fields of the body.
    pub(super) body: Vec<RustField<'a>>,
}

impl<'a> RequestParts<'a> {
    /// Sorts the fields of an operation.
    pub(super) fn new(scope: &FileScope<'_>, operation: &'a Operation) -> Result<Self, Error> {
        let all = operation
            .path_params
            .iter()
            .chain(&operation.query)
            .chain(&operation.body);
        let mut fields = rust_fields(scope, all, Side::Request)?;
        for field in fields.iter_mut().take(operation.path_params.len()) {
            // No path is complete without its parameters, whatever the documentation says.
            field.required = true;
            field.holder = Holder::Plain;
        }
        let body = fields.split_off(operation.path_params.len() + operation.query.len());
        let query = fields.split_off(operation.path_params.len());
        Ok(Self {
            operation,
            name: names::type_name(&operation.request_type),
            path: fields,
            query,
            body,
        })
    }

    /// The fields that the struct has: those that the transport fills in are not among them.
    pub(super) fn stored(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.path
            .iter()
            .chain(&self.query)
            .chain(&self.body)
            .filter(|field| field.field.computed.is_none())
    }

    /// A field by its name on the wire.
    pub(super) fn field(&self, wire: &str) -> Result<&RustField<'a>, Error> {
        self.stored()
            .find(|field| field.field.name == wire)
            .ok_or_else(|| Error::Missing {
                what: format!("the field `{wire}` of the request"),
                wanted_by: self.operation.id.clone(),
            })
    }

    /// The arguments of `new`.
    pub(super) fn required(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.stored().filter(|field| field.required)
    }

    /// What has setters.
    pub(super) fn optional(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.stored().filter(|field| !field.required)
    }

    /// Whether the request can be read back from JSON: a file cannot.
    fn has_file(&self) -> bool {
        self.body.iter().any(|field| field.value == Value::File)
    }
}

/// The struct, its `impl`, its `Endpoint`.
///
/// `method` is how the documentation calls the method that sends it, as a link; `operation` is what is documented of the
/// operation, as an expression.
pub(super) fn items(
    scope: &FileScope<'_>,
    request: &RequestParts<'_>,
    visibility: &TokenStream,
    method: &str,
    operation: &TokenStream,
) -> Result<Vec<TokenStream>, Error> {
    let mut items = vec![structure(scope, request, visibility, method)?];
    items.push(constructor_and_setters(request, visibility));
    items.push(endpoint(scope, request, operation)?);
    Ok(items)
}

fn structure(
    scope: &FileScope<'_>,
    request: &RequestParts<'_>,
    visibility: &TokenStream,
    method: &str,
) -> Result<TokenStream, Error> {
    let operation = request.operation;
    let mut docs = Docs::from_spec(&first_sentence(&operation.doc))
        .sentences(&[format!("The request of {method}.")]);
    if scope.service().is_some() {
        docs = docs.code(example::request_example(scope, request)?);
    }
    let docs = docs.item();
    let alias = alias(&operation.title, &request.name);
    let name = names::ident(&request.name);
    let serialize = scope.serde("Serialize");
    let mut derives = vec![quote!(Clone), quote!(Debug)];
    if request.required().next().is_none() {
        derives.push(quote!(Default));
    }
    derives.extend([quote!(PartialEq), serialize]);
    if !request.has_file() {
        derives.push(scope.serde("Deserialize"));
    }
    let mut uses_of_wire_name: BTreeMap<&str, usize> = BTreeMap::new();
    for field in request.stored() {
        *uses_of_wire_name.entry(&field.field.name).or_default() += 1;
    }
    let fields = request.stored().map(|field| {
        let (ident, ty) = (&field.ident, field.stored());
        let mut attributes = Vec::new();
        // Two parts of a request may use one name; stored together, they go by their Rust names.
        let single = uses_of_wire_name.get(field.field.name.as_str()) == Some(&1);
        if let Some(wire) = field.rename().filter(|_| single) {
            attributes.push(quote!(rename = #wire));
        }
        if let Some(skip) = field.skip_if(scope) {
            if field.holder != Holder::Option && !request.has_file() {
                attributes.push(quote!(default));
            }
            attributes.push(quote!(skip_serializing_if = #skip));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        quote!(#serde #ident: #ty)
    });
    Ok(quote! {
        #docs
        #alias
        #[derive(#(#derives),*)]
        #visibility struct #name { #(#fields),* }
    })
}

/// What a text says first.
fn first_sentence(text: &str) -> String {
    let text = sentence(text);
    text.find(". ")
        .map_or(text.as_str(), |end| &text[..=end])
        .to_owned()
}

fn constructor_and_setters(request: &RequestParts<'_>, visibility: &TokenStream) -> TokenStream {
    let name = names::ident(&request.name);
    let optional: Vec<&RustField<'_>> = request.optional().collect();
    let constructor = constructor("request", request.stored(), visibility, false);
    let setters = setters(&optional, visibility);
    quote! {
        impl #name {
            #constructor
            #(#setters)*
        }
    }
}

/// `new`, with an argument for everything that is required.
///
/// `wrapped` says that the struct holds required values as `Option`, since it travels in responses too.
pub(super) fn constructor<'f>(
    what: &str,
    fields: impl Iterator<Item = &'f RustField<'f>>,
    visibility: &TokenStream,
    wrapped: bool,
) -> TokenStream {
    let fields: Vec<&RustField<'_>> = fields.collect();
    let required: Vec<&RustField<'_>> = fields
        .iter()
        .copied()
        .filter(|field| field.required)
        .collect();
    if required.is_empty() {
        let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "An"
        } else {
            "A"
        };
        let docs = Docs::new(format!(
            "{article} {what} in which nothing is set; nothing has to be."
        ))
        .member();
        return quote! {
            #docs
            #visibility fn new() -> Self {
                Self::default()
            }
        };
    }
    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "An"
    } else {
        "A"
    };
    let bullets = required
        .iter()
        .map(|field| format!("`{}`: {}", field.name, field.docs().text()))
        .collect();
    let docs = Docs::new(format!(
        "{article} {what} with everything that is required."
    ))
    .bullets(bullets)
    .member();
    let arguments = required.iter().map(|field| {
        let (ident, ty) = (&field.ident, field.argument());
        quote!(#ident: #ty)
    });
    let values = fields.iter().map(|field| {
        let ident = &field.ident;
        if !field.required {
            return match field.holder {
                Holder::Option => quote!(#ident: None),
                Holder::List(_) => quote!(#ident: Vec::new()),
                Holder::Plain | Holder::Map => quote!(#ident: Default::default()),
            };
        }
        let value = field.converted();
        let value = if wrapped && field.holder == Holder::Option {
            quote!(Some(#value))
        } else {
            value
        };
        // `name: name` reads better short.
        if *ident == value.to_string() {
            quote!(#ident)
        } else {
            quote!(#ident: #value)
        }
    });
    let long = (required.len() > MAX_ARGUMENTS).then(
        || quote!(#[expect(clippy::too_many_arguments, reason = "each of them is required")]),
    );
    quote! {
        #docs
        #long
        #visibility fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// A setter for each of the fields.
pub(super) fn setters(fields: &[&RustField<'_>], visibility: &TokenStream) -> Vec<TokenStream> {
    fields
        .iter()
        .map(|field| {
            let (ident, argument, value) = (&field.ident, field.argument(), field.converted());
            let value = if field.holder == Holder::Option {
                quote!(Some(#value))
            } else {
                value
            };
            let docs = field.docs().member();
            quote! {
                #docs
                #[must_use]
                #visibility fn #ident(mut self, #ident: #argument) -> Self {
                    self.#ident = #value;
                    self
                }
            }
        })
        .collect()
}

fn endpoint(
    scope: &FileScope<'_>,
    request: &RequestParts<'_>,
    literal: &TokenStream,
) -> Result<TokenStream, Error> {
    let operation = request.operation;
    let name = names::ident(&request.name);
    let endpoint = scope.core("Endpoint");
    let operation_type = scope.core("Operation");
    let result = scope.core("Result");
    let request_type = scope.core("Request");
    let output = output(scope, operation);
    let body = placement::statements(scope, request)?;
    Ok(quote! {
        impl #endpoint for #name {
            const OPERATION: &'static #operation_type = &#literal;
            type Output = #output;
            fn request(&self) -> #result<#request_type> {
                #body
            }
        }
    })
}

/// The type of the response.
pub(super) fn output(scope: &FileScope<'_>, operation: &Operation) -> TokenStream {
    match operation.response_kind {
        ResponseKind::Binary => scope.core("Download"),
        ResponseKind::Empty => scope.core("Empty"),
        ResponseKind::Json | ResponseKind::Flat => {
            let name = names::ident(&response_name(operation));
            quote!(#name)
        }
    }
}

/// The name of the type of the response, where it is one of its own.
pub(super) fn response_name(operation: &Operation) -> String {
    format!("{}Response", names::type_name(&operation.request_type))
}
