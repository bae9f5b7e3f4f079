//! Processes: the server's, and one for each time that a work is done, so that neither side inherits anything of the other.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Options;
use crate::measure::{self, Cost};
use crate::works::{self, Places, WORKS, Work};

/// The server, which ends with this.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut port).unwrap();
        Self {
            child,
            address: format!("http://127.0.0.1:{}", port.trim()),
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A work that is done in a process of its own.
pub(crate) struct Once<'a> {
    pub(crate) name: &'static str,
    pub(crate) times: usize,
    pub(crate) server: &'a str,
    pub(crate) places: &'a Places,
    pub(crate) one_thread: bool,
}

impl Once<'_> {
    /// The arguments by which this program does it.
    pub(crate) fn arguments(&self, command: &mut Command, ours: bool) {
        command
            .args(["once", self.name, if ours { "ours" } else { "floor" }])
            .args(["--times", &self.times.to_string()])
            .args(["--server", self.server])
            .args([Path::new("--memory"), &self.places.memory])
            .args([Path::new("--disk"), &self.places.disk])
            .args(["--threads", if self.one_thread { "one" } else { "several" }]);
    }

    pub(crate) fn run(&self, ours: bool) -> Cost {
        let mut command = Command::new(std::env::current_exe().unwrap());
        self.arguments(&mut command, ours);
        let output = command.stderr(Stdio::inherit()).output().unwrap();
        assert!(output.status.success(), "{} failed", self.name);
        let text = String::from_utf8(output.stdout).unwrap();
        let figures: Vec<u64> = text
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        let [wall, cpu, peak] = *figures.as_slice() else {
            panic!("{text:?} are not the figures of {}", self.name);
        };
        Cost {
            wall: Duration::from_nanos(wall),
            cpu: Duration::from_nanos(cpu),
            peak,
        }
    }
}

/// Does one work in this process, and prints what it cost: nanoseconds of wall and of CPU, and KiB.
pub(crate) fn once(options: &Options, name: &str, ours: bool) {
    let work: &Work = WORKS
        .iter()
        .find(|work| work.name == name)
        .unwrap_or_else(|| panic!("there is no work {name}"));
    measure::raise_the_limit_of_files();
    let times = options.times.unwrap_or(work.times);
    let own = match &options.server {
        None => Some((Server::start(), options.places())),
        Some(_) => None,
    };
    let (server, places) = match (&options.server, &own) {
        (Some(server), _) => (server.clone(), Places::new(&options.memory, &options.disk)),
        (None, Some((server, (places, _)))) => (server.address().to_owned(), places.clone()),
        (None, None) => unreachable!("one was started"),
    };
    let mut builder = if options.one_thread.unwrap_or(false) {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    let runtime = builder.enable_all().build().unwrap();
    let cost = runtime.block_on(works::run(work.kind, times, ours, &server, &places));
    println!(
        "{} {} {}",
        cost.wall.as_nanos(),
        cost.cpu.as_nanos(),
        cost.peak
    );
}
