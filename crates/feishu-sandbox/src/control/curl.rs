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
    if request.method == "HEAD" {
        command += " --head";
    } else if request.method != usual {
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

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::process::Command;

    use super::*;

    fn request(
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> RecordedRequest {
        let mut request = RecordedRequest::new(method, target);
        let headers = headers.iter();
        request.headers = headers
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        request.body_length = body.len();
        request.keep_body(Some(body.as_bytes()));
        request
    }

    /// What the shell makes of a command: its arguments, with the token in its place.
    fn arguments(request: &RecordedRequest) -> Vec<String> {
        let command = command(request, "http://127.0.0.1:1");
        let listed = command.replacen("curl", r"printf '%s\0'", 1);
        let output = Command::new("sh")
            .args(["-c", &listed])
            .env("TOKEN", "t-1 $X `y`")
            .output()
            .unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{command}: {output:?}"
        );
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn a_shell_takes_everything_as_it_is() {
        let json = ("content-type", "application/json; charset=\"utf-8\"");
        let odd = "it's $HOME `id` \"x\" \\ !! \n* ~ é 上海";
        let asked = request(
            "PUT",
            "/a?b=c&d='$(id)'",
            &[("authorization", "Bearer ***"), json],
            odd,
        );
        assert_eq!(
            arguments(&asked),
            [
                "-X",
                "PUT",
                "http://127.0.0.1:1/a?b=c&d='$(id)'",
                "-H",
                "Authorization: Bearer t-1 $X `y`",
                "-H",
                "Content-Type: application/json; charset=\"utf-8\"",
                "--data-raw",
                odd,
            ]
        );
        let asked = request("GET", "/a", &[("authorization", "***")], "");
        let expected = ["http://127.0.0.1:1/a", "-H", "Authorization: t-1 $X `y`"];
        assert_eq!(arguments(&asked), expected);
        let asked = request("X;id", "/a", &[], "");
        assert_eq!(arguments(&asked)[..2], ["-X", "X;id"]);
        let asked = request("HEAD", "/a", &[], "");
        assert_eq!(arguments(&asked), ["--head", "http://127.0.0.1:1/a"]);
        let asked = request("POST", "/a", &[], &"x".repeat(5_000));
        assert_eq!(arguments(&asked)[1..], ["--data-binary", "@body.bin"]);
    }
}
