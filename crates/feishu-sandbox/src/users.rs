//! The people of the sandbox: their ids of each kind, and what they are called.
//!
//! Whoever has an open id is a user. The names and numbers of people are made up, and the same for the same person.

use feishu_core::TokenKind;
use feishu_core::types::UserIdType;

use crate::state::token::Caller;

/// The user whose token [`Sandbox::user_token`](crate::Sandbox::user_token) gives, and who owns what is there from the
/// beginning.
pub(crate) const USER: &str = "ou_5a4db0c5a4db0c5a4db0c5a4db0c5a4d";
/// The user whom the documentation has in most of its samples.
pub(crate) const SAMPLE: &str = "ou_3ec3f6a28a0d08c45d895276e8e5e19b";

const OPEN: &str = "ou_";
const UNION: &str = "on_";

/// Users whose `user_id` is as short as the platform has them. That of others is what follows the prefix of their open id.
const SHORT: [(&str, &str); 2] = [(USER, "5a4db0c5"), (SAMPLE, "3ec3f6a2")];

const NAMES: [&str; 12] = [
    "Li Na",
    "Maya Okafor",
    "陈思远",
    "Tom Hansen",
    "李若溪",
    "Ana Souza",
    "周明",
    "Priya Nair",
    "王子轩",
    "Jonas Weber",
    "赵雨桐",
    "Sofia Rossi",
];
const DEPARTMENTS: [&str; 4] = ["Engineering", "Product", "Sales", "People"];

/// What is known of a user besides the ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    pub(crate) department: &'static str,
    /// The number that the company has given.
    pub(crate) employee_no: String,
    pub(crate) email: String,
    pub(crate) mobile: &'static str,
}

/// Returns what is known of the user with this open id.
pub(crate) fn profile(open_id: &str) -> Profile {
    let hash = hash(open_id);
    Profile {
        name: pick(&NAMES, hash),
        department: pick(&DEPARTMENTS, hash >> 16),
        employee_no: format!("{:08}", hash % 100_000_000),
        email: format!("{:08x}@example.com", hash >> 32),
        mobile: "+86123****8910",
    }
}

/// The hash of Fowler, Noll and Vo, which is the same in each run.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn pick(all: &[&'static str], hash: u64) -> &'static str {
    let count = all.len() as u64;
    all[usize::try_from(hash % count).unwrap_or_default()]
}

/// Returns the open id of whoever calls; the platform gives one to an app, too.
pub(crate) fn of_caller(caller: &Caller) -> String {
    match caller.kind {
        TokenKind::User => caller.subject.clone(),
        _ => {
            let name = caller.subject.rsplit('_').next().unwrap_or_default();
            format!("ou_{}", name.chars().cycle().take(32).collect::<String>())
        }
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

/// Returns the open id of the user who has an id of this kind; `None` if it is no such id.
pub(crate) fn open_id(id: &str, kind: Option<&str>) -> Option<String> {
    let rest = match kind.map(UserIdType::from) {
        Some(UserIdType::UnionId) => id.strip_prefix(UNION)?,
        Some(UserIdType::UserId) => {
            if let Some((user, _)) = SHORT.iter().find(|(_, short)| *short == id) {
                return Some((*user).to_owned());
            }
            id
        }
        _ => id.strip_prefix(OPEN)?,
    };
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_other = rest.starts_with(OPEN) || rest.starts_with(UNION);
    (!rest.is_empty() && !is_other && rest.bytes().all(is_part)).then(|| format!("{OPEN}{rest}"))
}

/// Returns the open id of the user with an e-mail address: another for each.
pub(crate) fn of_email(email: &str) -> String {
    format!("{OPEN}{:032x}", hash(email))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_each_kind_leads_back_to_the_user() {
        for user in [USER, SAMPLE, "ou_1", "ou_a27b07a9071d90577c0177bcec98f856"] {
            for kind in [None, Some("open_id"), Some("union_id"), Some("user_id")] {
                let id = shown(user, kind);
                assert_eq!(open_id(&id, kind).as_deref(), Some(user), "{id} {kind:?}");
            }
        }
        assert_eq!(
            shown(USER, Some("union_id")),
            "on_5a4db0c5a4db0c5a4db0c5a4db0c5a4d"
        );
        assert_eq!(shown(USER, Some("user_id")), "5a4db0c5");
    }

    #[test]
    fn an_id_of_another_kind_is_none() {
        for (id, kind) in [
            ("on_1", None),
            ("1", Some("open_id")),
            ("ou_1", Some("union_id")),
            ("ou_1", Some("user_id")),
            ("", Some("user_id")),
            ("ou_", None),
            ("ou_<b>", None),
        ] {
            assert_eq!(open_id(id, kind), None, "{id} {kind:?}");
        }
    }

    #[test]
    fn the_same_user_has_the_same_name() {
        assert_eq!(profile("ou_1"), profile("ou_1"));
        assert_ne!(profile("ou_1").email, profile("ou_2").email);
    }
}
