//! What changed in the spec, as draft entries of the change log.
//!
//! The draft names parts of operations, fields, values and codes; it never quotes the platform's words. Drafting twice
//! writes once. A person rewords it.

use std::collections::BTreeMap;

use super::drift::{Change, ChangeKind, Weight, text};
use crate::facts::{OperationFacts, Place};
use crate::text::names;

/// The heading that entries are drafted under, if there is none yet.
const UNRELEASED: &str = "## Unreleased";

/// What an entry begins with that makes the next release a major one.
const BREAKING: &str = "**Breaking:** ";

/// A line is no longer than this, a long name aside.
const WIDTH: usize = 120;

/// A part of a release's entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What is new.
    Added,
    /// What is otherwise.
    Changed,
    /// What the documentation no longer lists. An import marks it and does not take it away.
    Deprecated,
}

impl Section {
    fn heading(self) -> &'static str {
        match self {
            Self::Added => "### Added",
            Self::Changed => "### Changed",
            Self::Deprecated => "### Deprecated",
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Where it goes.
    pub section: Section,
    /// What it says, on one line.
    pub text: String,
}

/// What changes of the spec weigh for the crates, given that an import keeps what the documentation no longer lists.
pub fn weight(changes: &[Change]) -> Option<Weight> {
    changes.iter().map(weight_of).max()
}

fn weight_of(change: &Change) -> Weight {
    match section(change) {
        Section::Deprecated => Weight::Patch,
        Section::Added | Section::Changed => change.semver,
    }
}

/// The crate that an operation of the spec is in: the facts of the spec name its file.
pub fn crate_of(facts: &OperationFacts) -> String {
    let segments: Vec<&str> = facts.page.file.split('/').collect();
    match segments.as_slice() {
        ["spec", service, _, ..] => names::crate_name(service),
        _ => "feishu-core".to_owned(),
    }
}

/// The entries for changes of the spec. `crate_of` names the crate of an operation, which is given as `METHOD path`.
pub fn entries(changes: &[Change], crate_of: impl Fn(&str) -> String) -> Vec<Entry> {
    // Of one operation, one entry for what breaks and one for what does not.
    let mut groups: BTreeMap<(Section, bool, &str), Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let breaks = weight_of(change) == Weight::Major;
        let key = (section(change), !breaks, change.operation.as_str());
        groups.entry(key).or_default().push(change);
    }
    let entries = groups
        .into_iter()
        .map(|((section, sound, operation), changes)| Entry {
            section,
            text: format!(
                "{}`{}`, `{operation}`: {}.",
                if sound { "" } else { BREAKING },
                crate_of(operation),
                what(section, &changes)
            ),
        });
    entries.collect()
}

/// What the next release weighs by its entries: what is marked as breaking, what was added, what else there is.
pub fn pending(changelog: &str) -> Option<Weight> {
    let parts = Parts::of(changelog);
    let sections = parts.sections.iter();
    let entries = sections.flat_map(|(heading, lines)| {
        let added = heading.trim_end() == Section::Added.heading();
        bullets(lines).into_iter().map(move |entry| {
            if entry.starts_with(BREAKING) {
                Weight::Major
            } else if added {
                Weight::Minor
            } else {
                Weight::Patch
            }
        })
    });
    entries.max()
}

/// The text of a change log with the entries that it lacks; without any, it is left as it is.
pub fn insert(changelog: &str, entries: &[Entry]) -> String {
    let mut parts = Parts::of(changelog);
    let missing: Vec<&Entry> = entries.iter().filter(|entry| !parts.has(entry)).collect();
    if missing.is_empty() {
        return changelog.to_owned();
    }
    for entry in missing {
        parts.add(entry);
    }
    parts.text()
}

fn section(change: &Change) -> Section {
    use ChangeKind::{
        EnumAdded, EnumRemoved, ErrorAdded, ErrorRemoved, FieldAdded, FieldRemoved, OperationAdded,
        OperationRemoved, ScopeAdded,
    };
    match change.kind {
        // A row more or less of a code that stays.
        ErrorAdded | ErrorRemoved if change.semver == Weight::Patch => Section::Changed,
        OperationAdded | FieldAdded | EnumAdded | ErrorAdded | ScopeAdded => Section::Added,
        // It stays, but leaves the arguments of `new`.
        FieldRemoved if was_required(change) => Section::Changed,
        OperationRemoved | FieldRemoved | EnumRemoved | ErrorRemoved => Section::Deprecated,
        _ => Section::Changed,
    }
}

/// Whether a change is about a parameter or a field of the body that callers had to give.
fn was_required(change: &Change) -> bool {
    matches!(change.place, Some(Place::Query | Place::Body)) && change.old["required"] == true
}

fn what(section: Section, changes: &[&Change]) -> String {
    let parts: Vec<String> = changes
        .chunk_by(|a, b| (is_error(a) && is_error(b)) || text::share_a_line(a, b))
        .map(|alike| match section {
            _ if is_error(alike[0]) => errors(section, alike),
            Section::Deprecated => left(alike),
            _ if alike[0].kind == ChangeKind::FieldRemoved => format!(
                "{}, no longer documented, is no argument of `new` any more",
                left(alike)
            ),
            _ => text::line(alike),
        })
        .collect();
    let parts = parts.join("; ");
    match section {
        Section::Added | Section::Changed => parts,
        Section::Deprecated => format!("no longer documented, but still there: {parts}"),
    }
}

/// What the documentation no longer lists, without saying that it was removed.
fn left(alike: &[&Change]) -> String {
    let change = alike[0];
    let field = match (change.place, &change.field) {
        (Some(place), Some(field)) => format!("{place} `{field}`"),
        _ => "the operation".to_owned(),
    };
    match change.kind {
        ChangeKind::EnumRemoved => {
            let values: Vec<String> = alike
                .iter()
                .filter_map(|change| change.old.as_str())
                .map(|value| format!("`{value}`"))
                .collect();
            let plural = if values.len() == 1 { "" } else { "s" };
            format!("value{plural} {} of {field}", values.join(", "))
        }
        _ => field,
    }
}

fn is_error(change: &Change) -> bool {
    use ChangeKind::{ErrorAdded, ErrorChanged, ErrorRemoved};
    matches!(change.kind, ErrorAdded | ErrorChanged | ErrorRemoved)
}

/// Errors by their codes alone: the messages are the platform's words.
fn errors(section: Section, alike: &[&Change]) -> String {
    let mut codes: Vec<String> = alike
        .iter()
        .map(|change| {
            if change.new.is_null() {
                &change.old
            } else {
                &change.new
            }
        })
        .map(|error| error["code"].to_string())
        .collect();
    codes.dedup();
    let plural = if codes.len() == 1 { "" } else { "s" };
    let verb = match section {
        Section::Added => " added",
        Section::Changed => " with another status or message",
        Section::Deprecated => "",
    };
    format!("error{plural} {}{verb}", codes.join(", "))
}

/// A change log, taken apart at the entries of the next release.
struct Parts {
    before: Vec<String>,
    heading: String,
    /// What stands between the heading and the first section.
    intro: Vec<String>,
    /// The sections, by their headings.
    sections: Vec<(String, Vec<String>)>,
    after: Vec<String>,
    /// What ends a line.
    newline: &'static str,
}

impl Parts {
    fn of(changelog: &str) -> Self {
        let mut before: Vec<String> = changelog.lines().map(str::to_owned).collect();
        let is_heading = |line: &String| line.starts_with("## ");
        let there = before.iter().position(|line| is_unreleased(line));
        // Without the heading, it comes before the first release.
        let place = there.or_else(|| before.iter().position(is_heading));
        let mut after = before.split_off(place.unwrap_or(before.len()));
        let (mut heading, mut entries) = (UNRELEASED.to_owned(), Vec::new());
        if there.is_some() {
            heading = after.remove(0);
            let end = after.iter().position(is_heading).unwrap_or(after.len());
            let rest = after.split_off(end);
            entries = std::mem::replace(&mut after, rest);
        }
        let mut parts = Self {
            before,
            heading,
            intro: Vec::new(),
            sections: Vec::new(),
            after,
            newline: if changelog.contains("\r\n") {
                "\r\n"
            } else {
                "\n"
            },
        };
        for line in entries {
            if line.starts_with("### ") {
                parts.sections.push((line, Vec::new()));
            } else if let Some((_, section)) = parts.sections.last_mut() {
                section.push(line);
            } else {
                parts.intro.push(line);
            }
        }
        parts
    }

    fn has(&self, entry: &Entry) -> bool {
        let mut sections = self.sections.iter();
        sections.any(|(_, lines)| bullets(lines).contains(&entry.text))
    }

    fn add(&mut self, entry: &Entry) {
        let heading = entry.section.heading();
        let sections = &mut self.sections;
        let there = sections
            .iter()
            .position(|(there, _)| there.trim_end() == heading);
        let place = there.unwrap_or_else(|| {
            let later = sections
                .iter()
                .position(|(there, _)| order(there) > order(heading));
            let place = later.unwrap_or(sections.len());
            sections.insert(place, (heading.to_owned(), Vec::new()));
            place
        });
        let lines = &mut sections[place].1;
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        lines.extend(wrapped(&entry.text));
    }

    fn text(self) -> String {
        let mut blocks = vec![self.before, vec![self.heading], self.intro];
        for (heading, lines) in self.sections {
            blocks.push(vec![heading]);
            blocks.push(lines);
        }
        blocks.push(self.after);
        let blocks = blocks.iter().map(|lines| lines.join("\n"));
        let blocks: Vec<String> = blocks
            .map(|block| block.trim_matches('\n').to_owned())
            .filter(|block| !block.is_empty())
            .collect();
        (blocks.join("\n\n") + "\n").replace('\n', self.newline)
    }
}

/// Whether a line heads what is not released: `## Unreleased`, `## [Unreleased]`, and the like.
fn is_unreleased(line: &str) -> bool {
    line.strip_prefix("## ").is_some_and(|title| {
        let title = title.trim().trim_start_matches('[');
        let word = title.split(|c: char| !c.is_ascii_alphabetic()).next();
        word.is_some_and(|word| word.eq_ignore_ascii_case("unreleased"))
    })
}

/// The place of a section among the others; those that are never drafted, such as Removed and Fixed, come last.
fn order(heading: &str) -> usize {
    let drafted = [Section::Added, Section::Changed, Section::Deprecated];
    let place = drafted
        .iter()
        .position(|section| section.heading() == heading.trim_end());
    place.unwrap_or(drafted.len())
}

/// The entries in some lines, each on one line.
fn bullets(lines: &[String]) -> Vec<String> {
    let mut bullets: Vec<String> = Vec::new();
    for line in lines {
        if let Some(text) = line.strip_prefix("- ") {
            bullets.push(text.trim().to_owned());
        } else if let (true, Some(bullet)) = (line.starts_with("  "), bullets.last_mut()) {
            bullet.push(' ');
            bullet.push_str(line.trim());
        }
    }
    bullets
}

/// An entry, broken into lines at spaces that are not within code.
fn wrapped(text: &str) -> Vec<String> {
    let mut in_code = false;
    let words = text.split(|character| {
        in_code ^= character == '`';
        character == ' ' && !in_code
    });
    let mut lines: Vec<String> = Vec::new();
    let mut line = "-".to_owned();
    for word in words {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.trim() != "-" {
            lines.push(std::mem::replace(&mut line, " ".to_owned()));
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::fixtures::{error, one_of, operation, optional, required};
    use crate::sync::drift::compare;

    const LOG: &str = "\
# Changelog

What a user can see.

## Unreleased

### Added

- A thing that is described on
  two lines.

### Fixed

- A fault.

## 0.1.0

### Added

- `feishu-demo`, `GET /a`: new operation.
";

    fn entry(section: Section, text: &str) -> Entry {
        Entry {
            section,
            text: text.into(),
        }
    }

    fn drafted(old: OperationFacts, new: OperationFacts) -> Vec<String> {
        entries(&compare(&[old], &[new]), |_| "feishu-demo".into())
            .into_iter()
            .map(|entry| format!("{} {}", entry.section.heading(), entry.text))
            .collect()
    }

    #[test]
    fn an_operation_has_an_entry_for_what_breaks_and_one_for_what_does_not() {
        let old = OperationFacts {
            body: vec![optional("a", "int"), optional("gone", "int")],
            errors: vec![error(400, 3, "three"), error(400, 4, "four")],
            ..operation("POST /x")
        };
        let new = OperationFacts {
            body: vec![
                optional("a", "string"),
                required("b", "int"),
                optional("c", "bool"),
            ],
            errors: vec![
                error(400, 1, "the platform's words"),
                error(400, 2, "two"),
                error(404, 3, "three"),
            ],
            ..operation("POST /x")
        };
        assert_eq!(
            drafted(old, new),
            [
                "### Added **Breaking:** `feishu-demo`, `POST /x`: body `b`: added, int, required.",
                "### Added `feishu-demo`, `POST /x`: body `c`: added, bool, optional; errors 1, 2 added.",
                "### Changed **Breaking:** `feishu-demo`, `POST /x`: body `a`: type int became string.",
                "### Changed `feishu-demo`, `POST /x`: error 3 with another status or message.",
                "### Deprecated `feishu-demo`, `POST /x`: no longer documented, but still there: \
                 body `gone`; error 4.",
            ]
        );
    }

    #[test]
    fn a_required_field_that_is_gone_breaks_its_callers() {
        let old = OperationFacts {
            body: vec![required("a", "int"), optional("b", "int")],
            ..operation("POST /x")
        };
        let new = operation("POST /x");
        let changes = compare(std::slice::from_ref(&old), std::slice::from_ref(&new));
        assert_eq!(weight(&changes), Some(Weight::Major));
        assert_eq!(
            drafted(old, new),
            [
                "### Changed **Breaking:** `feishu-demo`, `POST /x`: body `a`, no longer documented, is no argument of \
                 `new` any more.",
                "### Deprecated `feishu-demo`, `POST /x`: no longer documented, but still there: body `b`.",
            ]
        );
    }

    #[test]
    fn values_share_an_entry_and_what_is_kept_breaks_nothing() {
        let old = OperationFacts {
            query: vec![one_of("a", "string", &["x", "y"])],
            ..operation("GET /x")
        };
        let new = OperationFacts {
            query: vec![one_of("a", "string", &["v", "w"])],
            ..operation("GET /x")
        };
        let changes = compare(std::slice::from_ref(&old), std::slice::from_ref(&new));
        assert_eq!(weight(&changes), Some(Weight::Minor));
        assert_eq!(weight(&compare(&[new], &[])), Some(Weight::Patch));
        assert_eq!(weight(&[]), None);
        let all = entries(&changes, |_| "feishu-demo".into());
        assert_eq!(all.len(), 2);
        assert!(all[0].text.ends_with("query `a`: values `v`, `w` added."));
        assert!(all[1].text.ends_with("values `x`, `y` of query `a`."));
        assert_eq!(all[1].section, Section::Deprecated);
    }

    #[test]
    fn entries_go_under_their_headings_once() {
        let entries = [
            entry(Section::Changed, "A change."),
            entry(Section::Added, "A thing that is described on two lines."),
            entry(Section::Added, "`feishu-demo`, `GET /a`: new operation."),
            entry(Section::Deprecated, "A leftover."),
        ];
        let once = insert(LOG, &entries);
        let expected = LOG.replacen(
            "  two lines.\n\n",
            "  two lines.\n- `feishu-demo`, `GET /a`: new operation.\n\n\
             ### Changed\n\n- A change.\n\n### Deprecated\n\n- A leftover.\n\n",
            1,
        );
        assert_eq!(once, expected);
        assert_eq!(insert(&once, &entries), once);
        assert_eq!(insert(LOG, &[]), LOG);
    }

    #[test]
    fn headings_that_are_missing_are_made() {
        let entries = [entry(Section::Added, "A thing.")];
        let drafted = "## Unreleased\n\n### Added\n\n- A thing.\n";
        assert_eq!(insert("", &entries), drafted);
        assert_eq!(
            insert("# Changelog\n\n## 0.1.0\n\n- A.\n", &entries),
            format!("# Changelog\n\n{drafted}\n## 0.1.0\n\n- A.\n")
        );
        assert_eq!(
            insert("# Changelog\n\n## Unreleased\n\nSoon.\n", &entries),
            "# Changelog\n\n## Unreleased\n\nSoon.\n\n### Added\n\n- A thing.\n"
        );
    }

    #[test]
    fn the_heading_is_found_wherever_it_is_and_however_it_is_written() {
        let entries = [entry(Section::Added, "A thing.")];
        let drafted = "### Added\n\n- A thing.\n";
        for heading in [
            "## [Unreleased]",
            "## unreleased",
            "## [Unreleased](https://x.example)",
            "## Unreleased - soon",
        ] {
            let log = format!("# Changelog\n\n{heading}\n\n## 0.1.0\n\n- A.\n");
            let once = log.replacen("\n\n## 0", &format!("\n\n{drafted}\n## 0"), 1);
            assert_eq!(insert(&log, &entries), once, "{heading}");
            assert_eq!(pending(&once), Some(Weight::Minor), "{heading}");
        }
        let below = "# Changelog\n\n## How to read this\n\nWell.\n\n## Unreleased\n";
        assert_eq!(insert(below, &entries), format!("{below}\n{drafted}"));
    }

    #[test]
    fn lines_end_as_they_did() {
        let entries = [entry(Section::Changed, "A change.")];
        let once = insert(LOG, &entries).replace('\n', "\r\n");
        assert_eq!(insert(&LOG.replace('\n', "\r\n"), &entries), once);
        assert_eq!(insert(&once, &entries), once);
    }

    #[test]
    fn a_row_more_or_less_of_a_code_that_stays_is_a_change() {
        let errors = |rows: &[(i64, &str)]| OperationFacts {
            errors: rows
                .iter()
                .map(|&(code, message)| error(400, code, message))
                .collect(),
            ..operation("POST /x")
        };
        assert_eq!(
            drafted(
                errors(&[(1, "one"), (2, "two"), (2, "three"), (3, "four")]),
                errors(&[(1, "one"), (1, "other"), (2, "two"), (3, "five")])
            ),
            [
                "### Changed `feishu-demo`, `POST /x`: errors 1, 2, 3 with another status or message."
            ]
        );
    }

    #[test]
    fn entries_say_what_the_next_release_weighs() {
        assert_eq!(pending(LOG), Some(Weight::Minor));
        assert_eq!(
            pending("## Unreleased\n\n### Fixed\n\n- A.\n"),
            Some(Weight::Patch)
        );
        assert_eq!(
            pending("## Unreleased\n\n## 0.1.0\n\n### Added\n\n- A.\n"),
            None
        );
        let breaking = insert(LOG, &[entry(Section::Changed, "**Breaking:** it is gone.")]);
        assert_eq!(pending(&breaking), Some(Weight::Major));
    }

    #[test]
    fn the_file_of_an_operation_names_its_crate() {
        let mut facts = operation("GET /x");
        facts.page.file = "spec/demo/v1/thing.yaml".into();
        assert_eq!(crate_of(&facts), "feishu-demo");
        facts.page.file = "spec/platform.yaml".into();
        assert_eq!(crate_of(&facts), "feishu-core");
    }

    #[test]
    fn long_entries_are_broken_but_not_within_code() {
        let text = format!("{} `two words` end.", "word ".repeat(23).trim_end());
        let once = insert("", &[entry(Section::Added, &text)]);
        let last: Vec<&str> = once.lines().rev().take(2).collect();
        assert_eq!(last[0], "  `two words` end.");
        assert!(last[1].ends_with("word") && last[1].starts_with("- word"));
        assert_eq!(insert(&once, &[entry(Section::Added, &text)]), once);
    }
}
