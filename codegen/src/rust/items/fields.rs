//! A field of a struct: its type, how it is set, read and documented.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::FileScope;
use crate::rust::format::rustdoc::{Docs, code, sentence};
use crate::rust::format::text::{capitalised, number_text};
use crate::rust::shape::{Folded, Holder, RustField, Value, Written, time_type};
use crate::spec::model::Format;
use crate::text::names;

/// The name.
pub(crate) fn ident(field: &RustField<'_>) -> Ident {
    names::ident(&field.name)
}

/// The type of one value.
pub(crate) fn value_type(scope: &FileScope<'_>, value: &Value) -> TokenStream {
    match value {
        Value::Text => quote!(String),
        Value::Int => quote!(i64),
        Value::Bytes => quote!(u64),
        Value::Float => quote!(f64),
        Value::Bool => quote!(bool),
        Value::Any => scope.core("Value"),
        Value::File => scope.core("FileSource"),
        Value::Secret => scope.core("Secret"),
        Value::Time(format) => scope.core(time_type(*format)),
        Value::Id(id)
        | Value::StringEnum(id)
        | Value::IntEnum(id)
        | Value::Object { id, .. }
        | Value::Parts { id, .. } => scope.named(*id),
        Value::Map(inner) => {
            let inner = value_type(scope, inner);
            let map = scope.std("collections", "BTreeMap");
            quote!(#map<String, #inner>)
        }
    }
}

/// The type of the struct's field.
pub(crate) fn stored(scope: &FileScope<'_>, field: &RustField<'_>) -> TokenStream {
    let present = present(scope, field);
    if field.holder.is_optional() {
        quote!(Option<#present>)
    } else {
        present
    }
}

/// The same without the `Option` of an optional value.
fn present(scope: &FileScope<'_>, field: &RustField<'_>) -> TokenStream {
    let ty = value_type(scope, &field.value);
    match field.holder.present() {
        Holder::List(depth) => (0..depth).fold(ty, |inner, _| quote!(Vec<#inner>)),
        _ => ty,
    }
}

/// Whether an argument takes anything that becomes the one value. An object does so even where no conversion is generated:
/// a crate may have conversions of its own, such as that of a text into what a comment says.
fn converts(value: &Value) -> bool {
    value.converts() || matches!(value, Value::Object { .. })
}

/// The type of an argument that gives the value.
pub(crate) fn argument(scope: &FileScope<'_>, field: &RustField<'_>) -> TokenStream {
    let one = |value: &Value| {
        let ty = value_type(scope, value);
        if value.converts() {
            quote!(impl Into<#ty>)
        } else {
            ty
        }
    };
    match (field.holder.present(), &field.value) {
        (Holder::Plain, value) if converts(value) => {
            let ty = value_type(scope, value);
            quote!(impl Into<#ty>)
        }
        (Holder::Plain, value) => value_type(scope, value),
        (Holder::List(1), value) => {
            let one = one(value);
            quote!(impl IntoIterator<Item = #one>)
        }
        (Holder::Map, Value::Map(inner)) => {
            let one = one(inner);
            quote!(impl IntoIterator<Item = (impl Into<String>, #one)>)
        }
        _ => present(scope, field),
    }
}

/// The parameters that give the values of fields.
pub(crate) fn parameters(scope: &FileScope<'_>, fields: &[&RustField<'_>]) -> Vec<TokenStream> {
    let parameters = fields.iter().map(|field| {
        let (ident, ty) = (ident(field), argument(scope, field));
        quote!(#ident: #ty)
    });
    parameters.collect()
}

/// An expression for the value that a way of fields leads to. One that is folded into a member which may be absent is
/// copied or cloned out of it.
pub(crate) fn access(base: &TokenStream, passed: &[&RustField<'_>]) -> TokenStream {
    let mut expression = base.clone();
    for field in passed {
        let Some(Folded { member, part }) = &field.folded else {
            let ident = ident(field);
            expression.extend(quote!(.#ident));
            continue;
        };
        let (member, part) = (names::ident(member), names::ident(part));
        expression.extend(match field.holder {
            Holder::Option if field.value.is_copy() => {
                quote!(.#member.as_ref().map(|#member| #member.#part))
            }
            Holder::Option => {
                quote!(.#member.as_ref().map(|#member| #member.#part.clone()))
            }
            _ => quote!(.#member.#part),
        });
    }
    expression
}

/// The argument as it is stored, without the `Some` of an optional value.
pub(crate) fn converted(field: &RustField<'_>) -> TokenStream {
    let name = ident(field);
    match field.holder.present() {
        Holder::Plain if converts(&field.value) => quote!(#name.into()),
        Holder::List(1) if field.value.converts() => {
            quote!(#name.into_iter().map(Into::into).collect())
        }
        Holder::List(1) => quote!(#name.into_iter().collect()),
        Holder::Map => {
            let converts = matches!(&field.value, Value::Map(inner) if inner.converts());
            let value = converts.then(|| quote!(.into()));
            quote!(#name.into_iter().map(|(key, value)| (key.into(), value #value)).collect())
        }
        _ => quote!(#name),
    }
}

/// What serde has to be told of the name, if it is another one on the wire.
pub(crate) fn rename(field: &RustField<'_>) -> Option<TokenStream> {
    let wire = &field.field.name;
    field.is_renamed().then(|| quote!(rename = #wire))
}

/// What serde has to be told of the value, if the wire writes it otherwise than its type does.
pub(crate) fn written(scope: &FileScope<'_>, field: &RustField<'_>) -> Option<TokenStream> {
    let writer = scope.protocol_text(match field.written()? {
        Written::FlagAsNumber => "flag_as_number",
        Written::FlagAsText => "flag_as_text",
        Written::NumberAsText => "as_text",
    });
    Some(quote!(serialize_with = #writer))
}

/// What serde has to be told to read such a value back.
pub(crate) fn read_back(scope: &FileScope<'_>, field: &RustField<'_>) -> Vec<TokenStream> {
    let reader = scope.protocol_text("lenient");
    // With a reader of its own, an absent value is no `None` by itself.
    let default = (field.holder == Holder::Option).then(|| quote!(default));
    default
        .into_iter()
        .chain([quote!(deserialize_with = #reader)])
        .collect()
}

/// The path of the function that tells that a value is not sent.
pub(crate) fn skip_if(scope: &FileScope<'_>, field: &RustField<'_>) -> Option<String> {
    match field.holder {
        Holder::Plain => None,
        Holder::Option | Holder::OptionalList(_) | Holder::OptionalMap => {
            Some("Option::is_none".to_owned())
        }
        _ if field.required => None,
        Holder::List(_) => Some("Vec::is_empty".to_owned()),
        Holder::Map => {
            let map = scope.std("collections", "BTreeMap");
            Some(format!("{map}::is_empty").replace(' ', ""))
        }
    }
}

/// What it is, with the rules that the documentation states.
pub(crate) fn docs(scope: &FileScope<'_>, field: &RustField<'_>) -> Docs {
    Docs::from_spec(&field.field.doc).sentences(&rules(scope, field))
}

/// What stands for an absent value: the variant, where the value is one of an enumeration.
fn default(scope: &FileScope<'_>, field: &RustField<'_>) -> Option<String> {
    let wire = field.field.effective().default.as_ref()?;
    if field.field.format == Some(Format::Flag) {
        return Some(format!("`{}`", wire == "1"));
    }
    if let Value::StringEnum(id) | Value::IntEnum(id) = field.value {
        let mut variants = scope.find(id).variants().iter();
        if let Some(variant) = variants.find(|variant| variant.value.wire == *wire) {
            let (path, variant) = (scope.named(id).to_string().replace(' ', ""), &variant.name);
            return Some(format!("[`{variant}`]({path}::{variant})"));
        }
    }
    Some(code(wire))
}

/// The rules as sentences.
fn rules(scope: &FileScope<'_>, field: &RustField<'_>) -> Vec<String> {
    let limits = &field.field.effective().limits;
    let mut rules = Vec::new();
    let each = if field.field.array > 0 { "each " } else { "" };
    // The length of a list is that of the list, and not that of each text in it.
    let unit = if field.field.array > 0 {
        "item"
    } else {
        "character"
    };
    let length = |count: u32| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{} {unit}{plural}", number_text(count))
    };
    match (limits.min_length, limits.max_length) {
        (Some(least), Some(most)) if least == most => rules.push(length(most)),
        (Some(least), Some(most)) => {
            rules.push(format!("{} to {}", number_text(least), length(most)));
        }
        (Some(least), None) => rules.push(format!("at least {}", length(least))),
        (None, Some(most)) => rules.push(format!("at most {}", length(most))),
        (None, None) => {}
    }
    match (limits.minimum, limits.maximum) {
        // A flag has no range.
        _ if field.value == Value::Bool => {}
        (Some(least), Some(most)) => rules.push(format!(
            "{each}from {} to {}",
            number_text(least),
            number_text(most)
        )),
        (Some(least), None) => rules.push(format!("{each}at least {}", number_text(least))),
        (None, Some(most)) => rules.push(format!("{each}at most {}", number_text(most))),
        (None, None) => {}
    }
    if let Some(pattern) = &limits.pattern {
        rules.push(format!("{each}of the form {}", code(pattern)));
    }
    // The words of the spec may say it already, and better.
    let says_so = field.field.doc.contains("y default");
    if let Some(default) = default(scope, field).filter(|_| !says_so) {
        rules.push(format!("by default {default}"));
    }
    let mut sentences: Vec<String> = rules
        .into_iter()
        .map(|rule| sentence(&capitalised(&rule)))
        .collect();
    if let Some(content) = field.field.json {
        let content = scope.link(content);
        sentences.push(format!(
            "{content} is such an object; its JSON text is the value."
        ));
    }
    sentences
}
