//! What the operations of an entity do.

use feishu_core::{ErrorCode, Operation};
use serde_json::{Map, Value, json};

use super::sample::{self, Place};
use super::{Entity, Filter, Missing, Verb};
use crate::documented;
use crate::exchange::Exchange;
use crate::paging::Page;
use crate::response::{Refusal, Response};
use crate::state::entities::{Record, Scope};
use crate::users;

/// The fields that tell when an entity was made.
const MADE: &[&str] = &["create_time", "update_time"];
/// The field that tells when it was last changed.
const CHANGED: &str = "update_time";

/// Answers a call of an operation that does this to an entity.
pub(crate) fn answer(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    verb: &Verb,
) -> Result<Response, Refusal> {
    let scope = scope(exchange, entity)?;
    if let Some(check) = entity.check
        && !sample::is_example(entity, &scope)
    {
        check(exchange)?;
    }
    find_parent(exchange, entity, &scope)?;
    open(exchange, entity, &scope);
    let body = exchange.arguments.json();
    let shown = match verb {
        Verb::Create => {
            let values = values(entity, body);
            let id = make(exchange, entity, &scope, values);
            found(exchange, entity, &scope, &[id])
        }
        Verb::CreateEach(list) => {
            let bodies = body.get(list).and_then(Value::as_array);
            let mut made = Vec::new();
            for body in bodies.into_iter().flatten() {
                let values = values(entity, body);
                made.push(make(exchange, entity, &scope, values));
            }
            found(exchange, entity, &scope, &made)
        }
        Verb::Get => {
            let id = shown_by(entity, id(exchange, entity));
            vec![named(exchange, entity, &scope, &id)?]
        }
        Verb::GetEach(list) => {
            let ids = body.get(list).and_then(Value::as_array);
            let ids: Vec<_> = ids.into_iter().flatten().map(documented::text).collect();
            found(exchange, entity, &scope, &ids)
        }
        Verb::List(filters) => return listed(exchange, entity, &scope, filters),
        Verb::Update => {
            let id = id(exchange, entity);
            let mut object = named(exchange, entity, &scope, &id)?;
            let values = values(entity, body);
            lay(&mut object, values);
            stamp(exchange, &mut object, &[CHANGED]);
            let mut kept = object.clone();
            // What is kept names people by their open ids, whatever this request asks for.
            if let Some(before) = exchange.state.entities.find(&scope, &id) {
                for field in entity.maker {
                    kept[*field] = before[*field].clone();
                }
            }
            exchange.state.entities.put(&scope, id, kept);
            vec![object]
        }
        Verb::Renew => {
            let id = id(exchange, entity);
            let mut object = named(exchange, entity, &scope, &id)?;
            for (field, fresh) in entity.fresh {
                object[*field] = fresh.make(exchange.state).into();
            }
            exchange.state.entities.put(&scope, id, object.clone());
            vec![object]
        }
        Verb::Delete => {
            let id = id(exchange, entity);
            let was_there = exchange.state.entities.remove(&scope, &id);
            if let Some((flag, above)) = entity.takes_along
                && exchange
                    .arguments
                    .said(flag)
                    .is_some_and(|said| said.eq_ignore_ascii_case("true"))
            {
                remove_below(exchange, &scope, above, &id);
            }
            if let (false, Missing::Refused(codes)) = (was_there, &entity.missing) {
                return Err(refusal(exchange.operation, codes));
            }
            return Ok(Response::data(&json!({})));
        }
    };
    Ok(Response::data(&render(exchange, entity, &shown)))
}

/// What the request says that the entity belongs to.
fn scope(exchange: &Exchange<'_>, entity: &Entity) -> Result<Scope, Refusal> {
    let said = entity.scope.iter().map(|names| {
        let mut said = names
            .iter()
            .filter_map(|name| exchange.arguments.said(name));
        said.next().unwrap_or_default()
    });
    let mut within: Vec<_> = said.collect();
    if entity.of_caller {
        within.push(exchange.caller()?.subject);
    }
    let kind = entity.name;
    Ok(Scope { kind, within })
}

/// The id that the request names; empty if it names none, or a scope has one entity.
fn id(exchange: &Exchange<'_>, entity: &Entity) -> String {
    if entity.id.is_empty() {
        return String::new();
    }
    let names = [&[entity.id], entity.also].concat();
    let mut said = names
        .iter()
        .filter_map(|name| exchange.arguments.said(name));
    said.next().unwrap_or_default()
}

/// Refuses a call of what belongs to an entity that is not there.
fn find_parent(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    scope: &Scope,
) -> Result<(), Refusal> {
    let (Some(parent), Some((id, around))) = (entity.parent, scope.within.split_last()) else {
        return Ok(());
    };
    let around = Scope {
        kind: parent.name,
        within: around.to_vec(),
    };
    open(exchange, parent, &around);
    match (&parent.missing, exchange.state.entities.find(&around, id)) {
        (Missing::Refused(codes), None) => Err(refusal(exchange.operation, codes)),
        _ => Ok(()),
    }
}

/// The refusal with the first of the codes that an operation documents.
pub(in crate::services) fn refusal(operation: &Operation, codes: &[ErrorCode]) -> Refusal {
    let own = codes.iter().find(|code| operation.error(**code).is_some());
    let code = own.or(codes.first()).copied();
    Refusal::new(code.unwrap_or(feishu_core::codes::BAD_REQUEST))
}

/// Puts into a scope that is new what the documentation has as examples.
fn open(exchange: &mut Exchange<'_>, entity: &'static Entity, scope: &Scope) {
    let is_new = exchange.state.entities.open(scope);
    let is_setting = !matches!(entity.missing, Missing::Refused(_));
    if !is_new || is_setting || !sample::is_example(entity, scope) {
        return;
    }
    for id in sample::ids(entity) {
        let object = untouched(entity, scope, &id);
        exchange.state.entities.put(scope, id, object);
    }
}

/// What an entity is before anybody has done anything to it: its sample, in which it has its own names.
fn untouched(entity: &Entity, scope: &Scope, id: &str) -> Value {
    let mut object = sample::sample(entity);
    if let Missing::Not(field) = entity.missing {
        object.insert(field.to_owned(), false.into());
    }
    let mut own = vec![(entity.id, id)];
    for (names, value) in entity.scope.iter().zip(&scope.within) {
        let names = names.iter().copied();
        own.extend(names.map(|name| (renamed(entity, name), value.as_str())));
    }
    for (name, value) in own {
        if let Some(field) = object.get_mut(name)
            && !value.is_empty()
        {
            *field = documented::read(field, value);
        }
    }
    if let Some((_, at)) = entity.parts {
        let mut object = Value::Object(object);
        take_parts(&mut object, at);
        return object;
    }
    Value::Object(object)
}

/// Takes the parts out of an object; they are kept by themselves.
fn take_parts(object: &mut Value, at: &str) -> Vec<Value> {
    let parts = object.pointer_mut(at).map(Value::take);
    match parts {
        Some(Value::Array(parts)) => parts,
        _ => Vec::new(),
    }
}

fn renamed<'n>(entity: &Entity, name: &'n str) -> &'n str {
    let mut renamed = entity.renamed.iter();
    renamed
        .find(|(from, _)| *from == name)
        .map_or(name, |(_, to)| to)
}

/// What the request has for the fields of an object; what it wraps them in is taken off.
fn values(entity: &Entity, body: &Value) -> Map<String, Value> {
    let sample = sample::sample(entity);
    let mut values = Map::new();
    let mut take = |name: &str, value: &Value| {
        let name = renamed(entity, name);
        let sample = sample.get(name).filter(|_| !value.is_null());
        let value = sample.map(|sample| documented::fitted(sample, value));
        let is_known = value.is_some();
        values.extend(value.map(|value| (name.to_owned(), value)));
        is_known
    };
    for (name, value) in body.as_object().into_iter().flatten() {
        if !take(name, value) {
            for (name, value) in value.as_object().into_iter().flatten() {
                take(name, value);
            }
        }
    }
    values
}

fn lay(object: &mut Value, values: Map<String, Value>) {
    if let Some(object) = object.as_object_mut() {
        object.extend(values);
    }
}

/// Puts the time into the fields of an object that tell it.
fn stamp(exchange: &Exchange<'_>, object: &mut Value, fields: &[&str]) {
    let now = exchange.platform.clock.unix_seconds(exchange.now);
    for name in fields {
        if let Some(field) = object.get_mut(*name) {
            *field = documented::read(field, &now.to_string());
        }
    }
}

/// Makes an entity, and returns its id.
fn make(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    scope: &Scope,
    values: Map<String, Value>,
) -> String {
    let mut object = untouched(entity, scope, "");
    if let Missing::Not(field) = entity.missing {
        object[field] = true.into();
    }
    for (field, fresh) in entity.fresh {
        object[*field] = fresh.make(exchange.state).into();
    }
    for at in entity.empty {
        if let Some(list) = object.pointer_mut(at) {
            *list = json!([]);
        }
    }
    for field in entity.off {
        object[*field] = false.into();
    }
    if let Some(caller) = &exchange.caller {
        for field in entity.maker {
            object[*field] = users::of_caller(caller).into();
        }
    }
    stamp(exchange, &mut object, MADE);
    let gives_parts = entity.parts.is_some_and(|(_, at)| pointed(&values, at));
    lay(&mut object, values);
    let id = object.get(entity.id).map(documented::text);
    let id = id.unwrap_or_default();
    let parts = entity.parts.filter(|_| gives_parts);
    let parts = parts.map(|(part, at)| (part, take_parts(&mut object, at)));
    exchange.state.entities.put(scope, id.clone(), object);
    if let Some((part, objects)) = parts {
        let inside = inside(part, scope, &id);
        exchange.state.entities.open(&inside);
        for object in objects {
            if let Value::Object(values) = object {
                make(exchange, part, &inside, values);
            }
        }
    }
    id
}

/// Whether a JSON pointer leads to something in a map.
fn pointed(values: &Map<String, Value>, at: &str) -> bool {
    let mut names = at.split('/').skip(1);
    let first = names.next().and_then(|name| values.get(name));
    let last = first.and_then(|first| names.try_fold(first, |value, name| value.get(name)));
    last.is_some()
}

/// The scope of what belongs to an entity.
fn inside(part: &Entity, scope: &Scope, id: &str) -> Scope {
    Scope {
        kind: part.name,
        within: [&scope.within[..], &[id.to_owned()]].concat(),
    }
}

/// Ends all that is below an entity.
fn remove_below(exchange: &mut Exchange<'_>, scope: &Scope, above: &str, id: &str) {
    let all = exchange.state.entities.all(scope).iter();
    let below = all.filter(|record| record.object.get(above).is_some_and(|above| above == id));
    let below: Vec<_> = below.map(|record| record.id.clone()).collect();
    for id in below {
        exchange.state.entities.remove(scope, &id);
        remove_below(exchange, scope, above, &id);
    }
}

/// All of a scope, those from the beginning among them, as they are kept.
pub(in crate::services) fn list(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    scope: &Scope,
) -> Vec<Record> {
    open(exchange, entity, scope);
    exchange.state.entities.all(scope).to_vec()
}

/// Puts into an object what is kept elsewhere, and what follows from others.
fn complete(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    scope: &Scope,
    id: &str,
    object: &mut Value,
) {
    if let Some((part, at)) = entity.parts {
        let parts = list(exchange, part, &inside(part, scope, id));
        let parts = parts.into_iter().map(|mut record| {
            show_maker(exchange, part, &mut record.object);
            record.object
        });
        if let Some(field) = object.pointer_mut(at) {
            *field = parts.collect();
        }
    }
    show_maker(exchange, entity, object);
    if let Some(derive) = entity.derive {
        derive(exchange, object);
    }
}

/// Puts the kind of id that the request asks for into the fields that name who has made an object.
fn show_maker(exchange: &Exchange<'_>, entity: &Entity, object: &mut Value) {
    let kind = exchange.arguments.query("user_id_type");
    for field in entity.maker {
        if let Some(Value::String(id)) = object.get_mut(*field) {
            *id = users::shown(id, kind);
        }
    }
}

/// The id of what is shown by this id, or by this name.
fn shown_by(entity: &Entity, id: String) -> String {
    let example = entity.by_name.filter(|(name, ..)| *name == id);
    let example =
        example.and_then(|(_, operation, field)| documented::examples(operation, field).pop());
    example.unwrap_or(id)
}

/// The entity with an id, or what there is in its place.
fn named(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    scope: &Scope,
    id: &str,
) -> Result<Value, Refusal> {
    let found = found(exchange, entity, scope, &[id.to_owned()]);
    match (found.into_iter().next(), &entity.missing) {
        (Some(object), _) => Ok(object),
        (None, Missing::Refused(codes)) => Err(refusal(exchange.operation, codes)),
        (None, Missing::Documented | Missing::Not(_)) => Ok(untouched(entity, scope, id)),
    }
}

/// Those of the ids that are there.
fn found(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    scope: &Scope,
    ids: &[String],
) -> Vec<Value> {
    let mut objects = Vec::new();
    for id in ids {
        if let Some(object) = exchange.state.entities.find(scope, id) {
            let mut object = object.clone();
            complete(exchange, entity, scope, id, &mut object);
            objects.push(object);
        }
    }
    objects
}

/// Answers a listing.
fn listed(
    exchange: &mut Exchange<'_>,
    entity: &'static Entity,
    scope: &Scope,
    filters: &[Filter],
) -> Result<Response, Refusal> {
    let Some(page) = Page::asked(exchange, &(scope, exchange.operation.id)) else {
        return Err(refusal(exchange.operation, entity.bad_page));
    };
    let mut records = list(exchange, entity, scope);
    for record in &mut records {
        complete(exchange, entity, scope, &record.id, &mut record.object);
    }
    records.retain(|record| is_asked_for(exchange, &record.object, filters));
    let mut data = documented::data(exchange.operation.id);
    if data.get("has_more").is_some() {
        records = page.cut(exchange, records, &mut data);
    }
    let objects: Vec<_> = records.into_iter().map(|record| record.object).collect();
    fill(entity, &mut data, &objects);
    Ok(Response::data(&data))
}

/// Whether an object passes the filters of a request.
fn is_asked_for(exchange: &Exchange<'_>, object: &Value, filters: &[Filter]) -> bool {
    let arguments = exchange.arguments;
    let asked = |name: &str| -> Vec<String> {
        match arguments.member(name) {
            Some(Value::Array(values)) => values.iter().map(documented::text).collect(),
            Some(value) => vec![documented::text(value)],
            None => arguments
                .query_all(name)
                .flat_map(|text| text.split(','))
                .map(str::to_owned)
                .filter(|text| !text.is_empty())
                .collect(),
        }
    };
    let is = |name: &str, field: &str| {
        let asked = asked(name);
        let has = object.get(field);
        let same = |text: &String| has.is_some_and(|has| *has == documented::read(has, text));
        asked.is_empty() || asked.iter().any(same)
    };
    let stated = filters.iter().all(|filter| match filter {
        Filter::Is(name, field) => is(name, field),
        Filter::Holds(name, field) => {
            let asked = asked(name);
            let has = object.get(field).and_then(Value::as_str);
            asked
                .iter()
                .all(|text| has.is_some_and(|has| has.contains(text)))
        }
    });
    // A field that the elements repeat, where the table says nothing of it.
    let is_stated = |name: &str| {
        let mut filters = filters.iter();
        filters.any(|filter| match filter {
            Filter::Is(stated, _) | Filter::Holds(stated, _) => *stated == name,
        })
    };
    let repeated = documented::repeated(exchange.operation.id).iter();
    let mut repeated = repeated.filter_map(|path| path.split_once('.'));
    stated && repeated.all(|(_, name)| name.contains('.') || is_stated(name) || is(name, name))
}

/// The response that shows these.
fn render(exchange: &Exchange<'_>, entity: &Entity, objects: &[Value]) -> Value {
    let mut data = documented::data(exchange.operation.id);
    fill(entity, &mut data, objects);
    data
}

/// Puts objects where they stand in a response.
fn fill(entity: &Entity, data: &mut Value, objects: &[Value]) {
    let first = objects.first();
    let Place::Members(names) = sample::place(entity, data) else {
        show(data, first);
        return;
    };
    let Some(members) = data.as_object_mut() else {
        return;
    };
    for (name, member) in members.iter_mut() {
        match member {
            Value::Array(samples) if names.contains(name) => {
                let sample = samples.first().cloned().unwrap_or_default();
                let shown = objects.iter().map(|object| {
                    let mut shown = sample.clone();
                    show(&mut shown, Some(object));
                    shown
                });
                *samples = shown.collect();
            }
            // Some listings have nothing but ids.
            Value::Array(samples) if samples.first().is_some_and(Value::is_string) => {
                let ids = objects.iter().filter_map(|object| object.get(entity.id));
                *samples = ids.cloned().collect();
            }
            member if names.contains(name) => show(member, first),
            _ => {}
        }
    }
}

/// Gives the fields of a documented object the values of another, as far as it has them.
fn show(shown: &mut Value, object: Option<&Value>) {
    for (name, field) in shown.as_object_mut().into_iter().flatten() {
        if let Some(value) = object.and_then(|object| object.get(name)) {
            *field = value.clone();
        }
    }
}
