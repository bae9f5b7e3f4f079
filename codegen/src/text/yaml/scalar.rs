//! Scalars and the core schema of YAML 1.2, which says whether a plain one is text, a number, a flag or nothing.

/// A scalar as it was written and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text, without quotes and escapes.
    pub text: String,
    /// What it means.
    pub value: ScalarValue,
}

/// What a scalar means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ScalarValue {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number of more than 64 bits.
    Huge,
    /// Another number.
    Float(f64),
    /// The text itself.
    Text,
}

/// The default is an absent value.
impl Default for Scalar {
    fn default() -> Self {
        Self::null()
    }
}

impl Scalar {
    /// A scalar without quotes: the core schema decides.
    pub fn plain(text: String) -> Self {
        let value = resolve(&text);
        Self { text, value }
    }

    /// A scalar with quotes, or a block: always text.
    pub fn text(text: String) -> Self {
        Self {
            text,
            value: ScalarValue::Text,
        }
    }

    /// An absent value.
    pub fn null() -> Self {
        Self {
            text: String::new(),
            value: ScalarValue::Null,
        }
    }

    /// The same value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self.value {
            ScalarValue::Null => serde_json::Value::Null,
            ScalarValue::Bool(flag) => flag.into(),
            ScalarValue::Int(number) => number.into(),
            ScalarValue::Float(number) => serde_json::Number::from_f64(number)
                .map_or_else(|| self.text.clone().into(), Into::into),
            ScalarValue::Text | ScalarValue::Huge => self.text.clone().into(),
        }
    }

    /// What it is, for messages.
    pub fn describe(&self) -> String {
        match self.value {
            ScalarValue::Null => "nothing".into(),
            ScalarValue::Bool(flag) => format!("the flag `{flag}`"),
            ScalarValue::Int(_) | ScalarValue::Float(_) => format!("the number `{}`", self.text),
            ScalarValue::Huge => format!(
                "the number `{}`, which needs more than 64 bits",
                self.shown()
            ),
            ScalarValue::Text => format!("the text `{}`", self.shown()),
        }
    }

    /// The text, cut off where it is long.
    fn shown(&self) -> String {
        let mut shown: String = self.text.chars().take(40).collect();
        if shown.len() < self.text.len() {
            shown.push('…');
        }
        shown.escape_debug().to_string()
    }
}

/// The core schema of YAML 1.2.2, section 10.3.2. A number of more than 64 bits is a float there; precision would be
/// lost, so it is a kind of its own and the check of the field's type speaks up.
fn resolve(text: &str) -> ScalarValue {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return ScalarValue::Null,
        "true" | "True" | "TRUE" => return ScalarValue::Bool(true),
        "false" | "False" | "FALSE" => return ScalarValue::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return ScalarValue::Float(f64::NAN),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return ScalarValue::Float(if text.starts_with('-') {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        });
    }
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|c| c.is_digit(radix))
        {
            return i64::from_str_radix(digits, radix).map_or(ScalarValue::Huge, ScalarValue::Int);
        }
    }
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !unsigned.is_empty() && digits(unsigned) {
        return text.parse().map_or(ScalarValue::Huge, ScalarValue::Int);
    }
    let (mantissa, exponent) = unsigned
        .split_once(['e', 'E'])
        .map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    if digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent_fits
    {
        return text.parse().map_or(ScalarValue::Text, ScalarValue::Float);
    }
    ScalarValue::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_decides() {
        use ScalarValue::{Bool, Float, Huge, Int, Null, Text};
        for (text, value) in [
            ("", Null),
            ("~", Null),
            ("true", Bool(true)),
            ("yes", Text),
            ("on", Text),
            ("12", Int(12)),
            ("-3", Int(-3)),
            ("+3", Int(3)),
            ("007", Int(7)),
            ("0o17", Int(15)),
            ("0xfF", Int(255)),
            ("0x", Text),
            ("1.", Float(1.0)),
            (".5", Float(0.5)),
            ("1e3", Float(1000.0)),
            ("1e", Text),
            ("6e5ed3", Text),
            (".", Text),
            ("-", Text),
            ("1_000", Text),
            ("100/min", Text),
            ("2026-01-02", Text),
            ("99999999999999999999", Huge),
            ("0xffffffffffffffffff", Huge),
            (".inf", Float(f64::INFINITY)),
        ] {
            assert_eq!(resolve(text), value, "{text}");
        }
    }
}
