//! The JSON around every response: `{code, msg, data}` or `{code, msg, error}`, and what deviates from it.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::de::{DeserializeOwned, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ground::details::ErrorDetails;
use crate::ground::error::{Error, Kind, Result};
use crate::ground::redact;

/// How much of a response that is not JSON an error shows.
const EXCERPT_CHARS: usize = 120;

/// How much of the platform's own words an error shows.
const MESSAGE_CHARS: usize = 800;

/// A response, with its payload not yet decoded.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    pub(crate) code: i64,
    pub(crate) data: Option<&'a RawValue>,
    msg: Option<String>,
    error: Option<&'a RawValue>,
    object: &'a str,
}

/// What may stand in an envelope.
const MEMBERS: [&str; 8] = [
    "code",
    "msg",
    "message",
    "data",
    "error",
    "error_description",
    "log_id",
    "request_id",
];

/// The length of a byte order mark at the beginning of a text.
pub(crate) fn byte_order_mark(text: &[u8]) -> usize {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    if text.starts_with(MARK) {
        MARK.len()
    } else {
        0
    }
}

/// A text without a byte order mark, in valid UTF-8: what is not is replaced.
pub(crate) fn readable(text: Vec<u8>) -> Bytes {
    let text = Bytes::from(text);
    let text = text.slice(byte_order_mark(&text)..);
    match std::str::from_utf8(&text) {
        Ok(_) => text,
        Err(_) => Bytes::from(String::from_utf8_lossy(&text).into_owned()),
    }
}

/// Whether what begins like this may be an error: JSON or a page.
pub(crate) fn may_be_error(start: &[u8]) -> bool {
    let text = &start[byte_order_mark(start)..];
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_none_or(|byte| matches!(byte, b'{' | b'<'))
}

/// Whether a text is a page.
pub(crate) fn is_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(16).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// The members as they stand, so that one of an odd type does not make the others unreadable.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    code: &'a RawValue,
    #[serde(default, borrow)]
    msg: Option<&'a RawValue>,
    #[serde(default, borrow)]
    data: Option<&'a RawValue>,
    #[serde(default, borrow)]
    error: Option<&'a RawValue>,
    /// The OAuth endpoints write this in place of `msg`.
    #[serde(default, borrow)]
    error_description: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Reads the envelope; `None` if the text is not one: not JSON, not an object, or without a code.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        // Serde would take a list for the members in their order.
        let object = Some(text).filter(|text| text.trim_start().starts_with('{'))?;
        let members: Members<'_> = serde_json::from_str(object).ok()?;
        // Some endpoints write the code as text.
        let code = members.code.get().trim_matches('"').parse().ok()?;
        let words = [
            members.msg,
            members.error_description,
            members.error.filter(is_text),
        ];
        Some(Self {
            object,
            code,
            data: members.data,
            msg: words
                .into_iter()
                .flatten()
                .map(plain)
                .find(|words| !words.is_empty()),
            error: members.error.filter(|error| error.get().starts_with('{')),
        })
    }

    /// Whether it has the shape of a refusal: a document may have a `code` too.
    pub(crate) fn is_refusal(&self) -> bool {
        let told = self.msg.is_some() || self.error.is_some();
        self.code != 0 && (told || self.is_nothing_else())
    }

    /// Whether it has no members but those of an envelope.
    pub(crate) fn is_nothing_else(&self) -> bool {
        let keys: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_str(self.object);
        keys.is_ok_and(|keys| keys.keys().all(|key| MEMBERS.contains(&key.as_str())))
    }

    /// The platform's words for what went wrong.
    pub(crate) fn message(&self) -> String {
        self.msg.as_ref().map_or_else(
            || "the platform gave no message".to_owned(),
            |msg| redact::shown(msg, MESSAGE_CHARS),
        )
    }

    /// The `error` object, where there is one; its shape varies, so one that cannot be read is left out.
    pub(crate) fn details(&self) -> Option<ErrorDetails> {
        self.error
            .and_then(|error| serde_json::from_str(error.get()).ok())
            .map(ErrorDetails::bounded)
    }
}

fn is_text(value: &&RawValue) -> bool {
    value.get().starts_with('"')
}

/// A text as it is, nothing for `null`, and anything else as JSON.
fn plain(value: &RawValue) -> String {
    match value.get() {
        "null" => String::new(),
        text => serde_json::from_str(text).unwrap_or_else(|_| text.to_owned()),
    }
}

/// Decodes a response, or the part of it that `root` names; `null` is an empty object. An error names the path of the value,
/// and not the value itself, which may be a secret.
pub(crate) fn decode<T: DeserializeOwned>(root: &str, text: &str) -> Result<T> {
    let text = if text == "null" { "{}" } else { text };
    // Serde would take a list for the members in their order.
    if text.trim_start().starts_with('[') && is_struct::<T>() {
        let what = format!(
            "the response does not fit the documentation at {root}: expected an object, not a list"
        );
        return Err(Error::new(Kind::Decode, what).with_hint(REPORT));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." {
            root.to_owned()
        } else {
            format!("{root}.{path}")
        };
        let told = error.inner().to_string();
        let expected = told
            .split_once(", expected ")
            .map_or("it cannot be read", |(_, expected)| expected);
        let what =
            format!("the response does not fit the documentation at {place}: expected {expected}");
        Error::new(Kind::Decode, what).with_hint(REPORT)
    })
}

const REPORT: &str = "the platform has changed; report it with the log id";

/// Whether a type is a struct with named fields, by what it asks of a deserializer.
fn is_struct<T: DeserializeOwned>() -> bool {
    struct Asked<'a>(&'a mut bool);

    impl<'de> Deserializer<'de> for Asked<'_> {
        type Error = serde::de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(serde::de::Error::custom("nothing is read"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            _: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            *self.0 = true;
            self.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
            option unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier
            ignored_any
        }
    }

    let mut asked = false;
    // It reads nothing, so it always fails.
    drop(T::deserialize(Asked(&mut asked)));
    asked
}

/// The beginning of something that is not the platform's JSON, on one line. Of JSON only the keys: it may be a response
/// with a token in it.
pub(crate) fn excerpt(text: &str) -> String {
    if let Ok(Value::Object(members)) = serde_json::from_str(text) {
        let keys: Vec<&str> = members.keys().map(String::as_str).collect();
        let keys = redact::shown(&keys.join(", "), EXCERPT_CHARS);
        return format!("a JSON object with the keys {keys}");
    }
    if text.trim_start().starts_with(['{', '[']) {
        return "what looks like JSON".to_owned();
    }
    format!("{:?}", redact::shown(text, EXCERPT_CHARS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_read() {
        let cases = [
            (
                r#"{"code":0,"msg":"success","data":{}}"#,
                Some(0),
                "success",
            ),
            (
                r#"{"code":20001,"error":"invalid_grant","error_description":"no"}"#,
                Some(20001),
                "no",
            ),
            (
                r#"{"code":"20001","error":"invalid_grant"}"#,
                Some(20001),
                "invalid_grant",
            ),
            (
                r#"{"code":7,"msg":null,"data":null,"error":null}"#,
                Some(7),
                "the platform gave no message",
            ),
            (
                r#"{"code":7,"msg":{"zh":"x"},"error_description":8}"#,
                Some(7),
                r#"{"zh":"x"}"#,
            ),
            (r#"{"code":"","msg":"failed"}"#, None, ""),
            (r#"{"msg":"no code"}"#, None, ""),
            ("[1,2]", None, ""),
            ("null", None, ""),
            ("404 page not found", None, ""),
            ("", None, ""),
        ];
        for (text, code, message) in cases {
            let envelope = Envelope::parse(text);
            assert_eq!(
                envelope.as_ref().map(|envelope| envelope.code),
                code,
                "{text}"
            );
            assert_eq!(
                envelope
                    .map(|envelope| envelope.message())
                    .unwrap_or_default(),
                message,
                "{text}"
            );
        }
    }

    #[test]
    fn details_are_read_in_both_spellings() {
        let text = r#"{"code":99991672,"msg":"denied","error":{"logid":"20240101","permission_violations":[
            {"scope":"drive:drive","url":"https://example.com"},{"type":"action_scope_required","subject":"drive:export"}],
            "field_violations":[{"field":"page_size","value":500,"description":"too large"}]}}"#;
        let details = Envelope::parse(text)
            .and_then(|envelope| envelope.details())
            .unwrap_or_default();
        assert_eq!(details.log_id, "20240101");
        assert_eq!(
            details.lines(),
            [
                "page_size: too large",
                "missing scope drive:drive or drive:export"
            ]
        );
    }

    #[test]
    fn decode_errors_name_the_path() {
        #[derive(Debug, Deserialize)]
        struct Response {
            #[expect(dead_code)]
            items: Vec<Item>,
        }
        #[derive(Debug, Deserialize)]
        struct Item {
            #[expect(dead_code)]
            size: u64,
        }
        let payload = r#"{"items":[{"size":1},{"size":"secret-text"}]}"#;
        let error = decode::<Response>("data", payload).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(
            told.contains("data.items[1].size: expected u64") && !told.contains("secret-text"),
            "{told}"
        );
    }

    #[test]
    fn an_excerpt_never_splits_a_character() {
        let text = "导".repeat(500);
        assert_eq!(
            redact::shown(&text, EXCERPT_CHARS).chars().count(),
            EXCERPT_CHARS + 1
        );
    }
}
