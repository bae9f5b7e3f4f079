//! The tenant token of an app: fetched on first use, once for all who wait, and renewed ahead of time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::Instrument;

use crate::client::Client;
use crate::error::{Error, Kind, Result};
use crate::generated::auth::ObtainTenantAccessToken;
use crate::secret::Secret;
use crate::time::{self, Instant};

/// How long before expiry a renewal starts in the background.
///
/// The platform issues a new token only when less than 30 minutes remain and repeats the old one before that, so asking
/// earlier costs a request and changes nothing.
const ADVISORY_WINDOW: Duration = Duration::from_secs(30 * 60);

/// How much later than the window a renewal may start, so that many processes do not renew together.
const ADVISORY_JITTER: Duration = Duration::from_secs(5 * 60);

/// How long before expiry callers wait for the renewal instead of using the cached token: the margin of the vendor's Go
/// and Node SDKs.
const MANDATORY_WINDOW: Duration = Duration::from_secs(3 * 60);

/// How long after a failed renewal in the background the next one may start, plus up to as much again.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);

/// The longest life of a token that is believed: the documented one is two hours.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The cache of one app's tenant token.
#[derive(Debug)]
pub(crate) struct TokenCache {
    app_id: String,
    app_secret: Secret,
    state: Mutex<State>,
    /// Held by whoever fetches.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    token: Option<Token>,
    /// How many fetches have ended, and how the last one failed.
    fetches: u64,
    failure: Option<Error>,
    next_renewal: Option<Instant>,
}

/// A cached token and its windows.
#[derive(Clone, Debug)]
struct Token {
    secret: Secret,
    /// From here on a renewal is started in the background.
    advisory: Instant,
    /// From here on callers wait for a new token.
    mandatory: Instant,
}

impl Token {
    /// Both windows shrink with a short life: a margin as long as the life would mean a fetch for each call.
    fn new(secret: Secret, issued: Instant, lifetime: Duration) -> Self {
        let expiry = time::later(issued, lifetime);
        let jitter = time::jitter(ADVISORY_JITTER.min(lifetime / 20));
        let advisory = ADVISORY_WINDOW.min(lifetime / 4).saturating_sub(jitter);
        let mandatory = MANDATORY_WINDOW.min(lifetime / 10);
        Self {
            secret,
            advisory: expiry - advisory.max(mandatory),
            mandatory: expiry - mandatory,
        }
    }
}

impl TokenCache {
    pub(crate) fn new(app_id: String, app_secret: Secret) -> Self {
        Self {
            app_id,
            app_secret,
            state: Mutex::default(),
            fetching: tokio::sync::Mutex::new(()),
        }
    }

    /// A token that is good for a while.
    pub(crate) async fn get(self: &Arc<Self>, client: &Client) -> Result<Secret> {
        let Some(token) = self.cached() else {
            return self.fetch(client).await;
        };
        if self.claim_renewal(&token) {
            self.renew_in_background(client.clone(), token.secret.clone());
        }
        Ok(token.secret)
    }

    /// Drops a token that the platform rejected, unless it was replaced in the meantime.
    pub(crate) fn invalidate(&self, rejected: &Secret) {
        self.state()
            .token
            .take_if(|token| token.secret == *rejected);
    }

    /// The cached token, if it may be used.
    fn cached(&self) -> Option<Token> {
        let now = time::now();
        self.state()
            .token
            .clone()
            .filter(|token| now < token.mandatory)
    }

    /// Whether it is time to renew the token, and nobody else does. A failed renewal is not repeated at once.
    fn claim_renewal(&self, token: &Token) -> bool {
        let now = time::now();
        let mut state = self.state();
        let due = now >= token.advisory && state.next_renewal.is_none_or(|moment| now >= moment);
        if due {
            state.next_renewal = Some(time::after(
                PAUSE_AFTER_FAILURE + time::jitter(PAUSE_AFTER_FAILURE),
            ));
        }
        due
    }

    fn renew_in_background(self: &Arc<Self>, client: Client, old: Secret) {
        let cache = Arc::clone(self);
        let renewal = async move {
            let _only = cache.fetching.lock().await;
            let is_still_old = cache.cached().is_none_or(|token| token.secret == old);
            if is_still_old && let Err(error) = cache.fetch_now(&client).await {
                tracing::warn!(%error, "the tenant token could not be renewed ahead of time");
            }
        };
        tokio::spawn(renewal.in_current_span());
    }

    /// Fetches a token, or waits for the one who does. All who waited share the outcome, a failure too.
    ///
    /// The work is done by a task of its own: whoever asked first may give up, and the others need the token all the
    /// same.
    async fn fetch(self: &Arc<Self>, client: &Client) -> Result<Secret> {
        let before = self.state().fetches;
        let (cache, client) = (Arc::clone(self), client.clone());
        let fetch = async move {
            let _only = cache.fetching.lock().await;
            if let Some(token) = cache.cached() {
                return Ok(token.secret);
            }
            if let Some(failure) = cache.failure_since(before) {
                return Err(failure);
            }
            cache.fetch_now(&client).await
        };
        let ended = tokio::spawn(fetch.in_current_span()).await;
        ended.unwrap_or_else(|gone| {
            let what = "the runtime shut down while the tenant token was fetched";
            Err(Error::new(Kind::Connection, what).with_source(gone))
        })
    }

    fn failure_since(&self, before: u64) -> Option<Error> {
        let state = self.state();
        state.failure.clone().filter(|_| state.fetches != before)
    }

    async fn fetch_now(&self, client: &Client) -> Result<Secret> {
        let outcome = self.request(client).await;
        let mut state = self.state();
        state.fetches += 1;
        match outcome {
            Ok(token) => {
                let secret = token.secret.clone();
                *state = State {
                    token: Some(token),
                    fetches: state.fetches,
                    ..State::default()
                };
                Ok(secret)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    async fn request(&self, client: &Client) -> Result<Token> {
        let asked = time::now();
        let request = ObtainTenantAccessToken::new(self.app_id.clone(), self.app_secret.clone());
        let response = client
            .call(request)
            .without_token()
            .await
            .map_err(Error::with_app_refused)?;
        let lifetime = u64::try_from(response.expire).unwrap_or_default();
        if response.tenant_access_token.expose().is_empty() || lifetime == 0 {
            let what = "the platform answered without a tenant token, or with one that has expired";
            return Err(Error::new(Kind::Decode, what));
        }
        let lifetime = Duration::from_secs(lifetime).min(LONGEST_LIFE);
        Ok(Token::new(response.tenant_access_token, asked, lifetime))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
