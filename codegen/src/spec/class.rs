//! What kinds of failure there are.

/// What kind of failure an error of the platform is, or the status of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class(&'static str);

impl Class {
    /// The kinds of `feishu_core::ErrorKind` that the status of a job can have, as the spec writes them.
    pub const OF_STATUSES: &'static [&'static str] = &[
        "invalid_request",
        "rate_limited",
        "quota_used_up",
        "unauthenticated",
        "permission_denied",
        "not_found",
        "conflict",
        "too_large",
        "unavailable",
        "other",
        "job_failed",
    ];

    /// Those that an error can have: all but the failure of a job that has no kind of its own.
    pub const OF_ERRORS: &'static [&'static str] = match Self::OF_STATUSES.split_last() {
        Some((_, rest)) => rest,
        None => &[],
    };

    /// The kind that a word of the spec names.
    pub fn of(word: &str) -> Option<Self> {
        let words = Self::OF_STATUSES.iter();
        words.copied().find(|known| *known == word).map(Self)
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        self.0
    }

    /// Whether a repetition can help, unless something else is said.
    pub fn retry(self) -> Retry {
        match self.0 {
            "rate_limited" => Retry::Wait,
            "unavailable" => Retry::Idempotent,
            "unauthenticated" => Retry::RenewToken,
            _ => Retry::Never,
        }
    }
}

/// Whether a repetition can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The same call fails again.
    Never,
    /// The platform refused before doing anything.
    Wait,
    /// The outcome is unknown.
    Idempotent,
    /// The token was refused.
    RenewToken,
}

impl Retry {
    /// What a word of the spec says.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "never" => Self::Never,
            "wait" => Self::Wait,
            "idempotent" => Self::Idempotent,
            "renew_token" => Self::RenewToken,
            _ => return None,
        })
    }
}
