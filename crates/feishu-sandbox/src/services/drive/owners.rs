//! The numbers of those whom things in drive belong to.

/// Where the numbers of users begin.
const FIRST: u64 = 7_103_000_000_000_000_000;
/// How many digits of them tell users apart.
const SPREAD: u64 = 1_000_000_000_000_000;

/// The number of a user, as folders have it; the same for the same user.
pub(super) fn number(open_id: &str) -> String {
    let digits = open_id
        .bytes()
        .fold(0, |sum, byte| (sum * 31 + u64::from(byte)) % SPREAD);
    (FIRST + digits).to_string()
}
