//! The file name in a `Content-Disposition` header.

use percent_encoding::percent_decode;

/// Reads the file name.
///
/// The platform writes raw UTF-8 inside the quotes, which a header's text view refuses; others write the encoded form
/// of RFC 5987, which is preferred as the standard asks.
pub(crate) fn file_name(header: &[u8]) -> Option<String> {
    let mut plain = None;
    for parameter in parameters(header) {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "filename*" => {
                // charset'language'value, of which only the last may hold a quotation mark.
                let value = unquoted(value);
                let encoded = value.splitn(3, '\'').nth(2).unwrap_or(&value);
                let decoded = percent_decode(encoded.as_bytes())
                    .decode_utf8_lossy()
                    .into_owned();
                return (!decoded.is_empty()).then_some(decoded);
            }
            "filename" => plain = Some(unquoted(value)),
            _ => {}
        }
    }
    plain.filter(|name| !name.is_empty())
}

/// The parameters after the first `;`, split where no quotes stand.
fn parameters(header: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(header);
    let mut parameters = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for character in text.chars() {
        if character == ';' && !quoted {
            parameters.push(String::new());
            continue;
        }
        quoted ^= character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        if let Some(parameter) = parameters.last_mut() {
            parameter.push(character);
        }
    }
    parameters
        .into_iter()
        .skip(1)
        .filter(|parameter| !parameter.trim().is_empty())
        .collect()
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
    else {
        return value.to_owned();
    };
    let mut characters = inner.chars();
    let mut name = String::new();
    while let Some(character) = characters.next() {
        name.extend(if character == '\\' {
            characters.next()
        } else {
            Some(character)
        });
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_read_as_they_are_written() {
        let cases: &[(&str, Option<&str>)] = &[
            (
                "attachment; filename=\"季度 销售.xlsx\"",
                Some("季度 销售.xlsx"),
            ),
            ("attachment; filename=plain.csv", Some("plain.csv")),
            ("attachment; filename=\"a;b.csv\"; x=y", Some("a;b.csv")),
            (
                "attachment; filename=\"say \\\"hi\\\".csv\"",
                Some("say \"hi\".csv"),
            ),
            (
                "attachment; filename=\"x.csv\"; filename*=UTF-8''%E8%A1%A8.csv",
                Some("表.csv"),
            ),
            ("attachment; FileName=\"x.csv\"", Some("x.csv")),
            ("attachment", None),
            ("attachment; filename=\"\"", None),
            ("attachment; garbage", None),
            ("attachment; filename=\"x.csv\"; garbage", Some("x.csv")),
            (
                "attachment; filename*=\"UTF-8''Q3's%20report.xlsx\"",
                Some("Q3's report.xlsx"),
            ),
            ("", None),
        ];
        for (header, name) in cases {
            assert_eq!(file_name(header.as_bytes()).as_deref(), *name, "{header}");
        }
        assert!(
            file_name(b"attachment; filename=\"\xff\xfe\"").is_some(),
            "bytes that are not UTF-8 do no harm"
        );
    }
}
