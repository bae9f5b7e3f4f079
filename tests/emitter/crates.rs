//! The services of the fixtures as crates of their own: with warnings denied, their wire tests pass, their examples compile, and
//! rustdoc understands what they say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_codegen::rust::output::generate;

use crate::CASES;

#[test]
fn fixtures_make_crates_whose_tests_and_documentation_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    write_workspace(folder.path());
    // Snapshots are of the crates that there are; what is asserted holds for these too.
    let tests = cargo(folder.path(), &["test"])
        .env("INSTA_UPDATE", "no")
        .env("INSTA_FORCE_PASS", "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&tests.stdout);
    assert!(tests.status.success(), "{told}{}", said(&tests.stderr));
    for case in CASES {
        assert!(
            told.contains(&format!("Doc-tests feishu_{case}"))
                || said(&tests.stderr).contains(&format!("Doc-tests feishu_{case}")),
            "{case}: no examples were compiled"
        );
    }
    let docs = cargo(folder.path(), &["doc", "--no-deps"])
        .env("RUSTDOCFLAGS", "--deny warnings")
        .output()
        .unwrap();
    assert!(docs.status.success(), "{}", said(&docs.stderr));
}

fn said(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// Cargo in the workspace, with what it builds kept from run to run.
fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target);
    command
}

/// A workspace with a crate for each fixture, and one with their wire tests.
fn write_workspace(folder: &Path) {
    let write = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let dependency = |name: &str, path: &str, rest: &str| {
        let path = root.join(path);
        format!("{name} = {{ path = {path:?}{rest} }}\n")
    };
    let core = dependency(
        "feishu-core",
        "crates/feishu-core",
        ", default-features = false",
    );
    let serde = "serde = { version = \"1\", features = [\"derive\"] }\n";
    let lints = "[lints.rust]\nwarnings = \"deny\"\nmissing_docs = \"deny\"\n";
    let package = |name: &str| {
        format!("[package]\nname = \"{name}\"\nedition = \"2024\"\npublish = false\n\n{lints}\n")
    };
    let mut services = String::new();
    for case in CASES {
        let name = format!("feishu-{case}");
        services.push_str(&format!("{name} = {{ path = \"../crates/{name}\" }}\n"));
        let crate_folder = folder.join("crates").join(&name);
        let manifest = package(&name) + "[dependencies]\n" + &core + serde;
        write(crate_folder.join("Cargo.toml"), &manifest);
        let library = "//! Made up.\nmod generated;\npub use generated::*;\n";
        write(crate_folder.join("src/lib.rs"), library);
    }
    let tests = dependency("feishu-tests", "tests", ", default-features = false");
    let manifest = package("wire-tests") + "[dev-dependencies]\n" + &core + &tests + &services;
    write(folder.join("tests/Cargo.toml"), &manifest);
    write(folder.join("tests/src/lib.rs"), "//! Made up.\n");
    write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\", \"tests\"]\n\n[profile.dev]\ndebug = false\n",
    );
    // The same versions as here, which are there without a network.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    for (path, text) in generate(&crate::load()).unwrap() {
        let ours = ["crates/feishu-core/", "crates/feishu-sandbox/"];
        if !ours.iter().any(|ours| path.starts_with(ours)) {
            write(folder.join(&path), &text);
        }
    }
}
