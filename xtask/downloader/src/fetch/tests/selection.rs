//! Which pages are fetched: those below a folder, those of the spec.

use super::*;

fn tree() -> Value {
    let page = |path: &str, stamp: Value| json!({ "name": path, "type": "DocumentType", "fullPath": path, "updateTime": stamp });
    json!({ "code": 0, "data": { "items": [
        { "name": "Things", "type": "DirectoryType", "fullPath": "/x/things", "items": [
            page("/x/things/get", json!("1700000000000")),
            page("/uOld", json!(1_700_000_000_000u64)),
            page("/x/things/list", json!(null))
        ]},
        { "name": "Else", "type": "DirectoryType", "fullPath": "/x/else", "items": [page("/x/else/get", json!(1))] }
    ]}})
}

#[test]
fn a_folder_is_fetched_whole_and_by_stamp_the_next_time() {
    let server = Server::with_pages(&["/x/things/get", "/uOld", "/x/things/list"]);
    server.tree([Answer::json(&tree())]);
    let run = Run::trees(&server, &["/x/things"]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(
        run.files(),
        ["uOld.md", "x/things/get.md", "x/things/list.md"]
    );
    server.asked();
    assert_eq!(run.go(), Ok(()));
    assert_eq!(
        server.asked_pages(),
        ["/x/things/list"],
        "the others have the stamp of the list"
    );
    // One that is older than the list says.
    let file = run.path("uOld.md");
    fs::write(
        &file,
        run.text("uOld.md")
            .replace("1700000000000", "1600000000000"),
    )
    .unwrap();
    assert_eq!(run.go(), Ok(()));
    assert_eq!(sorted(server.asked_pages()), ["/uOld", "/x/things/list"]);
    assert_has(&run.text("uOld.md"), &["1700000000000"]);
    let mut again = run;
    again.options.again = true;
    assert_eq!(again.go(), Ok(()));
    assert_eq!(server.asked_pages().len(), 3);
}

#[test]
fn pages_are_only_named_on_demand() {
    let server = Server::start();
    server.tree([Answer::json(&tree())]);
    let mut run = Run::trees(&server, &["/"]);
    run.options.list = true;
    assert_eq!(run.go(), Ok(()));
    assert!(server.asked_pages().is_empty());
    assert!(run.files().is_empty());
}

#[test]
fn what_the_list_of_pages_lacks_is_said() {
    let server = Server::start();
    let mut run = Run::trees(&server, &["/nowhere"]);
    let not_found = run.go().unwrap_err();
    assert_has(
        &not_found,
        &[
            "error: the list of all pages: the service answers with HTTP 404",
            "/api/tools/docment/directory_list)",
            "check the page's path and `--base`",
        ],
    );
    server.tree([Answer::json(&json!({ "code": 0, "data": {} }))]);
    assert_has(
        &run.go().unwrap_err(),
        &["error: the list of all pages: ", "has no `data.items`"],
    );
    server.tree([Answer::status(500), Answer::json(&tree())]);
    assert_eq!(
        run.go().unwrap_err(),
        "error: the documentation lists no page below /nowhere; at the top it has /x/things (Things), /x/else (Else); \
         `--tree / --list` names all pages"
    );
    // Folders in folders without end are refused, and not followed.
    let deep = format!("{}{}", "{\"items\":[".repeat(5000), "]}".repeat(5000));
    server.tree([Answer::text(200, "application/json", &deep)]);
    run.options.trees = vec!["/".parse().unwrap()];
    assert_has(
        &run.go().unwrap_err(),
        &["error: the list of all pages: the answer is JSON that cannot be read: recursion"],
    );
}

#[test]
fn the_service_is_the_one_that_the_spec_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let base = || documentation(root, None).map(|base| base.to_string());
    assert_has(&base().unwrap_err(), &["there is no spec/ in "]);
    let platform = root.join("spec/platform.yaml");
    fs::create_dir(root.join("spec")).unwrap();
    // There is much that this spec lacks, and that is none of the downloader's business.
    fs::write(
        &platform,
        "format: 3\ndocumentation: { host: https://docs.example }\n",
    )
    .unwrap();
    assert_eq!(base(), Ok("https://docs.example".to_owned()));
    fs::write(&platform, "path_root: /open-apis\n").unwrap();
    assert_has(&base().unwrap_err(), &["`format: 3`"]);
    fs::write(&platform, "format: 3\npath_root: /open-apis\n").unwrap();
    assert_eq!(
        base(),
        Err(
            "error: `documentation` in spec/platform.yaml: the address of a documentation service begins with \
             `https://`; mend it, or use `--base`"
                .to_owned()
        )
    );
}

#[test]
fn the_pages_of_the_spec_are_fetched() {
    let server = Server::start();
    let mut run = Run::new(&server, &[]);
    run.options.to = None;
    let root = run.folder.path();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec"),
        &root.join("spec"),
    );
    let facts = facts::from_spec(&lint::load(root).unwrap());
    let pages: Vec<_> = facts
        .iter()
        .filter_map(|facts| facts.page.doc_path.clone())
        .collect();
    for page in &pages {
        server.page(page, [ok(page)]);
    }
    assert_eq!(run.go(), Ok(()));
    assert_eq!(sorted(server.asked_pages()), sorted(pages.clone()));
    for page in &pages {
        let file = format!("target/pages{page}.md");
        assert!(run.folder.path().join(&file).is_file(), "{file}");
    }
    assert!(pages.len() >= 14);
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
