//! The exchange of a code, or of a refresh token, for the token of a user.

use hyper::header::AUTHORIZATION;
use serde_json::{Value, json};

use super::codes;
use super::state::{Grant, Unusable};
use crate::exchange::Platform;
use crate::response::Response;
use crate::services::Visit;
use crate::state::State;

/// A refusal: its code, the word that OAuth has for it, and what is wrong.
type Refused = (i64, &'static str, String);

/// Answers a request for a token; a refusal comes with HTTP 400.
pub(super) fn exchange(state: &mut State, platform: &Platform, visit: &Visit<'_>) -> Response {
    match granted(state, platform, visit) {
        Ok(grant) => tokens(state, grant, visit),
        Err((code, error, description)) => Response::envelope(
            400,
            &json!({"code": code, "error": error, "error_description": description}),
        ),
    }
}

/// What the request has a right to.
fn granted(state: &mut State, platform: &Platform, visit: &Visit<'_>) -> Result<Grant, Refused> {
    let body: Value = serde_json::from_slice(visit.body)
        .map_err(|error| malformed(format!("the body is no JSON: {error}")))?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let wanted = |name: &str| match text(name) {
        "" => Err(malformed(format!("{name} is missing"))),
        text => Ok(text.to_owned()),
    };
    if visit.headers.contains_key(AUTHORIZATION) {
        let description = "the credentials belong into the body alone".to_owned();
        return Err((codes::CREDENTIALS_TWICE, "invalid_request", description));
    }
    if wanted("client_id")? != platform.app_id {
        let description = "no app has this client_id".to_owned();
        return Err((codes::UNKNOWN_APP, "invalid_client", description));
    }
    if wanted("client_secret")? != platform.app_secret {
        let description = "client_secret is not that of the app".to_owned();
        return Err((codes::WRONG_SECRET, "invalid_client", description));
    }
    match &*wanted("grant_type")? {
        "authorization_code" => {
            let code = wanted("code")?;
            let auth = &mut state.services.auth;
            let consent = auth.consent(&code, visit.now);
            let consent = consent.map_err(unusable_code)?.clone();
            let address = text("redirect_uri");
            if !address.is_empty() && address != consent.address {
                let description =
                    "redirect_uri is not the one that the code was sent to".to_owned();
                return Err((codes::WRONG_ADDRESS, "invalid_grant", description));
            }
            let verifier = text("code_verifier");
            if consent
                .challenge
                .is_some_and(|challenge| !challenge.fits(verifier))
            {
                let description = "code_verifier is not that of the challenge".to_owned();
                return Err((codes::WRONG_VERIFIER, "invalid_grant", description));
            }
            auth.use_code(&code);
            Ok(consent.grant)
        }
        "refresh_token" => {
            let token = wanted("refresh_token")?;
            let grant = state.services.auth.refresh(&token, visit.now);
            grant.map_err(unusable_refresh_token)
        }
        other => {
            let description = format!("grant_type is `{other}`");
            Err((codes::UNKNOWN_GRANT, "unsupported_grant_type", description))
        }
    }
}

fn malformed(description: String) -> Refused {
    (codes::MALFORMED, "invalid_request", description)
}

fn unusable_code(reason: Unusable) -> Refused {
    let (code, description) = match reason {
        Unusable::Unknown => (codes::UNKNOWN_CODE, "the code is unknown"),
        Unusable::Used => (codes::CODE_USED, "the code has been used"),
        Unusable::Expired => (codes::CODE_EXPIRED, "the code has expired"),
    };
    (code, "invalid_grant", description.to_owned())
}

fn unusable_refresh_token(reason: Unusable) -> Refused {
    let (code, description) = match reason {
        Unusable::Unknown => (codes::UNKNOWN_REFRESH_TOKEN, "the refresh token is unknown"),
        Unusable::Used => (codes::REFRESH_TOKEN_USED, "the refresh token has been used"),
        Unusable::Expired => (
            codes::REFRESH_TOKEN_EXPIRED,
            "the refresh token has expired",
        ),
    };
    (code, "invalid_grant", description.to_owned())
}

/// New tokens. Those that were given out before stay valid until they expire.
fn tokens(state: &mut State, grant: Grant, visit: &Visit<'_>) -> Response {
    let lifetime = state.settings.token_lifetime;
    let token = state.tokens.user(&grant.open_id, lifetime, visit.now);
    let mut response = json!({
        "code": 0,
        "access_token": token,
        "expires_in": lifetime.as_secs(),
        "token_type": "Bearer",
        "scope": grant.scope,
    });
    if grant.can_be_refreshed() {
        let (token, lifetime) = state.services.auth.refresh_token(grant, visit.now);
        response["refresh_token"] = token.into();
        response["refresh_token_expires_in"] = lifetime.as_secs().into();
    }
    Response::envelope(200, &response)
}
