//! A run: the pages one after the other, a few at once, with what was done written down.

use std::cell::RefCell;
use std::fmt;

use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};

use crate::address::PagePath;
use crate::file::Stored;
use crate::pace::Pace;
use crate::say::say;
use crate::service::{Kind, Service, Trouble};
use crate::store::Store;
use crate::tree::Wanted;

/// What became of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Pages that were not there before.
    pub(crate) new: usize,
    /// Pages that were other before.
    pub(crate) changed: usize,
    /// Pages that are as they were.
    pub(crate) same: usize,
    /// Pages that were not asked for, since they are there already.
    pub(crate) kept: usize,
    /// Pages that have another path now: the old and the new one.
    pub(crate) moved: Vec<(PagePath, PagePath)>,
    /// Pages that could not be fetched, in the order in which they were wanted.
    pub(crate) failed: Vec<(PagePath, Trouble)>,
    /// Why the run ended before all pages had their turn.
    pub(crate) stopped: Option<Stopped>,
}

/// Why a run ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// So many pages failed one after the other by the service's fault.
    Failures(usize),
    /// The service asked for it.
    Asked,
    /// The user did.
    Interrupted,
}

/// What became of one page.
enum Fetched {
    Kept,
    Stored(Stored, Option<PagePath>),
}

impl Outcome {
    /// The number of pages that are there now.
    pub(crate) fn there(&self) -> usize {
        self.new + self.changed + self.same + self.kept
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failures(count) => write!(f, "{count} pages failed one after the other"),
            Self::Asked => f.write_str("the service asked for a longer rest"),
            Self::Interrupted => f.write_str("it was interrupted"),
        }
    }
}

/// Fetches pages. An interrupted run leaves whole files only.
pub(crate) async fn run(
    service: &Service,
    pace: &Pace,
    wanted: &[Wanted],
    store: Store,
    interrupted: impl Future<Output = ()>,
) -> (Outcome, Store) {
    let bar = bar(wanted.len());
    let mut outcome = Outcome::default();
    let mut in_a_row = 0;
    let shared = RefCell::new(store);
    {
        let fetched = futures_util::stream::iter(wanted.iter().enumerate())
            .map(|(index, wanted)| {
                let (shared, bar) = (&shared, &bar);
                async move { (index, one(service, wanted, shared, bar).await) }
            })
            .buffer_unordered(pace.at_once.max(1));
        let mut fetched = std::pin::pin!(fetched);
        let mut interrupted = std::pin::pin!(interrupted);
        let mut failed = Vec::new();
        loop {
            let next = tokio::select! {
                next = fetched.next() => next,
                () = &mut interrupted => {
                    outcome.stopped = Some(Stopped::Interrupted);
                    break;
                }
            };
            let Some((index, result)) = next else { break };
            bar.inc(1);
            let path = &wanted[index].path;
            match result {
                Ok(fetched) => {
                    // A page that is there says nothing about the service.
                    if !matches!(fetched, Fetched::Kept) {
                        in_a_row = 0;
                    }
                    outcome.count(path, fetched);
                }
                Err(trouble) => {
                    bar.suspend(|| say!("failed {path}: {}", trouble.what));
                    in_a_row = match trouble.kind {
                        Kind::Page => 0,
                        Kind::Service | Kind::Stop => in_a_row + 1,
                    };
                    if trouble.kind == Kind::Stop {
                        outcome.stopped = Some(Stopped::Asked);
                    } else if in_a_row >= pace.most_failures && bar.position() < wanted.len() as u64
                    {
                        outcome.stopped = Some(Stopped::Failures(in_a_row));
                    }
                    failed.push((index, trouble));
                    if outcome.stopped.is_some() {
                        break;
                    }
                }
            }
        }
        failed.sort_by_key(|(index, _)| *index);
        outcome.failed = failed
            .into_iter()
            .map(|(index, trouble)| (wanted[index].path.clone(), trouble))
            .collect();
    }
    bar.finish_and_clear();
    (outcome, shared.into_inner())
}

impl Outcome {
    fn count(&mut self, path: &PagePath, fetched: Fetched) {
        match fetched {
            Fetched::Kept => self.kept += 1,
            Fetched::Stored(stored, moved) => {
                match stored {
                    Stored::New => self.new += 1,
                    Stored::Changed => self.changed += 1,
                    Stored::Same => self.same += 1,
                }
                if let Some(moved) = moved {
                    self.moved.push((path.clone(), moved));
                }
            }
        }
    }
}

async fn one(
    service: &Service,
    wanted: &Wanted,
    store: &RefCell<Store>,
    bar: &ProgressBar,
) -> Result<Fetched, Trouble> {
    if store.borrow_mut().has(wanted) {
        return Ok(Fetched::Kept);
    }
    bar.set_message(wanted.path.to_string());
    let page = service
        .page(wanted, &|wait| {
            bar.suspend(|| say!("{}: {wait}", wanted.path))
        })
        .await?;
    let mut store = store.borrow_mut();
    let added = store.add(&wanted.path, &page)?;
    bar.suspend(|| {
        if added.stored != Stored::Same {
            say!("wrote {}", store.file(&page.path).display());
        }
        for note in &added.notes {
            say!("note: {note}");
        }
    });
    let moved = (page.path != wanted.path).then_some(page.path);
    Ok(Fetched::Stored(added.stored, moved))
}

fn bar(count: usize) -> ProgressBar {
    let style =
        ProgressStyle::with_template("[{bar:30}] {pos} of {len} pages, {eta} left  {wide_msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(count as u64).with_style(style)
}
