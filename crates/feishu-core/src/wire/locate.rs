//! Where in a JSON text something stands: the path of a value that a decoder stumbled over.
//!
//! Decoders tell a line and a column. Tracking the path while decoding would cost every response what only a bad one needs,
//! and a second decode that does so would be compiled into each program for each type. This walk is compiled once.

/// The path of the value that a decoder was reading when it had read so much of a text: `items[1].size`, or nothing for the
/// whole. `told` is what it told.
///
/// The text is valid JSON, though what stands in its strings may not be.
pub(crate) fn path(text: &str, line: usize, column: usize, told: &str) -> String {
    let Some(read) = offset(text, line, column) else {
        return String::new();
    };
    let mut walk = Walk {
        text: text.as_bytes(),
        at: 0,
        open: Vec::new(),
    };
    walk.to(read, told);
    let mut path = String::new();
    for container in &walk.open {
        match container {
            Container::Object(None) => {}
            Container::Object(Some((start, end))) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(text.get(*start..*end).unwrap_or_default());
            }
            Container::List(None) => {}
            Container::List(Some(index)) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// How many bytes a decoder has read.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let before = text.split_inclusive('\n').take(line.checked_sub(1)?);
    Some(before.map(str::len).sum::<usize>() + column)
}

/// An object or a list that is open, and the member of it that is being read.
enum Container {
    /// Between which places the key stands.
    Object(Option<(usize, usize)>),
    List(Option<usize>),
}

struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    open: Vec<Container>,
}

impl Walk<'_> {
    /// Goes on until the value that was being read is the one at the end of what is open.
    fn to(&mut self, read: usize, told: &str) {
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'"' if self.is_key() => {
                    let key = self.string();
                    if let Some(Container::Object(member)) = self.open.last_mut() {
                        *member = Some(key);
                    }
                }
                b'{' | b'[' => {
                    self.begin();
                    // A decoder that wants neither stops before it.
                    let refused = match byte {
                        b'{' => told.starts_with("invalid type: map"),
                        _ => told.starts_with("invalid type: sequence"),
                    };
                    let stops = self.at == read && refused;
                    if self.at >= read && !stops {
                        return self.leave();
                    }
                    if stops {
                        return;
                    }
                    self.at += 1;
                    self.open.push(match byte {
                        b'{' => Container::Object(None),
                        _ => Container::List(None),
                    });
                }
                b'}' | b']' => {
                    self.at += 1;
                    self.open.pop();
                    if self.at >= read {
                        return;
                    }
                }
                b',' => {
                    self.at += 1;
                    if let Some(Container::Object(member)) = self.open.last_mut() {
                        *member = None;
                    }
                }
                byte if byte == b':' || byte.is_ascii_whitespace() => self.at += 1,
                _ => {
                    self.begin();
                    if self.at >= read {
                        return self.leave();
                    }
                    self.scalar();
                    if self.at >= read {
                        return;
                    }
                }
            }
        }
    }

    /// Whether what comes next is a key.
    fn is_key(&self) -> bool {
        matches!(self.open.last(), Some(Container::Object(None)))
    }

    /// Begins a value.
    fn begin(&mut self) {
        if let Some(Container::List(index)) = self.open.last_mut() {
            *index = Some(index.map_or(0, |index| index + 1));
        }
    }

    /// The value that comes next was not begun: it is what holds it that was being read.
    fn leave(&mut self) {
        match self.open.last_mut() {
            Some(Container::Object(member)) => *member = None,
            Some(Container::List(index)) => *index = None,
            None => {}
        }
    }

    /// Reads a string, and returns between which places its characters stand.
    fn string(&mut self) -> (usize, usize) {
        let start = self.at + 1;
        self.at = start;
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let end = self.at;
        self.at += 1;
        (start, end)
    }

    fn scalar(&mut self) {
        if self.text.get(self.at) == Some(&b'"') {
            self.string();
            return;
        }
        let is_part =
            |byte: &u8| !matches!(byte, b',' | b'}' | b']') && !byte.is_ascii_whitespace();
        while self.text.get(self.at).is_some_and(is_part) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::ground::lenient::lenient;
    use crate::ground::values::UnixSeconds;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    #[allow(dead_code, reason = "it is only decoded")]
    struct Response {
        items: Vec<Item>,
        #[serde(deserialize_with = "lenient")]
        title: String,
        #[serde(deserialize_with = "lenient")]
        moment: Option<UnixSeconds>,
        flag: Option<bool>,
        owner: Option<Owner>,
        named: BTreeMap<String, Owner>,
        matrix: Vec<Vec<u8>>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "it is only decoded")]
    struct Item {
        size: u64,
        owner: Option<Owner>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "it is only decoded")]
    struct Owner {
        id: String,
    }

    /// What the decoder that tracks its path says, and what is found afterwards.
    fn paths(text: &str) -> (String, String) {
        let tracked: Result<Response, _> =
            serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text));
        let tracked = tracked.unwrap_err().path().to_string();
        let error = serde_json::from_str::<Response>(text).unwrap_err();
        let found = path(text, error.line(), error.column(), &error.to_string());
        (tracked.trim_matches('.').to_owned(), found)
    }

    #[test]
    fn a_path_is_found_as_a_decoder_that_tracks_it_would() {
        for text in [
            r#"{"items":[{"size":1},{"size":"no"}]}"#,
            r#"{"items":[{"size":1},{"size":-1}]}"#,
            r#"{"items":[{"size":1}, {"size" : 1.5 , "owner":null}]}"#,
            r#"{"items":[{"size":true}]}"#,
            r#"{"items":[{"size":null}]}"#,
            r#"{"items":[{"size":[1]}]}"#,
            r#"{"items":[{"size":{"a":1}}]}"#,
            r#"{"items":[{}]}"#,
            r#"{"items":[{"owner":{"id":"x"}}]}"#,
            r#"{"items":[{"size":1,"owner":{"id":7}}]}"#,
            r#"{"items":[{"size":1,"owner":{"name":"x"}}]}"#,
            r#"{"items":[{"size":1,"owner":"x"}]}"#,
            r#"{"items":[7]}"#,
            r#"{"items":{"a":1}}"#,
            r#"{"items": {}}"#,
            r#"{"items":7}"#,
            r#"{"title":{}}"#,
            r#"{"title":{"a":1}}"#,
            r#"{"title":[1]}"#,
            r#"{"title":[{"a":1}]}"#,
            r#"{"title":["a"]}"#,
            r#"{"moment":"yesterday"}"#,
            r#"{"moment":[]}"#,
            r#"{"title":"a\"]}","flag":"no"}"#,
            r#"{"flag":0}"#,
            r#"{"owner":{"id":[]}}"#,
            r#"{"named":{"a":{"id":"x"},"b c":{"id":8}}}"#,
            r#"{"named":{"a":{}}}"#,
            r#"{"matrix":[[1,2],[3,400]]}"#,
            r#"{"matrix":[[1,2],3]}"#,
            r#"{"matrix":[[1,2],["x"]]}"#,
            r#"{"matrix":[[1,2],[[]]]}"#,
            "{\n  \"items\": [\n    {\"size\": 1},\n    {\"size\":\n  \"no\"}\n  ]\n}",
            "{\n  \"items\": [\n    {\"size\": 1},\n    {\n}\n  ]\n}",
        ] {
            let (tracked, found) = paths(text);
            assert_eq!(tracked, found, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_the_whole_has_no_path() {
        for text in [r#""x""#, "7"] {
            let (tracked, found) = paths(text);
            assert_eq!((tracked.as_str(), found.as_str()), ("", ""), "{text}");
        }
        assert_eq!(path("{}", 0, 0, ""), "");
        assert_eq!(path("{}", 9, 9, ""), "");
    }
}
