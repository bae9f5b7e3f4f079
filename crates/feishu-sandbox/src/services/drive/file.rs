//! Makes, copies, moves, deletes and sends what lies in folders.

use feishu_core::ErrorCode;
use feishu_drive::codes;
use feishu_drive::file::FileTaskStatus;
use feishu_drive::types::FileKind;
use serde_json::{Value, json};

use super::document::{Access, Document};
use super::lookup;
use super::tree::{self, Held, NewEntry, ROOT};
use crate::documented;
use crate::exchange::Exchange;
use crate::files;
use crate::response::{Refusal, Response};
use crate::services::States;
use crate::services::jobs::{self, Jobs, Progress, Work};
use crate::state::token::Caller;
use crate::users;

/// The longest name of a copy or a folder, in bytes.
const LONGEST_NAME: usize = 256;

/// Makes a folder.
pub(super) fn create_folder(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let name = name(exchange)?;
    let parent = exchange.arguments.text("folder_token").unwrap_or_default();
    let parent = lookup::folder(exchange, parent)?.token.clone();
    lookup::room_in(exchange, &parent)?;
    let folder = NewEntry::folder(name, &users::of_caller(&exchange.caller()?));
    let now = exchange.now;
    let tree = &mut exchange.state.services.drive.tree;
    let token = tree.add(&parent, folder, now);
    let url = exchange.address(tree::address(&FileKind::Folder), &token);
    Ok(Response::data(&json!({"token": token, "url": url})))
}

/// Makes a shortcut. The answer has the kind and the token of what it leads to, as in the platform's sample; its own are listed.
pub(super) fn create_shortcut(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let folder = arguments.text("parent_token").unwrap_or_default();
    let original = |name| {
        let entity = arguments.member("refer_entity");
        let text = entity.and_then(|entity| entity.get(name)?.as_str());
        text.unwrap_or_default()
    };
    let original = lookup::found(exchange, original("refer_token"), original("refer_type"))?;
    let (kind, token) = (original.kind.clone(), original.token.clone());
    let name = original.name.clone();
    let folder = lookup::folder(exchange, folder)?.token.clone();
    lookup::room_in(exchange, &folder)?;
    let shortcut = NewEntry {
        name,
        kind: FileKind::Shortcut,
        held: Held::Shortcut {
            kind: kind.clone(),
            token: token.clone(),
        },
        owner: users::of_caller(&exchange.caller()?),
    };
    let now = exchange.now;
    let tree = &mut exchange.state.services.drive.tree;
    let made = tree.add(&folder, shortcut, now);
    let made = lookup::named(exchange, &made)?;
    let mut node = lookup::described(exchange, made, arguments.query("user_id_type"));
    node["type"] = kind.as_str().into();
    node["token"] = token.into();
    Ok(Response::data(&json!({"succ_shortcut_node": node})))
}

/// Copies a document or a file.
pub(super) fn copy(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let name = name(exchange)?;
    let kind = arguments.text("type").unwrap_or_default();
    if matches!(kind, "folder" | "shortcut") {
        return Err(Refusal::new(codes::INVALID_PARAMS));
    }
    let source = lookup::found(exchange, arguments.path("file_token"), kind)?.clone();
    let folder = arguments.text("folder_token").unwrap_or_default();
    let folder = lookup::folder(exchange, folder)?.token.clone();
    lookup::room_in(exchange, &folder)?;
    let caller = users::of_caller(&exchange.caller()?);
    let held = match source.held {
        Held::Document(document) => Held::Document(Document {
            title: name.to_owned(),
            ..document
        }),
        held => held,
    };
    let copy = NewEntry {
        name: name.to_owned(),
        kind: source.kind,
        held,
        owner: caller.clone(),
    };
    let now = exchange.now;
    let tree = &mut exchange.state.services.drive.tree;
    tree.visit(&source.token, &caller, now);
    let token = tree.add(&folder, copy, now);
    let made = lookup::named(exchange, &token)?;
    let mut file = lookup::described(exchange, made, None);
    // A copy that was just made has neither.
    if let Some(file) = file.as_object_mut() {
        file.retain(|name, _| !name.ends_with("_time") && name != "owner_id");
    }
    Ok(Response::data(&json!({"file": file})))
}

/// Moves something into another folder; a folder, with all that lies in it, by a task.
pub(super) fn relocate(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let kind = arguments.text("type").unwrap_or_default();
    let token = arguments.path("file_token");
    let moved = lookup::found(exchange, token, kind)?;
    if token == ROOT {
        return Err(Refusal::new(codes::FORBIDDEN));
    }
    let from = moved.parent();
    let folder = arguments.text("folder_token").unwrap_or_default();
    let folder = lookup::folder(exchange, folder)?.token.clone();
    let tree = &exchange.state.services.drive.tree;
    if folder == token || tree.lies_below(&folder, token) {
        let detail = "the folder lies in what is to be moved";
        return Err(Refusal::new(codes::INVALID_PARAMS).detail(detail));
    }
    if from != folder {
        lookup::room_in(exchange, &folder)?;
        let tree = &mut exchange.state.services.drive.tree;
        tree.relocate(token, &folder);
    }
    done(exchange, kind)
}

/// Deletes what lies in a folder; a folder, with all that lies in it, by a task.
pub(super) fn delete(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let kind = exchange.arguments.query("type").unwrap_or_default();
    let token = exchange.arguments.path("file_token");
    lookup::found(exchange, token, kind)?;
    if token == ROOT {
        return Err(Refusal::new(codes::FORBIDDEN));
    }
    let tree = &mut exchange.state.services.drive.tree;
    let mut below = tree.below(token).into_iter();
    if below.any(|entry| entry.access == Access::Forbidden) {
        return Err(Refusal::new(codes::SUB_ENTRY_NOT_PERMITTED));
    }
    tree.delete(token);
    done(exchange, kind)
}

/// The answer to what has been done; to what is done to a folder, the id of a task that says so later.
fn done(exchange: &mut Exchange<'_>, kind: &str) -> Result<Response, Refusal> {
    let mut data = json!({});
    if kind == FileKind::Folder.as_str() {
        data["task_id"] = jobs::start(exchange, FolderTask(exchange.operation.id))?.into();
    }
    Ok(Response::data(&data))
}

/// Tells where a task stands.
pub(super) fn task_check(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let id = exchange.arguments.query("task_id").unwrap_or_default();
    jobs::poll::<FolderTask>(exchange, id)
}

/// Sends a file.
pub(super) fn download(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let token = exchange.arguments.path("file_token");
    let file = lookup::named(exchange, token)?;
    let content = file.content().cloned();
    let content = content.ok_or_else(|| Refusal::new(codes::NOT_FOUND))?;
    let content_type = files::content_type_of(&file.name);
    let response = Response::file(&file.name, content_type, content).in_parts(token);
    let visitor = users::of_caller(&exchange.caller()?);
    let tree = &mut exchange.state.services.drive.tree;
    tree.visit(token, &visitor, exchange.now);
    Ok(response)
}

/// The name that the request gives to something.
fn name<'a>(exchange: &Exchange<'a>) -> Result<&'a str, Refusal> {
    let name = exchange.arguments.text("name");
    let name = name.filter(|name| name.len() <= LONGEST_NAME);
    name.ok_or_else(|| Refusal::new(codes::INVALID_PARAMS))
}

/// A task that deletes or moves a folder. That is done at once, so that it does not depend on who asks for it; the task takes
/// its time to say so.
#[derive(Debug)]
pub(crate) struct FolderTask(
    /// The operation that has begun it.
    &'static str,
);

impl Work for FolderTask {
    type Outcome = ();

    const UNKNOWN: ErrorCode = codes::NOT_FOUND;
    const NOT_OWNER: ErrorCode = codes::NOT_FOUND;

    fn documented(id: &str) -> Option<Self> {
        let examples = documented::examples("drive.v1.file.task_check", "task_id");
        let is_example = examples.iter().any(|example| example == id);
        is_example.then_some(Self("drive.v1.file.delete"))
    }

    fn jobs(services: &mut States) -> &mut Jobs<Self> {
        &mut services.drive.tasks
    }

    fn run(&self, _: &mut Exchange<'_>, _: &Caller) {}

    fn seen(&self) -> (&'static str, String) {
        (self.0, "a folder".to_owned())
    }

    fn describe(&self, _: &Exchange<'_>, _: &str, progress: Progress<()>) -> Value {
        let status = match progress {
            Progress::Waiting | Progress::Running => FileTaskStatus::Processing,
            Progress::Late | Progress::Done((), _) => FileTaskStatus::Success,
            Progress::Failed { .. } => FileTaskStatus::Failed,
        };
        json!({"status": status.as_str()})
    }
}
