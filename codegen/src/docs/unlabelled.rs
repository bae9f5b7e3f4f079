//! What only the prose of a description states: a default, a range, a length without a label of its own.
//!
//! It is read where it can be read in one way only: a literal that suits the type stands right behind the words. What names a
//! default otherwise becomes a warning, so that a person can say with an `override` what holds.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::{FieldFacts, TypeFacts};

use super::pattern::pattern;
use super::table::Cell;
use super::vocabulary::any;
use super::warnings::Warnings;

/// A default right behind the word.
static DEFAULT: LazyLock<Regex> = LazyLock::new(|| {
    let default = any(|words| words.prose.default_is);
    let end = any(|words| words.prose.end);
    pattern(&format!(
        r"{default}\s*[`*]*(?P<value>true|false|-?\d+)[`*]*\s*(?:$|\n|{end})"
    ))
});

/// A default that is marked among the values of a list.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    let default = any(|words| words.prose.default);
    pattern(&format!(
        r"(?:^|[\s])[-*]\s*`?(?P<value>[A-Za-z0-9_]+)`?\s*[:：][^\n`]*?[（(]{default}[）)]"
    ))
});

/// The mark itself.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let default = any(|words| words.prose.default);
    pattern(&format!(r"（{default}）|\({default}\)"))
});

/// Words that name a default in another way, with something in it that could be one.
static HINTED: LazyLock<Regex> = LazyLock::new(|| {
    let default = any(|words| words.prose.default);
    pattern(&format!(r"{default}[^。；;\n]{{0,20}}?(?:\d|true|false)"))
});

/// Words that announce values, with something behind them that could be the first.
static VALUES: LazyLock<Regex> = LazyLock::new(|| {
    let values = any(|words| words.prose.values);
    pattern(&format!(r"(?:^|[^*]){values}\s*[:：]\s*[`A-Za-z0-9]"))
});

/// The ends of a range, in brackets or behind the word for values.
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    let [of, from] = [
        any(|words| words.prose.range[0]),
        any(|words| words.prose.range[1]),
    ];
    pattern(&format!(
        r"(?:{of}\s*)?(?:\[\s*(?P<low>-?\d+)\s*[,，~～-]\s*(?P<high>-?\d+)\s*\]|{from}(?P<from>-?\d+)\s*[~～]\s*(?P<to>-?\d+))"
    ))
});

/// The largest number behind the words for it.
static LARGEST: LazyLock<Regex> = LazyLock::new(|| {
    let largest = any(|words| words.prose.largest);
    let end = any(|words| words.prose.end);
    pattern(&format!(r"{largest}\s*`?(?P<most>\d+)`?\s*(?:$|\n|{end})"))
});

/// The largest number of characters.
static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
    let longest = any(|words| words.prose.longest);
    let characters = any(|words| words.prose.characters);
    pattern(&format!(r"{longest}\s*`?(?P<most>\d+)`?\s*{characters}"))
});

/// The largest number of items of a list.
static ITEMS: LazyLock<Regex> = LazyLock::new(|| {
    let most = any(|words| words.prose.most_items);
    pattern(&format!(r"{most}\s*`?(?P<most>\d+)"))
});

/// Whether the explanation of a value marks it as the default.
pub(super) fn marks_default(text: &str) -> bool {
    MARK.is_match(text)
}

/// Adds to a field what only the words of its description state.
pub(super) fn read(cell: &Cell, facts: &mut FieldFacts, line: usize, warnings: &mut Warnings) {
    let text = cell.text.as_str();
    if facts.default.is_none() {
        facts.default = default(cell, facts);
        if facts.default.is_none() && facts.array == 0 && HINTED.is_match(text) {
            let what = format!(
                "the words on `{}` name a default that is not read",
                facts.name
            );
            warnings.push(line, what);
        }
    }
    let enumerates = matches!(facts.ty, TypeFacts::String | TypeFacts::Int);
    if enumerates && facts.values.is_none() && VALUES.is_match(text) {
        let what = format!(
            "the words on `{}` list values that are not read",
            facts.name
        );
        warnings.push(line, what);
    }
    let limits = &mut facts.limits;
    let is_free = limits.named().iter().all(|(_, limit)| limit.is_null());
    if !is_free {
        return;
    }
    match (facts.array, facts.ty) {
        (0, TypeFacts::Int) if facts.values.is_none() => {
            let range = only(&RANGE, text, |found| {
                let end = |one, other| {
                    let end = found.name(one).or_else(|| found.name(other))?;
                    end.as_str().parse::<i64>().ok()
                };
                end("low", "from").zip(end("high", "to"))
            });
            let range = range.filter(|(low, high)| low < high);
            limits.minimum = range.map(|(low, _)| low);
            limits.maximum = range.map(|(_, high)| high).or_else(|| most(&LARGEST, text));
        }
        (0, TypeFacts::String) => limits.max_length = most(&LENGTH, text),
        (1.., _) => limits.max_length = most(&ITEMS, text),
        _ => {}
    }
}

fn default(cell: &Cell, facts: &FieldFacts) -> Option<String> {
    let text = cell.text.as_str();
    let stated = |found: &regex::Captures<'_>| Some(found["value"].to_owned());
    let suits = |value: &String| match facts.ty {
        _ if facts.array > 0 => false,
        TypeFacts::Bool => matches!(&**value, "true" | "false"),
        TypeFacts::Int => value.parse::<i64>().is_ok(),
        _ => false,
    };
    if let Some(values) = &facts.values {
        let listed = |value: &String| values.contains(value);
        let marked = match cell.defaults.as_slice() {
            [] => only(&MARKED, text, stated),
            [one] => Some(one.clone()),
            _ => None,
        };
        let behind = || only(&DEFAULT, text, stated).filter(suits);
        return marked.or_else(behind).filter(listed);
    }
    only(&DEFAULT, text, stated).filter(suits)
}

/// A number behind words.
fn most<T: std::str::FromStr + PartialEq>(words: &Regex, text: &str) -> Option<T> {
    only(words, text, |found| found["most"].parse().ok())
}

/// What is found in all places where a pattern fits, if it is the same in each.
fn only<T: PartialEq>(
    words: &Regex,
    text: &str,
    read: impl Fn(&regex::Captures<'_>) -> Option<T>,
) -> Option<T> {
    let mut all = words.captures_iter(text).map(|found| read(&found));
    let first = all.next()??;
    all.all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, ty: TypeFacts, array: u8, values: &[&str]) -> (FieldFacts, usize) {
        let mut facts = FieldFacts::bare("f", ty, array);
        let values: Vec<_> = values.iter().map(|value| (*value).to_owned()).collect();
        facts.values = (!values.is_empty()).then_some(values);
        let mut warnings = Warnings::default();
        let cell = Cell {
            text: text.to_owned(),
            ..Cell::default()
        };
        super::read(&cell, &mut facts, 1, &mut warnings);
        (facts, warnings.into_texts().len())
    }

    #[test]
    fn a_default_stands_right_behind_the_word() {
        for (text, ty, default) in [
            ("Size. 默认值为100", TypeFacts::Int, "100"),
            ("Size，**默认15**，more", TypeFacts::Int, "15"),
            ("Size，该值默认为 100，最大为 1000", TypeFacts::Int, "100"),
            ("Deep（默认值为 false，shallow）", TypeFacts::Bool, "false"),
            ("Deep，默认false", TypeFacts::Bool, "false"),
        ] {
            let (facts, warnings) = read(text, ty, 0, &[]);
            assert_eq!(facts.default.as_deref(), Some(default), "{text}");
            assert_eq!(warnings, 0, "{text}");
        }
    }

    #[test]
    fn what_names_a_default_otherwise_is_told() {
        for (text, ty) in [
            ("不填写时默认更新为 2", TypeFacts::Int),
            ("默认每页返回 50 个", TypeFacts::Int),
            ("默认为 2 或 3", TypeFacts::Int),
            ("默认为1，默认为2", TypeFacts::Int),
            ("默认为1", TypeFacts::Bool),
        ] {
            let (facts, warnings) = read(text, ty, 0, &[]);
            assert_eq!(facts.default, None, "{text}");
            assert_eq!(warnings, 1, "{text}");
        }
        let (facts, warnings) = read("默认的", TypeFacts::Int, 0, &[]);
        assert_eq!((facts.default, warnings), (None, 0));
    }

    #[test]
    fn a_value_may_be_marked_as_the_default() {
        let of = |text: &str| read(text, TypeFacts::Int, 0, &["0", "1", "2"]).0.default;
        assert_eq!(
            of("K\n- `0`: all（默认） - `1`: one - `2`: two").as_deref(),
            Some("0")
        );
        assert_eq!(of("K\n- `1`: one\n- `2`: two (默认)").as_deref(), Some("2"));
        assert_eq!(of("K\n- `1`: one（默认）\n- `2`: two（默认）"), None);
        assert_eq!(of("K，默认为3。\n- `1`: one"), None, "it is not listed");
    }

    #[test]
    fn values_that_are_announced_and_not_read_are_told() {
        let of = |text: &str, values: &[&str]| read(text, TypeFacts::String, 0, values).1;
        assert_eq!(of("Kind。可选值：ONE, TWO", &[]), 1);
        assert_eq!(of("Kind\n可选值：\none：the first", &[]), 1);
        assert_eq!(of("Kind。可选值：ONE, TWO", &["ONE", "TWO"]), 0);
        assert_eq!(of("Kind。可选值参照 `other`", &[]), 0);
        assert_eq!(read("可选值：true", TypeFacts::Bool, 0, &[]).1, 0);
    }

    #[test]
    fn a_range_has_two_ends() {
        let of = |text: &str| {
            let limits = read(text, TypeFacts::Int, 0, &[]).0.limits;
            (limits.minimum, limits.maximum)
        };
        assert_eq!(of("Zone[-12,12]"), (Some(-12), Some(12)));
        assert_eq!(of("Days（取值范围[1-730]）"), (Some(1), Some(730)));
        assert_eq!(of("Seconds，取值1~43200"), (Some(1), Some(43_200)));
        assert_eq!(of("Size，最大为 1000"), (None, Some(1000)));
        assert_eq!(of("取值范围[0.1-99]"), (None, None));
        assert_eq!(of("[1,2] or [1,3]"), (None, None));
        assert_eq!(of("[link](a) 1-2"), (None, None));
    }

    #[test]
    fn lengths_are_of_texts_or_of_lists() {
        let of = |text: &str, ty, array| read(text, ty, array, &[]).0.limits.max_length;
        let text = TypeFacts::String;
        assert_eq!(of("Text。最大长度 10000字符", text, 0), Some(10_000));
        assert_eq!(of("允许的最大元素个数为100", text, 1), Some(100));
        assert_eq!(of("一次最多可传递 5 个", text, 1), Some(5));
        assert_eq!(of("一次性最多支持邀请10人", TypeFacts::Object, 1), Some(10));
        assert_eq!(of("最大元素个数为100", text, 0), None);
        assert_eq!(of("最大长度 1024 个 Unicode", text, 0), None);
    }
}
