//! Who may use the control interface: programs of this machine, and the sandbox's own page.
//!
//! A browser on this machine runs pages of anybody. One of them could post to the sandbox, or have its own name lead to this
//! machine and read what it is answered. So the name by which the sandbox is called must be one of this machine, the page
//! must be the sandbox's own, and what changes something must be of a type that a form cannot send.

use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};

use super::problem::Problem;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The names of this machine for itself.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Refuses a request that comes from elsewhere.
pub(super) fn check(head: &Parts, is_page: bool) -> Result<(), Problem> {
    let host = host(head)?;
    own_origin(&head.headers, &host)?;
    if !(is_page && is_link(&head.headers)) {
        own_site(&head.headers)?;
    }
    if head.method == Method::GET || states_json(&head.headers) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "the content type is not JSON",
        "header Content-Type",
        "send `Content-Type: application/json` with all that is not a GET, also without a body",
    ))
}

/// The host as the caller names it, with its port.
fn host(head: &Parts) -> Result<String, Problem> {
    let refused = |what: String| {
        let remedy = format!(
            "call the sandbox by one of the names {}",
            LOOPBACK.join(", ")
        );
        Problem::new(StatusCode::FORBIDDEN, what, "header Host", remedy)
    };
    let mut hosts = head.headers.get_all(HOST).into_iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(refused("there is not one host".to_owned()));
    };
    let host = host.to_str().unwrap_or_default().to_ascii_lowercase();
    let authority = head.uri.authority();
    if authority.is_some_and(|authority| !authority.as_str().eq_ignore_ascii_case(&host)) {
        return Err(refused("the address names another host".to_owned()));
    }
    if is_loopback(&host) {
        Ok(host)
    } else {
        Err(refused(format!("`{host}` is no name of this machine")))
    }
}

fn is_loopback(host: &str) -> bool {
    LOOPBACK.iter().any(|name| {
        let port = match host.strip_prefix(name) {
            Some("") => return true,
            Some(rest) => rest.strip_prefix(':'),
            None => None,
        };
        port.is_some_and(|port| port.parse::<u16>().is_ok())
    })
}

/// Refuses what a page of another origin sends; programs name none.
fn own_origin(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let own = format!("http://{host}");
    let mut origins = headers.get_all(ORIGIN).into_iter();
    if origins.all(|origin| origin.as_bytes() == own.as_bytes()) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "a page of another origin asks",
        "header Origin",
        format!("leave it out, or ask from {own}"),
    ))
}

/// Refuses what a browser says is asked by another site; programs do not say.
fn own_site(headers: &HeaderMap) -> Result<(), Problem> {
    let mut sites = headers.get_all(FETCH_SITE).into_iter();
    if sites.all(|site| matches!(site.as_bytes(), b"same-origin" | b"none")) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "a page of another site asks",
        "header Sec-Fetch-Site",
        "ask from the sandbox's own page, or from a program",
    ))
}

/// Whether somebody has followed a link to the page, which tells the site that has the link nothing.
fn is_link(headers: &HeaderMap) -> bool {
    let is = |name: &HeaderName, value: &str| headers.get(name).is_some_and(|is| is == value);
    is(&FETCH_MODE, "navigate") && is(&FETCH_DEST, "document")
}

fn states_json(headers: &HeaderMap) -> bool {
    let stated = headers.get(CONTENT_TYPE);
    let stated = stated.and_then(|stated| stated.to_str().ok());
    let kind = stated.and_then(|stated| stated.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in [
            "localhost",
            "localhost:80",
            "127.0.0.1:8787",
            "[::1]:1",
            "[::1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com",
            "localhost:",
            "localhost:x",
            "localhost:80:80",
            "localhost@example.com",
            "127.0.0.1.nip.io",
            "127.0.0.2:80",
            "0.0.0.0:80",
            "[::2]",
            "::1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
