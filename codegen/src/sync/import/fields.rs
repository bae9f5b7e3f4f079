//! Merges the facts of fields, and the types that the fields need.

use crate::facts::{FieldFacts, TypeFacts};
use crate::spec::word::{Base, TypeExpr};
use crate::text::names;
use crate::text::yaml::{Entry, Map, Node, Scalar, ScalarValue};

use super::defined::TypeKey;
use super::fit;
use super::home::singular;
use super::merger::{Merger, Place, free};
use super::structure::Structure;
use super::tree;
use super::types::{Planned, merge_order};

/// Names of fields that say little of the type.
const VAGUE: &[&str] = &[
    "Body", "Config", "Content", "Data", "Detail", "Entity", "Extra", "Info", "Item", "Kind",
    "List", "Member", "Meta", "Mode", "Node", "Object", "Option", "Param", "Record", "Request",
    "Resource", "Response", "Result", "Setting", "State", "Status", "Type", "Value",
];

impl Merger {
    /// Merges fields into a table, in the order given. `at` is the table for messages.
    pub(super) fn fields(
        &mut self,
        table: &mut Map,
        facts: &[FieldFacts],
        order: &[String],
        place: &Place<'_>,
        at: &str,
    ) {
        for field in facts {
            let mut map = tree::take(table, &field.name);
            self.field(&mut map, field, place, &format!("{at}.{}", field.name));
            tree::set(table, &field.name, tree::map(map));
        }
        for entry in &mut table.entries {
            if let Some(map) = entry.value.as_map_mut()
                && !facts.iter().any(|field| field.name == entry.key.text)
                && !tree::is_set(map, "undocumented")
            {
                tree::set(map, "undocumented", tree::plain(true));
                // Which values are documented here is no longer a question.
                map.remove("values");
                let name = &entry.key.text;
                let given = match tree::is_set(map, "required") {
                    true => ", so it need not be given any more",
                    false => "",
                };
                let note = format!("the field {at}.{name} is no longer documented{given}");
                self.notes.push(note);
            }
        }
        tree::arrange(table, order);
    }

    fn field(&mut self, map: &mut Map, facts: &FieldFacts, place: &Place<'_>, at: &str) {
        if map.remove("undocumented").is_some() {
            self.note(format!("the field {at} is documented again"));
        }
        fit::take_automatic(map);
        let current = tree::string(map, "type").and_then(|ty| TypeExpr::parse(ty).ok());
        let base = self.base(facts, current.as_ref().map(|ty| &ty.base), place, at);
        let lists = "[]".repeat(facts.array.into());
        let ty = format!("{base}{lists}");
        tree::assign(map, "type", Some(tree::text(&ty)));
        self.narrow(map, facts, place.home);
        match facts.required {
            Some(true) => tree::assign(map, "required", Some(tree::plain(true))),
            // Unless it is said, it is not.
            Some(false) if tree::is_set(map, "required") => drop(map.remove("required")),
            _ => {}
        }
        for (name, limit) in facts.limits.named() {
            let stated = !limit.is_null();
            tree::assign(map, name, stated.then(|| tree::from_json(&limit)));
        }
        let default = facts.default.as_ref().map(|text| scalar(facts, text));
        tree::assign(map, "default", default);
        if let Some(example) = &facts.example
            && !(place.keep_examples && map.get("example").is_some())
        {
            tree::assign(map, "example", Some(value(facts, example)));
        }
        if map.get("doc").is_none() {
            let words = self.words.field(place.home, &facts.name, map).cloned();
            let doc = words.as_ref().map_or("", |words| words.doc.as_str());
            tree::set(map, "doc", tree::text(doc));
            if let Some(format) = words.and_then(|words| words.format) {
                tree::ensure(map, "format", || tree::text(&format));
            }
        }
    }

    /// Says which values of an enumeration are documented for a field, if they are not all that the type has.
    fn narrow(&self, map: &mut Map, facts: &FieldFacts, home: &str) {
        let ty = tree::string(map, "type").and_then(|ty| TypeExpr::parse(ty).ok());
        let key = match ty.map(|ty| ty.base) {
            Some(Base::Named(name)) => self.resolve(home, &name),
            _ => None,
        };
        let structure = key
            .and_then(|key| self.plan.get(&key))
            .map(|planned| &planned.structure);
        let listed = facts.values.as_deref().unwrap_or_default();
        let some = match structure {
            Some(Structure::Values { values, .. }) => {
                !listed.is_empty() && values.iter().any(|value| !listed.contains(value))
            }
            _ => false,
        };
        let numbers = facts.ty == TypeFacts::Int;
        let written = listed.iter().map(|value| match numbers {
            true => tree::plain(value),
            false => tree::text(value),
        });
        tree::assign(map, "values", some.then(|| tree::list(written.collect())));
    }

    /// The same for all fields of a table: their types may have more values than when they were merged.
    pub(super) fn narrow_fields(&mut self, table: &mut Map, facts: &[FieldFacts], home: &str) {
        for field in facts {
            let Some(map) = table.value_mut(&field.name).and_then(Node::as_map_mut) else {
                continue;
            };
            self.narrow(map, field, home);
            let ty = tree::string(map, "type").and_then(|ty| TypeExpr::parse(ty).ok());
            let Some(Base::Named(name)) = ty.map(|ty| ty.base) else {
                continue;
            };
            let key = self.resolve(home, &name);
            let Some(key) = key.filter(|key| !self.open.contains(key)) else {
                continue;
            };
            if field.children.is_empty() || !matches!(self.kind(&key), Kind::Fields) {
                continue;
            }
            let mut inner = self.take_fields(&key);
            self.open.push(key.clone());
            self.narrow_fields(&mut inner, &field.children, &key.file);
            self.open.pop();
            self.put_fields(&key, inner);
        }
    }

    fn take_fields(&mut self, key: &TypeKey) -> Map {
        let mut fields = Map::default();
        self.edit(key, |ty| fields = tree::take(ty, "fields"));
        fields
    }

    fn put_fields(&mut self, key: &TypeKey, fields: Map) {
        self.edit(key, |ty| tree::put(ty, "fields", fields));
    }

    /// Changes a type where it stands.
    fn edit(&mut self, key: &TypeKey, change: impl FnOnce(&mut Map)) {
        let file = self.files.get_mut(&key.file);
        let types = file.and_then(|file| file.value_mut("types")?.as_map_mut());
        if let Some(ty) = types.and_then(|types| types.value_mut(&key.name)?.as_map_mut()) {
            change(ty);
        }
    }

    /// The type of one value as the spec writes it.
    fn base(
        &mut self,
        facts: &FieldFacts,
        current: Option<&Base>,
        place: &Place<'_>,
        at: &str,
    ) -> String {
        let key = match current {
            Some(Base::Named(name)) => self.resolve(place.home, name),
            _ => None,
        };
        if let Some(key) = &key {
            let keeps = match (self.kind(key), facts.ty) {
                // A page documents one that contains itself to some depth only.
                (Kind::Fields, TypeFacts::Object) if self.open.contains(key) => true,
                (Kind::Id, TypeFacts::String) => facts.values.is_none(),
                (Kind::Id | Kind::Unknown, _) => false,
                (kind, _) => kind.wanted(facts).is_some_and(|wanted| {
                    let planned = self.plan.get(key);
                    planned.is_some_and(|planned| planned.structure.covers(&wanted))
                }),
            };
            if keeps {
                self.fill(key, facts, place, at);
                return key.name.clone();
            }
        }
        match Structure::of(facts) {
            Some(structure) => self.named(structure, facts, key.as_ref(), place, at),
            None => self.built_in(facts, current, place),
        }
    }

    fn built_in(&self, facts: &FieldFacts, current: Option<&Base>, place: &Place<'_>) -> String {
        match (facts.ty, current) {
            // What the values of a map are is not among the facts.
            (TypeFacts::Map, Some(map @ Base::Map(_))) => written(map),
            (TypeFacts::Map, _) => "map<any>".into(),
            (TypeFacts::String, None) => {
                let known = self.words.type_of(place.home, &facts.name);
                let id = known.filter(|name| {
                    let key = self.resolve(place.home, name);
                    key.is_some_and(|key| matches!(self.kind(&key), Kind::Id))
                });
                id.unwrap_or("string").to_owned()
            }
            _ => FieldFacts {
                array: 0,
                ..facts.clone()
            }
            .type_name(),
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
        let home = match several && self.files.contains_key(&service) {
            true => service,
            false => place.home.to_owned(),
        };
        let key = TypeKey {
            name: self.name_for(facts, place),
            file: home,
        };
        let size = Structure::order(facts).len();
        let what = match structure {
            Structure::Values { .. } => format!("an enumeration of {size}"),
            Structure::Fields(_) => format!("an object of {size}"),
        };
        let parted = old.filter(|old| {
            matches!(
                (self.kind(old), &structure),
                (Kind::Fields, Structure::Fields(_))
            )
        });
        let parted = parted.map_or_else(String::new, |old| {
            let name = &old.name;
            format!("; {name} stays for its other uses, which do not state the same; import their pages too if they changed")
        });
        let (name, file) = (&key.name, &key.file);
        self.note(format!("{at}: new type {name} in {file}, {what}{parted}"));
        let map = old.map_or_else(Map::default, |old| self.copy(old, facts));
        self.plan.insert(
            key.clone(),
            Planned {
                structure,
                order: Structure::order(facts),
                users: [facts.name.clone()].into(),
                shared: false,
            },
        );
        if let Some(file) = self.files.get_mut(&key.file) {
            let mut types = tree::take(file, "types");
            let before = types.entries.iter();
            let behind = before.take_while(|entry| entry.key.text < key.name).count();
            tree::set(&mut types, &key.name, tree::map(map));
            types.entries[behind..].rotate_right(1);
            tree::put(file, "types", types);
        }
        self.fill(&key, facts, place, at);
        self.made.insert(key.clone());
        key.name
    }

    /// Gives an enumeration the values of one more use.
    fn grow(&mut self, key: &TypeKey, structure: &Structure, facts: &FieldFacts) {
        if let Some(planned) = self.plan.get_mut(key)
            && let Some(union) = planned.structure.union(structure)
        {
            planned.structure = union;
            merge_order(&mut planned.order, &Structure::order(facts));
        }
    }

    /// Merges the facts of a field that is of a named type into the type.
    fn fill(&mut self, key: &TypeKey, facts: &FieldFacts, place: &Place<'_>, at: &str) {
        if self.open.contains(key) || matches!(self.kind(key), Kind::Id) {
            return;
        }
        let Some(planned) = self.plan.get_mut(key) else {
            return;
        };
        planned.users.insert(facts.name.clone());
        let (structure, order) = (planned.structure.clone(), planned.order.clone());
        let mut map = Map::default();
        self.edit(key, |ty| map = std::mem::take(ty));
        self.open.push(key.clone());
        tree::ensure(&mut map, "doc", || tree::text(""));
        match structure {
            Structure::Values { numbers, .. } => {
                drop(map.remove("fields"));
                let of = if numbers { "int" } else { "string" };
                tree::assign(&mut map, "enum", Some(tree::text(of)));
                let mut table = tree::take(&mut map, "values");
                self.values(&mut table, &order, numbers, at);
                tree::arrange(&mut table, &order);
                tree::put(&mut map, "values", table);
            }
            Structure::Fields(_) => {
                drop(map.remove("enum"));
                drop(map.remove("values"));
                let mut table = tree::take(&mut map, "fields");
                let inside = Place {
                    home: &key.file,
                    owner: key.name.clone(),
                    keep_examples: self.made.contains(key),
                    ..place.clone()
                };
                self.fields(&mut table, &facts.children, &order, &inside, at);
                tree::put(&mut map, "fields", table);
            }
        }
        self.open.pop();
        self.edit(key, |ty| *ty = map);
    }

    fn values(&mut self, table: &mut Map, values: &[String], numbers: bool, at: &str) {
        for (index, value) in values.iter().enumerate() {
            match table.value_mut(value) {
                Some(known) => {
                    let Some(map) = known.as_map_mut() else {
                        continue;
                    };
                    if map.remove("undocumented").is_none() {
                        continue;
                    }
                    // A text suffices where there is nothing but a text.
                    let doc = map.get("doc").map(|entry| entry.value.clone());
                    if let (1, Some(doc)) = (map.entries.len(), doc) {
                        *known = doc;
                    }
                    self.note(format!("the value `{value}` of {at} is documented again"));
                }
                None => {
                    let empty = || tree::text("");
                    let variant = names::variant(value);
                    let unnamed = numbers || !names::makes_a_variant(value);
                    let clashes = values[..index]
                        .iter()
                        .any(|other| names::variant(other) == variant);
                    let new = if unnamed || clashes {
                        tree::map_of([("name", empty()), ("doc", empty())])
                    } else {
                        empty()
                    };
                    let key = if numbers {
                        Scalar::plain(value.clone())
                    } else {
                        Scalar::text(value.clone())
                    };
                    table.set(key, new);
                }
            }
        }
        for entry in &mut table.entries {
            if values.contains(&entry.key.text) {
                continue;
            }
            if entry.value.as_map().is_none() {
                let doc = entry.value.clone();
                entry.value = tree::map_of([("doc", doc)]);
            }
            if let Some(map) = entry.value.as_map_mut()
                && !tree::is_set(map, "undocumented")
            {
                tree::set(map, "undocumented", tree::plain(true));
                let value = &entry.key.text;
                let note = format!("the value `{value}` of {at} is no longer documented");
                self.notes.push(note);
            }
        }
    }

    /// The words of a type for another one that has grown out of it.
    fn copy(&self, old: &TypeKey, facts: &FieldFacts) -> Map {
        let known = self.ty(old).filter(|_| !matches!(self.kind(old), Kind::Id));
        let Some(mut map) = known.cloned() else {
            return Map::default();
        };
        // Fields that are gone are marked; values that are documented elsewhere are not gone.
        let listed = Structure::order(facts);
        let mut values = tree::take(&mut map, "values");
        let values_of_use = |entry: &Entry| listed.contains(&entry.key.text);
        values.entries.retain(values_of_use);
        tree::put(&mut map, "values", values);
        map
    }

    /// Says where a type might be shared that is out of sight.
    fn propose(&mut self, structure: &Structure, facts: &FieldFacts, place: &Place<'_>, at: &str) {
        let service = service_file(place.home);
        let folder = service.strip_suffix("service.yaml").unwrap_or(&service);
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

    fn name_for(&self, facts: &FieldFacts, place: &Place<'_>) -> String {
        let one = if facts.array > 0 {
            singular(&facts.name)
        } else {
            facts.name.clone()
        };
        // Names of Rust's own have an underscore behind, and are taken.
        let name = names::type_name(&one).replace('_', "");
        // A type is not named twice after its owner: `FileInfo`, not `FileFile`.
        let owned = if place.owner.ends_with(&name) {
            format!("{}Info", place.owner)
        } else {
            format!("{}{name}", place.owner)
        };
        let operation = names::type_name(place.operation).replace('_', "");
        let telling = !VAGUE.contains(&name.as_str());
        let candidates = [
            telling.then(|| name.clone()),
            Some(owned.clone()),
            telling.then(|| format!("{operation}{name}")),
            Some(format!("{operation}{owned}")),
        ];
        let taken = |name: &str| self.is_taken(place.home, name);
        let found = candidates.into_iter().flatten().find(|name| !taken(name));
        found.unwrap_or_else(|| free(&owned, taken))
    }

    /// Whether a name is that of a type of the service or the platform, or of something that is made from an operation.
    fn is_taken(&self, home: &str, name: &str) -> bool {
        let service = service_file(home);
        let folder = service.strip_suffix("service.yaml").unwrap_or(&service);
        let service_name = service.split('/').nth(1).unwrap_or_default();
        let is_type =
            |file: &Map| tree::child(file, "types").is_some_and(|types| types.get(name).is_some());
        let mut files = self.files.iter();
        names::is_reserved_type(name)
            || self
                .reserved
                .get(service_name)
                .is_some_and(|reserved| reserved.contains(name))
            || files
                .any(|(path, file)| (path.starts_with(folder) || path == PLATFORM) && is_type(file))
    }

    fn resolve(&self, home: &str, name: &str) -> Option<TypeKey> {
        visible(home)
            .into_iter()
            .map(|file| TypeKey {
                file,
                name: name.to_owned(),
            })
            .find(|key| self.ty(key).is_some())
    }

    fn ty(&self, key: &TypeKey) -> Option<&Map> {
        tree::child(tree::child(self.files.get(&key.file)?, "types")?, &key.name)
    }

    fn kind(&self, key: &TypeKey) -> Kind {
        // While a type is being merged, its map is elsewhere.
        if self.open.contains(key) {
            return match self.plan.get(key).map(|planned| &planned.structure) {
                Some(Structure::Fields(_)) => Kind::Fields,
                _ => Kind::Unknown,
            };
        }
        let Some(map) = self.ty(key) else {
            return Kind::Unknown;
        };
        match (map.get("id"), tree::string(map, "enum"), map.get("fields")) {
            (Some(_), ..) => Kind::Id,
            (_, Some("string"), _) => Kind::Texts,
            (_, Some("int"), _) => Kind::Numbers,
            (.., Some(_)) => Kind::Fields,
            _ => Kind::Unknown,
        }
    }
}

/// The path of the platform's file.
const PLATFORM: &str = "spec/platform.yaml";

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

/// The files whose types are visible in a file, the nearest first.
fn visible(file: &str) -> Vec<String> {
    let mut files = vec![file.to_owned(), service_file(file), PLATFORM.to_owned()];
    files.dedup();
    files
}

/// The file of the service that a file belongs to; of the platform's, itself.
fn service_file(file: &str) -> String {
    match file.split('/').collect::<Vec<_>>()[..] {
        [spec, service, _, ..] => format!("{spec}/{service}/service.yaml"),
        _ => file.to_owned(),
    }
}

/// A type as it is written.
fn written(base: &Base) -> String {
    match base {
        Base::String => "string".into(),
        Base::Int => "int".into(),
        Base::Float => "float".into(),
        Base::Bool => "bool".into(),
        Base::Any => "any".into(),
        Base::Object => "object".into(),
        Base::File => "file".into(),
        Base::Map(inner) => format!("map<{}>", written(inner)),
        Base::Named(name) => name.clone(),
    }
}

/// An example as a node: lists and objects as such where the text is JSON, else as a scalar.
fn value(facts: &FieldFacts, text: &str) -> Node {
    let structured = matches!(
        facts.ty,
        TypeFacts::Object | TypeFacts::Map | TypeFacts::Any
    );
    if (facts.array > 0 || structured)
        && text.trim_start().starts_with(['[', '{'])
        && let Ok(json) = serde_json::from_str(text)
    {
        return tree::from_json(&json);
    }
    scalar(facts, text)
}

/// A text as a scalar of the type of a field; one that does not suit the type stays a text.
fn scalar(facts: &FieldFacts, text: &str) -> Node {
    let plain = Scalar::plain(text.to_owned()).value;
    let suits = match (facts.ty, plain) {
        _ if facts.array > 0 => false,
        (TypeFacts::Int, ScalarValue::Int(number)) => number.to_string() == text,
        (TypeFacts::Bool, ScalarValue::Bool(_)) => matches!(text, "true" | "false"),
        (TypeFacts::Float, ScalarValue::Int(_)) => true,
        (TypeFacts::Float, ScalarValue::Float(number)) => number.is_finite(),
        _ => false,
    };
    if suits {
        tree::plain(text)
    } else {
        tree::text(text)
    }
}
