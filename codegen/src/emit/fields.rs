//! A field of the spec as a field of a struct: its name, its type, how it is set, read and documented.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::Docs;
use super::scope::FileScope;
use super::{Error, number_text, types};
use crate::model::{Field, FieldType, Format, TypeId, TypeKind};
use crate::names;

/// Which way the struct travels that a field is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// A request, or an object that only requests carry: what is required is there.
    Request,
    /// A response, or an object that responses carry: anything may be absent.
    Response,
}

/// A field of a generated struct.
#[derive(Clone, Debug)]
pub(super) struct RustField<'a> {
    /// The field of the spec.
    pub(super) field: &'a Field,
    /// The name in Rust.
    pub(super) ident: Ident,
    /// The name in Rust, as text.
    pub(super) name: String,
    /// What one value is.
    pub(super) value: Value,
    /// The type of one value.
    pub(super) ty: TokenStream,
    /// How values are held.
    pub(super) holder: Holder,
    /// Whether `new` asks for it.
    pub(super) required: bool,
    /// What stands for an absent value, for documentation.
    default: Option<String>,
    /// A link to the type of what the text holds, for documentation.
    content: Option<String>,
}

/// What one value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A `String`.
    Text,
    /// An `i64`.
    Int,
    /// A `u64`: a number of bytes.
    Bytes,
    /// An `f64`.
    Float,
    /// A `bool`.
    Bool,
    /// Any JSON.
    Any,
    /// The content of a file.
    File,
    /// A text that is never printed.
    Secret,
    /// A time.
    UnixSeconds,
    /// A text that names something.
    Id(TypeId),
    /// A value of an enumeration of texts.
    StringEnum(TypeId),
    /// A value of an enumeration of numbers.
    IntEnum(TypeId),
    /// An object.
    Object(TypeId),
    /// An object with any keys.
    Map(Box<Value>),
}

/// How values are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// One value, always.
    Plain,
    /// One value or none.
    Option,
    /// As many values as there are, in lists of this depth.
    List(u8),
    /// Values by key.
    Map,
}

/// The fields of a struct, with names that differ.
pub(super) fn rust_fields<'a>(
    scope: &FileScope<'_>,
    fields: impl IntoIterator<Item = &'a Field>,
    side: Side,
) -> Result<Vec<RustField<'a>>, Error> {
    let fields: Vec<&Field> = fields.into_iter().collect();
    let names = names::unique(
        fields.iter().map(|field| names::field(&field.rust_name)),
        "_",
        &[],
    );
    fields
        .into_iter()
        .zip(names)
        .map(|(field, name)| rust_field(scope, field, name, side))
        .collect()
}

fn rust_field<'a>(
    scope: &FileScope<'_>,
    field: &'a Field,
    name: String,
    side: Side,
) -> Result<RustField<'a>, Error> {
    let value = value(scope, &field.ty, field.format, side)?;
    let ty = value_type(scope, &value)?;
    let required = field.effective().required == Some(true);
    let holder = match (&value, field.array) {
        (_, depth @ 1..) => Holder::List(depth),
        (Value::Map(_), 0) => Holder::Map,
        (_, 0) if side == Side::Request && required => Holder::Plain,
        // An enumeration has no value that could stand for an absent one.
        (Value::StringEnum(_) | Value::IntEnum(_), 0) => Holder::Option,
        (_, 0) if side == Side::Response && field.always => Holder::Plain,
        (_, 0) => Holder::Option,
    };
    let default = default(scope, field, &value, &ty)?;
    Ok(RustField {
        field,
        ident: names::ident(&name),
        name,
        value,
        ty,
        holder,
        required,
        default,
        content: field.json.as_ref().map(|content| scope.link(*content)),
    })
}

/// What stands for an absent value: the variant, where the value is one of an enumeration.
fn default(
    scope: &FileScope<'_>,
    field: &Field,
    value: &Value,
    ty: &TokenStream,
) -> Result<Option<String>, Error> {
    let Some(wire) = &field.effective().default else {
        return Ok(None);
    };
    if let Value::StringEnum(name) | Value::IntEnum(name) = value
        && let TypeKind::StringEnum(values) | TypeKind::IntEnum(values) = &scope.find(*name).kind
        && let Some((variant, _)) = types::variants(values)
            .into_iter()
            .find(|(_, value)| value.wire == *wire)
    {
        let path = ty.to_string().replace(' ', "");
        return Ok(Some(format!("[`{variant}`]({path}::{variant})")));
    }
    Ok(Some(format!("`{}`", wire.replace('`', "'"))))
}

fn value(
    scope: &FileScope<'_>,
    ty: &FieldType,
    format: Option<Format>,
    side: Side,
) -> Result<Value, Error> {
    Ok(match (ty, format) {
        // A number of seconds is one in requests; in responses the type reads numbers too.
        (FieldType::Int, Some(Format::UnixSeconds)) if side == Side::Request => Value::Int,
        (FieldType::String | FieldType::Int, Some(Format::UnixSeconds)) => Value::UnixSeconds,
        (FieldType::Int, Some(Format::Bytes)) => Value::Bytes,
        (FieldType::String, Some(Format::Secret)) => Value::Secret,
        (FieldType::String, _) => Value::Text,
        (FieldType::Int, _) => Value::Int,
        (FieldType::Float, _) => Value::Float,
        (FieldType::Bool, _) => Value::Bool,
        (FieldType::Any | FieldType::Object, _) => Value::Any,
        (FieldType::File, _) => Value::File,
        (FieldType::Map(inner), format) => Value::Map(Box::new(value(scope, inner, format, side)?)),
        (FieldType::Named(reference), _) => match &scope.find(*reference).kind {
            TypeKind::Id => Value::Id(*reference),
            TypeKind::StringEnum(_) => Value::StringEnum(*reference),
            TypeKind::IntEnum(_) => Value::IntEnum(*reference),
            TypeKind::Object(_) => Value::Object(*reference),
        },
    })
}

fn value_type(scope: &FileScope<'_>, value: &Value) -> Result<TokenStream, Error> {
    Ok(match value {
        Value::Text => quote!(String),
        Value::Int => quote!(i64),
        Value::Bytes => quote!(u64),
        Value::Float => quote!(f64),
        Value::Bool => quote!(bool),
        Value::Any => scope.core("Value"),
        Value::File => scope.core("FileSource"),
        Value::Secret => scope.core("Secret"),
        Value::UnixSeconds => scope.core("UnixSeconds"),
        Value::Id(name) | Value::StringEnum(name) | Value::IntEnum(name) | Value::Object(name) => {
            scope.named(*name)
        }
        Value::Map(inner) => {
            let inner = value_type(scope, inner)?;
            let map = scope.std("collections", "BTreeMap");
            quote!(#map<String, #inner>)
        }
    })
}

impl Value {
    /// Whether an argument takes anything that becomes the value, not the value alone.
    const fn converts(&self) -> bool {
        !matches!(
            self,
            Self::Int
                | Self::Bytes
                | Self::Float
                | Self::Bool
                | Self::Any
                | Self::Object(_)
                | Self::Map(_)
        )
    }

    /// Whether values are copied rather than cloned.
    pub(super) const fn is_copy(&self) -> bool {
        matches!(
            self,
            Self::Int
                | Self::Bytes
                | Self::Float
                | Self::Bool
                | Self::UnixSeconds
                | Self::IntEnum(_)
        )
    }

    /// Whether a value is a text, with an `as_str` of its own.
    pub(super) const fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Id(_) | Self::StringEnum(_))
    }

    /// Whether a value is read from more than one JSON type.
    pub(super) fn is_lenient(&self) -> bool {
        match self {
            Self::Any | Self::File | Self::Object(_) => false,
            Self::Map(inner) => inner.is_lenient(),
            _ => true,
        }
    }

    /// Whether a value can stand in a path, a query string or a form.
    pub(super) const fn is_scalar(&self) -> bool {
        !matches!(
            self,
            Self::Any | Self::File | Self::Secret | Self::Object(_) | Self::Map(_)
        )
    }
}

impl RustField<'_> {
    /// The type of the struct's field.
    pub(super) fn stored(&self) -> TokenStream {
        let ty = &self.ty;
        match self.holder {
            Holder::Plain | Holder::Map => quote!(#ty),
            Holder::Option => quote!(Option<#ty>),
            Holder::List(depth) => (0..depth).fold(quote!(#ty), |inner, _| quote!(Vec<#inner>)),
        }
    }

    /// The type of an argument that gives the value.
    pub(super) fn argument(&self) -> TokenStream {
        let ty = &self.ty;
        let one = if self.value.converts() {
            quote!(impl Into<#ty>)
        } else {
            quote!(#ty)
        };
        match self.holder {
            Holder::Plain | Holder::Option => one,
            Holder::List(1) => quote!(impl IntoIterator<Item = #one>),
            Holder::List(_) => self.stored(),
            Holder::Map => {
                let Value::Map(inner) = &self.value else {
                    return self.stored();
                };
                let one = match inner.as_ref() {
                    Value::Text => quote!(impl Into<String>),
                    _ => return self.stored(),
                };
                quote!(impl IntoIterator<Item = (impl Into<String>, #one)>)
            }
        }
    }

    /// The argument as it is stored, without the `Some` of an optional value.
    pub(super) fn converted(&self) -> TokenStream {
        let name = &self.ident;
        match self.holder {
            Holder::Plain | Holder::Option if self.value.converts() => quote!(#name.into()),
            Holder::List(1) if self.value.converts() => {
                quote!(#name.into_iter().map(Into::into).collect())
            }
            Holder::List(1) => quote!(#name.into_iter().collect()),
            Holder::Map if matches!(&self.value, Value::Map(inner) if **inner == Value::Text) => {
                quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
            _ => quote!(#name),
        }
    }

    /// Whether serde has to be told the name on the wire.
    pub(super) fn rename(&self) -> Option<&str> {
        (self.field.name != self.name).then_some(self.field.name.as_str())
    }

    /// The path of the function that tells that a value is not sent.
    pub(super) fn skip_if(&self, scope: &FileScope<'_>) -> Option<String> {
        match self.holder {
            Holder::Plain => None,
            _ if self.required => None,
            Holder::Option => Some("Option::is_none".to_owned()),
            Holder::List(_) => Some("Vec::is_empty".to_owned()),
            Holder::Map => {
                let map = scope.std("collections", "BTreeMap");
                Some(format!("{map}::is_empty").replace(' ', ""))
            }
        }
    }

    /// What it is, with the rules that the documentation states.
    pub(super) fn docs(&self) -> Docs {
        Docs::from_spec(&self.field.doc).sentences(&self.rules())
    }

    /// The rules as sentences.
    fn rules(&self) -> Vec<String> {
        let facts = self.field.effective();
        let mut rules = Vec::new();
        let each = if self.field.array > 0 { "each " } else { "" };
        let characters = |count: u32| {
            if count == 1 {
                "character"
            } else {
                "characters"
            }
        };
        match (facts.min_length, facts.max_length) {
            (Some(least), Some(most)) if least == most => {
                rules.push(format!("{each}{} {}", number_text(most), characters(most)))
            }
            (Some(least), Some(most)) => rules.push(format!(
                "{each}{} to {} {}",
                number_text(least),
                number_text(most),
                characters(most)
            )),
            (Some(least), None) => rules.push(format!(
                "{each}at least {} {}",
                number_text(least),
                characters(least)
            )),
            (None, Some(most)) => rules.push(format!(
                "{each}at most {} {}",
                number_text(most),
                characters(most)
            )),
            (None, None) => {}
        }
        match (facts.minimum, facts.maximum) {
            (Some(least), Some(most)) => rules.push(format!(
                "{each}from {} to {}",
                number_text(least),
                number_text(most)
            )),
            (Some(least), None) => rules.push(format!("{each}at least {}", number_text(least))),
            (None, Some(most)) => rules.push(format!("{each}at most {}", number_text(most))),
            (None, None) => {}
        }
        if let Some(pattern) = &facts.pattern {
            rules.push(format!("{each}of the form `{}`", pattern.replace('`', "'")));
        }
        // The words of the spec may say it already, and better.
        if let Some(default) = self
            .default
            .as_ref()
            .filter(|_| !self.field.doc.contains("y default"))
        {
            rules.push(format!("by default {default}"));
        }
        let mut sentences: Vec<String> = rules
            .into_iter()
            .map(|rule| super::docs::sentence(&capitalised(&rule)))
            .collect();
        if let Some(content) = &self.content {
            sentences.push(format!(
                "{content} is such an object; its JSON text is the value."
            ));
        }
        sentences
    }
}

/// A text that begins with a capital.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
