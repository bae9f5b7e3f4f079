//! Who may call an operation when: the book of its departures, and of those who wait for one.
//!
//! Nothing waits here, and no clock is read: whoever waits looks in again when the time has come that it was told.
//! A place is reserved, confirmed when its turn has come, or given
//! back, and the whole is corrected by what the platform says: this is the seam at which a book that several processes
//! share can take the place of this one.
//!
//! Places are served in the order in which they were reserved, but nobody has to be waited for: whoever's turn has come
//! and does not take it for [`GRACE`] is passed over, keeps its rank, and goes when it looks in next. So a future that its
//! owner does not poll holds nobody up, and what is counted is always the moment of a real departure.

use std::collections::{BTreeMap, VecDeque};
use std::task::Waker;
use std::time::Duration;

use crate::ground::operation::{Operation, RateLimit};
use crate::ground::time::{self, Instant};

/// How long somebody whose turn has come is waited for.
const GRACE: Duration = Duration::from_millis(50);

/// How long the first call after a refusal is waited for before the others follow without knowing how it went.
const PROBE: Duration = Duration::from_secs(2);

/// How far callers who were refused together are spread, at most.
const MOST_SPREAD: Duration = Duration::from_millis(900);

/// How often, at least, those who wait for another call to end look in: they are woken when one does, but the one that is
/// woken may not be polled.
const LONGEST_LOOK: Duration = Duration::from_secs(5);

/// How long a claim holds its departure: as long as somebody may need to prepare a call, and no longer than others can wait
/// for one that is not going to come.
const LONGEST_CLAIM: Duration = Duration::from_secs(120);

/// How long calls under way may show no sign of life before those who wait for their places give up.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);

/// The rank of a place: lower ones are served first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

/// The departures of one operation.
#[derive(Debug)]
pub(crate) struct Ledger {
    windows: Vec<Window>,
    most_under_way: Option<usize>,
    under_way: BTreeMap<Ticket, UnderWay>,
    queue: BTreeMap<Ticket, Waiting>,
    /// Departures that are claimed and have not taken place, and until when they are held.
    claims: BTreeMap<Ticket, Instant>,
    /// How many of the queue were passed over.
    missing: usize,
    next: u64,
    /// Whose turn may have come earlier than they were told.
    awake: Vec<Waker>,
    /// The platform lets nothing through until then.
    held_until: Option<Instant>,
    probe: Probe,
}

/// One limit, and the departures that count for it.
#[derive(Debug)]
struct Window {
    calls: usize,
    length: Duration,
    departures: VecDeque<Instant>,
}

/// A call that has departed and has not ended, where those are counted.
#[derive(Debug)]
struct UnderWay {
    since: Instant,
    sign: Instant,
}

/// Somebody who waits.
#[derive(Debug, Default)]
struct Waiting {
    /// When its turn came.
    due: Option<Instant>,
    /// Whether it let its turn pass, and has not looked in since.
    missing: bool,
    /// When it may go at the earliest after a refusal.
    not_before: Option<Instant>,
    waker: Option<Waker>,
}

/// Whether the limit has recovered after a refusal: one call goes first to find out.
#[derive(Clone, Copy, Debug)]
enum Probe {
    NotNeeded,
    Needed,
    /// The call that has gone, and until when it is waited for.
    Sent(Ticket, Instant),
}

/// What somebody who looks in is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It may go now.
    Now,
    /// It is to look in again then.
    Later(Opening),
    /// The calls under way show no sign of life; the longest of them departed so long ago.
    Stuck(Duration),
}

/// When a place is likely to be free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// When to look in again.
    pub(crate) look: Instant,
    /// When the next call of the operation may depart, whoever makes it.
    pub(crate) next: Instant,
    /// When its own turn is likely to come.
    pub(crate) turn: Instant,
    pub(crate) cause: Cause,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The documented limit.
    Limit,
    /// The time that the platform asked for.
    Refusal,
    /// The end of another call.
    Call,
}

impl Ledger {
    /// The book of an operation; without `keep`, of what the platform itself says only.
    pub(crate) fn new(operation: &Operation, keep: bool) -> Self {
        let limits = if keep { operation.limits } else { &[] };
        Self {
            windows: limits.iter().map(Window::new).collect(),
            most_under_way: operation
                .concurrency
                .filter(|_| keep)
                .map(|calls| calls.max(1)),
            under_way: BTreeMap::new(),
            queue: BTreeMap::new(),
            claims: BTreeMap::new(),
            missing: 0,
            next: 0,
            awake: Vec::new(),
            held_until: None,
            probe: Probe::NotNeeded,
        }
    }

    /// Reserves a place at the end of the queue, or takes up one again that was reserved before.
    pub(crate) fn reserve(&mut self, again: Option<Ticket>) -> Ticket {
        let ticket = again.unwrap_or_else(|| self.next_ticket());
        self.queue.entry(ticket).or_default();
        ticket
    }

    /// Books the departure of a call that need not wait, since nobody does and nothing is full. It has no place in the queue.
    pub(crate) fn pass(&mut self, now: Instant) -> Option<Ticket> {
        let troubled = self.held_until.is_some() || !matches!(self.probe, Probe::NotNeeded);
        if troubled || !self.queue.is_empty() {
            return None;
        }
        self.forget(now);
        if self.free() == 0 {
            return None;
        }
        let ticket = self.next_ticket();
        self.depart(ticket, now);
        Some(ticket)
    }

    /// Whether a place's turn has come; if not, `waker` is told when it may have come earlier than was thought.
    pub(crate) fn look(&mut self, ticket: Ticket, now: Instant, waker: &Waker) -> Turn {
        if let Some(waiting) = self.queue.get_mut(&ticket) {
            if std::mem::take(&mut waiting.missing) {
                self.missing -= 1;
            }
            waiting.due = None;
            waiting.waker = None;
        }
        let turn = self.turn(ticket, now);
        if turn != Turn::Now
            && let Some(waiting) = self.queue.get_mut(&ticket)
        {
            waiting.waker = Some(waker.clone());
        }
        turn
    }

    fn turn(&mut self, ticket: Ticket, now: Instant) -> Turn {
        if let Some(until) = self.held_until {
            if now < until {
                return self.held(ticket, until, now);
            }
            self.held_until = None;
            self.probe = Probe::Needed;
        }
        let refused = |until| {
            Turn::Later(Opening {
                look: until,
                next: until,
                turn: until,
                cause: Cause::Refusal,
            })
        };
        let spread = self.queue.get(&ticket).and_then(|place| place.not_before);
        if let Some(moment) = spread.filter(|&moment| now < moment) {
            return refused(moment);
        }
        if let Probe::Sent(_, until) = self.probe {
            if now < until {
                return refused(until);
            }
            self.probe = Probe::NotNeeded;
        }
        self.forget(now);
        let free = self.free();
        if free == 0 {
            return self.full(ticket, now);
        }
        match self.ahead(ticket, free, now) {
            None => Turn::Now,
            Some(look) => Turn::Later(Opening {
                look,
                next: now,
                turn: self.estimate(ticket, now).max(look),
                cause: if self.windows.is_empty() {
                    Cause::Call
                } else {
                    Cause::Limit
                },
            }),
        }
    }

    /// Books the departure of a place whose turn has come.
    pub(crate) fn confirm(&mut self, ticket: Ticket, now: Instant) {
        self.leave(ticket);
        self.depart(ticket, now);
        // Everybody in reach of the next window knows when to look in, but for the one that has just come into it.
        let reach = self.reach();
        let mut present = self.queue.values_mut().filter(|waiting| !waiting.missing);
        let newcomer = present
            .nth(reach - 1)
            .and_then(|waiting| waiting.waker.take());
        self.awake.extend(newcomer);
    }

    fn depart(&mut self, ticket: Ticket, now: Instant) {
        for window in &mut self.windows {
            // Clocks of different threads and runtimes may be a little apart.
            let last = window.departures.back().copied().unwrap_or(now);
            window.departures.push_back(last.max(now));
        }
        if self.most_under_way.is_some() {
            let (since, sign) = (now, now);
            self.under_way.insert(ticket, UnderWay { since, sign });
        }
        if matches!(self.probe, Probe::Needed) {
            self.probe = Probe::Sent(ticket, time::later(now, PROBE));
        }
    }

    /// Books departures of the past that this book has not seen, such as those of a program that was ended a moment ago.
    pub(crate) fn recall(&mut self, departures: &[Instant]) {
        for window in &mut self.windows {
            window.departures.extend(departures);
            window.departures.make_contiguous().sort_unstable();
        }
    }

    fn next_ticket(&mut self) -> Ticket {
        self.next += 1;
        Ticket(self.next)
    }

    /// Forgets what counts no more.
    fn forget(&mut self, now: Instant) {
        for window in &mut self.windows {
            window.forget(now);
        }
        self.claims.retain(|_, until| now < *until);
    }

    /// Claims the departure of a place whose turn has come, for a call that is yet to be prepared.
    pub(crate) fn claim(&mut self, ticket: Ticket, now: Instant) {
        self.leave(ticket);
        self.claims.insert(ticket, time::later(now, LONGEST_CLAIM));
    }

    /// Books the departure that a place has claimed, if its claim still holds.
    pub(crate) fn redeem(&mut self, ticket: Ticket, now: Instant) -> bool {
        let held = self.held_until.is_some_and(|until| now < until);
        let claimed = self.claims.remove(&ticket);
        let holds = !held && claimed.is_some_and(|until| now < until);
        if holds {
            self.confirm(ticket, now);
        }
        holds
    }

    /// Gives back a place in the queue, or a claim, that is no longer wanted.
    pub(crate) fn give_back(&mut self, ticket: Ticket) {
        if self.claims.remove(&ticket).is_some() {
            let reach = self.reach();
            let waiting = self.queue.values_mut().filter(|place| !place.missing);
            let waiting = waiting.take(reach).filter_map(|place| place.waker.take());
            self.awake.extend(waiting);
        }
        if !self.queue.contains_key(&ticket) {
            return;
        }
        self.leave(ticket);
        let reach = self.reach();
        let present = self.queue.iter_mut().filter(|(_, place)| !place.missing);
        let behind = present.take(reach).filter(|(other, _)| **other > ticket);
        let behind = behind.filter_map(|(_, waiting)| waiting.waker.take());
        self.awake.extend(behind);
    }

    /// Books the end of a call, however it ended.
    pub(crate) fn end(&mut self, ticket: Ticket) {
        if matches!(self.probe, Probe::Sent(probe, _) if probe == ticket) {
            self.recovered();
        }
        if self.under_way.remove(&ticket).is_some() {
            let mut present = self.queue.values_mut().filter(|waiting| !waiting.missing);
            let first = present.next().and_then(|first| first.waker.take());
            self.awake.extend(first);
        }
    }

    /// Books that the platform let a call through.
    pub(crate) fn accepted(&mut self, ticket: Ticket) {
        if matches!(self.probe, Probe::Sent(probe, _) if probe == ticket) {
            self.recovered();
        }
    }

    /// Books a sign of life of a call under way.
    pub(crate) fn alive(&mut self, ticket: Ticket, now: Instant) {
        if let Some(call) = self.under_way.get_mut(&ticket) {
            call.sign = now;
        }
    }

    /// Books what the platform said: its limit is reached, and recovers then.
    pub(crate) fn correct(&mut self, until: Instant) {
        let earlier = self.held_until.unwrap_or(until);
        self.held_until = Some(earlier.max(until));
        self.probe = Probe::NotNeeded;
    }

    /// Those whose turn may have come earlier than they were told; to be woken when the book is closed.
    pub(crate) fn take_awake(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.awake)
    }

    fn recovered(&mut self) {
        self.probe = Probe::NotNeeded;
        let waiting = self.queue.values_mut();
        self.awake
            .extend(waiting.filter_map(|waiting| waiting.waker.take()));
    }

    /// Takes a place out of the queue.
    fn leave(&mut self, ticket: Ticket) {
        if self
            .queue
            .remove(&ticket)
            .is_some_and(|place| place.missing)
        {
            self.missing -= 1;
        }
    }

    /// All who were refused together come back together, so each goes a little later than the platform said, by its own
    /// measure.
    fn held(&mut self, ticket: Ticket, until: Instant, now: Instant) -> Turn {
        let mut turn = until;
        if let Some(waiting) = self.queue.get_mut(&ticket) {
            let known = waiting.not_before.filter(|&moment| moment >= until);
            turn = known.unwrap_or_else(|| {
                until + time::jitter(MOST_SPREAD.min(until.duration_since(now)))
            });
            waiting.not_before = Some(turn);
        }
        Turn::Later(Opening {
            look: turn,
            next: until,
            turn: turn.max(self.estimate(ticket, until)),
            cause: Cause::Refusal,
        })
    }

    /// How many calls may depart now.
    fn free(&self) -> usize {
        let claims = self.claims.len();
        let free = |window: &Window| window.free().saturating_sub(claims);
        let windows = self.windows.iter().map(free);
        let under_way = self
            .most_under_way
            .map(|most| most.saturating_sub(self.engaged()));
        let probe = matches!(self.probe, Probe::Needed).then_some(1);
        let bounds = windows.chain(under_way).chain(probe);
        bounds.min().unwrap_or(usize::MAX)
    }

    /// How many calls are under way, or are going to be because their departures are claimed.
    fn engaged(&self) -> usize {
        self.under_way.len() + self.claims.len()
    }

    /// How many of the queue keep an exact time: as many as can depart within one window.
    fn reach(&self) -> usize {
        let calls = self.windows.iter().map(|window| window.calls);
        calls.chain(self.most_under_way).min().unwrap_or(1)
    }

    /// Whether somebody else goes first. Those ahead to whom the free departures belong are told so; if they do not take
    /// them, the returned moment is when to look in again.
    fn ahead(&mut self, ticket: Ticket, free: usize, now: Instant) -> Option<Instant> {
        let mut first_due = None;
        let mut entitled = 0;
        for (_, waiting) in self.queue.range_mut(..ticket) {
            let spread = waiting.not_before.is_some_and(|moment| now < moment);
            if waiting.missing || spread {
                continue;
            }
            let due = *waiting.due.get_or_insert(now);
            if now >= time::later(due, GRACE) {
                waiting.missing = true;
                self.missing += 1;
                continue;
            }
            if due == now {
                self.awake.extend(waiting.waker.take());
            }
            first_due = Some(first_due.map_or(due, |first: Instant| first.min(due)));
            entitled += 1;
            if entitled >= free {
                return first_due.map(|due| time::later(due, GRACE));
            }
        }
        None
    }

    /// What somebody is told when nothing may depart now.
    fn full(&self, ticket: Ticket, now: Instant) -> Turn {
        let next = self.windows.iter().filter_map(Window::opening).max();
        let turn = self.estimate(ticket, now);
        let waits_for_calls = self
            .most_under_way
            .is_some_and(|most| self.engaged() >= most);
        let waits_for_claims = self.windows.iter().all(|window| window.free() > 0);
        if !waits_for_calls && waits_for_claims {
            let look = self.look_for_others(ticket, now);
            return Turn::Later(Opening {
                look,
                next: now,
                turn: turn.max(look),
                cause: Cause::Limit,
            });
        }
        if !waits_for_calls {
            let next = next.unwrap_or(now).max(now);
            return Turn::Later(Opening {
                look: turn,
                next,
                turn,
                cause: Cause::Limit,
            });
        }
        let signs = self.under_way.values();
        let silent = signs.map(|call| call.sign + LONGEST_SILENCE);
        // A claim lapses by itself.
        let silent = silent.chain(self.claims.values().copied());
        let silent = silent.max().unwrap_or(now + LONGEST_SILENCE);
        let since = self.under_way.values().map(|call| call.since);
        if now >= silent {
            return Turn::Stuck(now.duration_since(since.min().unwrap_or(now)));
        }
        let look = self.look_for_others(ticket, now);
        Turn::Later(Opening {
            look: look.min(silent),
            next: next.unwrap_or(now).max(now),
            turn: turn.max(look),
            cause: Cause::Call,
        })
    }

    /// When to look in for a place that others are to make free, who wake the first that waits for it: if that one is not
    /// polled, the next finds out a little later.
    fn look_for_others(&self, ticket: Ticket, now: Instant) -> Instant {
        let rank = u32::try_from(self.rank(ticket)).unwrap_or(u32::MAX);
        now + GRACE
            .saturating_mul(rank.saturating_add(1))
            .min(LONGEST_LOOK)
    }

    /// How many are served before this one.
    fn rank(&self, ticket: Ticket) -> usize {
        if self
            .queue
            .last_key_value()
            .is_some_and(|(last, _)| *last == ticket)
        {
            return self.queue.len() - 1 - self.missing;
        }
        let ahead = self.queue.range(..ticket);
        ahead.filter(|(_, waiting)| !waiting.missing).count()
    }

    /// When a place's turn comes if everybody ahead of it goes as soon as the limits allow, counted from `now`.
    fn estimate(&self, ticket: Ticket, now: Instant) -> Instant {
        let rank = self.rank(ticket);
        let turns = self.windows.iter().map(|window| window.turn(rank, now));
        turns.max().unwrap_or(now).max(now)
    }
}

impl Window {
    /// The window as it is kept: a fiftieth longer than documented, but a second at most, since calls that leave here a
    /// minute apart may reach the platform a little closer to each other.
    fn new(limit: &RateLimit) -> Self {
        Self {
            calls: limit.calls.max(1) as usize,
            length: limit.window + (limit.window / 50).min(Duration::from_secs(1)),
            departures: VecDeque::new(),
        }
    }

    fn forget(&mut self, now: Instant) {
        let length = self.length;
        let is_over = |&departure: &Instant| time::later(departure, length) <= now;
        while self.departures.front().is_some_and(is_over) {
            self.departures.pop_front();
        }
    }

    fn free(&self) -> usize {
        self.calls.saturating_sub(self.departures.len())
    }

    /// When the next departure is possible, if the window is full.
    fn opening(&self) -> Option<Instant> {
        let oldest = self.departures.front().filter(|_| self.free() == 0)?;
        Some(time::later(*oldest, self.length))
    }

    /// When the departure is possible that comes after `rank` others.
    fn turn(&self, rank: usize, now: Instant) -> Instant {
        let Some(after) = rank.checked_sub(self.free()) else {
            return now;
        };
        let (rounds, index) = (after / self.calls, after % self.calls);
        let departure = self.departures.get(index).copied().unwrap_or(now);
        let rounds = u32::try_from(rounds + 1).unwrap_or(u32::MAX);
        time::later(departure, self.length.saturating_mul(rounds))
    }
}
