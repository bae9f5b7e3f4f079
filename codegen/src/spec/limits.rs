//! The limits that the documentation states of a value: what a page reads, facts compare and the model carries.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The limits of a value; what is not stated is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The least number of characters, or of elements of a list.
    pub min_length: Option<u32>,
    /// The largest number of characters, or of elements of a list.
    pub max_length: Option<u32>,
    /// The least value.
    pub minimum: Option<i64>,
    /// The largest value.
    pub maximum: Option<i64>,
    /// A regular expression that the value matches.
    pub pattern: Option<String>,
}

impl Limits {
    /// The names, as spec and facts write them.
    pub const NAMES: [&'static str; 5] =
        ["min_length", "max_length", "minimum", "maximum", "pattern"];

    /// Returns each limit with its name, as JSON; `null` if it is not stated.
    pub fn named(&self) -> [(&'static str, Value); 5] {
        let Self {
            min_length,
            max_length,
            minimum,
            maximum,
            pattern,
        } = self;
        let values = [
            Value::from(*min_length),
            Value::from(*max_length),
            Value::from(*minimum),
            Value::from(*maximum),
            Value::from(pattern.clone()),
        ];
        let mut values = values.into_iter();
        Self::NAMES.map(|name| (name, values.next().unwrap_or_default()))
    }

    /// Returns these limits, and those of `known` where these state none.
    pub fn or(&self, known: &Self) -> Self {
        Self {
            min_length: self.min_length.or(known.min_length),
            max_length: self.max_length.or(known.max_length),
            minimum: self.minimum.or(known.minimum),
            maximum: self.maximum.or(known.maximum),
            pattern: self.pattern.clone().or_else(|| known.pattern.clone()),
        }
    }

    /// Returns the names of a least and a largest limit that leave nothing between them.
    pub fn contradiction(&self) -> Option<[&'static str; 2]> {
        let lengths = self.min_length.zip(self.max_length);
        let values = self.minimum.zip(self.maximum);
        if lengths.is_some_and(|(least, largest)| least > largest) {
            Some(["min_length", "max_length"])
        } else if values.is_some_and(|(least, largest)| least > largest) {
            Some(["minimum", "maximum"])
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(min_length: u32, maximum: i64) -> Limits {
        Limits {
            min_length: Some(min_length),
            maximum: Some(maximum),
            ..Limits::default()
        }
    }

    #[test]
    fn each_limit_has_its_name() {
        let Value::Object(object) = serde_json::to_value(limits(1, 9)).unwrap() else {
            panic!("limits are an object")
        };
        let named: Vec<_> = limits(1, 9).named().into_iter().collect();
        let written: Vec<_> = object
            .iter()
            .map(|(k, v)| (k.as_str(), v.clone()))
            .collect();
        assert_eq!(named, written);
    }

    #[test]
    fn what_is_stated_stays_and_the_rest_is_filled() {
        let pattern = Limits {
            pattern: Some("^a".into()),
            ..limits(2, 8)
        };
        let filled = limits(1, 9).or(&pattern);
        assert_eq!(filled.min_length, Some(1));
        assert_eq!(filled.pattern.as_deref(), Some("^a"));
    }

    #[test]
    fn limits_may_leave_nothing_between_them() {
        assert_eq!(limits(1, 9).contradiction(), None);
        let lengths = Limits {
            max_length: Some(0),
            ..limits(1, 9)
        };
        assert_eq!(lengths.contradiction(), Some(["min_length", "max_length"]));
        let values = Limits {
            minimum: Some(10),
            ..limits(1, 9)
        };
        assert_eq!(values.contradiction(), Some(["minimum", "maximum"]));
    }
}
