//! Adds reactions to the replies of comments, and takes them away.

use feishu_drive::codes;
use serde_json::{Value, json};

use super::entities::{COMMENT, REPLY};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::services::entities::{list, refusal};
use crate::state::entities::Scope;

/// Adds or takes away a reaction of the caller's.
pub(super) fn update(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?.subject;
    let arguments = exchange.arguments;
    let id = arguments.said("reply_id").unwrap_or_default();
    let reaction = arguments.text("reaction_type").unwrap_or_default();
    let is_added = arguments.text("action") == Some("add");
    let Some(scope) = scope_of(exchange, &id) else {
        return Err(refusal(exchange.operation, &[codes::INVALID_PARAMS]));
    };
    let reply = exchange.state.entities.find_mut(&scope, &id);
    let reactions = reply.and_then(|reply| reply.get_mut("reactions"));
    if let Some(Value::Array(reactions)) = reactions {
        change(reactions, reaction, &caller, is_added);
    }
    Ok(Response::data(&json!({})))
}

/// What a reply of a document belongs to; the request names its document alone.
fn scope_of(exchange: &mut Exchange<'_>, reply: &str) -> Option<Scope> {
    let file = exchange.arguments.path("file_token").to_owned();
    let comments = Scope {
        kind: COMMENT.name(),
        within: vec![file.clone()],
    };
    for comment in list(exchange, &COMMENT, &comments) {
        let replies = Scope {
            kind: REPLY.name(),
            within: vec![file.clone(), comment.id],
        };
        let all = list(exchange, &REPLY, &replies);
        if all.iter().any(|known| known.id == reply) {
            return Some(replies);
        }
    }
    None
}

/// Adds somebody to a reaction, or takes him away; one that nobody has any more goes.
fn change(reactions: &mut Vec<Value>, key: &str, user: &str, is_added: bool) {
    let has_key = |reaction: &Value| reaction["reaction_key"] == key;
    let known = reactions.iter_mut().find(|reaction| has_key(reaction));
    let Some(reaction) = known else {
        if is_added {
            reactions.push(json!({"reaction_key": key, "count": 1, "ahead_users": [user]}));
        }
        return;
    };
    let Some(users) = reaction["ahead_users"].as_array_mut() else {
        return;
    };
    let is_there = users.iter().any(|known| known == user);
    if is_there == is_added {
        return;
    }
    users.retain(|known| known != user);
    if is_added {
        users.push(user.into());
    }
    let count = reaction["count"].as_i64().unwrap_or_default();
    let count = count + if is_added { 1 } else { -1 };
    reaction["count"] = count.into();
    if count <= 0 {
        reactions.retain(|reaction| !has_key(reaction));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_counts_once() {
        let mut reactions = Vec::new();
        for user in ["ou_1", "ou_2", "ou_1"] {
            change(&mut reactions, "OK", user, true);
        }
        let both = json!([{"reaction_key": "OK", "count": 2, "ahead_users": ["ou_1", "ou_2"]}]);
        assert_eq!(json!(reactions), both);
        for user in ["ou_1", "ou_1", "ou_2"] {
            change(&mut reactions, "OK", user, false);
        }
        assert_eq!(json!(reactions), json!([]));
    }
}
