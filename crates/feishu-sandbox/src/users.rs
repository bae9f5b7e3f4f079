//! The people of the sandbox: their ids of each kind, and what they are called.
//!
//! Whoever has an open id is a user. The names of people are made up, and the same for the same person.

use feishu_core::types::UserIdType;

/// The user whose token [`Sandbox::user_token`](crate::Sandbox::user_token) gives, and who owns what is there from the
/// beginning.
pub(crate) const USER: &str = "ou_5a4db0c5a4db0c5a4db0c5a4db0c5a4d";

const OPEN: &str = "ou_";
const UNION: &str = "on_";

/// Users whose `user_id` is as short as the platform has them. That of others is what follows the prefix of their open id.
const SHORT: [(&str, &str); 1] = [(USER, "5a4db0c5")];

const NAMES: [&str; 6] = [
    "Li Na",
    "Maya Okafor",
    "陈思远",
    "Tom Hansen",
    "李若溪",
    "Ana Souza",
];

/// What is known of a user besides the ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
}

/// Returns what is known of the user with this open id.
pub(crate) fn profile(open_id: &str) -> Profile {
    let sum: usize = open_id.bytes().map(usize::from).sum();
    Profile {
        name: NAMES[sum % NAMES.len()],
    }
}

/// Returns the id of a user as `user_id_type` asks for it; the open id unless it names another kind.
pub(crate) fn shown(open_id: &str, kind: Option<&str>) -> String {
    let rest = open_id.strip_prefix(OPEN).unwrap_or(open_id);
    match kind.map(UserIdType::from) {
        Some(UserIdType::UnionId) => format!("{UNION}{rest}"),
        Some(UserIdType::UserId) => {
            let short = SHORT.iter().find(|(user, _)| *user == open_id);
            short.map_or(rest, |(_, short)| short).to_owned()
        }
        _ => open_id.to_owned(),
    }
}
