//! Two runtimes with stopped clocks that move in lockstep, and of which one may be left undriven.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// How far apart the clocks of the two runtimes may be. Each takes its zero from the system when it is built, so they
/// cannot be made equal; what matters is that a replay meets nearly the same difference.
const CLOSE: Duration = Duration::from_micros(100);

/// One of the two runtimes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

impl Side {
    pub(crate) const BOTH: [Self; 2] = [Self::Left, Self::Right];

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// What is going on at this moment; the platform looks here to learn who polls it, and when.
#[derive(Clone, Debug)]
pub(crate) struct Scene(Arc<Mutex<Now>>);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// The simulated time since the beginning, the same for both runtimes.
    pub(crate) time: Duration,
    pub(crate) side: Side,
    /// The caller whose future is being polled; `None` while a runtime runs its own tasks.
    pub(crate) caller: Option<usize>,
}

impl Scene {
    pub(crate) fn now(&self) -> Now {
        *self.0.lock().unwrap()
    }
}

/// The runtimes.
pub(crate) struct Stage {
    /// One that has been shut down is gone.
    runtimes: [Option<Runtime>; 2],
    driven: [bool; 2],
    scene: Scene,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let scene = Scene(Arc::new(Mutex::new(Now {
            time: Duration::ZERO,
            side: Side::Left,
            caller: None,
        })));
        Self {
            runtimes: pair().map(Some),
            driven: [true; 2],
            scene,
        }
    }

    pub(crate) fn scene(&self) -> Scene {
        self.scene.clone()
    }

    pub(crate) fn time(&self) -> Duration {
        self.scene.now().time
    }

    pub(crate) fn is_driven(&self, side: Side) -> bool {
        self.driven[side.index()]
    }

    /// From now on somebody, or nobody, runs the tasks and the timers of a runtime.
    pub(crate) fn set_driven(&mut self, side: Side, driven: bool) {
        self.driven[side.index()] = driven;
    }

    /// Ends a runtime with all its tasks.
    pub(crate) fn shut_down(&mut self, side: Side) {
        self.set_driven(side, false);
        self.runtimes[side.index()] = None;
    }

    /// Does something inside a runtime, on behalf of a caller. Tasks are spawned there and timers registered there, but
    /// neither makes progress by this.
    pub(crate) fn inside<T>(
        &self,
        side: Side,
        caller: Option<usize>,
        act: impl FnOnce() -> T,
    ) -> T {
        self.enter_scene(side, caller);
        let _inside = self.runtimes[side.index()].as_ref().unwrap().enter();
        act()
    }

    /// Moves both clocks. A runtime that nobody drives has a clock too, but its timers do not fire.
    pub(crate) fn advance(&self, step: Duration) {
        let there = |side: &Side| self.runtimes[side.index()].is_some();
        for side in Side::BOTH.into_iter().filter(there) {
            self.inside(side, None, || {
                // The clock moves at the first poll; to wait for the rest would drive the runtime.
                let mut context = Context::from_waker(Waker::noop());
                let _ = pin!(tokio::time::advance(step)).poll(&mut context);
            });
        }
        self.scene.0.lock().unwrap().time += step;
    }

    /// Fires the timers that are due and runs the tasks that are ready.
    pub(crate) fn drive(&self) {
        for side in Side::BOTH {
            let Some(runtime) = &self.runtimes[side.index()] else {
                continue;
            };
            if self.is_driven(side) {
                self.enter_scene(side, None);
                // Whoever yields is never idle, so that the clock does not run ahead by itself.
                runtime.block_on(async {
                    for _ in 0..3 {
                        tokio::task::yield_now().await;
                    }
                });
            }
        }
    }

    fn enter_scene(&self, side: Side, caller: Option<usize>) {
        let mut now = self.scene.0.lock().unwrap();
        now.side = side;
        now.caller = caller;
    }
}

fn pair() -> [Runtime; 2] {
    let runtime = || {
        let mut builder = Builder::new_current_thread();
        builder.enable_time().start_paused(true).build().unwrap()
    };
    let now = |runtime: &Runtime| {
        let _inside = runtime.enter();
        tokio::time::Instant::now()
    };
    for _ in 0..100 {
        let (left, right) = (runtime(), runtime());
        if now(&right) - now(&left) < CLOSE {
            return [left, right];
        }
    }
    [runtime(), runtime()]
}
