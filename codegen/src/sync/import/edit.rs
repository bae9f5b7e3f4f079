//! Small edits of the typed tree of the spec.

use crate::facts::Place;
use crate::spec::source::{FieldSource, OperationSource};
use crate::spec::value::{Given, Head, Keys, Located, Text, Wire, given};
use crate::text::yaml::{Node, Scalar};

/// The name that a record has in its table.
pub(super) fn name(record: &impl Keys) -> String {
    record
        .head()
        .write()
        .map(|key| key.text)
        .unwrap_or_default()
}

/// Whether a table has a record with a name.
pub(super) fn has<T: Keys>(table: &[T], sought: &str) -> bool {
    table.iter().any(|record| name(record) == sought)
}

/// The record with a name, to be changed.
pub(super) fn find<'a, T: Keys>(table: &'a mut [T], sought: &str) -> Option<&'a mut T> {
    table.iter_mut().find(|record| name(&**record) == sought)
}

/// Puts a record into a table, in place of the one of its name or behind all others.
pub(super) fn put<T: Keys>(table: &mut Vec<T>, record: T) {
    match find(table, &name(&record)) {
        Some(there) => *there = record,
        None => table.push(record),
    }
}

/// The fields of a part of an operation.
pub(super) fn fields(operation: &OperationSource, place: Place) -> &[FieldSource] {
    match place {
        Place::Path => &operation.path,
        Place::Query => &operation.query,
        Place::Body => &operation.body,
        Place::Response => &operation.response,
    }
}

/// The same, to be changed.
pub(super) fn fields_mut(operation: &mut OperationSource, place: Place) -> &mut Vec<FieldSource> {
    match place {
        Place::Path => &mut operation.path,
        Place::Query => &mut operation.query,
        Place::Body => &mut operation.body,
        Place::Response => &mut operation.response,
    }
}

/// A flag that is set, or left out.
pub(super) fn flag(is_set: bool) -> Option<Located<bool>> {
    is_set.then(|| Located::new(true))
}

/// Texts that stand nowhere yet.
pub(super) fn texts(texts: &[String]) -> Vec<Text> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

/// The texts of a list.
pub(super) fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

/// Lists texts. The order of a list of the same ones stays.
pub(super) fn assign_set(list: &mut Vec<Text>, values: &[String]) {
    let has = |value: &String| list.iter().any(|text| text.value == *value);
    if list.len() != values.len() || !values.iter().all(has) {
        *list = texts(values);
    }
}

/// States a value, or takes it away. One that says the same stays as it is written.
pub(super) fn assign(fact: &mut Given<Node>, value: Option<Node>) {
    let Some(value) = value else {
        *fact = None;
        return;
    };
    let there = fact.as_ref().and_then(|fact| fact.value.as_ref());
    if !there.is_some_and(|there| there.is_same(&value)) {
        *fact = given(value);
    }
}

/// Puts the records of a table into an order: `documented` as it is there, every other one behind the one that it followed.
pub(super) fn arrange<T: Keys>(table: &mut Vec<T>, documented: &[String]) {
    let mut arranged = Vec::with_capacity(table.len());
    // The records that nobody lists any more, each with the name of the one before it.
    let mut others = Vec::new();
    let mut listed = Vec::new();
    let mut before: Option<String> = None;
    for record in std::mem::take(table) {
        let name = name(&record);
        if documented.contains(&name) {
            listed.push(record);
        } else {
            others.push((before, record));
        }
        before = Some(name);
    }
    listed.sort_by_key(|record| {
        let name = name(record);
        documented.iter().position(|known| *known == name)
    });
    let mut follow = |before: Option<String>, arranged: &mut Vec<T>| {
        let mut before = before;
        while let Some(at) = others.iter().position(|(other, _)| *other == before) {
            let (_, record) = others.remove(at);
            before = Some(name(&record));
            arranged.push(record);
        }
    };
    follow(None, &mut arranged);
    for record in listed {
        let name = name(&record);
        arranged.push(record);
        follow(Some(name), &mut arranged);
    }
    arranged.extend(others.into_iter().map(|(_, record)| record));
    *table = arranged;
}

/// A value of an enumeration, as it stands on the wire.
pub(super) fn wire(value: &str, is_number: bool) -> Wire {
    Located::new(match is_number {
        true => Scalar::plain(value.to_owned()),
        false => Scalar::text(value.to_owned()),
    })
}
