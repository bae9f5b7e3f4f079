//! The page: a few files that lie in the program, and load nothing from elsewhere.

use bytes::Bytes;
use hyper::StatusCode;

use super::Reply;

const INDEX: &str = include_str!("page/index.html");
const ICON: &str = include_str!("page/icon.svg");

/// Where browsers look for an icon by themselves, for an answer in JSON for instance.
pub(super) const FAVICON: &str = "/favicon.ico";

/// The other files of the page, by their paths, with their types.
const FILES: [(&str, &str, &str); 4] = [
    (
        "/_sandbox/page/page.css",
        "text/css; charset=utf-8",
        include_str!("page/page.css"),
    ),
    (
        "/_sandbox/page/page.js",
        "text/javascript; charset=utf-8",
        include_str!("page/page.js"),
    ),
    ("/_sandbox/page/icon.svg", "image/svg+xml", ICON),
    (FAVICON, "image/svg+xml", ICON),
];

/// The page itself.
pub(super) fn index() -> Reply {
    reply("text/html; charset=utf-8", INDEX)
}

/// A file that the page is made of.
pub(super) fn file(method: &str, path: &str) -> Option<Reply> {
    let (_, content_type, content) = FILES.iter().find(|(known, ..)| *known == path)?;
    (method == "GET").then(|| reply(content_type, content))
}

fn reply(content_type: &'static str, content: &'static str) -> Reply {
    Reply {
        status: StatusCode::OK,
        content_type,
        allow: None,
        body: Bytes::from_static(content.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault_file::parse_faults;

    #[test]
    fn every_button_sets_a_fault_that_there_is() {
        let faults: Vec<_> = INDEX
            .split("data-fault='")
            .skip(1)
            .filter_map(|rest| rest.split_once('\''))
            .map(|(fault, _)| fault.replacen('{', r#"{"operation": "*", "#, 1))
            .collect();
        assert!(faults.len() >= 10);
        let parsed = parse_faults(&format!("[{}]", faults.join(",")));
        assert_eq!(parsed.unwrap().len(), faults.len());
    }

    #[test]
    fn no_text_becomes_markup() {
        for (path, _, content) in FILES {
            for sink in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
            ] {
                assert!(!content.contains(sink), "{path} uses {sink}");
            }
        }
        // Neither of these would run, or be applied, under the policy that the page is sent with.
        for inline in [" style=", " onclick=", "<style", "<script>"] {
            assert!(!INDEX.contains(inline), "the page has {inline}");
        }
    }
}
