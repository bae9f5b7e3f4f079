//! Jobs: the platform works on something while we ask now and then how it stands.

use std::fmt;
use std::future::IntoFuture;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Serialize, Serializer};

use crate::call::Call;
use crate::call::client::Client;
use crate::call::options::CallOptions;
use crate::call::retry::is_passing;
use crate::call::shared::Polling;
use crate::call::turn::Turn;
use crate::call::waiting::{WaitReason, Waiting};
use crate::file::download::{Download, SavedFile};
use crate::file::target::Target;
use crate::ground::error::{Error, Fault, Result};
use crate::ground::failure::JobFailure;
use crate::ground::operation::ErrorCode;
use crate::ground::time;
use crate::ground::transfer::Transfer;
use crate::wire::endpoint::Endpoint;
use crate::wire::transport::BoxFuture;

/// How a kind of job is started and followed. Generated from the spec.
pub trait JobSpec: Send + Sync + 'static {
    /// The name, such as `drive.v1.export_task.export`.
    const NAME: &'static str;

    /// The request that starts the job.
    type Start: Endpoint + Clone;

    /// The request that asks how the job stands. It is all that is needed to come back to the job later.
    type Poll: Endpoint + Clone;

    /// What a finished job leaves.
    type Output: Send;

    /// The refusals of the poll which only say that the job goes on.
    const PENDING: &'static [ErrorCode] = &[];

    /// The request with which to ask after a job that was just started.
    fn handle(request: &Self::Start, response: <Self::Start as Endpoint>::Output) -> Self::Poll;

    /// The id of the job.
    fn ticket(handle: &Self::Poll) -> &str;

    /// What a job leaves that was done at once, so that the response to its start names no ticket; `None` where every job has
    /// one.
    fn at_once() -> Option<Self::Output> {
        None
    }

    /// How the job stands, by a response.
    fn state(response: <Self::Poll as Endpoint>::Output) -> JobState<Self::Output>;
}

/// A job that leaves a file.
pub trait DownloadJob: JobSpec {
    /// The request that fetches the file.
    type Download: Endpoint<Output = Download> + Clone;

    /// The request that fetches the file of a finished job.
    fn download(output: &Self::Output) -> Self::Download;

    /// The number of bytes, if the job tells it.
    fn file_size(output: &Self::Output) -> Option<u64>;

    /// The name of the file, if the job tells it.
    fn file_name(output: &Self::Output) -> Option<String> {
        let _ = output;
        None
    }

    /// The extension of the file's name, without the dot, if the job tells it.
    fn file_extension(output: &Self::Output) -> Option<String> {
        let _ = output;
        None
    }
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum JobState<T> {
    /// It goes on; with the platform's number for how far it is.
    Pending(Option<i64>),
    /// It succeeded.
    Done(T),
    /// It failed.
    Failed(JobFailure),
}

/// The error that a failed job becomes.
pub(crate) fn failed<J: JobSpec>(failure: JobFailure, ticket: &str) -> Error {
    let mut what = format!("the job failed with status {}", failure.status);
    match failure.meaning {
        Some(meaning) => what.push_str(&format!(": {}", meaning.trim_end_matches('.'))),
        None => what.push_str(", which is not documented"),
    }
    let message = failure.message.as_ref();
    if let Some(message) = message.filter(|message| !message.is_empty()) {
        what.push_str(&format!(" ({message})"));
    }
    Error::new(Fault::JobFailed(failure.kind), what)
        .with_operation(J::Poll::OPERATION)
        .with_ticket(ticket)
        .with_job_failure(failure)
}

/// What a job that is waited for tells of itself.
///
/// Serialised, it is an object with the name of the variant as its `state`, and times in seconds:
/// `{"state":"pending","ticket":"77","polls":3,"elapsed":4.5}`; `until` becomes the seconds that are left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobProgress {
    /// The platform took the job.
    Started {
        /// The id of the job: keep it to come back to the job after a crash.
        ticket: String,
    },
    /// The platform works on it.
    Pending {
        /// The id of the job.
        ticket: String,
        /// How often we have asked.
        polls: u32,
        /// The time since we began to wait.
        #[serde(serialize_with = "in_seconds")]
        elapsed: Duration,
    },
    /// A call of the job waits: of the upload that comes before it, of its start, of a poll, or of its file.
    Waiting {
        /// When the wait is likely to end.
        #[serde(serialize_with = "seconds_left")]
        until: Instant,
        /// What is waited for.
        why: WaitReason,
    },
    /// The file goes out, or comes in.
    Transfer(Transfer),
}

impl From<Waiting> for JobProgress {
    fn from(waiting: Waiting) -> Self {
        let Waiting { until, why } = waiting;
        Self::Waiting { until, why }
    }
}

impl fmt::Display for JobProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started { ticket } => write!(f, "job {ticket} started"),
            Self::Pending {
                ticket,
                polls,
                elapsed,
            } => {
                write!(
                    f,
                    "job {ticket} goes on, asked {polls} times in {:.1} s",
                    elapsed.as_secs_f64()
                )
            }
            Self::Waiting { until, why } => Waiting {
                until: *until,
                why: *why,
            }
            .fmt(f),
            Self::Transfer(Transfer {
                done,
                total: Some(total),
            }) => write!(f, "{done} of {total} bytes"),
            Self::Transfer(Transfer { done, total: None }) => write!(f, "{done} bytes"),
        }
    }
}

fn in_seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}

fn seconds_left<S: Serializer>(until: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    in_seconds(&time::left_until(*until), serializer)
}

type OnProgress = Arc<dyn Fn(JobProgress) + Send + Sync>;

/// What is particular to one job; the rest follows from the client. [`JobCall`] and [`Job`] have the same methods; set up
/// once, options go to many jobs by [`JobCall::with_options`].
#[derive(Clone, Default)]
#[must_use = "options do nothing until a job has them"]
pub struct JobOptions {
    call: CallOptions,
    deadline: Option<Duration>,
    /// The time between two polls, at first and at most.
    every: Option<(Duration, Duration)>,
    on_progress: Option<OnProgress>,
}

impl JobOptions {
    /// How the job is waited for: as it says itself, or as its client does.
    pub(crate) fn polling(&self, client: &Client) -> Polling {
        let mut polling = client.shared.polling;
        if let Some(deadline) = self.deadline {
            polling.deadline = deadline;
        }
        match self.every {
            Some((first, longest)) => polling.every(first, longest),
            None => polling,
        }
    }

    /// The options for a call that is a step of the job: it is made as the job is, and tells what it does where the job
    /// does.
    pub fn step(&self) -> CallOptions {
        let call = self.call.clone();
        let Some(on_progress) = &self.on_progress else {
            return call;
        };
        let (on_transfer, on_wait) = (Arc::clone(on_progress), Arc::clone(on_progress));
        call.on_progress(move |transfer| on_transfer(JobProgress::Transfer(transfer)))
            .on_wait(move |waiting| on_wait(waiting.into()))
    }

    /// Starts the job in a turn that it waited for already: see [`Client::wait_for_turn`].
    pub fn in_turn(mut self, turn: Turn) -> Self {
        self.call.turn = Some(turn);
        self
    }

    crate::__call_settings!(call, "every call of the job");

    /// Sets how long to wait for the job's end: see [`JobCall::deadline`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets the time between two polls: see [`JobCall::poll_every`].
    pub fn poll_every(mut self, first: Duration, longest: Duration) -> Self {
        self.every = Some((first, longest));
        self
    }

    /// Is told how the job goes on.
    pub fn on_progress(mut self, progress: impl Fn(JobProgress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(progress));
        self
    }
}

impl fmt::Debug for JobOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobOptions")
            .field("call", &self.call)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// The settings that every job has, before and after it is started, for a type that keeps its [`JobOptions`] in a field of
/// the given name.
#[doc(hidden)]
#[macro_export]
macro_rules! __job_settings {
    ($options:ident) => {
        $crate::__call_settings!($options, "every call of the job");

        /// Sets how long to wait for the job's end, once it is started. The download is not counted. The default is that of
        /// `job_deadline` on the client's builder.
        pub fn deadline(mut self, deadline: ::std::time::Duration) -> Self {
            self.$options = self.$options.deadline(deadline);
            self
        }

        /// Sets the time between two polls: it grows from the first to the second. The default is that of `poll_every` on
        /// the client's builder.
        pub fn poll_every(
            mut self,
            first: ::std::time::Duration,
            longest: ::std::time::Duration,
        ) -> Self {
            self.$options = self.$options.poll_every(first, longest);
            self
        }

        /// Is told how the job goes on.
        pub fn on_progress(
            mut self,
            progress: impl Fn($crate::JobProgress) + Send + Sync + 'static,
        ) -> Self {
            self.$options = self.$options.on_progress(progress);
            self
        }
    };
}

/// A job that is about to be started.
///
/// A service has a verb for each kind of job, which takes what the request needs: `drive.export(&sheet, FileExtension::Csv)`.
/// [`with`](Self::with) sets what is optional. A request that comes from elsewhere, such as a queue, is handed to
/// [`new`](Self::new).
///
/// Await it to start the job and wait for its end; [`start`](Self::start) it to follow it yourself; if it leaves a file,
/// [`save_to`](Self::save_to) does it all. Every call is made with the same identity, as the platform demands.
#[must_use = "a job is not started until it is awaited, started or saved"]
pub struct JobCall<J: JobSpec> {
    client: Client,
    request: J::Start,
    options: JobOptions,
}

impl<J: JobSpec> JobCall<J> {
    /// Makes a job of a request that is there already, which tells nothing of the kind of job: `JobCall::<ExportJob>::new(…)`.
    pub fn new(client: &Client, request: J::Start) -> Self {
        Self {
            client: client.clone(),
            request,
            options: JobOptions::default(),
        }
    }

    /// Changes the request that starts the job, to set what is optional in it:
    /// `drive.export(&sheet, FileExtension::Csv).with(|request| request.sub_id("6e5ed3"))`.
    pub fn with(mut self, change: impl FnOnce(J::Start) -> J::Start) -> Self {
        self.request = change(self.request);
        self
    }

    /// Makes the job with options that were set elsewhere, in place of those set until now.
    pub fn with_options(mut self, options: JobOptions) -> Self {
        self.options = options;
        self
    }

    crate::__job_settings!(options);

    /// The request that starts the job.
    pub fn request(&self) -> &J::Start {
        &self.request
    }

    /// Starts the job and does not wait. Where the platform does at once what takes no time, the job that comes back is over, and
    /// its [`ticket`](Job::ticket) is empty.
    ///
    /// # Errors
    ///
    /// Anything that a call fails with, and a response without a ticket.
    pub async fn start(self) -> Result<Job<J>> {
        let call =
            Call::new(self.client.clone(), self.request.clone()).with_options(self.options.step());
        let handle = J::handle(&self.request, call.await?);
        let ticket = J::ticket(&handle);
        let has_ticket = !ticket.is_empty();
        if !has_ticket && J::at_once().is_none() {
            let what = "the platform started the job without telling its ticket";
            return Err(Error::new(Fault::Decode, what).with_operation(J::Start::OPERATION));
        }
        let job = Job {
            client: self.client,
            handle,
            options: self.options,
            fresh: has_ticket,
            polls: 0,
        };
        if has_ticket {
            job.report(JobProgress::Started {
                ticket: job.ticket().to_owned(),
            });
        }
        Ok(job)
    }
}

impl<J: JobSpec> IntoFuture for JobCall<J> {
    type Output = Result<J::Output>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.start().await?.wait().await })
    }
}

impl<J: DownloadJob> JobCall<J> {
    /// Sets whether [`save_in`](Self::save_in) replaces a file of the same name. Default: no, the new file gets another
    /// name.
    pub fn replace_existing(mut self, replace: bool) -> Self {
        self.options.call.replace_existing = replace;
        self
    }

    /// Starts the job, waits for its end and saves its file: written beside the target, checked for length, then
    /// renamed, so that there is never half a file. An existing file is replaced. A file that is cut off is fetched again or goes
    /// on, as [`Call::save_to`] says.
    ///
    /// # Errors
    ///
    /// The directory does not exist (nothing is started then), the job fails or does not end in time, or the file does
    /// not come whole. Once the job is started, every error has its [`ticket`](Error::ticket).
    pub async fn save_to(self, path: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::file(path.as_ref()).await?;
        self.save(target).await
    }

    /// Starts the job, waits for its end and saves its file in a directory under the name that the platform gave to
    /// it, made harmless: one plain name, never a path. If there is a file of that name, this one gets another, such as
    /// `Same (2).xlsx`. Otherwise as [`save_to`](Self::save_to).
    ///
    /// # Errors
    ///
    /// As [`save_to`](Self::save_to), and a response that names no file.
    pub async fn save_in(self, directory: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::directory(directory.as_ref(), self.options.call.named()).await?;
        self.save(target).await
    }

    async fn save(self, target: Target) -> Result<SavedFile> {
        self.start().await?.save(target).await
    }
}

impl<J: JobSpec> fmt::Debug for JobCall<J>
where
    J::Start: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobCall")
            .field("name", &J::NAME)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// A job that the platform has taken.
///
/// Dropping it only ends the questions; the job itself goes on.
pub struct Job<J: JobSpec> {
    client: Client,
    handle: J::Poll,
    options: JobOptions,
    /// Whether it was started just now, so that asking at once would be in vain.
    fresh: bool,
    polls: u32,
}

impl<J: JobSpec> Job<J> {
    /// Comes back to a job that was started earlier, perhaps by another process. The platform demands the identity that
    /// started it.
    pub fn resume(client: &Client, handle: J::Poll) -> Self {
        Self {
            client: client.clone(),
            handle,
            options: JobOptions::default(),
            fresh: false,
            polls: 0,
        }
    }

    crate::__job_settings!(options);

    /// The id of the job.
    pub fn ticket(&self) -> &str {
        J::ticket(&self.handle)
    }

    /// The request that asks how the job stands: store it to [`resume`](Self::resume) the job later.
    pub fn handle(&self) -> &J::Poll {
        &self.handle
    }

    /// Asks once how the job stands. A failed job is not an error here.
    ///
    /// # Errors
    ///
    /// Anything that a call fails with; the error has the ticket.
    pub async fn poll(&mut self) -> Result<JobState<J::Output>> {
        if self.ticket().is_empty()
            && let Some(output) = J::at_once()
        {
            return Ok(JobState::Done(output));
        }
        self.fresh = false;
        self.polls += 1;
        let call =
            Call::new(self.client.clone(), self.handle.clone()).with_options(self.options.step());
        match call.await {
            Ok(response) => Ok(J::state(response)),
            Err(error) if J::PENDING.iter().any(|code| error.is(*code)) => {
                Ok(JobState::Pending(None))
            }
            Err(error) => Err(error.with_ticket(self.ticket())),
        }
    }

    /// Asks once how the job stands, in a turn that was waited for already.
    pub(crate) async fn poll_in(&mut self, turn: Turn) -> Result<JobState<J::Output>> {
        self.options.call.turn = Some(turn);
        self.poll().await
    }

    /// Asks with options that were set elsewhere.
    pub(crate) fn with_options(mut self, options: JobOptions) -> Self {
        self.options = options;
        self
    }

    /// Asks until the job has ended. Passing troubles of the connection or the platform do not end the wait.
    ///
    /// # Errors
    ///
    /// The job failed, did not end before the deadline, or cannot be asked after. The error has the ticket, so nothing
    /// is lost: the job can be resumed with it.
    pub async fn wait(&mut self) -> Result<J::Output> {
        let begun = time::now();
        let polling = self.options.polling(&self.client);
        let deadline = time::later(begun, polling.deadline);
        let mut wait = polling.first_wait;
        let mut trouble = None;
        if self.fresh {
            self.pause(wait.min(polling.deadline)).await;
        }
        loop {
            trouble = match time::until(Some(deadline), self.poll()).await {
                None => return Err(self.given_up(polling.deadline, trouble)),
                Some(Ok(JobState::Done(output))) => return Ok(output),
                Some(Ok(JobState::Failed(failure))) => {
                    return Err(failed::<J>(failure, self.ticket()));
                }
                Some(Ok(JobState::Pending(_))) => None,
                Some(Err(error)) if is_passing(&error, J::Poll::OPERATION) => Some(error),
                Some(Err(error)) => return Err(error),
            };
            let elapsed = time::now() - begun;
            self.report(JobProgress::Pending {
                ticket: self.ticket().to_owned(),
                polls: self.polls,
                elapsed,
            });
            if time::after(wait) >= deadline {
                return Err(self.given_up(polling.deadline, trouble));
            }
            self.pause(wait).await;
            wait = wait.saturating_add(wait / 2).min(polling.longest_wait);
        }
    }

    pub(crate) fn given_up(&self, deadline: Duration, trouble: Option<Error>) -> Error {
        let what = format!("the job did not end within {deadline:?}");
        let error = Error::new(Fault::JobDeadline, what)
            .with_operation(J::Poll::OPERATION)
            .with_ticket(self.ticket())
            .with_hint("it may still end: resume it with the ticket, or raise `deadline`");
        match trouble {
            Some(trouble) => error.with_source(trouble),
            None => error,
        }
    }

    /// Waits between half of a time and all of it, so that many jobs do not ask in step.
    async fn pause(&self, wait: Duration) {
        time::sleep(wait / 2 + time::jitter(wait / 2)).await;
    }

    fn report(&self, progress: JobProgress) {
        tracing::debug!(job = J::NAME, ticket = self.ticket(), "{progress}");
        if let Some(on_progress) = &self.options.on_progress {
            on_progress(progress);
        }
    }
}

impl<J: DownloadJob> Job<J> {
    /// Sets whether [`save_in`](Self::save_in) replaces a file of the same name. Default: no, the new file gets another
    /// name.
    pub fn replace_existing(mut self, replace: bool) -> Self {
        self.options.call.replace_existing = replace;
        self
    }

    /// Waits for the job's end and saves its file, as [`JobCall::save_to`] does.
    ///
    /// # Errors
    ///
    /// As [`JobCall::save_to`].
    pub async fn save_to(&mut self, path: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::file(path.as_ref()).await;
        let target = target.map_err(|error| error.with_ticket(self.ticket()))?;
        self.save(target).await
    }

    /// Waits for the job's end and saves its file in a directory, as [`JobCall::save_in`] does.
    ///
    /// # Errors
    ///
    /// As [`JobCall::save_in`].
    pub async fn save_in(&mut self, directory: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::directory(directory.as_ref(), self.options.call.named()).await;
        let target = target.map_err(|error| error.with_ticket(self.ticket()))?;
        self.save(target).await
    }

    /// Waits for the job's end and opens its file.
    ///
    /// # Errors
    ///
    /// The job fails or does not end in time, or the file cannot be fetched.
    pub async fn download(&mut self) -> Result<Download> {
        let output = self.wait().await?;
        let call =
            Call::new(self.client.clone(), J::download(&output)).with_options(self.options.step());
        let download = call
            .await
            .map_err(|error| error.with_ticket(self.ticket()))?;
        let download = download.expect_length(J::file_size(&output));
        download.map_err(|error| error.with_ticket(self.ticket()))
    }

    async fn save(&mut self, target: Target) -> Result<SavedFile> {
        let output = self.wait().await?;
        let call =
            Call::new(self.client.clone(), J::download(&output)).with_options(self.options.step());
        let target = target.named(J::file_name(&output), J::file_extension(&output));
        call.save(target, J::file_size(&output))
            .await
            .map_err(|error| error.with_ticket(self.ticket()))
    }
}

impl<J: JobSpec> fmt::Debug for Job<J>
where
    J::Poll: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("name", &J::NAME)
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}
