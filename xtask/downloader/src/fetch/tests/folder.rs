//! The folder of the pages: pages that move, pages with several addresses, and what is in the way.

use super::*;

/// What the service says of a page that was asked for by another path than its own.
fn alias(of: &str, content: &str) -> [Answer; 1] {
    [Answer::json(&detail(of, content))]
}

#[test]
fn a_page_that_moves_leaves_no_file_behind() {
    let server = Server::with_pages(&["/a", "/b"]);
    let run = Run::new(&server, &["/a", "/b"]);
    assert_eq!(run.go(), Ok(()));
    server.page("/a", alias("/new/a", "one"));
    // The file of `/b` holds something else by now.
    fs::write(run.path("b.md"), "---\nfullPath: \"/c\"\n---\n").unwrap();
    server.page("/b", alias("/new/b", "one"));
    assert_eq!(run.go(), Ok(()));
    assert_eq!(run.files(), ["b.md", "new/a.md", "new/b.md"]);
}

#[test]
fn what_this_run_has_brought_is_not_stale() {
    let server = Server::start();
    server.page("/a", alias("/b", "one"));
    server.page("/b", alias("/a", "one"));
    let mut run = Run::new(&server, &["/a", "/b"]);
    run.pace.at_once = 1;
    for _ in 0..3 {
        assert_eq!(run.go(), Ok(()));
        assert_eq!(run.files(), ["a.md", "b.md"]);
    }
}

#[test]
fn of_several_addresses_of_a_page_its_own_counts() {
    let server = Server::start();
    server.page("/old", alias("/new", "from the old address"));
    server.page("/new", alias("/new", "from the new address"));
    server.page("/other", alias("/new", "from another address"));
    let orders = [
        ["/old", "/new", "/other"],
        ["/new", "/other", "/old"],
        ["/other", "/old", "/new"],
    ];
    for order in orders {
        let mut run = Run::new(&server, &order);
        run.pace.at_once = 1;
        for _ in 0..2 {
            assert_eq!(run.go(), Ok(()));
            assert_has(&run.text("new.md"), &["from the new address"]);
        }
    }
    for order in [["/old", "/other"], ["/other", "/old"]] {
        let mut run = Run::new(&server, &order);
        run.pace.at_once = 1;
        assert_eq!(run.go(), Ok(()));
        assert_has(&run.text("new.md"), &["from the old address"]);
    }
}

#[test]
fn a_page_that_is_there_is_not_overwritten_from_another_address() {
    let server = Server::start();
    let page = |path: &str, stamp: Value| json!({ "type": "DocumentType", "fullPath": path, "updateTime": stamp });
    server.tree([Answer::json(&json!({ "code": 0, "data": { "items": [
        { "type": "DirectoryType", "fullPath": "/x", "items": [
            page("/x/new", json!(1_700_000_000_000u64)),
            page("/x/old", json!(null))
        ]}
    ]}}))]);
    server.page("/x/new", alias("/x/new", "from the new address"));
    server.page("/x/old", alias("/x/new", "from the old address"));
    let mut run = Run::trees(&server, &["/x"]);
    run.pace.at_once = 1;
    assert_eq!(run.go(), Ok(()));
    server.asked();
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked_pages(), ["/x/old"], "the other has its stamp");
    assert_has(&run.text("x/new.md"), &["from the new address"]);
}

#[test]
fn a_journal_does_not_make_another_file_the_pages() {
    let server = Server::with_pages(&["/p1", "/p2", "/p3", "/p4"]);
    let run = Run::new(&server, &["/p1", "/p2", "/p3", "/p4"]);
    fs::create_dir_all(run.path("")).unwrap();
    let head = |path: &str| format!("---\nfullPath: \"{path}\"\n---\n");
    let outside = run.folder.path().join("p2.md");
    fs::write(&outside, head("/p2")).unwrap();
    fs::write(run.path("p3.md"), head("/P3")).unwrap();
    fs::write(run.path("p4.md"), head("/p4")).unwrap();
    let journal = [
        json!({ "base": server.base(), "begun": time::unix_seconds(), "again": false }),
        json!({ "page": "/p1", "file": outside }),
        json!({ "asked": "/p2", "page": "/../p2" }),
        json!({ "asked": "/p3", "page": "/p3" }),
        json!({ "asked": "/p4", "page": "/p4" }),
    ];
    let journal: String = journal.iter().map(|line| format!("{line}\n")).collect();
    fs::write(run.path(".fetch.jsonl"), journal).unwrap();
    assert_has(
        &run.go().unwrap_err(),
        &["/p3: its file holds another page, /P3"],
    );
    assert_eq!(sorted(server.asked_pages()), ["/p1", "/p2", "/p3"]);
    assert_eq!(fs::read_to_string(outside).unwrap(), head("/p2"));
}

#[test]
fn what_is_in_the_way_of_some_pages_does_not_end_the_run() {
    let server = Server::with_pages(&["/good"]);
    let long = format!("/{}/x", "y".repeat(240)).repeat(18);
    let mut pages = vec![long.clone()];
    pages.extend((0..4).map(|number| format!("/d{number}")));
    pages.extend((0..4).map(|number| format!("/f/{number}")));
    for page in &pages {
        server.page(page, [ok(page)]);
    }
    pages.push("/good".to_owned());
    let pages: Vec<_> = pages.iter().map(String::as_str).collect();
    let mut run = Run::new(&server, &pages);
    run.pace.at_once = 1;
    for number in 0..4 {
        fs::create_dir_all(run.path(&format!("d{number}.md"))).unwrap();
    }
    fs::write(run.path("f"), "a file").unwrap();
    let message = run.go().unwrap_err();
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines.len(), 10, "{message}");
    assert!(
        lines[0].ends_with("name a folder with a shorter path with `--to`"),
        "{}",
        lines[0]
    );
    for (line, number) in lines[1..9].iter().zip(0..) {
        let parts = if number < 4 {
            ["error: /d", "a folder stands where the file goes: move it"]
        } else {
            [
                "error: /f/",
                "a file stands where a folder is needed: move it",
            ]
        };
        assert_has(line, &parts);
    }
    assert_has(
        lines[9],
        &["9 pages missing; run the same command again: it fetches only"],
    );
    assert!(run.path("good.md").is_file());
}

#[test]
fn a_file_in_place_of_the_folder_ends_the_run() {
    let server = Server::with_pages(&["/a", "/b", "/c", "/d", "/e"]);
    let mut run = Run::new(&server, &["/a", "/b", "/c", "/d", "/e"]);
    run.pace.at_once = 1;
    fs::write(run.folder.path().join("pages"), "a file").unwrap();
    let message = run.go().unwrap_err();
    assert_has(
        &message,
        &[
            "error: /a: ",
            "a.md: ",
            "a file stands where a folder is needed: move it away, or name another with `--to`",
            "the run ended early, since 3 pages failed one after the other",
        ],
    );
}
