//! The users of the sandbox, who have three ids each.

use feishu_core::TokenKind;

use super::token::Caller;

/// The user whose token [`Sandbox::user_token`](crate::Sandbox::user_token) gives, and whose the built-in documents are.
pub(crate) const USER: &str = "ou_5a4db0c5a4db0c5a4db0c5a4db0c5a4d";

/// How open ids begin; what follows tells users apart in every one of their ids.
const OPEN: &str = "ou_";
/// How union ids begin.
const UNION: &str = "on_";
/// How long a user id is.
const SHORT: usize = 8;

/// The open id of whoever calls: the user, or the app, which has files of its own and counts as a user there.
pub(crate) fn open_id(caller: &Caller) -> String {
    match caller.kind {
        TokenKind::User => caller.subject.clone(),
        _ => {
            let name = caller.subject.rsplit('_').next().unwrap_or_default();
            format!(
                "{OPEN}{}",
                name.chars().cycle().take(32).collect::<String>()
            )
        }
    }
}

/// The id of a user, of the kind that `user_id_type` asks for; the open id unless it does.
pub(crate) fn id(open_id: &str, kind: Option<&str>) -> String {
    let rest = open_id.strip_prefix(OPEN).unwrap_or(open_id);
    match kind {
        Some("union_id") => format!("{UNION}{rest}"),
        Some("user_id") => rest.chars().take(SHORT).collect(),
        _ => open_id.to_owned(),
    }
}
