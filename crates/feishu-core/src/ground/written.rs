//! Values that go into a body as another JSON type than their own: flags as 0 and 1, numbers as texts.

use std::fmt::Display;

use serde::Serializer;

/// A value that is there, or may be.
pub trait Given {
    /// What it is once it is there.
    type Value;

    /// Returns the value.
    fn given(&self) -> Option<Self::Value>;
}

impl Given for bool {
    type Value = Self;

    fn given(&self) -> Option<Self> {
        Some(*self)
    }
}

impl Given for i64 {
    type Value = Self;

    fn given(&self) -> Option<Self> {
        Some(*self)
    }
}

impl<T: Given> Given for Option<T> {
    type Value = T::Value;

    fn given(&self) -> Option<T::Value> {
        self.as_ref().and_then(T::given)
    }
}

/// Writes a flag as the number 0 or 1.
pub fn flag_as_number<T, S>(flag: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Given<Value = bool>,
    S: Serializer,
{
    match flag.given() {
        Some(flag) => serializer.serialize_u8(u8::from(flag)),
        None => serializer.serialize_none(),
    }
}

/// Writes a flag as the text `0` or `1`.
pub fn flag_as_text<T, S>(flag: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Given<Value = bool>,
    S: Serializer,
{
    as_text(&flag.given().map(i64::from), serializer)
}

/// Writes a number as a text.
pub fn as_text<T, S>(number: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Given<Value: Display>,
    S: Serializer,
{
    match number.given() {
        Some(number) => serializer.collect_str(&number),
        None => serializer.serialize_none(),
    }
}
