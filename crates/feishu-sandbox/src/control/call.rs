//! A call of the control interface, read.

use std::str::FromStr;

use bytes::Bytes;
use feishu_core::protocol::query_values;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use super::routes::Route;
use crate::serve::Shared;

/// A call, and the sandbox that it is for.
pub(super) struct Call<'a> {
    pub(super) shared: &'a Shared,
    route: &'static Route,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    body: Bytes,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        shared: &'a Shared,
        route: &'static Route,
        path: Vec<(&'static str, String)>,
        query: Option<&str>,
        body: Bytes,
    ) -> Result<Self, Problem> {
        let query = query_values(query.unwrap_or_default());
        let mut known = route.query.iter().map(|(name, _)| *name);
        if let Some((name, _)) = query
            .iter()
            .find(|(name, _)| known.clone().all(|k| k != name))
        {
            let remedy = match known.next() {
                None => "leave it out: this call has none".to_owned(),
                Some(first) => known.fold(format!("this call has {first}"), |all, next| {
                    format!("{all}, {next}")
                }),
            };
            let what = "there is no such parameter";
            return Err(Problem::bad(what, format!("query `{name}`"), remedy));
        }
        Ok(Self {
            shared,
            route,
            path,
            query,
            body,
        })
    }

    /// A parameter in the path.
    pub(super) fn path(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// A parameter in the query; an empty one counts as absent.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A number in the query.
    pub(super) fn number<N: FromStr>(&self, name: &str) -> Result<Option<N>, Problem> {
        let Some(text) = self.query(name) else {
            return Ok(None);
        };
        let bad = |_| {
            let place = format!("query `{name}`");
            Problem::bad(
                format!("`{text}` is no number"),
                place,
                "give a number from 0 on",
            )
        };
        text.parse().map(Some).map_err(bad)
    }

    /// The body as text; an empty one stands for an object without members.
    pub(super) fn text(&self) -> Result<&str, Problem> {
        let text = std::str::from_utf8(&self.body).map_err(|error| self.bad_body(error, "body"))?;
        Ok(if text.trim().is_empty() { "{}" } else { text })
    }

    /// The body.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_str(self.text()?).map_err(|error| {
            let text = error.to_string();
            let (what, place) = text.rsplit_once(" at line ").unwrap_or((&text, "1"));
            self.bad_body(what, &format!("body, line {place}"))
        })
    }

    /// Something in the body that cannot be used.
    pub(super) fn bad_body(&self, what: impl ToString, place: &str) -> Problem {
        let sample = self.route.body.unwrap_or("{}");
        Problem::bad(what.to_string(), place, format!("send such as {sample}"))
    }
}
