//! The documentation service: asks politely, comes back after a refusal, and says what is wrong with an answer.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use feishu_codegen::facts::Language;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response, StatusCode, Url};
use serde_json::Value;

use crate::address::{Base, PagePath};
use crate::file::Page;
use crate::pace::{self, Gate, Pace};
use crate::time;
use crate::tree::{self, Wanted};

/// Who asks, so that the service can complain.
const USER_AGENT: &str = concat!(
    env!("CARGO_PKG_NAME"),
    "/",
    env!("CARGO_PKG_VERSION"),
    " (+",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);
/// The list of all pages has about a megabyte, a page a few hundred kilobytes; more than this is neither.
const LARGEST: usize = 64 * 1024 * 1024;
/// How long it may take to connect.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may take in all, be it ever so slow.
const WHOLE: Duration = Duration::from_secs(300);
/// How many redirects within the service are followed.
const MOST_REDIRECTS: usize = 5;
/// How much of an answer that is no JSON is shown.
const SHOWN: usize = 60;

/// A documentation service.
#[derive(Debug)]
pub(crate) struct Service {
    client: Client,
    base: Base,
    pace: Pace,
    gate: Gate,
}

/// Why something could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// Whose fault it is.
    pub(crate) kind: Kind,
    /// What happened.
    pub(crate) what: String,
    /// Where it was asked for.
    pub(crate) url: Option<String>,
    /// What to do about it.
    pub(crate) remedy: &'static str,
}

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// This page's; others may be sound.
    Page,
    /// The service's or the way's to it; if it happens again and again, there is no use in going on.
    Service,
    /// The service wants to be left alone.
    Stop,
}

/// How one attempt failed.
enum Failed {
    /// It is no use to try again.
    Finally(Trouble),
    /// It may be better later.
    Maybe {
        trouble: Trouble,
        /// When the service says that it will be.
        after: Option<Duration>,
        /// Whether other requests would fail as well.
        all: bool,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(url) = &self.url {
            write!(f, " ({url})")?;
        }
        write!(f, "; {}", self.remedy)
    }
}

impl Service {
    pub(crate) fn new(base: Base, pace: Pace, language: Language) -> Result<Self, reqwest::Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let language = match language {
            Language::Zh => "zh-CN",
            Language::En => "en-US",
        };
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(language));
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .redirect(Policy::custom(follow))
            .connect_timeout(CONNECT)
            .read_timeout(pace.silence)
            .timeout(WHOLE)
            .build()?;
        Ok(Self {
            client,
            base,
            pace,
            gate: Gate::new(pace.gap),
        })
    }

    /// The list of all pages. `wait` is told of waits.
    pub(crate) async fn tree(&self, wait: &dyn Fn(&str)) -> Result<Value, Trouble> {
        let url = self.base.tree();
        let mut data = self.ask(&url, wait).await?;
        if !data["items"].is_array() {
            let what = "the list of all pages has no `data.items`".to_owned();
            return Err(malformed(what, &url));
        }
        Ok(data.take())
    }

    /// One page. `wait` is told of waits.
    pub(crate) async fn page(&self, wanted: &Wanted, wait: &dyn Fn(&str)) -> Result<Page, Trouble> {
        let url = self.base.detail(&wanted.path);
        let data = self.ask(&url, wait).await?;
        let Some(content) = data["content"].as_str() else {
            return Err(malformed(
                "the answer has no `data.content`".to_owned(),
                &url,
            ));
        };
        if content.trim().is_empty() {
            return Err(Trouble {
                kind: Kind::Page,
                what: "the page is empty".to_owned(),
                url: Some(url.to_string()),
                remedy: "look at it in a browser: it may have moved",
            });
        }
        let path = data["fullPath"].as_str().and_then(|path| path.parse().ok());
        let title = tree::text(&data, "title")
            .or_else(|| tree::text(&data, "name"))
            .or_else(|| wanted.title.clone())
            .or_else(|| heading(content));
        Ok(Page {
            title: title.unwrap_or_default(),
            path: path
                .filter(|path: &PagePath| !path.key().is_empty())
                .unwrap_or_else(|| wanted.path.clone()),
            updated: tree::stamp(&data).or_else(|| wanted.updated.clone()),
            content: content.to_owned(),
        })
    }

    /// The `data` of an answer.
    async fn ask(&self, url: &Url, wait: &dyn Fn(&str)) -> Result<Value, Trouble> {
        let mut attempt = 1;
        loop {
            self.gate.turn().await;
            let (mut trouble, after, all) = match self.attempt(url).await {
                Ok(data) => return Ok(data),
                Err(Failed::Finally(trouble)) => return Err(trouble),
                Err(Failed::Maybe {
                    trouble,
                    after,
                    all,
                }) => (trouble, after, all),
            };
            if let Some(after) = after.filter(|after| *after > self.pace.longest_wait) {
                trouble.kind = Kind::Stop;
                trouble.what += &format!(" and asks to come back in {} s", after.as_secs());
                trouble.remedy = "run the same command again after that: it goes on from here";
                return Err(trouble);
            }
            let pause = after.unwrap_or_else(|| self.pace.wait_after(attempt));
            if all {
                // Even if this was the last attempt: the next page is not to come too early.
                self.gate.hold(pause);
            }
            if attempt >= self.pace.attempts {
                trouble.what += &format!(", {attempt} times");
                return Err(trouble);
            }
            wait(&format!(
                "{}: waiting {:.0} s",
                trouble.what,
                pause.as_secs_f64().ceil()
            ));
            time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, url: &Url) -> Result<Value, Failed> {
        let response = self
            .client
            .get(url.clone())
            .send()
            .await
            .map_err(|error| unreachable(&error, url))?;
        let response = check_status(response, url)?;
        let is_json = content_type(&response).is_none_or(|kind| kind.contains("json"));
        let body = read(response, url).await?;
        let answer: Value = match serde_json::from_slice(&body) {
            Ok(answer) => answer,
            // What the service calls JSON and breaks off is a connection that was cut, if not by the server itself.
            Err(error) if error.is_eof() && is_json && !body.is_empty() => {
                return Err(cut("the answer ends before it is complete".to_owned(), url));
            }
            Err(error) => return Err(Failed::Finally(no_json(&body, &error, url))),
        };
        data(answer, url).map_err(Failed::Finally)
    }
}

/// Redirects are followed within the service. What would lead elsewhere is shown as an error: whoever asked for pages
/// of one host is not to get those of another without knowing.
fn follow(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let first = attempt.previous().first().map(Url::origin);
    if first.is_some_and(|first| first == attempt.url().origin())
        && attempt.previous().len() <= MOST_REDIRECTS
    {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

fn check_status(response: Response, url: &Url) -> Result<Response, Failed> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let mut trouble = Trouble {
        kind: Kind::Service,
        what: format!("the service answers with HTTP {status}"),
        url: Some(url.to_string()),
        remedy: "run the same command again later: it goes on from here",
    };
    if status.is_redirection() {
        let target = response
            .headers()
            .get(LOCATION)
            .and_then(|target| target.to_str().ok())
            .unwrap_or("nowhere");
        trouble.what = format!("the service redirects to {target}");
        trouble.remedy = "if that is where the documentation is now, name it with `--base`";
        return Err(Failed::Finally(trouble));
    }
    let overloaded = matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    );
    if overloaded || status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return Err(Failed::Maybe {
            trouble,
            after: pace::retry_after(response.headers()),
            all: overloaded,
        });
    }
    if status == StatusCode::NOT_FOUND {
        trouble.remedy = "check the page's path and `--base`";
    } else {
        trouble.remedy = "open the address in a browser: the service may want something else";
    }
    Err(Failed::Finally(trouble))
}

fn content_type(response: &Response) -> Option<&str> {
    response.headers().get(CONTENT_TYPE)?.to_str().ok()
}

async fn read(mut response: Response, url: &Url) -> Result<Vec<u8>, Failed> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => {
                let what = format!("the answer has more than {} MB", LARGEST / 1024 / 1024);
                return Err(Failed::Finally(malformed(what, url)));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) => {
                return Err(cut(
                    format!("the answer breaks off: {}", causes(&error)),
                    url,
                ));
            }
        }
    }
}

/// The `data` of an envelope that says success.
fn data(mut answer: Value, url: &Url) -> Result<Value, Trouble> {
    let Some(code) = answer.get("code").and_then(Value::as_i64) else {
        return Err(Trouble {
            kind: Kind::Service,
            ..malformed("the answer is JSON, but has no `code`".to_owned(), url)
        });
    };
    if code != 0 {
        let message = tree::text(&answer, "msg").unwrap_or_default();
        return Err(Trouble {
            kind: Kind::Page,
            what: format!(
                "the service refuses with code {code} ({})",
                beginning(&message)
            ),
            url: Some(url.to_string()),
            remedy: "check the page's path: it may have moved or be gone",
        });
    }
    Ok(answer["data"].take())
}

fn unreachable(error: &reqwest::Error, url: &Url) -> Failed {
    let what = if error.is_timeout() {
        "the service does not answer in time".to_owned()
    } else {
        format!("the service cannot be reached: {}", causes(error))
    };
    cut(what, url)
}

fn cut(what: String, url: &Url) -> Failed {
    Failed::Maybe {
        trouble: Trouble {
            kind: Kind::Service,
            what,
            url: Some(url.to_string()),
            remedy: "check the network and `--base`, and run the same command again: it goes on from here",
        },
        after: None,
        all: true,
    }
}

fn malformed(what: String, url: &Url) -> Trouble {
    Trouble {
        kind: Kind::Page,
        what,
        url: Some(url.to_string()),
        remedy: "open the address in a browser: the service may have changed",
    }
}

fn no_json(body: &[u8], error: &serde_json::Error, url: &Url) -> Trouble {
    if let Some(b'{' | b'[') = body.trim_ascii_start().first() {
        let what = format!("the answer is JSON that cannot be read: {error}");
        return malformed(what, url);
    }
    let text = String::from_utf8_lossy(body);
    let what = match beginning(&text) {
        start if start.is_empty() => "the answer is empty".to_owned(),
        start => format!("the answer is not JSON, it begins with `{start}`"),
    };
    Trouble {
        kind: Kind::Service,
        what,
        url: Some(url.to_string()),
        remedy: "check `--base`, or open the address in a browser: it may want a login or be a proxy's page",
    }
}

/// The beginning of a text on one line. What would command a terminal is shown by its number.
fn beginning(text: &str) -> String {
    let line = text
        .split_whitespace()
        .take(SHOWN)
        .collect::<Vec<_>>()
        .join(" ");
    let mut chars = line.chars();
    let mut start = String::new();
    for c in chars.by_ref().take(SHOWN) {
        if c.is_control() {
            start.extend(c.escape_unicode());
        } else {
            start.push(c);
        }
    }
    if chars.next().is_some() {
        start.push('…');
    }
    start
}

/// The first heading of a page.
fn heading(content: &str) -> Option<String> {
    let text = content
        .lines()
        .find_map(|line| line.strip_prefix("# "))?
        .trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What is at the bottom of an error: "connection refused" says more than "error sending request".
fn causes(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
