//! The page on which a user signs in and consents, and from which the browser is sent back to the app with a code. The platform
//! has it on the host of its accounts, the sandbox on its only one.

use super::pkce::Challenge;
use super::state::{Consent, Grant};
use crate::exchange::Platform;
use crate::html::{self, escape};
use crate::response::Response;
use crate::services::Visit;
use crate::state::State;
use crate::users::USER;

/// Shows the page, or sends the browser back if `user` says who signs in.
pub(super) fn page(state: &mut State, platform: &Platform, visit: &Visit<'_>) -> Response {
    match consent(platform, visit) {
        Err(problem) => Response::html(400, &shell(&format!("<p>{}</p>", escape(&problem)))),
        Ok(consent) if consent.grant.open_id.is_empty() => Response::html(200, &form(visit)),
        Ok(consent) => {
            let address = consent.address.clone();
            let code = state.services.auth.code(consent, visit.now);
            let state = visit.query("state");
            let mut parameters = vec![("code", code.as_str())];
            parameters.extend(state.as_deref().map(|state| ("state", state)));
            Response::redirect(&with_query(&address, &parameters))
        }
    }
}

/// What the request asks for; the user is empty until somebody has signed in.
fn consent(platform: &Platform, visit: &Visit<'_>) -> Result<Consent, String> {
    let text = |name| visit.query(name).unwrap_or_default();
    if text("client_id") != platform.app_id {
        return Err(format!(
            "client_id is `{}`, and the only app is `{}`.",
            text("client_id"),
            platform.app_id
        ));
    }
    if text("response_type") != "code" {
        return Err(format!(
            "response_type is `{}`: only `code` is known.",
            text("response_type")
        ));
    }
    let address = text("redirect_uri");
    if !["http://", "https://"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
    {
        return Err(format!(
            "redirect_uri is `{address}`: give the address of the app, with http:// or https://."
        ));
    }
    let challenge = match visit.query("code_challenge") {
        None => None,
        Some(challenge) => {
            let method = text("code_challenge_method");
            let known = Challenge::new(&method, &challenge).ok_or_else(|| {
                format!("code_challenge_method is `{method}`: S256 and plain are known.")
            });
            Some(known?)
        }
    };
    let grant = Grant {
        open_id: text("user").into_owned(),
        scope: text("scope").into_owned(),
    };
    Ok(Consent {
        grant,
        address: address.into_owned(),
        challenge,
    })
}

/// A form that asks for the same again, with a user.
fn form(visit: &Visit<'_>) -> String {
    let kept: String = visit
        .queries()
        .filter(|(name, _)| name != "user")
        .map(|(name, value)| {
            let (name, value) = (escape(&name), escape(&value));
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n")
        })
        .collect();
    shell(&format!(
        "<form>\n{kept}<label>Open id of the user <input name=\"user\" value=\"{USER}\" size=\"40\"></label>\n\
         <button>Sign in</button>\n</form>"
    ))
}

fn shell(content: &str) -> String {
    html::page("Sign in to the sandbox", content)
}

/// An address with more in its query.
fn with_query(address: &str, parameters: &[(&str, &str)]) -> String {
    let (address, fragment) = match address.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (address, String::new()),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}{}{fragment}", query.finish())
}
