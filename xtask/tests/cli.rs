//! The commands as they are called: exit codes, and what goes where.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    /// A copy of the spec in a folder of its own, in canonical form.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"),
            &folder.path().join("spec"),
        );
        let repository = Self { folder };
        assert_eq!(code(&repository.run(&["spec", "fmt"])), 0);
        repository
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(args)
            .arg("--root")
            .arg(self.folder.path())
            .env_remove("NO_COLOR")
            .output()
            .unwrap()
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

#[test]
fn a_sound_spec_passes() {
    let repository = Repository::new();
    for args in [&["spec", "lint"][..], &["spec", "fmt", "--check"]] {
        let output = repository.run(args);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn json_is_all_that_goes_to_standard_output() {
    let output = Repository::new().run(&["spec", "--json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(facts.as_array().unwrap().len() > 10);
}

#[test]
fn a_problem_is_located_and_fails() {
    let repository = Repository::new();
    let path = repository.path("spec/drive/v1/file.yaml");
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("limit: 20/s", "limti: 20/s");
    fs::write(&path, text).unwrap();
    for args in [
        &["spec", "lint"][..],
        &["spec", "fmt"],
        &["spec", "--json"],
        &["codegen"],
    ] {
        let output = repository.run(args);
        assert_eq!(code(&output), 1);
        assert!(output.stdout.is_empty());
        let text = stderr(&output);
        assert!(text.contains("--> spec/drive/v1/file.yaml:"), "{text}");
        assert!(text.contains("did you mean `limit`?"), "{text}");
        assert!(!text.contains('\u{1b}'), "no colours without a terminal");
    }
}

#[test]
fn what_is_not_canonical_is_shown_and_mended() {
    let repository = Repository::new();
    let path = repository.path("spec/vc/service.yaml");
    let canonical = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        canonical.replace("service: vc\n", "") + "service: 'vc'\n",
    )
    .unwrap();
    let output = repository.run(&["spec", "fmt", "--check"]);
    assert_eq!(code(&output), 1);
    assert!(
        stderr(&output).contains("-service: 'vc'"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("run `cargo xtask spec fmt`"));
    assert_eq!(code(&repository.run(&["spec", "fmt"])), 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), canonical);
}

#[test]
fn what_is_made_from_the_format_fails_until_it_is_written() {
    let repository = Repository::new();
    let spoil = [
        |path: &Path| fs::write(path, "{}"),
        |path: &Path| fs::remove_file(path),
    ];
    for (name, spoil) in ["schema.json", "FORMAT.md"]
        .into_iter()
        .flat_map(|name| spoil.map(|spoil| (name, spoil)))
    {
        spoil(&repository.path("spec").join(name)).unwrap();
        for args in [&["spec", "lint"][..], &["spec", "fmt", "--check"]] {
            let output = repository.run(args);
            assert_eq!(code(&output), 1);
            assert!(stderr(&output).contains(name), "{}", stderr(&output));
            assert!(
                stderr(&output).contains("run `cargo xtask spec fmt`"),
                "{}",
                stderr(&output)
            );
        }
        assert_eq!(code(&repository.run(&["spec", "fmt"])), 0);
        assert_eq!(code(&repository.run(&["spec", "lint"])), 0);
    }
}

#[test]
fn a_spec_in_another_version_of_the_format_is_left_alone() {
    let repository = Repository::new();
    let text = |path: &Path| fs::read_to_string(path).unwrap();
    let platform = repository.path("spec/platform.yaml");
    let newer = text(&platform).replace("\nformat: 3\n", "\nformat: 4\n");
    fs::write(&platform, &newer).unwrap();
    let service = repository.path("spec/vc/service.yaml");
    let other = text(&service).replace("service: vc", "service: 'vc'");
    fs::write(&service, &other).unwrap();
    for args in [&["spec", "fmt"][..], &["spec", "lint"], &["codegen"]] {
        let output = repository.run(args);
        assert_eq!(code(&output), 1);
        let said = stderr(&output);
        assert!(said.contains("a newer version of the format"), "{said}");
        assert!(said.contains("these tools read version 3"), "{said}");
        assert!(said.contains("use tools that are as new"), "{said}");
    }
    assert_eq!([text(&platform), text(&service)], [newer, other]);
}

#[test]
fn a_mistaken_command_is_one_line_and_exit_code_2() {
    let repository = Repository::new();
    let output = repository.run(&["spec", "lnit"]);
    assert_eq!(code(&output), 2);
    assert_eq!(
        stderr(&output),
        "error: there is no command `spec lnit`; see `cargo xtask help`\n"
    );
}

#[test]
fn pages_are_left_to_the_downloader() {
    let pages = |cargo: &str| {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["pages", "fetch", "--list", "/a"])
            .env("CARGO", cargo)
            .output()
            .unwrap()
    };
    let output = pages("echo");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "run --quiet --package feishu-downloader -- fetch --list /a\n"
    );
    assert_eq!(code(&pages("false")), 1);
    let output = pages("no-such-cargo");
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).starts_with("error: cargo run: "));
}

#[test]
fn a_folder_without_a_spec_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["spec", "lint", "--root"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(code(&output), 1);
    let text = stderr(&output);
    assert!(
        text.contains(&format!("there is no spec/ in {}", folder.path().display())),
        "{text}"
    );
    assert!(text.ends_with("1 problem in 1 file\n"), "{text}");
}

#[test]
fn the_repository_is_the_one_that_the_command_is_called_in() {
    let repository = Repository::new();
    // A folder that is named like that of the spec.
    let below = repository.path("codegen/src");
    fs::create_dir_all(below.join("spec")).unwrap();
    let path = repository.path("spec/vc/service.yaml");
    let canonical = fs::read_to_string(&path).unwrap();
    for folder in [repository.path(""), below, repository.path("spec/vc/v1")] {
        fs::write(&path, canonical.replace("service: vc", "service: 'vc'")).unwrap();
        // The program was built in this checkout, and is called in the copy.
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["spec", "fmt"])
            .current_dir(&folder)
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(stderr(&output), "wrote spec/vc/service.yaml\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), canonical);
    }
}

#[test]
fn outside_of_a_repository_the_remedy_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().canonicalize().unwrap();
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(args)
            .current_dir(&here)
            .output()
            .unwrap()
    };
    for args in [&["spec", "lint"][..], &["codegen"]] {
        let output = run(args);
        assert_eq!(code(&output), 1);
        let expected = format!(
            "error: there is no spec/platform.yaml in {} or in a folder above it; run it in the repository, or say where \
             that is with `--root DIR`\n",
            here.display()
        );
        assert_eq!(stderr(&output), expected);
    }
    assert_eq!(code(&run(&["help"])), 0);
    assert_eq!(fs::read_dir(&here).unwrap().count(), 0);
}

#[test]
fn a_faulty_file_does_not_keep_others_from_being_formatted() {
    let repository = Repository::new();
    let untidy = repository.path("spec/vc/service.yaml");
    let canonical = fs::read_to_string(&untidy).unwrap();
    fs::write(&untidy, canonical.replace("service: vc", "service: 'vc'")).unwrap();
    let faulty = repository.path("spec/drive/service.yaml");
    let commented = fs::read_to_string(&faulty).unwrap() + "# a remark\n";
    fs::write(&faulty, &commented).unwrap();
    let output = repository.run(&["spec", "fmt", "--check"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("-service: 'vc'"));
    assert!(stderr(&output).contains("--> spec/drive/service.yaml:"));
    let output = repository.run(&["spec", "fmt"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("wrote spec/vc/service.yaml"));
    assert!(stderr(&output).contains("--> spec/drive/service.yaml:"));
    assert_eq!(fs::read_to_string(&untidy).unwrap(), canonical);
    assert_eq!(fs::read_to_string(&faulty).unwrap(), commented);
}

#[test]
fn files_that_are_no_text_or_have_no_place_are_reported() {
    let repository = Repository::new();
    fs::write(repository.path("spec/vc/v1/export.YAML"), "a: 1\n").unwrap();
    fs::write(repository.path("spec/vc/v1/notes.yml"), "a: 1\n").unwrap();
    fs::write(repository.path("spec/vc/facts.json"), "{}").unwrap();
    fs::write(repository.path("spec/vc/.hidden"), "").unwrap();
    fs::create_dir(repository.path("spec/vc/v01")).unwrap();
    fs::write(repository.path("spec/vc/v01/again.yaml"), "a: 1\n").unwrap();
    fs::write(
        repository.path("spec/drive/v1/latin.yaml"),
        b"resource: latin\ndoc: caf\xe9\n",
    )
    .unwrap();
    fs::write(repository.path("spec/drive/v1/nothing.yaml"), "").unwrap();
    let output = repository.run(&["spec", "lint"]);
    assert_eq!(code(&output), 1);
    let text = stderr(&output);
    for place in [
        "--> spec/vc/v1/export.YAML",
        "--> spec/vc/v1/notes.yml",
        "--> spec/vc/facts.json",
        "--> spec/vc/v01/again.yaml",
        "--> spec/drive/v1/latin.yaml:2:9",
        "the byte 0xe9",
        "--> spec/drive/v1/nothing.yaml:1:1",
    ] {
        assert!(text.contains(place), "{place}: {text}");
    }
    assert!(text.ends_with("6 problems in 6 files\n"), "{text}");
}

/// A page as the documentation service might deliver it, normalised to Markdown.
const PAGE: &str = "---
title: \"Rename\"
fullPath: \"/x/reference/drive-v1/file/rename\"
updateTime: \"1700000000000\"
---

# Rename

## 请求

| 项目 | 值 |
| --- | --- |
| HTTP URL | https://open.feishu.cn/open-apis/drive/v1/files/:file_token/rename |
| HTTP Method | POST |
| 接口频率限制 | 20 次/分钟 |
| 支持的应用类型 | custom |

### 路径参数

| 名称 | 类型 | 描述 |
| --- | --- | --- |
| `file_token` | `string` | Which.<br>**示例值**：\"boxabc\" |

### 请求体

| 名称 | 类型 | 必填 | 描述 |
| --- | --- | --- | --- |
| `name` | `string` | 是 | What.<br>**示例值**：\"new.txt\" |

## 响应

### 错误码

| HTTP状态码 | 错误码 | 描述 | 排查建议 |
| --- | --- | --- | --- |
| 400 | 1061002 | params error. | - |
";

#[test]
fn an_import_adds_a_draft_which_is_sound_until_its_words_are_asked_for() {
    let repository = Repository::new();
    let page = repository.path("page.md");
    fs::write(&page, PAGE).unwrap();
    let page = page.to_str().unwrap();
    let spec = repository.path("spec/drive/v1/file.yaml");
    let before = fs::read_to_string(&spec).unwrap();

    let check = repository.run(&["import", page, "--check"]);
    assert_eq!(code(&check), 1);
    assert!(stderr(&check).contains("POST /open-apis/drive/v1/files/:file_token/rename"));
    assert!(stderr(&check).contains("not in the spec"));
    assert_eq!(fs::read_to_string(&spec).unwrap(), before);
    let known = repository.run(&["import", page, "--check", "--known"]);
    assert_eq!(code(&known), 0, "{}", stderr(&known));
    assert!(stderr(&known).contains("1 left out"));

    let output = repository.run(&["import", page]);
    let text = stderr(&output);
    assert_eq!(code(&output), 0, "{text}");
    assert!(output.stdout.is_empty());
    assert!(text.contains("wrote spec/drive/v1/file.yaml\n"), "{text}");
    assert!(text.contains("new, as a draft"), "{text}");
    let words = text.split("words to write in what was imported:\n").nth(1);
    // No more than what is new.
    let counts = "  2 doc of a field, draft\n  1 doc of an operation, draft\n  1 name of an operation, draft\n\n";
    assert!(
        words.is_some_and(|words| words.starts_with(counts)),
        "{text}"
    );
    let after = fs::read_to_string(&spec).unwrap();
    let (operations, jobs) = before.split_once("\njobs:").unwrap_or((&before, ""));
    let stays = after.starts_with(operations.trim_end()) && after.ends_with(jobs);
    assert!(stays, "what was there stays");
    assert!(after.contains("    http: POST /open-apis/drive/v1/files/:file_token/rename\n"));

    let again = repository.run(&["import", page]);
    assert!(!stderr(&again).contains("wrote"), "{}", stderr(&again));
    assert_eq!(code(&repository.run(&["import", page, "--check"])), 0);
    let lint = repository.run(&["spec", "lint"]);
    assert_eq!(code(&lint), 0, "{}", stderr(&lint));
    assert_eq!(code(&repository.run(&["spec", "fmt", "--check"])), 0);

    // Whoever takes the mark away is asked for the words, by the linter and by the next import.
    fs::write(&spec, after.replace("    draft: true\n", "")).unwrap();
    let lint = repository.run(&["spec", "lint"]);
    assert_eq!(code(&lint), 1);
    assert!(stderr(&lint).contains("error[E0045]"), "{}", stderr(&lint));
    let json = repository.run(&["spec", "--json"]);
    assert_eq!(code(&json), 0, "{}", stderr(&json));
    assert!(
        stderr(&json).contains("warning: words"),
        "{}",
        stderr(&json)
    );
    assert_eq!(code(&repository.run(&["codegen", "--check"])), 1);
    let text = stderr(&repository.run(&["import", page]));
    assert!(text.contains("spec/drive/v1/file.yaml:"), "{text}");
    let place = "doc of an operation at /operations/rename/doc\n";
    assert!(text.contains(place), "{text}");
}

#[test]
fn an_import_writes_all_files_or_none() {
    let repository = Repository::new();
    let (old, new) = (repository.path("old.md"), repository.path("new.md"));
    fs::write(&old, PAGE).unwrap();
    // No file system takes a folder of such a name.
    let endless = "z".repeat(300);
    fs::write(&new, PAGE.replace("drive", &endless)).unwrap();
    let folder = repository.path("spec/drive/v1");
    let before = contents(&folder);
    let args = ["import", old.to_str().unwrap(), new.to_str().unwrap()];
    let output = repository.run(&args);
    assert_eq!(code(&output), 1);
    let place = format!("spec/{endless}/");
    assert!(stderr(&output).contains(&place), "{}", stderr(&output));
    assert_eq!(contents(&folder), before);

    fs::write(&new, PAGE.replace("drive", "brandnew")).unwrap();
    let output = repository.run(&args);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_ne!(contents(&folder), before);
    assert!(repository.path("spec/brandnew/service.yaml").exists());
}

/// The files of a folder, by name.
fn contents(folder: &Path) -> BTreeMap<OsString, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap();
            (entry.file_name(), text)
        })
        .collect()
}

#[test]
fn an_operation_whose_page_is_a_guide_now_is_marked() {
    let repository = Repository::new();
    let spec = repository.path("spec/drive/v1/file.yaml");
    let before = fs::read_to_string(&spec).unwrap();
    let doc_path = before
        .lines()
        .find_map(|line| line.trim().strip_prefix("page: "));
    let page = repository.path("guide.md");
    let text = format!(
        "---\nfullPath: \"{}\"\nupdateTime: \"9000000000000\"\n---\n\n# A guide\n\nRead it.\n",
        doc_path.unwrap()
    );
    fs::write(&page, text).unwrap();
    let page = page.to_str().unwrap();
    assert_eq!(code(&repository.run(&["import", page, "--check"])), 1);
    let output = repository.run(&["import", page]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let after = fs::read_to_string(&spec).unwrap();
    assert_eq!(after.replacen("    undocumented: true\n", "", 1), before);
    assert_eq!(code(&repository.run(&["import", page, "--check"])), 0);
}

#[test]
fn a_check_prescribes_an_import_only_if_that_helps() {
    let repository = Repository::new();
    let page = repository.path("page.md");
    fs::write(&page, PAGE).unwrap();
    let check = |page: &Path| {
        let output = repository.run(&["import", page.to_str().unwrap(), "--check"]);
        assert_eq!(code(&output), 1);
        stderr(&output)
    };
    assert!(check(&page).contains("without `--check` merges them"));
    // A code that no error can have.
    let odd = PAGE.replace("| 400 | 1061002 |", "| 400 | 0 |");
    fs::write(&page, odd).unwrap();
    repository.run(&["import", page.to_str().unwrap()]);
    let text = check(&page);
    assert!(!text.contains("without `--check`"), "{text}");
    assert!(text.contains("what the spec cannot say"), "{text}");
}

#[test]
fn an_import_needs_pages_that_describe_operations() {
    let repository = Repository::new();
    let page = repository.path("guide.md");
    fs::write(&page, "# A guide\n\nRead it.\n").unwrap();
    let output = repository.run(&["import", page.to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("none of the pages describes an operation"));
    let output = repository.run(&["import", "nowhere.md"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("nowhere.md"));
}
