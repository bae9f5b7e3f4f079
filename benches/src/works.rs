//! What is measured: each work, and how one process does it once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::floor::Floor;
use crate::measure::{Cost, Start};
use crate::ours::Ours;

/// How many pages a listing has.
pub(crate) const PAGES: usize = 50;

/// How many items a page has.
pub(crate) const ITEMS_ON_A_PAGE: usize = 200;

/// How long the file is that is uploaded: the most that the operation takes.
pub(crate) const UPLOAD_BYTES: u64 = 20 << 20;

/// How long the file is that is downloaded.
pub(crate) const DOWNLOAD_BYTES: u64 = 200 << 20;

/// How many calls are in flight at once where memory counts.
pub(crate) const HELD_CALLS: usize = 1_000;

/// How many calls are in flight otherwise, where several are.
pub(crate) const IN_FLIGHT: usize = 64;

/// How many calls the bounded operation allows at once.
pub(crate) const BOUND: usize = 8;

/// What both sides can do. Each is written as a user of it would write it.
pub(crate) trait Side: Send + Sync + 'static {
    /// A small call.
    fn note(&self, operation: Operation, id: usize) -> impl Future<Output = ()> + Send;

    /// Lists a folder, page after page; returns how many entries it has.
    fn list(&self) -> impl Future<Output = usize> + Send;

    /// Uploads a file.
    fn upload(&self, file: &Path) -> impl Future<Output = ()> + Send;

    /// Downloads a file.
    fn download(&self, to: &Path) -> impl Future<Output = ()> + Send;
}

/// The operations of small calls, which differ in what is documented of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// No limit.
    Plain,
    /// Limits that are never reached.
    Limited,
    /// So many at once, and the others wait.
    Bounded,
    /// Answered when all are there.
    Held,
}

impl Operation {
    /// How its path names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "notes",
            Self::Limited => "limited",
            Self::Bounded => "bounded",
            Self::Held => "held",
        }
    }
}

/// What a work does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Small calls, one after the other.
    Sequential(Operation),
    /// Small calls, so many at once.
    AtOnce(Operation, usize),
    /// A listing.
    Pages,
    /// The floor either reads the file first, or has reqwest stream it.
    Upload { streamed: bool },
    /// To the directory in memory, or to the one on disk.
    Download { in_memory: bool },
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) kind: Kind,
    /// How often it is done in one process.
    pub(crate) times: usize,
    /// How often for the first count of instructions; the second is twice that.
    pub(crate) times_counted: usize,
}

/// All works, in the order of the table.
pub(crate) const WORKS: &[Work] = &[
    Work {
        name: "sequential",
        title: "sequential calls",
        kind: Kind::Sequential(Operation::Plain),
        times: 2_000,
        times_counted: 500,
    },
    Work {
        name: "concurrent",
        title: "64 in flight",
        kind: Kind::AtOnce(Operation::Plain, IN_FLIGHT),
        times: 6_400,
        times_counted: 640,
    },
    Work {
        name: "pages",
        title: "50 pages of 200 items",
        kind: Kind::Pages,
        times: 3,
        times_counted: 1,
    },
    Work {
        name: "limited",
        title: "sequential, limits that do not bind",
        kind: Kind::Sequential(Operation::Limited),
        times: 2_000,
        times_counted: 500,
    },
    Work {
        name: "bounded",
        title: "64 in flight, 8 at once (floor: a semaphore)",
        kind: Kind::AtOnce(Operation::Bounded, IN_FLIGHT),
        times: 6_400,
        times_counted: 640,
    },
    Work {
        name: "upload",
        title: "20 MiB upload from a file (floor: read whole)",
        kind: Kind::Upload { streamed: false },
        times: 5,
        times_counted: 1,
    },
    Work {
        name: "upload-streamed",
        title: "20 MiB upload from a file (floor: `Part::file`)",
        kind: Kind::Upload { streamed: true },
        times: 2,
        times_counted: 1,
    },
    Work {
        name: "download",
        title: "200 MiB download, in memory",
        kind: Kind::Download { in_memory: true },
        times: 1,
        times_counted: 1,
    },
    Work {
        name: "download-disk",
        title: "200 MiB download, on disk with `fsync`",
        kind: Kind::Download { in_memory: false },
        times: 1,
        times_counted: 1,
    },
    Work {
        name: "held",
        title: "1,000 in flight",
        kind: Kind::AtOnce(Operation::Held, HELD_CALLS),
        times: HELD_CALLS,
        times_counted: HELD_CALLS,
    },
];

/// Where the files of the works are.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The file that is uploaded.
    pub(crate) upload: PathBuf,
    /// A directory in memory.
    pub(crate) memory: PathBuf,
    /// A directory on a disk.
    pub(crate) disk: PathBuf,
}

impl Places {
    /// The places below two directories.
    pub(crate) fn new(memory: &Path, disk: &Path) -> Self {
        Self {
            upload: disk.join("upload"),
            memory: memory.to_owned(),
            disk: disk.to_owned(),
        }
    }
}

/// Does a work as often as told and returns what it cost, without the connections and whatever else is set up at first.
pub(crate) async fn run(
    kind: Kind,
    times: usize,
    ours: bool,
    server: &str,
    places: &Places,
) -> Cost {
    if ours {
        // The documented limits of real operations would bind; those of the others are what is measured.
        let keeps_limits = matches!(kind, Kind::Sequential(_) | Kind::AtOnce(..));
        measured(Ours::new(server, keeps_limits), kind, times, places).await
    } else {
        measured(Floor::new(server, kind), kind, times, places).await
    }
}

async fn measured(side: impl Side, kind: Kind, times: usize, places: &Places) -> Cost {
    let side = Arc::new(side);
    // Not for 1,000 at once: what their connections take is to be seen.
    match kind {
        Kind::AtOnce(operation, at_once) if operation != Operation::Held => {
            spread(&side, operation, at_once, at_once * 3).await;
        }
        Kind::Pages => _ = side.list().await,
        _ => {
            for id in 0..20 {
                side.note(Operation::Plain, id).await;
            }
        }
    }
    let start = Start::now();
    match kind {
        Kind::Sequential(operation) => {
            for id in 0..times {
                side.note(operation, id).await;
            }
        }
        Kind::AtOnce(operation, at_once) => spread(&side, operation, at_once, times).await,
        Kind::Pages => {
            for _ in 0..times {
                assert_eq!(side.list().await, PAGES * ITEMS_ON_A_PAGE);
            }
        }
        Kind::Upload { .. } => {
            for _ in 0..times {
                side.upload(&places.upload).await;
            }
        }
        Kind::Download { in_memory } => {
            let directory = if in_memory {
                &places.memory
            } else {
                &places.disk
            };
            for _ in 0..times {
                side.download(&directory.join("report.xlsx")).await;
            }
        }
    }
    start.stop()
}

/// Makes small calls from so many tasks, each of which makes its share one after the other.
async fn spread<S: Side>(side: &Arc<S>, operation: Operation, at_once: usize, times: usize) {
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..at_once {
        let side = side.clone();
        tasks.spawn(async move {
            for id in (task..times).step_by(at_once) {
                side.note(operation, id).await;
            }
        });
    }
    tasks.join_all().await;
}
