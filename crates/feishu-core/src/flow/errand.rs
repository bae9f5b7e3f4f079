//! One piece of a run, from its beginning to its file.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::call::Call;
use crate::call::client::Client;
use crate::call::retry::is_passing;
use crate::call::turn::Turn;
use crate::file::download::SavedFile;
use crate::file::target::{Named, Target};
use crate::flow::job::{DownloadJob, Job, JobCall, JobOptions, JobSpec, JobState, failed};
use crate::flow::journal::{self, Journal};
use crate::flow::outcome::Outcome;
use crate::flow::pace::{Pace, Pacer};
use crate::flow::piece::{Piece, Work};
use crate::flow::places::{self, Placed, Places};
use crate::flow::record::{Handle, Line};
use crate::ground::error::{Error, Fault, Result};
use crate::ground::kind::ErrorKind;
use crate::ground::time;
use crate::wire::endpoint::Endpoint;

/// How often the job of a piece is started at most: one may be lost, and its file may be gone when its turn comes.
const MOST_STARTS: u32 = 3;

/// What all pieces of a run share.
pub(crate) struct Desk<P: Piece> {
    pub(crate) client: Client,
    pub(crate) options: JobOptions,
    pub(crate) directory: PathBuf,
    pub(crate) journal: Journal,
    pub(crate) places: Mutex<Places>,
    pace: Mutex<Pace>,
    /// Tells those who wait for a job that others took longer or shorter than was thought.
    paced: Notify,
    piece: std::marker::PhantomData<fn() -> P>,
}

/// How a piece is begun.
pub(crate) enum Begin<P: Piece> {
    /// By a job, whose turn has come.
    Job(Turn),
    /// By a job that an earlier run has started, so long ago.
    Resume(Handle<P>, Duration),
    /// By a request for the file.
    File,
}

/// Why a piece is not saved.
pub(crate) enum Trouble {
    /// It cannot be.
    Piece(Error),
    /// Nothing can be any more.
    Run(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let full = |error: &io::Error| {
            matches!(
                error.kind(),
                StorageFull | QuotaExceeded | ReadOnlyFilesystem
            )
        };
        let source = std::error::Error::source(&error);
        let source = source.and_then(|source| source.downcast_ref::<io::Error>());
        // Neither would the next piece have room, nor a token, nor calls that are left.
        let of_all = matches!(
            error.kind(),
            ErrorKind::Configuration | ErrorKind::Unauthenticated | ErrorKind::QuotaUsedUp
        );
        if of_all || source.is_some_and(full) {
            return Self::Run(error);
        }
        Self::Piece(error)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<P: Piece> Desk<P> {
    pub(crate) fn new(
        client: Client,
        options: JobOptions,
        directory: PathBuf,
        journal: Journal,
        places: Places,
        estimate: Option<Duration>,
    ) -> Self {
        let polling = options.polling(&client);
        let pace = Pace::new(Handle::<P>::OPERATION, polling, estimate);
        Self {
            client,
            options,
            directory,
            journal,
            places: Mutex::new(places),
            pace: Mutex::new(pace),
            paced: Notify::new(),
            piece: std::marker::PhantomData,
        }
    }

    /// Where the file of a piece is that has a place.
    pub(crate) fn path(&self, key: &str) -> Option<PathBuf> {
        let path = lock(&self.places).known(key)?;
        Some(self.directory.join(path))
    }

    /// Writes a line into the journal, without which nothing goes on.
    pub(crate) async fn write(
        &self,
        line: &Line<'_, P, Handle<P>>,
        sync: bool,
    ) -> Result<(), Trouble> {
        let written = self.journal.write(line, sync).await;
        written.map_err(Trouble::Run)
    }

    /// Writes down that a call goes out.
    async fn note<E: Endpoint>(&self) -> Result<(), Trouble> {
        let call = Line::Call(E::OPERATION.id, time::stamp());
        self.write(&call, false).await
    }

    /// Waits for the turn of a call, and writes down that it goes out.
    async fn turn<E: Endpoint>(&self) -> Result<Turn, Trouble> {
        let turn = self.client.wait_for_turn::<E>(&self.options.step()).await?;
        self.note::<E>().await?;
        Ok(turn)
    }

    /// Writes down where folders and a piece are put.
    pub(crate) async fn write_places(&self, placed: &[Placed]) -> Result<(), Trouble> {
        for Placed { key, path } in placed {
            self.write(&Line::Place { key, path }, false).await?;
        }
        Ok(())
    }

    /// Waits until a job is to be asked after.
    async fn until_due(&self, pacer: &mut Pacer) {
        loop {
            let paced = self.paced.notified();
            let due = lock(&self.pace).due(pacer);
            if due <= time::now() {
                return;
            }
            time::until(Some(due), paced).await;
        }
    }

    /// Changes the pace, and tells all who wait.
    fn pace(&self, change: impl FnOnce(&mut Pace)) {
        change(&mut lock(&self.pace));
        self.paced.notify_waiters();
    }
}

/// Gives back the place of a job among those that are waited for.
struct Waited<'d, P: Piece>(&'d Desk<P>, Pacer);

impl<P: Piece> Drop for Waited<'_, P> {
    fn drop(&mut self) {
        self.0.pace(|pace| pace.leave(&self.1));
    }
}

/// One piece.
pub(crate) struct Errand<P: Piece> {
    pub(crate) desk: Arc<Desk<P>>,
    pub(crate) piece: P,
    pub(crate) key: String,
}

impl<P: Piece> Errand<P> {
    /// Saves the piece.
    ///
    /// # Errors
    ///
    /// The run cannot go on. What is wrong with the piece alone is an outcome.
    pub(crate) async fn run(self, begin: Begin<P>) -> Result<Outcome<P>> {
        let saved = match self.save(begin).await {
            Ok(saved) => saved,
            Err(Trouble::Run(error)) => return Err(error),
            Err(Trouble::Piece(error)) => return self.fail(error).await,
        };
        let settled = async {
            journal::settle(saved.path.clone()).await?;
            let line = Line::Saved {
                key: &self.key,
                size: saved.size,
                version: self.piece.version(),
                estimate: lock(&self.desk.pace).estimate(),
            };
            self.desk.write(&line, true).await
        };
        match settled.await {
            Ok(()) => Ok(Outcome::Saved(self.piece, saved)),
            Err(Trouble::Run(error)) => Err(error),
            Err(Trouble::Piece(error)) => self.fail(error).await,
        }
    }

    async fn fail(self, error: Error) -> Result<Outcome<P>> {
        if error.kind() == ErrorKind::LocalFile {
            // It may not be this file alone.
            places::check(&self.desk.directory)?;
        }
        // A job that still may be of use is left to the next run.
        if !(error.is_transient() || error.fault() == Fault::JobDeadline) {
            let line = Line::Failed {
                key: &self.key,
                kind: error.kind(),
                error: error.to_string(),
            };
            match self.desk.write(&line, false).await {
                Ok(()) => {}
                Err(Trouble::Run(error) | Trouble::Piece(error)) => return Err(error),
            }
        }
        Ok(Outcome::Failed(Some(self.piece), error))
    }

    async fn save(&self, begin: Begin<P>) -> Result<SavedFile, Trouble> {
        let request = match self.piece.work()? {
            Work::File(request) => return self.file(request).await,
            Work::Job(request) => request,
        };
        let mut begin = begin;
        let mut starts = 0;
        loop {
            starts += 1;
            let old = matches!(begin, Begin::Resume(..));
            let saved = async {
                let (handle, age) = match begin {
                    Begin::Resume(handle, age) => (handle, Some(age)),
                    Begin::Job(turn) => (self.start(request.clone(), turn).await?, None),
                    Begin::File => {
                        return Err(Trouble::Piece(Error::invalid_request("it is no file")));
                    }
                };
                self.finish(handle, age).await
            };
            match saved.await {
                Err(Trouble::Piece(error)) if starts < MOST_STARTS && begins_anew(&error, old) => {
                    tracing::debug!(key = self.key, "begins anew: {error}");
                    begin = Begin::Job(self.start_turn().await?);
                }
                other => return other,
            }
        }
    }

    async fn start_turn(&self) -> Result<Turn> {
        let options = self.desk.options.step();
        let client = &self.desk.client;
        client
            .wait_for_turn::<<P::Job as JobSpec>::Start>(&options)
            .await
    }

    /// Starts the job and writes down its ticket.
    async fn start(
        &self,
        request: <P::Job as JobSpec>::Start,
        turn: Turn,
    ) -> Result<Handle<P>, Trouble> {
        let (desk, piece, key) = (Arc::clone(&self.desk), self.piece.clone(), self.key.clone());
        let started = async move {
            desk.note::<<P::Job as JobSpec>::Start>().await?;
            let options = desk.options.clone().in_turn(turn);
            let job = JobCall::<P::Job>::new(&desk.client, request).with_options(options);
            let job = job.start().await?;
            let line = Line::Started {
                key: &key,
                piece: &piece,
                handle: job.handle(),
                at: time::stamp(),
            };
            desk.write(&line, true).await?;
            Ok(job.handle().clone())
        };
        // A task, so that a ticket is written down though the run is dropped while it is on its way.
        let started = tokio::spawn(started).await;
        started.unwrap_or_else(|error| {
            let error = io::Error::other(error);
            Err(Trouble::Run(Error::file(
                "the start of a job was ended with its runtime",
                error,
            )))
        })
    }

    /// Waits for the job and saves its file.
    async fn finish(&self, handle: Handle<P>, age: Option<Duration>) -> Result<SavedFile, Trouble> {
        let job = Job::resume(&self.desk.client, handle);
        let mut job = job.with_options(self.desk.options.clone());
        let output = self.wait(&mut job, age).await?;
        let name = <P::Job as DownloadJob>::file_name(&output);
        let extension = <P::Job as DownloadJob>::file_extension(&output);
        let extension = self.piece.extension().or(extension.as_deref());
        let target = self.target(name.as_deref(), extension).await?;
        let turn = self
            .desk
            .turn::<<P::Job as DownloadJob>::Download>()
            .await?;
        let options = self.desk.options.clone().in_turn(turn).step();
        let request = <P::Job as DownloadJob>::download(&output);
        let call = Call::new(self.desk.client.clone(), request).with_options(options);
        let size = <P::Job as DownloadJob>::file_size(&output);
        let saved = call.save(target, size).await;
        Ok(saved.map_err(|error| error.with_ticket(job.ticket()))?)
    }

    /// Asks after the job until it has ended.
    async fn wait(
        &self,
        job: &mut Job<P::Job>,
        age: Option<Duration>,
    ) -> Result<<P::Job as JobSpec>::Output, Trouble> {
        let desk = &*self.desk;
        let longest = desk.options.polling(&desk.client).deadline;
        let deadline = time::after(longest);
        let pacer = lock(&desk.pace).enter(age);
        let mut waited = Waited(desk, pacer);
        loop {
            desk.until_due(&mut waited.1).await;
            let turn = desk.turn::<Handle<P>>().await?;
            let trouble = match job.poll_in(turn).await {
                Ok(JobState::Pending(_)) => None,
                Ok(JobState::Done(output)) => {
                    desk.pace(|pace| pace.done(&waited.1));
                    return Ok(output);
                }
                Ok(JobState::Failed(failure)) => {
                    desk.pace(|pace| pace.done(&waited.1));
                    return Err(failed::<P::Job>(failure, job.ticket()).into());
                }
                Err(error) if is_passing(&error, Handle::<P>::OPERATION) => Some(error),
                Err(error) => return Err(error.into()),
            };
            if time::now() >= deadline {
                return Err(job.given_up(longest, trouble).into());
            }
            desk.pace(|pace| pace.pending(&mut waited.1));
        }
    }

    /// Where the file is put, under the name that it has got or gets now.
    async fn target(&self, name: Option<&str>, extension: Option<&str>) -> Result<Target, Trouble> {
        let path = self.place(name, extension).await?;
        let path = Places::prepare(&self.desk.directory, &path)?;
        Ok(Target::file(&path).await?)
    }

    /// The place of the piece.
    pub(crate) async fn place(
        &self,
        name: Option<&str>,
        extension: Option<&str>,
    ) -> Result<String, Trouble> {
        let mut placed = Vec::new();
        let path = {
            let mut places = lock(&self.desk.places);
            match places.known(&self.key) {
                Some(known) => known,
                None => {
                    let folder = places.folder(&self.piece.folders(), &mut placed);
                    let path = places.file(&self.key, &folder, name, extension);
                    let key = self.key.clone();
                    placed.push(Placed {
                        key,
                        path: path.clone(),
                    });
                    path
                }
            }
        };
        self.desk.write_places(&placed).await?;
        Ok(path)
    }

    /// Saves a file that is there already.
    async fn file(&self, request: P::File) -> Result<SavedFile, Trouble> {
        let options = self.desk.options.step();
        let call = Call::new(self.desk.client.clone(), request).with_options(options);
        if self.piece.name().is_some() || lock(&self.desk.places).known(&self.key).is_some() {
            let target = self.target(self.piece.name(), self.piece.extension());
            return Ok(call.save(target.await?, None).await?);
        }
        // The name comes with the file.
        let mut placed = Vec::new();
        let folder = lock(&self.desk.places).folder(&self.piece.folders(), &mut placed);
        self.desk.write_places(&placed).await?;
        let inside = match &*folder {
            "" => "x".to_owned(),
            folder => format!("{folder}/x"),
        };
        let inside = Places::prepare(&self.desk.directory, &inside)?;
        let folder_of = inside.parent().unwrap_or(&inside);
        let target = Target::directory(folder_of, Named::default()).await?;
        let saved = call.save(target, None).await?;
        let name = saved.path.file_name().unwrap_or_default();
        let path = match (&*folder, name.to_string_lossy()) {
            ("", name) => name.into_owned(),
            (folder, name) => format!("{folder}/{name}"),
        };
        lock(&self.desk.places).know(&self.key, &path);
        let placed = Placed {
            key: self.key.clone(),
            path,
        };
        self.desk.write_places(&[placed]).await?;
        Ok(saved)
    }
}

/// Whether a piece is begun anew after an error: its ticket means nothing any more, its file is gone, or its start did not come
/// through.
fn begins_anew(error: &Error, old: bool) -> bool {
    match error.fault() {
        // What failed then may succeed now.
        Fault::JobFailed(kind) => old || kind.is_transient(),
        // A file that came cut off, or a platform in trouble, is no reason to have it made once more.
        Fault::Refused(kind) if kind.is_transient() => error.ticket().is_none(),
        Fault::Refused(_) => error.ticket().is_some(),
        Fault::Connection | Fault::Timeout | Fault::NotAnEnvelope(_) => error.ticket().is_none(),
        _ => false,
    }
}

/// How far apart two starts are at least, so that few tickets are on their way when a program is killed: all that a window
/// holds are spread over a tenth of it.
pub(crate) fn spread<P: Piece>() -> Duration {
    let limits = <P::Job as JobSpec>::Start::OPERATION.limits.iter();
    let apart = limits.map(|limit| limit.window / limit.calls.max(1) / 10);
    apart.max().unwrap_or_default()
}
