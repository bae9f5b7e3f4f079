//! Which token a call carries, and where it comes from.

use std::sync::Arc;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::operation::{Operation, TokenKind};
use crate::secret::Secret;
use crate::token::TokenCache;

/// What a client has to obtain tokens from.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) tenant: Option<TenantToken>,
    pub(crate) user: Option<Secret>,
}

/// Where the tenant token comes from.
#[derive(Debug)]
pub(crate) enum TenantToken {
    /// The program obtains it.
    Given(Secret),
    /// The client obtains it for an app.
    OfApp(Arc<TokenCache>),
}

/// As whom a call is made.
#[derive(Clone, Debug, Default)]
pub(crate) enum Identity {
    /// As the client's user if it has one and the operation takes a user token, or else as its app.
    #[default]
    Default,
    /// As the client's app.
    App,
    /// With a token that the caller gave.
    Given(Secret),
    /// As nobody.
    Nobody,
}

/// The token for one attempt, and where another can be had if it is rejected.
pub(crate) struct TokenInUse {
    pub(crate) secret: Secret,
    pub(crate) source: Option<Arc<TokenCache>>,
}

impl TokenInUse {
    fn given(secret: &Secret) -> Self {
        Self {
            secret: secret.clone(),
            source: None,
        }
    }
}

impl Client {
    /// The token that a call of the operation carries.
    pub(crate) async fn token(
        &self,
        operation: &Operation,
        identity: &Identity,
    ) -> Result<Option<TokenInUse>> {
        let credentials = &self.shared.credentials;
        let takes_user = operation.tokens.contains(&TokenKind::User);
        match (identity, &credentials.user) {
            (Identity::Nobody, _) => return Ok(None),
            (Identity::Given(secret), _) => return Ok(Some(TokenInUse::given(secret))),
            (Identity::Default, Some(secret)) if takes_user => {
                return Ok(Some(TokenInUse::given(secret)));
            }
            (Identity::Default | Identity::App, _) => {}
        }
        if operation.tokens == [TokenKind::User] {
            let what = "the operation takes only a user token and there is none";
            let hint = "give one with `as_user` on the call or `user_token` on the client";
            return Err(Error::config(what).with_hint(hint));
        }
        match &credentials.tenant {
            Some(TenantToken::Given(secret)) => Ok(Some(TokenInUse::given(secret))),
            Some(TenantToken::OfApp(cache)) => {
                let secret = cache.get(self).await?;
                Ok(Some(TokenInUse {
                    secret,
                    source: Some(Arc::clone(cache)),
                }))
            }
            None => {
                let what = "the client has no credentials for this operation";
                let hint = "give the app's id and secret with `app` on the client, or a token with `tenant_token` or \
                            `as_user`";
                Err(Error::config(what).with_hint(hint))
            }
        }
    }
}
