//! The routes that a sandbox serves, and which of them a request is for.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use feishu_core::protocol::path_values;
use feishu_core::{Method, Operation, TokenKind};

use crate::answer::Handler;
use crate::generated;

/// The routes that a sandbox serves.
pub(crate) struct Routes {
    served: RwLock<Vec<Served>>,
}

/// An operation, and what answers it if the sandbox itself is not to.
struct Served {
    operation: &'static Operation,
    /// Whether somebody has documented it; of others, nothing is known but the route.
    documented: bool,
    handler: Option<(&'static str, Handler)>,
}

/// The route that a request is for.
pub(crate) struct Route {
    pub(crate) operation: &'static Operation,
    pub(crate) documented: bool,
    /// The parameters in the path.
    pub(crate) path: Vec<(&'static str, String)>,
    /// What answers it, and the parameters as its owner calls them.
    pub(crate) handler: Option<(Handler, Vec<(&'static str, String)>)>,
}

impl Routes {
    /// The operations of the owner and of the services that the sandbox knows. Those of the owner come first, since he may
    /// have newer ones.
    pub(crate) fn new(own: impl IntoIterator<Item = &'static Operation>) -> Self {
        let served = own.into_iter().chain(generated::operations());
        let served = served.map(|operation| Served {
            operation,
            documented: true,
            handler: None,
        });
        Self {
            served: RwLock::new(served.collect()),
        }
    }

    fn served(&self) -> RwLockReadGuard<'_, Vec<Served>> {
        self.served.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has calls of a route answered by the owner, whether it is that of an operation or not.
    pub(crate) fn answer(&self, method: Method, path: &'static str, handler: Handler) {
        let mut all = self.served.write().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter_mut().find(|served| {
            served.operation.method == method && is_same(served.operation.path, path)
        });
        if let Some(served) = known {
            served.handler = Some((path, handler));
            return;
        }
        // Kept for good, as all operations are: a program has as many as it writes down.
        let id = format!("{} {path}", method.as_str());
        let operation = Operation::new(Box::leak(id.into_boxed_str()), method, path)
            .tokens(&[TokenKind::Tenant, TokenKind::User]);
        all.push(Served {
            operation: Box::leak(Box::new(operation)),
            documented: false,
            handler: Some((path, handler)),
        });
    }

    /// The operations that somebody has documented.
    pub(crate) fn operations(&self) -> Vec<&'static Operation> {
        let served = self.served();
        let documented = served.iter().filter(|served| served.documented);
        documented.map(|served| served.operation).collect()
    }

    /// All operations that it serves, also those of which nothing is known but the route.
    pub(crate) fn all(&self) -> Vec<&'static Operation> {
        self.served()
            .iter()
            .map(|served| served.operation)
            .collect()
    }

    /// The route with this method and path; a literal segment goes before a parameter.
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<Route> {
        let served = self.served();
        let matching = served
            .iter()
            .filter(|served| served.operation.method.as_str() == method);
        let routes = matching.filter_map(|served| {
            let parameters = path_values(served.operation.path, path)?;
            Some((served, parameters))
        });
        let (served, parameters) = routes.min_by_key(|(_, parameters)| parameters.len())?;
        let handler = served.handler.as_ref();
        Some(Route {
            operation: served.operation,
            documented: served.documented,
            path: parameters,
            handler: handler.map(|(pattern, handler)| {
                let parameters = path_values(pattern, path);
                (Handler::clone(handler), parameters.unwrap_or_default())
            }),
        })
    }
}

/// Whether two patterns are of one path: what they call its parameters makes no difference.
fn is_same(a: &str, b: &str) -> bool {
    let shape = |path: &str| {
        let segments = path
            .split('/')
            .map(|segment| match segment.strip_prefix(':') {
                Some(_) => ":".to_owned(),
                None => segment.to_owned(),
            });
        segments.collect::<Vec<_>>()
    };
    shape(a) == shape(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    static GET: Operation = Operation::new("get", Method::Get, "/exports/:task_id");
    static DOWNLOAD: Operation = Operation::new("download", Method::Get, "/exports/download");

    fn found(method: &str, path: &str) -> Option<(&'static str, Vec<(&'static str, String)>)> {
        let routes = Routes::new([&GET, &DOWNLOAD]);
        let route = routes.find(method, path)?;
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
    fn whoever_answers_a_route_names_its_parameters() {
        let routes = Routes::new([&GET, &DOWNLOAD]);
        let known = routes.operations().len();
        let handler: Handler = std::sync::Arc::new(|_| serde_json::Value::Null.into());
        routes.answer(Method::Get, "/exports/:id", Handler::clone(&handler));
        routes.answer(Method::Post, "/exports/:id", handler);
        assert_eq!(routes.operations().len(), known);

        let told = |method| {
            let route = routes.find(method, "/exports/7").unwrap();
            let (_, path) = route.handler.unwrap();
            (route.operation.id, route.documented, path)
        };
        let id = || vec![("id", "7".to_owned())];
        assert_eq!(told("GET"), ("get", true, id()));
        assert_eq!(told("POST"), ("POST /exports/:id", false, id()));
        assert!(
            routes
                .find("GET", "/exports/download")
                .unwrap()
                .handler
                .is_none()
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
