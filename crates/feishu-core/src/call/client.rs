//! The client: what all calls share, and how it is set up.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::call::Call;
use crate::call::credentials::{App, Credentials, TenantToken};
use crate::call::environment::Environment;
use crate::call::limit::Limiter;
use crate::call::obtain;
use crate::call::options::CallOptions;
use crate::call::retry::{RetryBudget, RetryPolicy};
use crate::call::shared::{Polling, Shared, Timeouts};
use crate::call::token::{TokenCache, TokenKey};
use crate::call::turn::Turn;
use crate::generated::platform;
use crate::ground::error::{Error, Result};
use crate::ground::secret::Secret;
use crate::wire::base_url::BaseUrl;
use crate::wire::endpoint::Endpoint;
use crate::wire::reqwest as http_library;
use crate::wire::transport::Transport;

/// Calls the platform for one app in one tenant.
///
/// Cheap to clone; clones share the connections, the token, the limits and the retry budget. Make one per app and keep
/// it.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

impl Client {
    /// Sets up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Sets up a client as the environment says: see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// A call of an operation; nothing is sent until it is awaited.
    pub fn call<E: Endpoint>(&self, request: E) -> Call<E> {
        Call::new(self.clone(), request)
    }

    /// Waits for the turn of a call that is yet to be prepared, as its rate limit has it, and takes its departure.
    ///
    /// What the call needs may go stale while it queues, such as an upload that lasts five minutes: with the turn in hand, it
    /// is made when the call can go out at once. `options` are those of the call.
    ///
    /// # Errors
    ///
    /// The limit is used up for longer than calls wait for, or a timeout that is set ran out.
    pub async fn wait_for_turn<E: Endpoint>(&self, options: &CallOptions) -> Result<Turn> {
        let shared = &self.shared;
        let policy = options.retry.as_ref().unwrap_or(&shared.retry);
        let timeout = options.timeout.or(shared.timeouts.operation);
        Turn::wait(
            shared,
            E::OPERATION,
            policy,
            timeout,
            options.on_wait.as_ref(),
        )
        .await
    }

    /// As whom calls with these options are made, in words that hold no secret: the id of the app, or which kind of token.
    pub(crate) fn caller(&self, options: &CallOptions) -> String {
        self.shared.credentials.caller(&options.identity)
    }

    /// The address that calls go to, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.shared.base_url.as_str()
    }
}

/// Sets up a [`Client`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    base_url: String,
    app: Option<(String, Secret)>,
    tenant_token: Option<Secret>,
    user_token: Option<Secret>,
    /// One that the program gave, or why it cannot be set up.
    transport: Option<Result<Arc<dyn Transport>>>,
    user_agent: Option<String>,
    connect_timeout: Duration,
    timeouts: Timeouts,
    polling: Polling,
    retry: RetryPolicy,
    keep_limits: bool,
    check_before_sending: bool,
    query_defaults: Vec<(&'static str, String)>,
}

impl ClientBuilder {
    fn new() -> Self {
        Self {
            base_url: platform::FEISHU_HOST.to_owned(),
            app: None,
            tenant_token: None,
            user_token: None,
            transport: None,
            user_agent: None,
            connect_timeout: Duration::from_secs(10),
            timeouts: Timeouts {
                attempt: Duration::from_secs(30),
                idle: Duration::from_secs(30),
                operation: None,
            },
            polling: Polling::default(),
            retry: RetryPolicy::default(),
            keep_limits: true,
            check_before_sending: false,
            query_defaults: Vec::new(),
        }
    }

    /// Begins with what the environment says; everything else can still be set.
    ///
    /// | Variable | Sets |
    /// |---|---|
    /// | `FEISHU_APP_ID` and `FEISHU_APP_SECRET` | [`app`](Self::app) |
    /// | `FEISHU_TENANT_TOKEN` | [`tenant_token`](Self::tenant_token) |
    /// | `FEISHU_USER_TOKEN` | [`user_token`](Self::user_token) |
    /// | `FEISHU_BASE_URL` | [`base_url`](Self::base_url), such as `https://open.larksuite.com` |
    ///
    /// White space around a value does not count, and an empty value counts as none.
    ///
    /// # Errors
    ///
    /// There are no credentials, only one of the app's id and secret, or a value that is no text.
    pub fn from_env() -> Result<Self> {
        let found = Environment::of_this_process()?;
        let mut builder = Self::new();
        if let Some((id, secret)) = found.app {
            builder = builder.app(id, secret);
        }
        if let Some(token) = found.tenant_token {
            builder = builder.tenant_token(token);
        }
        if let Some(token) = found.user_token {
            builder = builder.user_token(token);
        }
        if let Some(url) = found.base_url {
            builder = builder.base_url(url);
        }
        Ok(builder)
    }

    /// Sets the id and the secret of an app that the company built for itself. The client obtains a tenant token with
    /// them when a call first needs one, renews it ahead of time, and replaces it once when the platform rejects it.
    pub fn app(mut self, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.app = Some((id.into(), secret.into()));
        self
    }

    /// Sets a tenant token that the program obtains and renews itself. It goes before one of [`app`](Self::app).
    pub fn tenant_token(mut self, token: impl Into<Secret>) -> Self {
        self.tenant_token = Some(token.into());
        self
    }

    /// Sets a user token: every operation that takes one is called as this user. A single call can be made as a user
    /// with [`Call::as_user`].
    pub fn user_token(mut self, token: impl Into<Secret>) -> Self {
        self.user_token = Some(token.into());
        self
    }

    /// Calls Feishu, the platform in China. The default.
    pub fn feishu(self) -> Self {
        self.base_url(platform::FEISHU_HOST)
    }

    /// Calls Lark, the platform abroad.
    pub fn lark(self) -> Self {
        self.base_url(platform::LARK_HOST)
    }

    /// Calls another address, such as a sandbox or a proxy: a scheme, a host and optionally a port and a path.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// How long a connection may take to come about. Default: 10 seconds. A transport of the program's own is not
    /// affected.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from sending to the end of a JSON response, or to the head of a file. While an
    /// upload makes progress, the time begins anew. Default: 30 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = timeout;
        self
    }

    /// How long a download may stand still. There is no bound on how long it takes altogether. Default: 30 seconds.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.idle = timeout;
        self
    }

    /// Sets how long a call may take altogether, counted from its beginning: the token, the queue for the limit, all
    /// attempts and the waits between them. [`Call::timeout`] sets it for one call.
    ///
    /// Default: 10 minutes, but counted from the moment when the call is first sent, so that ten thousand calls may queue
    /// for their quota; and an attempt that sends a file may take longer, while it makes progress. In both cases a file
    /// that comes back may take longer: only its head must be there by then.
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.operation = Some(timeout);
        self
    }

    /// Sets how long jobs are waited for, unless one has a [`deadline`](crate::JobCall::deadline) of its own. Default: 10
    /// minutes.
    pub fn job_deadline(mut self, deadline: Duration) -> Self {
        self.polling.deadline = deadline;
        self
    }

    /// Sets the time between two polls of a job, unless one has [its own](crate::JobCall::poll_every): it grows from the
    /// first to the second. Default: 500 ms and 5 s.
    pub fn poll_every(mut self, first: Duration, longest: Duration) -> Self {
        self.polling = self.polling.every(first, longest);
        self
    }

    /// Sets how calls are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Whether calls wait until the documented limits allow them. Default: yes. A limit that the platform itself
    /// reports is kept in any case.
    pub fn keep_limits(mut self, keep: bool) -> Self {
        self.keep_limits = keep;
        self
    }

    /// Whether a request that breaks a documented rule is refused before it is sent. Default: no, since documented
    /// rules go out of date; when the platform refuses a request, the error names the rules that it broke.
    pub fn check_before_sending(mut self, check: bool) -> Self {
        self.check_before_sending = check;
        self
    }

    /// Sets a field of the query string for all operations that have it. Generated methods lead here, one for each field that
    /// `platform.yaml` lists.
    pub(crate) fn query_default(mut self, name: &'static str, value: impl Display) -> Self {
        self.query_defaults.retain(|(set, _)| *set != name);
        self.query_defaults.push((name, value.to_string()));
        self
    }

    /// Adds a word to the user agent, such as `my-tool/1.2`.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Sends through reqwest clients that are built from what the program sets up: proxies, certificates, timeouts of its
    /// own. One is built at once, and one for each further runtime that the program calls from, since a connection lives in
    /// the runtime that made it.
    ///
    /// Redirects and reqwest's own retries are switched off, since a redirect would carry secrets to wherever it points, and
    /// the retry policy decides what is repeated; the windows of HTTP/2 are widened, so that files which nobody reads do not
    /// keep other calls from their responses.
    ///
    /// Needs the feature `reqwest-builder`: reqwest's next major version is a breaking change of that feature alone.
    #[cfg(feature = "reqwest-builder")]
    pub fn reqwest_builder(
        mut self,
        setup: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        let built = http_library::PerRuntime::new(setup);
        self.transport = Some(built.map(|transport| Arc::new(transport) as Arc<dyn Transport>));
        self
    }

    /// Sends through another transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Ok(Arc::new(transport)));
        self
    }

    /// Makes the client. Nothing is sent yet; credentials are not needed for that.
    ///
    /// # Errors
    ///
    /// The base URL has no scheme or no host, the user agent is not plain text, TLS cannot be set up, or the crate is built
    /// without it, or without the feature for the proxy that the environment names.
    pub fn build(self) -> Result<Client> {
        let base_url = BaseUrl::parse(&self.base_url)?;
        let user_agent = match &self.user_agent {
            None => USER_AGENT.to_owned(),
            Some(suffix) => format!("{USER_AGENT} {suffix}"),
        };
        let user_agent = HeaderValue::from_str(&user_agent).map_err(|_| {
            Error::config(format!("the user agent {user_agent:?} is not plain text"))
        })?;
        let transport = match self.transport {
            Some(transport) => transport?,
            None => {
                if base_url.has_tls() && !HAS_TLS {
                    let what = format!("{base_url} needs TLS, and feishu-core is built without");
                    let hint = "enable one of its features `rustls`, `rustls-no-provider` and `native-tls`";
                    return Err(Error::config(what).with_hint(hint));
                }
                Arc::new(http_library::transport(
                    base_url.as_str(),
                    self.connect_timeout,
                )?)
            }
        };
        if let Some((_, secret)) = &self.app
            && secret.expose().chars().any(char::is_whitespace)
        {
            let what = "the app secret holds a space or a line break";
            let hint = "trim it: a file or a variable often ends with a line break";
            return Err(Error::config(what).with_hint(hint));
        }
        let tenant = match (self.tenant_token, self.app) {
            (Some(token), _) => Some(TenantToken::Given(token)),
            (None, Some((id, secret))) => {
                let key = TokenKey::tenant(&id);
                Some(TenantToken::OfApp(App { id, secret, key }))
            }
            (None, None) => None,
        };
        let shared = Shared {
            base_url,
            transport,
            user_agent,
            credentials: Credentials {
                tenant,
                user: self.user_token,
            },
            tokens: Arc::new(TokenCache::default()),
            obtain: obtain::tenant_token,
            limiter: Limiter::new(self.keep_limits),
            budget: RetryBudget::new(),
            retry: self.retry,
            timeouts: self.timeouts,
            polling: self.polling,
            check_before_sending: self.check_before_sending,
            query_defaults: self.query_defaults,
        };
        Ok(Client {
            shared: Arc::new(shared),
        })
    }
}

/// Whether the crate is built with TLS.
const HAS_TLS: bool = cfg!(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
));

const USER_AGENT: &str = concat!("feishu-rust/", env!("CARGO_PKG_VERSION"));

#[cfg(test)]
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tests {
    use super::*;

    #[test]
    fn each_brand_has_its_host() {
        let host = |builder: ClientBuilder| builder.build().unwrap().base_url().to_owned();
        assert_eq!(host(Client::builder()), platform::FEISHU_HOST);
        assert_eq!(host(Client::builder().lark()), platform::LARK_HOST);
        assert_eq!(
            host(Client::builder().lark().feishu()),
            platform::FEISHU_HOST
        );
    }

    #[test]
    fn nothing_secret_is_printed() {
        let client = Client::builder()
            .app("cli_1", "app-secret-text")
            .user_token("u-secret-text")
            .build()
            .unwrap();
        let printed = format!("{client:?}");
        assert!(
            printed.contains("cli_1") && !printed.contains("secret-text"),
            "{printed}"
        );
        let printed = format!("{:?}", Client::builder().tenant_token("t-secret-text"));
        assert!(!printed.contains("secret-text"), "{printed}");
    }
}
