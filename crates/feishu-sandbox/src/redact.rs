//! Hides secrets in what is recorded, wherever they stand and however they are written.
//!
//! What is kept is there to be read in a test that has failed, and may be printed by it. A body that is not what it
//! should be is the very one that is looked at, so secrets are found in text, not in what a parser makes of it.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::generated::platform::{JWT_TOKEN_PREFIX, TOKEN_PREFIXES};

/// What stands in place of a secret.
pub(crate) const HIDDEN: &str = "***";

/// Parts of a name, in snake case, that tell a secret.
const SECRET: [&str; 11] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "code_verifier",
    "app_ticket",
    "assertion",
    "credential",
    "authorization",
    "cookie",
    "encrypt_key",
];
/// The tokens that name a document or a page and open nothing; tests ask for them.
const OPEN_TOKENS: [&str; 23] = [
    // The token of a Base is called that of an app, and is one of a document all the same.
    "app_token",
    "block_token",
    "board_token",
    "doc_token",
    "document_token",
    "drive_route_token",
    "file_token",
    "folder_token",
    "image_token",
    "media_token",
    "minute_token",
    "next_page_token",
    "node_token",
    "obj_token",
    "origin_token",
    "page_token",
    "parent_token",
    "sheet_token",
    "spreadsheet_token",
    "target_token",
    "token",
    "whiteboard_token",
    "wiki_token",
];
/// Only next to this is `code` what a user has consented with, and not an error code.
const GRANT: &str = "grant_type";
/// How many characters an access token has at least after its prefix; those of the platform have more.
const TOKEN_LENGTH: usize = 20;

/// Whether the value of a field or header with this name is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = snake_case(name);
    let singular = name.strip_suffix('s').unwrap_or(&name);
    SECRET.iter().any(|part| name.contains(part))
        || (singular.ends_with("token") && !OPEN_TOKENS.contains(&singular))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 2);
    let mut after_small = false;
    for c in name.chars() {
        if c.is_uppercase() && after_small {
            snake.push('_');
        }
        after_small = c.is_lowercase() || c.is_ascii_digit();
        snake.push(if c == '-' {
            '_'
        } else {
            c.to_ascii_lowercase()
        });
    }
    snake
}

/// Hides a secret that is known, wherever it stands.
pub(crate) fn known(text: &mut String, secret: &str) {
    // A short one may stand anywhere by chance.
    if secret.len() >= 8 && text.contains(secret) {
        *text = text.replace(secret, HIDDEN);
    }
}

/// A path and query without the secrets in it.
pub(crate) fn target(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else {
        return text(target);
    };
    let decode = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    let with_grant = query.contains(GRANT);
    let pairs = query.split('&').map(|pair| {
        let Some((name, value)) = pair.split_once('=') else {
            return text(pair);
        };
        let (key, plain) = (decode(name), decode(value));
        let hidden = is_secret(&key) || (with_grant && key == "code") || text(&plain) != plain;
        let value = if hidden { HIDDEN } else { value };
        format!("{name}={value}")
    });
    format!("{}?{}", text(path), pairs.collect::<Vec<_>>().join("&"))
}

/// Hides the secrets of a JSON value; `false` if there were none.
pub(crate) fn json(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let with_grant = members.contains_key(GRANT);
            let mut found = false;
            for (name, value) in members {
                if is_secret(name) || (with_grant && name == "code") {
                    *value = HIDDEN.into();
                    found = true;
                } else {
                    found |= json(value);
                }
            }
            found
        }
        // No short circuit: every element has secrets of its own.
        Value::Array(elements) => elements
            .iter_mut()
            .fold(false, |found, element| json(element) | found),
        Value::String(string) => {
            let shown = text(string);
            let found = shown != *string;
            *string = shown;
            found
        }
        _ => false,
    }
}

/// A text without the values of secret fields, in JSON or what is nearly JSON, a form of either kind or XML, and without
/// what looks like an access token.
pub(crate) fn text(text: &str) -> String {
    let with_grant = text.contains(GRANT);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (before, from_word) = rest.split_at(start);
        shown.push_str(before);
        let length = from_word.find(|c| !is_word(c)).unwrap_or(from_word.len());
        let (word, after) = from_word.split_at(length);
        rest = after;
        if is_token(word) {
            shown.push_str(HIDDEN);
            continue;
        }
        let in_form = shown.ends_with(" name=\"") || shown.ends_with(";name=\"");
        shown.push_str(word);
        let name = decoded(word);
        if (is_secret(&name) || (with_grant && name == "code"))
            && let Some((lead, value)) = value_of(after, in_form)
        {
            shown.push_str(&after[..lead]);
            shown.push_str(HIDDEN);
            rest = &after[lead + value..];
        }
    }
    shown.push_str(rest);
    shown
}

/// What names and tokens consist of, characters that are escaped in JSON or a form among them.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '%' | '\\')
}

/// A name with its escapes read: `\u005f` and `%5F`.
fn decoded(word: &str) -> String {
    let mut name = String::new();
    let mut rest = word;
    while let Some(start) = rest.find("\\u") {
        name.push_str(&rest[..start]);
        let digits = rest.get(start + 2..start + 6);
        let c = digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        match c {
            Some(c) => name.push(c),
            None => name.push_str("\\u"),
        }
        rest = &rest[start + if c.is_some() { 6 } else { 2 }..];
    }
    name.push_str(rest);
    let name = percent_decode_str(&name).decode_utf8_lossy();
    name.trim_matches(|c| matches!(c, '\\' | '.' | '%'))
        .to_owned()
}

/// Whether a word is an access token: a tenant's, an app's, a user's of either kind, or one to renew that.
fn is_token(word: &str) -> bool {
    // The name of a file may begin like a token, but has no twenty letters and digits in a row, digits among them.
    let is_random = |rest: &str| {
        rest.len() >= TOKEN_LENGTH
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && rest.contains(|c: char| c.is_ascii_digit())
    };
    let is_signed = |rest: &str| rest.len() >= TOKEN_LENGTH && rest.contains('.');
    TOKEN_PREFIXES.iter().any(|prefix| {
        let rest = word.strip_prefix(prefix);
        rest.is_some_and(|rest| match *prefix {
            JWT_TOKEN_PREFIX => is_signed(rest),
            _ => is_random(rest),
        })
    })
}

/// Where the value of a field begins and how long it is, in the text after the field's name; `None` if no value follows.
///
/// `in_form` tells a name in the head of a part of a multipart form.
fn value_of(after: &str, in_form: bool) -> Option<(usize, usize)> {
    let trimmed = after.trim_start_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace());
    let lead = after.len() - trimmed.len();
    let (lead, length) = if trimmed.starts_with([':', '=', '>']) {
        let in_xml = trimmed.starts_with('>');
        let value = trimmed.trim_start_matches([':', '=', '>']).trim_start();
        let lead = lead + trimmed.len() - value.len();
        if in_xml {
            (lead, value.find('<').unwrap_or(value.len()))
        } else {
            let (opening, length) = extent(value);
            (lead + opening, length)
        }
    } else {
        // A part of a multipart form: its value begins after the empty line.
        let head = after
            .find("\r\n\r\n")
            .filter(|end| in_form && !after[..*end].contains("\r\n--"))?;
        let value = &after[head + 4..];
        (head + 4, value.find("\r\n--").unwrap_or(value.len()))
    };
    (length > 0).then_some((lead, length))
}

/// What opens a value, and how long it is without that; one that does not end goes to the end of the text.
fn extent(value: &str) -> (usize, usize) {
    // Within a text that is JSON itself, quotes are escaped: the value ends at the next that is escaped alike.
    let escapes = value.len() - value.trim_start_matches('\\').len();
    match value[escapes..].chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let opening = escapes + 1;
            let mut backslashes = 0;
            for (at, c) in value[opening..].char_indices() {
                if c == '\\' {
                    backslashes += 1;
                } else if c == quote
                    && (backslashes == escapes || escapes == 0 && backslashes % 2 == 0)
                {
                    return (opening, at - if escapes == 0 { 0 } else { backslashes });
                } else {
                    backslashes = 0;
                }
            }
            (opening, value.len() - opening)
        }
        Some('{' | '[') => (0, nested(value)),
        _ => {
            let ends = |c: char| {
                matches!(c, ',' | '&' | ';' | '}' | ']' | ')' | '<' | '"') || c.is_whitespace()
            };
            (0, value.find(ends).unwrap_or(value.len()))
        }
    }
}

/// The length of a list or object; brackets in texts count too, so that rather too much is hidden than too little.
fn nested(value: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in value.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_those_of_documents_and_pages() {
        for name in [
            "app_secret",
            "client_secret",
            "refresh_token",
            "access_token",
            "tenant_access_token",
            "AppSecret",
            "accessToken",
            "X-Auth-Token",
            "user_password",
            "code_verifier",
            "app_ticket",
            "client_assertion",
            "id_token",
            "Cookie",
            "refresh_tokens",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "token",
            "file_token",
            "folder_token",
            "page_token",
            "next_page_token",
            "fileToken",
            "file_tokens",
            "ticket",
            "upload_id",
            "code",
            "token_type",
            "obj_token",
            "app_id",
            "content-type",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn secrets_in_a_query_are_hidden_and_tokens_of_files_are_not() {
        assert_eq!(
            target("/a?file_token=ab%3D&client_secret=s%26x&page_token=p&client%5Fsecret=y"),
            "/a?file_token=ab%3D&client_secret=***&page_token=p&client%5Fsecret=***"
        );
        assert_eq!(target("/a?grant_type=x&code=y"), "/a?grant_type=x&code=***");
        assert_eq!(target("/a?code=7&flag"), "/a?code=7&flag");
        assert_eq!(target("/a?x=%7B%22app_secret%22:%22y%22%7D"), "/a?x=***");
        assert_eq!(target("/a/t-0123456789012345678901"), "/a/***");
    }

    #[test]
    fn secrets_of_json_are_hidden_at_any_depth() {
        let mut value =
            json!({"a": [{"client_secret": {"b": 1}}], "c": "{\"password\": \"d\"}", "token": "e"});
        assert!(json(&mut value));
        let expected =
            json!({"a": [{"client_secret": "***"}], "c": "{\"password\": \"***\"}", "token": "e"});
        assert_eq!(value, expected);
        assert!(!json(&mut json!({"file_token": "x", "code": 0})));
    }

    #[test]
    fn secrets_of_what_is_not_quite_json_are_hidden() {
        for (body, shown) in [
            (
                r#"{"app_secret": "SECRET", }"#,
                r#"{"app_secret": "***", }"#,
            ),
            (
                r#"{'client_secret':'SECRET',"a":1"#,
                r#"{'client_secret':'***',"a":1"#,
            ),
            (
                r#"{"app_secret": "SEC\"RET","a":1"#,
                r#"{"app_secret": "***","a":1"#,
            ),
            (r#"{"app_secret": "SECRET"#, r#"{"app_secret": "***"#),
            (r#"{app_secret: SECRET}"#, "{app_secret: ***}"),
            (
                r#"{"app_secret": SECRET, "a": 1}"#,
                r#"{"app_secret": ***, "a": 1}"#,
            ),
            (
                r#"{"app\u005fsecret": "SECRET",}"#,
                r#"{"app\u005fsecret": "***",}"#,
            ),
            (
                r#"{"x": "{\"password\":\"SECRET\"}",}"#,
                r#"{"x": "{\"password\":\"***\"}",}"#,
            ),
            (
                r#"{"refresh_token": ["SECRET", "SECRET"],}"#,
                r#"{"refresh_token": ***,}"#,
            ),
            ("a=1&client_secret=SECRET&b=2", "a=1&client_secret=***&b=2"),
            ("client%5Fsecret=SECRET", "client%5Fsecret=***"),
            ("grant_type=x&code=SECRET", "grant_type=x&code=***"),
            ("<password>SECRET</password>", "<password>***</password>"),
            ("say t-0123456789SECRET0123456789 twice", "say *** twice"),
            ("eyJhbGciOiJFUzI1NiJ9.SECRET.x", "***"),
            (
                "a-long-name-of-a-file-2026.csv",
                "a-long-name-of-a-file-2026.csv",
            ),
            (
                r#"{"app_secret":"","password":"a\\","b":1"#,
                r#"{"app_secret":"","password":"***","b":1"#,
            ),
            (
                "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nSECRET\r\n--b--",
                "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n***\r\n--b--",
            ),
            (
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"password.csv\"\r\n\r\na\r\n--b",
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"password.csv\"\r\n\r\na\r\n--b",
            ),
            (
                "the password of the day is \"x\"",
                "the password of the day is \"x\"",
            ),
            (
                r#"{"file_token": "x", "token": "y",}"#,
                r#"{"file_token": "x", "token": "y",}"#,
            ),
            ("", ""),
        ] {
            assert_eq!(text(body), shown);
        }
    }
}
