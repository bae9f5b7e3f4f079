//! Routes and rate limits as they are written.

use std::fmt;

use crate::spec::model::{Per, Rate};
use crate::text::diagnostic::Code;

use super::misfit::Misfit;

/// A method and a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: String,
    /// The path, with `:name` for parameters.
    pub path: String,
}

impl Route {
    /// Reads `METHOD /path`.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Misfit> {
        const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];
        let bad = |label: &str| {
            Misfit::new(Code::HttpLine, label)
                .help("write it as in `POST /open-apis/drive/v1/export_tasks/:ticket`")
        };
        let (method, path) = text
            .split_once(' ')
            .ok_or_else(|| bad("expected a method, a blank and a path"))?;
        if !METHODS.contains(&method) {
            return Err(bad("the method is one of GET, POST, PUT, PATCH and DELETE"));
        }
        if !path.starts_with('/') {
            return Err(bad("the path begins with `/`"));
        }
        if path.contains(['?', '#']) {
            return Err(bad(
                "parameters of the query stand under `query`, not in the path",
            ));
        }
        for segment in path[1..].split('/') {
            let name = segment.strip_prefix(':').unwrap_or(segment);
            if name.is_empty()
                || !name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
            {
                return Err(bad(
                    "a segment of the path is empty or has characters that paths do not have",
                ));
            }
        }
        let route = Self {
            method: method.to_owned(),
            path: path.to_owned(),
        };
        let params: Vec<_> = route.params().collect();
        if params
            .iter()
            .enumerate()
            .any(|(index, name)| params[..index].contains(name))
        {
            return Err(bad("a parameter stands in the path twice"));
        }
        Ok(route)
    }

    /// The names of the parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        params(&self.path)
    }

    /// What tells the route from others.
    pub fn key(&self) -> RouteKey {
        RouteKey::new(&self.method, &self.path)
    }
}

/// What a server tells routes apart by: the method and the path, without the names of parameters, and without a slash at its
/// end.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RouteKey {
    /// The path comes first, so that routes of one resource stand together.
    segments: Vec<String>,
    method: String,
}

impl RouteKey {
    /// The key of a method and a path, in whatever way they are written.
    pub fn new(method: &str, path: &str) -> Self {
        let segments = path.trim_matches('/').split('/');
        Self {
            segments: segments
                .map(|segment| {
                    let parameter = segment.starts_with(':') || segment.starts_with('{');
                    if parameter { ":" } else { segment }.to_owned()
                })
                .collect(),
            method: method.to_ascii_uppercase(),
        }
    }
}

/// Returns the names of the parameters in a path, in order.
pub fn params(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix(':'))
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl fmt::Display for RouteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /{}", self.method, self.segments.join("/"))
    }
}

/// Reads a rate: the count and the unit (`s`, `min` or `day`).
///
/// # Errors
///
/// Says what is wrong with it.
pub fn parse_rate(text: &str) -> Result<Rate, Misfit> {
    let bad = |label: &str| {
        Misfit::new(Code::Limit, label).help("write it as in `5/s`, `100/min` or `10000/day`")
    };
    let (count, per) = text
        .split_once('/')
        .ok_or_else(|| bad("expected a number, `/` and a unit of time"))?;
    let per = match per {
        "s" => Per::Second,
        "min" => Per::Minute,
        "day" => Per::Day,
        _ => return Err(bad("the unit of time is `s`, `min` or `day`")),
    };
    match count.parse() {
        Ok(0) => Err(bad("no calls at all")),
        Ok(count) if !text.starts_with(['+', '0']) => Ok(Rate { count, per }),
        _ => Err(bad("the number of calls is a whole number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_read() {
        let route = Route::parse("GET /open-apis/a/v1/:x/b/:y").unwrap();
        assert_eq!(route.params().collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(route.key().to_string(), "GET /open-apis/a/v1/:/b/:");
        for bad in [
            "",
            "GET",
            "get /a",
            "GET a",
            "GET /a?b=c",
            "GET /a//b",
            "GET /a/",
            "GET /:x/:x",
            "GET  /a",
            "GET /:",
        ] {
            assert!(Route::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rates_are_read() {
        assert_eq!(
            parse_rate("100/min").unwrap(),
            Rate {
                count: 100,
                per: Per::Minute
            }
        );
        for bad in [
            "",
            "100",
            "0/s",
            "100/hour",
            "-1/s",
            "+1/s",
            "x/s",
            "99999999999/s",
            "01/s",
        ] {
            assert!(parse_rate(bad).is_err(), "{bad}");
        }
    }
}
