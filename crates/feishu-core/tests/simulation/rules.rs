//! What must hold, whatever the executor and the platform do.

use std::collections::BTreeMap;
use std::time::Duration;

use feishu_core::Sent;

use crate::caller::{Caller, Ending};
use crate::executor::{Run, Setting};
use crate::operations::Op;
use crate::platform::{End, Exchange, Fate};

/// What was broken.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) rule: Rule,
    pub(crate) what: String,
}

/// The rules, each with a name that a failure tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// Whoever is polled ends in bounded time.
    Waiting,
    /// A timeout is kept.
    Timeout,
    /// No window holds more calls than documented.
    Window,
    /// No call goes out before the time that the platform has named.
    Hold,
    /// A file that may be fetched by one at a time is.
    Alone,
    /// No two requests for a token are under way, unless the first is neglected.
    SingleFlight,
    /// The number of requests for a token follows from what happened to tokens.
    TokenRequests,
    /// Nothing is repeated that may have been done and must not be done twice.
    Twice,
    /// An error that says "not sent" is right.
    SaidNotSent,
    /// Places, permits and the token come back.
    Places,
    /// Without any trouble, nothing fails.
    Peace,
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The bounds of the client as it is built by default.
const ATTEMPT: Duration = secs(30);
const LONGEST_BACKOFF: Duration = secs(4);

/// How long somebody holds a turn who is not polled any more.
const CLAIM: Duration = secs(120);

/// How far those are spread who come back together after the time that the platform asks to wait.
const SPREAD: Duration = secs(1);

/// How long it may take until another takes over the fetch of a token.
const TAKEOVER: Duration = secs(10);

/// Neglect for less than this is none.
const NEGLECT: Duration = secs(2);

/// How coarse the clock and the executor are, with something to spare.
const COARSE: Duration = secs(3);

/// How long somebody who is polled may take to end once the platform answers well.
///
/// One attempt may still be under way that was met by trouble, and so may one to obtain a token. After that all is
/// served, in turn: each may need a place again for an attempt that failed and once more for a token that was rejected.
pub(crate) fn longest_wait(run: &Run, op: Op) -> Duration {
    let now = run.stage.time();
    let ahead = run
        .callers
        .iter()
        .filter(|caller| caller.op == op && caller.is_alive())
        .count();
    let places = u32::try_from(3 * ahead + 3).unwrap();
    let operation = op.operation();
    let queue: Duration = operation
        .limits
        .iter()
        .map(|limit| limit.window * (places / limit.calls + 2) * 51 / 50)
        .sum();
    let lone = operation
        .concurrency
        .map(|_| places * secs(1) + 2 * ATTEMPT + CLAIM);
    let state = run.platform.state();
    // A fetch that is neglected is taken over instead of waited for.
    let under_way = |of: Option<Op>| {
        let mut open = state.open.iter().map(|&number| &state.exchanges[number]);
        let counts = |each: &Exchange| each.op == of && (of.is_some() || !run.is_neglected(each));
        if open.any(counts) {
            ATTEMPT
        } else {
            Duration::ZERO
        }
    };
    let held = state
        .exchanges
        .iter()
        .filter(|each| each.op == Some(op))
        .filter_map(|each| match (&each.fate, each.ended) {
            (Fate::Limited { reset, .. }, None) => Some(secs(*reset) + SPREAD),
            (Fate::Limited { reset, .. }, Some((told, End::Told))) => {
                (told + secs(*reset) + SPREAD).checked_sub(now)
            }
            _ => None,
        })
        .max();
    let attempt = under_way(Some(op)) + LONGEST_BACKOFF;
    let token = under_way(None) + LONGEST_BACKOFF + TAKEOVER;
    attempt + held.unwrap_or_default() + token + queue + lone.unwrap_or_default() + 2 * COARSE
}

/// A caller as a failure names it.
pub(crate) fn name(caller: &Caller) -> String {
    let op = caller.op;
    format!("caller {} of {op:?} on {:?}", caller.number, caller.side)
}

/// What a caller that does not end waits for, as far as can be seen from outside.
pub(crate) fn state_of(run: &Run, caller: &Caller) -> String {
    let state = run.platform.state();
    let own = |exchange: &&Exchange| exchange.caller == Some(caller.number);
    let sent = state.exchanges.iter().filter(own).count();
    let open = state.open.iter().map(|&number| &state.exchanges[number]);
    if let Some(exchange) = open.clone().find(own) {
        return format!(
            "waits for an answer ({:?}) since {:?}",
            exchange.fate, exchange.at
        );
    }
    let tokens: Vec<String> = open
        .filter(|exchange| exchange.op.is_none())
        .map(|exchange| {
            let driven = match run.stage.is_driven(exchange.side) {
                true => "which is driven",
                false => "which nobody drives",
            };
            format!(
                "one under way on {:?}, {driven}, neglected for {:?}",
                exchange.side, exchange.neglect
            )
        })
        .collect();
    let tokens = match tokens.is_empty() {
        true => "none under way".to_owned(),
        false => tokens.join(", "),
    };
    let unserved: Vec<usize> = run
        .callers
        .iter()
        .filter(|other| other.op == caller.op && other.is_alive() && other.prompt_since.is_none())
        .map(|other| other.number)
        .collect();
    let deserted: Vec<_> = crate::stage::Side::BOTH
        .into_iter()
        .filter(|&side| !run.stage.is_driven(side))
        .collect();
    format!(
        "was sent {sent} times and waits for a token or a place; token requests: {tokens}; callers of the operation \
         whom nobody polls: {unserved:?}; runtimes that nobody drives: {deserted:?}"
    )
}

/// Checks the record of a run that is over.
pub(crate) fn check(run: &mut Run, setting: &Setting) {
    let exchanges = run.platform.state().exchanges.clone();
    let mut found = Vec::new();
    for op in Op::ALL {
        let of_op: Vec<&Exchange> = exchanges
            .iter()
            .filter(|each| each.op == Some(op))
            .collect();
        check_windows(op, &of_op, &mut found);
        check_holds(op, &of_op, &mut found);
    }
    check_alone(&exchanges, &mut found);
    check_single_flight(run, &exchanges, &mut found);
    check_token_requests(run, &exchanges, &mut found);
    check_outcomes(run, &exchanges, &mut found);
    if !setting.hostile && setting.mood.calls == 0 && setting.mood.tokens == 0 {
        check_peace(run, &mut found);
    }
    for (rule, what) in found {
        run.breaks(rule, what);
    }
}

type Found = Vec<(Rule, String)>;

fn check_windows(op: Op, exchanges: &[&Exchange], found: &mut Found) {
    for limit in op.operation().limits {
        for (index, first) in exchanges.iter().enumerate() {
            let inside = exchanges[index..]
                .iter()
                .take_while(|each| each.at < first.at + limit.window)
                .count();
            if inside > limit.calls as usize {
                let what = format!(
                    "{inside} calls of {op:?} within {:?}, from {:?} on",
                    limit.window, first.at
                );
                found.push((Rule::Window, what));
                // One excess is seen from many calls.
                break;
            }
        }
    }
}

/// A limit that the platform reports holds back every call of the operation, from the moment that the client knows.
fn check_holds(op: Op, exchanges: &[&Exchange], found: &mut Found) {
    for limited in exchanges {
        let Fate::Limited { reset, .. } = limited.fate else {
            continue;
        };
        let Some((told, End::Told)) = limited.ended else {
            continue;
        };
        let early = exchanges
            .iter()
            .find(|each| each.at > told && each.at < told + secs(reset));
        if let Some(early) = early {
            let what = format!(
                "the platform said at {told:?} that {op:?} may be called again in {reset} s, and caller {:?} was sent \
                 at {:?}",
                early.caller, early.at
            );
            found.push((Rule::Hold, what));
            break;
        }
    }
}

fn check_alone(exchanges: &[Exchange], found: &mut Found) {
    let mut before: Option<&Exchange> = None;
    for exchange in exchanges.iter().filter(|each| each.op == Some(Op::Lone)) {
        if let Some(before) = before
            && before.ended.is_none_or(|(end, _)| end > exchange.at)
        {
            let what = format!(
                "caller {:?} fetches at {:?} what caller {:?} has not ended to fetch",
                exchange.caller, exchange.at, before.caller
            );
            found.push((Rule::Alone, what));
            return;
        }
        before = Some(exchange);
    }
}

/// How long a fetch may take that is not neglected: all its attempts, and the waits between them.
const LONGEST_FETCH: Duration = secs(300);

/// Whether whoever sent a request for a token may by then have been taken for gone, during this request or the attempts
/// before it. Then another may be on its way.
fn is_excused(run: &Run, exchange: &Exchange, by: Duration) -> bool {
    let lapsed = run.lapses.iter().any(|lapse| {
        let here = lapse.side.is_none_or(|side| side == exchange.side);
        let goes_on = lapse.to > by;
        let was_long = lapse.to - lapse.from > NEGLECT;
        here && lapse.from < by && lapse.to + LONGEST_FETCH > exchange.at && (goes_on || was_long)
    });
    // A caller that fetches inside its own future may have been starved.
    let mut holder = exchange.holder.iter();
    lapsed || holder.any(|&holder| !run.callers[holder].undisturbed)
}

fn check_single_flight(run: &Run, exchanges: &[Exchange], found: &mut Found) {
    let tokens: Vec<&Exchange> = exchanges.iter().filter(|each| each.op.is_none()).collect();
    for (index, exchange) in tokens.iter().enumerate() {
        let second = tokens[..index]
            .iter()
            .find(|first| first.ended.is_none_or(|(end, _)| end > exchange.at));
        if let Some(first) = second
            && !is_excused(run, first, exchange.at)
            && !is_excused(run, exchange, exchange.at)
        {
            let what = format!(
                "a token is asked for at {:?} while the request of {:?} is under way and well",
                exchange.at, first.at
            );
            found.push((Rule::SingleFlight, what));
            return;
        }
    }
}

fn check_token_requests(run: &Run, exchanges: &[Exchange], found: &mut Found) {
    let tokens: Vec<&Exchange> = exchanges.iter().filter(|each| each.op.is_none()).collect();
    let distinct = run.platform.state().ledger.issued();
    let (mut failed, mut neglected) = (0, 0);
    for exchange in &tokens {
        let told = matches!(exchange.ended, Some((_, End::Told)));
        if !told || !matches!(exchange.fate, Fate::Issued { .. }) {
            failed += 1;
        } else if exchange.worst_neglect > NEGLECT {
            neglected += 1;
        }
    }
    // Each token is issued once, and may be asked for once more: a late answer makes it look older than it is.
    let allowed = 2 * distinct + failed + 2 * neglected + 2 * run.lapses.len() + 2;
    if tokens.len() > allowed {
        let what = format!(
            "{} requests for {distinct} tokens: {failed} failed, {neglected} were neglected, and nothing else accounts \
             for more than {allowed}",
            tokens.len()
        );
        found.push((Rule::TokenRequests, what));
    }
}

/// Holds what the callers were told against what the platform saw.
fn check_outcomes(run: &Run, exchanges: &[Exchange], found: &mut Found) {
    let mut by_caller: BTreeMap<usize, Vec<&Exchange>> = BTreeMap::new();
    for exchange in exchanges {
        if let Some(caller) = exchange.caller {
            by_caller.entry(caller).or_default().push(exchange);
        }
    }
    for caller in &run.callers {
        let sent = by_caller.remove(&caller.number).unwrap_or_default();
        let repeated_wrongly = sent.iter().rev().skip(1).find(|each| may_have_acted(each));
        if caller.op == Op::Create
            && let Some(first) = repeated_wrongly
        {
            let what = format!(
                "{} was sent again after {:?} at {:?}, {:?}",
                name(caller),
                first.fate,
                first.at,
                first.ended
            );
            found.push((Rule::Twice, what));
        }
        let Some((end, Ending::Returned(result))) = &caller.ending else {
            continue;
        };
        if let Err(error) = result
            && error.was_sent() == Sent::No
            && let Some(first) = sent.iter().find(|each| may_have_acted(each))
        {
            let what = format!(
                "{} was told that nothing was sent, but it was at {:?} ({:?}): {error}",
                name(caller),
                first.at,
                first.fate
            );
            found.push((Rule::SaidNotSent, what));
        }
        let begun = caller.first_poll.unwrap_or(caller.born);
        if let Some(timeout) = caller.timeout
            && caller.undisturbed
            // A file may take longer to come in.
            && caller.op != Op::Lone
            && *end > begun + timeout + run.jumped_since(caller) + COARSE
        {
            let what = format!(
                "{} took {:?} with a timeout of {timeout:?}",
                name(caller),
                *end - begun
            );
            found.push((Rule::Timeout, what));
        }
    }
}

/// Whether the platform may have done what was asked for, as far as the client can know.
fn may_have_acted(exchange: &Exchange) -> bool {
    let told = matches!(exchange.ended, Some((_, End::Told)));
    let nothing_done = matches!(
        exchange.fate,
        Fate::Limited { .. } | Fate::Rejected | Fate::Unreachable
    );
    !(told && nothing_done)
}

fn check_peace(run: &Run, found: &mut Found) {
    for caller in &run.callers {
        let Some((_, Ending::Returned(result))) = &caller.ending else {
            continue;
        };
        match result {
            Ok(()) if caller.op != Op::Refusing => {}
            Err(error) if caller.op == Op::Refusing && error.is_auth() => {}
            Err(error) if caller.timeout.is_some() && error.is_timeout() => {}
            other => {
                let what = format!("without any trouble {} ends with {other:?}", name(caller));
                found.push((Rule::Peace, what));
            }
        }
    }
}
