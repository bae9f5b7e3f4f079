//! Instructions, counted by valgrind: unlike times, they repeat on a busy machine.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Options;
use crate::process::{Once, Server};

/// Does each work so often and twice as often; the difference is free of what happens once.
pub(crate) fn run(options: &Options) {
    let server = Server::start();
    let (places, kept) = options.places();
    let file = kept[0].path().join("callgrind.out");
    println!("| work | floor | ours | ratio |");
    println!("|---|---|---|---|");
    for work in options.works() {
        let count = |ours: bool| {
            let mut once = options.once(work, server.address(), &places);
            once.one_thread = options.one_thread.unwrap_or(true);
            once.times = options.times.unwrap_or(work.times_counted);
            let less = counted(&once, ours, &file);
            let times = once.times;
            once.times = times * 2;
            let more = counted(&once, ours, &file);
            more.saturating_sub(less) as f64 / times as f64
        };
        let (floor, ours) = (count(false), count(true));
        println!(
            "| {} | {:.1} k | {:.1} k | {:.2} |",
            work.title,
            floor / 1e3,
            ours / 1e3,
            ours / floor
        );
    }
}

/// The instructions of a whole process.
fn counted(once: &Once<'_>, ours: bool, file: &Path) -> u64 {
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe().unwrap());
    once.arguments(&mut command, ours);
    let status = command.stdout(Stdio::null()).status();
    assert!(
        status.expect("valgrind is needed").success(),
        "{} failed",
        once.name
    );
    let text = std::fs::read_to_string(file).unwrap();
    let totals = text.lines().find_map(|line| line.strip_prefix("totals: "));
    totals.unwrap().trim().parse().unwrap()
}
