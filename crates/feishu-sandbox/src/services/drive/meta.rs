//! Tells titles, owners, times and addresses of many files at once.

use feishu_drive::meta::MetaFailureReason;
use serde_json::{Value, json};

use super::document::Access;
use super::lookup;
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::users;

/// Looks files up; what cannot be found is listed with the reason.
pub(super) fn batch_query(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let requested = arguments.member("request_docs").and_then(Value::as_array);
    let with_url = arguments.member("with_url") == Some(&Value::Bool(true));
    let id_type = arguments.query("user_id_type");
    let (mut metas, mut failed) = (Vec::new(), Vec::new());
    for requested in requested.into_iter().flatten() {
        let text = |name| requested.get(name).and_then(Value::as_str);
        let (token, kind) = (text("doc_token"), text("doc_type"));
        let (token, kind) = (token.unwrap_or_default(), kind.unwrap_or_default());
        let entry = exchange.state.services.drive.tree.get(token);
        let entry = entry.filter(|entry| entry.kind.as_str() == kind);
        let reason = match entry.map(|entry| (entry, entry.access)) {
            None | Some((_, Access::Deleted)) => MetaFailureReason::NotFound,
            Some((_, Access::Forbidden)) => MetaFailureReason::Forbidden,
            Some((entry, Access::Open)) => {
                let time = lookup::seconds(exchange, entry);
                let owner = users::shown(&entry.owner, id_type);
                let mut meta = json!({
                    "doc_token": token,
                    "doc_type": kind,
                    "title": entry.name,
                    "owner_id": owner,
                    "create_time": time,
                    "latest_modify_user": owner,
                    "latest_modify_time": time,
                    "request_doc_info": {"doc_token": token, "doc_type": kind},
                });
                if with_url {
                    meta["url"] = lookup::address(exchange, entry).into();
                }
                metas.push(meta);
                continue;
            }
        };
        failed.push(json!({"token": token, "code": reason.number()}));
    }
    let data = json!({"metas": metas, "failed_list": failed});
    Ok(Response::data(&data))
}
