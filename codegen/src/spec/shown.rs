//! The samples that documentation and tests show: those of the spec, where everybody can read them, and others that keep the limits.

use serde_json::Value;

use super::model::Field;

/// How long a text is at most that is made up to have a documented length.
const LONGEST: usize = 100;

impl Field {
    /// Returns the sample value that is shown. One in Chinese is a fact of the page and shown nowhere: who cannot read it cannot tell
    /// what it stands for, and a translation would be a sample that nobody has documented. An `override` can give another.
    pub(crate) fn shown_example(&self) -> Option<&Value> {
        let example = self.effective().example.as_ref();
        example.filter(|example| is_readable(example))
    }

    /// Returns a text that is as long as documented, for want of a sample.
    pub(crate) fn any_text(&self) -> String {
        // The length of a list is not that of its texts.
        let limits = &self.effective().limits;
        let limit = |limit: Option<u32>| {
            limit
                .filter(|_| self.array == 0)
                .map(|limit| limit as usize)
        };
        let text = "text";
        let least = limit(limits.min_length).unwrap_or(0).min(LONGEST);
        let most = limit(limits.max_length).unwrap_or(LONGEST);
        let length = text.len().max(least).min(most);
        text.chars().cycle().take(length).collect()
    }

    /// Returns a whole number as large as documented, for want of a sample.
    pub(crate) fn any_number(&self) -> i64 {
        let limits = &self.effective().limits;
        let number = 1.max(limits.minimum.unwrap_or(1));
        number.min(limits.maximum.unwrap_or(number))
    }
}

/// Whether no text of a value is in Chinese.
fn is_readable(value: &Value) -> bool {
    match value {
        Value::String(text) => !is_chinese(text),
        Value::Array(items) => items.iter().all(is_readable),
        Value::Object(fields) => fields
            .iter()
            .all(|(name, value)| !is_chinese(name) && is_readable(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a text has Chinese characters or punctuation.
pub(crate) fn is_chinese(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_in_chinese_is_not_readable() {
        for value in [
            json!("Budget 2026"),
            json!("Zoë"),
            json!([1, "a"]),
            json!({"a": null}),
        ] {
            assert!(is_readable(&value), "{value}");
        }
        for value in [
            json!("预算"),
            json!(["a", "乙"]),
            json!({"名": 1}),
            json!({"a": "，"}),
        ] {
            assert!(!is_readable(&value), "{value}");
        }
    }
}
