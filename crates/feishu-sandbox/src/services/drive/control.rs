//! What the owner of the sandbox makes in the drive, and sees of it.

use std::time::Duration;

use serde_json::{Value, json};

pub(crate) use super::described::{NewDocument, json as described};
use super::document::Document;
use super::state::ROOT;
use crate::clock::Moment;
use crate::services::jobs::seen;
use crate::state::State;

/// Adds a document and returns its token.
pub(crate) fn add_document(state: &mut State, document: Document, now: Moment) -> String {
    state.services.drive.add(document, now)
}

/// Makes a folder and returns its token; `None` if there is no folder to put it into. The root has an empty token.
pub(crate) fn add_folder(
    state: &mut State,
    name: &str,
    parent: &str,
    now: Moment,
) -> Option<String> {
    state.services.drive.add_folder(name, parent, now)
}

/// A document by its token.
pub(crate) fn document<'s>(state: &'s State, token: &str) -> Option<&'s Document> {
    state.services.drive.document(token)
}

/// Whether there is a folder with this token; the root has an empty one.
pub(crate) fn has_folder(state: &State, token: &str) -> bool {
    token.is_empty() || state.services.drive.has_folder(token)
}

/// The root folder with all that lies in it.
pub(crate) fn tree(state: &State) -> Value {
    json!({
        "token": ROOT,
        "name": "",
        "type": "folder",
        "children": children(state, None),
    })
}

fn children(state: &State, folder: Option<&str>) -> Vec<Value> {
    let entries = state.services.drive.list(folder).into_iter();
    let shown = entries.map(|entry| {
        let mut shown = json!({"token": entry.token, "name": entry.name, "type": entry.kind});
        if let Some((kind, token)) = entry.target {
            shown["target"] = json!({"token": token, "type": kind});
        }
        if entry.kind == "folder" {
            shown["children"] = children(state, Some(&entry.token)).into();
        }
        shown
    });
    let mut shown: Vec<_> = shown.collect();
    if folder.is_none() {
        // A document may be put into a folder that nobody has made: it has a token and nothing else.
        let loose = state.services.drive.loose_folders();
        shown.extend(loose.map(|token| {
            let children = children(state, Some(token));
            json!({"token": token, "name": token, "type": "folder", "children": children})
        }));
    }
    shown
}

/// The exports and imports.
pub(super) fn jobs(state: &State) -> Vec<Value> {
    let drive = &state.services.drive;
    [seen(&drive.exports), seen(&drive.imports)].concat()
}

/// How long newly exported files are kept, and how long newly uploaded ones wait to be imported.
pub(crate) fn lifetimes(state: &mut State) -> [&mut Duration; 2] {
    let drive = &mut state.services.drive;
    [&mut drive.file_lifetime, &mut drive.upload_lifetime]
}
