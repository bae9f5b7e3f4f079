//! Named types: open enumerations, ids, objects.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::model::{EnumValue, Scope, Spec, TypeDef, TypeId, TypeKind, Types};
use crate::text::names;

use super::field::{Fields, RustField, Side};

/// A named type in Rust.
#[derive(Debug)]
pub(crate) struct RustType<'a> {
    /// The definition.
    pub(crate) definition: &'a TypeDef,
    /// The name.
    pub(crate) name: &'a str,
    /// The module where users of the crate find it: `feishu_drive::types`.
    pub(crate) path: String,
    /// What it is.
    pub(crate) kind: Kind<'a>,
    /// Whether it is read from what a program has stored: part of the handle of a job.
    pub(crate) is_stored: bool,
}

/// What a type is.
#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// An open enumeration of texts.
    StringEnum(Vec<Variant<'a>>),
    /// An open enumeration of numbers.
    IntEnum(Vec<Variant<'a>>),
    /// A text that names something.
    Id,
    /// An object.
    Object(Travels, Vec<RustField<'a>>),
}

/// A variant of an enumeration.
#[derive(Clone, Debug)]
pub(crate) struct Variant<'a> {
    /// The name.
    pub(crate) name: String,
    /// The value.
    pub(crate) value: &'a EnumValue,
}

/// Which way an object travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Travels {
    /// Requests carry it, or nothing at all.
    InRequests,
    /// Responses carry it.
    InResponses,
    /// Both carry it.
    BothWays,
}

impl<'a> RustType<'a> {
    /// Module and name, as in `media::UploadPart`; of the platform's types the crate and the name.
    pub(crate) fn short_path(&self) -> String {
        let module = match self.definition.scope {
            Scope::Platform => "feishu_core",
            Scope::Service | Scope::Resource => self.path.rsplit("::").next().unwrap_or_default(),
        };
        format!("{module}::{}", self.name)
    }

    /// The fields of an object; none of anything else.
    pub(crate) fn fields(&self) -> &[RustField<'a>] {
        match &self.kind {
            Kind::Object(_, fields) => fields,
            _ => &[],
        }
    }

    /// Whether there is a `new`.
    pub(crate) const fn has_new(&self) -> bool {
        matches!(
            self.kind,
            Kind::Object(Travels::InRequests | Travels::BothWays, _)
        )
    }

    /// The fields that are arguments of `new`, in their order.
    pub(crate) fn required(&self) -> Vec<&RustField<'a>> {
        let arguments = self.definition.arguments.iter();
        arguments.map(|at| &self.fields()[*at]).collect()
    }

    /// The variants of an enumeration; none of anything else.
    pub(crate) fn variants(&self) -> &[Variant<'a>] {
        match &self.kind {
            Kind::StringEnum(variants) | Kind::IntEnum(variants) => variants,
            _ => &[],
        }
    }
}

/// All types of a spec. `usage` is which way objects travel, and which are stored; `paths` are the modules of those that
/// are not the platform's.
pub(super) fn types<'a>(
    spec: &'a Spec,
    fields: &Fields<'a>,
    (travels, stored): (&BTreeMap<TypeId, Travels>, &BTreeSet<TypeId>),
    paths: &BTreeMap<TypeId, String>,
) -> Types<RustType<'a>> {
    let types = spec.types.iter().map(|(id, definition)| {
        let travels = travels.get(&id).copied().unwrap_or(Travels::InRequests);
        let of_platform = || "feishu_core::types".to_owned();
        RustType {
            definition,
            name: &definition.name,
            path: paths.get(&id).cloned().unwrap_or_else(of_platform),
            kind: kind(&definition.kind, travels, fields),
            is_stored: stored.contains(&id),
        }
    });
    Types::new(types.collect())
}

fn kind<'a>(kind: &'a TypeKind, travels: Travels, fields: &Fields<'a>) -> Kind<'a> {
    match kind {
        TypeKind::StringEnum(values) => Kind::StringEnum(variants(values)),
        TypeKind::IntEnum(values) => Kind::IntEnum(variants(values)),
        TypeKind::Id => Kind::Id,
        TypeKind::Object(inner) => {
            let side = match travels {
                Travels::InRequests => Side::Body,
                Travels::InResponses | Travels::BothWays => Side::Response,
            };
            Kind::Object(travels, fields.of(inner, side))
        }
    }
}

fn variants(values: &[EnumValue]) -> Vec<Variant<'_>> {
    let variants = values.iter().map(|value| Variant {
        name: names::variant(&names::value(value.name.as_deref(), &value.wire)),
        value,
    });
    variants.collect()
}
