//! The hostile executor: it decides by the seed who is polled, where and when, and what befalls them meanwhile.

use std::io::Write;
use std::time::Duration;

use feishu_core::{BoxFuture, Client, Error};

use crate::caller::{Caller, Ending};
use crate::ledger::Ledger;
use crate::operations::Op;
use crate::platform::{Exchange, Mood, Platform};
use crate::rules::{self, Broken, Rule};
use crate::stage::{Side, Stage};

/// For how long a future is starved that is never polled again.
const FOR_GOOD: Duration = Duration::from_secs(1_000_000_000);

/// The shortest and the longest step of the clock. Steps grow while nothing happens, and end where an answer is due.
const SHORT_STEP: Duration = Duration::from_millis(10);
const LONG_STEP: Duration = Duration::from_millis(500);

/// A clock that moves further than this at once leaves everybody behind who fetches a token.
const NEGLECT: Duration = Duration::from_secs(2);

/// What a run consists of.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) callers: usize,
    /// The operations, those listed twice twice as often.
    pub(crate) ops: Vec<Op>,
    /// Whether futures are starved, dropped and moved, runtimes left alone, and clocks moved in jumps.
    pub(crate) hostile: bool,
    pub(crate) mood: Mood,
    /// How long the mood and the hostility last.
    pub(crate) lasts: Duration,
    /// The share of callers with a timeout, of a hundred.
    pub(crate) timeouts: u32,
}

/// A time in which nobody took care of what was going on in a runtime, or in both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lapse {
    pub(crate) side: Option<Side>,
    pub(crate) from: Duration,
    pub(crate) to: Duration,
}

/// One run of the simulation.
pub(crate) struct Run {
    rng: fastrand::Rng,
    pub(crate) stage: Stage,
    pub(crate) platform: Platform,
    pub(crate) client: Client,
    pub(crate) callers: Vec<Caller>,
    /// The callers that have not ended.
    live: Vec<usize>,
    step: Duration,
    /// By how much the clock has been moved in jumps.
    jumped: Duration,
    pub(crate) lapses: Vec<Lapse>,
    trace: bool,
    pub(crate) broken: Vec<Broken>,
}

impl Run {
    pub(crate) fn new(seed: u64, trace: bool) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        // The call path draws its random delays from the thread's generator.
        fastrand::seed(rng.u64(..));
        let stage = Stage::new();
        // Somebody else's token of up to an hour and a half, or none.
        let ledger = match rng.u32(0..3) {
            0 => Ledger::with_token_of_age(Duration::from_secs(rng.u64(0..5400))),
            _ => Ledger::default(),
        };
        let platform = Platform::new(stage.scene(), rng.fork(), ledger, trace);
        let client = Client::builder()
            .app("cli_test", "app-secret-text")
            .transport(platform.clone())
            .build()
            .unwrap();
        Self {
            rng,
            stage,
            platform,
            client,
            callers: Vec::new(),
            live: Vec::new(),
            step: SHORT_STEP,
            jumped: Duration::ZERO,
            lapses: Vec::new(),
            trace,
            broken: Vec::new(),
        }
    }

    /// Lets a seed's callers loose, then waits for the end of all who are polled, and checks what was seen.
    pub(crate) fn play(&mut self, setting: &Setting) {
        self.note(|| format!("{setting:?}"));
        self.platform.state().mood = setting.mood;
        self.hostile_phase(setting);
        self.platform.state().mood = Mood::default();
        self.note(|| "from here on everything is well".to_owned());
        self.free_the_lone();
        self.wait_for_the_prompt("although the trouble is over");
        if setting.hostile && self.rng.bool() {
            self.forgive();
            self.wait_for_the_prompt("although it is polled again");
        }
        self.drop_all();
        self.probe();
        rules::check(self, setting);
    }

    fn hostile_phase(&mut self, setting: &Setting) {
        let end = self.stage.time() + setting.lasts;
        let mut left = setting.callers;
        let mut deserted_until = None;
        while left > 0 || self.stage.time() - self.jumped < end {
            if left > 0 && self.rng.u32(0..100) < 15 {
                let together = self.rng.usize(1..=10).min(left);
                let side = self.any_side();
                for _ in 0..together {
                    self.add_by_seed(setting, side);
                }
                left -= together;
            }
            if setting.hostile {
                self.molest(&mut deserted_until);
            }
            // A program that is busy elsewhere comes a step late.
            if !setting.hostile || self.rng.u32(0..10) > 0 {
                self.settle();
            }
            self.pass();
        }
        if deserted_until.is_some_and(|until| until < FOR_GOOD) {
            self.return_to_both();
        }
    }

    /// One hostile act, now and then.
    fn molest(&mut self, deserted_until: &mut Option<Duration>) {
        let now = self.stage.time();
        if deserted_until.is_some_and(|until| now >= until) {
            *deserted_until = None;
            self.return_to_both();
        }
        self.end_starvation(now);
        let long = Duration::from_millis(self.rng.u64(1_000..300_000));
        let for_good = self.rng.u32(0..3) == 0;
        let until = if for_good { FOR_GOOD } else { now + long };
        match self.rng.u32(0..200) {
            0..=9 => {
                if let Some(number) = self.any_live() {
                    self.starve(number, until);
                }
            }
            10..=13 => {
                if let Some(number) = self.any_live() {
                    self.drop_caller(number);
                }
            }
            14..=17 => {
                if let Some(number) = self.any_live() {
                    let caller = &mut self.callers[number];
                    caller.side = caller.side.other();
                    if !self.stage.is_driven(caller.side) {
                        caller.disturb();
                    }
                    self.note(|| format!("{number} moves to the other runtime"));
                }
            }
            // Somebody enters a runtime that nobody drives, as `Handle::block_on` would.
            18..=19 => {
                if let Some(number) = self.any_live()
                    && !self.callers[number].is_starved(now)
                    && !self.stage.is_driven(self.callers[number].side)
                {
                    self.poll(number);
                }
            }
            20..=21 if deserted_until.is_none() => {
                *deserted_until = Some(until);
                let side = self.any_side();
                self.desert(side);
            }
            22..=24 => {
                self.note(|| "the token is revoked".to_owned());
                self.platform.state().ledger.revoke();
            }
            25 if self.rng.u32(0..4) == 0 => {
                let far = Duration::from_secs(self.rng.u64(60..6000));
                self.jump(far);
            }
            _ => {}
        }
    }

    /// Adds a caller who does what the seed says.
    fn add_by_seed(&mut self, setting: &Setting, side: Side) {
        let op = *self.rng.choice(&setting.ops).unwrap();
        let impatient = self.rng.u32(0..100) < setting.timeouts;
        let timeout = impatient.then(|| Duration::from_millis(self.rng.u64(5..60_000)));
        let number = self.add(op, side, timeout);
        if setting.hostile && self.rng.u32(0..10) == 0 {
            self.callers[number].side = side.other();
        }
        if !self.stage.is_driven(self.callers[number].side) {
            self.callers[number].disturb();
            // Enough of it happens that a task is left behind in the runtime.
            if self.rng.bool() {
                self.poll(number);
            }
        }
    }

    /// Adds a caller.
    pub(crate) fn add(&mut self, op: Op, side: Side, timeout: Option<Duration>) -> usize {
        let number = self.callers.len();
        let future: BoxFuture<'static, Result<(), Error>> =
            self.stage.inside(side, Some(number), || {
                op.call(&self.client, number, timeout)
            });
        let mut caller = Caller::new(&self.stage, number, op, side, timeout, future);
        caller.jumped = self.jumped;
        self.callers.push(caller);
        self.live.push(number);
        self.note(|| format!("{number} calls {op:?} on {side:?}, timeout {timeout:?}"));
        number
    }

    /// Drops a call in the middle.
    pub(crate) fn drop_caller(&mut self, number: usize) {
        self.note(|| format!("{number} is dropped"));
        self.callers[number].drop_future(&self.stage);
        self.live.retain(|&other| other != number);
    }

    /// Does not poll a caller for a while.
    pub(crate) fn starve(&mut self, number: usize, until: Duration) {
        let caller = &mut self.callers[number];
        caller.starved_until = Some(until);
        caller.disturb();
        self.note(|| format!("{number} is starved until {until:?}"));
    }

    pub(crate) fn starve_for_good(&mut self, number: usize) {
        self.starve(number, FOR_GOOD);
    }

    /// Drives a runtime no more.
    pub(crate) fn desert(&mut self, side: Side) {
        self.stage.set_driven(side, false);
        self.lapses.push(Lapse {
            side: Some(side),
            from: self.stage.time(),
            to: FOR_GOOD,
        });
        for &number in &self.live {
            let caller = &mut self.callers[number];
            if caller.depends_on(side) {
                caller.disturb();
            }
        }
        self.note(|| format!("nobody drives {side:?}"));
    }

    /// Drives both runtimes again.
    pub(crate) fn return_to_both(&mut self) {
        for side in Side::BOTH {
            self.stage.set_driven(side, true);
        }
        let now = self.stage.time();
        for lapse in &mut self.lapses {
            lapse.to = lapse.to.min(now);
        }
        self.note(|| "both runtimes are driven".to_owned());
        self.renew_promptness();
    }

    fn end_starvation(&mut self, now: Duration) {
        for index in 0..self.live.len() {
            let caller = &mut self.callers[self.live[index]];
            if caller.starved_until.is_some_and(|until| until <= now) {
                caller.starved_until = None;
                self.renew_promptness();
            }
        }
    }

    /// Whoever is served well again has a right to an end from now on.
    fn renew_promptness(&mut self) {
        let now = self.stage.time();
        for &number in &self.live {
            let caller = &mut self.callers[number];
            let on_time = caller.starved_until.is_none()
                && Side::BOTH
                    .iter()
                    .all(|&side| self.stage.is_driven(side) || !caller.depends_on(side));
            if on_time {
                caller.prompt_since.get_or_insert(now);
            }
        }
    }

    /// Lets the clock run ahead at once, as when a machine has slept.
    pub(crate) fn jump(&mut self, far: Duration) {
        self.note(|| format!("the clock jumps by {far:?}"));
        let from = self.stage.time();
        self.lapses.push(Lapse {
            side: None,
            from,
            to: from + far,
        });
        self.jumped += far;
        self.move_clock(far);
    }

    /// By how much the clock has jumped since a caller came.
    pub(crate) fn jumped_since(&self, caller: &Caller) -> Duration {
        self.jumped - caller.jumped
    }

    fn any_live(&mut self) -> Option<usize> {
        self.rng.choice(&self.live).copied()
    }

    fn any_side(&mut self) -> Side {
        *self.rng.choice(&Side::BOTH).unwrap()
    }

    /// Polls a caller, woken or not.
    pub(crate) fn poll(&mut self, number: usize) {
        self.step = SHORT_STEP;
        let caller = &mut self.callers[number];
        caller.poll(&self.stage);
        if let Some((_, ending)) = &caller.ending {
            if self.trace
                && let Ending::Returned(result) = ending
            {
                let text = match result {
                    Ok(()) => "all is well".to_owned(),
                    Err(error) => error.to_string(),
                };
                tell(self.stage.time(), &format!("{number} ends: {text}"));
            }
            self.live.retain(|&other| other != number);
        }
    }

    /// Polls all who are woken, in an order of the seed's, until nobody is.
    pub(crate) fn settle(&mut self) {
        let now = self.stage.time();
        for _ in 0..200 {
            self.stage.drive();
            let mut ready: Vec<usize> = Vec::new();
            for &number in &self.live {
                let caller = &self.callers[number];
                let served = !caller.is_starved(now) && self.stage.is_driven(caller.side);
                if served && caller.is_woken() {
                    ready.push(number);
                }
            }
            if ready.is_empty() {
                return;
            }
            self.rng.shuffle(&mut ready);
            for number in ready {
                self.poll(number);
            }
        }
        let what = "somebody is woken again and again while no time passes".to_owned();
        self.breaks(Rule::Waiting, what);
    }

    /// Lets some time pass: up to the next answer, or longer and longer while nothing happens.
    pub(crate) fn pass(&mut self) {
        let now = self.stage.time();
        let due = self.platform.next_due().map(|due| due - now);
        let step = due.map_or(self.step, |due| due.min(self.step));
        self.step = (self.step * 2).min(LONG_STEP);
        self.move_clock(step);
    }

    fn move_clock(&mut self, step: Duration) {
        self.platform.time_passes(step, |exchange| {
            step > NEGLECT || self.is_neglected(exchange)
        });
        self.stage.advance(step);
    }

    /// Whether nobody would go on with an exchange now.
    pub(crate) fn is_neglected(&self, exchange: &Exchange) -> bool {
        let now = self.stage.time();
        !self.stage.is_driven(exchange.side)
            || exchange
                .holder
                .is_some_and(|holder| self.callers[holder].is_starved(now))
    }

    /// Lets a time pass in which all is polled.
    pub(crate) fn run_for(&mut self, time: Duration) {
        let end = self.stage.time() + time;
        while self.stage.time() < end {
            self.settle();
            self.pass();
        }
        self.settle();
    }

    /// Whoever is not served and has a download under way rightly keeps others out: such callers end here.
    fn free_the_lone(&mut self) {
        let under_way: Vec<usize> = {
            let state = self.platform.state();
            let open = state.open.iter().map(|&number| &state.exchanges[number]);
            open.filter(|exchange| exchange.op == Some(Op::Lone))
                .filter_map(|exchange| exchange.caller)
                .collect()
        };
        for number in under_way {
            if self.callers[number].prompt_since.is_none() {
                self.drop_caller(number);
            }
        }
    }

    /// Waits until everybody has ended who is served well; somebody who does not in the time that the rules allow is
    /// stuck.
    fn wait_for_the_prompt(&mut self, in_spite: &str) {
        let start = self.stage.time();
        let bounds = Op::ALL.map(|op| rules::longest_wait(self, op));
        loop {
            self.settle();
            let now = self.stage.time();
            let mut waiting = false;
            for number in self.live.clone() {
                let caller = &self.callers[number];
                let Some(since) = caller.prompt_since else {
                    continue;
                };
                if now > since.max(start) + bounds[caller.op as usize] {
                    let what = format!(
                        "{} has not ended after {:?}, {in_spite}; it {}",
                        rules::name(caller),
                        now - since,
                        rules::state_of(self, caller)
                    );
                    self.breaks(Rule::Waiting, what);
                    // Told once; the others may be stuck for another reason.
                    self.callers[number].disturb();
                } else {
                    waiting = true;
                }
            }
            if !waiting {
                return;
            }
            self.pass();
        }
    }

    /// Polls again whoever was starved.
    fn forgive(&mut self) {
        self.note(|| "all are polled again".to_owned());
        for caller in &mut self.callers {
            caller.starved_until = None;
        }
        self.renew_promptness();
    }

    pub(crate) fn drop_all(&mut self) {
        for number in std::mem::take(&mut self.live) {
            self.callers[number].drop_future(&self.stage);
        }
        self.run_for(Duration::from_secs(1));
    }

    /// When all is over, each operation can be called again.
    fn probe(&mut self) {
        let driven = Side::BOTH
            .into_iter()
            .find(|&side| self.stage.is_driven(side));
        let side = driven.unwrap();
        for op in Op::ALL {
            let number = self.add(op, side, None);
            let limit = self.stage.time() + rules::longest_wait(self, op);
            self.settle();
            while self.callers[number].is_alive() && self.stage.time() < limit {
                self.pass();
                self.settle();
            }
            let caller = &self.callers[number];
            let outcome = match &caller.ending {
                Some((_, Ending::Returned(Ok(())))) if op != Op::Refusing => continue,
                Some((_, Ending::Returned(Err(error)))) if op == Op::Refusing => {
                    if error.is_auth() {
                        continue;
                    }
                    format!("fails: {error}")
                }
                Some((_, Ending::Returned(Err(error)))) => format!("fails: {error}"),
                Some(_) => "is served".to_owned(),
                None => format!("does not end; it {}", rules::state_of(self, caller)),
            };
            let what = format!("when all is over, a fresh call of {op:?} {outcome}");
            self.breaks(Rule::Places, what);
            self.drop_caller(number);
        }
    }

    pub(crate) fn breaks(&mut self, rule: Rule, what: String) {
        self.note(|| format!("BROKEN {rule:?}: {what}"));
        self.broken.push(Broken { rule, what });
    }

    fn note(&self, text: impl FnOnce() -> String) {
        if self.trace {
            tell(self.stage.time(), &text());
        }
    }
}

/// Tells what happens. Not by a macro: the harness would keep the text to itself when the run succeeds.
pub(crate) fn tell(time: Duration, what: &str) {
    let line = format!("{:>11.3} {what}\n", time.as_secs_f64());
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}
