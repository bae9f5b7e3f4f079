//! Examples from the spec, as Rust for documentation and tests, and as JSON for responses.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value as Json};

use super::fields::ident;
use super::scope::FileScope;
use crate::rust::format;
use crate::rust::format::Error;
use crate::rust::format::text::number;
use crate::rust::shape::{
    Holder, Kind, Object, Output, RustField, RustOperation, RustResource, RustService, Value,
    time_type,
};
use crate::spec::model::{EnumValue, Field, FieldType, TypeId, TypeKind};
use crate::text::names;

/// Rust expressions that make example values, and the imports that they take.
#[derive(Debug)]
pub(crate) struct Examples<'s, 'a> {
    scope: &'s FileScope<'a>,
    /// What is imported, by path.
    imports: BTreeMap<String, BTreeSet<String>>,
    /// Whether a call is made as a user, whose token the example is given.
    has_user: bool,
}

/// How many setters an example in documentation shows.
const SETTERS_SHOWN: usize = 2;

/// What is in the names of fields whose values follow from the content of a file.
const OF_CONTENT: &[&str] = &["checksum", "adler", "crc32", "md5", "sha1", "sha256"];

/// How much of a request an example sets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extent {
    /// Every field.
    Everything,
    /// What is required, and the first of what has an example: enough to show setters, and few enough not to set what
    /// excludes each other.
    Documented,
    /// What is required, and the key that the client would make up otherwise, another one each time.
    Required,
}

impl<'s, 'a> Examples<'s, 'a> {
    pub(crate) const fn new(scope: &'s FileScope<'a>) -> Self {
        Self {
            scope,
            imports: BTreeMap::new(),
            has_user: false,
        }
    }

    /// The `use` lines for what was named so far.
    pub(crate) fn imports(&self) -> String {
        self.imports
            .iter()
            .map(|(path, used)| {
                let names: Vec<&str> = used.iter().map(String::as_str).collect();
                match names.as_slice() {
                    [one] => format!("use {path}::{one};\n"),
                    many => format!("use {path}::{{{}}};\n", many.join(", ")),
                }
            })
            .collect()
    }

    /// An expression that makes a request.
    pub(crate) fn request(&mut self, of: &RustOperation<'_>, extent: Extent) -> TokenStream {
        let request = &of.request;
        let name = self.import(&request.module, &request.name);
        let (arguments, setters) = (self.arguments(of), self.setters(of, extent));
        quote!(#name::new(#(#arguments),*) #setters)
    }

    /// The arguments that a request is made of.
    pub(crate) fn arguments(&mut self, of: &RustOperation<'_>) -> Vec<TokenStream> {
        let required = of.request.required();
        required.iter().map(|field| self.argument(field)).collect()
    }

    /// What a call needs so that it is made as a user, if it has to be.
    pub(crate) fn as_user(&mut self, of: &RustOperation<'_>) -> Option<TokenStream> {
        self.has_user = takes_users_alone(of);
        self.has_user.then(|| quote!(.as_user(user_token)))
    }

    /// The setters of a request, one called after the other; nothing if it has none to show.
    pub(crate) fn setters(&mut self, of: &RustOperation<'_>, extent: Extent) -> TokenStream {
        let request = &of.request;
        let paging = of.operation.paging.as_ref();
        let begin = paging.map(|paging| &request.member(paging.by.field()).name);
        let key = of.idempotency_key();
        let is_key = |field: &RustField<'_>| key.is_some_and(|key| key.name == field.name);
        let documented = |field: &&RustField<'_>| {
            let name = field.field.name.as_str();
            field.field.shown_example().is_some()
                // Where a page begins comes with the page before, and is nothing to begin with.
                && begin.is_none_or(|begin| *begin != field.name)
                // Whoever copied it would make one call of many.
                && !is_key(field)
                // The one documented belongs to another file than the example's.
                && !OF_CONTENT.iter().any(|word| name.contains(word))
        };
        let optional: Vec<&RustField<'_>> = match extent {
            Extent::Everything => request.optional().collect(),
            Extent::Documented => request
                .optional()
                .filter(documented)
                .take(SETTERS_SHOWN)
                .collect(),
            Extent::Required => key.into_iter().collect(),
        };
        self.chain(&optional)
    }

    fn chain(&mut self, fields: &[&RustField<'_>]) -> TokenStream {
        let setters = fields.iter().map(|field| {
            let (setter, argument) = (ident(field), self.argument(field));
            quote!(.#setter(#argument))
        });
        setters.collect()
    }

    /// The argument that gives a field its example.
    fn argument(&mut self, field: &RustField<'_>) -> TokenStream {
        let example = field.field.shown_example();
        match field.holder.present() {
            Holder::List(1) => {
                let values = match example {
                    Some(Json::Array(values)) if !values.is_empty() => values
                        .iter()
                        .map(|value| self.value(&field.value, Some(value), field))
                        .collect(),
                    other => vec![self.value(&field.value, other, field)],
                };
                quote!([#(#values),*])
            }
            Holder::List(depth) => {
                let innermost = match example {
                    Some(Json::Array(_)) | None => None,
                    other => other,
                };
                let value = self.value(&field.value, innermost, field);
                let value = match field.value {
                    Value::Text | Value::Secret | Value::Object { is_whole: true, .. } => {
                        quote!(#value.into())
                    }
                    _ => value,
                };
                (0..depth).fold(value, |inner, _| quote!(vec![#inner]))
            }
            Holder::Map => {
                let value = match &field.value {
                    Value::Map(inner) => self.value(inner, None, field),
                    _ => quote!("value"),
                };
                quote!([("key", #value)])
            }
            _ => self.value(&field.value, example, field),
        }
    }

    /// An expression for one value.
    fn value(
        &mut self,
        value: &Value,
        example: Option<&Json>,
        field: &RustField<'_>,
    ) -> TokenStream {
        match value {
            Value::Text | Value::Secret => {
                text(example.map_or_else(|| field.field.any_text(), plain))
            }
            Value::Id(id) => {
                let ty = self.scope.find(*id);
                let name = self.import(&ty.path, ty.name);
                let id = text(example.map_or_else(|| "id".to_owned(), plain));
                quote!(#name::new(#id))
            }
            Value::Int | Value::Bytes => number(
                example
                    .and_then(whole_number)
                    .unwrap_or_else(|| field.field.any_number()),
            ),
            Value::Float => {
                let float = Literal::f64_unsuffixed(example.and_then(Json::as_f64).unwrap_or(1.0));
                quote!(#float)
            }
            Value::Bool => {
                let flag = || example.and_then(whole_number).map(|number| number != 0);
                let yes = example.and_then(Json::as_bool).or_else(flag);
                let yes = yes.unwrap_or(true);
                quote!(#yes)
            }
            Value::Any => {
                let any = self.import("feishu_core", "Value");
                quote!(#any::from(1))
            }
            Value::File => {
                let source = self.import("feishu_core", "FileSource");
                quote!(#source::bytes("content"))
            }
            Value::Time(format) => {
                let ty = self.import("feishu_core", time_type(*format));
                let wire = example.map_or_else(|| format.sample().to_owned(), plain);
                match wire.parse::<i64>() {
                    Ok(moment) => {
                        let moment = number(moment);
                        quote!(#ty::new(#moment))
                    }
                    Err(_) => {
                        let wire = text(wire);
                        quote!(#ty::new(#wire))
                    }
                }
            }
            Value::StringEnum(id) | Value::IntEnum(id) => self.variant(*id, example),
            Value::Object { id, .. } => self.object(*id),
            Value::Map(_) => quote!(Default::default()),
            Value::Parts { id, .. } => self.parts(*id, example, field),
        }
    }

    /// Values that belong together, of an object that holds an example for each.
    fn parts(&mut self, id: TypeId, example: Option<&Json>, field: &RustField<'_>) -> TokenStream {
        let ty = self.scope.find(id);
        let name = self.import(&ty.path, ty.name);
        let Kind::Parts(parts) = &ty.kind else {
            return quote!(#name);
        };
        let example_of = |part: &RustField<'_>| example?.get(&part.field.name);
        if let Some(constructors) = &parts.constructors {
            let [kind, taken] = [constructors.kind, constructors.taken].map(|at| &parts.fields[at]);
            let wire = example_of(kind).map(plain);
            let mut values = constructors.values.iter();
            let named = values.find(|(_, variant)| Some(&variant.value.wire) == wire.as_ref());
            if let Some((constructor, _)) = named {
                let constructor = names::ident(constructor);
                let argument = match taken.value {
                    Value::Id(_) => text(example_of(taken).map_or_else(|| "id".to_owned(), plain)),
                    _ => self.value(&taken.value, example_of(taken), field),
                };
                return quote!(#name::#constructor(#argument));
            }
        }
        let values: Vec<_> = parts
            .fields
            .iter()
            .map(|part| {
                let value = self.value(&part.value, example_of(part), field);
                match part.value {
                    // A literal takes the value itself.
                    Value::Text | Value::Secret if !parts.has_new => quote!(#value.into()),
                    _ => value,
                }
            })
            .collect();
        if parts.has_new {
            return quote!(#name::new(#(#values),*));
        }
        let idents = parts.fields.iter().map(ident);
        quote!(#name { #(#idents: #values),* })
    }

    fn variant(&mut self, id: TypeId, example: Option<&Json>) -> TokenStream {
        let ty = self.scope.find(id);
        let wire = example.map(plain);
        let mut variants = ty.variants().iter();
        let listed = variants
            .find(|variant| Some(&variant.value.wire) == wire.as_ref())
            .or_else(|| ty.variants().first());
        let name = self.import(&ty.path, ty.name);
        match listed {
            Some(variant) => {
                let variant = names::ident(&variant.name);
                quote!(#name::#variant)
            }
            None => {
                let wire = wire.unwrap_or_default();
                quote!(#name::from(#wire))
            }
        }
    }

    fn object(&mut self, id: TypeId) -> TokenStream {
        let ty = self.scope.find(id);
        // It is given as what it is.
        if let Some(whole) = ty.object().and_then(Object::only_fold) {
            return self.argument(whole);
        }
        let name = self.import(&ty.path, ty.name);
        let Some(object) = ty.object() else {
            return name;
        };
        // What is inside an object that holds itself is left out.
        let is_itself = |value: &Value| matches!(value, Value::Object { id: of, .. } if *of == id);
        let required = ty.required();
        let others = self.other_kinds(&required);
        let optional = |field: &&RustField<'_>| {
            let is_another = others.contains(&field.field.name.as_str());
            !field.required && !is_another && !is_itself(&field.value)
        };
        let optional: Vec<_> = object.members().filter(optional).collect();
        let arguments: Vec<_> = required.iter().map(|field| self.argument(field)).collect();
        let setters = self.chain(&optional);
        quote!(#name::new(#(#arguments),*) #setters)
    }

    /// The values of the enumerations among required fields, but for those that the example has: where a value names the
    /// field that goes with it, as that of a piece of a comment does, the fields of the others would say something else.
    fn other_kinds(&self, required: &[&RustField<'a>]) -> Vec<&'a str> {
        let kinds = required.iter().filter_map(|field| match field.value {
            Value::StringEnum(id) => Some((field, self.scope.find(id).variants())),
            _ => None,
        });
        let others = kinds.flat_map(|(field, variants)| {
            let wires = variants.iter().map(|variant| variant.value.wire.as_str());
            let shown = field.field.shown_example().and_then(Json::as_str);
            let shown = shown.or_else(|| wires.clone().next());
            wires.filter(move |wire| Some(*wire) != shown)
        });
        others.collect()
    }

    /// A name with its import, or its path where another has that name.
    pub(crate) fn import(&mut self, path: &str, name: &str) -> TokenStream {
        let ident = names::ident(name);
        let hidden = self
            .imports
            .iter()
            .any(|(other, used)| other != path && used.contains(name));
        if hidden {
            let segments = path.split("::").map(names::ident);
            return quote!(#(#segments)::* :: #ident);
        }
        self.imports
            .entry(path.to_owned())
            .or_default()
            .insert(name.to_owned());
        quote!(#ident)
    }
}

/// An example that builds a request, for its documentation.
pub(crate) fn request_example(
    scope: &FileScope<'_>,
    of: &RustOperation<'_>,
) -> Result<String, Error> {
    let mut examples = Examples::new(scope);
    let expression = examples.request(of, Extent::Documented);
    let code = format::statements(&quote!(let request = #expression;))?;
    let imports = format::imports(&examples.imports());
    Ok(format!("{imports}\n{code}"))
}

/// An example that goes through a list, page after page. `list` is the variable that holds it.
pub(crate) fn items_example(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
    of: &RustOperation<'_>,
    list: &str,
) -> Result<String, Error> {
    let mut examples = Examples::new(scope);
    let expression = examples.request(of, Extent::Required);
    let variable = names::ident(&service.variable);
    let (resource, method) = (names::ident(&resource.method), names::ident(&of.method));
    let (list, as_user) = (names::ident(list), examples.as_user(of));
    let code = quote! {
        let mut #list = #variable.#resource().#method(#expression)#as_user.items();
        while let Some(item) = #list.try_next().await? {
            println!("{item:?}");
        }
    };
    in_service(service, &examples, &code)
}

/// An example that calls an operation as a user, for one that takes no other token.
pub(crate) fn call_as_user_example(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
    of: &RustOperation<'_>,
) -> Result<String, Error> {
    let mut examples = Examples::new(scope);
    let expression = examples.request(of, Extent::Required);
    let variable = names::ident(&service.variable);
    let (resource, method) = (names::ident(&resource.method), names::ident(&of.method));
    let outcome = match of.output {
        Output::Empty => None,
        Output::Download => Some(quote!(let download =)),
        Output::Response { .. } => Some(quote!(let response =)),
    };
    let as_user = examples.as_user(of);
    let code = quote! {
        let request = #expression;
        #outcome #variable.#resource().#method(request)#as_user.await?;
    };
    in_service(service, &examples, &code)
}

/// Whether an operation takes a user token and no other.
pub(crate) fn takes_users_alone(of: &RustOperation<'_>) -> bool {
    of.operation.tokens == ["user"]
}

/// Statements that use the service, as an example that is compiled.
pub(crate) fn in_service(
    service: &RustService<'_>,
    examples: &Examples<'_, '_>,
    code: &TokenStream,
) -> Result<String, Error> {
    let code = format::statements(code)?;
    let mut imports = format::imports(&examples.imports());
    if !imports.is_empty() {
        imports.push('\n');
    }
    let user = match examples.has_user {
        true => ", user_token: &str",
        false => "",
    };
    let (variable, crate_name, root) = (&service.variable, &service.crate_ident, &service.name);
    Ok(format!(
        "# async fn example({variable}: {crate_name}::{root}{user}) -> feishu_core::Result<()> {{\n\
         {imports}{code}\n# Ok(())\n# }}"
    ))
}

/// The `data` of a response, or a part of a request, made of the examples of its fields.
pub(crate) fn values(scope: &FileScope<'_>, fields: &[Field]) -> Json {
    object(scope, fields, &mut Vec::new())
}

fn object(scope: &FileScope<'_>, fields: &[Field], inside: &mut Vec<TypeId>) -> Json {
    let mut object = Map::new();
    for field in fields {
        if let Some(value) = field_value(scope, field, inside) {
            object.insert(field.name.clone(), value);
        }
    }
    Json::Object(object)
}

fn field_value(scope: &FileScope<'_>, field: &Field, inside: &mut Vec<TypeId>) -> Option<Json> {
    let example = field.shown_example().cloned();
    if let Some(example) = example.filter(|example| example.is_array() == (field.array > 0)) {
        return Some(example);
    }
    let one = match &field.ty {
        FieldType::Named(reference) => match &scope.definition(*reference).kind {
            TypeKind::Object(_) if inside.contains(reference) => return None,
            TypeKind::Object(fields) => {
                inside.push(*reference);
                let object = object(scope, fields, inside);
                inside.pop();
                object
            }
            TypeKind::StringEnum(values) => first(values).map_or(Json::Null, Json::from),
            TypeKind::IntEnum(values) => first(values)
                .and_then(|wire| wire.parse::<i64>().ok())
                .map_or(Json::Null, Json::from),
            TypeKind::Id | TypeKind::Parts(_) => Json::from("id"),
        },
        FieldType::String => Json::from(
            field
                .format
                .map_or_else(|| field.any_text(), |format| format.sample().into()),
        ),
        FieldType::Int => Json::from(field.any_number()),
        FieldType::Float => Json::from(1.5),
        FieldType::Bool => Json::from(true),
        FieldType::Any | FieldType::Object | FieldType::Map(_) | FieldType::File => {
            Json::Object(Map::new())
        }
    };
    Some((0..field.array).fold(one, |inner, _| Json::Array(vec![inner])))
}

fn first(values: &[EnumValue]) -> Option<&str> {
    values.first().map(|value| value.wire.as_str())
}

/// A text, raw where it holds quotation marks.
fn text(text: String) -> TokenStream {
    let raw = text.contains('"') && !text.contains("\"#");
    let raw: Option<Literal> = raw.then(|| format!("r#\"{text}\"#").parse().ok()).flatten();
    raw.map_or_else(|| quote!(#text), |raw| quote!(#raw))
}

/// A JSON value as a text, laid out and raw.
pub(crate) fn raw_json(value: &Json) -> Literal {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let raw = format!("r#\"{text}\"#").parse();
    raw.unwrap_or_else(|_| Literal::string(&text))
}

/// An example as plain text.
fn plain(example: &Json) -> String {
    match example {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn whole_number(example: &Json) -> Option<i64> {
    example
        .as_i64()
        .or_else(|| example.as_str().and_then(|text| text.parse().ok()))
}
