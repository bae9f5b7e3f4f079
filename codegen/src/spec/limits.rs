//! The limits that the documentation states of a value: what a page reads, facts compare, the spec writes and the model
//! carries.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One of the limits of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueLimit {
    /// [`Limits::min_length`]
    MinLength,
    /// [`Limits::max_length`]
    MaxLength,
    /// [`Limits::minimum`]
    Minimum,
    /// [`Limits::maximum`]
    Maximum,
    /// [`Limits::pattern`]
    Pattern,
}

impl ValueLimit {
    /// All, in the order in which they are written.
    pub const ALL: [Self; 5] = [
        Self::MinLength,
        Self::MaxLength,
        Self::Minimum,
        Self::Maximum,
        Self::Pattern,
    ];

    /// The pairs of a least and a largest limit.
    pub const RANGES: [(Self, Self); 2] = [
        (Self::MinLength, Self::MaxLength),
        (Self::Minimum, Self::Maximum),
    ];

    /// Returns the name, as spec and facts write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MinLength => "min_length",
            Self::MaxLength => "max_length",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::Pattern => "pattern",
        }
    }
}

/// The limits of a value; what is not stated is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The least number of characters; of a list, that of its items.
    pub min_length: Option<u32>,
    /// The largest number of characters; of a list, that of its items.
    pub max_length: Option<u32>,
    /// The least value.
    pub minimum: Option<i64>,
    /// The largest value.
    pub maximum: Option<i64>,
    /// A regular expression that the value matches.
    pub pattern: Option<String>,
}

impl Limits {
    /// Returns a limit as JSON; `null` if it is not stated.
    pub fn get(&self, limit: ValueLimit) -> Value {
        match limit {
            ValueLimit::MinLength => self.min_length.into(),
            ValueLimit::MaxLength => self.max_length.into(),
            ValueLimit::Minimum => self.minimum.into(),
            ValueLimit::Maximum => self.maximum.into(),
            ValueLimit::Pattern => self.pattern.clone().into(),
        }
    }

    /// Sets a limit from JSON. `null`, and what is no such limit, takes it away.
    pub fn set(&mut self, limit: ValueLimit, value: &Value) {
        let length = || value.as_u64().and_then(|length| length.try_into().ok());
        match limit {
            ValueLimit::MinLength => self.min_length = length(),
            ValueLimit::MaxLength => self.max_length = length(),
            ValueLimit::Minimum => self.minimum = value.as_i64(),
            ValueLimit::Maximum => self.maximum = value.as_i64(),
            ValueLimit::Pattern => self.pattern = value.as_str().map(str::to_owned),
        }
    }

    /// Returns each limit with its name, as JSON; `null` if it is not stated.
    pub fn named(&self) -> [(&'static str, Value); 5] {
        ValueLimit::ALL.map(|limit| (limit.name(), self.get(limit)))
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

    /// Returns a least and a largest limit that leave nothing between them.
    pub fn contradiction(&self) -> Option<(ValueLimit, ValueLimit)> {
        ValueLimit::RANGES.into_iter().find(|(least, largest)| {
            let range = self.get(*least).as_i64().zip(self.get(*largest).as_i64());
            range.is_some_and(|(least, largest)| least > largest)
        })
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
    fn each_limit_is_set_as_it_is_got() {
        let all = Limits {
            max_length: Some(3),
            minimum: Some(-1),
            pattern: Some("^a".into()),
            ..limits(1, 9)
        };
        let mut copy = Limits::default();
        for limit in ValueLimit::ALL {
            assert!(!all.get(limit).is_null());
            copy.set(limit, &all.get(limit));
        }
        assert_eq!(copy, all);
        for limit in ValueLimit::ALL {
            copy.set(limit, &Value::Bool(true));
        }
        assert_eq!(copy, Limits::default());
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
        assert_eq!(lengths.contradiction(), Some(ValueLimit::RANGES[0]));
        let values = Limits {
            minimum: Some(10),
            ..limits(1, 9)
        };
        assert_eq!(values.contradiction(), Some(ValueLimit::RANGES[1]));
    }
}
