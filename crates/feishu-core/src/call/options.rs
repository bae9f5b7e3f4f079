//! What is particular to one call or one job. Each setting is declared here, once, for all that have it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::credentials::Identity;
use crate::call::retry::RetryPolicy;
use crate::call::turn::Turn;
use crate::call::waiting::{OnWait, Waiting};
use crate::file::target::Named;
use crate::ground::secret::Secret;
use crate::ground::transfer::{Progress, Transfer};

/// What is particular to one call; the rest follows from the client. [`Call`](crate::Call) has the same methods; set up
/// once, options go to many calls by [`Call::with_options`](crate::Call::with_options).
///
/// ```
/// use std::time::Duration;
/// use feishu_core::{CallOptions, RetryPolicy};
///
/// let options = CallOptions::default().timeout(Duration::from_secs(5)).retry(RetryPolicy::never());
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing until a call has them"]
pub struct CallOptions {
    pub(crate) identity: Identity,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) progress: Option<Progress>,
    pub(crate) on_wait: Option<OnWait>,
    /// Whether a file that the platform names replaces one of the same name.
    pub(crate) replace_existing: bool,
    /// The turn that the call has already.
    pub(crate) turn: Option<Turn>,
    /// Whether the response holds a secret, so that nothing of it may be told.
    pub(crate) confidential: bool,
}

impl CallOptions {
    /// Makes the call as a user, with the user's access token.
    pub fn as_user(mut self, token: impl Into<Secret>) -> Self {
        self.identity = Identity::Given(token.into());
        self
    }

    /// Makes the call with a tenant token that the program obtained itself.
    pub fn as_tenant(mut self, token: impl Into<Secret>) -> Self {
        self.identity = Identity::Given(token.into());
        self
    }

    /// Makes the call as the client's app, although the client has a user.
    pub fn as_app(mut self) -> Self {
        self.identity = Identity::App;
        self
    }

    /// Sets how long the call may take altogether: see [`Call::timeout`](crate::Call::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how the call is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Is told how far the file is that the call sends or saves.
    pub fn on_progress(mut self, progress: impl Fn(Transfer) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Is told when the call waits, for what, and until when.
    pub fn on_wait(mut self, on_wait: impl Fn(Waiting) + Send + Sync + 'static) -> Self {
        self.on_wait = Some(Arc::new(on_wait));
        self
    }

    /// Returns the same for a call that sends one part of a file: its progress is told of the whole file, of which `before` bytes
    /// lie before the part and which has `total` altogether.
    pub fn part_of(&self, before: u64, total: u64) -> Self {
        let Some(progress) = self.progress.clone() else {
            return self.clone();
        };
        self.clone().on_progress(move |part| {
            progress(Transfer {
                done: before.saturating_add(part.done),
                total: Some(total),
            });
        })
    }

    /// How a file is saved that the platform names.
    pub(crate) fn named(&self) -> Named {
        Named {
            replace: self.replace_existing,
            ..Named::default()
        }
    }
}

// Who calls is left out: it may be a token.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// The settings that every call has, for a type with a field `$options` that has them: [`CallOptions`], or what holds them.
/// `$call` is what its documentation calls what is made: a job makes several calls.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_settings {
    ($options:ident, $call:literal) => {
        #[doc = concat!("Makes ", $call, " as a user, with the user's access token.")]
        pub fn as_user(mut self, token: impl Into<$crate::Secret>) -> Self {
            self.$options = self.$options.as_user(token);
            self
        }

        #[doc = concat!("Makes ", $call, " with a tenant token that the program obtained itself.")]
        pub fn as_tenant(mut self, token: impl Into<$crate::Secret>) -> Self {
            self.$options = self.$options.as_tenant(token);
            self
        }

        #[doc = concat!("Makes ", $call, " as the client's app, although the client has a user.")]
        pub fn as_app(mut self) -> Self {
            self.$options = self.$options.as_app();
            self
        }

        #[doc = concat!("Sets how long ", $call, " may take altogether.")]
        ///
        /// It counts from the beginning: the token, the queue for the limit, all attempts and the waits between them. A
        /// file that comes back may take longer: only its head must be there by then. The default is that of
        /// `operation_timeout` on the client's builder.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.$options = self.$options.timeout(timeout);
            self
        }

        #[doc = concat!("Sets how ", $call, " is repeated.")]
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.$options = self.$options.retry(policy);
            self
        }
    };
}
