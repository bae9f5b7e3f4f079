//! A text that is never printed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A token or an app secret: wiped from memory when dropped, never shown by `Debug`.
///
/// Serialising it exposes it, since that is how it is sent.
#[derive(Clone)]
pub struct Secret(Arc<Inner>);

struct Inner {
    text: SecretString,
    /// The header that carries it, made when it is needed first; nothing if it cannot stand in one.
    bearer: OnceLock<Option<HeaderValue>>,
}

impl Secret {
    fn new(text: SecretString) -> Self {
        Self(Arc::new(Inner {
            text,
            bearer: OnceLock::new(),
        }))
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        self.0.text.expose_secret()
    }

    /// The value of the header that carries it as an access token, unless it holds a character that cannot stand there.
    pub(crate) fn bearer(&self) -> Option<HeaderValue> {
        let bearer = self.0.bearer.get_or_init(|| {
            let text = Zeroizing::new(format!("Bearer {}", self.expose()).into_bytes());
            let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
            value.set_sensitive(true);
            Some(value)
        });
        bearer.clone()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::from("")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(SecretString::from(text))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(SecretString::from(text))
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}
