//! Tokens that the client obtains: fetched on first use, once for all who wait, renewed ahead of time.
//!
//! A fetch is a task of its own, so that it outlives a caller who gives up. The task lives in the runtime
//! of whoever asked first, which may stop being driven at any time: so it shows signs of life, and when they stop, those
//! who wait take the fetch over. Nobody holds a lock while waiting.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tracing::Instrument;

use crate::ground::error::{Error, Fault, Result};
use crate::ground::secret::Secret;
use crate::ground::time::{self, Instant};
use crate::wire::transport::BoxFuture;

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

/// How long after a failed renewal the next one may start, plus up to as much again. Until then a token that has not
/// expired is used.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);

/// How long callers wait for a renewal while the old token is still good.
const LONGEST_RENEWAL: Duration = Duration::from_secs(5);

/// The longest life of a token that is believed: the documented one is two hours.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// How often a fetch shows that its runtime is driven.
const HEARTBEAT: Duration = Duration::from_millis(500);

/// How often in a row those who wait must miss it. It is not measured as one long time: after a jump of the clock, the
/// fetch gets as many chances to show itself.
const MISSED_BEATS: u32 = 4;

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TokenKey(Arc<str>);

impl TokenKey {
    /// The key of an app's tenant token.
    pub(crate) fn tenant(app_id: &str) -> Self {
        Self(format!("tenant:{app_id}").into())
    }
}

/// A token as the platform issued it.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) secret: Secret,
    pub(crate) asked: Instant,
    pub(crate) lifetime: Duration,
}

/// A token to call with.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) secret: Secret,
    /// Counts the fetches: the platform may issue the same text again.
    epoch: u64,
    /// When the platform was asked for it.
    pub(crate) asked: Instant,
}

/// What becomes of a call whose token was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// It may be repeated with another token.
    Replace,
    /// The platform stands by the token, so it is the operation that does not take it.
    Final,
}

/// The tokens of one client, by key.
#[derive(Debug, Default)]
pub(crate) struct TokenCache {
    slots: Mutex<HashMap<TokenKey, Slot>>,
}

#[derive(Debug, Default)]
struct Slot {
    token: Option<Token>,
    /// The text of the last token, also if it was rejected since.
    last: Option<Secret>,
    epoch: u64,
    fetch: Option<Fetch>,
    /// No renewal starts before then.
    paused_until: Option<Instant>,
    /// When the last token was rejected.
    rejected: Option<Instant>,
    /// The operations that rejected it: if it is issued again, they are those that do not take it.
    suspects: HashSet<&'static str>,
    /// The operations that do not take the last token, although the platform issued it again after it was rejected.
    refused_by: HashSet<&'static str>,
}

/// A cached token and its windows.
#[derive(Clone, Debug)]
struct Token {
    issued: Issued,
    /// From here on a renewal is started in the background.
    advisory: Instant,
    /// From here on callers wait for a new token.
    mandatory: Instant,
    expiry: Instant,
}

/// A fetch under way.
#[derive(Clone, Debug)]
struct Fetch {
    number: u64,
    state: watch::Receiver<FetchState>,
}

#[derive(Clone, Debug, Default)]
struct FetchState {
    beats: u64,
    outcome: Option<Result<Issued>>,
}

/// How a wait for a fetch ended.
enum Waited {
    Over(Result<Issued>),
    /// Its runtime is not driven any more, or gone.
    Abandoned,
    /// It takes longer than a token that is still good makes one wait.
    Slow,
}

impl Token {
    /// Both windows shrink with a short life: a margin as long as the life would mean a fetch for each call.
    fn new(fetched: Fetched, epoch: u64) -> Self {
        let lifetime = fetched.lifetime.min(LONGEST_LIFE);
        let expiry = time::later(fetched.asked, lifetime);
        let jitter = time::jitter(ADVISORY_JITTER.min(lifetime / 20));
        let advisory = ADVISORY_WINDOW.min(lifetime / 4).saturating_sub(jitter);
        let mandatory = MANDATORY_WINDOW.min(lifetime / 10);
        Self {
            issued: Issued {
                secret: fetched.secret,
                epoch,
                asked: fetched.asked,
            },
            advisory: expiry - advisory.max(mandatory),
            mandatory: expiry - mandatory,
            expiry,
        }
    }
}

impl Slot {
    fn is_paused(&self, now: Instant) -> bool {
        self.paused_until.is_some_and(|until| now < until)
    }

    /// The token, if a call may go out with it as things stand.
    fn at_hand(&self, now: Instant) -> Option<&Token> {
        let paused = self.is_paused(now);
        let good = |token: &&Token| now < token.mandatory || (paused && now < token.expiry);
        self.token.as_ref().filter(good)
    }

    fn store(&mut self, fetched: Fetched) -> Issued {
        self.epoch += 1;
        if self.last.as_ref() != Some(&fetched.secret) {
            self.refused_by.clear();
            self.suspects.clear();
            self.rejected = None;
        } else if self.rejected.is_some_and(|moment| fetched.asked >= moment) {
            self.refused_by.extend(self.suspects.drain());
        }
        self.last = Some(fetched.secret.clone());
        self.paused_until = None;
        let token = Token::new(fetched, self.epoch);
        let issued = token.issued.clone();
        self.token = Some(token);
        issued
    }
}

impl TokenCache {
    /// A token that is good for a while. `fetch` makes the future that obtains one, if that is needed.
    pub(crate) async fn get(
        self: &Arc<Self>,
        key: &TokenKey,
        fetch: impl Fn() -> BoxFuture<'static, Result<Fetched>>,
    ) -> Result<Issued> {
        loop {
            let (under_way, good_until) = {
                let now = time::now();
                let mut slots = self.slots();
                let slot = slots.entry(key.clone()).or_default();
                if let Some(token) = slot.at_hand(now).cloned() {
                    let due = now >= token.advisory && !slot.is_paused(now);
                    if due && slot.fetch.is_none() {
                        // If nobody drives it any more, those take it over who will have to wait for it.
                        slot.fetch = Some(self.start(key, fetch()));
                    }
                    return Ok(token.issued);
                }
                let under_way = match &slot.fetch {
                    Some(under_way) => under_way.clone(),
                    None => {
                        let started = self.start(key, fetch());
                        slot.fetch.insert(started).clone()
                    }
                };
                let expiry = slot.token.as_ref().map(|token| token.expiry);
                (under_way, expiry.filter(|&expiry| now < expiry))
            };
            let patience = good_until.map(|_| time::after(LONGEST_RENEWAL));
            // Boxed, since every call would have room for what one in thousands does.
            match Box::pin(under_way.wait(patience)).await {
                Waited::Over(Ok(issued)) => return Ok(issued),
                Waited::Over(Err(error)) => return self.despite(key, error),
                // The pause makes the old token the one to call with.
                Waited::Slow => self.pause(key),
                Waited::Abandoned => self.abandon(key, under_way.number),
            }
        }
    }

    /// A token that is good for a while, if there is one and it is not yet to be renewed.
    pub(crate) fn at_hand(&self, key: &TokenKey) -> Option<Issued> {
        let now = time::now();
        let slots = self.slots();
        let token = slots.get(key)?.token.as_ref()?;
        (now < token.advisory).then(|| token.issued.clone())
    }

    /// Whether a call can go out with a token as things stand: it may have waited for long since it got it.
    pub(crate) fn is_at_hand(&self, key: &TokenKey, issued: &Issued) -> bool {
        let now = time::now();
        let slots = self.slots();
        let at_hand = slots.get(key).and_then(|slot| slot.at_hand(now));
        at_hand.is_some_and(|token| token.issued.secret == issued.secret)
    }

    /// Books that the platform rejected a token, and says what to do about it.
    ///
    /// The platform repeats the token that it has issued while that is valid for long, also to whom it has just rejected.
    /// If it has done so since, another fetch is no use to anybody who carried the same one. A fetch that was under way when
    /// the token was rejected proves nothing.
    pub(crate) fn reject(
        &self,
        key: &TokenKey,
        rejected: &Issued,
        operation: &'static str,
    ) -> Rejected {
        let now = time::now();
        let mut slots = self.slots();
        let Some(slot) = slots.get_mut(key) else {
            return Rejected::Replace;
        };
        if slot.last.as_ref() != Some(&rejected.secret) {
            return Rejected::Replace;
        }
        let reissued = slot.token.as_ref().is_some_and(|token| {
            let after = slot
                .rejected
                .is_some_and(|moment| token.issued.asked >= moment);
            token.issued.epoch > rejected.epoch && after
        });
        if reissued || slot.refused_by.contains(operation) {
            return Rejected::Final;
        }
        // Those who are rejected while the token is fetched again already say nothing new.
        if slot.token.take().is_some() || slot.rejected.is_none() {
            slot.rejected = Some(now);
            slot.suspects.clear();
        }
        slot.suspects.insert(operation);
        Rejected::Replace
    }

    /// Whether the platform issued a token after it was known to be rejected.
    pub(crate) fn was_reissued(&self, key: &TokenKey, issued: &Issued) -> bool {
        let slots = self.slots();
        let rejected = slots.get(key).and_then(|slot| slot.rejected);
        rejected.is_some_and(|moment| issued.asked >= moment)
    }

    /// Starts a fetch in a task of its own.
    fn start(
        self: &Arc<Self>,
        key: &TokenKey,
        fetch: BoxFuture<'static, Result<Fetched>>,
    ) -> Fetch {
        let (sender, state) = watch::channel(FetchState::default());
        let number = fastrand::u64(..);
        let (cache, key) = (Arc::clone(self), key.clone());
        let task = async move {
            let fetched = beating(fetch, &sender).await;
            let outcome = cache.finish(&key, number, fetched);
            sender.send_modify(|state| state.outcome = Some(outcome));
        };
        tokio::spawn(task.in_current_span());
        Fetch { number, state }
    }

    /// Books how a fetch ended.
    fn finish(&self, key: &TokenKey, number: u64, fetched: Result<Fetched>) -> Result<Issued> {
        let now = time::now();
        let mut slots = self.slots();
        let slot = slots.entry(key.clone()).or_default();
        let owned = slot.fetch.take_if(|fetch| fetch.number == number).is_some();
        match fetched {
            Ok(fetched) if owned => Ok(slot.store(fetched)),
            // One that was taken over ends late, and must not put an old token in the place of a new one.
            Ok(fetched) => Ok(Issued {
                secret: fetched.secret,
                epoch: slot.epoch,
                asked: fetched.asked,
            }),
            Err(error) if !owned => Err(error),
            Err(error) => {
                tracing::warn!(
                    error = format_args!("{error:#}"),
                    "no token could be obtained"
                );
                slot.paused_until = Some(pause(now));
                Err(error)
            }
        }
    }

    /// The old token, if there is one that has not expired, in place of a failed renewal.
    fn despite(&self, key: &TokenKey, error: Error) -> Result<Issued> {
        let now = time::now();
        let slots = self.slots();
        let at_hand = slots.get(key).and_then(|slot| slot.at_hand(now));
        at_hand.map(|token| token.issued.clone()).ok_or(error)
    }

    fn pause(&self, key: &TokenKey) {
        let now = time::now();
        if let Some(slot) = self.slots().get_mut(key) {
            slot.paused_until = Some(pause(now));
        }
    }

    /// Forgets a fetch that nobody drives any more.
    fn abandon(&self, key: &TokenKey, number: u64) {
        if let Some(slot) = self.slots().get_mut(key) {
            slot.fetch.take_if(|fetch| fetch.number == number);
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<TokenKey, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fetch {
    /// Waits for the fetch to end, no longer than until `patience` ends if there is one.
    async fn wait(&self, patience: Option<Instant>) -> Waited {
        let mut state = self.state.clone();
        let mut beats = state.borrow().beats;
        let mut missed = 0;
        loop {
            let change = async {
                let moves = |state: &FetchState| state.outcome.is_some() || state.beats != beats;
                state.wait_for(moves).await.map(|state| state.clone())
            };
            // Half a beat of tolerance.
            let look = time::after(HEARTBEAT + HEARTBEAT / 2);
            let until = patience.map_or(look, |patience| patience.min(look));
            match time::until(Some(until), change).await {
                Some(Ok(state)) => match state.outcome {
                    Some(outcome) => return Waited::Over(outcome),
                    None => (beats, missed) = (state.beats, 0),
                },
                Some(Err(_)) => return Waited::Abandoned,
                None => missed += 1,
            }
            if missed > MISSED_BEATS {
                return Waited::Abandoned;
            }
            if patience.is_some_and(|patience| time::now() >= patience) {
                return Waited::Slow;
            }
        }
    }
}

/// Drives a fetch, and shows while it goes on that somebody does.
async fn beating(
    mut fetch: BoxFuture<'static, Result<Fetched>>,
    state: &watch::Sender<FetchState>,
) -> Result<Fetched> {
    // A panic in a transport of the program's own must not leave those alone who wait for the token.
    let mut fetch =
        poll_fn(
            move |cx| match catch_unwind(AssertUnwindSafe(|| fetch.as_mut().poll(cx))) {
                Ok(poll) => poll,
                Err(panic) => Poll::Ready(Err(panicked(panic.as_ref()))),
            },
        );
    loop {
        match time::until(Some(time::after(HEARTBEAT)), &mut fetch).await {
            Some(outcome) => return outcome,
            None => state.send_modify(|state| state.beats += 1),
        }
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let what = format!(
        "the fetch of a token panicked: {}",
        text.unwrap_or("without a message")
    );
    Error::new(Fault::Connection, what)
        .with_hint("look for the fault in the transport or the callbacks of the program")
}

fn pause(now: Instant) -> Instant {
    time::later(now, PAUSE_AFTER_FAILURE + time::jitter(PAUSE_AFTER_FAILURE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(secret: &str, lifetime: u64) -> Fetched {
        Fetched {
            secret: secret.into(),
            asked: time::now(),
            lifetime: Duration::from_secs(lifetime),
        }
    }

    /// A fetch that takes so many milliseconds, and is counted.
    fn counted(
        count: &Arc<Mutex<u32>>,
        millis: u64,
        secret: &'static str,
    ) -> impl Fn() -> BoxFuture<'static, Result<Fetched>> + use<> {
        let count = Arc::clone(count);
        move || {
            let count = Arc::clone(&count);
            Box::pin(async move {
                *count.lock().unwrap() += 1;
                time::sleep(Duration::from_millis(millis)).await;
                Ok(fetched(secret, 7200))
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_fetch_at_a_time_is_meant_for_each_key() {
        let cache = Arc::new(TokenCache::default());
        let (one, other) = (TokenKey::tenant("cli_1"), TokenKey::tenant("cli_2"));
        let count = Arc::default();
        let slow = counted(&count, 5_000, "t-slow");
        let fast = counted(&count, 10, "t-fast");
        let start = time::now();
        let waiting = tokio::spawn({
            let (cache, one, slow) = (Arc::clone(&cache), one.clone(), slow);
            async move { tokio::join!(cache.get(&one, &slow), cache.get(&one, &slow)) }
        });
        tokio::task::yield_now().await;
        let token = cache.get(&other, fast).await.unwrap();
        assert_eq!(token.secret.expose(), "t-fast");
        assert!(time::now() - start < Duration::from_secs(1));
        let (first, second) = waiting.await.unwrap();
        assert_eq!(
            (first.unwrap().secret, *count.lock().unwrap()),
            (second.unwrap().secret, 2)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_fetch_is_not_taken_over() {
        let cache = Arc::new(TokenCache::default());
        let key = TokenKey::tenant("cli_1");
        let count = Arc::default();
        let slow = counted(&count, 100_000, "t-slow");
        let (first, second) = tokio::join!(cache.get(&key, &slow), cache.get(&key, &slow));
        assert_eq!(first.unwrap().secret, second.unwrap().secret);
        assert_eq!(*count.lock().unwrap(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_an_operation_refused_is_forgotten_with_the_token() {
        let cache = Arc::new(TokenCache::default());
        let key = TokenKey::tenant("cli_1");
        let count = Arc::default();
        let issue = |secret| counted(&count, 10, secret);
        let first = cache.get(&key, issue("t-1")).await.unwrap();
        assert_eq!(cache.reject(&key, &first, "a"), Rejected::Replace);
        // The same text comes back: this operation does not take it, another may not know yet.
        let again = cache.get(&key, issue("t-1")).await.unwrap();
        assert_eq!(cache.reject(&key, &first, "late"), Rejected::Final);
        assert_eq!(cache.reject(&key, &again, "a"), Rejected::Final);
        assert!(cache.is_at_hand(&key, &again));
        assert_eq!(cache.reject(&key, &again, "b"), Rejected::Replace);
        let new = cache.get(&key, issue("t-2")).await.unwrap();
        assert_eq!(cache.reject(&key, &new, "a"), Rejected::Replace);
        // A late word on a token that is gone takes nothing from anybody.
        let newest = cache.get(&key, issue("t-3")).await.unwrap();
        assert_eq!(cache.reject(&key, &new, "a"), Rejected::Replace);
        assert!(cache.is_at_hand(&key, &newest));
    }
}
