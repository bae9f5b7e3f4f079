//! Tokens: the app's own, and those of users who sign in.

mod codes;
mod exchange;
mod pkce;
mod sign_in;
mod state;
mod tenant;

pub(super) use state::Auth;

use hyper::Method;

use super::{Service, Visit};
use crate::exchange::Platform;
use crate::generated::platform;
use crate::response::Response;
use crate::state::State;

/// What is played.
pub(super) const SERVICE: Service = Service {
    fetch,
    ..Service::new(&[(
        "auth.v3.auth.tenant_access_token_internal",
        tenant::access_token,
    )])
};

/// The sign-in page and the exchange of its codes. Neither is an operation of the spec: a browser opens the one, and the other
/// follows the rules of OAuth.
fn fetch(state: &mut State, owner: &Platform, visit: Visit<'_>) -> Option<Response> {
    match (visit.method, visit.path) {
        (&Method::GET, platform::SIGN_IN_PATH) => Some(sign_in::page(state, owner, &visit)),
        (&Method::POST, platform::EXCHANGE_PATH) => Some(exchange::exchange(state, owner, &visit)),
        _ => None,
    }
}
