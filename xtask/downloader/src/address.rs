//! Where pages are: their paths in the documentation, the documentation service, and files.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use feishu_codegen::facts::path_of_link;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use reqwest::Url;

/// What else a query needs to have encoded; a path in it stays readable.
const QUERY: AsciiSet = NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What a file name cannot have on some system, or what would be hard to type.
const FILE_NAME: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b'*')
    .add(b'/')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'|');

/// The longest file name that every usual file system takes has 255 bytes; `.md` and the marks of a part are added.
const LONGEST_NAME: usize = 240;

/// The path of a page, such as `/uAjLw4CM/reference/drive-v1/file/list`; of a folder of pages likewise.
#[derive(Clone, Debug)]
pub(crate) struct PagePath(String);

/// The address of a documentation service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base(Url);

/// Why a text is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressError {
    /// A page's path begins with `/`.
    NoPath,
    /// A path with control characters.
    Control,
    /// A part of a path that is too long for a file name.
    Long,
    /// A service is reached by `http://` or `https://`.
    NoService,
    /// User name and password would be shown with every error.
    Credentials,
    /// The query is the page's, the fragment the browser's.
    Query,
}

impl PagePath {
    /// As it is asked for.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What tells pages apart: the service takes paths with and without a slash at the end.
    pub(crate) fn key(&self) -> &str {
        self.0.trim_end_matches('/')
    }

    /// Whether this is `folder` or something below it.
    pub(crate) fn is_below(&self, folder: &Self) -> bool {
        match self.key().strip_prefix(folder.key()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }

    /// The file of the page, from the folder of all pages. Nothing in a path leads out of that folder.
    pub(crate) fn file(&self) -> PathBuf {
        let mut file: PathBuf = self.segments().map(file_name).collect();
        file.as_mut_os_string().push(".md");
        file
    }

    fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }
}

impl PartialEq for PagePath {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for PagePath {}

impl fmt::Display for PagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PagePath {
    type Err = AddressError;

    /// Takes a path, a link as pages write it (`/ssl:ttdoc/…`), and the address in a browser
    /// (`https://…/document/…`). What comes after `?` or `#` is for the browser.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let path = match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => percent_decode_str(url.path())
                .decode_utf8_lossy()
                .into_owned(),
            _ => text.to_owned(),
        };
        let path = path_of_link(&path).to_owned();
        if !path.starts_with('/') {
            return Err(AddressError::NoPath);
        }
        if path.chars().any(char::is_control) {
            return Err(AddressError::Control);
        }
        let path = Self(path);
        if path
            .segments()
            .any(|part| file_name(part).len() > LONGEST_NAME)
        {
            return Err(AddressError::Long);
        }
        Ok(path)
    }
}

impl Base {
    /// Where a page is asked for.
    pub(crate) fn detail(&self, page: &PagePath) -> Url {
        let mut url = self.endpoint("document_portal/v1/document/get_detail");
        let path = percent_encode(page.as_str().as_bytes(), &QUERY);
        url.set_query(Some(&format!("fullPath={path}")));
        url
    }

    /// Where the list of all pages is asked for; its name is misspelt by the service.
    pub(crate) fn tree(&self) -> Url {
        self.endpoint("api/tools/docment/directory_list")
    }

    fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{prefix}/{path}"));
        url
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for Base {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text).map_err(|_| AddressError::NoService)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::NoService);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Query);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPath => "the path of a page begins with `/`, its address with `https://`",
            Self::Control => "the path of a page has no control characters",
            Self::Long => "a part of the path is too long for the name of a file",
            Self::NoService => "the address of a documentation service begins with `https://`",
            Self::Credentials => {
                "the address of a documentation service has no user name or password"
            }
            Self::Query => "the address of a documentation service has no `?` and no `#`",
        })
    }
}

impl std::error::Error for AddressError {}

/// A part of a path as a file name. A dot at the beginning would hide the file, or be a way up; at the end, some
/// systems drop it.
fn file_name(segment: &str) -> String {
    let encoded = percent_encode(segment.as_bytes(), &FILE_NAME).to_string();
    let (inner, end) = match encoded.strip_suffix('.') {
        Some(inner) => (inner, "%2E"),
        None => (encoded.as_str(), ""),
    };
    match inner.strip_prefix('.') {
        Some(rest) => format!("%2E{rest}{end}"),
        None => format!("{inner}{end}"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn page(text: &str) -> PagePath {
        text.parse().unwrap()
    }

    #[test]
    fn a_page_is_named_in_several_ways() {
        for text in [
            "/aBc/reference/x-v1/thing/get",
            "/ssl:ttdoc/aBc/reference/x-v1/thing/get",
            "/document/aBc/reference/x-v1/thing/get",
            "https://open.feishu.cn/document/aBc/reference/x-v1/thing/get?lang=zh-CN#request",
            " /aBc/reference/x-v1/thing/get ",
            "/aBc/reference/x-v1/thing/get#08bb",
            "/ssl:ttdoc/aBc/reference/x-v1/thing/get#08bb",
            "/document/aBc/reference/x-v1/thing/get?lang=zh-CN#x?y",
            "https://h.example/document/aBc/reference/x-v1/thing/get%23x",
        ] {
            assert_eq!(
                page(text).as_str(),
                "/aBc/reference/x-v1/thing/get",
                "{text}"
            );
        }
        assert_eq!(page("https://h.example/document/a%20b").as_str(), "/a b");
        for text in ["", "#a", "aBc/get", "thing", "ftp://h.example/document/a"] {
            assert_eq!(
                text.parse::<PagePath>(),
                Err(AddressError::NoPath),
                "{text}"
            );
        }
        assert_eq!("/a\nb".parse::<PagePath>(), Err(AddressError::Control));
        let long = format!("/a/{}", "x".repeat(241));
        assert_eq!(long.parse::<PagePath>(), Err(AddressError::Long));
    }

    #[test]
    fn a_slash_at_the_end_is_asked_for_and_makes_no_difference_otherwise() {
        assert_eq!(page("/a/b/"), page("/a/b"));
        assert_eq!(page("/a/b/").as_str(), "/a/b/");
        assert_eq!(page("/a/b/").file(), page("/a/b").file());
    }

    #[test]
    fn below_goes_by_whole_segments() {
        assert!(page("/a/b").is_below(&page("/a")));
        assert!(page("/a/b").is_below(&page("/a/")));
        assert!(page("/a").is_below(&page("/a/")));
        assert!(page("/a").is_below(&page("/")));
        assert!(!page("/ab").is_below(&page("/a")));
        assert!(!page("/a").is_below(&page("/a/b")));
    }

    #[test]
    fn files_stay_in_their_folder() {
        for (path, file) in [
            ("/aBc/x-v1/file_a/get", "aBc/x-v1/file_a/get.md"),
            ("/a//b", "a/b.md"),
            ("/../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd.md"),
            ("/./a", "%2E/a.md"),
            ("/.git/config", "%2Egit/config.md"),
            ("/...", "%2E.%2E.md"),
            ("/a:b/c\\d*e", "a%3Ab/c%5Cd%2Ae.md"),
            ("/a%2Fb", "a%252Fb.md"),
            ("/v1.0/x", "v1.0/x.md"),
            ("/\u{9875}", "%E9%A1%B5.md"),
        ] {
            let made = page(path).file();
            assert_eq!(made, Path::new(file), "{path}");
            assert!(
                made.components()
                    .all(|part| matches!(part, std::path::Component::Normal(_))),
                "{path}"
            );
        }
    }

    #[test]
    fn services_are_asked_where_they_answer() {
        let base: Base = "https://docs.example".parse().unwrap();
        assert_eq!(
            base.detail(&page("/a/b c&d=e")).as_str(),
            "https://docs.example/document_portal/v1/document/get_detail?fullPath=/a/b%20c%26d%3De"
        );
        assert_eq!(
            base.tree().as_str(),
            "https://docs.example/api/tools/docment/directory_list"
        );
        let below: Base = "http://localhost:8080/mirror/".parse().unwrap();
        assert_eq!(
            below.tree().as_str(),
            "http://localhost:8080/mirror/api/tools/docment/directory_list"
        );
        assert_eq!(below.to_string(), "http://localhost:8080/mirror");
        for (text, error) in [
            ("docs.example", AddressError::NoService),
            ("file:///pages", AddressError::NoService),
            ("https://me:secret@h.example", AddressError::Credentials),
            ("https://h.example?x=1", AddressError::Query),
        ] {
            assert_eq!(text.parse::<Base>(), Err(error), "{text}");
        }
    }
}
