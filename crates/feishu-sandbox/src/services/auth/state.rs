//! Codes and refresh tokens that have been given out.

use std::collections::HashMap;
use std::time::Duration;

use super::pkce::Challenge;
use crate::clock::Moment;
use crate::state::random_token;

/// How long a code can be exchanged.
const CODE_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How long a refresh token can be used.
const REFRESH_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What has been given out.
#[derive(Debug, Default)]
pub(in crate::services) struct Auth {
    codes: HashMap<String, Once<Consent>>,
    refresh_tokens: HashMap<String, Once<Grant>>,
}

/// What a user has consented to.
#[derive(Clone, Debug)]
pub(super) struct Consent {
    pub(super) grant: Grant,
    /// Where the code was sent.
    pub(super) address: String,
    pub(super) challenge: Option<Challenge>,
}

/// Who has granted what.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) open_id: String,
    /// The scopes, with spaces between them.
    pub(super) scope: String,
}

impl Grant {
    /// Whether the user may be represented after the first token has expired.
    pub(super) fn can_be_refreshed(&self) -> bool {
        self.scope.split(' ').any(|scope| scope == "offline_access")
    }
}

/// Something that can be used once, and in time.
#[derive(Debug)]
struct Once<T> {
    what: T,
    until: Moment,
    is_used: bool,
}

/// Why something cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    Unknown,
    Used,
    Expired,
}

impl Auth {
    /// A new code.
    pub(super) fn code(&mut self, consent: Consent, now: Moment) -> String {
        insert(&mut self.codes, consent, CODE_LIFETIME, now)
    }

    /// What a code stands for. It can be asked for again until it is [used](Self::use_code).
    pub(super) fn consent(&self, code: &str, now: Moment) -> Result<&Consent, Unusable> {
        find(&self.codes, code, now)
    }

    /// Makes a code unusable.
    pub(super) fn use_code(&mut self, code: &str) {
        if let Some(once) = self.codes.get_mut(code) {
            once.is_used = true;
        }
    }

    /// A new refresh token, and how long it can be used.
    pub(super) fn refresh_token(&mut self, grant: Grant, now: Moment) -> (String, Duration) {
        let token = insert(&mut self.refresh_tokens, grant, REFRESH_LIFETIME, now);
        (token, REFRESH_LIFETIME)
    }

    /// Uses up a refresh token, and returns what it stands for.
    pub(super) fn refresh(&mut self, token: &str, now: Moment) -> Result<Grant, Unusable> {
        let grant = find(&self.refresh_tokens, token, now)?.clone();
        if let Some(once) = self.refresh_tokens.get_mut(token) {
            once.is_used = true;
        }
        Ok(grant)
    }
}

fn insert<T>(
    all: &mut HashMap<String, Once<T>>,
    what: T,
    lifetime: Duration,
    now: Moment,
) -> String {
    // Codes have up to 64 characters, and nobody looks inside.
    let key = random_token("") + &random_token("");
    let once = Once {
        what,
        until: now.after(lifetime),
        is_used: false,
    };
    all.insert(key.clone(), once);
    key
}

fn find<'a, T>(
    all: &'a HashMap<String, Once<T>>,
    key: &str,
    now: Moment,
) -> Result<&'a T, Unusable> {
    match all.get(key) {
        None => Err(Unusable::Unknown),
        Some(once) if once.is_used => Err(Unusable::Used),
        Some(once) if now >= once.until => Err(Unusable::Expired),
        Some(once) => Ok(&once.what),
    }
}
