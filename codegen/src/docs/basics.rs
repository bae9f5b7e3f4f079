//! What the first table of a page states: URL, method, limits, tokens, apps, scopes.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::facts::{PerFacts, RateFacts, RateLimitFacts, Special};

use super::html;
use super::markup;
use super::pattern::pattern;
use super::table::{Row, Table, plain};
use super::vocabulary::{self, Fit, Heading, Label};
use super::warnings::{Warnings, shown};

/// What the first table states.
#[derive(Clone, Debug, Default)]
pub(super) struct Basics {
    /// The method.
    pub(super) method: Option<String>,
    /// The host.
    pub(super) host: Option<String>,
    /// The path.
    pub(super) path: Option<String>,
    /// The kinds of tokens.
    pub(super) tokens: Vec<String>,
    /// The kinds of apps.
    pub(super) apps: Vec<String>,
    /// The scopes of which one is needed.
    pub(super) scopes: Vec<String>,
    /// The scopes that some fields need.
    pub(super) field_scopes: Vec<String>,
    /// The rate limit.
    pub(super) rate_limit: Option<RateLimitFacts>,
    /// What the page is about, if that is no operation.
    pub(super) other: Option<&'static str>,
    /// How the table is written.
    pub(super) form: Form,
    /// Where the URL stands, counted from 1.
    pub(super) line: usize,
}

impl Basics {
    /// Takes what a URL says.
    pub(super) fn url(&mut self, text: &str, line: usize, warnings: &mut Warnings) {
        if let Some((host, path)) = url(text, line, warnings) {
            (self.host, self.path) = (host, Some(path));
        }
    }

    /// Takes what a method says.
    pub(super) fn method(&mut self, text: &str, line: usize, warnings: &mut Warnings) {
        self.method = method(text, line, warnings);
    }
}

/// How the first table of a page is written, which differs from dialect to dialect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// With tags.
    Tags,
    /// With pipes, below the heading of normalised pages.
    Normalised,
    /// With pipes, below the heading of pages with code samples.
    Sampled,
    /// As the vendor's own Markdown has it: with pipes, but none at the ends of its rows, unless a mirror has put them there.
    Vendor,
    /// In another way.
    #[default]
    Unknown,
}

fn form(table: &Table) -> Form {
    let has_tags = || {
        let mut cells = table.rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| !cell.scopes.is_empty())
    };
    let has = |wanted| {
        table
            .rows
            .iter()
            .any(|row| label(row.text(0)) == Some(wanted))
    };
    match table.head.first().and_then(|head| heading(head)) {
        _ if table.is_tagged => Form::Tags,
        _ if table.is_open => Form::Vendor,
        _ if has_tags() => Form::Unknown,
        Some(Heading::Normalised) => Form::Normalised,
        // Pages with code samples have no such row.
        Some(Heading::Original) if has(Label::RateLimit) => Form::Vendor,
        Some(Heading::Original) => Form::Sampled,
        None => Form::Unknown,
    }
}

fn heading(text: &str) -> Option<Heading> {
    let text = plain(text);
    let (_, heading) = vocabulary::all(|words| words.headings).find(|(word, _)| *word == text)?;
    Some(heading)
}

/// What a row of the first table is about.
fn label(text: &str) -> Option<Label> {
    let text = plain(text);
    vocabulary::all(|words| words.labels).find_map(|(fit, word, label)| {
        let fits = match fit {
            Fit::Whole => text == word,
            Fit::Start => text.starts_with(word),
            Fit::Part => text.contains(word),
        };
        fits.then_some(label)
    })
}

/// Whether a label tells that a table is the first of a page of an operation, an event or a callback.
fn tells(label: Option<Label>) -> bool {
    use Label::{Callback, Event, Method, Url};
    label.is_some_and(|label| matches!(label, Url | Method | Event | Callback))
}

/// Whether a table is the first of a page of an operation, an event or a callback.
pub(super) fn is_basics(table: &Table) -> bool {
    table.rows.iter().any(|row| tells(label(row.text(0))))
}

/// A line of text that says what a row of the first table would say: `**HTTP Method**: GET`. Old pages have no table.
pub(super) fn row(text: &str, line: usize) -> Option<Row> {
    let (name, value) = text.strip_prefix("**")?.split_once("**")?;
    let value = value.trim_start().trim_start_matches([':', '：']);
    tells(label(name)).then(|| Row {
        line,
        cells: [name, value].map(html::cell).to_vec(),
        ..Row::default()
    })
}

/// Reads such a table.
pub(super) fn read(table: &Table, warnings: &mut Warnings) -> Basics {
    let mut basics = Basics {
        form: form(table),
        ..Basics::default()
    };
    // A table may lack a head, so that its first row takes the place.
    let first = Row {
        line: table.line,
        cells: table.head.iter().map(|cell| html::cell(cell)).collect(),
        ..Row::default()
    };
    let mut titles = None;
    for row in [&first].into_iter().chain(&table.rows) {
        let text = row.text(1);
        match label(row.text(0)) {
            Some(Label::Url) => {
                basics.line = row.line;
                basics.url(text, row.line, warnings);
            }
            Some(Label::Method) => basics.method(text, row.line, warnings),
            Some(Label::Event) => basics.other = Some("an event"),
            Some(Label::Callback) => basics.other = Some("a callback"),
            Some(Label::FieldScopes) => basics.field_scopes = scopes(row),
            Some(Label::Scopes) => {
                let found = scopes(row);
                // Where there are two such rows, one has the titles.
                if !found.is_empty() {
                    basics.scopes = found;
                } else if !is_nothing(text) {
                    titles = Some(row.line);
                }
            }
            Some(Label::Apps) => basics.apps = apps(text, row.line, warnings),
            Some(Label::RateLimit) => basics.rate_limit = rate_limit(text, row.line, warnings),
            Some(Label::Tokens) => basics.tokens = tokens(text),
            None => unknown(row, warnings),
        }
    }
    if let Some(line) = titles.filter(|_| basics.scopes.is_empty()) {
        warnings.push(line, "scopes are named by their titles only");
    }
    basics
}

/// Says of a row with a label that nothing is known of it.
fn unknown(row: &Row, warnings: &mut Warnings) {
    let name = row.text(0);
    if !is_nothing(row.text(1)) && heading(name).is_none() && !name.trim().is_empty() {
        let text = format!("the row `{}` of the first table is not read", shown(name));
        warnings.push(row.line, text);
    }
}

/// Whether a cell says that there is nothing to say.
fn is_nothing(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let begins = |word: &str| text.starts_with(word);
    vocabulary::is_nothing(&text) || vocabulary::all(|words| words.nothing).any(begins)
}

/// A text without the backslashes that keep an underscore from being Markdown.
fn without_escapes(text: &str) -> String {
    text.replace("\\_", "_")
}

/// The kinds of tokens that a text names.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let text = without_escapes(text);
    ["tenant", "user", "app"]
        .into_iter()
        .filter(|kind| text.contains(&format!("{kind}_access_token")))
        .map(str::to_owned)
        .collect()
}

fn method(text: &str, line: usize, warnings: &mut Warnings) -> Option<String> {
    let method = text
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '*'))
        .to_ascii_uppercase();
    if matches!(
        method.as_str(),
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS"
    ) {
        Some(method)
    } else {
        let shown = shown(&method);
        warnings.push(line, format!("`{shown}` is no HTTP method"));
        None
    }
}

/// The host of a URL, and its path: without query, `{name}` and `<name>` as `:name`. A slash at its end is part of it.
fn url(text: &str, line: usize, warnings: &mut Warnings) -> Option<(Option<String>, String)> {
    let text = without_escapes(text).replace("**", "");
    let mut urls = text
        .split(|c: char| c.is_whitespace() || "`\"，；。、()（）[]".contains(c))
        .filter(|word| word.contains("://") || word.starts_with('/'));
    let url = urls.next();
    let Some(url) = url else {
        let shown = shown(&text);
        warnings.push(line, format!("`{shown}` is no URL"));
        return None;
    };
    if urls.any(|other| other != url) {
        warnings.push(line, "there are several URLs; the first counts");
    }
    let (host, path) = match url.split_once("://") {
        Some((_, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (
                Some(host.to_ascii_lowercase()),
                if path.is_empty() { "/" } else { path },
            )
        }
        None => (None, url),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments: Vec<_> = path
        .split('/')
        .map(|segment| {
            [('{', '}'), ('<', '>')]
                .into_iter()
                .find_map(|(open, close)| segment.strip_prefix(open)?.strip_suffix(close))
                .map_or_else(|| segment.to_owned(), |name| format!(":{name}"))
        })
        .collect();
    Some((host.filter(|host| !host.is_empty()), segments.join("/")))
}

fn apps(text: &str, line: usize, warnings: &mut Warnings) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let mut apps = Vec::new();
    for (word, title) in vocabulary::all(|words| words.apps) {
        let is_named = lower.contains(word) || lower.contains(title);
        if is_named && !apps.iter().any(|there| there == word) {
            apps.push(word.to_owned());
        }
    }
    if apps.is_empty() && !is_nothing(text) {
        let shown = shown(text);
        warnings.push(line, format!("`{shown}` names no kind of app"));
    }
    apps
}

static SCOPE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\boffline_access\b|\b[a-z][a-z0-9_]*(?:[.\-][a-z0-9_]+)*(?::[a-z0-9_]+(?:[.\-][a-z0-9_]+)*)+",
    )
});

/// Where a tip begins within the text of a cell: a quotation at the beginning of a line, or one with a label in bold, since
/// normalised pages have lost the line breaks of their cells.
static TIP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\s*>|\s>\s*\*\*"));

static SENTENCE_END: LazyLock<Regex> =
    LazyLock::new(|| pattern(&vocabulary::any(|words| words.sentence_end)));

/// The scopes of a row.
fn scopes(row: &Row) -> Vec<String> {
    let Some(cell) = row.cells.get(1) else {
        return Vec::new();
    };
    let mut scopes = match cell.scopes.is_empty() {
        true => scopes_in_text(&cell.text),
        false => cell.scopes.clone(),
    };
    let mut seen = HashSet::new();
    scopes.retain(|scope| !scope.is_empty() && seen.insert(scope.clone()));
    scopes
}

/// The scopes in a text that no markup sets apart. They are written as code, or else told by their colons.
///
/// What a tip says of scopes is not that they are needed. Where nothing but a tip has any, the list stands on its line,
/// behind its sentences, and is written as code.
fn scopes_in_text(text: &str) -> Vec<String> {
    // The target of a link is no scope.
    let text = without_escapes(&markup::without_links(text));
    let (mut listed, mut behind_tips) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let mut tips = TIP.find_iter(line).map(|tip| tip.start());
        let list = tips.next().unwrap_or(line.len());
        listed.push(&line[..list]);
        let mut from = list;
        for to in tips.chain([line.len()]) {
            behind_tips.push(&line[from..to]);
            from = to;
        }
    }
    let found = |is_code: bool, text: &str| -> Vec<String> {
        let scopes = SCOPE.find_iter(text);
        scopes
            .filter(|scope| !is_code || text[..scope.start()].ends_with('`'))
            .map(|scope| scope.as_str().to_owned())
            .collect()
    };
    let listed = listed.join("\n");
    [found(true, &listed), found(false, &listed)]
        .into_iter()
        .chain(behind_tips.into_iter().map(|tip| {
            let sentences: Vec<_> = SENTENCE_END.split(tip).collect();
            let mut found = sentences.iter().rev().map(|text| found(true, text));
            found.find(|scopes| !scopes.is_empty()).unwrap_or_default()
        }))
        .find(|scopes| !scopes.is_empty())
        .unwrap_or_default()
}

static SPECIAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(&vocabulary::any(|words| words.special)));

static RATE: LazyLock<Regex> = LazyLock::new(|| {
    let per = vocabulary::any(|words| words.per);
    let units: Vec<_> = vocabulary::all(|words| words.units)
        .map(|(unit, _)| unit)
        .collect();
    let units = units.join("|");
    pattern(&format!(r"(\d+)\s*(?:{per}\s*(?i:({units}))|(?i:qps))"))
});

fn rate_limit(text: &str, line: usize, warnings: &mut Warnings) -> Option<RateLimitFacts> {
    let text = &*markup::without_links(text);
    if SPECIAL.is_match(text) {
        return Some(RateLimitFacts::Special(Special::Special));
    }
    let mut rates = Vec::new();
    if !RATE.is_match(text) && !is_nothing(text) {
        let shown = shown(text);
        warnings.push(line, format!("`{shown}` is no rate limit"));
    }
    for found in RATE.captures_iter(text) {
        let per = match found.get(2) {
            Some(unit) => per(unit.as_str()),
            // Queries per second.
            None => Some(PerFacts::Second),
        };
        let Some(per) = per else {
            warnings.push(
                line,
                format!("`{}` is a limit without a form here", &found[0]),
            );
            continue;
        };
        match found[1].parse() {
            Ok(count) => rates.push(RateFacts { count, per }),
            Err(_) => warnings.push(line, format!("`{}` is too large a limit", &found[0])),
        }
    }
    (!rates.is_empty()).then_some(RateLimitFacts::Rates(rates))
}

/// The unit of a rate.
fn per(unit: &str) -> Option<PerFacts> {
    let unit = unit.to_ascii_lowercase();
    let (_, per) = vocabulary::all(|words| words.units).find(|(word, _)| *word == unit)?;
    per
}
