//! What is particular to one call or one job. Each setting is declared here, once, for all that have it.

use std::fmt;
use std::time::Duration;

use crate::call::credentials::Identity;
use crate::call::retry::RetryPolicy;
use crate::call::turn::Turn;
use crate::call::waiting::{OnWait, Waiting};
use crate::file::target::Named;
use crate::ground::secret::Secret;
use crate::ground::transfer::{Progress, Transfer};

/// What is particular to one call; the rest follows from the client. Set by the methods of [`Call`](crate::Call).
#[derive(Clone, Default)]
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
    #[doc(hidden)]
    pub fn __token(&mut self, token: Secret) {
        self.identity = Identity::Given(token);
    }

    #[doc(hidden)]
    pub fn __as_app(&mut self) {
        self.identity = Identity::App;
    }

    #[doc(hidden)]
    pub fn __timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    #[doc(hidden)]
    pub fn __retry(&mut self, policy: RetryPolicy) {
        self.retry = Some(policy);
    }

    /// How a file is saved that the platform names.
    pub(crate) fn named(&self) -> Named {
        Named {
            replace: self.replace_existing,
            ..Named::default()
        }
    }

    /// Reports the progress of files and the waits of the call.
    pub(crate) fn with_callbacks(
        mut self,
        progress: impl Fn(Transfer) + Send + Sync + 'static,
        on_wait: impl Fn(Waiting) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(std::sync::Arc::new(progress));
        self.on_wait = Some(std::sync::Arc::new(on_wait));
        self
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

/// The settings that every call has, for a type that keeps its [`CallOptions`] where `$options` says. `$call` is what its
/// documentation calls what is made: a job makes several calls.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_settings {
    ($options:ident $(. $part:ident ())*, $call:literal) => {
        #[doc = concat!("Makes ", $call, " as a user, with the user's access token.")]
        pub fn as_user(mut self, token: impl Into<$crate::Secret>) -> Self {
            self.$options $(. $part())* .__token(token.into());
            self
        }

        #[doc = concat!("Makes ", $call, " with a tenant token that the program obtained itself.")]
        pub fn as_tenant(mut self, token: impl Into<$crate::Secret>) -> Self {
            self.$options $(. $part())* .__token(token.into());
            self
        }

        #[doc = concat!("Makes ", $call, " as the client's app, although the client has a user.")]
        pub fn as_app(mut self) -> Self {
            self.$options $(. $part())* .__as_app();
            self
        }

        #[doc = concat!("Sets how long ", $call, " may take altogether.")]
        ///
        /// It counts from the beginning: the token, the queue for the limit, all attempts and the waits between them. A
        /// file that comes back may take longer: only its head must be there by then. The default is that of
        /// `operation_timeout` on the client's builder.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.$options $(. $part())* .__timeout(timeout);
            self
        }

        #[doc = concat!("Sets how ", $call, " is repeated.")]
        pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
            self.$options $(. $part())* .__retry(policy);
            self
        }
    };
}
