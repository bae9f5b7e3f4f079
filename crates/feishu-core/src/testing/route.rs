//! Which calls an answer is for.

use std::fmt;

use crate::ground::operation::{Method, Operation};
use crate::ground::target::path_values;

/// The calls that an answer of a script is for: of one operation, with one method and path, or all.
///
/// ```
/// use feishu_core::Method;
/// use feishu_core::testing::Route;
///
/// let route = Route::from((Method::Get, "/open-apis/docx/v1/documents/:document_id"));
/// assert_eq!(route.to_string(), "GET /open-apis/docx/v1/documents/:document_id");
/// assert_eq!(Route::any().to_string(), "any call");
/// // Of an operation of a generated crate, such as `ListFiles::OPERATION`:
/// # const OPERATION: &feishu_core::Operation = &feishu_core::Operation::new("a.v1.b.list", Method::Get, "/b");
/// let route = Route::from(OPERATION);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route(Option<(Method, String)>);

impl Route {
    /// Makes one of all calls.
    pub const fn any() -> Self {
        Self(None)
    }

    /// The parameters in the path of a call of this route, decoded; `None` if it is of another.
    pub(crate) fn values(&self, method: &str, path: &str) -> Option<Vec<(String, String)>> {
        let Some((of_method, pattern)) = &self.0 else {
            return Some(Vec::new());
        };
        let values = path_values(pattern, path).filter(|_| of_method.as_str() == method)?;
        let owned = values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Some(owned.collect())
    }
}

impl From<&Operation> for Route {
    fn from(operation: &Operation) -> Self {
        Self::from((operation.method, operation.path))
    }
}

impl From<(Method, &str)> for Route {
    /// By method and path; parameters are written as `:name`, and the query string does not count.
    fn from((method, path): (Method, &str)) -> Self {
        Self(Some((method, path.to_owned())))
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("any call"),
            Some((method, path)) => write!(f, "{} {path}", method.as_str()),
        }
    }
}
