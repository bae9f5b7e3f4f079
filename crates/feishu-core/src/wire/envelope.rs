//! The JSON around every response: `{code, msg, data}` or `{code, msg, error}`, and what deviates from it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ground::details::ErrorDetails;
use crate::ground::error::{Error, Fault, Result};
use crate::ground::redact;
use crate::wire::locate;

/// How much of a response that is not JSON an error shows.
const EXCERPT_CHARS: usize = 120;

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
pub(crate) fn readable(text: &Bytes) -> Bytes {
    let text = text.slice(byte_order_mark(text)..);
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

    /// The platform's words for what went wrong, if it has any.
    pub(crate) fn message(&self) -> Option<String> {
        self.msg.as_deref().map(redact::message)
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

/// Decodes a success in one pass: a code of 0, and a payload that fits. Anything else is `None`, and is judged and told
/// by those who take more time.
pub(crate) fn success<T: DeserializeOwned>(text: &str) -> Option<T> {
    let success: Success<T> = serde_json::from_str(text).ok()?;
    match success.0 {
        Some(payload) => Some(payload),
        None => payload(NOTHING).ok(),
    }
}

/// What stands for a payload that is absent or `null`.
const NOTHING: &str = "{}";

/// The payload of an envelope with a code of 0, if there is one.
struct Success<T>(Option<T>);

/// A member of an envelope, as [`Members`] knows them.
#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Member {
    Code,
    Msg,
    Data,
    Error,
    ErrorDescription,
    #[serde(other)]
    Unknown,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Success<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A map, since a struct could also be a list.
        deserializer.deserialize_map(SuccessVisitor(PhantomData))
    }
}

struct SuccessVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for SuccessVisitor<T> {
    type Value = Success<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut payload = None;
        let mut seen = [false; Member::Unknown as usize];
        while let Some(member) = members.next_key::<Member>()? {
            if let Some(seen) = seen.get_mut(member as usize)
                && std::mem::replace(seen, true)
            {
                return Err(serde::de::Error::custom("a member stands there twice"));
            }
            match member {
                Member::Code if members.next_value::<i64>()? != 0 => {
                    return Err(serde::de::Error::custom("the platform refused"));
                }
                Member::Code => {}
                Member::Data => payload = members.next_value::<Option<Payload<T>>>()?,
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        if !seen[Member::Code as usize] {
            return Err(serde::de::Error::missing_field("code"));
        }
        Ok(Success(payload.map(|payload| payload.0)))
    }
}

/// A payload, or a response without an envelope.
struct Payload<T>(T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Payload<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(ObjectsOnly(deserializer)).map(Self)
    }
}

/// Reads a struct from an object alone: serde would also take a list, for its members in their order.
struct ObjectsOnly<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ObjectsOnly<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

fn payload<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str::<Payload<T>>(text).map(|payload| payload.0)
}

/// Decodes a response, or the part of it that `root` names; `null` is an empty object. An error names the path of the value,
/// and not the value itself, which may be a secret.
pub(crate) fn decode<T: DeserializeOwned>(root: &str, text: &str) -> Result<T> {
    let text = if text == "null" { NOTHING } else { text };
    payload(text).map_err(|error| misfit(root, text, &error))
}

/// What is told of a response that does not fit.
fn misfit(root: &str, text: &str, error: &serde_json::Error) -> Error {
    let told = error.to_string();
    let place = match locate::path(text, error.line(), error.column(), &told).as_str() {
        "" => root.to_owned(),
        path if path.starts_with('[') => format!("{root}{path}"),
        path => format!("{root}.{path}"),
    };
    let is_list = place == root && told.starts_with("invalid type: sequence, expected struct");
    let wrong = match told.split_once(", expected ") {
        _ if is_list => "expected an object, not a list".to_owned(),
        Some((_, expected)) => format!("expected {expected}"),
        None if told.starts_with("missing field") => told,
        None => format!(
            "cannot be read at line {} column {}",
            error.line(),
            error.column()
        ),
    };
    let what = format!("the response does not fit the documentation at {place}: {wrong}");
    Error::new(Fault::Decode, what).with_hint("the platform has changed; report it with the log id")
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
                "",
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
                    .and_then(|envelope| envelope.message())
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

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Payload {
        #[serde(deserialize_with = "crate::ground::lenient::lenient")]
        name: String,
        sizes: Vec<u8>,
        next: Option<Box<Payload>>,
    }

    /// The way that takes more time.
    fn judged(text: &str) -> Option<Payload> {
        let envelope = Envelope::parse(text).filter(|envelope| envelope.code == 0)?;
        let data = envelope.data.map_or("null", RawValue::get);
        decode("data", data).ok()
    }

    #[test]
    fn what_is_decoded_in_one_pass_is_what_both_ways_say() {
        let whole = r#"{"code":0,"msg":"success","data":{"name":"导\u4e00","sizes":[1,20],"next":{"name":7}},"log":[{}]}"#;
        let expected = success::<Payload>(whole);
        assert!(expected.is_some() && expected == judged(whole));
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "0",
            "-0",
            "0.0",
            "7",
            "300",
            "true",
            "\\",
            "\\ud800",
            " ",
            "\n",
            "\u{feff}",
            "\"code\":0,",
            "\"code\":\"0\",",
            "\"code\":9,",
            "\"msg\":1,",
            "\"data\":[],",
            "\"data\":null,",
            "\"data\":{},",
            "\"error\":{},",
            "\"error\":null,",
            "\"name\":[],",
        ];
        let mut random = fastrand::Rng::with_seed(10);
        let (mut decoded, mut refused) = (0, 0);
        for _ in 0..50_000 {
            let mut text: Vec<char> = whole.chars().collect();
            for _ in 0..random.usize(1..4) {
                let from = random.usize(..text.len());
                let to = (from + random.usize(..6)).min(text.len());
                let piece = random.choice(pieces).unwrap_or_default();
                let piece = if random.bool() { piece } else { "" };
                text.splice(from..to, piece.chars());
            }
            let text: String = text.into_iter().collect();
            match success::<Payload>(&text) {
                Some(payload) => {
                    assert_eq!(Some(payload), judged(&text), "{text}");
                    decoded += 1;
                }
                None => refused += 1,
            }
        }
        assert!(decoded > 1_000 && refused > 1_000, "{decoded}, {refused}");
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
