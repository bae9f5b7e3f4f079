//! Rounds of floor, ours, floor: what is compared was measured within the same second or two, so that whatever else the
//! machine does meets both.

use std::time::Duration;

use crate::Options;
use crate::measure::Cost;
use crate::ours;
use crate::process::Server;
use crate::works::{Kind, Work};

/// How many rounds there are if nobody says.
const ROUNDS: usize = 25;

/// What both sides cost in one round.
struct Round {
    /// Before and after ours.
    floor: [Cost; 2],
    ours: Cost,
}

pub(crate) fn run(options: &Options) {
    let server = Server::start();
    let (places, _kept) = options.places();
    let rounds = options.rounds.unwrap_or(ROUNDS);
    if options.works().next().is_some() {
        println!(
            "| work | CPU to floor | wall to floor | floor to itself, CPU | floor to itself, wall | \
             CPU of each, floor and ours | peak over the base, floor and ours |"
        );
        println!("|---|---|---|---|---|---|---|");
    }
    for work in options.works() {
        let once = options.once(work, server.address(), &places);
        let mut done = Vec::new();
        for number in 1..=rounds {
            eprint!("\r{}: round {number} of {rounds} ", work.name);
            let before = once.run(false);
            let ours = once.run(true);
            done.push(Round {
                floor: [before, once.run(false)],
                ours,
            });
        }
        eprint!("\r\x1b[K");
        println!("{}", line(work, &done));
    }
    if options.wants("tokens") {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let counts = (0..rounds).map(|round| {
            let app = format!("cli_{round}");
            runtime.block_on(ours::token_requests(server.address(), &app))
        });
        let (first, more): (Vec<_>, Vec<_>) = counts.unzip();
        println!();
        println!("| token requests of 64 calls at once | least | most |");
        println!("|---|---|---|");
        for (title, counts) in [
            ("the first calls", first),
            ("with a dead token that comes back the same", more),
        ] {
            let (least, most) = (counts.iter().min(), counts.iter().max());
            println!("| {title} | {} | {} |", least.unwrap(), most.unwrap());
        }
    }
}

/// A line of the table.
fn line(work: &Work, rounds: &[Round]) -> String {
    let cpu = |cost: &Cost| cost.cpu.as_secs_f64();
    let wall = |cost: &Cost| cost.wall.as_secs_f64();
    // What a call costs where there are calls, and a file or a listing otherwise.
    let each = |cost: f64| {
        let time = Duration::from_secs_f64(cost / work.times as f64);
        match work.kind {
            Kind::Sequential(_) | Kind::AtOnce(..) => format!("{:.1} µs", time.as_secs_f64() * 1e6),
            _ => format!("{:.1} ms", time.as_secs_f64() * 1e3),
        }
    };
    let mib = |cost: f64| format!("{:.1} MiB", cost / 1024.0);
    let of_floor = |of: fn(&Cost) -> f64| median(floor(rounds).map(of).collect());
    let of_ours =
        |of: fn(&Cost) -> f64| median(rounds.iter().map(|round| of(&round.ours)).collect());
    let peak = |cost: &Cost| cost.peak as f64;
    format!(
        "| {} | {} | {} | {} | {} | {}, {} | {}, {} |",
        work.title,
        ratio(rounds, cpu),
        ratio(rounds, wall),
        noise(rounds, cpu),
        noise(rounds, wall),
        each(of_floor(cpu)),
        each(of_ours(cpu)),
        mib(of_floor(peak)),
        mib(of_ours(peak)),
    )
}

fn floor(rounds: &[Round]) -> impl Iterator<Item = &Cost> {
    rounds.iter().flat_map(|round| &round.floor)
}

/// Ours to the floor before and after it.
fn ratio(rounds: &[Round], of: fn(&Cost) -> f64) -> String {
    let ratios = rounds.iter().map(|round| {
        let floor = round.floor.iter().map(of).sum::<f64>() / 2.0;
        of(&round.ours) / floor
    });
    spread(ratios.collect())
}

/// The floor after to the floor before: what a ratio is when nothing differs.
fn noise(rounds: &[Round], of: fn(&Cost) -> f64) -> String {
    let ratios = rounds
        .iter()
        .map(|round| of(&round.floor[1]) / of(&round.floor[0]));
    spread(ratios.collect())
}

/// A median with the quartiles around it.
pub(crate) fn spread(mut values: Vec<f64>) -> String {
    values.sort_by(f64::total_cmp);
    let quartile = |part: usize| values[(values.len() - 1) * part / 4];
    format!(
        "{:.2} ({:.2}–{:.2})",
        median(values.clone()),
        quartile(1),
        quartile(3)
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}
