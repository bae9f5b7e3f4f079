//! The address of the platform: checked once, so that the address of a call is put together from parts.

use std::fmt;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::ground::error::{Error, Result};
use crate::wire::reqwest::Url;

/// The address that calls go to.
#[derive(Debug)]
pub(crate) struct BaseUrl {
    /// Without a slash at the end.
    text: String,
    scheme: Scheme,
    authority: Authority,
    /// The path before that of each operation, without a slash at the end.
    prefix: String,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        // What stands before an `@` is a password, which must not be repeated.
        let shown = text.rsplit('@').next().unwrap_or_default();
        let wrong = |what: &str| Error::config(format!("the base URL `{shown}` {what}"));
        let Some((scheme, _)) = text.split_once("://") else {
            let hint = format!("write `https://{}`", shown.trim_start_matches('/'));
            return Err(wrong("has no scheme").with_hint(hint));
        };
        if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
            return Err(wrong("is not one of HTTP").with_hint("begin it with `https://`"));
        }
        let url = Url::parse(text).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                wrong("holds a user name").with_hint("leave out what stands before the `@`")
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            let hint = "leave out what begins with `?` or `#`";
            return Err(wrong("has a query or a fragment").with_hint(hint));
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        let uri: Uri = text
            .parse()
            .map_err(|error| wrong(&format!("cannot be read: {error}")))?;
        let prefix = uri.path().trim_end_matches('/').to_owned();
        match uri.into_parts() {
            http::uri::Parts {
                scheme: Some(scheme),
                authority: Some(authority),
                ..
            } => Ok(Self {
                text,
                scheme,
                authority,
                prefix,
            }),
            _ => Err(wrong("cannot be read: it has no host")),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn has_tls(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// The path before that of each operation, without a slash at the end.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The address of a path and a query, which begin with [`prefix`](Self::prefix).
    ///
    /// # Errors
    ///
    /// It is longer than an address can be.
    pub(crate) fn address(&self, target: String) -> Result<Uri> {
        let target = PathAndQuery::from_maybe_shared(Bytes::from(target));
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target.map_err(Error::unwritable)?);
        Uri::from_parts(parts).map_err(Error::unwritable)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::kind::ErrorKind;

    #[test]
    fn what_is_no_address_of_a_platform_is_refused() {
        let cases = [
            (
                "open.feishu.cn",
                "has no scheme: write `https://open.feishu.cn`",
            ),
            ("https://", "cannot be read"),
            ("https://host:99999", "cannot be read"),
            ("ftp://host", "is not one of HTTP"),
            ("https://me:secret-text@host", "`host` holds a user name"),
            ("https://a b", "cannot be read"),
            ("https://host/?x=1", "has a query"),
            ("https://host/#x", "has a query"),
        ];
        for (url, told) in cases {
            let error = BaseUrl::parse(url).unwrap_err();
            assert!(
                error.kind() == ErrorKind::Configuration && error.to_string().contains(told),
                "{url}: {error}"
            );
            assert!(!format!("{error} {error:?}").contains("secret-text"));
        }
    }

    #[test]
    fn an_address_goes_on_where_the_base_ends() {
        let cases = [
            (
                "http://127.0.0.1:8080/prefix/",
                "http://127.0.0.1:8080/prefix",
            ),
            ("HTTPS://Open.Feishu.cn", "https://open.feishu.cn"),
            (
                "https://导出.example/a b/",
                "https://xn--79qu7v.example/a%20b",
            ),
            ("http://[::1]:80", "http://[::1]"),
        ];
        for (url, kept) in cases {
            let base = BaseUrl::parse(url).unwrap();
            assert_eq!(base.as_str(), kept);
            let target = format!("{}/open-apis/x?y=1", base.prefix());
            let address = base.address(target).unwrap();
            assert_eq!(address.to_string(), format!("{kept}/open-apis/x?y=1"));
        }
    }

    #[test]
    fn an_address_can_be_too_long() {
        let base = BaseUrl::parse("https://open.feishu.cn").unwrap();
        let error = base
            .address(format!("/{}", "x".repeat(1 << 16)))
            .unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidRequest, "{error}");
    }
}
