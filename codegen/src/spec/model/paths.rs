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

/// How the paths of operations are made, and which service each belongs to.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// What they begin with, such as `/open-apis`.
    pub root: String,
    /// What comes next in the paths of services that have no crate, and the service that has their operations.
    pub homes: Vec<(String, String)>,
}

impl Paths {
    /// Returns the service that a path belongs to: the one that its first part names, or that has its home.
    pub(crate) fn service_of<'p>(&'p self, path: &'p str) -> &'p str {
        let first = path_parts(&self.root, path).next().unwrap_or_default();
        let home = self.homes.iter().find(|(of, _)| of == first);
        home.map_or(first, |(_, service)| service)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_comes_behind_what_all_paths_begin_with() {
        let paths = Paths {
            root: "/api".into(),
            homes: vec![("suite".into(), "drive".into())],
        };
        for (path, service) in [
            ("/api/drive/v1/files", "drive"),
            ("/api//drive", "drive"),
            ("/api/suite/search", "drive"),
            ("/api/mail/suite", "mail"),
            ("/apis/drive", "apis"),
            ("/drive/api/v1", "drive"),
            ("/api", "api"),
            ("", ""),
        ] {
            assert_eq!(paths.service_of(path), service, "{path}");
        }
    }
}
