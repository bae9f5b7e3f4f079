//! Named types: open enumerations, ids, objects.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::model::{EnumValue, Scope, Spec, TypeDef, TypeId, TypeKind, Types};
use crate::text::names;

use super::field::{Fields, RustField, Side, Value};

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
    /// Whether a response holds it without an `Option`, so that something has to stand for an absent value.
    pub(crate) has_default: bool,
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
    Object(Travels, Object<'a>),
    /// Values that belong together.
    Parts(Parts<'a>),
}

/// An object as a struct.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    /// The fields as on the wire.
    pub(crate) fields: Vec<RustField<'a>>,
    /// What several of them are folded into.
    pub(crate) folds: Vec<RustField<'a>>,
    /// The members of the struct by their positions: those of all fields, which those of what they are folded into follow.
    members: Vec<usize>,
}

impl<'a> Object<'a> {
    /// The fields and, in place of those that are folded, what they make.
    pub(crate) fn members(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.members.iter().map(|at| self.member(*at))
    }

    fn member(&self, at: usize) -> &RustField<'a> {
        let mut members = self.fields.iter().chain(&self.folds);
        members.nth(at).unwrap_or_else(|| &self.fields[at])
    }

    /// The fields that are folded into a member, each with the part that it is; none of what is a field itself.
    pub(crate) fn parts<'f>(
        &'f self,
        member: &'f RustField<'a>,
    ) -> impl Iterator<Item = (&'f RustField<'a>, &'f str)> {
        self.fields.iter().filter_map(|field| {
            let folded = field.folded.as_ref()?;
            (folded.member == member.name).then_some((field, folded.part.as_str()))
        })
    }

    /// What all fields are folded into, if that is one: the object is nothing else.
    pub(crate) fn only_fold(&self) -> Option<&RustField<'a>> {
        let fold = self.folds.first()?;
        (self.members.len() == 1).then_some(fold)
    }
}

/// Values that belong together, as a struct.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    /// The fields.
    pub(crate) fields: Vec<RustField<'a>>,
    /// Whether there is a `new`. Where two parts are of one type, only a literal of the struct tells them apart.
    pub(crate) has_new: bool,
    /// If one of two parts is an enumeration, a constructor for each of its values, which takes the other.
    pub(crate) constructors: Option<Constructors<'a>>,
}

/// The constructors that take one part, with a value for the other.
#[derive(Debug)]
pub(crate) struct Constructors<'a> {
    /// The part that is an enumeration, by its position.
    pub(crate) kind: usize,
    /// The part that they take.
    pub(crate) taken: usize,
    /// The name of each, with the value.
    pub(crate) values: Vec<(String, Variant<'a>)>,
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

    /// The fields of an object as on the wire; none of anything else.
    pub(crate) fn fields(&self) -> &[RustField<'a>] {
        self.object().map_or(&[], |object| &object.fields)
    }

    /// The object, if it is one.
    pub(crate) const fn object(&self) -> Option<&Object<'a>> {
        match &self.kind {
            Kind::Object(_, object) => Some(object),
            _ => None,
        }
    }

    /// Whether there is a `new` with an argument for each field that is required.
    pub(crate) const fn has_new(&self) -> bool {
        matches!(
            self.kind,
            Kind::Object(Travels::InRequests | Travels::BothWays, _)
        )
    }

    /// The members that are arguments of `new`, in their order.
    pub(crate) fn required(&self) -> Vec<&RustField<'a>> {
        let arguments = self.definition.arguments.iter();
        let object = self.object();
        arguments
            .filter_map(|at| Some(object?.member(*at)))
            .collect()
    }

    /// The variants of an enumeration; none of anything else.
    pub(crate) fn variants(&self) -> &[Variant<'a>] {
        match &self.kind {
            Kind::StringEnum(variants) | Kind::IntEnum(variants) => variants,
            _ => &[],
        }
    }
}

/// How the types of a spec are used.
#[derive(Clone, Copy)]
pub(super) struct Usage<'u> {
    /// Which way objects travel.
    pub(super) travels: &'u BTreeMap<TypeId, Travels>,
    /// The objects that are stored.
    pub(super) stored: &'u BTreeSet<TypeId>,
    /// The enumerations that responses hold without an `Option`.
    pub(super) always: &'u BTreeSet<TypeId>,
}

/// All types of a spec. `paths` are the modules of those that are not the platform's.
pub(super) fn types<'a>(
    spec: &'a Spec,
    fields: &Fields<'a>,
    usage: Usage<'_>,
    paths: &BTreeMap<TypeId, String>,
) -> Types<RustType<'a>> {
    let types = spec.types.iter().map(|(id, definition)| {
        let travels = usage
            .travels
            .get(&id)
            .copied()
            .unwrap_or(Travels::InRequests);
        let of_platform = || "feishu_core::types".to_owned();
        RustType {
            definition,
            name: &definition.name,
            path: paths.get(&id).cloned().unwrap_or_else(of_platform),
            kind: kind(definition, travels, fields, &spec.types),
            has_default: usage.always.contains(&id),
            is_stored: usage.stored.contains(&id),
        }
    });
    Types::new(types.collect())
}

fn kind<'a>(
    definition: &'a TypeDef,
    travels: Travels,
    fields: &Fields<'a>,
    types: &'a Types,
) -> Kind<'a> {
    match &definition.kind {
        TypeKind::StringEnum(values) => Kind::StringEnum(variants(values)),
        TypeKind::IntEnum(values) => Kind::IntEnum(variants(values)),
        TypeKind::Id => Kind::Id,
        TypeKind::Object(inner) => {
            let side = match travels {
                Travels::InRequests => Side::Body,
                Travels::InResponses | Travels::BothWays => Side::Response,
            };
            let mut of_wire = fields.of(inner, side);
            let folds = fields.fold(&definition.folds, side, of_wire.iter_mut().collect());
            let object = Object {
                fields: of_wire,
                folds,
                members: definition.members().map(|(at, _)| at).collect(),
            };
            Kind::Object(travels, object)
        }
        TypeKind::Parts(inner) => Kind::Parts(parts(fields.of(inner, Side::Address), types)),
    }
}

fn parts<'a>(fields: Vec<RustField<'a>>, types: &'a Types) -> Parts<'a> {
    let values = fields.iter().map(|part| match part.value {
        Value::StringEnum(id) | Value::IntEnum(id) => match &types[id].kind {
            TypeKind::StringEnum(values) | TypeKind::IntEnum(values) => Some(variants(values)),
            _ => None,
        },
        _ => None,
    });
    let mut values: Vec<_> = values.collect();
    let constructors = match values.as_mut_slice() {
        [kind @ Some(_), None] => kind.take().map(|values| constructors(0, 1, values)),
        [None, kind @ Some(_)] => kind.take().map(|values| constructors(1, 0, values)),
        _ => None,
    };
    let distinct = |(at, part): (usize, &RustField<'_>)| {
        let before = fields.iter().take(at);
        before.clone().all(|other| other.value != part.value)
    };
    Parts {
        has_new: fields.iter().enumerate().all(distinct),
        constructors,
        fields,
    }
}

fn constructors(kind: usize, taken: usize, values: Vec<Variant<'_>>) -> Constructors<'_> {
    let values = values.into_iter().map(|variant| {
        let name = match names::method(&variant.name).as_str() {
            taken @ "new" => format!("{taken}_"),
            free => free.to_owned(),
        };
        (name, variant)
    });
    Constructors {
        kind,
        taken,
        values: values.collect(),
    }
}

fn variants(values: &[EnumValue]) -> Vec<Variant<'_>> {
    let variants = values.iter().map(|value| Variant {
        name: names::variant(&names::value(value.name.as_deref(), &value.wire)),
        value,
    });
    variants.collect()
}
