//! Entities: what calls make, change and end, as JSON objects by what they belong to and by their ids.

use std::collections::HashMap;

use serde_json::Value;

/// What entities belong to: those of a kind, within the things that a request names around them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    /// The name of the kind.
    pub(crate) kind: &'static str,
    /// From the outermost in, such as the token of a file and the id of a comment; empty for what belongs to nothing.
    pub(crate) within: Vec<String>,
}

/// An entity.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Empty where a scope has one entity.
    pub(crate) id: String,
    /// Grows with each entity that is made, so that a page can begin behind one that is gone.
    pub(crate) number: u64,
    pub(crate) object: Value,
}

/// All entities, of each scope in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    scopes: HashMap<Scope, Vec<Record>>,
    made: u64,
}

impl Entities {
    /// Opens a scope, and tells whether it was unknown until now.
    pub(crate) fn open(&mut self, scope: &Scope) -> bool {
        let is_new = !self.scopes.contains_key(scope);
        if is_new {
            self.scopes.insert(scope.clone(), Vec::new());
        }
        is_new
    }

    /// Adds an entity; one that has the id already keeps its place.
    pub(crate) fn put(&mut self, scope: &Scope, id: String, object: Value) {
        if let Some(known) = self.find_mut(scope, &id) {
            *known = object;
            return;
        }
        self.made += 1;
        let record = Record {
            id,
            number: self.made,
            object,
        };
        self.scopes.entry(scope.clone()).or_default().push(record);
    }

    pub(crate) fn all(&self, scope: &Scope) -> &[Record] {
        self.scopes.get(scope).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn find(&self, scope: &Scope, id: &str) -> Option<&Value> {
        let found = self.all(scope).iter().find(|record| record.id == id);
        found.map(|record| &record.object)
    }

    pub(crate) fn find_mut(&mut self, scope: &Scope, id: &str) -> Option<&mut Value> {
        let mut records = self.scopes.get_mut(scope)?.iter_mut();
        let found = records.find(|record| record.id == id);
        found.map(|record| &mut record.object)
    }

    /// Takes an entity away, with all that belongs to it, and tells whether it was there.
    pub(crate) fn remove(&mut self, scope: &Scope, id: &str) -> bool {
        let Some(records) = self.scopes.get_mut(scope) else {
            return false;
        };
        let before = records.len();
        records.retain(|record| record.id != id);
        let is_gone = records.len() < before;
        if is_gone && !id.is_empty() {
            let inside = [&scope.within[..], &[id.to_owned()]].concat();
            for (_, records) in self
                .scopes
                .iter_mut()
                .filter(|(scope, _)| scope.within.starts_with(&inside))
            {
                // The scope stays known, so that what was there from the beginning does not come back.
                records.clear();
            }
        }
        is_gone
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scope(kind: &'static str, within: &[&str]) -> Scope {
        Scope {
            kind,
            within: within.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn what_is_replaced_keeps_its_place() {
        let rooms = scope("room", &[]);
        let mut entities = Entities::default();
        for (id, name) in [("a", "x"), ("b", "y"), ("a", "z")] {
            entities.put(&rooms, id.to_owned(), json!(name));
        }
        let all = entities.all(&rooms).iter();
        let all: Vec<_> = all.map(|record| (&*record.id, &record.object)).collect();
        assert_eq!(all, [("a", &json!("z")), ("b", &json!("y"))]);
    }

    #[test]
    fn what_belongs_to_something_goes_with_it() {
        let (comments, replies) = (scope("comment", &["f"]), scope("reply", &["f", "1"]));
        let others = scope("reply", &["f", "2"]);
        let mut entities = Entities::default();
        entities.put(&comments, "1".to_owned(), json!({}));
        entities.put(&replies, "3".to_owned(), json!({}));
        entities.put(&others, "4".to_owned(), json!({}));
        assert!(entities.remove(&comments, "1"));
        assert!(!entities.remove(&comments, "1"));
        assert!(entities.all(&replies).is_empty());
        assert_eq!(entities.all(&others).len(), 1);
        assert!(!entities.open(&replies), "it is known");
    }
}
