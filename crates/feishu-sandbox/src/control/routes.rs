//! The routes of the control interface: what answers a call, describes itself, and makes `CONTROL.md`.

use feishu_core::Method;
use feishu_core::protocol::path_values;
use serde_json::{Value, json};

use super::V1;
use super::call::Call;
use super::problem::Problem;
use super::table::ROUTES;

/// What answers a call.
pub(super) type Handle = fn(&Call<'_>) -> Result<Value, Problem>;

/// A route, and what there is to know of it.
pub(super) struct Route {
    pub(super) method: Method,
    /// The path below that of the version, with its parameters as `:name`.
    pub(super) path: &'static str,
    /// What it does.
    pub(super) does: &'static str,
    /// Its parameters in the query, and what each does.
    pub(super) query: &'static [(&'static str, &'static str)],
    /// A body that it takes; `None` if it takes none.
    pub(super) body: Option<&'static str>,
    /// What it answers with, for example.
    pub(super) answer: &'static str,
    pub(super) handle: Handle,
}

/// The route that a call is for.
pub(super) struct Found {
    pub(super) route: &'static Route,
    pub(super) path: Vec<(&'static str, String)>,
}

/// Finds the route with this method and path.
pub(super) fn find(method: &str, path: &str) -> Result<Found, Problem> {
    let unknown = || Problem::unknown_path(path);
    let below = path.strip_prefix(V1).ok_or_else(unknown)?;
    let below = below.trim_end_matches('/');
    let mut others = Vec::new();
    for route in ROUTES {
        let Some(path) = path_values(route.path, below) else {
            continue;
        };
        if route.method.as_str() == method {
            return Ok(Found { route, path });
        }
        others.push(route.method.as_str());
    }
    Err(if others.is_empty() {
        unknown()
    } else {
        Problem::unknown_method(method, path, &others)
    })
}

/// Answers with what there is to know of the sandbox and of the interface.
pub(super) fn describe(call: &Call<'_>) -> Result<Value, Problem> {
    let platform = &call.shared.platform;
    let routes = ROUTES.iter().map(|route| {
        let query = route.query.iter();
        let query: serde_json::Map<_, _> = query
            .map(|(name, does)| ((*name).to_owned(), (*does).into()))
            .collect();
        json!({
            "method": route.method.as_str(),
            "path": format!("{V1}{}", route.path),
            "does": route.does,
            "query": query,
            "body": route.body.and_then(sample),
            "answer": sample(route.answer),
        })
    });
    Ok(json!({
        "base_url": platform.base_url,
        "app_id": platform.app_id,
        "version": env!("CARGO_PKG_VERSION"),
        "routes": routes.collect::<Vec<_>>(),
    }))
}

/// A sample of the table as JSON.
fn sample(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// Answers with the operations that calls can be made of and faults be scripted for.
pub(super) fn operations(call: &Call<'_>) -> Result<Value, Problem> {
    let all = call.shared.platform.routes.all().into_iter();
    let operations = all.map(|operation| {
        json!({
            "id": operation.id,
            "method": operation.method.as_str(),
            "path": operation.path,
        })
    });
    Ok(json!({"operations": operations.collect::<Vec<_>>()}))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part of `CONTROL.md` that the table makes.
    fn listed() -> String {
        let mut text = String::new();
        for route in ROUTES {
            text += &format!(
                "## `{} {V1}{}`\n\n{}\n",
                route.method.as_str(),
                route.path,
                route.does
            );
            if !route.query.is_empty() {
                text += "\n";
            }
            for (name, does) in route.query {
                text += &format!("- `?{name}=`: {does}\n");
            }
            if let Some(body) = route.body {
                text += &format!("\nBody:\n\n```json\n{body}\n```\n");
            }
            text += &format!("\nAnswer:\n\n```json\n{}\n```\n\n", route.answer);
        }
        text
    }

    #[test]
    fn the_documentation_lists_the_routes() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CONTROL.md");
        let text = std::fs::read_to_string(path).unwrap();
        let (head, _) = text.split_once("\n## ").unwrap();
        let expected = format!("{head}\n{}", listed().trim_end()) + "\n";
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(path, &expected).unwrap();
        } else {
            assert_eq!(text, expected, "UPDATE_EXPECTED=1 writes CONTROL.md");
        }
    }

    #[test]
    fn what_is_documented_is_json() {
        for route in ROUTES {
            for sample in route.body.into_iter().chain([route.answer]) {
                let json: Result<Value, _> = serde_json::from_str(sample);
                assert!(json.is_ok(), "{} {sample}", route.path);
            }
        }
    }
}
