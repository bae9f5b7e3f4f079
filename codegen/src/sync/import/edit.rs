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
        Place::Response => &operation.response.fields,
    }
}

/// The same, to be changed.
pub(super) fn fields_mut(operation: &mut OperationSource, place: Place) -> &mut Vec<FieldSource> {
    match place {
        Place::Path => &mut operation.path,
        Place::Query => &mut operation.query,
        Place::Body => &mut operation.body,
        Place::Response => &mut operation.response.fields,
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

/// The names of the records of a table, in its order.
pub(super) fn order<T: Keys>(table: &[T]) -> Vec<String> {
    table.iter().map(name).collect()
}

/// Puts a table that had records in an order into that order again, each new one behind what it follows on the page. A page whose
/// rows have changed places so changes nothing.
pub(super) fn arrange<T: Keys>(table: &mut [T], mut before: Vec<String>, listed: &[String]) {
    merge_order(&mut before, listed);
    table.sort_by_key(|record| {
        let name = name(record);
        before.iter().position(|known| *known == name)
    });
}

/// Adds what is listed and not there yet, behind what it follows.
pub(super) fn merge_order(order: &mut Vec<String>, listed: &[String]) {
    let mut at = 0;
    for name in listed {
        match order.iter().position(|known| known == name) {
            Some(known) => at = known + 1,
            None => {
                order.insert(at, name.clone());
                at += 1;
            }
        }
    }
}

/// A value of an enumeration, as it stands on the wire.
pub(super) fn wire(value: &str, is_number: bool) -> Wire {
    Located::new(match is_number {
        true => Scalar::plain(value.to_owned()),
        false => Scalar::text(value.to_owned()),
    })
}
