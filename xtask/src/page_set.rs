//! The pages in files and folders that a command was given.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::facts::OperationFacts;
use feishu_codegen::page::{self, Reading};

use crate::{Failure, at};

/// What the pages say.
#[derive(Debug, Default)]
pub(crate) struct PageSet {
    /// The operations, in the order of the files.
    pub(crate) operations: Vec<OperationFacts>,
    /// The files that describe something else, by what that is: "an event".
    pub(crate) others: BTreeMap<&'static str, Vec<PathBuf>>,
}

impl PageSet {
    /// Says what was skipped: a few files by name, more by their number.
    pub(crate) fn say_what_was_skipped(&self) {
        for (what, files) in &self.others {
            if files.len() <= NAMED {
                for file in files {
                    eprintln!("skipped {}: {what}", file.display());
                }
            } else {
                eprintln!("skipped {} pages, each {what}", files.len());
            }
        }
    }
}

/// So many files are named.
const NAMED: usize = 5;

/// Reads pages and keeps what they say.
pub(crate) fn read(paths: &[PathBuf]) -> Result<PageSet, Failure> {
    let mut set = PageSet::default();
    each(paths, |file, reading| {
        match reading {
            Reading::Operation(facts) => set.operations.push(*facts),
            Reading::Other(what) => set.others.entry(what).or_default().push(file.to_owned()),
        }
        Ok(())
    })?;
    Ok(set)
}

/// Reads pages one after the other; only one of them is in memory at a time.
pub(crate) fn each(
    paths: &[PathBuf],
    mut take: impl FnMut(&Path, Reading) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let files = page::find(paths).map_err(|error| Failure::Message(format!("error: {error}")))?;
    for file in files {
        let bytes = fs::read(&file).map_err(at(&file))?;
        let text = String::from_utf8_lossy(&bytes);
        let mut reading = page::read(&name_of(&file), &text);
        if let (Reading::Operation(facts), Err(error)) = (&mut reading, std::str::from_utf8(&bytes))
        {
            let before = &bytes[..error.valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let warning =
                format!("line {line}: the page is not in UTF-8; what is not was replaced");
            facts.warnings.push(warning);
        }
        take(&file, reading)?;
    }
    Ok(())
}

/// The name that facts and warnings give a file, the same on every system.
fn name_of(file: &Path) -> String {
    file.to_string_lossy().replace('\\', "/")
}
