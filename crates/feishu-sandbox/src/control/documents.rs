//! Documents and folders, made and looked at.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use crate::services::documents::{self, NewDocument, described};

/// A folder that is to be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFolder {
    name: String,
    #[serde(default)]
    folder: String,
}

pub(super) fn tree(call: &Call<'_>) -> Result<Value, Problem> {
    Ok(json!({"tree": documents::tree(&call.shared.state())}))
}

pub(super) fn add_folder(call: &Call<'_>) -> Result<Value, Problem> {
    let NewFolder { name, folder } = call.body()?;
    match call.shared.add_folder(&name, &folder) {
        Some(token) => Ok(json!({ "token": token })),
        None => Err(no_folder(&folder)),
    }
}

pub(super) fn add(call: &Call<'_>) -> Result<Value, Problem> {
    let new: NewDocument = call.body()?;
    let document = new
        .document()
        .map_err(|(what, place)| call.bad_body(what, place))?;
    if let Some(folder) = &document.folder
        && !documents::has_folder(&call.shared.state(), folder)
    {
        return Err(no_folder(folder));
    }
    Ok(json!({"token": call.shared.add_document(document)}))
}

pub(super) fn get(call: &Call<'_>) -> Result<Value, Problem> {
    let token = call.path("token");
    match call.shared.find_document(token) {
        Some(document) => Ok(described(&document)),
        None => Err(Problem::new(
            hyper::StatusCode::NOT_FOUND,
            format!("there is no document `{token}`"),
            "path `token`",
            "`GET /_sandbox/v1/tree` lists the documents",
        )),
    }
}

fn no_folder(token: &str) -> Problem {
    Problem::bad(
        format!("there is no folder `{token}`"),
        "body, `folder`",
        "`GET /_sandbox/v1/tree` lists the folders; leave it out for the root",
    )
}
