//! The tokens that the platform has issued, handed out as the real one does.

use std::time::Duration;

/// How long a new token lives.
const LIFE: Duration = Duration::from_secs(2 * 60 * 60);

/// While so much is left of a token, the platform repeats it.
const REPEATED_WHILE: Duration = Duration::from_secs(30 * 60);

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    issued: usize,
    /// Every token that is good, the newest last, and when it expires.
    good: Vec<(String, Duration)>,
    /// Whether the newest one may be handed out again.
    repeatable: bool,
}

impl Ledger {
    /// A platform that has issued a token to another process of the app, some time ago.
    pub(crate) fn with_token_of_age(age: Duration) -> Self {
        let mut ledger = Self::default();
        ledger.issue(Duration::ZERO);
        for (_, expiry) in &mut ledger.good {
            *expiry -= age;
        }
        ledger
    }

    /// The number of different tokens.
    pub(crate) fn issued(&self) -> usize {
        self.issued
    }

    /// A token and the seconds that are left of it.
    pub(crate) fn issue(&mut self, now: Duration) -> (String, u64) {
        if let Some((token, expiry)) = self.good.last()
            && self.repeatable
            && *expiry >= now + REPEATED_WHILE
        {
            return (token.clone(), (*expiry - now).as_secs());
        }
        self.issued += 1;
        let token = format!("t-{}", self.issued);
        self.good.push((token.clone(), now + LIFE));
        self.repeatable = true;
        (token, LIFE.as_secs())
    }

    pub(crate) fn accepts(&self, token: &str, now: Duration) -> bool {
        self.good
            .iter()
            .any(|(good, expiry)| good == token && now < *expiry)
    }

    /// Takes the newest token back before its time.
    pub(crate) fn revoke(&mut self) {
        self.good.pop();
        self.repeatable = false;
    }
}
