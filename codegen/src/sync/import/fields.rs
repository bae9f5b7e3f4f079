//! Merges the facts of fields.

use crate::facts::{FieldFacts, TypeFacts};
use crate::spec::limits::ValueLimit;
use crate::spec::source::FieldSource;
use crate::spec::value::{Located, Text, given, is_set};
use crate::spec::word::TypeExpr;
use crate::text::yaml::{Node, Scalar, ScalarValue};

use super::defined::TypeKey;
use super::edit;
use super::fit;
use super::merger::{Merger, Place};
use super::structure::Structure;

impl Merger {
    /// Merges fields into a table; `order` is that in which the page lists them. `at` is the table for messages.
    pub(super) fn fields(
        &mut self,
        table: &mut Vec<FieldSource>,
        facts: &[FieldFacts],
        order: &[String],
        place: &Place<'_>,
        at: &str,
    ) {
        let before = edit::order(table);
        for stated in facts {
            let known = edit::find(table, &stated.name).map(|known| known.clone());
            let is_new = known.is_none();
            let mut field = known.unwrap_or_else(|| FieldSource {
                name: stated.name.as_str().into(),
                ..FieldSource::default()
            });
            let at = format!("{at}.{}", stated.name);
            self.field(&mut field, stated, place, &at);
            if is_new {
                self.words(&mut field, place, &at);
            }
            edit::put(table, field);
        }
        for field in table.iter_mut() {
            let name = &field.name.value;
            let is_listed = facts.iter().any(|stated| stated.name == *name);
            if is_listed || is_set(&field.undocumented) {
                continue;
            }
            field.undocumented = edit::flag(true);
            // Which values are documented here is no longer a question.
            field.values.clear();
            let given = match is_required(field) {
                true => ", so it need not be given any more",
                false => "",
            };
            let note = format!("the field {at}.{name} is no longer documented{given}");
            self.notes.push(note);
        }
        edit::arrange(table, before, order);
    }

    fn field(&mut self, field: &mut FieldSource, facts: &FieldFacts, place: &Place<'_>, at: &str) {
        if field.undocumented.take().is_some() {
            self.note(format!("the field {at} is documented again"));
        }
        fit::take_automatic(field);
        let current = field.documented_type.as_ref().map(|ty| &ty.value.base);
        let base = self.base(facts, current, place, at);
        let ty = TypeExpr {
            base,
            array: facts.array,
        };
        field.documented_type = Some(Located::new(ty));
        self.narrow(field, facts, place.home);
        match facts.required {
            Some(true) => field.required = given(true),
            // Unless it is said, it is not.
            Some(false) if is_required(field) => field.required = None,
            _ => {}
        }
        for limit in ValueLimit::ALL {
            let stated = facts.limits.get(limit);
            *field.limit_mut(limit) = (!stated.is_null()).then(|| Located::new(Some(stated)));
        }
        let default = facts.default.as_ref().map(|text| scalar(facts, text));
        edit::assign(&mut field.default, default);
        if let Some(example) = &facts.example
            && !(place.keep_examples && field.example.is_some())
        {
            edit::assign(&mut field.example, Some(value(facts, example)));
        }
    }

    /// Gives a new field the words that are known of such fields, marked as reused, or room for some.
    fn words(&mut self, field: &mut FieldSource, place: &Place<'_>, at: &str) {
        let words = self
            .words
            .field(place.home, &field.name.value, field)
            .cloned();
        field.doc = Some(words.as_ref().map_or("", |words| words.doc.as_str()).into());
        if let Some(words) = words {
            field.reused = edit::flag(true);
            self.reused.push(at.to_owned());
            if let Some(format) = words.format {
                field.format.get_or_insert_with(|| Text::new(format));
            }
        }
    }

    /// Says which values of an enumeration are documented for a field, if they are not all that the type has.
    fn narrow(&self, field: &mut FieldSource, facts: &FieldFacts, home: &str) {
        let structure = self
            .named_type(field, home)
            .and_then(|key| self.plan.get(&key))
            .map(|planned| &planned.structure);
        let listed = facts.values.as_deref().unwrap_or_default();
        let (some, numbers) = match structure {
            Some(Structure::Values { values, numbers }) => {
                let some = values.iter().any(|value| !listed.contains(value));
                (some && !listed.is_empty(), *numbers)
            }
            _ => (false, false),
        };
        let mut order: Vec<_> = field
            .values
            .iter()
            .map(|value| value.value.text.clone())
            .collect();
        edit::merge_order(&mut order, listed);
        let listed = order.iter().filter(|value| some && listed.contains(value));
        field.values = listed.map(|value| edit::wire(value, numbers)).collect();
    }

    /// The same for all fields of a table: their types may have more values than when they were merged. `above` are the types
    /// that the fields stand in.
    pub(super) fn narrow_fields(
        &mut self,
        table: &mut [FieldSource],
        facts: &[FieldFacts],
        home: &str,
        above: &mut Vec<TypeKey>,
    ) {
        for stated in facts {
            let Some(field) = edit::find(table, &stated.name) else {
                continue;
            };
            self.narrow(field, stated, home);
            if let Some(key) = self.named_type(field, home) {
                self.narrow_type(&key, &stated.children, above);
            }
        }
    }

    /// The same for the fields of an object.
    pub(super) fn narrow_type(
        &mut self,
        key: &TypeKey,
        facts: &[FieldFacts],
        above: &mut Vec<TypeKey>,
    ) {
        if above.contains(key) || facts.is_empty() {
            return;
        }
        let Some(mut inner) = self.object(key) else {
            return;
        };
        above.push(key.clone());
        self.narrow_fields(&mut inner, facts, &key.file, above);
        above.pop();
        if let Some(ty) = self.ty_mut(key) {
            ty.fields = inner;
        }
    }
}

fn is_required(field: &FieldSource) -> bool {
    let required = field.required.as_ref();
    required.is_some_and(|required| required.value == Some(true))
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
        return Node::from_json(&json);
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
    match suits {
        true => Scalar::plain(text.to_owned()).into(),
        false => Scalar::text(text.to_owned()).into(),
    }
}
