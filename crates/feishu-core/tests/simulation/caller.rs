//! One caller: a future that is polled by hand, and what was done to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use feishu_core::{BoxFuture, Error};

use crate::operations::Op;
use crate::stage::{Side, Stage};

/// A waker that only leaves a note: when the future is polled is the executor's business.
#[derive(Debug, Default)]
pub(crate) struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How a caller ended.
#[derive(Debug)]
pub(crate) enum Ending {
    Returned(Result<(), Error>),
    Dropped,
}

pub(crate) struct Caller {
    pub(crate) number: usize,
    pub(crate) op: Op,
    pub(crate) timeout: Option<Duration>,
    /// Where it is polled.
    pub(crate) side: Side,
    future: Option<BoxFuture<'static, Result<(), Error>>>,
    woken: Arc<Woken>,
    waker: Waker,
    pub(crate) born: Duration,
    /// By how much the clock has jumped by then.
    pub(crate) jumped: Duration,
    pub(crate) first_poll: Option<Duration>,
    /// Not polled before this moment, however often it is woken.
    pub(crate) starved_until: Option<Duration>,
    /// The runtimes that it was polled in: its timers are there.
    touched: [bool; 2],
    /// Since when it has been polled whenever it was woken, and its runtimes have been driven.
    pub(crate) prompt_since: Option<Duration>,
    /// Whether that has been so from the beginning.
    pub(crate) undisturbed: bool,
    pub(crate) ending: Option<(Duration, Ending)>,
}

impl Caller {
    /// A caller whose call is made in one runtime and may be polled in another.
    pub(crate) fn new(
        stage: &Stage,
        number: usize,
        op: Op,
        made_on: Side,
        timeout: Option<Duration>,
        future: BoxFuture<'static, Result<(), Error>>,
    ) -> Self {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        Self {
            number,
            op,
            timeout,
            side: made_on,
            future: Some(future),
            waker: Waker::from(Arc::clone(&woken)),
            woken,
            born: stage.time(),
            jumped: Duration::ZERO,
            first_poll: None,
            starved_until: None,
            touched: [false; 2],
            prompt_since: Some(stage.time()),
            undisturbed: true,
            ending: None,
        }
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.future.is_some()
    }

    pub(crate) fn is_starved(&self, now: Duration) -> bool {
        self.starved_until.is_some_and(|until| now < until)
    }

    pub(crate) fn is_woken(&self) -> bool {
        self.woken.0.load(Ordering::Relaxed)
    }

    /// Whether its timers and tasks live in this runtime, or will.
    pub(crate) fn depends_on(&self, side: Side) -> bool {
        self.side == side || self.touched[side.index()]
    }

    /// Notes that it is not served as a program that is well would serve it.
    pub(crate) fn disturb(&mut self) {
        self.prompt_since = None;
        self.undisturbed = false;
    }

    /// Polls it where it belongs.
    pub(crate) fn poll(&mut self, stage: &Stage) {
        let Some(mut future) = self.future.take() else {
            return;
        };
        self.woken.0.store(false, Ordering::Relaxed);
        self.touched[self.side.index()] = true;
        self.first_poll.get_or_insert(stage.time());
        let polled = stage.inside(self.side, Some(self.number), || {
            let mut context = Context::from_waker(&self.waker);
            let polled = future.as_mut().poll(&mut context);
            if polled.is_ready() {
                drop(future);
                return (polled, None);
            }
            (polled, Some(future))
        });
        match polled {
            (Poll::Ready(result), _) => {
                self.ending = Some((stage.time(), Ending::Returned(result)));
            }
            (Poll::Pending, future) => self.future = future,
        }
    }

    /// Drops its future in the middle.
    pub(crate) fn drop_future(&mut self, stage: &Stage) {
        if let Some(future) = self.future.take() {
            stage.inside(self.side, Some(self.number), || drop(future));
            self.ending = Some((stage.time(), Ending::Dropped));
        }
    }
}
