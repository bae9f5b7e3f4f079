//! Routes and rate limits as they are written.

use crate::diagnostic::Code;
use crate::model::{Per, Rate};

use super::Misfit;

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
        self.path
            .split('/')
            .filter_map(|segment| segment.strip_prefix(':'))
    }

    /// The route with parameters left nameless: what a server tells apart.
    pub fn shape(&self) -> String {
        let segments = self.path.split('/').map(|segment| {
            if segment.starts_with(':') {
                ":"
            } else {
                segment
            }
        });
        format!("{} {}", self.method, segments.collect::<Vec<_>>().join("/"))
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
        assert_eq!(route.shape(), "GET /open-apis/a/v1/:/b/:");
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
