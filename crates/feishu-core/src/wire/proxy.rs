//! The proxy that the environment names: when it is passed by, and when it is refused.

use std::net::IpAddr;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use crate::ground::error::{Error, Result};

/// Whether a base URL leads to the machine that the program runs on.
pub(crate) fn is_this_machine(base_url: &str) -> bool {
    let Ok(url) = base_url.parse::<Uri>() else {
        return false;
    };
    let host = url.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => {
            let name = host.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// Refuses a proxy that the crate cannot speak to. The HTTP library would take one of SOCKS for one of HTTP, and over
/// `http://` hand it the request with all that is secret in it.
pub(crate) fn check(base_url: &str) -> Result<()> {
    if cfg!(feature = "socks") {
        return Ok(());
    }
    let Ok(url) = base_url.parse::<Uri>() else {
        return Ok(());
    };
    let proxy = Matcher::from_system().intercept(&url);
    let scheme = proxy.as_ref().and_then(|proxy| proxy.uri().scheme_str());
    if !scheme.is_some_and(is_socks) {
        return Ok(());
    }
    let mut names = match url.scheme_str() {
        Some("https") => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        _ => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    }
    .into_iter();
    // Its value may hold a password.
    let by = names.find(|name| std::env::var(name).is_ok_and(|value| is_socks(&value)));
    let by = by.map_or_else(|| "the system".to_owned(), |name| format!("`{name}`"));
    let what = format!("{by} names a proxy that speaks SOCKS, and feishu-core is built without");
    Err(Error::config(what).with_hint(
        "enable its feature `socks`, name a proxy that speaks HTTP, or except the host by `NO_PROXY`",
    ))
}

/// Whether a URL begins, or its scheme is, like that of SOCKS in any version.
fn is_socks(url: &str) -> bool {
    url.starts_with("socks")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_many_names() {
        let cases = [
            ("http://127.0.0.1:8080", true),
            ("http://127.8.9.10/prefix", true),
            ("http://[::1]:8080", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("https://localhost", true),
            ("http://localhost.:1", true),
            ("http://feishu.localhost", true),
            ("https://open.feishu.cn", false),
            ("http://localhost.example", false),
            ("http://128.0.0.1", false),
            ("http://10.0.0.1", false),
            ("http://[::2]", false),
        ];
        for (url, here) in cases {
            assert_eq!(is_this_machine(url), here, "{url}");
        }
    }
}
