//! Parts of files: what a request asks for with `Range`, and what it gets.

use std::ops::Range;

use hyper::header::{IF_RANGE, RANGE};
use hyper::{HeaderMap, StatusCode};

use crate::response::Response;

/// What the header of a response says about the part that it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Tells the file from any other; strong, with its quotes.
    pub(crate) tag: String,
    /// `Content-Range`, unless the whole file comes.
    pub(crate) range: Option<String>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// Everything, or nothing that makes sense.
    Whole,
    Part(Range<usize>),
    /// What lies behind the end.
    Nothing,
}

/// Cuts a file down to the part that a request asks for, if the file comes in parts.
pub(crate) fn cut(mut response: Response, headers: &HeaderMap) -> Response {
    let Some(parts) = &mut response.parts else {
        return response;
    };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // Of another version, the whole file is sent.
    let same = text(IF_RANGE).is_none_or(|version| version == parts.tag);
    let length = response.body.len();
    let asked = text(RANGE).filter(|_| same);
    match asked.map_or(Asked::Whole, |range| asked_for(range, length)) {
        Asked::Whole => {}
        Asked::Part(part) => {
            let last = part.end - 1;
            parts.range = Some(format!("bytes {}-{last}/{length}", part.start));
            response.body = response.body.slice(part);
            response.status = StatusCode::PARTIAL_CONTENT;
        }
        Asked::Nothing => {
            parts.range = Some(format!("bytes */{length}"));
            response.body.clear();
            response.file_name = None;
            response.status = StatusCode::RANGE_NOT_SATISFIABLE;
        }
    }
    response
}

/// Reads the value of `Range`; of several parts at once, the whole file is sent, as of what is no range at all.
fn asked_for(range: &str, length: usize) -> Asked {
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<usize>().ok().filter(|_| digits)
    };
    let bounds = range.strip_prefix("bytes=");
    let Some((first, last)) = bounds.and_then(|bounds| bounds.trim().split_once('-')) else {
        return Asked::Whole;
    };
    let (start, end) = match (number(first), number(last)) {
        (None, Some(count)) if first.is_empty() => (length.saturating_sub(count), length),
        (Some(start), None) if last.is_empty() => (start, length),
        (Some(start), Some(last)) if start <= last => (start, last.saturating_add(1).min(length)),
        _ => return Asked::Whole,
    };
    if start < end {
        Asked::Part(start..end)
    } else {
        Asked::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_has_it() {
        for (range, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-4", Asked::Part(2..5)),
            ("bytes=2-", Asked::Part(2..8)),
            ("bytes=-3", Asked::Part(5..8)),
            ("bytes=-9", Asked::Part(0..8)),
            ("bytes=7-99", Asked::Part(7..8)),
            ("bytes=8-", Asked::Nothing),
            ("bytes=8-9", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=4-2", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("lines=1-2", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(asked_for(range, 8), expected, "{range}");
        }
        assert_eq!(asked_for("bytes=0-", 0), Asked::Nothing);
    }
}
