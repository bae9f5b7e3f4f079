//! The sections of a page, told by their headings.

use crate::facts::Language;

use super::table::plain;
use super::vocabulary::{self, Vocabulary};

pub(super) use super::vocabulary::Section;

/// The section that a heading begins.
pub(super) fn of(heading: &str) -> Option<Section> {
    read(heading).map(|(section, _)| section)
}

/// The section that a heading begins, and the language that says so.
pub(super) fn read(heading: &str) -> Option<(Section, Language)> {
    let heading = plain(&without_brackets(heading));
    vocabulary::ALL
        .into_iter()
        .find_map(|words| Some((of_language(&heading, words)?, words.language)))
}

fn of_language(heading: &str, words: &Vocabulary) -> Option<Section> {
    words.sections.iter().find_map(|(word, section)| {
        let at = heading.find(word)?;
        let rest = heading[..at].chars().count() + heading[at + word.len()..].chars().count();
        let is_long = word.chars().count() > 2;
        (rest <= words.longest_rest[usize::from(is_long)]).then_some(*section)
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
    fn every_language_has_its_headings() {
        assert_eq!(of("Request"), Some(Section::Request));
        assert_eq!(of("Request header"), Some(Section::Headers));
        assert_eq!(of("Request body example"), Some(Section::RequestSample));
        assert_eq!(of("**Path parameters**:"), Some(Section::Path));
        assert_eq!(of("Query parameters"), Some(Section::Query));
        assert_eq!(of("Error codes"), Some(Section::Errors));
        assert_eq!(of("Event body"), Some(Section::Event));
        assert_eq!(
            read("Response body"),
            Some((Section::Response, Language::En))
        );
        assert_eq!(read("响应体"), Some((Section::Response, Language::Zh)));
    }

    #[test]
    fn other_headings_tell_nothing() {
        assert_eq!(of("使用限制"), None);
        assert_eq!(of("batch_update 请求的说明"), None);
        assert_eq!(of("（请求）"), None);
        assert_eq!(of("Get request"), None);
        assert_eq!(of("Response of a call"), None);
    }
}
