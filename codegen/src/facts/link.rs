//! How pages are linked to.

/// What stands before the path of a page in the address of a browser, and in the links of other pages.
const BEFORE: [&str; 2] = ["/document", "/ssl:ttdoc"];

/// Returns the path of the page that a link leads to. What comes after `?` or `#` is for the browser.
pub fn path_of_link(link: &str) -> &str {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let behind = |before: &&str| {
        let behind = path.strip_prefix(before)?;
        behind.starts_with('/').then_some(behind)
    };
    BEFORE.iter().find_map(behind).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_path_however_it_is_linked_to() {
        for (link, path) in [
            ("/a/b", "/a/b"),
            ("/a/b?lang=zh-CN#08bb", "/a/b"),
            ("/document/a/b#x?y", "/a/b"),
            ("/ssl:ttdoc/a/b/", "/a/b/"),
            ("/documents/a", "/documents/a"),
            ("/document", "/document"),
            ("#a", ""),
        ] {
            assert_eq!(path_of_link(link), path, "{link}");
        }
    }
}
