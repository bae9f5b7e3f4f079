//! Reads `multipart/form-data`, as leniently as the platform does.
//!
//! Parts come in any order; the content may have a file name or none; a stray `;` after the last parameter and a
//! missing end mark, both in the platform's own samples, do no harm.

use bytes::Bytes;

/// The parts of a form.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) parts: Vec<Part>,
}

/// One part.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) content: Bytes,
}

impl Form {
    /// Reads a body; `None` if the content type names no boundary or the body does not hold it.
    pub(crate) fn parse(content_type: &str, body: &Bytes) -> Option<Self> {
        let boundary = parameter(content_type, "boundary")?;
        let mark = format!("--{boundary}");
        let mut parts = Vec::new();
        let mut at = find(body, mark.as_bytes(), 0)? + mark.len();
        while let Some(start) = after_line(body, at) {
            // Content may hold the mark itself, but not at the beginning of a line.
            let next = find(
                body,
                format!("\r\n{mark}").as_bytes(),
                start.saturating_sub(2),
            );
            let part = body.slice(start..next.unwrap_or(body.len()).max(start));
            parts.extend(Part::parse(&part));
            match next {
                Some(next) => at = next + 2 + mark.len(),
                None => break,
            }
        }
        Some(Self { parts })
    }

    /// The content of a part.
    pub(crate) fn content(&self, name: &str) -> Option<&Bytes> {
        self.parts
            .iter()
            .find(|part| part.name == name)
            .map(|part| &part.content)
    }

    /// The text of a part; one that is not UTF-8 has none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.content(name)?).ok()
    }
}

impl Part {
    fn parse(part: &Bytes) -> Option<Self> {
        let end = find(part, b"\r\n\r\n", 0)?;
        let head = String::from_utf8_lossy(&part[..end]).into_owned();
        let disposition = head.lines().find(|line| {
            line.to_ascii_lowercase()
                .starts_with("content-disposition:")
        })?;
        Some(Self {
            name: parameter(disposition, "name")?,
            content: part.slice(end + 4..),
        })
    }
}

/// The value of a parameter such as `name="a"` or `boundary=b`.
fn parameter(header: &str, name: &str) -> Option<String> {
    let parameters = header.split(';').skip(1);
    let mut values = parameters.filter_map(|parameter| {
        let (key, value) = parameter.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"').to_owned())
    });
    values.next().filter(|value| !value.is_empty())
}

/// Where the line after a boundary begins; `None` after the last boundary.
fn after_line(body: &[u8], at: usize) -> Option<usize> {
    let rest = body.get(at..)?;
    if rest.starts_with(b"--") {
        return None;
    }
    Some(at + find(rest, b"\r\n", 0)? + 2)
}

fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = haystack
        .get(at..)?
        .iter()
        .position(|byte| Some(byte) == needle.first())
    {
        at += found;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Form {
        Form::parse(
            "multipart/form-data; boundary=\"b\"",
            &Bytes::copy_from_slice(body.as_bytes()),
        )
        .unwrap()
    }

    #[test]
    fn any_order_with_or_without_a_file_name() {
        let form = form(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n\
             a\r\n--not the mark\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"size\"\r\n\r\n12\r\n\
             --b\r\nContent-Disposition: form-data; name=\"checksum\"\r\n\r\n\r\n--b--\r\n",
        );
        assert_eq!(form.text("file"), Some("a\r\n--not the mark\r\n"));
        assert_eq!(form.text("size"), Some("12"));
        assert_eq!(form.text("checksum"), Some(""));
        assert_eq!(form.text("extra"), None);
    }

    #[test]
    fn the_form_of_the_platforms_samples() {
        let form =
            form("--b\r\nContent-Disposition: form-data; name=\"file_name\";\r\n\r\na.md\r\n--b");
        assert_eq!(form.text("file_name"), Some("a.md"));
    }

    #[test]
    fn a_body_without_a_boundary_is_no_form() {
        let body = Bytes::from_static(b"--b\r\n");
        assert!(Form::parse("multipart/form-data", &body).is_none());
        assert!(Form::parse("multipart/form-data; boundary=c", &body).is_none());
    }
}
