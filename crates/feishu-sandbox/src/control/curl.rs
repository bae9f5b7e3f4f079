//! A request as a command for a shell.

use crate::redact::HIDDEN;
use crate::state::record::RecordedRequest;

/// The file that the command reads a body from that was not kept as it was.
const BODY: &str = "body.bin";

/// The command that sends a request again: the token stands in the variable `TOKEN`, other secrets are hidden.
pub(super) fn command(request: &RecordedRequest, base_url: &str) -> String {
    let mut command = "curl".to_owned();
    let has_body = request.body_length > 0;
    let usual = if has_body { "POST" } else { "GET" };
    if request.method != usual {
        command += &format!(" -X {}", quoted(&request.method));
    }
    command += &format!(" {}", quoted(&format!("{base_url}{}", request.target)));
    if let Some(stated) = request.header("authorization") {
        // What is hidden is the token, behind its scheme if it had one.
        let shown = stated.replace(HIDDEN, "$TOKEN");
        command += &format!(" -H \"Authorization: {}\"", escaped(&shown));
    }
    let content_type = request.header("content-type");
    if let Some(content_type) = content_type.filter(|_| has_body) {
        command += &format!(" -H {}", quoted(&format!("Content-Type: {content_type}")));
    }
    if has_body && request.is_whole {
        command += &format!(" --data-raw {}", quoted(&request.body));
    } else if has_body {
        command += &format!(" --data-binary @{BODY}");
    }
    command
}

/// A text that the shell takes as it is.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%,+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text between double quotes, in which the shell puts the token and nothing else.
fn escaped(text: &str) -> String {
    let mut rest = text;
    let mut escaped = String::new();
    while let Some(at) = rest.find(['"', '\\', '`', '$']) {
        escaped.push_str(&rest[..at]);
        if !rest[at..].starts_with("$TOKEN") {
            escaped.push('\\');
        }
        escaped.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    escaped + rest
}
