//! Problems in the files that people write, shown as a compiler shows them.
//!
//! A check never stops at the first problem: it pushes a [`Diagnostic`] to a [`Report`] and goes on.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

pub use code::Code;

mod code;

/// One of the files of a [`Report`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(usize);

/// A place in a file: a range of bytes. What is made anew stands nowhere yet; the default is for that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as it is shown: from the root of the repository, with `/`.
    pub path: String,
    /// What it holds.
    pub text: Arc<str>,
}

/// One problem and where it is.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub at: At,
    /// What stands beside the place.
    pub label: String,
    /// Other places that belong to it, such as a first definition.
    pub others: Vec<(At, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, at: At, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            at,
            label: String::new(),
            others: Vec::new(),
            help: None,
        }
    }

    /// Says something beside the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Shows another place.
    #[must_use]
    pub fn also(mut self, at: At, label: impl Into<String>) -> Self {
        self.others.push((at, label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with advice only if there is some.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// The problems found in one run, with the files that they are in.
#[derive(Clone, Debug, Default)]
pub struct Report {
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// A report without files and problems.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file that problems can be in.
    pub fn add_source(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.sources.push(Source {
            path: path.into(),
            text: text.into(),
        });
        FileId(self.sources.len() - 1)
    }

    /// A file that was added.
    pub fn source(&self, file: FileId) -> &Source {
        &self.sources[file.0]
    }

    /// The files that were added.
    pub fn sources(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.sources
            .iter()
            .enumerate()
            .map(|(index, source)| (FileId(index), source))
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Keeps some of the problems only.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    /// Whether a problem was found in a file.
    pub fn is_faulty(&self, file: FileId) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.at.file == file)
    }

    /// Whether a problem of a kind was found.
    pub fn contains(&self, code: Code) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == code)
    }

    /// Whether no problem was found.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// How many problems were found.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// The problems, ordered by file and place, without repetitions.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.diagnostics.iter().collect();
        sorted.sort_by_key(|d| {
            (
                &self.source(d.at.file).path,
                d.at.start,
                d.at.end,
                d.code,
                &d.message,
            )
        });
        sorted.dedup_by(|a, b| a.code == b.code && a.at == b.at && a.message == b.message);
        sorted
    }

    /// The line and the column of a place, both from 1.
    pub fn line_and_column(&self, at: At) -> (usize, usize) {
        let text = &self.source(at.file).text;
        let before = &text[..floor_char_boundary(text, at.start)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }

    /// The whole report as text; `colours` for a terminal.
    pub fn render(&self, colours: bool) -> String {
        let renderer = if colours {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        for diagnostic in self.diagnostics() {
            text.push_str(&renderer.render(&[self.group(diagnostic)]));
            text.push_str("\n\n");
        }
        let problems = self.diagnostics().len();
        let mut files: Vec<_> = self.diagnostics.iter().map(|d| d.at.file).collect();
        files.sort_unstable();
        files.dedup();
        text.push_str(&format!(
            "{} in {}\n",
            count(problems, "problem"),
            count(files.len(), "file")
        ));
        text
    }

    fn group<'a>(&'a self, diagnostic: &'a Diagnostic) -> Group<'a> {
        let mut group = Level::ERROR
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.id())
            .elements(None::<Origin<'_>>);
        let source = self.source(diagnostic.at.file);
        if source.text.is_empty() {
            let origin = Origin::path(source.path.as_str());
            // Of a file that is there but empty, the place is its beginning; of one that is missing, there is none.
            group = group.element(match diagnostic.code {
                Code::Syntax => origin.line(1).char_column(1),
                _ => origin,
            });
        } else {
            let mut snippet = Snippet::source(&*source.text)
                .path(source.path.as_str())
                .annotation(
                    AnnotationKind::Primary
                        .span(self.visible(diagnostic.at))
                        .label((!diagnostic.label.is_empty()).then_some(diagnostic.label.as_str())),
                );
            for (at, label) in diagnostic
                .others
                .iter()
                .filter(|(at, _)| at.file == diagnostic.at.file)
            {
                snippet = snippet.annotation(
                    AnnotationKind::Context
                        .span(self.visible(*at))
                        .label(label.as_str()),
                );
            }
            group = group.element(snippet);
        }
        for (at, label) in diagnostic
            .others
            .iter()
            .filter(|(at, _)| at.file != diagnostic.at.file)
        {
            let source = self.source(at.file);
            group = group.element(
                Snippet::source(&*source.text)
                    .path(source.path.as_str())
                    .annotation(
                        AnnotationKind::Context
                            .span(self.visible(*at))
                            .label(label.as_str()),
                    ),
            );
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        group
    }

    /// The part of a place that is underlined: its first line.
    fn visible(&self, at: At) -> std::ops::Range<usize> {
        let text = &self.source(at.file).text;
        let start = floor_char_boundary(text, at.start);
        let end = floor_char_boundary(text, at.end.max(start));
        let line = text[start..end]
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end();
        start..start + line.len()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Report {}

/// The nearest of `words` to a word that is unknown, if one is near enough to be meant.
pub fn did_you_mean<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A word of a kilobyte is no misspelling of anything.
    let limit = (word.chars().count() / 3).clamp(1, 4);
    words
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 4 * limit)
        .map(|candidate| {
            (
                distance(&word.to_lowercase(), &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added, removed, or swapped with the next, to make one word of another.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut least = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}

/// How many there are of something: `1 page`, `3 pages`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

fn floor_char_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_proposed_and_a_far_one_is_not() {
        let words = ["required", "response", "scopes"];
        assert_eq!(did_you_mean("requierd", words), Some("required"));
        assert_eq!(did_you_mean("Scopes", words), Some("scopes"));
        assert_eq!(did_you_mean("limti", ["limit"]), Some("limit"));
        assert_eq!(did_you_mean("colour", words), None);
    }

    #[test]
    fn problems_are_ordered_by_file_and_place() {
        let mut report = Report::new();
        let b = report.add_source("b.yaml", "a: 1\nb: é2\n");
        let a = report.add_source("a.yaml", "");
        report.push(Diagnostic::new(
            Code::UnknownKey,
            At {
                file: b,
                start: 8,
                end: 11,
            },
            "third",
        ));
        report.push(Diagnostic::new(
            Code::UnknownKey,
            At {
                file: b,
                start: 0,
                end: 1,
            },
            "second",
        ));
        report.push(Diagnostic::new(
            Code::File,
            At {
                file: a,
                start: 0,
                end: 0,
            },
            "first",
        ));
        let messages: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|d| d.message.as_str())
            .collect();
        assert_eq!(messages, ["first", "second", "third"]);
        assert_eq!(
            report.line_and_column(At {
                file: b,
                start: 10,
                end: 11
            }),
            (2, 5)
        );
        assert!(report.to_string().ends_with("3 problems in 2 files\n"));
    }

    #[test]
    fn a_place_within_a_character_or_past_the_end_does_no_harm() {
        let mut report = Report::new();
        let file = report.add_source("a.yaml", "é");
        report.push(Diagnostic::new(
            Code::Syntax,
            At {
                file,
                start: 1,
                end: 9,
            },
            "odd",
        ));
        assert!(report.to_string().contains("odd"));
    }
}
