//! Where the values of a request go: `Endpoint::request`.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{access, ident, rename, skip_if, stored, value_type, written};
use super::scope::FileScope;
use crate::rust::format;
use crate::rust::format::Error;
use crate::rust::shape::{Folded, Holder, RustField, RustOperation, RustRequest, Value, Written};
use crate::spec::model::BodyKind;
use crate::text::names;

/// The statements that put the values in their places.
pub(crate) fn statements(
    scope: &FileScope<'_>,
    of: &RustOperation<'_>,
) -> Result<TokenStream, Error> {
    let request = &of.request;
    let id = &of.operation.id;
    let request_type = scope.core("Request");
    let mut chain = quote!(#request_type::new(Self::OPERATION));
    for field in &request.path {
        let (wire, value) = (&field.field.name, reference(id, field)?);
        chain.extend(quote!(.path(#wire, #value)));
    }
    for field in &request.query {
        chain.extend(text(id, field, "query")?);
    }
    match of.operation.body_kind {
        BodyKind::None => Ok(quote!(Ok(#chain))),
        // The struct is the body, unless it holds what stands elsewhere, or otherwise.
        BodyKind::Json
            if request.path.is_empty() && request.query.is_empty() && request.folds.is_empty() =>
        {
            Ok(quote!(#chain.json(self)))
        }
        BodyKind::Json => {
            let (structure, value) = json_body(scope, request);
            let blank = format::blank_line();
            Ok(quote!(#structure #blank #chain.json(&#value)))
        }
        BodyKind::Multipart => form(request, id, chain),
    }
}

/// A struct of references to the values of the body, and the expression that makes one.
fn json_body(scope: &FileScope<'_>, request: &RustRequest<'_>) -> (TokenStream, TokenStream) {
    let serialize = scope.serde("Serialize");
    let mut borrows = false;
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for field in &request.body {
        let (ident, ty) = (ident(field), value_type(scope, &field.value));
        let mut attributes: Vec<_> = rename(field).into_iter().collect();
        attributes.extend(written(scope, field));
        if let Some(skip) = skip_if(scope, field) {
            attributes.push(quote!(skip_serializing_if = #skip));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        let copies =
            field.value.is_copy() && matches!(field.holder, Holder::Plain | Holder::Option);
        borrows |= !copies;
        let (ty, value) = match field.holder {
            Holder::Plain | Holder::Option if copies => (stored(scope, field), place(field)),
            Holder::Option | Holder::OptionalMap => (quote!(Option<&'a #ty>), borrowed(field)),
            Holder::List(depth) => {
                let inner = list_of(ty, depth);
                (quote!(&'a [#inner]), quote!(&self.#ident))
            }
            Holder::OptionalList(depth) => {
                let inner = list_of(ty, depth);
                (quote!(Option<&'a [#inner]>), quote!(self.#ident.as_deref()))
            }
            Holder::Plain | Holder::Map => (quote!(&'a #ty), borrowed(field)),
        };
        fields.push(quote!(#serde #ident: #ty));
        values.push(quote!(#ident: #value));
    }
    let lifetime = borrows.then(|| quote!(<'a>));
    let structure = quote! {
        #[derive(#serialize)]
        struct Body #lifetime { #(#fields),* }
    };
    (structure, quote!(Body { #(#values),* }))
}

/// What a list of lists holds, by its depth.
fn list_of(ty: TokenStream, depth: u8) -> TokenStream {
    (1..depth).fold(ty, |inner, _| quote!(Vec<#inner>))
}

/// The parts of a form.
fn form(request: &RustRequest<'_>, id: &str, mut chain: TokenStream) -> Result<TokenStream, Error> {
    let file = request.body.iter().find(|field| field.value == Value::File);
    let mut optional_file = None;
    for field in &request.body {
        let wire = &field.field.name;
        if field.field.computed.is_some() {
            let file = file
                .filter(|file| file.holder == Holder::Plain)
                .ok_or_else(|| Error::Unsupported {
                    what: format!("`{wire}` is computed from a file, but no required file is sent"),
                    place: id.to_owned(),
                })?;
            let source = ident(file);
            chain.extend(quote!(.file_size(#wire, &self.#source)));
        } else if field.value == Value::File {
            match field.holder {
                Holder::Plain => {
                    let source = ident(field);
                    let name = file_name(request, &quote!(self.#source));
                    chain.extend(quote!(.file(#wire, #name, &self.#source)));
                }
                Holder::Option => optional_file = Some(field),
                _ => {
                    return Err(Error::Unsupported {
                        what: format!("`{wire}` holds several files"),
                        place: id.to_owned(),
                    });
                }
            }
        } else {
            chain.extend(text(id, field, "part")?);
        }
    }
    let Some(field) = optional_file else {
        return Ok(quote!(Ok(#chain)));
    };
    let (wire, ident) = (&field.field.name, ident(field));
    let name = file_name(request, &quote!(file));
    Ok(quote! {
        let request = #chain;
        Ok(match &self.#ident {
            Some(file) => request.file(#wire, #name, file),
            None => request,
        })
    })
}

/// The name that a form gives a file: what the request says, or else what the file is called.
fn file_name(request: &RustRequest<'_>, source: &TokenStream) -> TokenStream {
    let given = request
        .body
        .iter()
        .find(|field| field.field.name == "file_name" && field.value == Value::Text);
    match given {
        Some(field) if field.holder == Holder::Plain => {
            let ident = ident(field);
            quote!(&self.#ident)
        }
        Some(field) => {
            let ident = ident(field);
            quote!(self.#ident.as_deref().or(#source.file_name()).unwrap_or("file"))
        }
        None => quote!(#source.file_name().unwrap_or("file")),
    }
}

/// A call that puts a value, if there is one, into the query string or the form.
fn text(id: &str, field: &RustField<'_>, place: &str) -> Result<TokenStream, Error> {
    let (wire, value) = (&field.field.name, reference(id, field)?);
    let method = match field.holder {
        Holder::Plain => names::ident(place),
        Holder::Option => names::ident(&format!("{place}_opt")),
        Holder::List(1) if place == "query" => names::ident("query_all"),
        _ => {
            return Err(Error::Unsupported {
                what: format!("`{wire}` is a list or a map, for which a {place} has no place"),
                place: id.to_owned(),
            });
        }
    };
    Ok(quote!(.#method(#wire, #value)))
}

/// A value, borrowed where it is not copied.
fn reference(id: &str, field: &RustField<'_>) -> Result<TokenStream, Error> {
    if !field.value.is_scalar() {
        return Err(Error::Unsupported {
            what: format!(
                "`{}` is not a text or a number, but stands in a path, a query string or a form",
                field.field.name
            ),
            place: id.to_owned(),
        });
    }
    let flag = matches!(
        field.written(),
        Some(Written::FlagAsNumber | Written::FlagAsText)
    );
    let place_of_flag = || {
        let place = place(field);
        match field.holder {
            Holder::Option => quote!(#place.map(u8::from)),
            _ => quote!(u8::from(#place)),
        }
    };
    Ok(match field.holder {
        _ if flag => place_of_flag(),
        Holder::Plain | Holder::Option if field.value.is_copy() => place(field),
        _ => borrowed(field),
    })
}

/// Where a value stands that is copied.
fn place(field: &RustField<'_>) -> TokenStream {
    access(&quote!(self), &[field])
}

/// A value that is not copied, borrowed.
fn borrowed(field: &RustField<'_>) -> TokenStream {
    match (&field.folded, field.holder) {
        (Some(Folded { parameter, part }), Holder::Option) => {
            let (parameter, part) = (names::ident(parameter), names::ident(part));
            quote!(self.#parameter.as_ref().map(|#parameter| &#parameter.#part))
        }
        (None, Holder::Option) => {
            let ident = ident(field);
            quote!(self.#ident.as_ref())
        }
        _ => {
            let place = place(field);
            quote!(&#place)
        }
    }
}
