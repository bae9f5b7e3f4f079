//! Values of responses, read from whatever JSON type the platform writes them as.
//!
//! The pages state types that the platform does not always keep to: an id comes as a number, a number as a text, an absent
//! value as `null` or `""`. To refuse such a response would lose what it tells of finished work, the id of a job most of
//! all. So a value is taken from another type wherever nothing is lost by it, and refused where something would be: every
//! digit of 64 bits survives, a number that has been rounded on the way is an error.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Expected, MapAccess, Unexpected, Visitor};

use crate::ground::secret::Secret;
use crate::ground::values::UnixSeconds;

/// A value that can be read from more than the JSON type that is documented for it.
pub trait Lenient: Sized {
    /// Reads a value; `None` is an absent one: `null`, or an empty text where a text is no value.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error>;

    /// What stands for an absent value; `None` if nothing can.
    fn absent() -> Option<Self>;
}

/// Reads a field of a response from whatever JSON type it comes as, as long as nothing is lost by it.
///
/// - A number or a boolean in place of a text becomes the text that it is written as.
/// - A text of digits in place of a number becomes the number, `"true"`, `"1"` and `1` in place of a boolean `true`.
/// - `null` is an absent value, and so is `""` in place of a number or a boolean: the default, or `None`.
///
/// All else is an error. The elements of lists and the values of maps are read like fields.
pub fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Lenient,
{
    or_refused(T::read(deserializer)?.or_else(T::absent))
}

/// Reads a value as [`lenient`] does, but for an absent one, which is an error: whether it may be, the field knows.
#[doc(hidden)]
pub fn present<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Lenient,
{
    or_refused(T::read(deserializer)?)
}

fn or_refused<T, E: de::Error>(value: Option<T>) -> Result<T, E> {
    value.ok_or_else(|| E::invalid_type(Unexpected::Unit, &"a value"))
}

impl Lenient for String {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(Text)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl Lenient for Secret {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(String::read(deserializer)?.map(Self::from))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl Lenient for i64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(Whole(PhantomData))
    }

    fn absent() -> Option<Self> {
        Some(0)
    }
}

impl Lenient for u64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(Whole(PhantomData))
    }

    fn absent() -> Option<Self> {
        Some(0)
    }
}

impl Lenient for u32 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(Whole(PhantomData))
    }

    fn absent() -> Option<Self> {
        Some(0)
    }
}

impl Lenient for UnixSeconds {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(i64::read(deserializer)?.map(Self::new))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<'de> Deserialize<'de> for UnixSeconds {
    /// Takes a number too, and an empty text as zero: the platform writes `""` for a time that was never set.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer)
    }
}

impl Lenient for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(Float)
    }

    fn absent() -> Option<Self> {
        Some(0.0)
    }
}

impl Lenient for bool {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(Bool)
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl<T: Lenient> Lenient for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        T::read(deserializer).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Lenient> Lenient for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let elements = Option::<Vec<Element<T>>>::deserialize(deserializer)?;
        // This keeps the allocation.
        Ok(elements.map(|elements| elements.into_iter().map(|element| element.0).collect()))
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Lenient> Lenient for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(Option::<Entries<T>>::deserialize(deserializer)?.map(|entries| entries.0))
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// An element of a list, or a value of a map.
struct Element<T>(T);

impl<'de, T: Lenient> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer).map(Self)
    }
}

/// The entries of a map.
struct Entries<T>(BTreeMap<String, T>);

impl<'de, T: Lenient> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map<T>(PhantomData<T>);

        impl<'de, T: Lenient> Visitor<'de> for Map<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, Element<T>>()? {
                    entries.insert(key, value.0);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Map(PhantomData))
    }
}

/// What is the same for all kinds of values: `null`, and numbers that keep their digits.
macro_rules! absent_and_digits {
    ($read_digits:expr) => {
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        // Formats other than JSON mark what may be absent.
        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(
            self,
            deserializer: D,
        ) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            let digits = digits(map, &self)?;
            $read_digits(self, digits)
        }
    };
}

/// The digits of a number that comes as a map: that is how serde_json hands one over to whoever takes any type, when some
/// crate of the program has switched on its feature `arbitrary_precision`.
fn digits<'de, A: MapAccess<'de>>(mut map: A, expected: &dyn Expected) -> Result<String, A::Error> {
    match map.next_key::<String>()?.as_deref() {
        Some("$serde_json::private::Number") => map.next_value(),
        _ => Err(de::Error::invalid_type(Unexpected::Map, expected)),
    }
}

/// Reads a text.
struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Some(truth.to_string()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.fract() != 0.0 {
            return Ok(Some(format!("{number:?}")));
        }
        let whole =
            whole(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))?;
        Ok(Some(whole.to_string()))
    }

    absent_and_digits!(|_, digits| Ok(Some(digits)));
}

/// Reads a whole number.
struct Whole<T>(PhantomData<T>);

impl<'de, T> Visitor<'de> for Whole<T>
where
    T: TryFrom<i64> + TryFrom<u64> + FromStr,
{
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        T::try_from(number)
            .map(Some)
            .map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        T::try_from(number)
            .map(Some)
            .map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        whole(number)
            .and_then(|number| T::try_from(number).ok())
            .map(Some)
            .ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if let Ok(number) = text.parse() {
            return Ok(Some(number));
        }
        if text.is_empty() {
            return Ok(None);
        }
        let whole = match text.split_once('.') {
            Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => whole.parse().ok(),
            _ => None,
        };
        let refused = || E::invalid_value(Unexpected::Str(text), &self);
        whole.map(Some).ok_or_else(refused)
    }

    absent_and_digits!(|this: Self, digits: String| this.visit_string(digits));
}

/// Reads any number.
struct Float;

impl<'de> Visitor<'de> for Float {
    type Value = Option<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number as f64))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number as f64))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            return Ok(None);
        }
        // Rust reads words such as `inf` too.
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    absent_and_digits!(|this: Self, digits: String| this.visit_string(digits));
}

/// Reads a boolean.
struct Bool;

impl<'de> Visitor<'de> for Bool {
    type Value = Option<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a boolean")
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Some(truth))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        match number {
            0 => Ok(Some(false)),
            1 => Ok(Some(true)),
            _ => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        match number {
            0 => Ok(Some(false)),
            1 => Ok(Some(true)),
            _ => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        match text {
            "" => Ok(None),
            "0" => Ok(Some(false)),
            "1" => Ok(Some(true)),
            _ if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            _ if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    absent_and_digits!(|this: Self, digits: String| this.visit_string(digits));
}

/// The whole number that a float is; `None` for one with a fraction, and for one so large that it may have been rounded:
/// so JSON numbers of more than 64 bits come.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = (1_i64 << f64::MANTISSA_DIGITS) as f64;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde::Deserialize;
    use serde::de::value::{Error, MapDeserializer};
    use serde_json::Deserializer as Json;

    use super::*;

    /// What a field reads a JSON text as.
    fn read<T: Lenient>(text: &str) -> Result<T, String> {
        lenient(&mut Json::from_str(text)).map_err(|error| error.to_string())
    }

    #[track_caller]
    fn reads<T: Lenient + Debug + PartialEq>(cases: &[(&str, T)]) {
        for (text, value) in cases {
            assert_eq!(read::<T>(text).as_ref(), Ok(value), "{text}");
        }
    }

    #[track_caller]
    fn refuses<T: Lenient + Debug>(cases: &[&str], expected: &str) {
        for text in cases {
            let error = read::<T>(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn a_text_takes_what_can_be_written_as_one() {
        reads(&[
            (r#""a\u0062""#, "ab".to_owned()),
            (r#""""#, String::new()),
            ("null", String::new()),
            ("0", "0".to_owned()),
            ("-0", "0".to_owned()),
            ("-7", "-7".to_owned()),
            ("9007199254740993", "9007199254740993".to_owned()),
            ("6933093124755423251", "6933093124755423251".to_owned()),
            ("18446744073709551615", u64::MAX.to_string()),
            ("-9223372036854775808", i64::MIN.to_string()),
            ("1.50", "1.5".to_owned()),
            ("5.0", "5".to_owned()),
            ("1e3", "1000".to_owned()),
            ("0.1", "0.1".to_owned()),
            ("-0.0000001", "-1e-7".to_owned()),
            ("true", "true".to_owned()),
            ("false", "false".to_owned()),
        ]);
        reads(&[
            ("null", None),
            (r#""""#, Some(String::new())),
            ("1", Some("1".to_owned())),
        ]);
    }

    #[test]
    fn a_text_refuses_what_would_lose_something() {
        // The second is what 2^64 is read as, and no longer known exactly.
        let cases = ["{}", "18446744073709551616", "1e300", "[]", r#"{"id":1}"#];
        refuses::<String>(&cases, "expected a text");
        refuses::<Option<String>>(&cases, "expected a text");
    }

    #[test]
    fn a_whole_number_takes_a_text_of_digits() {
        reads(&[
            ("7", 7_i64),
            ("-7", -7),
            ("7.0", 7),
            (r#""7""#, 7),
            (r#""-7""#, -7),
            (r#""7.00""#, 7),
            (r#""007""#, 7),
            (r#""9007199254740993""#, 9_007_199_254_740_993),
            (r#""-9223372036854775808""#, i64::MIN),
            ("9223372036854775807", i64::MAX),
            (r#""""#, 0),
            ("null", 0),
        ]);
        reads(&[
            (r#""18446744073709551615""#, u64::MAX),
            ("18446744073709551615", u64::MAX),
            (r#""9007199254740993""#, 9_007_199_254_740_993),
        ]);
        reads(&[("null", None), (r#""""#, None), (r#""0""#, Some(0_u64))]);
    }

    #[test]
    fn a_whole_number_refuses_what_is_none() {
        let cases = [
            "7.5",
            r#""7.5""#,
            r#""seven""#,
            r#"" 7""#,
            r#""7a""#,
            r#""18446744073709551616""#,
            "18446744073709551616",
            "true",
            "{}",
            "[7]",
        ];
        refuses::<u64>(&cases, "expected a whole number");
        refuses::<i64>(&cases, "expected a whole number");
        refuses::<Option<i64>>(&cases, "expected a whole number");
        refuses::<u64>(&["-1", r#""-1""#, "-1.0"], "expected a whole number");
        refuses::<i64>(&["9223372036854775808"], "expected a whole number");
    }

    #[test]
    fn a_float_takes_a_text_that_is_a_number() {
        reads(&[
            ("1.5", 1.5),
            ("2", 2.0),
            ("-2", -2.0),
            (r#""1.5""#, 1.5),
            (r#""2""#, 2.0),
            (r#""-1e3""#, -1000.0),
            (r#""""#, 0.0),
            ("null", 0.0),
        ]);
        reads(&[(r#""""#, None), ("null", None), (r#""0.5""#, Some(0.5))]);
        let cases = [
            r#""half""#,
            r#""inf""#,
            r#""NaN""#,
            r#""1e999""#,
            "true",
            "{}",
        ];
        refuses::<f64>(&cases, "expected a number");
    }

    #[test]
    fn a_boolean_takes_its_words_and_digits() {
        for text in ["true", r#""true""#, r#""True""#, r#""TRUE""#, r#""1""#, "1"] {
            reads(&[(text, true)]);
            reads(&[(text, Some(true))]);
        }
        for text in ["false", r#""false""#, r#""False""#, r#""0""#, "0"] {
            reads(&[(text, false)]);
            reads(&[(text, Some(false))]);
        }
        reads(&[(r#""""#, false), ("null", false)]);
        reads(&[(r#""""#, None::<bool>), ("null", None)]);
        let cases = ["2", "-1", r#""yes""#, r#""2""#, "0.5", "{}", "[]"];
        refuses::<bool>(&cases, "expected a boolean");
    }

    #[test]
    fn a_time_that_was_never_set_is_absent() {
        reads(&[
            ("5", Some(UnixSeconds::new(5))),
            (r#""5""#, Some(UnixSeconds::new(5))),
        ]);
        reads(&[(r#""""#, None::<UnixSeconds>), ("null", None)]);
        reads(&[
            (r#""""#, UnixSeconds::default()),
            ("null", UnixSeconds::default()),
        ]);
    }

    #[test]
    fn a_secret_takes_a_number() {
        reads(&[
            ("18446744073709551615", Secret::from(u64::MAX.to_string())),
            ("null", Secret::from("")),
        ]);
    }

    #[test]
    fn elements_and_entries_are_read_like_fields() {
        reads(&[
            (
                r#"[1, "b", true, null, 18446744073709551615]"#,
                vec!["1", "b", "true", "", "18446744073709551615"]
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>(),
            ),
            ("null", Vec::new()),
            ("[]", Vec::new()),
        ]);
        reads(&[(
            r#"[["1", 2], null, [""]]"#,
            vec![vec![1_i64, 2], vec![], vec![0]],
        )]);
        reads(&[(
            r#"{"a": 1, "b": "c", "d": null}"#,
            BTreeMap::from(
                [("a", "1"), ("b", "c"), ("d", "")]
                    .map(|(key, value)| (key.to_owned(), value.to_owned())),
            ),
        )]);
        reads(&[
            ("null", BTreeMap::<String, i64>::new()),
            ("{}", BTreeMap::new()),
        ]);
        refuses::<Vec<i64>>(&[r#"["x"]"#, "[{}]"], "expected a whole number");
        refuses::<Vec<i64>>(&["{}", r#""1""#, "1"], "expected a sequence");
        refuses::<BTreeMap<String, i64>>(&["[]", "1"], "expected a map");
    }

    #[test]
    fn an_error_names_the_path() {
        #[derive(Debug, Deserialize)]
        struct Response {
            #[expect(dead_code)]
            #[serde(deserialize_with = "lenient")]
            counts: BTreeMap<String, Vec<i64>>,
        }
        for wrong in [r#""x""#, "{\"y\":1}", "1.5"] {
            let text = format!(r#"{{"counts": {{"a": [1, {wrong}]}}}}"#);
            let error = serde_path_to_error::deserialize::<_, Response>(&mut Json::from_str(&text))
                .unwrap_err();
            assert_eq!(error.path().to_string(), "counts.a[1]", "{wrong}");
        }
    }

    #[test]
    fn numbers_of_arbitrary_precision_are_numbers() {
        // So serde_json hands them over when its feature `arbitrary_precision` is on.
        fn given<T: Lenient>(number: &'static str) -> Result<T, Error> {
            let entries = [("$serde_json::private::Number", number)];
            lenient(MapDeserializer::new(entries.into_iter()))
        }
        assert_eq!(
            given::<String>("18446744073709551616").as_deref(),
            Ok("18446744073709551616")
        );
        assert_eq!(given::<String>("1.10").as_deref(), Ok("1.10"));
        assert_eq!(given("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(given("-5"), Ok(-5_i64));
        assert_eq!(given("1.5"), Ok(1.5));
        assert_eq!(given("1"), Ok(true));
        assert_eq!(given("5"), Ok(Some(UnixSeconds::new(5))));
        assert!(given::<i64>("1.5").is_err());
    }
}
