//! What the documentation names in its examples, so that they can be followed: folders, documents, files, media and uploads
//! that are there from the beginning. They lie in no folder, and what is deleted stays deleted.

use bytes::Bytes;
use feishu_drive::types::FileKind;
use serde_json::Value;

use super::HANDLERS;
use super::document::{Document, DocumentKind};
use super::file_upload::InFolder;
use super::media::{ImportHint, Media, MediaPlace};
use super::state::Drive;
use super::tree::{Held, NewEntry};
use crate::clock::Moment;
use crate::documented;
use crate::documents::{Block, Cell, Worksheet};
use crate::files::xlsx;
use crate::users::USER;

/// What everything is called that the documentation gives no name.
const NAME: &str = "Sample 示例";
pub(super) const CONTENT: &[u8] = b"A file of the sandbox.\n";
/// The operation whose example names the file that is to be imported.
const IMPORT: &str = "drive.v1.import_task.create";
/// The operation that takes files alone.
const DOWNLOAD: &str = "drive.v1.file.download";
/// The resource whose tokens are those of media.
const MEDIA: &str = "drive.v1.media.";
/// The operation whose example names the document of an export, of a kind that the response tells.
pub(super) const EXPORT: &str = "drive.v1.export_task.get";

/// Puts all of it into a drive.
pub(super) fn plant(drive: &mut Drive, now: Moment) {
    for (operation, _) in HANDLERS {
        let request = documented::request(operation);
        let sub_id = documented::examples(operation, "sub_id").pop();
        for (token, kind) in named(operation, &request) {
            if drive.tree.get(&token).is_none() {
                let entry = entry(kind, sub_id.as_deref());
                drive.tree.plant(&token, entry, now);
            }
        }
        for token in media(operation) {
            drive.media.entry(token).or_insert_with(sample);
        }
    }
    let part = Bytes::from_static(CONTENT);
    let example = |operation, name| documented::examples(operation, name).pop();
    let begun = |operation, place: Option<String>| {
        let name = example(operation, "file_name").unwrap_or_default();
        Some((name, place?))
    };
    const FILE: &str = "drive.v1.file.upload_prepare";
    if let Some((name, folder)) = begun(FILE, example(FILE, "parent_node")) {
        for id in documented::examples("drive.v1.file.upload_part", "upload_id") {
            let folder = InFolder(folder.clone());
            drive
                .file_uploads
                .plant(id, name.clone(), folder, part.clone(), now);
        }
    }
    const OF_DOCUMENT: &str = "drive.v1.media.upload_prepare";
    let document = in_extra(OF_DOCUMENT).map(|(token, _)| token);
    if let Some((name, document)) = begun(OF_DOCUMENT, document) {
        for id in documented::examples("drive.v1.media.upload_part", "upload_id") {
            let place = MediaPlace::Document(document.clone(), None);
            drive
                .media_uploads
                .plant(id, name.clone(), place, part.clone(), now);
        }
    }
}

/// The tokens of folders, documents and files in an example, with their kinds.
fn named(operation: &str, request: &Value) -> Vec<(String, FileKind)> {
    // What stands in path, query and body belongs together: a token may be in one, and its kind in another.
    let parts = request
        .as_object()
        .into_iter()
        .flat_map(|parts| parts.values());
    let fields = parts.filter_map(Value::as_object).flatten();
    let mut objects = vec![fields.collect::<Vec<_>>()];
    let mut found = Vec::new();
    while let Some(object) = objects.pop() {
        let kind = object.iter().find_map(|(name, value)| {
            let kind = value.as_str().filter(|_| KINDS.contains(&name.as_str()));
            kind.map(FileKind::from)
        });
        for (name, value) in object {
            let inside = value
                .as_array()
                .map_or(std::slice::from_ref(value), Vec::as_slice);
            let inside = inside.iter().filter_map(Value::as_object);
            objects.extend(inside.map(|object| object.iter().collect()));
            if let (Some(token), Some(kind)) = (value.as_str(), kind_of(operation, name, &kind)) {
                found.push((token.to_owned(), kind));
            }
        }
    }
    found.extend(in_extra(operation));
    found.extend(exported(operation));
    found
}

/// The fields that tell the kind of what a token names that stands beside them.
const KINDS: [&str; 4] = ["type", "file_type", "doc_type", "refer_type"];

/// What a field names, if that is a folder, a document or a file; its kind stands beside it, unless the field can name one only.
fn kind_of(operation: &str, field: &str, beside: &Option<FileKind>) -> Option<FileKind> {
    match field {
        _ if operation.starts_with(MEDIA) => None,
        "folder_token" | "folderToken" | "parent_token" | "parent_node" | "mount_key" => {
            Some(FileKind::Folder)
        }
        "file_token" if operation == IMPORT => None,
        "file_token" if operation == DOWNLOAD => Some(FileKind::File),
        "file_token" | "doc_token" | "refer_token" | "token" => beside.clone(),
        _ => None,
    }
}

/// The document that media go into, which stands in JSON of its own; what the media are tells its kind.
fn in_extra(operation: &str) -> Option<(String, FileKind)> {
    let extra = documented::examples(operation, "extra").pop()?;
    let extra: Value = serde_json::from_str(&extra).ok()?;
    let token = extra.get("drive_route_token")?.as_str()?.to_owned();
    let parent = documented::examples(operation, "parent_type").pop()?;
    let kind = DocumentKind::from_wire(parent.split('_').next()?)?;
    Some((token, kind.as_str().into()))
}

/// The document of an export, whose kind the response tells.
fn exported(operation: &str) -> Option<(String, FileKind)> {
    if operation != EXPORT {
        return None;
    }
    let token = documented::examples(operation, "token").pop()?;
    let data = documented::data(operation);
    let kind = data.pointer("/result/type")?.as_str()?;
    Some((token, kind.into()))
}

/// The tokens of media in an example.
fn media(operation: &str) -> Vec<String> {
    if operation != IMPORT && !operation.starts_with(MEDIA) {
        return Vec::new();
    }
    let fields = ["file_token", "file_tokens"].into_iter();
    fields
        .flat_map(|field| documented::examples(operation, field))
        .collect()
}

/// Something of a kind, which lies nowhere yet.
fn entry(kind: FileKind, sub_id: Option<&str>) -> NewEntry {
    let rows = || vec![vec![Cell::from("name"), Cell::from("示例")]];
    let worksheet = || {
        let worksheet = Worksheet::new("Sheet1", rows());
        sub_id.map_or(worksheet.clone(), |id| worksheet.id(id))
    };
    let held = match &kind {
        FileKind::Folder => Held::Folder(Vec::new()),
        FileKind::File => Held::File(Bytes::from_static(CONTENT)),
        FileKind::Sheet => Held::Document(Document::sheet(NAME, vec![worksheet()])),
        FileKind::Bitable => Held::Document(Document::table(NAME, vec![worksheet()])),
        kind => match DocumentKind::from_wire(kind.as_str()) {
            Some(kind) => {
                let mut document = Document::text(NAME, vec![Block::paragraph(NAME)]);
                document.kind = kind;
                Held::Document(document)
            }
            None => Held::Nothing,
        },
    };
    NewEntry {
        name: NAME.to_owned(),
        kind,
        held,
        owner: USER.to_owned(),
    }
}

/// The media that an example imports and others download.
fn sample() -> Media {
    let text = |field| {
        documented::examples(IMPORT, field)
            .pop()
            .unwrap_or_default()
    };
    let extension = text("file_extension");
    let content = match extension.as_str() {
        "xlsx" => xlsx::write(&[Worksheet::new("Sheet1", vec![vec![Cell::from(NAME)]])])
            .unwrap_or_default()
            .into(),
        _ => Bytes::from_static(CONTENT),
    };
    Media {
        owner: None,
        name: format!("{NAME}.{extension}"),
        content,
        place: MediaPlace::Import(ImportHint {
            document: Some(text("type")),
            extension: Some(extension),
        }),
        until: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_token_names_two_kinds() {
        let mut kinds = HashMap::new();
        for (operation, _) in HANDLERS {
            for (token, kind) in named(operation, &documented::request(operation)) {
                let known = kinds.entry(token.clone()).or_insert(kind.clone());
                assert_eq!(*known, kind, "{token} of {operation}");
            }
        }
        assert!(kinds.len() > 10, "{kinds:?}");
    }
}
