//! Words that only a person can write: where they are missing, and how they get into the spec.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const TASK: &str = "spec/demo/v1/task.yaml";

const PAGE: &str = "---\nfullPath: /demo/task/create\n---\n# Make\n\nStarts to make a file.\n\n\
    ## 请求体\n\n|名称|类型|描述|\n|---|---|---|\n|format|string|What it is made as.|\n\
    |name|string|What it is called.|\n";

struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    /// The spec that the tests of the linter begin with.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/spec_errors/base/spec");
        copy(&base, &folder.path().join("spec"));
        let repository = Self { folder };
        let output = repository.run(&["spec", "fmt"]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        repository
    }

    /// The same, where words are missing.
    fn unfinished(changes: &[(&str, &str)]) -> Self {
        let repository = Self::new();
        repository.change(changes);
        repository
    }

    fn change(&self, changes: &[(&str, &str)]) {
        let mut text = self.task();
        for (before, after) in changes {
            assert!(text.contains(before), "{before}");
            text = text.replacen(before, after, 1);
        }
        fs::write(self.path(TASK), text).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(args)
            .arg("--root")
            .arg(self.folder.path())
            .output()
            .unwrap()
    }

    /// What `words --json` prints.
    fn listed(&self, args: &[&str]) -> Vec<Value> {
        let output = self.run(&[&["words", "--json"], args].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn apply(&self, list: &Value, more: &[&str]) -> Output {
        let file = self.path("list.json");
        fs::write(&file, list.to_string()).unwrap();
        self.run(&[&["words", "apply", file.to_str().unwrap()], more].concat())
    }

    fn task(&self) -> String {
        fs::read_to_string(self.path(TASK)).unwrap()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn address(way: &str) -> String {
    format!("{TASK}#{way}")
}

/// A list of one place with its words.
fn one(way: &str, words: &str) -> Value {
    json!([{ "address": address(way), "words": words }])
}

/// The doc of the field `format` of `create`, of a value and of an operation.
const MISSING: &[(&str, &str)] = &[
    ("Starts a task.", "\"\""),
    ("        doc: Name of the file.\n", "        doc: \"\"\n"),
    ("csv: Comma-separated values.", "csv: \"\""),
];

#[test]
fn each_place_is_a_line_and_counted_by_file() {
    let repository = Repository::unfinished(MISSING);
    let output = repository.run(&["words"]);
    assert_eq!(code(&output), 0);
    assert!(output.stdout.is_empty());
    let said = stderr(&output);
    for line in [
        "spec/demo/v1/task.yaml:11: doc of a value of an enumeration at /types/Format/values/csv/doc",
        "doc of an operation at /operations/create/doc",
        "doc of a field at /operations/create/body/name/doc",
        "spec/demo/v1/task.yaml: 3 places",
        "3 places in 1 file",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    let said = stderr(&repository.run(&["words", "spec/demo/service.yaml"]));
    assert_eq!(said, "0 places in 0 files\n");
    let output = repository.run(&["words", "spec/FORMAT.md"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("spec/FORMAT.md is no file of the spec"));
}

#[test]
fn a_place_comes_with_what_helps_to_write_it() {
    let repository = Repository::unfinished(MISSING);
    fs::create_dir_all(repository.path("target/pages")).unwrap();
    fs::write(repository.path("target/pages/create.md"), PAGE).unwrap();
    let listed = repository.listed(&[]);
    let place = |way: &str| {
        let mut all = listed.iter();
        all.find(|place| place["address"] == address(way)).unwrap()
    };
    let field = place("/operations/create/body/name/doc");
    assert_eq!(field["kind"], "doc of a field");
    assert_eq!(field["type"], "string");
    assert_eq!(field["example"], "report");
    assert_eq!(field["siblings"][0]["name"], "format");
    assert_eq!(field["siblings"][0]["words"], "Format of the file.");
    assert_eq!(field["page"], json!(["string | What it is called."]));
    assert_eq!([&field["there"], &field["words"]], ["", ""]);
    assert_eq!(
        place("/operations/create/doc")["page"],
        json!(["Starts to make a file."])
    );
    // The value of an enumeration is spoken of where a field is of it.
    let value = place("/types/Format/values/csv/doc");
    assert_eq!(value["page"], json!(["string | What it is made as."]));
    assert_eq!(value["siblings"][0]["words"], "Microsoft Word.");

    let other = tempfile::tempdir().unwrap();
    let other = other.path().to_str().unwrap();
    let listed = repository.listed(&["--pages", other]);
    assert!(listed.iter().all(|place| place.get("page").is_none()));
}

#[test]
fn what_is_filled_in_is_written_and_nothing_is_left() {
    let repository = Repository::unfinished(MISSING);
    let mut listed = repository.listed(&[]);
    for place in &mut listed {
        place["words"] = match place["kind"].as_str().unwrap() {
            "doc of an operation" => "Starts a task.",
            "doc of a field" => "Name of the file.",
            _ => "Comma-separated values.",
        }
        .into();
    }
    let output = repository.apply(&Value::from(listed), &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("wrote spec/demo/v1/task.yaml\n3 places written"));
    assert_eq!(repository.task(), Repository::new().task());
    assert_eq!(code(&repository.run(&["spec", "lint"])), 0);
}

#[test]
fn keys_that_are_missing_are_added() {
    let repository = Repository::unfinished(&[
        ("class: job_failed, ", ""),
        ("        doc: Size of the file in bytes.\n", ""),
    ]);
    let listed = repository.listed(&[]);
    let kinds: Vec<_> = listed.iter().map(|place| &place["kind"]).collect();
    assert_eq!(
        kinds,
        ["class of a value of an enumeration", "doc of a field"]
    );
    let choices = listed[0]["choices"].as_array().unwrap();
    assert!(choices.contains(&"job_failed".into()));
    let list = json!([
        { "address": listed[0]["address"], "words": "job_failed" },
        { "address": listed[1]["address"], "words": "Size of the file in bytes." },
    ]);
    let output = repository.apply(&list, &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(repository.task(), Repository::new().task());
}

#[test]
fn what_nobody_has_written_yet_stays_missing() {
    let repository = Repository::unfinished(MISSING);
    let before = repository.task();
    let listed = Value::from(repository.listed(&[]));
    let output = repository.apply(&listed, &[]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains("3 places without words left"));
    assert_eq!(repository.task(), before);
}

#[test]
fn a_misfit_is_named_and_nothing_is_written() {
    let repository = Repository::unfinished(MISSING);
    let sound = json!({ "address": address("/operations/create/doc"), "words": "Starts a task." });
    for (entry, why) in [
        (
            json!({ "address": address("/operations/make/doc"), "words": "Starts a task." }),
            "/operations/make/doc: there is no such place of words",
        ),
        (
            json!({ "address": "spec/demo/v1/tusk.yaml#/doc", "words": "Tusks." }),
            "spec/demo/v1/tusk.yaml#/doc: there is no such place of words",
        ),
        (
            json!({ "address": address("/doc"), "words": "Other words." }),
            "/doc: it has other words by now: Tasks that make files.",
        ),
        (
            json!({ "address": address("/operations/create/body/name/doc"), "words": "文件名" }),
            "/name/doc: not English: 文件名",
        ),
        (
            json!({ "address": address("/operations/create/doc"), "words": "Makes a file." }),
            "/create/doc: two entries give it different words",
        ),
    ] {
        let before = repository.task();
        let output = repository.apply(&json!([sound, entry]), &[]);
        assert_eq!(code(&output), 1);
        let said = stderr(&output);
        assert!(said.contains(why), "{said}");
        assert!(
            said.contains("nothing is written: 1 place cannot"),
            "{said}"
        );
        assert_eq!(repository.task(), before);
    }
    // Words that are there already are no contradiction.
    let output = repository.apply(&one("/doc", "Tasks that make files."), &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn a_file_that_is_not_yaml_is_refused() {
    let repository = Repository::unfinished(MISSING);
    repository.change(&[("resource: task", "resource: [task")]);
    let before = repository.task();
    let output = repository.apply(&one("/operations/create/doc", "Starts a task."), &[]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("this is not YAML"),
        "{}",
        stderr(&output)
    );
    assert_eq!(repository.task(), before);

    fs::write(repository.path("list.json"), "[{").unwrap();
    let list = repository.path("list.json");
    let output = repository.run(&["words", "apply", list.to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("is no list of places"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn equal_fields_are_filled_on_demand_only() {
    // Two fields of one name and type, and one of the name alone.
    let changes = &[
        (
            "        doc: Token to fetch the file with.\n",
            "        doc: \"\"\n",
        ),
        ("        doc: File to fetch.\n", "        doc: \"\"\n"),
        (
            "        doc: Size of the file in bytes.\n",
            "        doc: \"\"\n",
        ),
    ];
    let words = one(
        "/types/Result/fields/file_token/doc",
        "Token to fetch with.",
    );
    let repository = Repository::unfinished(changes);
    assert_eq!(code(&repository.apply(&words, &[])), 0);
    assert_eq!(repository.task().matches("Token to fetch with.").count(), 1);

    let repository = Repository::unfinished(changes);
    let output = repository.apply(&words, &["--fill-equal"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stderr(&output);
    let also = "also filled spec/demo/v1/task.yaml#/operations/download/path/file_token/doc";
    assert!(said.contains(also), "{said}");
    assert_eq!(repository.task().matches("Token to fetch with.").count(), 2);
    assert_eq!(repository.listed(&[]).len(), 1);
}

#[test]
fn reused_words_are_confirmed_by_words() {
    let changes = &[
        (
            "        doc: Size of the file in bytes.\n",
            "        reused: true\n        doc: Size of the file in bytes.\n",
        ),
        (
            "csv: Comma-separated values.",
            "csv: { reused: true, doc: Comma-separated values. }",
        ),
    ];
    let repository = Repository::unfinished(changes);
    let output = repository.run(&["spec", "lint"]);
    assert_eq!(code(&output), 1);
    assert_eq!(stderr(&output).matches("error[E0053]").count(), 2);
    let said = stderr(&repository.run(&["words"]));
    assert!(
        said.contains("doc of a field at /types/Result/fields/size/doc, reused"),
        "{said}"
    );
    let mut listed = repository.listed(&[]);
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0]["there"], "Comma-separated values.");
    assert_eq!(listed[0]["words"], "");

    // One is true as it is, one is not.
    let before = repository.task();
    assert_eq!(
        code(&repository.apply(&Value::from(listed.clone()), &[])),
        0
    );
    assert_eq!(repository.task(), before, "silence confirms nothing");
    listed[0]["words"] = listed[0]["there"].clone();
    listed[1]["words"] = "Bytes that the file has on the server.".into();
    let output = repository.apply(&Value::from(listed), &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let other = Repository::unfinished(&[(
        "        doc: Size of the file in bytes.\n",
        "        doc: Bytes that the file has on the server.\n",
    )]);
    assert_eq!(repository.task(), other.task());

    let repository = Repository::unfinished(changes);
    let list = json!([{
        "address": address("/types/Result/fields/size/doc"),
        "there": "Length of the file.",
        "words": "Bytes that the file has on the server.",
    }]);
    let output = repository.apply(&list, &[]);
    assert!(
        stderr(&output).contains("it has other words by now: Size of the file in bytes."),
        "{}",
        stderr(&output)
    );
}

#[test]
fn drafts_are_listed_when_they_are_asked_for() {
    let repository = Repository::unfinished(&[(
        "  list:\n",
        "  cancel:\n    draft: true\n    http: DELETE /open-apis/demo/v1/tasks/:ticket\n    title: 取消\n    \
         doc: \"\"\n    page: /demo/task/cancel\n    path:\n      ticket:\n        type: Ticket\n        required: true\n        \
         doc: Id of the task.\n\n  list:\n",
    )]);
    assert_eq!(repository.listed(&[]).len(), 0);
    let listed = repository.listed(&["--drafts"]);
    assert_eq!(listed[0]["address"], address("/operations/cancel/doc"));
    assert_eq!(listed[0]["draft"], true);
    let output = repository.apply(&one("/operations/cancel/doc", "Stops a task."), &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(repository.listed(&["--drafts"]).len(), 0);
}
