//! The small types that generated requests and responses are made of.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time in whole seconds since 1970, which the platform writes as a decimal text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSeconds(i64);

impl UnixSeconds {
    /// So many seconds after 1970-01-01T00:00:00Z.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The seconds since 1970-01-01T00:00:00Z.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<i64> for UnixSeconds {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl From<SystemTime> for UnixSeconds {
    /// Fractions of a second are cut off.
    fn from(time: SystemTime) -> Self {
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |seconds| -seconds)
            }
        };
        Self(seconds)
    }
}

impl From<UnixSeconds> for SystemTime {
    /// A time that the system cannot represent becomes 1970.
    fn from(time: UnixSeconds) -> Self {
        let distance = Duration::from_secs(time.0.unsigned_abs());
        let moment = if time.0 < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        moment.unwrap_or(UNIX_EPOCH)
    }
}

impl Serialize for UnixSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that the documentation does not list among the values of an enumeration.
///
/// Opaque, so that a listed value cannot be disguised as an unknown one: make one from the enumeration itself, with
/// `From<&str>`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[doc(hidden)]
    pub fn from_wire(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A number that the documentation does not list among the values of an enumeration.
///
/// Opaque, so that a listed number cannot be disguised as an unknown one: make one from the enumeration itself, with
/// `From<i64>`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnknownNumber(i64);

impl UnknownNumber {
    /// The number as it stands on the wire.
    pub const fn get(self) -> i64 {
        self.0
    }

    #[doc(hidden)]
    pub const fn from_wire(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Debug for UnknownNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads a field of a response that holds objects, taking `null` for the default: the platform writes an absent value
/// either way.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Gives a generated enumeration of texts its conversions.
///
/// The enumeration itself has `as_str` and `From<&str>`, which hold the values; this adds what follows from them. A
/// number on the wire is taken as its digits, since the platform mixes the two.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident) => {
        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(value))
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::protocol::serde::Serialize for $name {
            fn serialize<S: $crate::protocol::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::protocol::Lenient for $name {
            fn read<'de, D: $crate::protocol::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                let value =
                    <::std::string::String as $crate::protocol::Lenient>::read(deserializer)?;
                ::std::result::Result::Ok(value.map(Self::from))
            }

            fn absent() -> ::std::option::Option<Self> {
                ::std::option::Option::None
            }
        }

        impl<'de> $crate::protocol::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::protocol::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::protocol::present(deserializer)
            }
        }
    };
}

/// Gives a generated enumeration of numbers its conversions.
///
/// The enumeration itself has `number` and `From<i64>`, which hold the values; this adds what follows from them. A
/// decimal text on the wire is taken as its number, since the platform mixes the two.
#[doc(hidden)]
#[macro_export]
macro_rules! __int_enum {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.number(), f)
            }
        }

        impl $crate::protocol::serde::Serialize for $name {
            fn serialize<S: $crate::protocol::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.number())
            }
        }

        impl $crate::protocol::Lenient for $name {
            fn read<'de, D: $crate::protocol::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                let number = <i64 as $crate::protocol::Lenient>::read(deserializer)?;
                ::std::result::Result::Ok(number.map(Self::from))
            }

            fn absent() -> ::std::option::Option<Self> {
                ::std::option::Option::None
            }
        }

        impl<'de> $crate::protocol::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::protocol::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::protocol::present(deserializer)
            }
        }
    };
}

/// Gives a generated id, a tuple struct over `String`, its conversions: from itself, from a text only where `new` or
/// `parse` says so, and into the ids that it is too. A number on the wire is taken as its digits.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_id {
    ($name:ident $(, into: $($into:ty),+)?) => {
        impl $name {
            /// Takes the text of an id, as it stands on the wire.
            pub fn new(id: impl ::std::convert::Into<::std::string::String>) -> Self {
                Self(id.into())
            }

            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(id: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self::new(id))
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        $($(
            impl ::std::convert::From<$name> for $into {
                fn from(id: $name) -> Self {
                    Self::new(id.0)
                }
            }

            impl ::std::convert::From<&$name> for $into {
                fn from(id: &$name) -> Self {
                    Self::new(id.as_str())
                }
            }
        )+)?

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl $crate::protocol::Lenient for $name {
            fn read<'de, D: $crate::protocol::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                let id = <::std::string::String as $crate::protocol::Lenient>::read(deserializer)?;
                ::std::result::Result::Ok(id.map(Self))
            }

            fn absent() -> ::std::option::Option<Self> {
                ::std::option::Option::Some(Self::default())
            }
        }

        impl<'de> $crate::protocol::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::protocol::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::protocol::present(deserializer)
            }
        }
    };
}
