//! The spec files as typed values that still know where each part stands: what is read of them, and what the parts are
//! together.

use serde_json::Value;

use crate::text::yaml::Node;

use super::limits::ValueLimit;
use super::model::Rate;
use super::word::{TypeExpr, parse_rate};

pub use super::format::{
    ClientDefaultSource, DocumentationSource, DownloadSource, ErrorAgainSource, ErrorSource,
    FailuresSource, FieldSource, FoldSource, GlossarySource, JobSource, LimitSource, MeaningSource,
    OperationSource, OverrideSource, PagingSource, PlatformErrorSource, PlatformFile, ResourceFile,
    ResponseSource, ServiceFile, StepSource, TypeSource, ValueSource,
};
pub use super::value::{Given, Located, Text, Wire};

/// All files.
#[derive(Debug, Default)]
pub struct SpecSource {
    /// Whether all files could be read, so that what is nowhere named is not.
    pub complete: bool,
    /// `platform.yaml`
    pub platform: PlatformSource,
    /// The services by name.
    pub services: Vec<ServiceSource>,
}

/// `platform.yaml`
#[derive(Debug, Default)]
pub struct PlatformSource {
    /// Whether there is a file and it could be read.
    pub readable: bool,
    /// The path of the file.
    pub path: String,
    /// What it says.
    pub file: PlatformFile,
}

/// `service.yaml` and the files below.
#[derive(Debug, Default)]
pub struct ServiceSource {
    /// Whether there is a file and it could be read.
    pub readable: bool,
    /// The path of `service.yaml`.
    pub path: String,
    /// The name: that of the folder.
    pub name: String,
    /// What the file says.
    pub file: ServiceFile,
    /// The resources by version and name.
    pub resources: Vec<ResourceSource>,
}

/// The file of a resource.
#[derive(Debug)]
pub struct ResourceSource {
    /// The path of the file.
    pub path: String,
    /// The name: that of the file.
    pub name: Text,
    /// The version.
    pub version: String,
    /// What the file says.
    pub file: ResourceFile,
}

impl ResourceSource {
    /// Returns a resource with the name that its file has.
    pub fn new(path: String, version: String, stem: String, file: ResourceFile) -> Self {
        let at = file.resource.as_ref().map_or(file.at, |name| name.at);
        let name = Text { value: stem, at };
        Self {
            path,
            name,
            version,
            file,
        }
    }
}

/// What a named type is made of.
#[derive(Clone, Copy, Debug)]
pub enum TypeSourceKind<'a> {
    /// Texts.
    StringEnum(&'a [ValueSource]),
    /// Numbers.
    IntEnum(&'a [ValueSource]),
    /// A text of its own kind.
    Id,
    /// An object.
    Object(&'a [FieldSource]),
    /// Values that belong together.
    Parts(&'a [FieldSource]),
    /// Something that the structural check has refused.
    Unknown,
}

impl TypeSource {
    /// Returns what it is made of.
    pub fn kind(&self) -> TypeSourceKind<'_> {
        let enumerated = self.enumeration.as_ref().map(|of| of.value.as_str());
        match (&self.id, enumerated) {
            (Some(_), _) => TypeSourceKind::Id,
            (None, Some("string")) => TypeSourceKind::StringEnum(&self.values),
            (None, Some("int")) => TypeSourceKind::IntEnum(&self.values),
            (None, None) if !self.fields.is_empty() => TypeSourceKind::Object(&self.fields),
            (None, None) if !self.parts.is_empty() => TypeSourceKind::Parts(&self.parts),
            _ => TypeSourceKind::Unknown,
        }
    }
}

impl LimitSource {
    /// Returns whether it is documented as special.
    pub fn is_special(&self) -> bool {
        match self {
            Self::One(rate) => rate.value == "special",
            Self::All(_) => false,
            Self::Special(_) => true,
        }
    }

    /// Returns the figures.
    pub fn rates(&self) -> Vec<Rate> {
        let rates = match self {
            Self::One(rate) => std::slice::from_ref(rate),
            Self::All(rates) => rates,
            Self::Special(special) => &special.special,
        };
        let rates = rates.iter().map(|rate| parse_rate(&rate.value));
        rates.filter_map(Result::ok).collect()
    }
}

/// What is documented of a field, or what holds instead.
#[derive(Clone, Copy, Debug)]
pub struct FactsSource<'a> {
    /// Whether needed.
    pub required: &'a Given<bool>,
    /// The limits, in the order of [`ValueLimit::ALL`].
    limits: [&'a Given<Value>; ValueLimit::ALL.len()],
    /// For an absent field.
    pub default: &'a Given<Node>,
    /// A sample.
    pub example: &'a Given<Node>,
}

impl<'a> FactsSource<'a> {
    /// Returns the limits that are given, or taken away.
    pub fn limits(self) -> impl Iterator<Item = (ValueLimit, &'a Located<Option<Value>>)> {
        let all = ValueLimit::ALL.into_iter().zip(self.limits);
        all.filter_map(|(limit, given)| Some((limit, given.as_ref()?)))
    }

    /// Returns whether a limit is given, or taken away.
    pub fn has(self, limit: ValueLimit) -> bool {
        self.limits().any(|(given, _)| given == limit)
    }
}

impl FieldSource {
    /// Returns the type, as corrected.
    pub fn ty(&self) -> Option<&Located<TypeExpr>> {
        let corrected = self.correction.as_ref().and_then(|of| of.ty.as_ref());
        corrected.or(self.documented_type.as_ref())
    }

    /// Returns the documented type, if an `override` gives another.
    pub fn replaced_ty(&self) -> Option<&Located<TypeExpr>> {
        let documented = self.documented_type.as_ref();
        documented.filter(|_| self.correction.as_ref().is_some_and(|of| of.ty.is_some()))
    }

    /// Returns what is documented.
    pub fn facts(&self) -> FactsSource<'_> {
        FactsSource {
            required: &self.required,
            limits: ValueLimit::ALL.map(|limit| self.limit(limit)),
            default: &self.default,
            example: &self.example,
        }
    }
}

impl OverrideSource {
    /// Returns what holds instead of what is documented.
    pub fn facts(&self) -> FactsSource<'_> {
        FactsSource {
            required: &self.required,
            limits: ValueLimit::ALL.map(|limit| self.limit(limit)),
            default: &self.default,
            example: &self.example,
        }
    }
}
