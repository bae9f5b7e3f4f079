//! Access tokens: issued, expired, refused.

use std::collections::HashMap;
use std::time::Duration;

use feishu_core::{ErrorCode, TokenKind, codes};

use crate::clock::Moment;
use crate::generated::platform;
use crate::state::letters;

/// With less time left than this, a new tenant token is issued; with more, the old one is given again.
const RENEWAL: Duration = Duration::from_secs(30 * 60);

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) kind: TokenKind,
    /// The id of the app, or the open id of the user.
    pub(crate) subject: String,
}

/// The tokens that have been issued.
#[derive(Default)]
pub(crate) struct Tokens {
    issued: HashMap<String, Issued>,
    /// The newest tenant token.
    tenant: Option<String>,
}

struct Issued {
    caller: Caller,
    until: Moment,
}

impl Tokens {
    /// The tenant token and the time that it has left: the one issued last, unless that ends soon.
    pub(crate) fn tenant(
        &mut self,
        app_id: &str,
        lifetime: Duration,
        now: Moment,
    ) -> (String, Duration) {
        if let Some(token) = &self.tenant
            && let Some(issued) = self.issued.get(token)
            && issued.until.since(now) >= RENEWAL
        {
            return (token.clone(), issued.until.since(now));
        }
        let token = format!("{}{}", platform::TENANT_TOKEN_PREFIX, letters(40));
        let caller = Caller {
            kind: TokenKind::Tenant,
            subject: app_id.to_owned(),
        };
        self.issued.insert(
            token.clone(),
            Issued {
                caller,
                until: now.after(lifetime),
            },
        );
        self.tenant = Some(token.clone());
        (token, lifetime)
    }

    /// A new token of a user.
    pub(crate) fn user(&mut self, open_id: &str, lifetime: Duration, now: Moment) -> String {
        let token = format!("{}{}", platform::USER_TOKEN_PREFIX, letters(40));
        let caller = Caller {
            kind: TokenKind::User,
            subject: open_id.to_owned(),
        };
        self.issued.insert(
            token.clone(),
            Issued {
                caller,
                until: now.after(lifetime),
            },
        );
        token
    }

    /// Who calls with a token, or the code of the refusal.
    pub(crate) fn caller(&self, token: &str, now: Moment) -> Result<Caller, ErrorCode> {
        match self.issued.get(token) {
            Some(issued) if now < issued.until => Ok(issued.caller.clone()),
            Some(issued) if issued.caller.kind == TokenKind::User => Err(codes::USER_TOKEN_EXPIRED),
            Some(_) => Err(codes::TENANT_TOKEN_INVALID),
            None if token.starts_with("t-") => Err(codes::TENANT_TOKEN_INVALID),
            // Tokens of the newer kind of consent are three parts of base64, of which the first begins so.
            None if token.starts_with("u-") || token.starts_with("eyJ") => {
                Err(codes::USER_TOKEN_INVALID)
            }
            None => Err(codes::TOKEN_MALFORMED),
        }
    }

    /// Ends all tokens issued so far.
    pub(crate) fn expire_all(&mut self, now: Moment) {
        for issued in self.issued.values_mut() {
            issued.until = issued.until.min(now);
        }
    }
}
