//! What a named type is made of, as far as it makes two types the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{FieldFacts, TypeFacts};

/// What a named type is made of. Examples do not matter, nor does the order of values and fields.
#[derive(Clone, Debug)]
pub(super) enum Structure {
    /// An enumeration.
    Values {
        /// Whether the values are numbers.
        numbers: bool,
        /// The documented values.
        values: BTreeSet<String>,
    },
    /// An object.
    Fields(BTreeMap<String, Member>),
}

/// A field of an object.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Everything that is stated of it; the children stand in `structure`.
    facts: FieldFacts,
    structure: Option<Structure>,
}

impl Structure {
    /// What the type of a field, or of the values of a map, is made of, if it needs a name.
    pub(super) fn of(field: &FieldFacts) -> Option<Self> {
        if let Some(value) = field.value_of_map() {
            return Self::of(&value);
        }
        match (field.ty, &field.values) {
            (TypeFacts::Object, _) if !field.children.is_empty() => Some(Self::fields(field)),
            (TypeFacts::String | TypeFacts::Int, Some(values)) if !values.is_empty() => {
                Some(Self::values(field.ty == TypeFacts::Int, values))
            }
            _ => None,
        }
    }

    /// An object with the children of a field, be there none.
    pub(super) fn fields(field: &FieldFacts) -> Self {
        let members = field.children.iter().map(|child| {
            let member = Member {
                facts: FieldFacts {
                    values: None,
                    example: None,
                    children: Vec::new(),
                    ..child.clone()
                },
                structure: Self::of(child),
            };
            (child.name.clone(), member)
        });
        Self::Fields(members.collect())
    }

    /// An enumeration.
    pub(super) fn values(numbers: bool, values: &[String]) -> Self {
        Self::Values {
            numbers,
            values: values.iter().cloned().collect(),
        }
    }

    /// Whether one type does for both. What is required may be left unsaid by one of them, as responses do.
    pub(super) fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Values { numbers, values },
                Self::Values {
                    numbers: other_numbers,
                    values: other_values,
                },
            ) => numbers == other_numbers && values == other_values,
            (Self::Fields(members), Self::Fields(others)) => {
                members.len() == others.len()
                    && members
                        .iter()
                        .zip(others)
                        .all(|((name, member), (other_name, other))| {
                            name == other_name && member.fits(other)
                        })
            }
            _ => false,
        }
    }

    /// Whether a type made like this does for a use that wants the other: an enumeration may have more values than are
    /// documented in one place.
    pub(super) fn covers(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (
                Self::Values { numbers, values },
                Self::Values {
                    numbers: wanted_numbers,
                    values: wanted,
                },
            ) => {
                // That nothing is documented cannot be said of one place only.
                numbers == wanted_numbers
                    && wanted.is_subset(values)
                    && wanted.is_empty() == values.is_empty()
            }
            _ => self.fits(wanted),
        }
    }

    /// Whether enumerations of fields of one name are likely to be one, though they do not have the same values: most of
    /// the values of the smaller one are also the other's. Numbers say too little for that.
    pub(super) fn is_likely(&self, other: &Self) -> bool {
        const FEW: usize = 3;
        match (self, other) {
            (
                Self::Values {
                    numbers: false,
                    values,
                },
                Self::Values {
                    numbers: false,
                    values: others,
                },
            ) => {
                let common = values.intersection(others).count();
                let smaller = values.len().min(others.len());
                common >= FEW && common * 4 >= smaller * 3
            }
            _ => false,
        }
    }

    /// An enumeration that has the values of both, if they are of one kind.
    pub(super) fn union(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (
                Self::Values { numbers, values },
                Self::Values {
                    numbers: other_numbers,
                    values: others,
                },
            ) if numbers == other_numbers => Some(Self::Values {
                numbers: *numbers,
                values: values.union(others).cloned().collect(),
            }),
            _ => None,
        }
    }

    /// Whether being made alike is not enough for being one type: few values or fields are often alike by chance, and so
    /// are numbers. Then the name of a field has to agree too.
    pub(super) fn is_common(&self) -> bool {
        match self {
            Self::Values { numbers, values } => *numbers || values.len() < 3,
            Self::Fields(members) => members.len() < 3,
        }
    }

    /// The names of values or fields, in the order of a field's facts.
    pub(super) fn order(field: &FieldFacts) -> Vec<String> {
        match &field.values {
            Some(values) if field.children.is_empty() => values.clone(),
            _ => field
                .children
                .iter()
                .map(|child| child.name.clone())
                .collect(),
        }
    }
}

impl Member {
    fn fits(&self, other: &Self) -> bool {
        let required = match (self.facts.required, other.facts.required) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let other_facts = FieldFacts {
            required: self.facts.required,
            ..other.facts.clone()
        };
        let structure = match (&self.structure, &other.structure) {
            (Some(one), Some(other)) => one.fits(other),
            (None, None) => true,
            _ => false,
        };
        required && structure && self.facts == other_facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::fixtures::{field, object, one_of, optional, required};

    fn values(values: &[&str]) -> Structure {
        Structure::of(&one_of("a", "string", values)).unwrap()
    }

    fn fields(fields: Vec<FieldFacts>) -> Structure {
        Structure::of(&object("a", "object", fields)).unwrap()
    }

    #[test]
    fn only_enumerations_and_objects_need_names() {
        assert!(Structure::of(&field("a", "string")).is_none());
        assert!(Structure::of(&field("a", "object")).is_none());
        assert!(Structure::of(&one_of("a", "float", &["1"])).is_none());
        assert!(Structure::of(&one_of("a", "string", &[])).is_none());
    }

    #[test]
    fn order_and_examples_do_not_matter() {
        assert!(values(&["a", "b"]).fits(&values(&["b", "a"])));
        assert!(!values(&["a", "b"]).fits(&values(&["a"])));
        assert!(!values(&["1"]).fits(&Structure::values(true, &["1".into()])));
        let with_example = FieldFacts {
            example: Some("x".into()),
            ..field("y", "string")
        };
        let one = fields(vec![field("x", "int"), field("y", "string")]);
        assert!(one.fits(&fields(vec![with_example, field("x", "int")])));
        assert!(!one.fits(&fields(vec![field("x", "int"), field("y", "string[]")])));
        assert!(!one.fits(&fields(vec![field("x", "int")])));
    }

    #[test]
    fn what_a_response_does_not_say_is_required_fits_either() {
        let (yes, no) = (required("x", "int"), optional("x", "int"));
        assert!(fields(vec![yes.clone()]).fits(&fields(vec![field("x", "int")])));
        assert!(!fields(vec![yes]).fits(&fields(vec![no])));
    }

    #[test]
    fn an_enumeration_does_for_a_use_that_lists_fewer_values() {
        let all = values(&["a", "b", "c", "d"]);
        assert!(all.covers(&values(&["d", "a"])));
        assert!(!all.covers(&values(&["e"])));
        assert!(!all.covers(&Structure::values(false, &[])));
        assert!(all.is_likely(&values(&["b", "c", "d", "e"])));
        assert!(!all.is_likely(&values(&["c", "d", "e", "f"])));
        assert!(!all.is_likely(&values(&["a", "b"])), "too few");
        assert!(
            all.union(&values(&["e"]))
                .unwrap()
                .covers(&values(&["e", "a"]))
        );
    }
}
