//! A run: many pieces, each saved as a file in a directory, at the quota and with a journal.
//!
//! A task takes the pieces one by one from their list, waits for the turn of each, and hands it to a task of its own. So
//! the run goes on while its owner is busy with an outcome, and ends when it is dropped.

use std::collections::HashSet;
use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinHandle, JoinSet};

use crate::call::client::Client;
use crate::flow::errand::{Begin, Desk, Errand, Trouble, spread};
use crate::flow::job::{DownloadJob, JobOptions, JobSpec};
use crate::flow::journal::{Identity, Journal};
use crate::flow::outcome::{Outcome, RunProgress};
use crate::flow::piece::{Piece, Work};
use crate::flow::places::{self, Places};
use crate::flow::record::{Earlier, Handle, History, Line};
use crate::ground::error::{Error, Result};
use crate::ground::operation::Operation;
use crate::ground::time::{self, Instant};
use crate::wire::endpoint::Endpoint;

/// The list of the pieces of a run.
pub type Pieces<P> = Pin<Box<dyn Stream<Item = Result<P>> + Send>>;

/// Where a run reports how far it is.
type OnProgress = Arc<dyn Fn(&RunProgress) + Send + Sync>;

/// The name of the journal in the directory of a run.
const JOURNAL: &str = ".feishu-journal";

/// How many outcomes may wait for the owner of a run before it stops.
const MOST_OUTCOMES: usize = 64;

/// How a run is set up.
pub struct RunSetup {
    client: Client,
    directory: PathBuf,
    journal: Option<PathBuf>,
    identity: Identity,
    options: JobOptions,
    on_progress: Option<OnProgress>,
}

impl RunSetup {
    /// A run that saves its files in a directory.
    pub fn new(client: &Client, directory: impl AsRef<Path>) -> Self {
        Self {
            client: client.clone(),
            directory: directory.as_ref().to_owned(),
            journal: None,
            identity: Identity::new(),
            options: JobOptions::default(),
            on_progress: None,
        }
    }

    /// Sets where the journal is.
    pub fn set_journal(&mut self, path: PathBuf) {
        self.journal = Some(path);
    }

    /// Adds something that must be the same in all runs with one journal.
    pub fn identify(&mut self, name: &str, value: String) {
        self.identity.insert(name.to_owned(), value);
    }

    /// Sets the options of every job and every call.
    pub fn set_options(&mut self, options: JobOptions) {
        self.options = options;
    }

    /// Sets where the run reports how far it is.
    pub fn set_on_progress(&mut self, on_progress: impl Fn(&RunProgress) + Send + Sync + 'static) {
        self.on_progress = Some(Arc::new(on_progress));
    }
}

/// How far a run is, and who is told.
struct Board {
    progress: Mutex<RunProgress>,
    on_progress: Option<OnProgress>,
}

impl Board {
    /// Changes what is known, and tells it in the order of the changes, so that what was told last is how it stands.
    fn change(&self, change: impl FnOnce(&mut RunProgress)) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut progress);
        if let Some(on_progress) = &self.on_progress {
            on_progress(&progress);
        }
    }
}

/// What the tasks of a run tell its owner.
enum Message<P> {
    Outcome(Outcome<P>),
    /// The run cannot go on.
    Broken(Error),
    /// There is nothing left to do.
    End,
}

type Messages<P> = mpsc::Sender<Message<P>>;

/// Many pieces that are being saved, as a stream of what becomes of each.
pub struct JobRun<P: Piece> {
    state: State<P>,
}

enum State<P: Piece> {
    Set(Box<RunSetup>, Pieces<P>),
    Running(mpsc::Receiver<Message<P>>, Manager),
    Ended,
}

/// The task that manages a run, which ends with its owner.
struct Manager(JoinHandle<()>);

impl Drop for Manager {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<P: Piece> JobRun<P> {
    /// A run that begins when it is first polled.
    pub fn new(setup: RunSetup, pieces: Pieces<P>) -> Self {
        Self {
            state: State::Set(Box::new(setup), pieces),
        }
    }
}

// Nothing in it is pinned: the list is boxed.
impl<P: Piece> Unpin for JobRun<P> {}

impl<P: Piece> Stream for JobRun<P> {
    type Item = Result<Outcome<P>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Set(setup, pieces) => {
                    let (sender, messages) = mpsc::channel(MOST_OUTCOMES);
                    let manager = tokio::spawn(manage(*setup, pieces, sender));
                    self.state = State::Running(messages, Manager(manager));
                }
                State::Running(mut messages, manager) => {
                    let Poll::Ready(message) = messages.poll_recv(cx) else {
                        self.state = State::Running(messages, manager);
                        return Poll::Pending;
                    };
                    match message {
                        Some(Message::Outcome(outcome)) => {
                            self.state = State::Running(messages, manager);
                            return Poll::Ready(Some(Ok(outcome)));
                        }
                        Some(Message::Broken(error)) => return Poll::Ready(Some(Err(error))),
                        Some(Message::End) => return Poll::Ready(None),
                        None => {
                            let why = std::io::Error::other("its tasks are gone");
                            let error = Error::file("the run was ended with its runtime", why);
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
            }
        }
    }
}

/// Manages a run to its end, and says so.
async fn manage<P: Piece>(setup: RunSetup, pieces: Pieces<P>, messages: Messages<P>) {
    let message = match Run::begin(setup, messages.clone()).await {
        Ok((run, started)) => match run.go_on(pieces, started).await {
            Ok(()) => Message::End,
            Err(Trouble::Run(error) | Trouble::Piece(error)) => Message::Broken(error),
        },
        Err(Trouble::Run(error) | Trouble::Piece(error)) => Message::Broken(error),
    };
    // Whoever is not there any more need not know.
    drop(messages.send(message).await);
}

/// A run under way.
struct Run<P: Piece> {
    desk: Arc<Desk<P>>,
    board: Arc<Board>,
    messages: Messages<P>,
    /// A place for each piece that may be under way.
    room: Arc<Semaphore>,
    errands: JoinSet<()>,
    saved: std::collections::HashMap<String, Earlier>,
    /// The pieces that have come.
    seen: HashSet<String>,
    last_start: Option<Instant>,
}

/// The pieces whose jobs an earlier run has started, and how long ago, the oldest first.
type Started<P> = Vec<(String, P, Handle<P>, Duration)>;

impl<P: Piece> Run<P> {
    async fn begin(setup: RunSetup, messages: Messages<P>) -> Result<(Self, Started<P>), Trouble> {
        let RunSetup {
            client,
            directory,
            journal,
            mut identity,
            options,
            on_progress,
        } = setup;
        places::check(&directory)?;
        let path = journal.unwrap_or_else(|| directory.join(JOURNAL));
        identity.insert("platform".to_owned(), client.base_url().to_owned());
        identity.insert("caller".to_owned(), client.caller(&options.step()));
        identity.insert("job".to_owned(), P::Job::NAME.to_owned());
        let (journal, history) = Journal::open(&path, &identity, History::<P>::read).await?;
        let number = client.shared.limiter.number;
        recall(&client, &history);
        let places = Places::new(&directory, history.places);
        let most: u32 = operations::<P>().map(in_one_window).sum();
        let desk = Desk::new(
            client,
            options,
            directory,
            journal,
            places,
            history.estimate,
        );
        desk.write(&Line::Client(number), false).await?;
        let run = Self {
            desk: Arc::new(desk),
            board: Arc::new(Board {
                progress: Mutex::default(),
                on_progress,
            }),
            messages,
            room: Arc::new(Semaphore::new(most as usize)),
            errands: JoinSet::new(),
            saved: history.saved,
            seen: HashSet::new(),
            last_start: None,
        };
        let started = history.started.into_iter();
        let started = started.map(|(key, (piece, handle, at))| (key, piece, handle, age(at)));
        let mut started: Vec<_> = started.collect();
        started.sort_by_key(|(.., age)| std::cmp::Reverse(*age));
        Ok((run, started))
    }

    /// Takes all pieces, and waits until each has come to its end.
    async fn go_on(mut self, mut pieces: Pieces<P>, started: Started<P>) -> Result<(), Trouble> {
        let mut total = 0;
        // Their files do not last, so they come first, whether the list still has them or not.
        for (key, piece, handle, age) in started {
            let room = self.room().await;
            total += 1;
            self.seen.insert(key.clone());
            self.send_off(key, piece, Begin::Resume(handle, age), room);
        }
        loop {
            let room = self.room().await;
            let next = poll_fn(|cx| pieces.as_mut().poll_next(cx));
            let piece = match next.await {
                None => break,
                Some(Ok(piece)) => piece,
                Some(Err(error)) => {
                    total += 1;
                    self.tell(Outcome::Failed(None, error)).await;
                    continue;
                }
            };
            let key = piece.key();
            if !self.seen.insert(key.clone()) {
                continue;
            }
            total += 1;
            if let Some(path) = self.kept(&key, &piece).await {
                self.tell(Outcome::Kept(piece, path)).await;
                continue;
            }
            let begin = match piece.work() {
                Err(error) => {
                    self.tell(Outcome::Failed(Some(piece), error)).await;
                    continue;
                }
                Ok(Work::File(_)) => Begin::File,
                Ok(Work::Job(_)) => match self.turn().await {
                    Ok(turn) => Begin::Job(turn),
                    Err(error) => {
                        self.tell(Outcome::Failed(Some(piece), error)).await;
                        continue;
                    }
                },
            };
            if piece.name().is_some() {
                // In the order of the list, so that of two with one name it is always the same that keeps it.
                let errand = self.errand(key.clone(), piece.clone());
                errand.place(piece.name(), piece.extension()).await?;
            }
            self.send_off(key, piece, begin, room);
        }
        self.board.change(|progress| progress.total = Some(total));
        while let Some(ended) = self.errands.join_next().await {
            raise(ended);
        }
        Ok(())
    }

    /// Waits until there is room for one piece more.
    async fn room(&mut self) -> Option<OwnedSemaphorePermit> {
        let room = Arc::clone(&self.room).acquire_owned().await.ok();
        while let Some(ended) = self.errands.try_join_next() {
            raise(ended);
        }
        room
    }

    /// Waits for the turn of the next job.
    async fn turn(&mut self) -> Result<crate::call::turn::Turn> {
        let board = Arc::clone(&self.board);
        let options = self.desk.options.step().on_wait(move |waiting| {
            board.change(|progress| progress.waiting = Some(waiting));
        });
        let client = &self.desk.client;
        let turn = client
            .wait_for_turn::<<P::Job as JobSpec>::Start>(&options)
            .await;
        if let Some(last) = self.last_start {
            let next = time::later(last, spread::<P>());
            time::sleep(next.saturating_duration_since(time::now())).await;
        }
        self.last_start = Some(time::now());
        self.board.change(|progress| progress.waiting = None);
        turn
    }

    /// Where a piece is that an earlier run has saved, if it is there, and the piece has not changed since.
    async fn kept(&self, key: &str, piece: &P) -> Option<PathBuf> {
        let earlier = self.saved.get(key)?;
        let version = piece.version();
        if version.is_some() && version != earlier.version {
            return None;
        }
        let path = self.desk.path(key)?;
        let found = tokio::fs::metadata(&path).await.ok()?;
        (found.is_file() && found.len() == earlier.size).then_some(path)
    }

    fn errand(&self, key: String, piece: P) -> Errand<P> {
        Errand {
            desk: Arc::clone(&self.desk),
            piece,
            key,
        }
    }

    /// Lets a piece be saved by a task of its own.
    fn send_off(
        &mut self,
        key: String,
        piece: P,
        begin: Begin<P>,
        room: Option<OwnedSemaphorePermit>,
    ) {
        let errand = self.errand(key, piece);
        let (board, messages) = (Arc::clone(&self.board), self.messages.clone());
        board.change(|progress| progress.under_way += 1);
        self.errands.spawn(async move {
            let message = match errand.run(begin).await {
                Ok(outcome) => {
                    board.change(|progress| {
                        progress.under_way -= 1;
                        progress.count(&outcome);
                    });
                    Message::Outcome(outcome)
                }
                Err(error) => Message::Broken(error),
            };
            drop(messages.send(message).await);
            drop(room);
        });
    }

    /// Tells of a piece that needs no task.
    async fn tell(&self, outcome: Outcome<P>) {
        self.board.change(|progress| progress.count(&outcome));
        drop(self.messages.send(Message::Outcome(outcome)).await);
    }
}

/// A task that panicked takes its run with it, as it would have done without being a task.
fn raise(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended
        && let Ok(panic) = error.try_into_panic()
    {
        std::panic::resume_unwind(panic);
    }
}

/// The operations that every job needs.
fn operations<P: Piece>() -> impl Iterator<Item = &'static Operation> {
    [
        <P::Job as JobSpec>::Start::OPERATION,
        Handle::<P>::OPERATION,
        <P::Job as DownloadJob>::Download::OPERATION,
    ]
    .into_iter()
}

/// How many calls of an operation may go out before its limit has to be waited for. So many jobs are under way for it: each
/// of the operations has its hands full, and none keeps a file waiting until it is gone.
fn in_one_window(operation: &Operation) -> u32 {
    let limits = operation.limits.iter().map(|limit| limit.calls);
    limits.max().unwrap_or(1)
}

/// How long ago something was written down; not at all, if the clock was set back since.
fn age(at: f64) -> Duration {
    Duration::try_from_secs_f64(time::stamp() - at).unwrap_or_default()
}

/// Books the calls of a run that was ended a moment ago, which still count for their limits.
fn recall<P: Piece>(client: &Client, history: &History<P>) {
    let now = time::now();
    let limiter = &client.shared.limiter;
    for operation in operations::<P>() {
        let windows = operation.limits.iter().map(|limit| limit.window);
        let Some(longest) = windows.max() else {
            continue;
        };
        let ages = history.calls(operation.id, limiter.number);
        let ages = ages.map(age);
        let recent = ages.filter(|age| *age <= longest);
        let departures: Vec<_> = recent.filter_map(|age| now.checked_sub(age)).collect();
        limiter.recall(operation, &departures);
    }
}
