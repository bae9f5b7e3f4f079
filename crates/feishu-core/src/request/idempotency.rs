//! The key by which the platform knows a repetition of a call: made up where a request leaves it out.

use std::hash::{BuildHasher, RandomState};

/// Returns a new key: a random UUID of version 4, which is what some operations document and the others take.
///
/// Two programs that make up the same key would lose a call, so it comes from the randomness of the operating system, by way
/// of the keys of the standard library's hasher. `fastrand` is seeded with the time since boot, which machines may share.
pub(crate) fn key() -> String {
    let half = || u128::from(RandomState::new().hash_one(0u8));
    uuid(half() << 64 | half())
}

/// The text of a UUID of version 4 with the given bits, but for the six that say what it is.
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xF000 << 64) | 0x4000 << 64;
    let bits = bits & !(0xC000 << 48) | 0x8000 << 48;
    let hex = format!("{bits:032x}");
    let (time_low, rest) = hex.split_at(8);
    let (time_mid, rest) = rest.split_at(4);
    let (version, rest) = rest.split_at(4);
    let (variant, node) = rest.split_at(4);
    format!("{time_low}-{time_mid}-{version}-{variant}-{node}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_key_has_the_form_of_a_uuid() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(
            uuid(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
            "01234567-89ab-4def-8123-456789abcdef"
        );
    }

    #[test]
    fn no_key_comes_twice() {
        let keys: HashSet<_> = (0..1000).map(|_| key()).collect();
        assert_eq!(keys.len(), 1000);
    }
}
