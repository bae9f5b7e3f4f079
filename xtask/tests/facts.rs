//! `cargo xtask facts` and `coverage` as a program runs them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PAGE: &str = "\
---
fullPath: \"/reference/demo-v1/thing/list\"
---
# Things

## 请求

| 项目 | 值 |
| --- | --- |
| HTTP URL | https://open.example.com/open-apis/demo/v1/things |
| HTTP Method | GET |

## 响应

### 响应体

| 名称 | 类型 | 描述 |
| --- | --- | --- |
| `code` | `int` | Code |
| `msg` | `string` | Message |
";

fn xtask(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(args);
    command
}

fn facts(folder: &Path) -> Output {
    xtask(&["facts", folder.to_str().unwrap()])
        .output()
        .unwrap()
}

fn operations(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_is_no_operation_is_skipped_with_a_word() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), PAGE).unwrap();
    fs::write(folder.path().join("b.md"), "# A guide\n").unwrap();
    fs::write(
        folder.path().join("c.md"),
        PAGE.replace("| GET |", "| FETCH |"),
    )
    .unwrap();
    let output = facts(folder.path());
    assert!(output.status.success());
    let operations = operations(&output);
    assert_eq!(operations.len(), 1);
    assert_eq!(operations[0]["id"], "demo.v1.thing.list");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("b.md: a guide, skipped"), "{said}");
    assert!(
        said.contains("line 11: `FETCH` is no HTTP method"),
        "{said}"
    );
}

#[test]
fn nothing_is_printed_for_what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let output = facts(&folder.path().join("none"));
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let empty = facts(folder.path());
    assert!(empty.status.success());
    assert_eq!(operations(&empty).len(), 0);
}

#[test]
fn text_that_is_not_utf_8_is_read_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = PAGE.as_bytes().to_vec();
    let at = PAGE.find("Message").unwrap();
    bytes[at] = 0xff;
    fs::write(folder.path().join("a.md"), bytes).unwrap();
    let operations = operations(&facts(folder.path()));
    let warnings = operations[0]["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].as_str().unwrap().starts_with("line 20: "),
        "{warnings:?}"
    );
}

#[test]
fn whoever_reads_may_leave() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..200 {
        fs::write(folder.path().join(format!("{number}.md")), PAGE).unwrap();
    }
    let mut child = xtask(&["facts", folder.path().to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    assert_eq!(said, "");
}

#[test]
fn nobody_has_to_read_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..2000 {
        fs::write(folder.path().join(format!("{number}.md")), "# A guide").unwrap();
    }
    let mut child = xtask(&["facts", folder.path().to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stderr.take().unwrap().read_exact(&mut first).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn coverage_needs_pages() {
    let folder = tempfile::tempdir().unwrap();
    let output = xtask(&["coverage", folder.path().to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("none of the pages describes an operation"),
        "{said}"
    );
}
