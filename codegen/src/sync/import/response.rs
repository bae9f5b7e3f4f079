//! Merges what a page states of a response that is an object with a name.

use crate::facts::{FieldFacts, Place as Part};
use crate::spec::source::ResponseSource;

use super::merger::{Merger, Place};
use super::structure::Structure;
use super::target::whole;

impl Merger {
    /// Merges the fields of a response into the type that it is, if it is one; returns whether it still is. Where the page
    /// contradicts the other uses of the type, the response gets fields of its own, which have the words of those that they were.
    pub(super) fn is_type(
        &mut self,
        response: &mut ResponseSource,
        facts: &[FieldFacts],
        place: &Place<'_>,
    ) -> bool {
        let Some(name) = response.ty.take() else {
            return false;
        };
        let Some(key) = self.resolve(place.home, &name.value) else {
            response.ty = Some(name);
            return true;
        };
        let at = Part::Response.name();
        let stated = whole(facts.to_vec());
        let wanted = Structure::fields(&stated);
        let keeps = |structure: &Structure| !facts.is_empty() && structure.covers(&wanted);
        if self.plan.get(&key).is_some_and(|of| keeps(&of.structure)) {
            self.fill(&key, &stated, place, at);
            response.ty = Some(name);
            return true;
        }
        let why = match self.contradiction(&key) {
            _ if facts.is_empty() => "the page has none".to_owned(),
            Some(contradiction) => contradiction.to_owned(),
            None => "they do not state the same".to_owned(),
        };
        let name = &key.name;
        self.note(format!(
            "{at}: no longer the type {name}, with fields of its own: {why}"
        ));
        response.fields = self.object(&key).unwrap_or_default();
        false
    }
}
