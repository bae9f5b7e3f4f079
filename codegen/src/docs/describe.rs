//! What the description of a field states beside its words: samples, defaults, values, limits.

use std::collections::HashSet;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;
use serde::de::IgnoredAny;

use crate::spec::limits::Limits;
use crate::spec::word::is_east_asian;

use super::markup;
use super::pattern::pattern;
use super::table::Cell;
use super::vocabulary::{self, any};
use super::warnings::{Warnings, shown};

/// What a description states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Described {
    /// The values of an enumeration.
    pub(super) values: Option<Vec<String>>,
    /// Lengths, ranges and the pattern.
    pub(super) limits: Limits,
    /// The default.
    pub(super) default: Option<String>,
    /// A sample.
    pub(super) example: Option<String>,
}

/// The labels that part a description, in bold. What follows one goes on to the next.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let pieces = [
        ("example", any(|words| words.described.example)),
        ("values", any(|words| words.described.values)),
        ("rules", any(|words| words.described.rules)),
        ("default", any(|words| words.described.default)),
        ("note", any(|words| words.described.note)),
        ("rule", any(|words| words.described.rule)),
        ("other", any(|words| words.described.other)),
    ];
    let names = pieces.map(|(name, piece)| format!("(?P<{name}>{piece})"));
    pattern(&format!(
        r"\*\*\s*(?P<bold>{})\s*[:：]?\s*\*\*\s*[:：]?",
        names.join("|")
    ))
});

/// The same without emphasis, where a sentence or a line begins.
static BARE_EXAMPLE: LazyLock<Regex> = LazyLock::new(|| {
    let example = any(|words| words.described.bare_example);
    pattern(&format!(
        r"(?:^|[\n。；，,. ]){example}\s*[:：]\s*(?P<value>\S[^\n]*)"
    ))
});

/// A list of values that is announced in the text.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    let values = any(|words| words.described.announced[0]);
    let are = any(|words| words.described.announced[1]);
    pattern(&format!(
        r"{values}(?:{are}*\s*[:：]\s*|[^\n]{{0,80}}\n)(?P<list>[-*] [\s\S]*)"
    ))
});

/// A rule without a label of its own, where a sentence or a line begins.
static BARE_RULE: LazyLock<Regex> = LazyLock::new(|| {
    let rule = any(|words| words.limits.bare);
    pattern(&format!(
        r"(?:^|[\n。；;，,. ])(?P<rule>{rule}\s*[:：]\s*[`\[(（]?[-^\d][^\n]*)"
    ))
});

/// One value of a list. Values follow each other on lines of their own or, where those were lost, behind one space;
/// more space stands before an item of a list within the explanation of a value.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\n|[^\s] )[-*•]\s*(?:\*\*)?(?:`(?P<code>[^`\n]+)`|(?P<word>[A-Za-z0-9_.\-]+)\s*[:：])",
    )
});

/// One value of a list without marks.
static LINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^`?([A-Za-z0-9_.\-]+)`?\s*(?:[:：].*)?$"));

static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
    figures([
        any(|words| words.limits.longest),
        any(|words| words.limits.shortest),
        any(|words| words.limits.length),
    ])
});

static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    figures([
        any(|words| words.limits.largest),
        any(|words| words.limits.smallest),
        any(|words| words.limits.range),
    ])
});

/// A limit with its figures, by the words for the most, the least, and both.
fn figures([most, least, both]: [String; 3]) -> Regex {
    let is = any(|words| words.limits.is);
    let unit = any(|words| words.limits.unit);
    // One number, or two with something between them; each may stand in backquotes. Only a tilde may lack an end.
    let one = format!(r"[\[(（`\s]*(?:-?[\d.]+)?[`\s]*{unit}?");
    let joints: String = joints().collect();
    let other = format!(r"(?:[`\s]*[～~][`\s]*(?:-?[\d.]+)?|[`\s]*[{joints}-][`\s]*-?\d[\d.]*)?");
    pattern(&format!(
        r"(?:{most}|(?P<least>{least})|{both})\s*(?:[:：]|{is})?(?P<range>{one}{other})"
    ))
}

/// What may join the ends of a range, but for tildes and hyphens.
fn joints() -> impl Iterator<Item = char> {
    "－—,，"
        .chars()
        .chain(vocabulary::all(|words| words.limits.joints))
}

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let words = any(|words| words.limits.pattern);
    pattern(&format!(
        r"{words}\s*[:：]\s*(?:`(?P<code>[^`\n]*)`|(?P<bare>[^\n]*))"
    ))
});

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"-?\d+(?:\.\d+)?"));

/// Reads a description.
pub(super) fn read(cell: &Cell, line: usize, field: &str, warnings: &mut Warnings) -> Described {
    let text = cell.text.as_str();
    let mut described = Described::default();
    let mut values: Option<Vec<String>> = None;
    let mut in_values = false;
    let mut has_rules = false;
    let mut labels = LABEL.captures_iter(text).peekable();
    while let Some(label) = labels.next() {
        let (Some(whole), Some(name)) = (label.get(0), label.name("bold")) else {
            continue;
        };
        let end = labels
            .peek()
            .and_then(|next| next.get(0))
            .map_or(text.len(), |next| next.start());
        let part = without_mark(&text[whole.end()..end]);
        if label.name("note").is_some() {
            // A note on one value stands between it and the next, which follows on the same line.
            if let (true, Some(values)) = (in_values, &mut values) {
                values.extend(items_behind_a_note(part));
            }
            continue;
        }
        in_values = false;
        if label.name("values").is_some() {
            in_values = values.is_none();
            values = values.or_else(|| items(part, false).or_else(|| lines(part)));
            if values.is_none() && cell.values.is_empty() {
                warnings.push(line, format!("the values of `{field}` cannot be read"));
            }
        } else if label.name("rule").is_some() {
            has_rules = true;
            // This label is a rule itself if a value follows it; if not, a list of rules does.
            let part = part.trim_start();
            let is_value = part
                .trim_start_matches(['-', '[', '(', '`'])
                .starts_with(|c: char| c.is_ascii_digit() || c == '^');
            let rule = format!("{}：{part}", name.as_str());
            let rule = if is_value { &rule } else { part };
            rules(rule, line, field, &mut described, warnings);
        }
        if label.name("example").is_some() {
            described.example = described.example.or_else(|| value(part));
        } else if label.name("default").is_some() {
            let stated = default(part);
            if stated.is_none() && !vocabulary::is_nothing(part.trim()) {
                let shown = shown(part);
                warnings.push(line, format!("`{shown}` is no default of `{field}`"));
            }
            described.default = described.default.or(stated);
        } else if label.name("rules").is_some() {
            has_rules = true;
            rules(part, line, field, &mut described, warnings);
        }
    }
    warn_of_labels(text, line, field, warnings);
    described.values = values;
    if !cell.values.is_empty() {
        described.values = Some(cell.values.clone());
    }
    if described.values.is_none() {
        described.values = ANNOUNCED
            .captures(text)
            .and_then(|found| items(found.name("list")?.as_str(), true));
    }
    if !has_rules {
        for found in BARE_RULE.captures_iter(text) {
            rules(&found["rule"], line, field, &mut described, warnings);
        }
    }
    if described.example.is_none() {
        described.example = BARE_EXAMPLE
            .captures(text)
            .and_then(|found| value(found.name("value")?.as_str()));
    }
    if let Some(values) = &mut described.values {
        let stated = values.len();
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(value.clone()));
        if values.len() < stated {
            warnings.push(line, format!("`{field}` lists a value twice"));
        }
    }
    described
}

/// Something in bold with a colon, and a value behind it.
static BOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\*\*\s*(?P<name>[^*\n:：]{1,40}?)\s*(?:[:：]\s*\*\*|\*\*\s*[:：])\s*(?:[`"\[{]|-?\d)"#,
    )
});

/// Says which labels are unknown though a value follows them.
fn warn_of_labels(text: &str, line: usize, field: &str, warnings: &mut Warnings) {
    for bold in BOLD.captures_iter(text) {
        if !LABEL.is_match(&bold[0]) {
            let name = shown(&bold["name"]);
            warnings.push(line, format!("what `{name}` says of `{field}` is not read"));
        }
    }
}

/// The value behind a label: what stands in quotation marks or backquotes, a list or object up to its end, or a line.
fn value(part: &str) -> Option<String> {
    // Where a link leads is written differently in each dialect, and is no part of a value.
    let part = markup::without_links(part.trim_start_matches([':', '：']).trim());
    // Code may stand in several quotes, and within a list or within quotation marks.
    let part = match part.starts_with("\"`") {
        true => part.replace('`', ""),
        false => part.into_owned(),
    };
    let code = part.trim_start_matches(['`', ' ']);
    if code.starts_with(['{', '[']) {
        return Some(json(code).replace('`', "")).filter(|text| !text.is_empty());
    }
    if let Some((code, _)) = code.split_once('`').filter(|_| code.len() < part.len()) {
        return Some(unquoted(code.trim()).to_owned()).filter(|text| !text.is_empty());
    }
    let line = part.lines().next().unwrap_or_default().trim();
    let line = line.strip_suffix('。').unwrap_or(line).trim_end();
    if line == "\"\"" {
        return Some(String::new());
    }
    // One quotation mark was lost.
    let line = match line.strip_prefix('"') {
        Some(rest) if !rest.contains('"') => rest,
        _ => line,
    };
    // Text within text, as JSON escapes it.
    if line.starts_with('"')
        && let Ok(text) = serde_json::from_str::<String>(line)
    {
        return Some(text);
    }
    let text = unquoted(line);
    (!vocabulary::is_nothing(text)).then(|| text.to_owned())
}

/// The value behind the label of a default. Words that explain it are no value.
fn default(part: &str) -> Option<String> {
    let text = part.trim_start_matches([':', '：']).trim();
    let is_set_apart = text.starts_with(['`', '"', '“', '{', '[']);
    value(part).filter(|value| is_set_apart || !is_sentence(value))
}

/// So many words are a value at most.
const MOST_WORDS: usize = 2;

/// Whether a text explains something.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
    text.contains(is_east_asian) || text.split_whitespace().filter(is_word).count() > MOST_WORDS
}

/// A text without the quotation marks around it, if they belong together.
fn unquoted(text: &str) -> &str {
    [('"', '"'), ('“', '”'), ('\'', '\'')]
        .into_iter()
        .find_map(|(open, close)| {
            let inner = text.strip_prefix(open)?.strip_suffix(close)?;
            (!inner.contains([open, close])).then_some(inner)
        })
        .unwrap_or(text)
}

/// The list or object at the beginning of a text; all of the text if it is not closed.
fn balanced(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &text[..at + c.len_utf8()];
                }
            }
            _ => {}
        }
    }
    text.lines().next().unwrap_or_default()
}

/// The list or object at the beginning of a text. Conversions left quotes of code in some, and escapes in others.
fn json(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_end();
    if line.contains("\\\"")
        && let Ok(text) = serde_json::from_str::<String>(&format!("\"{line}\""))
    {
        return text;
    }
    let is_json = |text: &str| serde_json::from_str::<IgnoredAny>(text).is_ok();
    let found = balanced(text).trim().trim_end_matches('`');
    let bare = found.replace('`', "");
    if is_json(&bare) && !is_json(found) {
        bare
    } else {
        found.to_owned()
    }
}

/// The values of a list. In a list that no label tells to be one of values, nothing but an explanation may stand behind
/// a value.
fn items(part: &str, strictly: bool) -> Option<Vec<String>> {
    let is_value = |rest: &str| {
        let rest = rest.trim_start_matches(' ');
        rest.is_empty() || rest.starts_with([':', '：', '\n', '-'])
    };
    let part = part.trim_start_matches([':', '：', ' ']);
    let found: Vec<_> = ITEM
        .captures_iter(part)
        .filter_map(|item| {
            let code = item
                .name("code")
                .filter(|code| !strictly || is_value(&part[code.end() + 1..]));
            code.or_else(|| item.name("word"))
        })
        .map(|value| unquoted(value.as_str().trim()).to_owned())
        .collect();
    (!found.is_empty()).then_some(found)
}

/// The values of a list without marks: each line begins with one, and explains it.
fn lines(part: &str) -> Option<Vec<String>> {
    let part = part.trim_start_matches([':', '：']).trim();
    part.lines()
        .map(|line| Some(LINE.captures(line)?[1].to_owned()))
        .collect::<Option<Vec<_>>>()
        .filter(|values| !values.is_empty())
}

/// What stands behind a label, without the mark of a list whose item the next label is.
fn without_mark(part: &str) -> &str {
    let trimmed = part.trim_end();
    match trimmed.strip_suffix(['-', '*']) {
        Some(rest) if rest.ends_with(char::is_whitespace) => rest.trim_end(),
        _ => part,
    }
}

/// The values that follow a note on a value before them. What begins a line belongs to the note.
fn items_behind_a_note(part: &str) -> Vec<String> {
    ITEM.captures_iter(part)
        .filter(|item| !item[0].starts_with(['\n', '-', '*', '•', '：', ':']))
        .filter_map(|item| item.name("code").or_else(|| item.name("word")))
        .map(|value| value.as_str().trim().to_owned())
        .collect()
}

/// The limits in a list of rules.
fn rules(part: &str, line: usize, field: &str, described: &mut Described, warnings: &mut Warnings) {
    let limits = &mut described.limits;
    let mut unreadable = |rule: &str| {
        warnings.push(
            line,
            format!("the rule `{}` of `{field}` cannot be read", rule.trim()),
        );
    };
    if let Some(found) = PATTERN.captures(part) {
        let code = found
            .name("code")
            .or_else(|| found.name("bare"))
            .map(|code| code.as_str().trim())
            .filter(|code| !code.is_empty());
        if code.is_none() {
            unreadable(&found[0]);
        }
        limits.pattern = code.map(str::to_owned);
    }
    let part = &*PATTERN.replace_all(part, "");
    for found in LENGTH.captures_iter(part) {
        let ends = ends(&found["range"], found.name("least").is_some());
        match parsed(&ends) {
            Some((low, high)) => {
                limits.min_length = low.or(limits.min_length);
                limits.max_length = high.or(limits.max_length);
            }
            None => unreadable(&found[0]),
        }
    }
    for found in VALUE.captures_iter(part) {
        let ends = ends(&found["range"], found.name("least").is_some());
        match parsed(&ends) {
            Some((low, high)) => {
                limits.minimum = low.or(limits.minimum);
                limits.maximum = high.or(limits.maximum);
            }
            None => unreadable(&found[0]),
        }
    }
    if limits.contradiction().is_some() {
        warnings.push(
            line,
            format!("a limit of `{field}` is larger than the other"),
        );
    }
}

/// The two ends of a range; of a single number, the end that is meant.
fn ends(range: &str, is_least: bool) -> [Option<&str>; 2] {
    let number = |text| NUMBER.find(text).map(|number| number.as_str());
    // What stands before the first digit is a sign and no joint.
    let first_digit = range.find(|c: char| c.is_ascii_digit());
    let joint = range.char_indices().find(|(at, c)| {
        let is_behind = first_digit.is_some_and(|first| first < *at);
        matches!(c, '～' | '~') || (is_behind && (*c == '-' || joints().any(|joint| joint == *c)))
    });
    match joint {
        Some((at, c)) => [number(&range[..at]), number(&range[at + c.len_utf8()..])],
        None if is_least => [number(range), None],
        None => [None, number(range)],
    }
}

/// The ends as numbers; nothing if there is none, or if one is no number of the kind.
fn parsed<T: FromStr>(ends: &[Option<&str>; 2]) -> Option<(Option<T>, Option<T>)> {
    if ends.iter().all(Option::is_none) {
        return None;
    }
    let parse = |end: Option<&str>| end.map(str::parse).transpose().ok();
    Some((parse(ends[0])?, parse(ends[1])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Described, Vec<String>) {
        let mut warnings = Warnings::default();
        let cell = Cell {
            text: text.to_owned(),
            ..Cell::default()
        };
        let described = super::read(&cell, 1, "f", &mut warnings);
        (described, warnings.into_texts())
    }

    fn limits(rule: &str) -> [Option<i64>; 4] {
        let (described, _) = read(&format!("**数据校验规则**：\n- {rule}"));
        [
            described.limits.min_length.map(i64::from),
            described.limits.max_length.map(i64::from),
            described.limits.minimum,
            described.limits.maximum,
        ]
    }

    #[test]
    fn limits_are_read() {
        assert_eq!(
            limits("长度范围：`1` ～ `64` 字符"),
            [Some(1), Some(64), None, None]
        );
        assert_eq!(
            limits("长度范围：1-64 字符"),
            [Some(1), Some(64), None, None]
        );
        assert_eq!(
            limits("最大长度：`64` 字符 - 正则校验：`^a$`"),
            [None, Some(64), None, None]
        );
        assert_eq!(
            limits("最大长度: 100最小长度: 1"),
            [Some(1), Some(100), None, None]
        );
        assert_eq!(
            limits("最大长度为 `256` 字节"),
            [None, Some(256), None, None]
        );
        assert_eq!(
            limits("取值范围：`-10` ～ `-1`"),
            [None, None, Some(-10), Some(-1)]
        );
        assert_eq!(limits("取值范围：`1` ～"), [None, None, Some(1), None]);
        assert_eq!(limits("取值范围 [0, 50]"), [None, None, Some(0), Some(50)]);
        assert_eq!(
            limits("最大值：`1 ～ 100`"),
            [None, None, Some(1), Some(100)]
        );
        assert_eq!(limits("最小值：`0`"), [None, None, Some(0), None]);
    }

    #[test]
    fn limits_may_have_labels_of_their_own_or_none() {
        let all = |text: &str| {
            let (described, warnings) = read(text);
            assert_eq!(warnings, Vec::<String>::new(), "{text}");
            (
                described.limits.minimum,
                described.limits.maximum,
                described.default,
            )
        };
        let expected = (Some(1), Some(200), Some("20".to_owned()));
        for text in [
            "Size。\n- **最小值**：1\n- **最大值**：200\n- **默认值**：20",
            "Size。 - **默认值**：20 - **最小值**：1 - **最大值**：200",
            "Size\n**取值范围**：1 ～ 200\n**默认值**：20",
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
        let (described, _) = read("Name\n最小长度：1字符");
        assert_eq!(described.limits.min_length, Some(1));
        let (described, _) = read("Name，最大长度不限");
        assert_eq!(described.limits.max_length, None);
    }

    #[test]
    fn limits_that_make_no_sense_are_named() {
        let (described, warnings) = read("**数据校验规则**：\n- 取值范围：`0.1` ～ `99`");
        assert_eq!(described.limits.minimum, None);
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let (_, warnings) = read("**数据校验规则**：\n- 长度范围：`9` ～ `1` 字符");
        assert_eq!(
            warnings,
            ["line 1: a limit of `f` is larger than the other"]
        );
    }

    #[test]
    fn a_pattern_ends_where_its_quotes_end() {
        let (described, _) =
            read("**数据校验规则**：\n- 正则校验：`^0|[^od]{1,3}$` - 最大长度：`9` 字符");
        assert_eq!(described.limits.pattern.as_deref(), Some("^0|[^od]{1,3}$"));
        assert_eq!(described.limits.max_length, Some(9));
    }

    #[test]
    fn values_run_together_are_told_apart() {
        let (described, _) = read(
            "Kind\n**可选值有**：\n- `a`: one     - `nested`: no - `b`: two\n**注意**：rare - `c`: three\n**默认值**：`a`",
        );
        assert_eq!(described.values.unwrap(), ["a", "b", "c"]);
        assert_eq!(described.default.as_deref(), Some("a"));
        let (described, _) = read("Kind\n**可选值**:\n- a: one\n- b: two");
        assert_eq!(described.values.unwrap(), ["a", "b"]);
        let (described, _) = read("Kind，可选值如下所示，默认为 a。\n- a：one\n- b：two");
        assert_eq!(described.values.unwrap(), ["a", "b"]);
        let (described, _) = read("Such as\n- a：one\n- b：two");
        assert_eq!(described.values, None);
        let (described, _) = read("Kind。可能值：\n- A：one\n- B：two");
        assert_eq!(described.values.unwrap(), ["A", "B"]);
        let (described, _) = read("Kind\n**可能值有**：\n- A：one - B：two");
        assert_eq!(described.values.unwrap(), ["A", "B"]);
        let (described, _) = read("Kind\n**可选值**：   - **`a`**：one\n- **`b`**：two");
        assert_eq!(described.values.unwrap(), ["a", "b"]);
        let (described, _) = read("Kind\n**可选值**：\n1：one\n2：two");
        assert_eq!(described.values.unwrap(), ["1", "2"]);
        let (described, warnings) = read("Kind\n**可选值**：one of many");
        assert_eq!(described.values, None);
        assert_eq!(warnings, ["line 1: the values of `f` cannot be read"]);
        let (described, _) = read("取值不能重复。\n- `a`、`b` 选填其一\n- 其他");
        assert_eq!(described.values, None);
    }

    #[test]
    fn samples_lose_their_quotes() {
        let example = |text: &str| read(&format!("**示例值**：{text}")).0.example;
        assert_eq!(example("\"a b\"\nmore").as_deref(), Some("a b"));
        assert_eq!(example("`online`、`dev`").as_deref(), Some("online"));
        assert_eq!(
            example("[\"a\", \"b\"] and more").as_deref(),
            Some("[\"a\", \"b\"]")
        );
        assert_eq!(example("\"{\\\"a\\\":1}\"").as_deref(), Some("{\"a\":1}"));
        assert_eq!(example("[\\\"a\\\"]").as_deref(), Some("[\"a\"]"));
        assert_eq!(
            example("{\"a\":[`{\"b\":1}`]} more").as_deref(),
            Some("{\"a\":[{\"b\":1}]}")
        );
        assert_eq!(
            example("``` `{ \"a\": 1 }` ```").as_deref(),
            Some("{ \"a\": 1 }")
        );
        assert_eq!(example("\"a").as_deref(), Some("a"));
        assert_eq!(example(" "), None);
        assert_eq!(read("Text。示例值：x1").0.example.as_deref(), Some("x1"));
    }

    #[test]
    fn words_are_no_default() {
        let (described, warnings) = read("**默认值**：空，表示没有");
        assert_eq!(described.default, None);
        assert_eq!(warnings.len(), 1);
        assert_eq!(read("**默认值**：\"\"").0.default.as_deref(), Some(""));
    }
}
