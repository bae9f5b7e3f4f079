//! Lists the places where words are missing.

use std::path::Path;

use serde::Serialize;
use serde_json::Value as Json;

use crate::lint;
use crate::spec::word::Word;
use crate::text::diagnostic::Report;
use crate::text::yaml::{Map, Node, Value};

use super::page::{Pages, Users, quote};
use super::read::{File, read};
use super::walk::Found;

/// A place where words are missing, as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The file and the way from its top, as a JSON pointer.
    pub address: String,
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// What is missing, and of what: `doc of a field`.
    pub kind: String,
    /// Whether it belongs to a draft.
    pub draft: bool,
    /// The type of the field.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// The example of the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Json>,
    /// The words that may stand here, if not all may.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub choices: &'static [&'static str],
    /// What stands beside it in its table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<Sibling>,
    /// What the pages say here, if they are at hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub page: Vec<String>,
    /// The words that are there.
    pub there: String,
    /// The words to be written.
    pub words: String,
}

/// What stands beside a place in its table.
#[derive(Clone, Debug, Serialize)]
pub struct Sibling {
    /// The name.
    pub name: String,
    /// Its words; empty if they are missing too.
    pub words: String,
}

/// Which places are listed.
#[derive(Clone, Copy, Debug)]
pub struct Select<'a> {
    /// The files, by their paths from the root; all if none is named.
    pub files: &'a [String],
    /// Whether drafts are among them.
    pub drafts: bool,
}

/// Lists the places where words are missing.
///
/// # Errors
///
/// A file cannot be read, or is not built as the format says.
pub fn list(root: &Path, select: Select<'_>, pages: &Pages) -> Result<Vec<Place>, Report> {
    let files = read(root, |_| true)?;
    let drafts = lint::drafts(&files.report);
    let users = Users::of(&files.spec);
    let mut places = Vec::new();
    for file in &files.all {
        if !select.files.is_empty() && !select.files.contains(&file.path) {
            continue;
        }
        let mut found: Vec<_> = file.found.iter().filter(|found| found.is_empty()).collect();
        found.sort_by_key(|found| found.at.start);
        for found in found {
            let draft = drafts.iter().any(|part| part.contains(found.at));
            if draft && !select.drafts {
                continue;
            }
            let (line, _) = files.report.line_and_column(found.at);
            places.push(Place {
                draft,
                line,
                page: quote(found, &file.node, pages, &users),
                ..place(file, found)
            });
        }
    }
    Ok(places)
}

fn place(file: &File, found: &Found) -> Place {
    let (key, above) = found
        .way
        .split_last()
        .map_or(("", &[][..]), |(key, above)| (key, above));
    let owner = at(&file.node, above);
    let of_owner = |key: &str| Some(&owner?.as_map()?.get(key)?.value);
    let (name, table) = above
        .split_last()
        .map_or(("", &[][..]), |(name, table)| (name, table));
    let table = at(&file.node, table).and_then(Node::as_map);
    Place {
        address: address(&file.path, &found.way),
        file: file.path.clone(),
        line: 0,
        kind: format!("{key} of {}", found.record.noun),
        draft: false,
        ty: of_owner("type").and_then(|ty| Some(ty.as_scalar()?.text.clone())),
        example: of_owner("example").map(Node::to_json),
        choices: match found.word {
            Word::OneOf(words) => words,
            _ => &[],
        },
        siblings: table.map_or_else(Vec::new, |table| siblings(table, name, key)),
        page: Vec::new(),
        there: found.text.clone(),
        words: String::new(),
    }
}

/// What else stands in a table, with what it says at a key.
fn siblings(table: &Map, name: &str, key: &str) -> Vec<Sibling> {
    let others = table.entries.iter().filter(|other| other.key.text != name);
    let others = others.filter_map(|other| {
        let words = match &other.value.value {
            Value::Scalar(short) => short.text.clone(),
            Value::Map(map) => {
                let words = map.get(key).and_then(|entry| entry.value.as_scalar());
                words.map_or_else(String::new, |words| words.text.clone())
            }
            Value::List(_) => return None,
        };
        let name = other.key.text.clone();
        Some(Sibling { name, words })
    });
    others.collect()
}

/// The address of a place: the path of the file, and a JSON pointer.
pub(super) fn address(path: &str, way: &[String]) -> String {
    let steps = way
        .iter()
        .map(|step| step.replace('~', "~0").replace('/', "~1"));
    let steps: String = steps.map(|step| format!("/{step}")).collect();
    format!("{path}#{steps}")
}

/// What stands at the end of a way.
fn at<'a>(node: &'a Node, way: &[String]) -> Option<&'a Node> {
    way.iter()
        .try_fold(node, |node, step| Some(&node.as_map()?.get(step)?.value))
}
