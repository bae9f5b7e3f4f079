//! A call of an operation that no generated crate has: its route and its values are given where it is called.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Display};
use std::sync::{LazyLock, Mutex, PoisonError};

use bytes::Bytes;
use serde::Serialize;

use crate::call::client::Client;
use crate::call::save::FileRequest;
use crate::call::{Call, Response, execute};
use crate::ground::error::{Error, Result};
use crate::ground::operation::{Method, Operation, RateLimit, ResponseKind, TokenKind};
use crate::request::Request;
use crate::request::body::FileSource;
use crate::wire::endpoint::FromResponse;

/// A request for an operation that no generated crate has. Made by [`Client::request`](crate::Client::request), and
/// filled in by the methods of its [`Call`].
#[derive(Clone)]
pub struct RawRequest {
    route: Route,
    /// The values, which belong to no operation until they are sent.
    values: Request,
    /// What could not be put in.
    invalid: Option<Error>,
}

/// What is known of an operation that nobody documented for us.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Route {
    method: Method,
    path: &'static str,
    response: ResponseKind,
    idempotent: bool,
    limits: Vec<RateLimit>,
}

/// Stands in for the operation of a request that is being filled in.
static UNNAMED: Operation = Operation::new("", Method::Get, "");

impl RawRequest {
    pub(crate) fn new(method: Method, path: &'static str) -> Self {
        Self {
            route: Route {
                method,
                path,
                response: ResponseKind::Json,
                idempotent: method == Method::Get,
                limits: Vec::new(),
            },
            values: Request::new(&UNNAMED),
            invalid: None,
        }
    }

    /// The request as it is sent, for a response of some kind.
    fn finish(mut self, is_file: bool) -> Result<Request> {
        if is_file {
            self.route.response = ResponseKind::Binary;
        }
        let operation = operation(self.route)?;
        if let Some(error) = self.invalid {
            return Err(error.with_operation(operation));
        }
        let request = self.values.of(operation);
        match request.stray() {
            None => Ok(request),
            Some(name) => {
                let what = format!("the path has no parameter `:{name}`");
                Err(Error::invalid_request(what).with_operation(operation))
            }
        }
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Route { method, path, .. } = self.route;
        write!(f, "RawRequest({} {path})", method.as_str())
    }
}

/// The most routes that a process calls like this. Each is kept for good, so that the call path handles it as it does
/// any other; paths are texts of the program, which has far fewer.
const MOST_ROUTES: usize = 1024;

/// The operations of the routes that have been called.
static OPERATIONS: LazyLock<Mutex<HashMap<Route, &'static Operation>>> =
    LazyLock::new(Mutex::default);

/// The operation of a route: the same each time.
fn operation(route: Route) -> Result<&'static Operation> {
    let mut known = OPERATIONS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(operation) = known.get(&route) {
        return Ok(operation);
    }
    let Route { method, path, .. } = route;
    if !is_path(path) {
        let what = format!("`{path}` is no path");
        let hint = "begin it with `/`, write its parameters as `:name`, and give values with `path` and `query`";
        return Err(Error::invalid_request(what).with_hint(hint));
    }
    if known.len() >= MOST_ROUTES {
        let what = format!("the program calls more than {MOST_ROUTES} routes by their paths");
        let hint = "write what changes from call to call as `:name`, and give it with `path`";
        return Err(Error::invalid_request(what).with_hint(hint));
    }
    let id = format!("{} {path}", method.as_str());
    let operation = Operation::new(Box::leak(id.into_boxed_str()), method, path)
        .tokens(&[TokenKind::Tenant, TokenKind::User])
        .idempotent(route.idempotent)
        .limits(Vec::leak(route.limits.clone()))
        .response(route.response);
    let operation = &*Box::leak(Box::new(operation));
    known.insert(route, operation);
    Ok(operation)
}

/// Whether a text is a path and nothing else, with parameters as `:name`.
fn is_path(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    let is_segment = |segment: &str| {
        let name = segment.strip_prefix(':').unwrap_or(segment);
        !matches!(name, "" | "." | "..") && name.bytes().all(is_plain)
    };
    path.strip_prefix('/')
        .is_some_and(|path| path.split('/').all(is_segment))
}

impl Client {
    /// A call of an operation that no generated crate has, by its method and path; nothing happens until it is sent.
    ///
    /// It has all that other calls have: tokens, retries, limits that the platform reports, timeouts, errors. What changes
    /// from call to call stands in the path as `:name` and is given with [`path`](Call::path), so that a value can never
    /// lead elsewhere; that is why the path is a text of the program itself. What no documentation tells us can be said:
    /// [`idempotent`](Call::idempotent), [`limit`](Call::limit), [`flat`](Call::flat).
    ///
    /// ```no_run
    /// # async fn example(client: feishu_core::Client) -> feishu_core::Result<()> {
    /// use feishu_core::{Download, Method, Value};
    ///
    /// let meta: Value = client
    ///     .request(Method::Post, "/open-apis/drive/v1/metas/batch_query")
    ///     .json(&serde_json::json!({ "request_docs": [{ "doc_token": "doccn…", "doc_type": "docx" }] }))
    ///     .idempotent()
    ///     .send()
    ///     .await?
    ///     .value;
    ///
    /// let file = client
    ///     .request(Method::Get, "/open-apis/drive/v1/files/:file_token/download")
    ///     .path("file_token", "boxcn…")
    ///     .send::<Download>()
    ///     .await?;
    /// println!("{meta} {:?}", file.headers.get("content-type"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: &'static str) -> Call<RawRequest> {
        Call::new(self.clone(), RawRequest::new(method, path))
    }
}

/// What an operation is called with that no generated crate has.
impl Call<RawRequest> {
    /// Puts a value into the path, in the place of `:name`. It is one segment, whatever it holds; one that is empty, `.` or
    /// `..` is refused.
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        self.request.values = self.request.values.path(name, value);
        self
    }

    /// Puts a value into the query string.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.request.values = self.request.values.query(name, value);
        self
    }

    /// Puts a list into the query string, its name repeated for each value; or an `Option`, which is there or not.
    pub fn query_all(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Display>,
    ) -> Self {
        self.request.values = self.request.values.query_all(name, values);
        self
    }

    /// Makes a value the JSON body.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.request.values = self.request.values.json_text(Bytes::from(text)),
            Err(error) => self.request.invalid = Some(Error::unwritable_body(error)),
        }
        self
    }

    /// Adds a text part to a multipart body.
    pub fn part(mut self, name: &'static str, value: impl Display) -> Self {
        self.request.values = self.request.values.part(name, value);
        self
    }

    /// Adds a part with the length of a file that another part sends.
    pub fn file_size(mut self, name: &'static str, source: &FileSource) -> Self {
        self.request.values = self.request.values.file_size(name, source);
        self
    }

    /// Adds a file to a multipart body.
    pub fn file(
        mut self,
        name: &'static str,
        file_name: impl Display,
        source: &FileSource,
    ) -> Self {
        self.request.values = self.request.values.file(name, file_name, source);
        self
    }

    /// Says that the call does no harm when it is repeated, so that it is repeated after an unknown outcome. Of a `GET` that
    /// is taken for granted.
    pub fn idempotent(mut self) -> Self {
        self.request.route.idempotent = true;
        self
    }

    /// Names a documented rate limit, which calls then wait for; several apply together. Give it to every call of the
    /// operation: those of the first one count for the whole client.
    pub fn limit(mut self, limit: RateLimit) -> Self {
        self.request.route.limits.push(limit);
        self
    }

    /// Says that the fields of the response stand beside its code, and not in `data`.
    pub fn flat(mut self) -> Self {
        self.request.route.response = ResponseKind::Flat;
        self
    }

    /// Sends the call and returns the response with what came around it: decoded to a type of the program's own, as JSON
    /// ([`Value`](crate::Value)), or as a file that is streamed ([`Download`](crate::Download)).
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). What does not fit into the request is told here.
    pub async fn send<T: FromResponse>(self) -> Result<Response<T>> {
        let request = self.request.finish(T::IS_FILE)?;
        let mut decoded = None;
        let shared = self.client.shared;
        let exchange = execute::execute(shared, request, self.options, Some(&mut decoded));
        let response = exchange.await?;
        Response::new(decoded, response)
    }
}

impl FileRequest for RawRequest {
    fn into_request(self) -> Result<Request> {
        self.finish(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_nothing_else() {
        for path in [
            "/open-apis/a/v1/things",
            "/open-apis/a/v1/things/:thing_id/x.y",
            "/a-b_c~d",
        ] {
            assert!(is_path(path), "{path}");
        }
        for path in [
            "",
            "/",
            "open-apis/a",
            "https://open.feishu.cn/open-apis/a",
            "//example.com/a",
            "/a/",
            "/a//b",
            "/a/../b",
            "/a/./b",
            "/a?b=c",
            "/a#b",
            "/a/:",
            "/a/%2e%2e",
            "/a b",
            "/导",
        ] {
            assert!(!is_path(path), "{path}");
        }
    }

    #[test]
    fn a_route_is_one_operation_and_there_are_only_so_many() {
        let route = |path| RawRequest::new(Method::Get, path).route;
        let known = operation(route("/a/:b")).unwrap();
        assert!(std::ptr::eq(known, operation(route("/a/:b")).unwrap()));
        assert_eq!(known.id, "GET /a/:b");
        let refused = (0..=MOST_ROUTES).find_map(|number| {
            let path = Box::leak(format!("/many/{number}").into_boxed_str());
            operation(route(path)).err()
        });
        let told = refused.unwrap().to_string();
        assert!(told.contains("as `:name`"), "{told}");
        operation(route("/a/:b")).unwrap();
    }
}
