//! The sections of a page, told by their headings.

use super::table::plain;

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// URL, method, limits and so on.
    Request,
    /// The headers of the request.
    Headers,
    /// The parameters in the path.
    Path,
    /// The parameters in the query.
    Query,
    /// The fields of the body.
    Body,
    /// Parameters; the method tells where they stand.
    Params,
    /// A sample of a request.
    RequestSample,
    /// The response.
    Response,
    /// The headers of the response.
    ResponseHeaders,
    /// A sample of a response.
    ResponseSample,
    /// The errors.
    Errors,
    /// What an event carries; only pages of events have it.
    Event,
    /// What the platform sends to a caller's own server; only pages of callbacks have it.
    Callback,
}

/// The words that tell a section. The first that a heading contains counts, so that the narrower come first.
const WORDS: [(&str, Section); 40] = [
    // Its table has the header `Range`.
    ("部分下载", Section::Headers),
    ("请求头", Section::Headers),
    ("请求header", Section::Headers),
    ("header参数", Section::Headers),
    ("请求query", Section::Query),
    ("请求path", Section::Path),
    ("query参数", Section::Query),
    ("body参数", Section::Body),
    ("path参数", Section::Path),
    ("响应头", Section::ResponseHeaders),
    ("返回头", Section::ResponseHeaders),
    ("路径参数", Section::Path),
    ("查询参数", Section::Query),
    ("请求体示例", Section::RequestSample),
    ("请求示例", Section::RequestSample),
    ("请求demo", Section::RequestSample),
    ("curl示例", Section::RequestSample),
    ("响应体示例", Section::ResponseSample),
    ("响应示例", Section::ResponseSample),
    ("返回示例", Section::ResponseSample),
    ("返回体示例", Section::ResponseSample),
    ("返回值示例", Section::ResponseSample),
    ("返回结果示例", Section::ResponseSample),
    ("请求体", Section::Body),
    ("请求body", Section::Body),
    ("请求参数", Section::Params),
    ("响应体", Section::Response),
    ("响应参数", Section::Response),
    ("返回体", Section::Response),
    ("返回body", Section::Response),
    ("返回参数", Section::Response),
    ("返回值", Section::Response),
    ("返回结果", Section::Response),
    ("错误码", Section::Errors),
    ("事件体", Section::Event),
    ("回调", Section::Callback),
    ("事件", Section::Event),
    ("请求", Section::Request),
    ("响应", Section::Response),
    ("返回", Section::Response),
];

/// Headings are short; a longer text that contains one of the words speaks about something else. A word of three
/// characters or more tells a section more surely.
const LONGEST_REST: [usize; 2] = [4, 8];

/// The section that a heading begins.
pub(super) fn of(heading: &str) -> Option<Section> {
    let heading = plain(&without_brackets(heading));
    WORDS.iter().find_map(|(word, section)| {
        let rest = heading.find(word)?;
        let rest = heading[..rest].chars().count() + heading[rest + word.len()..].chars().count();
        (rest <= LONGEST_REST[usize::from(word.chars().count() > 2)]).then_some(*section)
    })
}

/// A text without what stands in brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' if depth > 0 => depth -= 1,
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrower_section_counts() {
        assert_eq!(of("请求"), Some(Section::Request));
        assert_eq!(of("请求头"), Some(Section::Headers));
        assert_eq!(of(" 请求体示例"), Some(Section::RequestSample));
        assert_eq!(of("**响应示例**:"), Some(Section::ResponseSample));
        assert_eq!(of("返回 Body："), Some(Section::Response));
        assert_eq!(of("HTTP 错误码"), Some(Section::Errors));
        assert_eq!(of("查询参数（Query）"), Some(Section::Query));
        assert_eq!(of("请求体（更新文档时）"), Some(Section::Body));
        assert_eq!(of("请求参数说明"), Some(Section::Params));
        assert_eq!(of("请求 Header"), Some(Section::Headers));
        assert_eq!(of("部分下载"), Some(Section::Headers));
    }

    #[test]
    fn other_headings_tell_nothing() {
        assert_eq!(of("使用限制"), None);
        assert_eq!(of("batch_update 请求的说明"), None);
        assert_eq!(of("（请求）"), None);
    }
}
