//! Puts words into their places, all or none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::spec::files::File as Typed;
use crate::spec::source::FieldSource;
use crate::spec::{Rewrite, fmt};
use crate::text::diagnostic::Report;
use crate::text::yaml::{Map, Node, Scalar, Value};

use super::place::address;
use super::read::{File, Files, read};
use super::walk::Found;

/// A place with the words for it; of what is listed, only this matters when it comes back.
#[derive(Clone, Debug, Deserialize)]
pub struct Filled {
    /// The address.
    pub address: String,
    /// The words that were there when the place was listed.
    #[serde(default)]
    pub there: String,
    /// The words; empty if nobody has written them yet.
    #[serde(default)]
    pub words: String,
}

/// What putting words into their places changes; nothing is written yet.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The files that change.
    pub rewrites: Vec<Rewrite>,
    /// The addresses of places that get words.
    pub written: Vec<String>,
    /// The addresses of places that get the words of an equal one.
    pub equals: Vec<String>,
}

/// Why words are not put into their places.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// A file cannot be read, or is not built as the format says.
    Faulty(Report),
    /// What is wrong with places or words, a line each.
    Misfits(Vec<String>),
}

/// Works out what becomes of the files. With `equals`, what fills the doc of a field fills all of the same service that are
/// equal to it: of its name and type, and empty.
///
/// # Errors
///
/// A place is not there or has other words by now, words are not what may stand there, or a file is faulty.
pub fn apply(root: &Path, filled: &[Filled], equals: bool) -> Result<Applied, Refusal> {
    let filled: Vec<_> = filled
        .iter()
        .filter(|one| !one.words.trim().is_empty())
        .collect();
    let touched: BTreeSet<_> = filled.iter().map(|one| file_of(&one.address)).collect();
    // Equal places may be anywhere.
    let matters = |path: &str| equals || touched.contains(path);
    let files = read(root, matters).map_err(Refusal::Faulty)?;
    let mut words = Words::default();
    let places = by_address(&files);
    let mut misfits = Vec::new();
    for one in filled {
        let address = &one.address;
        match judge(places.get(address).map(|(_, found)| *found), one) {
            Ok(true) => {
                let before = words.0.insert(address.clone(), one.words.trim().to_owned());
                if before.is_some_and(|before| before != one.words.trim()) {
                    misfits.push(format!("{address}: two entries give it different words"));
                }
            }
            Ok(false) => {}
            Err(why) => misfits.push(format!("{address}: {why}")),
        }
    }
    if !misfits.is_empty() {
        return Err(Refusal::Misfits(misfits));
    }
    let written: Vec<_> = words.0.keys().cloned().collect();
    let equals = match equals {
        true => words.fill_equals(&places),
        false => Vec::new(),
    };
    Ok(Applied {
        rewrites: words.write(files),
        written,
        equals,
    })
}

/// All places with their files, by address.
type Places<'a> = BTreeMap<String, (&'a File, &'a Found)>;

fn by_address(files: &Files) -> Places<'_> {
    let all = files.all.iter().flat_map(|file| {
        let found = file.found.iter();
        found.map(move |found| (address(&file.path, &found.way), (file, found)))
    });
    all.collect()
}

/// The path in an address.
fn file_of(address: &str) -> &str {
    address.split_once('#').map_or(address, |(path, _)| path)
}

/// Whether words are to be written; not if they are there already.
fn judge(found: Option<&Found>, filled: &Filled) -> Result<bool, String> {
    let Some(found) = found else {
        return Err("there is no such place of words".into());
    };
    let words = filled.words.trim();
    if !found.is_empty() && found.text == words {
        return Ok(false);
    }
    if !found.is_empty() || found.text.trim() != filled.there.trim() {
        return Err(format!("it has other words by now: {}", found.text));
    }
    match found.word.check(words) {
        Ok(()) => Ok(true),
        Err(misfit) => {
            let help = misfit
                .help
                .map_or_else(String::new, |help| format!("; {help}"));
            Err(format!("{}{help}", misfit.label))
        }
    }
}

/// The words to be written, by address.
#[derive(Debug, Default)]
struct Words(BTreeMap<String, String>);

/// What is equal of fields that mean the same: the service, the name and the type, and where that is defined.
type Equal<'a> = (&'a str, &'a str, &'a str, &'a str);

impl Words {
    /// Adds places that are equal to those that are filled, unless these are filled differently.
    fn fill_equals(&mut self, places: &Places<'_>) -> Vec<String> {
        let mut known: BTreeMap<Equal<'_>, Option<&str>> = BTreeMap::new();
        for (address, words) in &self.0 {
            let Some(equal) = places
                .get(address)
                .and_then(|(file, found)| equal(file, found))
            else {
                continue;
            };
            let known = known.entry(equal).or_insert(Some(words));
            if *known != Some(words) {
                *known = None;
            }
        }
        let mut added = BTreeMap::new();
        for (address, (file, found)) in places {
            let is_open = found.is_empty() && !self.0.contains_key(address);
            let words = equal(file, found).and_then(|equal| *known.get(&equal)?);
            if let Some(words) = words.filter(|_| is_open) {
                added.insert(address.clone(), words.to_owned());
            }
        }
        let addresses = added.keys().cloned().collect();
        self.0.extend(added);
        addresses
    }

    fn write(&self, files: Files) -> Vec<Rewrite> {
        let mut rewrites = Vec::new();
        for mut file in files.all {
            let mut is_changed = false;
            for found in &file.found {
                if let Some(words) = self.0.get(&address(&file.path, &found.way)) {
                    put(&mut file.node, &found.way, words);
                    is_changed = true;
                }
            }
            if is_changed {
                let mut sources = files.report.sources();
                let source = sources.find(|(_, source)| source.path == file.path);
                rewrites.push(Rewrite {
                    before: source.map_or_else(String::new, |(_, source)| source.text.to_string()),
                    after: fmt::write(&Typed::read(&file.node, &file.kind)),
                    path: file.path,
                });
            }
        }
        rewrites
    }
}

/// What a field has in common with those that mean the same.
fn equal<'a>(file: &'a File, found: &'a Found) -> Option<Equal<'a>> {
    let [above @ .., name, key] = found.way.as_slice() else {
        return None;
    };
    if !found.is_of::<FieldSource>() || key != "doc" {
        return None;
    }
    let mut node = &file.node;
    for step in above.iter().chain([name]) {
        node = &node.as_map()?.get(step)?.value;
    }
    let ty = &node.as_map()?.get("type")?.value.as_scalar()?.text;
    let base = ty.trim_end_matches("[]");
    let types = file.node.as_map()?.get("types");
    let types = types.and_then(|types| types.value.as_map());
    let is_own = types.is_some_and(|types| types.get(base).is_some());
    let service = file.path.split('/').nth(1).unwrap_or_default();
    let home = if is_own { file.path.as_str() } else { service };
    Some((service, name, ty, home))
}

/// Puts words at the end of a way, where there may be none yet.
fn put(node: &mut Node, way: &[String], words: &str) {
    let Some((step, below)) = way.split_first() else {
        node.value = Value::Scalar(Scalar::text(words.to_owned()));
        return;
    };
    // A text in the place of a record is its doc.
    if let Value::Scalar(doc) = &node.value {
        let mut map = Map::default();
        if !doc.text.is_empty() {
            map.add(Scalar::text("doc".into()), doc.clone().into());
        }
        node.value = Value::Map(map);
    }
    let Value::Map(map) = &mut node.value else {
        return;
    };
    match map.entries.iter_mut().find(|entry| entry.key.text == *step) {
        Some(entry) => put(&mut entry.value, below, words),
        None => {
            let mut added = Node::from(Scalar::null());
            put(&mut added, below, words);
            map.add(Scalar::text(step.clone()), added);
        }
    }
}
