//! What each published crate offers, item by item: a change of it is read before it is released.
//!
//! `UPDATE_EXPECTED=1 cargo test -p feishu-tests --test api` writes the listings.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler whose rustdoc writes the JSON that `public-api` reads. Another one is a reason to raise both.
const RUSTC: &str = "rustc 1.95.";

/// The features that add to what a crate offers. The others choose how TLS is made.
fn features(crate_: &str) -> &'static str {
    match crate_ {
        "feishu-core" => "chrono,jiff,reqwest-builder,testing,time",
        _ => "",
    }
}

#[test]
fn what_the_crates_offer_is_as_listed() {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if !version.starts_with(RUSTC) {
        eprintln!("skipped: the listings are compared with {RUSTC}x, and this is {version}");
        return;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    // All that is published lies there.
    for entry in fs::read_dir(tests.join("../crates")).unwrap() {
        let crate_ = entry.unwrap().file_name().into_string().unwrap();
        let listing = listing(&documented(&crate_, features(&crate_)));
        let path = tests.join(format!("api/{crate_}.txt"));
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&path, &listing).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let difference = similar::TextDiff::from_lines(&expected, &listing);
        let difference = difference.unified_diff().to_string();
        assert!(
            difference.is_empty(),
            "{}; UPDATE_EXPECTED=1 writes it:\n{difference}",
            path.display()
        );
    }
}

/// Has rustdoc describe a crate as JSON, which it does not promise to keep, so that it wants to be told that we know.
fn documented(crate_: &str, features: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("api");
    let output = Command::new(env!("CARGO"))
        .args(["rustdoc", "--lib", "--locked", "--no-default-features"])
        .args(["--package", crate_, "--features", features])
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTDOCFLAGS")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{crate_}: {told}");
    target
        .join("doc")
        .join(format!("{}.json", crate_.replace('-', "_")))
}

/// The public items, a line each. What every type has is left out, and what is derived; of a trait it is enough that a type
/// has it.
fn listing(json: &Path) -> String {
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .unwrap();
    let mut listing = String::new();
    let mut of_a_trait = false;
    for line in api.items().map(ToString::to_string) {
        match line.strip_prefix("impl") {
            Some(rest) => of_a_trait = rest.contains(" for "),
            None if of_a_trait && is_associated(&line) => continue,
            None => of_a_trait = false,
        }
        listing.push_str(&line);
        listing.push('\n');
    }
    listing
}

/// Whether a line is of a function or a type, which stands below the `impl` that it belongs to.
fn is_associated(line: &str) -> bool {
    ["pub fn", "pub async fn", "pub const fn", "pub type"]
        .iter()
        .any(|kind| line.starts_with(kind))
}
