//! The report of an import, as text.

use std::fmt::Write;

use crate::text::diagnostic::{Code, Report};

use super::{Age, Fate, Import, Imported};

impl Import {
    /// What the pages change, operation by operation; nothing of those that are as they should be.
    ///
    /// `check` says that nothing is written.
    pub fn changes(&self, check: bool) -> String {
        let mut text = String::new();
        for operation in &self.operations {
            let changes = operation.changes(check);
            if !changes.is_empty() {
                let _ = writeln!(text, "{}\n  page: {}", operation.route, operation.page);
                if !operation.file.is_empty() {
                    let _ = writeln!(text, "  spec: {}", operation.file);
                }
                text.push_str(&changes);
                text.push('\n');
            }
        }
        for change in &self.types {
            let _ = writeln!(text, "type {change}\n");
        }
        let silent = self
            .operations
            .iter()
            .all(|one| one.changes(check).is_empty());
        if silent && !self.rewrites.is_empty() {
            let paths: Vec<_> = self.rewrites.iter().map(|one| one.path.as_str()).collect();
            let _ = writeln!(text, "what is ours changes in {}", paths.join(", "));
        }
        text
    }

    /// The words that are missing or to be confirmed, each as `file:line:column: what`.
    pub fn missing_words(&self) -> Vec<String> {
        let found = self.remaining.diagnostics().into_iter();
        found
            .filter(|found| matches!(found.code, Code::Words | Code::Reused))
            .map(|found| {
                let (line, column) = self.remaining.line_and_column(found.at);
                let path = &self.remaining.source(found.at.file).path;
                format!("{path}:{line}:{column}: {}", found.message)
            })
            .collect()
    }

    /// What else a person has to settle before the spec is sound: overrides that are no longer needed, names that clash.
    pub fn problems(&self) -> Report {
        let mut problems = self.remaining.clone();
        problems.retain(|found| !matches!(found.code, Code::Words | Code::Reused | Code::Schema));
        problems
    }

    /// One line that says how it went.
    pub fn summary(&self) -> String {
        let count = |fate| {
            let mut all = self.operations.iter();
            all.by_ref().filter(|one| one.fate == fate).count()
        };
        let merged = |changed: bool| {
            let merged = self
                .operations
                .iter()
                .filter(|one| one.fate == Fate::Merged);
            merged
                .filter(|one| one.changes.is_empty() != changed)
                .count()
        };
        let mut parts = vec![format!("{} as the pages say", merged(false))];
        for (number, what) in [
            (merged(true), "changed"),
            (count(Fate::New), "new"),
            (count(Fate::Older), "with a page older than the spec"),
            (
                count(Fate::Second),
                "with a page in another language or of another brand",
            ),
            (count(Fate::Gone), "no longer documented"),
            (count(Fate::Refused), "refused"),
            (self.left_out, "left out"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {what}"));
            }
        }
        format!("operations: {}", parts.join(", "))
    }
}

impl Imported {
    /// What the page changes, a line each.
    fn changes(&self, check: bool) -> String {
        let mut text = String::new();
        let mut add = |line: String| {
            let _ = writeln!(text, "  {line}");
        };
        match self.fate {
            Fate::New if check => add("not in the spec".into()),
            Fate::New => add("new, as a draft: its words are still to be written".into()),
            Fate::Older if !self.changes.is_empty() => {
                add("older than the spec, so nothing is changed; it differs:".into());
            }
            Fate::Second if !self.changes.is_empty() => {
                let text = "in another language than the spec was made from, or of another brand, so nothing is changed; it differs:";
                add(text.into());
            }
            Fate::Refused => add("left out".into()),
            Fate::Merged | Fate::Gone | Fate::Older | Fate::Second => {}
        }
        for change in &self.changes {
            add(match self.fate {
                Fate::Second => change.beside(),
                _ => change.to_string(),
            });
        }
        for note in &self.notes {
            add(format!("note: {note}"));
        }
        for left in &self.inexpressible {
            add(format!("the spec cannot say: {left}"));
        }
        for kept in &self.kept {
            add(format!("{}:", kept.why));
            for what in &kept.what {
                let spec = what.spec.as_deref().unwrap_or_default();
                add(format!("  {}: {spec}", what.fact));
            }
        }
        for other in &self.others {
            let which = match other.age {
                Age::Older => "an older page",
                Age::Unknown => "a page without a stamp",
                Age::Same => "another page",
                Age::Second => "a page in another language, or of another brand,",
            };
            add(format!("{which} says otherwise: {}", other.page));
            for difference in &other.differences {
                add(match other.age {
                    Age::Second => format!("  {}", difference.beside()),
                    _ => format!("  {difference}"),
                });
            }
        }
        for warning in &self.warnings {
            add(format!("warning: {warning}"));
        }
        text
    }
}
