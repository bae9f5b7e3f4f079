//! Whose things in drive are: a user's, or the app's, which has things of its own.

use feishu_core::TokenKind;

use crate::state::token::Caller;

/// Where the numbers of users begin.
const FIRST: u64 = 7_103_000_000_000_000_000;
/// How many digits of them tell users apart.
const SPREAD: u64 = 1_000_000_000_000_000;

/// The open id of whoever calls; the platform gives one to an app, too.
pub(super) fn open_id(caller: &Caller) -> String {
    match caller.kind {
        TokenKind::User => caller.subject.clone(),
        _ => {
            let name = caller.subject.rsplit('_').next().unwrap_or_default();
            format!("ou_{}", name.chars().cycle().take(32).collect::<String>())
        }
    }
}

/// The number of a user, as folders have it; the same for the same user.
pub(super) fn number(open_id: &str) -> String {
    let digits = open_id
        .bytes()
        .fold(0, |sum, byte| (sum * 31 + u64::from(byte)) % SPREAD);
    (FIRST + digits).to_string()
}
