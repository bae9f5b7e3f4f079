//! The sandbox as its owner sees it.

use std::fmt;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use feishu_core::{Client, ClientBuilder, Method, Operation, ResponseKind};
use tokio::sync::oneshot;

use crate::answer::{Answer, Handler, Request};
use crate::clock::Clock;
use crate::exchange::Platform;
use crate::fault::Fault;
use crate::generated;
use crate::route::Routes;
use crate::serve::inside::{self, SandboxTransport};
use crate::serve::{Shared, socket};
use crate::state::record::RecordedRequest;
use crate::state::{Beginning, Settings, State};
use crate::users;

/// The app that a sandbox has unless told otherwise.
const APP_ID: &str = "cli_5a4db0c5a4db0c50";
const APP_SECRET: &str = "sandboxSecretOnlyForLocalTesting";

/// A local platform: on a socket, where it serves until it is dropped, or within the process.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), feishu_sandbox::SandboxError> {
/// let sandbox = feishu_sandbox::Sandbox::start().await?;
/// println!("{} {}", sandbox.base_url(), sandbox.sheet().token);
/// assert_eq!(sandbox.token_requests(), 0);
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    pub(crate) shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox on a free port of this machine.
    pub async fn start() -> Result<Self, SandboxError> {
        Self::builder().start().await
    }

    /// Makes a sandbox without a socket, which is reached by its [`client_builder`](Self::client_builder) or its
    /// [`transport`](Self::transport) alone.
    ///
    /// Its clock is that of the tokio runtime in which it is called. So where that is paused, a test waits for nothing: whenever
    /// all its tasks sleep, tokio moves the clock to where the first of them wakes up. A minute's rate limit, a job that is polled for an
    /// hour, tokens that expire and timeouts take milliseconds. A sandbox belongs to one runtime: each test has one of its own.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> feishu_core::Result<()> {
    /// // In a test: #[tokio::test(start_paused = true)]
    /// use std::time::Duration;
    /// use feishu_core::{Method, Value};
    /// use feishu_sandbox::{Fault, FaultKind, Sandbox};
    /// use tokio::time::Instant;
    ///
    /// let sandbox = Sandbox::in_process();
    /// let client = sandbox.client_builder().build()?;
    ///
    /// // The next call is refused, and the client waits for a minute, which takes no time.
    /// sandbox.add_fault(Fault::new("drive.v1.file.list", FaultKind::rate_limit(60)));
    /// let start = Instant::now();
    /// let files = client.request(Method::Get, "/open-apis/drive/v1/files").send::<Value>().await?;
    /// assert!(start.elapsed() >= Duration::from_secs(60));
    /// assert_eq!(sandbox.calls("drive.v1.file.list"), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_process() -> Self {
        Self::builder().inside()
    }

    /// A sandbox that is not like the others.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Returns the builder of a client that calls this sandbox as its app: over the socket, or by the transport if there is none.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use feishu_core::RetryPolicy;
    ///
    /// let sandbox = feishu_sandbox::Sandbox::start().await?;
    /// let client = sandbox.client_builder().retry(RetryPolicy::never()).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_builder(&self) -> ClientBuilder {
        let builder = Client::builder()
            .base_url(self.base_url())
            .app(self.app_id(), self.app_secret());
        match self.thread {
            Some(_) => builder,
            None => builder.transport(self.transport()),
        }
    }

    /// Returns what leads to this sandbox within the process, past any socket: for a client that is built otherwise than by
    /// [`client_builder`](Self::client_builder), or for a [`Transport`](feishu_core::Transport) of the test's own that wraps it. It takes no notice of the host that is
    /// called.
    ///
    /// Waits and faults go by the clock of the runtime that calls. A sandbox with a socket can be called so too; the age of its
    /// tokens and its rate limits go by the clock of the machine, whichever way a call comes, so a paused test is for [`in_process`](Self::in_process).
    pub fn transport(&self) -> SandboxTransport {
        SandboxTransport(Arc::clone(&self.shared))
    }

    /// Where it serves, without a slash at the end; of a sandbox without a socket, an address that leads nowhere.
    pub fn base_url(&self) -> &str {
        &self.shared.platform.base_url
    }

    /// The id of its only app.
    pub fn app_id(&self) -> &str {
        &self.shared.platform.app_id
    }

    /// The secret of its only app.
    pub fn app_secret(&self) -> &str {
        &self.shared.platform.app_secret
    }

    /// The open id of the user who owns what is there from the beginning.
    pub fn user(&self) -> &'static str {
        users::USER
    }

    /// A token of that user, valid from now on. Programs get one as on the platform too: by the sign-in page, where
    /// `user` in the query names who signs in, and the exchange of its code.
    pub fn user_token(&self) -> String {
        self.user_token_of(users::USER)
    }

    /// A token of another user.
    pub fn user_token_of(&self, open_id: &str) -> String {
        self.shared.user_token(open_id).0
    }

    /// Answers the calls of a route from now on with a JSON value, the `data` of a success, or with any [`Answer`].
    ///
    /// It is what [`SandboxBuilder::respond`] is for a sandbox that does not run yet: the call of an operation that is known is checked first,
    /// and of two answers to one route, the later counts.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use feishu_core::{Method, Value};
    /// use feishu_sandbox::Sandbox;
    /// use serde_json::json;
    ///
    /// const DOCUMENT: &str = "/open-apis/docx/v1/documents/:document_id";
    /// let sandbox = Sandbox::in_process();
    /// sandbox.answer(Method::Get, DOCUMENT, json!({ "document": { "title": "Q3" } }))?;
    ///
    /// let client = sandbox.client_builder().build()?;
    /// let call = client.request(Method::Get, DOCUMENT).path("document_id", "doxcn1");
    /// assert_eq!(call.send::<Value>().await?.value["document"]["title"], "Q3");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The path is none: it does not begin with a slash, or has a query.
    pub fn answer(
        &self,
        method: Method,
        path: &'static str,
        answer: impl Into<Answer>,
    ) -> Result<(), SandboxError> {
        let answer = answer.into();
        self.respond(method, path, move |_| answer.clone())
    }

    /// Answers the calls of a route from now on as a function of theirs; see [`SandboxBuilder::respond`].
    ///
    /// # Errors
    ///
    /// As for [`answer`](Self::answer).
    pub fn respond<A: Into<Answer>>(
        &self,
        method: Method,
        path: &'static str,
        answer: impl Fn(&Request) -> A + Send + Sync + 'static,
    ) -> Result<(), SandboxError> {
        check_path(path)?;
        let handler: Handler = Arc::new(move |request| answer(request).into());
        self.shared.platform.routes.answer(method, path, handler);
        Ok(())
    }

    /// Scripts a fault.
    pub fn add_fault(&self, fault: Fault) {
        self.shared.add_fault(fault);
    }

    /// Forgets all faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// Ends all tokens issued so far.
    pub fn expire_tokens(&self) {
        self.shared.expire_tokens();
    }

    /// Lets time pass at once, for the sandbox alone: tokens and files expire, limits recover.
    pub fn advance(&self, time: Duration) {
        self.shared.advance(time);
    }

    /// Sets how many polls find a new job under way; 2 at first.
    pub fn set_pending_polls(&self, polls: u32) {
        self.shared.set(|settings| settings.pending_polls = polls);
    }

    /// Sets how long new tokens are valid; 2 hours at first.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.shared
            .set(|settings| settings.token_lifetime = lifetime);
    }

    /// The requests so far, in the order in which they came; of many, the last 10,000, or as many as fit into 64 MiB.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.state().requests.iter().cloned().collect()
    }

    /// How often an operation has been called, among those requests.
    pub fn calls(&self, operation: &str) -> usize {
        self.shared
            .state()
            .requests
            .iter()
            .filter(|request| request.operation == Some(operation))
            .count()
    }

    /// How often a token was asked for, well or badly.
    pub fn token_requests(&self) -> usize {
        token_operations()
            .map(|operation| self.calls(operation.id))
            .sum()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.shared.clear_requests();
    }

    /// Begins again, as if nothing had been asked, made or set: documents, faults, settings and the clock are as at the
    /// start, tokens and jobs are gone, the requests forgotten.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// The operations that it answers, as documented: those of the services that it knows, and those that it was given.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> {
        self.shared.platform.routes.operations().into_iter()
    }

    fn shut_down(&mut self) {
        if let Some(stop) = self.stop.take() {
            _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Platform {
            base_url, app_id, ..
        } = &self.shared.platform;
        f.debug_struct("Sandbox")
            .field("base_url", base_url)
            .field("app_id", app_id)
            .finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    /// Stops serving on the socket; calls under way have a moment to end.
    fn drop(&mut self) {
        self.shut_down();
    }
}

fn token_operations() -> impl Iterator<Item = &'static Operation> {
    generated::operations().filter(|operation| operation.response == ResponseKind::Flat)
}

/// Makes a sandbox that is not like the others.
#[must_use]
pub struct SandboxBuilder {
    port: u16,
    app_id: String,
    app_secret: String,
    scopes: Option<Vec<String>>,
    faults: Vec<Fault>,
    operations: Vec<&'static Operation>,
    handlers: Vec<(Method, &'static str, Handler)>,
    rate_scale: Option<f64>,
    settings: Settings,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            port: 0,
            app_id: APP_ID.to_owned(),
            app_secret: APP_SECRET.to_owned(),
            scopes: None,
            faults: Vec::new(),
            operations: Vec::new(),
            handlers: Vec::new(),
            rate_scale: Some(1.0),
            settings: Settings::default(),
        }
    }
}

impl SandboxBuilder {
    /// Serves on this port; 0 for a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Gives the app another id and secret.
    pub fn app(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.app_id = id.into();
        self.app_secret = secret.into();
        self
    }

    /// Gives the app only these scopes, instead of all.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Scripts faults from the beginning.
    pub fn faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// Serves the operations of another service, such as `my_crate::OPERATIONS`: their tokens, scopes, limits and fields are
    /// checked as documented. What passes is answered with an empty success, unless the sandbox knows the operation itself, or as [`respond`](Self::respond) says.
    pub fn operations(mut self, operations: &[&'static Operation]) -> Self {
        self.operations.extend(operations);
        self
    }

    /// Answers the calls of a route: what comes is the `data` of a success if it is a JSON value, or any [`Answer`]. The path
    /// is written as in an [`Operation`], with its parameters as `:name`.
    ///
    /// The call of a known operation is checked first, as documented, and this answer takes the place of the sandbox's own.
    /// Of any other route nothing is known: its calls need a token, their body is read as its content type says, and faults
    /// and records name them by method and path, as in `GET /open-apis/sheets/v3/spreadsheets/:spreadsheet_token`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use feishu_core::{Method, Value};
    /// use feishu_sandbox::{Answer, Sandbox};
    /// use serde_json::json;
    ///
    /// const QUERY: &str = "/open-apis/sheets/v3/spreadsheets/:spreadsheet_token/sheets/query";
    /// let sandbox = Sandbox::builder()
    ///     .respond(Method::Get, QUERY, |request| match request.path("spreadsheet_token") {
    ///         "shtcn1" => Answer::data(json!({ "sheets": [{ "sheet_id": "0b12" }] })),
    ///         _ => Answer::error(1310214, "SpreadSheet Not Found"),
    ///     })
    ///     .start()
    ///     .await?;
    ///
    /// let client = sandbox.client_builder().build()?;
    /// let sheets = |token| client.request(Method::Get, QUERY).path("spreadsheet_token", token).send::<Value>();
    /// assert_eq!(sheets("shtcn1").await?.value["sheets"][0]["sheet_id"], "0b12");
    /// let error = sheets("shtcn2").await.unwrap_err();
    /// assert_eq!(error.message(), Some("SpreadSheet Not Found"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn respond<A: Into<Answer>>(
        mut self,
        method: Method,
        path: &'static str,
        answer: impl Fn(&Request) -> A + Send + Sync + 'static,
    ) -> Self {
        let handler: Handler = Arc::new(move |request| answer(request).into());
        self.handlers.push((method, path, handler));
        self
    }

    /// Multiplies the documented rate limits; the bound on calls at once stays.
    pub fn scale_rate_limits(mut self, factor: f64) -> Self {
        self.rate_scale = Some(factor);
        self
    }

    /// Lets as many calls through as come, and as many at once.
    pub fn without_rate_limits(mut self) -> Self {
        self.rate_scale = None;
        self
    }

    /// Sets how many polls find a job under way; 2 unless set.
    pub fn pending_polls(mut self, polls: u32) -> Self {
        self.settings.pending_polls = polls;
        self
    }

    /// Sets how long tokens are valid; 2 hours unless set.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// Sets how long the body of a request may stand still before its connection is cut; 15 seconds unless set.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.settings.body_timeout = timeout;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// The port is taken, a path given to [`respond`](Self::respond) is none, or the system has no thread left.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        self.check()?;
        let port = self.port;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|source| SandboxError {
                attempt: Attempt::Bind(port),
                source,
            })?;
        let address = listener.local_addr().map_err(|source| SandboxError {
            attempt: Attempt::Bind(port),
            source,
        })?;
        let failed = |source| SandboxError {
            attempt: Attempt::Serve,
            source,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;

        let shared = self.shared(format!("http://{address}"), Clock::of_machine());
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("feishu-sandbox".to_owned())
            .spawn(move || socket::run(&runtime, listener, &served, stopped))
            .map_err(failed)?;
        Ok(Sandbox {
            shared,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Makes one without a socket; see [`Sandbox::in_process`]. The port does not matter.
    ///
    /// # Errors
    ///
    /// A path given to [`respond`](Self::respond) is none.
    pub fn in_process(self) -> Result<Sandbox, SandboxError> {
        self.check()?;
        Ok(self.inside())
    }

    fn inside(self) -> Sandbox {
        Sandbox {
            shared: self.shared(inside::BASE_URL.to_owned(), Clock::of_runtime()),
            stop: None,
            thread: None,
        }
    }

    fn check(&self) -> Result<(), SandboxError> {
        let mut paths = self.handlers.iter().map(|(_, path, _)| path);
        paths.try_for_each(|path| check_path(path))
    }

    fn shared(self, base_url: String, clock: Clock) -> Arc<Shared> {
        let routes = Routes::new(self.operations);
        for (method, path, handler) in self.handlers {
            routes.answer(method, path, handler);
        }
        let beginning = Beginning {
            settings: self.settings,
            rate_scale: self.rate_scale,
            faults: self.faults,
        };
        let state = State::new(&beginning, &clock);
        let platform = Platform {
            base_url,
            app_id: self.app_id,
            app_secret: self.app_secret,
            scopes: self.scopes,
            clock,
            beginning,
            routes,
        };
        Arc::new(Shared::new(platform, state))
    }
}

/// Refuses what is no path of a route.
fn check_path(path: &str) -> Result<(), SandboxError> {
    if path.starts_with('/') && !path.contains(['?', '#']) {
        return Ok(());
    }
    let what = format!("`{path}` is no path: begin it with `/`, and leave the query out");
    Err(SandboxError {
        attempt: Attempt::Answer,
        source: std::io::Error::new(std::io::ErrorKind::InvalidInput, what),
    })
}

impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("SandboxBuilder");
        debug
            .field("port", &self.port)
            .field("app_id", &self.app_id)
            .finish_non_exhaustive()
    }
}

/// Why a sandbox did not start, or does not answer a route.
#[derive(Debug)]
pub struct SandboxError {
    attempt: Attempt,
    source: std::io::Error,
}

#[derive(Debug)]
enum Attempt {
    Bind(u16),
    Serve,
    Answer,
}

impl fmt::Display for SandboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attempt {
            Attempt::Bind(0) => write!(f, "no free port on 127.0.0.1: {}", self.source),
            Attempt::Bind(port) if self.source.kind() == std::io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "port {port} is taken; choose another, or 0 for a free one"
                )
            }
            Attempt::Bind(port) => write!(
                f,
                "cannot listen on port {port} of 127.0.0.1: {}",
                self.source
            ),
            Attempt::Answer => write!(f, "cannot answer the route: {}", self.source),
            Attempt::Serve => write!(f, "cannot start the server: {}", self.source),
        }
    }
}

impl std::error::Error for SandboxError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
