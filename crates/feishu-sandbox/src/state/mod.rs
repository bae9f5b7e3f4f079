//! What the sandbox remembers.

pub(crate) mod entities;
pub(crate) mod files;
pub(crate) mod limits;
pub(crate) mod record;
pub(crate) mod token;

use std::time::Duration;

use self::entities::Entities;
use self::limits::Limits;
use self::record::RequestLog;
use self::token::Tokens;
use crate::clock::Clock;
use crate::fault::{Fault, Faults};
use crate::services::States;

/// Everything that changes while the sandbox runs.
pub(crate) struct State {
    pub(crate) tokens: Tokens,
    pub(crate) limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) requests: RequestLog,
    /// What all services remember in the same way.
    pub(crate) entities: Entities,
    /// What each service remembers of its own.
    pub(crate) services: States,
    pub(crate) settings: Settings,
    ids: Ids,
}

impl State {
    /// The state at a moment at which nothing has happened yet.
    pub(crate) fn new(beginning: &Beginning, clock: &Clock) -> Self {
        let mut faults = Faults::default();
        for fault in beginning.faults.iter().cloned() {
            faults.add(fault);
        }
        Self {
            tokens: Tokens::default(),
            limits: Limits::new(beginning.rate_scale),
            faults,
            requests: RequestLog::default(),
            entities: Entities::default(),
            services: States::new(clock),
            settings: beginning.settings.clone(),
            ids: Ids::default(),
        }
    }

    /// Begins again. The numbers of requests go on, so that whoever follows them notices.
    pub(crate) fn reset(&mut self, beginning: &Beginning, clock: &Clock) {
        let mut requests = std::mem::take(&mut self.requests);
        requests.clear();
        *self = Self {
            requests,
            ..Self::new(beginning, clock)
        };
    }

    /// The id of a new job.
    pub(crate) fn job_id(&mut self) -> String {
        self.ids.job()
    }
}

/// How a sandbox begins, and begins again when it is reset.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    pub(crate) settings: Settings,
    /// What the documented limits are multiplied by; `None` for no limits.
    pub(crate) rate_scale: Option<f64>,
    pub(crate) faults: Vec<Fault>,
}

/// What a test may set.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How many polls find a job under way.
    pub(crate) pending_polls: u32,
    pub(crate) token_lifetime: Duration,
    /// How long the body of a request may stand still.
    pub(crate) body_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pending_polls: 2,
            token_lifetime: Duration::from_secs(2 * 60 * 60),
            body_timeout: Duration::from_secs(15),
        }
    }
}

/// A token of letters and digits, as long as those of the platform.
pub(crate) fn random_token(prefix: &str) -> String {
    let rest = letters(27 - prefix.len().min(27));
    format!("{prefix}{rest}")
}

/// So many letters and digits, other ones each time.
pub(crate) fn letters(count: usize) -> String {
    std::iter::repeat_with(fastrand::alphanumeric)
        .take(count)
        .collect()
}

/// Ids of jobs: 64-bit numbers, as text.
#[derive(Debug)]
struct Ids(u64);

impl Default for Ids {
    fn default() -> Self {
        Self(7_300_000_000_000_000_000 + fastrand::u64(0..1_000_000_000_000))
    }
}

impl Ids {
    fn job(&mut self) -> String {
        self.0 += fastrand::u64(1..1_000_000);
        self.0.to_string()
    }
}
