//! Which token a call carries, and where it comes from.

use crate::call::token::TokenKey;
use crate::ground::error::{Error, Result};
use crate::ground::operation::{Operation, TokenKind};
use crate::ground::secret::Secret;

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
    OfApp(App),
}

/// An app that the company built for itself.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) secret: Secret,
    pub(crate) key: TokenKey,
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

/// The token that a call is to carry.
#[derive(Debug)]
pub(crate) enum Choice<'a> {
    None,
    Given(&'a Secret),
    OfApp(&'a App),
}

impl Credentials {
    /// Who calls, in words that hold no secret.
    pub(crate) fn caller(&self, identity: &Identity) -> String {
        match (identity, &self.user, &self.tenant) {
            (Identity::Nobody, _, _) => "nobody".to_owned(),
            (Identity::Given(_), _, _) => "whose token is given with the calls".to_owned(),
            (Identity::Default, Some(_), _) => "the user of the client".to_owned(),
            (_, _, Some(TenantToken::OfApp(app))) => format!("the app {}", app.id),
            (_, _, Some(TenantToken::Given(_))) => "the app of a tenant token".to_owned(),
            (_, _, None) => "nobody".to_owned(),
        }
    }

    /// The token that a call of the operation carries.
    pub(crate) fn choose<'a>(
        &'a self,
        operation: &Operation,
        identity: &'a Identity,
    ) -> Result<Choice<'a>> {
        let takes_user = operation.tokens.contains(&TokenKind::User);
        match (identity, &self.user) {
            (Identity::Nobody, _) => return Ok(Choice::None),
            (Identity::Default, _) if operation.tokens.is_empty() => return Ok(Choice::None),
            (Identity::Given(secret), _) => return given(secret),
            (Identity::Default, Some(secret)) if takes_user => return given(secret),
            (Identity::Default | Identity::App, _) => {}
        }
        if operation.tokens == [TokenKind::User] {
            let what = "the operation takes only a user token and there is none";
            let hint = "give one with `as_user` on the call or `user_token` on the client";
            return Err(Error::config(what).with_hint(hint));
        }
        match &self.tenant {
            Some(TenantToken::Given(secret)) => given(secret),
            Some(TenantToken::OfApp(app)) => Ok(Choice::OfApp(app)),
            None => {
                let what = "the client has no credentials for this operation";
                let hint = "give the app's id and secret with `app` on the client, or a token with `tenant_token` or \
                            `as_user`";
                Err(Error::config(what).with_hint(hint))
            }
        }
    }
}

/// A token that the program gave, which may come from an empty variable of the environment.
fn given(secret: &Secret) -> Result<Choice<'_>> {
    if secret.expose().trim().is_empty() {
        let what = "the access token is empty";
        return Err(Error::config(what).with_hint("check where the program gets it from"));
    }
    Ok(Choice::Given(secret))
}
