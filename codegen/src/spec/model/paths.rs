//! Where things stand: the parts of a path, ids made of them, addresses of pages.

/// Where the documentation stands.
#[derive(Clone, Debug)]
pub struct Documentation {
    /// The base URL of the host.
    pub host: String,
    /// What the address of a page has between the host and the path of the page.
    pub path_root: String,
}

impl Documentation {
    /// Returns the address of a page in a browser.
    pub fn address(&self, page: &str) -> String {
        format!("{}{}{page}", self.host, self.path_root)
    }
}

/// Returns the parts of a path behind what the paths of operations begin with: the service is the first. A path that
/// begins with something else has all of its parts.
pub fn path_parts<'p>(path_root: &str, path: &'p str) -> impl Iterator<Item = &'p str> + use<'p> {
    let behind = path
        .strip_prefix(path_root)
        .filter(|behind| behind.starts_with('/'));
    let parts = behind.unwrap_or(path).split('/');
    parts.filter(|part| !part.is_empty())
}

/// Returns the id of an operation of the platform: see `Platform::operation_id`.
pub(crate) fn platform_id(path_root: &str, path: &str, name: &str) -> String {
    let prefix: Vec<_> = path_parts(path_root, path).take(2).collect();
    format!("{}.{name}", prefix.join("."))
}
