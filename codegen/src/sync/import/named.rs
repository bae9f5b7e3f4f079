//! Merges the facts of fields into the named types that the fields are of, and makes types where none is there.

use crate::facts::{FieldFacts, TypeFacts};
use crate::spec::source::{FieldSource, TypeSource, TypeSourceKind, ValueSource};
use crate::spec::value::{Text, is_set};
use crate::spec::word::Base;
use crate::text::names;

use super::defined::TypeKey;
use super::edit;
use super::merger::{Merger, Place};
use super::structure::Structure;
use super::types::Planned;
use super::visible::{service_file, service_folder, visible};

impl Merger {
    /// The type of one value as the spec writes it.
    pub(super) fn base(
        &mut self,
        facts: &FieldFacts,
        current: Option<&Base>,
        place: &Place<'_>,
        at: &str,
    ) -> Base {
        if let Some(value) = facts.value_of_map() {
            let current = match current {
                Some(Base::Map(value)) => Some(&**value),
                _ => None,
            };
            return Base::Map(Box::new(self.base(&value, current, place, at)));
        }
        let key = match current {
            Some(Base::Named(name)) => self.resolve(place.home, name),
            _ => None,
        };
        if let Some(key) = &key {
            let keeps = match (self.kind(key, place), facts.ty) {
                // A page documents one that contains itself to some depth only.
                (Kind::Fields, TypeFacts::Object) if place.above.contains(key) => true,
                (Kind::Id, TypeFacts::String) => facts.values.is_none(),
                (Kind::Id | Kind::Unknown, _) => false,
                (kind, _) => kind.wanted(facts).is_some_and(|wanted| {
                    let planned = self.plan.get(key);
                    planned.is_some_and(|planned| planned.structure.covers(&wanted))
                }),
            };
            if keeps {
                self.fill(key, facts, place, at);
                return Base::Named(key.name.clone());
            }
        }
        match Structure::of(facts) {
            Some(structure) => Base::Named(self.named(structure, facts, key.as_ref(), place, at)),
            None => self.built_in(facts, current, place, at),
        }
    }

    fn built_in(
        &mut self,
        facts: &FieldFacts,
        current: Option<&Base>,
        place: &Place<'_>,
        at: &str,
    ) -> Base {
        match facts.ty {
            // The page does not say what its values are.
            TypeFacts::Map => match current {
                Some(map @ Base::Map(_)) => map.clone(),
                _ => Base::Map(Box::new(Base::Any)),
            },
            TypeFacts::String if current.is_none() => {
                self.propose_id(facts, place, at);
                Base::String
            }
            TypeFacts::String => Base::String,
            TypeFacts::Int => Base::Int,
            TypeFacts::Bool => Base::Bool,
            TypeFacts::Float => Base::Float,
            TypeFacts::Object => Base::Object,
            TypeFacts::File => Base::File,
            TypeFacts::Any => Base::Any,
        }
    }

    /// Says of a new text that all others of its name are ids of one kind. Whether it is one too, a person decides: the token
    /// of a file may be that of a document.
    fn propose_id(&mut self, facts: &FieldFacts, place: &Place<'_>, at: &str) {
        let known = self.words.type_of(place.home, &facts.name);
        let id = known.filter(|name| {
            let key = self.resolve(place.home, name);
            key.is_some_and(|key| matches!(self.kind(&key, place), Kind::Id))
        });
        if let Some(id) = id {
            let name = &facts.name;
            let note = format!(
                "{at}: a plain text; every other `{name}` is of the type {id}, so decide whether it is one too"
            );
            self.notes.push(note);
        }
    }

    /// A named type that is made like this: one that is there, or a new one.
    fn named(
        &mut self,
        structure: Structure,
        facts: &FieldFacts,
        old: Option<&TypeKey>,
        place: &Place<'_>,
        at: &str,
    ) -> String {
        let visible = visible(place.home);
        let seen = || {
            let all = self.plan.iter();
            all.filter(|(key, _)| visible.contains(&key.file))
        };
        let alike = |planned: &Planned| {
            let named = planned.users.contains(&facts.name);
            planned.structure.fits(&structure) && (!structure.is_common() || named)
        };
        // What a person has put together does not grow by guesses; what is made on the way does.
        let likely = |key: &TypeKey, planned: &Planned| {
            planned.users.contains(&facts.name)
                && planned.structure.is_likely(&structure)
                && (self.made.contains(key) || planned.structure.covers(&structure))
        };
        let known = seen()
            .find(|(_, planned)| alike(planned))
            .or_else(|| seen().find(|(key, planned)| likely(key, planned)));
        if let Some(key) = known.map(|(key, _)| key.clone()) {
            if let Some(old) = old
                && let Some(contradiction) = self.contradiction(old)
            {
                let (old, new) = (&old.name, &key.name);
                let note = format!("{at}: the type is {new} and no longer {old}: {contradiction}");
                self.note(note);
            }
            self.grow(&key, &structure, facts);
            self.fill(&key, facts, place, at);
            return key.name;
        }
        self.propose(&structure, facts, place, at);
        let service = service_file(place.home);
        let service_name = service.split('/').nth(1).unwrap_or_default();
        let several = self
            .wanted
            .by_several(service_name, &structure, &facts.name);
        let general = self.wanted.general(service_name, &structure, &facts.name);
        let home = match several && self.files.contains_key(&service) {
            true => service,
            false => place.home.to_owned(),
        };
        let key = TypeKey {
            name: self.name_for(&general, facts.array > 0, place),
            file: home,
        };
        let size = Structure::order(facts).len();
        let what = match structure {
            Structure::Values { .. } => format!("an enumeration of {size}"),
            Structure::Fields(_) => format!("an object of {size}"),
        };
        let parted = old.filter(|old| {
            matches!(
                (self.kind(old, place), &structure),
                (Kind::Fields, Structure::Fields(_))
            )
        });
        let parted = parted.map_or_else(String::new, |old| {
            let name = &old.name;
            let why = self.contradiction(old).map_or_else(
                || ", which do not state the same".to_owned(),
                |contradiction| format!(": {contradiction}"),
            );
            format!(
                "; {name} stays for its other uses{why}; import their pages too if they changed"
            )
        });
        let (name, file) = (&key.name, &key.file);
        self.note(format!("{at}: new type {name} in {file}, {what}{parted}"));
        let mut ty = old.map_or_else(TypeSource::default, |old| self.copy(old, facts, place));
        ty.name = key.name.as_str().into();
        self.plan.insert(
            key.clone(),
            Planned {
                structure,
                order: Structure::order(facts),
                users: [facts.name.clone()].into(),
                shared: false,
                contradiction: None,
            },
        );
        if let Some(file) = self.files.get_mut(&key.file) {
            let types = file.types_mut();
            let before = types.iter().take_while(|ty| ty.name.value < key.name);
            types.insert(before.count(), ty);
        }
        self.fill(&key, facts, place, at);
        self.made.insert(key.clone());
        key.name
    }

    /// In what the uses of a type contradict each other, if they do.
    pub(super) fn contradiction(&self, key: &TypeKey) -> Option<&str> {
        self.plan.get(key)?.contradiction.as_deref()
    }

    /// Gives an enumeration the values of one more use.
    fn grow(&mut self, key: &TypeKey, structure: &Structure, facts: &FieldFacts) {
        if let Some(planned) = self.plan.get_mut(key)
            && let Some(union) = planned.structure.union(structure)
        {
            planned.structure = union;
            edit::merge_order(&mut planned.order, &Structure::order(facts));
        }
    }

    /// Merges the facts of a field that is of a named type into the type.
    pub(super) fn fill(&mut self, key: &TypeKey, facts: &FieldFacts, place: &Place<'_>, at: &str) {
        if place.above.contains(key) || matches!(self.kind(key, place), Kind::Id) {
            return;
        }
        let Some(planned) = self.plan.get_mut(key) else {
            return;
        };
        planned.users.insert(facts.name.clone());
        let (structure, order) = (planned.structure.clone(), planned.order.clone());
        let Some(mut ty) = self.ty(key).cloned() else {
            return;
        };
        ty.doc.get_or_insert_default();
        match structure {
            Structure::Values { numbers, .. } => {
                ty.fields.clear();
                let of = if numbers { "int" } else { "string" };
                ty.enumeration = Some(of.into());
                let before = edit::order(&ty.values);
                self.values(&mut ty.values, &order, numbers, at);
                edit::arrange(&mut ty.values, before, &order);
            }
            Structure::Fields(_) => {
                ty.enumeration = None;
                ty.values.clear();
                let mut inside = Place {
                    home: &key.file,
                    owner: key.name.clone(),
                    keep_examples: self.made.contains(key),
                    ..place.clone()
                };
                inside.above.push(key.clone());
                self.fields(&mut ty.fields, &facts.children, &order, &inside, at);
            }
        }
        if let Some(there) = self.ty_mut(key) {
            *there = ty;
        }
    }

    fn values(&mut self, table: &mut Vec<ValueSource>, values: &[String], numbers: bool, at: &str) {
        for (index, value) in values.iter().enumerate() {
            if let Some(known) = edit::find(table, value) {
                if known.undocumented.take().is_some() {
                    self.note(format!("the value `{value}` of {at} is documented again"));
                }
                continue;
            }
            let variant = names::variant(value);
            let unnamed = numbers || !names::makes_a_variant(value);
            let clashes = values[..index]
                .iter()
                .any(|other| names::variant(other) == variant);
            table.push(ValueSource {
                wire: edit::wire(value, numbers),
                name: (unnamed || clashes).then(Text::default),
                doc: Some(Text::default()),
                ..ValueSource::default()
            });
        }
        for known in table {
            let value = &known.wire.value.text;
            if !values.contains(value) && !is_set(&known.undocumented) {
                known.undocumented = edit::flag(true);
                self.notes.push(format!(
                    "the value `{value}` of {at} is no longer documented"
                ));
            }
        }
    }

    /// The words of a type for another one that has grown out of it. They are not marked: the field had them before.
    fn copy(&self, old: &TypeKey, facts: &FieldFacts, place: &Place<'_>) -> TypeSource {
        let is_copied = !place.above.contains(old) && !matches!(self.kind(old, place), Kind::Id);
        let Some(mut ty) = self.ty(old).filter(|_| is_copied).cloned() else {
            return TypeSource::default();
        };
        // Fields that are gone are marked; values that are documented elsewhere are not gone.
        let listed = Structure::order(facts);
        ty.values
            .retain(|value| listed.contains(&value.wire.value.text));
        ty
    }

    /// Says where a type might be shared that is out of sight.
    fn propose(&mut self, structure: &Structure, facts: &FieldFacts, place: &Place<'_>, at: &str) {
        let service = service_file(place.home);
        let folder = service_folder(&service);
        let elsewhere = self.plan.iter().find(|(key, planned)| {
            key.file.starts_with(folder)
                && !self.made.contains(key)
                && !visible(place.home).contains(&key.file)
                && planned.structure.fits(structure)
                && (!structure.is_common() || planned.users.contains(&facts.name))
        });
        if let Some((key, _)) = elsewhere {
            let note = format!(
                "{at}: the type {} of {} is made alike; if it means the same, move it to {service} and use it here",
                key.name, key.file
            );
            self.notes.push(note);
        }
    }

    /// The named type that a field is of, be it in a list or in a map.
    pub(super) fn named_type(&self, field: &FieldSource, home: &str) -> Option<TypeKey> {
        let documented = field.documented_type.as_ref()?;
        self.resolve(home, documented.value.base.named()?)
    }

    /// The fields of an object.
    pub(super) fn object(&self, key: &TypeKey) -> Option<Vec<FieldSource>> {
        match self.ty(key)?.kind() {
            TypeSourceKind::Object(fields) => Some(fields.to_vec()),
            _ => None,
        }
    }

    /// A type, to be changed where it stands.
    pub(super) fn ty_mut(&mut self, key: &TypeKey) -> Option<&mut TypeSource> {
        edit::find(self.files.get_mut(&key.file)?.types_mut(), &key.name)
    }

    fn ty(&self, key: &TypeKey) -> Option<&TypeSource> {
        let mut types = self.files.get(&key.file)?.types().iter();
        types.find(|ty| ty.name.value == key.name)
    }

    pub(super) fn resolve(&self, home: &str, name: &str) -> Option<TypeKey> {
        visible(home)
            .into_iter()
            .map(|file| TypeKey {
                file,
                name: name.to_owned(),
            })
            .find(|key| self.ty(key).is_some())
    }

    fn kind(&self, key: &TypeKey, place: &Place<'_>) -> Kind {
        // A new object gets its fields while they are merged.
        if place.above.contains(key) {
            return Kind::Fields;
        }
        match self.ty(key).map(TypeSource::kind) {
            Some(TypeSourceKind::Id) => Kind::Id,
            Some(TypeSourceKind::StringEnum(_)) => Kind::Texts,
            Some(TypeSourceKind::IntEnum(_)) => Kind::Numbers,
            Some(TypeSourceKind::Object(_)) => Kind::Fields,
            // Parts are never on the wire, so no field of a page is of such a type.
            Some(TypeSourceKind::Parts(_) | TypeSourceKind::Unknown) | None => Kind::Unknown,
        }
    }
}

/// What a named type is now.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Id,
    Texts,
    Numbers,
    Fields,
    Unknown,
}

impl Kind {
    /// What a type of this kind has to be made of for a field.
    fn wanted(self, facts: &FieldFacts) -> Option<Structure> {
        match (self, facts.ty, &facts.values) {
            (Self::Texts, TypeFacts::String, None) => Some(Structure::values(false, &[])),
            (Self::Numbers, TypeFacts::Int, None) => Some(Structure::values(true, &[])),
            (Self::Fields, TypeFacts::Object, _) => Some(Structure::fields(facts)),
            _ => Structure::of(facts),
        }
    }
}
