//! Finds the operation that a request is for.

use std::borrow::Cow;

use feishu_core::Operation;
use percent_encoding::percent_decode_str;

/// An operation and the parameters that its path holds.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) operation: &'static Operation,
    pub(crate) path: Vec<(&'static str, String)>,
}

/// The operation with this method and path; a literal segment goes before a parameter.
pub(crate) fn find(
    operations: impl Iterator<Item = &'static Operation>,
    method: &str,
    path: &str,
) -> Option<Route> {
    let matching = operations.filter(|operation| operation.method.as_str() == method);
    let routes = matching.filter_map(|operation| {
        Some(Route {
            operation,
            path: parameters(operation.path, path)?,
        })
    });
    routes.min_by_key(|route| route.path.len())
}

/// The parameters of a path that fits the pattern; segments are decoded after the path has been split.
fn parameters(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut parameters = Vec::new();
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = percent_decode_str(segments.next()?).decode_utf8_lossy();
        match expected.strip_prefix(':') {
            Some(name) if !segment.is_empty() => parameters.push((name, Cow::into_owned(segment))),
            None if expected == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use feishu_core::Method;

    use super::*;

    static GET: Operation = Operation::new("get", Method::Get, "/exports/:task_id");
    static DOWNLOAD: Operation = Operation::new("download", Method::Get, "/exports/download");

    fn found(method: &str, path: &str) -> Option<(&'static str, Vec<(&'static str, String)>)> {
        let route = find([&GET, &DOWNLOAD].into_iter(), method, path)?;
        Some((route.operation.id, route.path))
    }

    #[test]
    fn a_literal_segment_goes_before_a_parameter() {
        assert_eq!(
            found("GET", "/exports/download"),
            Some(("download", vec![]))
        );
        assert_eq!(
            found("GET", "/exports/7"),
            Some(("get", vec![("task_id", "7".to_owned())]))
        );
    }

    #[test]
    fn an_encoded_slash_stays_in_its_segment() {
        assert_eq!(
            found("GET", "/exports/a%2F..%3F"),
            Some(("get", vec![("task_id", "a/..?".to_owned())]))
        );
    }

    #[test]
    fn anything_else_is_not_found() {
        for (method, path) in [
            ("POST", "/exports/7"),
            ("GET", "/exports/"),
            ("GET", "/exports"),
            ("GET", "/exports/7/8"),
        ] {
            assert_eq!(found(method, path), None, "{method} {path}");
        }
    }
}
