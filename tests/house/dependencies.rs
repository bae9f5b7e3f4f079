//! What the published crates need.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use feishu_codegen::text::names::RESERVED_SERVICES;

use crate::{crates, root, services, text};

/// The target that this is built for: others have dependencies that are never fetched here.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap()
        .to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            &host(),
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn by_id(metadata: &Value) -> BTreeMap<&str, &Value> {
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package))
        .collect()
}

/// Whether a package is one of ours that a registry gets: one in `crates/` without `publish = false`.
fn is_published(package: &Value) -> bool {
    let folder = root().join("crates");
    let ours = package["manifest_path"]
        .as_str()
        .is_some_and(|path| std::path::Path::new(path).starts_with(&folder));
    let kept_back = package["publish"].as_array().is_some_and(Vec::is_empty);
    ours && !kept_back
}

/// A Rust version without its patch number, which no lint and no dependency depends on.
fn version(text: &str) -> (u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap_or(0))
}

/// What packages are built with, themselves included, by id.
fn built_with<'a>(
    metadata: &'a Value,
    roots: impl IntoIterator<Item = &'a str>,
) -> BTreeSet<&'a str> {
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let mut open: Vec<&str> = roots.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds
                .iter()
                .any(|kind| kind["kind"].is_null() || kind["kind"] == "build")
            {
                open.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    seen
}

#[test]
fn the_stated_rust_version_is_the_least_that_the_dependencies_allow() {
    let metadata = metadata();
    let packages = by_id(&metadata);
    let published = packages.iter().filter(|(_, package)| is_published(package));
    let published: Vec<&str> = published.map(|(id, _)| *id).collect();
    assert!(published.len() >= 4, "the published crates were not found");
    let stated = version(packages[published[0]]["rust_version"].as_str().unwrap());
    let seen = built_with(&metadata, published);
    let needed: BTreeSet<_> = seen
        .iter()
        .filter(|id| !is_published(packages[*id]))
        .filter_map(|id| Some((version(packages[*id]["rust_version"].as_str()?), id)))
        .collect();
    let (least, by) = needed.last().unwrap();
    assert_eq!(
        *least, stated,
        "{by} decides on the least Rust version; state that one"
    );
    assert!(seen.len() > 50, "the dependencies were not found");
}

#[test]
fn only_the_downloader_needs_a_network_and_a_c_compiler() {
    let metadata = metadata();
    let packages = by_id(&metadata);
    let names = |of: &str| -> BTreeSet<&str> {
        let root = packages
            .iter()
            .find(|(_, package)| package["name"] == of)
            .unwrap_or_else(|| panic!("there is no package {of}"));
        built_with(&metadata, [*root.0])
            .into_iter()
            .map(|id| packages[id]["name"].as_str().unwrap())
            .collect()
    };
    // What builds C, and what all our HTTP is built on.
    let heavy = ["cc", "cmake", "hyper", "tokio"];
    let of_the_downloader = names("feishu-downloader");
    let of_xtask = names("xtask");
    assert!(of_xtask.contains("feishu-codegen"));
    for name in heavy {
        assert!(
            of_the_downloader.contains(name),
            "the downloader is built without {name}: this test sees nothing"
        );
        assert!(!of_xtask.contains(name), "xtask is built with {name}");
    }
    assert!(
        text("xtask/src/pages.rs").contains("\"feishu-downloader\""),
        "xtask runs another package"
    );
}

#[test]
fn the_published_crates_have_what_a_registry_shows() {
    let metadata = metadata();
    for package in by_id(&metadata).values() {
        let name = package["name"].as_str().unwrap();
        if !is_published(package) {
            continue;
        }
        for key in [
            "description",
            "license",
            "repository",
            "documentation",
            "readme",
            "rust_version",
        ] {
            assert!(package[key].is_string(), "{name} has no {key}");
        }
        for key in ["keywords", "categories"] {
            assert!(
                !package[key].as_array().unwrap().is_empty(),
                "{name} has no {key}"
            );
        }
        assert!(
            !package["metadata"]["docs"]["rs"].is_null(),
            "{name} says nothing to docs.rs"
        );
    }
}

#[test]
fn every_service_has_a_crate_that_the_tests_know() {
    let crates = crates();
    let tests = text("tests/Cargo.toml");
    let spec = feishu_codegen::lint::load(&root()).unwrap_or_else(|report| panic!("{report}"));
    for service in spec.services.iter().filter(|service| !service.is_draft()) {
        let service = &service.name;
        let name = format!("feishu-{}", service.replace('_', "-"));
        assert!(
            crates.contains(&name),
            "spec/{service} has no crate crates/{name}"
        );
        assert!(
            root()
                .join("crates")
                .join(&name)
                .join("README.md")
                .is_file(),
            "crates/{name} has no README.md"
        );
        assert!(
            tests.lines().any(|line| line.starts_with(&name)),
            "tests/Cargo.toml does not depend on {name}"
        );
    }
}

#[test]
fn no_service_can_have_the_name_of_another_package() {
    let metadata = metadata();
    let packages = by_id(&metadata);
    let ours = metadata["workspace_members"].as_array().unwrap();
    let services = services();
    let mut others = 0;
    for id in ours {
        let name = packages[id.as_str().unwrap()]["name"].as_str().unwrap();
        let Some(name) = name.strip_prefix("feishu-") else {
            continue;
        };
        if services.iter().any(|service| service == name) {
            continue;
        }
        others += 1;
        assert!(
            RESERVED_SERVICES.contains(&name),
            "`{name}` is not reserved"
        );
    }
    assert!(others > 4, "the packages were not found");
}
