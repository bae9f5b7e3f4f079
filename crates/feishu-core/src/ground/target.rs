//! Reads the target of a request, as the other side of the wire does.

use percent_encoding::percent_decode_str;

/// The parameters of a path that fits a pattern with `:name` for each; `None` if it does not. Segments are decoded after
/// the path has been split, so that an encoded slash stays in its own; none of them is empty.
pub fn path_values<'p>(pattern: &'p str, path: &str) -> Option<Vec<(&'p str, String)>> {
    let mut values = Vec::new();
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = percent_decode_str(segments.next()?).decode_utf8_lossy();
        match expected.strip_prefix(':') {
            Some(name) if !segment.is_empty() => values.push((name, segment.into_owned())),
            None if expected == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(values)
}

/// The names and values of a query string, decoded; `+` stands for a space, as forms have it.
pub fn query_values(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_after_it_was_split() {
        let found = |path| path_values("/exports/:task_id", path);
        assert_eq!(found("/exports/7"), Some(vec![("task_id", "7".to_owned())]));
        let encoded = vec![("task_id", "a/..?".to_owned())];
        assert_eq!(found("/exports/a%2F..%3F"), Some(encoded));
        for other in ["/exports/", "/exports", "/exports/7/8", "/imports/7"] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn a_query_is_decoded() {
        let query = query_values("a=1%3D&b=x+y&a=2&flag&=&%E4%B8%8A=%E6%B5%B7");
        let expected = [
            ("a", "1="),
            ("b", "x y"),
            ("a", "2"),
            ("flag", ""),
            ("", ""),
            ("上", "海"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(query, expected);
    }
}
