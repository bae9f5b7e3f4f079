//! A field of the spec as a field of a struct: its name, what one value is, how values are held.

use crate::spec::model::{Field, FieldType, Fold, Format, Operation, TypeId, TypeKind, Types};
use crate::text::names;

/// Which way the struct travels that a field is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The path and the query string of a request: what is required is there, and an empty list is like none.
    Address,
    /// The body of a request, or an object that only requests carry: what is required is there, and an empty list is sent.
    Body,
    /// A response, or an object that responses carry: anything may be absent.
    Response,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub(crate) struct RustField<'a> {
    /// The field of the spec.
    pub(crate) field: &'a Field,
    /// The name of the field, of its setter, and of an argument that gives it.
    pub(crate) name: String,
    /// What one value is.
    pub(crate) value: Value,
    /// How values are held.
    pub(crate) holder: Holder,
    /// Whether `new` asks for it.
    pub(crate) required: bool,
    /// The member of the request or the object that holds it, if it is folded into one.
    pub(crate) folded: Option<Folded>,
}

/// Where the value of a field stands that is folded. Whether it is there at all, the holder of the field says, which is that
/// of the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folded {
    /// The parameter of the request, or the member of the object.
    pub(crate) member: String,
    /// The part of it.
    pub(crate) part: String,
}

/// What one value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
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
    /// A time, written in this way.
    Time(Format),
    /// A text that names something.
    Id(TypeId),
    /// A value of an enumeration of texts.
    StringEnum(TypeId),
    /// A value of an enumeration of numbers.
    IntEnum(TypeId),
    /// An object.
    Object {
        /// The type.
        id: TypeId,
        /// Whether it is nothing else than values that belong together, which become it where one is given.
        is_whole: bool,
    },
    /// An object with any keys.
    Map(Box<Value>),
    /// Values that belong together.
    Parts {
        /// The type.
        id: TypeId,
        /// Whether all of them are copied.
        copies: bool,
    },
}

/// How values are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// One value, always.
    Plain,
    /// One value or none.
    Option,
    /// As many values as there are, in lists of this depth.
    List(u8),
    /// Values by key.
    Map,
    /// A list of this depth, or none: one that is empty is another thing than one that is absent.
    OptionalList(u8),
    /// Values by key, or none at all.
    OptionalMap,
}

impl Holder {
    /// Whether the struct holds an `Option`.
    pub(crate) const fn is_optional(self) -> bool {
        matches!(
            self,
            Self::Option | Self::OptionalList(_) | Self::OptionalMap
        )
    }

    /// How values are held once they are there: what stands in the `Option`.
    pub(crate) const fn present(self) -> Self {
        match self {
            Self::Option => Self::Plain,
            Self::OptionalList(depth) => Self::List(depth),
            Self::OptionalMap => Self::Map,
            plain => plain,
        }
    }
}

/// How the wire writes a value that is of another type in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// A flag as the number 0 or 1.
    FlagAsNumber,
    /// A flag as the text `0` or `1`.
    FlagAsText,
    /// A number as a text.
    NumberAsText,
}

/// The type of feishu-core for a time that is written in some way.
pub(crate) const fn time_type(format: Format) -> &'static str {
    match format {
        Format::UnixMillis => "UnixMillis",
        Format::IsoTime => "IsoTime",
        Format::SecondsOfDay => "SecondsOfDay",
        _ => "UnixSeconds",
    }
}

impl RustField<'_> {
    /// Whether `name` is another one than on the wire.
    pub(crate) fn is_renamed(&self) -> bool {
        self.field.name != self.name
    }

    /// How the wire writes the value, where that is not how its type writes itself.
    pub(crate) fn written(&self) -> Option<Written> {
        match (self.field.format?, &self.field.ty) {
            (Format::Flag, FieldType::Int) => Some(Written::FlagAsNumber),
            (Format::Flag, FieldType::String) => Some(Written::FlagAsText),
            (Format::Number, FieldType::String) => Some(Written::NumberAsText),
            _ => None,
        }
    }
}

impl Value {
    /// Whether an argument takes anything that becomes the value, not the value alone.
    pub(crate) const fn converts(&self) -> bool {
        !matches!(
            self,
            Self::Int
                | Self::Bytes
                | Self::Float
                | Self::Bool
                | Self::Any
                | Self::StringEnum(_)
                | Self::IntEnum(_)
                | Self::Object {
                    is_whole: false,
                    ..
                }
                | Self::Map(_)
        )
    }

    /// Whether values are copied rather than cloned.
    pub(crate) fn is_copy(&self) -> bool {
        matches!(
            self,
            Self::Int
                | Self::Bytes
                | Self::Float
                | Self::Bool
                | Self::IntEnum(_)
                | Self::Parts { copies: true, .. }
        ) || matches!(self, Self::Time(format) if *format != Format::IsoTime)
    }

    /// Whether a value is a text, with an `as_str` of its own.
    pub(crate) const fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Id(_) | Self::StringEnum(_))
    }

    /// Whether a value is read from more than one JSON type.
    pub(crate) fn is_lenient(&self) -> bool {
        match self {
            Self::Any | Self::File | Self::Object { .. } | Self::Parts { .. } => false,
            Self::Map(inner) => inner.is_lenient(),
            _ => true,
        }
    }

    /// Whether a value can stand in a path, a query string or a form.
    pub(crate) const fn is_scalar(&self) -> bool {
        !matches!(
            self,
            Self::Any
                | Self::File
                | Self::Secret
                | Self::Object { .. }
                | Self::Map(_)
                | Self::Parts { .. }
        )
    }
}

/// What the fields of structs are made from.
pub(super) struct Fields<'a> {
    /// The named types.
    pub(super) types: &'a Types,
}

impl<'a> Fields<'a> {
    /// The fields of a struct.
    pub(super) fn of(&self, fields: &'a [Field], side: Side) -> Vec<RustField<'a>> {
        fields.iter().map(|field| self.field(field, side)).collect()
    }

    /// The fields of the response to an operation. One that is an object with a name has them as that does.
    pub(super) fn response(&self, operation: &'a Operation) -> Vec<RustField<'a>> {
        let mut fields = self.of(&operation.response, Side::Response);
        if let Some(id) = operation.response_type {
            let folds = &self.types[id].folds;
            self.fold(folds, Side::Response, fields.iter_mut().collect());
        }
        fields
    }

    /// What fields are folded into, which these are told of.
    pub(super) fn fold(
        &self,
        folds: &'a [Fold],
        side: Side,
        mut fields: Vec<&mut RustField<'a>>,
    ) -> Vec<RustField<'a>> {
        let made = folds.iter().map(|fold| {
            let member = self.field(&fold.field, side);
            for (at, part) in fold.parts.iter().zip(self.parts(&member)) {
                fields[*at].holder = member.holder;
                fields[*at].folded = Some(Folded {
                    member: member.name.clone(),
                    part: part.name,
                });
            }
            member
        });
        made.collect()
    }

    /// The parts of the type that a member is of.
    fn parts(&self, member: &RustField<'a>) -> Vec<RustField<'a>> {
        match &member.value {
            Value::Parts { id, .. } => self.of(self.types[*id].parts(), Side::Address),
            _ => Vec::new(),
        }
    }

    /// A field of a struct.
    pub(super) fn field(&self, field: &'a Field, side: Side) -> RustField<'a> {
        let value = self.value(&field.ty, field.format, side);
        let required = field.is_required();
        let holder = match (&value, field.array) {
            (_, depth @ 1..) if side == Side::Body && !required => Holder::OptionalList(depth),
            (_, depth @ 1..) => Holder::List(depth),
            (Value::Map(_), 0) if side == Side::Body && !required => Holder::OptionalMap,
            (Value::Map(_), 0) => Holder::Map,
            (_, 0) if side != Side::Response && required => Holder::Plain,
            // Any number may be one that is documented, so none could stand for an absent one.
            (Value::IntEnum(_), 0) => Holder::Option,
            (_, 0) if side == Side::Response && field.always => Holder::Plain,
            (_, 0) => Holder::Option,
        };
        RustField {
            field,
            name: names::field(field.own_name()),
            value,
            holder,
            required,
            folded: None,
        }
    }

    fn value(&self, ty: &FieldType, format: Option<Format>, side: Side) -> Value {
        match (ty, format) {
            // A number of seconds is one in requests; in responses the type reads numbers too.
            (FieldType::Int, Some(format)) if format.is_time() && side != Side::Response => {
                Value::Int
            }
            (FieldType::String | FieldType::Int, Some(format)) if format.is_time() => {
                Value::Time(format)
            }
            (FieldType::String | FieldType::Int, Some(Format::Flag)) => Value::Bool,
            (FieldType::String, Some(Format::Number)) => Value::Int,
            (FieldType::Int, Some(Format::Bytes)) => Value::Bytes,
            (FieldType::String, Some(Format::Secret)) => Value::Secret,
            (FieldType::String, _) => Value::Text,
            (FieldType::Int, _) => Value::Int,
            (FieldType::Float, _) => Value::Float,
            (FieldType::Bool, _) => Value::Bool,
            (FieldType::Any | FieldType::Object, _) => Value::Any,
            (FieldType::File, _) => Value::File,
            (FieldType::Map(inner), format) => {
                Value::Map(Box::new(self.value(inner, format, side)))
            }
            (FieldType::Named(id), _) => match &self.types[*id].kind {
                TypeKind::Id => Value::Id(*id),
                TypeKind::StringEnum(_) => Value::StringEnum(*id),
                TypeKind::IntEnum(_) => Value::IntEnum(*id),
                TypeKind::Object(_) => Value::Object {
                    id: *id,
                    is_whole: self.types[*id].only_fold().is_some(),
                },
                TypeKind::Parts(parts) => Value::Parts {
                    id: *id,
                    copies: self.of(parts, side).iter().all(|part| part.value.is_copy()),
                },
            },
        }
    }
}
