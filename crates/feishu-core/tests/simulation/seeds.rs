//! Many runs, each by its seed, and one report of all that they broke.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::executor::{Run, Setting};
use crate::operations::Op;
use crate::platform::Mood;
use crate::rules::{Broken, Rule};

/// How many seeds are run if nothing else is said.
const SEEDS: u64 = 2500;

/// Of so many runs one is large. No multiple of ten, so that each world has some.
const LARGE: u64 = 101;

/// So many seeds are shown for a rule that they broke.
const SHOWN: usize = 5;

/// Whether anything bad happens in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum World {
    /// Nothing does: this checks the simulation itself.
    Calm,
    /// The platform misbehaves, the executor does not.
    Troubled,
    Hostile,
}

impl World {
    /// Most seeds are hostile.
    fn of(seed: u64) -> Self {
        match seed % 10 {
            8 => Self::Calm,
            9 => Self::Troubled,
            _ => Self::Hostile,
        }
    }
}

fn setting(seed: u64) -> Setting {
    let world = World::of(seed);
    // Not the generator of the run, so that the setting can change without changing what happens in it.
    let mut rng = fastrand::Rng::with_seed(!seed);
    let callers = match seed % LARGE {
        0 => rng.usize(150..400),
        _ => rng.usize(10..50),
    };
    // Few operations at a time, so that callers meet.
    let mut ops: Vec<Op> = Op::ALL.to_vec();
    rng.shuffle(&mut ops);
    ops.truncate(rng.usize(1..=4));
    match world {
        World::Calm => {
            ops.retain(|&op| op != Op::Refusing);
            ops.push(Op::Free);
            Setting {
                callers,
                ops,
                hostile: false,
                mood: Mood::default(),
                lasts: Duration::from_secs(5),
                timeouts: 10,
            }
        }
        World::Troubled | World::Hostile => Setting {
            callers,
            ops,
            hostile: world == World::Hostile,
            mood: Mood {
                calls: rng.u32(0..300),
                tokens: rng.u32(0..300),
            },
            lasts: Duration::from_secs(rng.u64(5..120)),
            timeouts: rng.u32(0..40),
        },
    }
}

fn run(seed: u64, trace: bool) -> Vec<Broken> {
    let setting = setting(seed);
    let mut run = Run::new(seed, trace);
    run.play(&setting);
    run.broken
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}

/// Runs the seeds of a world, and panics with all rules that were broken: how often, and by which seeds first.
fn run_all(world: World) {
    if let Some(seed) = number("FEISHU_SEED") {
        if World::of(seed) == world {
            let broken = run(seed, true);
            assert!(broken.is_empty(), "seed {seed}, {world:?}: {broken:#?}");
        }
        return;
    }
    let end = number("FEISHU_SEEDS").unwrap_or(SEEDS);
    let next = AtomicU64::new(0);
    let report: Mutex<BTreeMap<Rule, BTreeMap<u64, String>>> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    if World::of(seed) != world {
                        continue;
                    }
                    for Broken { rule, what } in run(seed, false) {
                        let mut report = report.lock().unwrap();
                        report.entry(rule).or_default().entry(seed).or_insert(what);
                    }
                }
            });
        }
    });
    let report = report.into_inner().unwrap();
    if report.is_empty() {
        return;
    }
    let mut text = String::new();
    for (rule, broken) in &report {
        let seeds = broken.len();
        writeln!(
            text,
            "{rule:?} is broken by {seeds} of the seeds up to {end}:"
        )
        .unwrap();
        for (seed, what) in broken.iter().take(SHOWN) {
            writeln!(text, "  seed {seed}: {what}").unwrap();
        }
    }
    panic!(
        "{text}to see all that happens in one: FEISHU_SEED=… cargo test -p feishu-core --test simulation"
    );
}

#[test]
fn a_calm_world_breaks_nothing() {
    run_all(World::Calm);
}

#[test]
fn a_platform_in_trouble_breaks_nothing() {
    run_all(World::Troubled);
}

#[test]
fn a_hostile_executor_breaks_nothing() {
    run_all(World::Hostile);
}
