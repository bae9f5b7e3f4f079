//! The pages in files and folders that a command was given.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::docs::{self, Other, Reading};
use feishu_codegen::facts::OperationFacts;

use crate::{Failure, at, say};

/// What the pages say.
#[derive(Debug, Default)]
pub(crate) struct PageSet {
    /// The operations, in the order of the files.
    pub(crate) operations: Vec<OperationFacts>,
    /// The files that describe something else.
    pub(crate) others: Vec<(PathBuf, Other)>,
}

/// So many files of one kind are named; of more, their number is enough.
const NAMED: usize = 5;

impl PageSet {
    /// Says what was skipped; what could have been an operation is named in any case, with what it lacks.
    pub(crate) fn say_what_was_skipped(&self) {
        let mut kinds: BTreeMap<&str, Vec<&(PathBuf, Other)>> = BTreeMap::new();
        for other in &self.others {
            kinds.entry(other.1.what).or_default().push(other);
        }
        for (what, files) in kinds {
            let is_plain = files.iter().all(|(_, other)| other.warnings.is_empty());
            if is_plain && files.len() > NAMED {
                say!("skipped {} pages, each {what}", files.len());
                continue;
            }
            for (file, other) in files {
                say!("skipped {}: {what}", file.display());
                for warning in &other.warnings {
                    say!("  {warning}");
                }
            }
        }
    }
}

/// Reads pages and keeps what they say.
pub(crate) fn read(paths: &[PathBuf]) -> Result<PageSet, Failure> {
    let mut set = PageSet::default();
    for file in find(paths)? {
        match page(&file)? {
            Reading::Operation(facts) => set.operations.push(*facts),
            Reading::Other(other) => set.others.push((file, other)),
        }
    }
    Ok(set)
}

/// The page files among paths and below folders.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    docs::find(paths).map_err(|error| Failure::Message(format!("error: {error}")))
}

/// Reads a page. Of text that is not UTF-8, what can be read is read.
pub(crate) fn page(file: &Path) -> Result<Reading, Failure> {
    let bytes = fs::read(file).map_err(at(file))?;
    let mut reading = docs::read(&name_of(file), &String::from_utf8_lossy(&bytes));
    if let Err(error) = std::str::from_utf8(&bytes) {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let warning = format!("line {line}: the page is not in UTF-8; what is not was replaced");
        match &mut reading {
            Reading::Operation(facts) => {
                facts.page.incomplete = true;
                facts.warnings.push(warning);
            }
            Reading::Other(other) => other.warnings.push(warning),
        }
    }
    Ok(reading)
}

/// The name that facts and warnings give a file, the same on every system.
fn name_of(file: &Path) -> String {
    file.to_string_lossy().replace('\\', "/")
}
