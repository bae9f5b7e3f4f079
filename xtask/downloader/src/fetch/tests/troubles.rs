//! What a service may answer other than a page, and what may be in the way.

use super::*;

#[test]
fn a_refusal_for_too_many_calls_holds_all_back_as_long_as_is_asked() {
    let server = Server::with_pages(&["/b", "/c"]);
    let busy = Answer::status(429).header("Retry-After", 1);
    server.page("/a", [busy, ok("/a")]);
    let mut run = Run::new(&server, &["/a", "/b", "/c"]);
    run.pace.at_once = 1;
    let begin = Clock::now();
    assert_eq!(run.go(), Ok(()));
    assert!(begin.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.asked_pages(), ["/a", "/a", "/b", "/c"]);
    assert_eq!(run.files().len(), 3);
}

#[test]
fn others_wait_as_well_when_one_is_refused() {
    let server = Server::start();
    let busy = Answer::status(429)
        .header("Retry-After", 1)
        .after(Duration::from_millis(100));
    server.page("/a", [busy, ok("/a")]);
    // It is under way when the refusal comes; the pages after it are not.
    server.page("/b", [ok("/b").after(Duration::from_millis(300))]);
    server.page("/c", [ok("/c")]);
    server.page("/d", [ok("/d")]);
    let mut run = Run::new(&server, &["/a", "/b", "/c", "/d"]);
    run.pace.at_once = 2;
    assert_eq!(run.go(), Ok(()));
    let asked = server.asked();
    assert_eq!(asked.len(), 5);
    let of = |page: &str| {
        let times = asked.iter().filter(|asked| asked.target.ends_with(page));
        times.map(|asked| asked.at).collect::<Vec<_>>()
    };
    let refused = of("/a")[0];
    for (page, at) in [
        ("/a", of("/a")[1]),
        ("/c", of("/c")[0]),
        ("/d", of("/d")[0]),
    ] {
        let wait = at - refused;
        assert!(wait >= Duration::from_secs(1), "{page} came after {wait:?}");
    }
}

#[test]
fn a_service_that_wants_a_long_rest_gets_it() {
    let server = Server::with_pages(&["/b"]);
    server.page("/a", [Answer::status(503).header("Retry-After", 3600)]);
    let mut run = Run::new(&server, &["/a", "/b"]);
    run.pace.at_once = 1;
    let message = run.go().unwrap_err();
    assert_has(
        &message,
        &[
            "error: /a: the service answers with HTTP 503",
            "asks to come back in 3600 s",
            "fullPath=/a)",
            "the run ended early, since the service asked for a longer rest: 2 pages missing",
        ],
    );
    assert_eq!(server.asked_pages(), ["/a"], "nothing is asked after that");
}

#[test]
fn passing_failures_are_passed_over() {
    let server = Server::start();
    server.page("/500", [Answer::status(500), ok("/500")]);
    server.page("/cut", [ok("/cut").cut(), ok("/cut")]);
    server.page("/half", [ok("/half").halved(), ok("/half")]);
    let silent = ok("/silent").after(Duration::from_millis(900));
    server.page("/silent", [silent, ok("/silent")]);
    let run = Run::new(&server, &["/500", "/cut", "/half", "/silent"]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked_pages().len(), 8);
    assert_eq!(run.files(), ["500.md", "cut.md", "half.md", "silent.md"]);
    assert_has(&run.text("cut.md"), &["# cut\n\none"]);
}

#[test]
fn lasting_failures_are_named_and_do_not_stop_the_others() {
    let server = Server::with_pages(&["/good"]);
    server.page("/500", [Answer::status(500)]);
    server.page("/cut", [ok("/cut").cut()]);
    server.page(
        "/code",
        [Answer::json(
            &json!({ "code": 1234, "msg": "no such\npage" }),
        )],
    );
    server.page(
        "/html",
        [Answer::text(
            200,
            "text/html",
            "<!DOCTYPE html>\n<title>Sign in</title>",
        )],
    );
    server.page("/mute", [Answer::status(200)]);
    server.page("/list", [Answer::json(&json!([1, 2]))]);
    server.page(
        "/bare",
        [Answer::json(
            &json!({ "code": 0, "data": { "content": 7 } }),
        )],
    );
    server.page("/none", [Answer::json(&json!({ "code": 0 }))]);
    server.page(
        "/empty",
        [Answer::json(
            &json!({ "code": 0, "data": { "content": " \n" } }),
        )],
    );
    let pages = [
        "/500", "/cut", "/code", "/html", "/mute", "/list", "/gone", "/bare", "/none", "/empty",
        "/good",
    ];
    let mut run = Run::new(&server, &pages);
    run.pace.most_failures = 99;
    let message = run.go().unwrap_err();
    let lines: Vec<_> = message.lines().collect();
    let expected = [
        [
            "error: /500: the service answers with HTTP 500",
            ", 3 times (http://",
            "run the same command again later",
        ],
        [
            "error: /cut: the answer breaks off: ",
            ", 3 times (http://",
            "check the network",
        ],
        [
            "error: /code: the service refuses with code 1234 (no such page) (http://",
            "fullPath=/code)",
            "may have moved",
        ],
        [
            "error: /html: the answer is not JSON, it begins with `<!DOCTYPE html> <title>Sign in</title>`",
            "fullPath=/html)",
            "check `--base`",
        ],
        [
            "error: /mute: the answer is empty",
            "fullPath=/mute)",
            "check `--base`",
        ],
        [
            "error: /list: the answer is JSON, but has no `code`",
            "fullPath=/list)",
            "may have changed",
        ],
        [
            "error: /gone: the service answers with HTTP 404",
            "fullPath=/gone)",
            "check the page's path",
        ],
        [
            "error: /bare: the answer has no `data.content`",
            "fullPath=/bare)",
            "may have changed",
        ],
        [
            "error: /none: the answer has no `data.content`",
            "fullPath=/none)",
            "may have changed",
        ],
        [
            "error: /empty: the page is empty",
            "fullPath=/empty)",
            "may have moved",
        ],
        [
            "error: 10 pages missing; run the same command again",
            "it fetches only",
            "missing",
        ],
    ];
    assert_eq!(lines.len(), expected.len(), "{message}");
    for (line, parts) in lines.iter().zip(expected) {
        assert_has(line, &parts);
    }
    assert!(run.path("good.md").is_file());
    let asked = server.asked_pages();
    let count = |page: &str| asked.iter().filter(|asked| *asked == page).count();
    assert_eq!((count("/500"), count("/cut")), (3, 3));
    assert_eq!(
        (count("/html"), count("/gone"), count("/code")),
        (1, 1, 1),
        "no use to try again"
    );
}

#[test]
fn a_service_that_is_out_of_order_is_not_asked_for_every_page() {
    let server = Server::start();
    let pages: Vec<_> = (0..40).map(|number| format!("/{number}")).collect();
    for page in &pages {
        server.page(page, [Answer::text(200, "text/html", "<html>Sign in")]);
    }
    let pages: Vec<_> = pages.iter().map(String::as_str).collect();
    let run = Run::new(&server, &pages);
    let message = run.go().unwrap_err();
    assert_has(
        &message,
        &["the run ended early, since 3 pages failed one after the other: 40 pages missing"],
    );
    let asked = server.asked_pages().len();
    assert!(
        (3..=5).contains(&asked),
        "{asked}: three failures, and those under way"
    );
}

#[test]
fn faults_of_single_pages_do_not_end_the_run() {
    let server = Server::start();
    let refused = json!({ "code": 5, "msg": "no" });
    let pages: Vec<_> = (0..20).map(|number| format!("/{number}")).collect();
    for page in &pages {
        server.page(page, [Answer::json(&refused)]);
    }
    let pages: Vec<_> = pages.iter().map(String::as_str).collect();
    let message = Run::new(&server, &pages).go().unwrap_err();
    assert_has(
        &message,
        &["error: 20 pages missing; run the same command again"],
    );
    assert_eq!(server.asked_pages().len(), 20);
}

#[test]
fn nobody_at_home_is_said_plainly() {
    let server = Server::start();
    let mut run = Run::new(&server, &["/a"]);
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    run.options.base = Some(format!("http://{address}").parse().unwrap());
    let message = run.go().unwrap_err();
    assert_has(
        &message,
        &[
            "error: /a: the service cannot be reached: ",
            "refused",
            ", 3 times",
            "check the network and `--base`",
        ],
    );
}

#[test]
fn redirects_are_followed_within_the_service_only() {
    let server = Server::start();
    let other = Server::with_pages(&["/out"]);
    let detail_of = |page: &str| format!("/document_portal/v1/document/get_detail?fullPath={page}");
    server.page(
        "/in",
        [Answer::status(302).header("Location", "/new/place")],
    );
    server.on("/new/place", [ok("/in")]);
    let out = format!("{}{}", other.base(), detail_of("/out"));
    server.page("/out", [Answer::status(301).header("Location", &out)]);
    server.page(
        "/round",
        [Answer::status(302).header("Location", detail_of("/round"))],
    );
    server.page("/back", [Answer::status(302).header("Location", "/hop")]);
    server.on("/hop", [Answer::status(302).header("Location", &out)]);
    let mut run = Run::new(&server, &["/in", "/out", "/round", "/back"]);
    run.pace.most_failures = 99;
    let message = run.go().unwrap_err();
    assert_has(
        &message,
        &[
            &format!("error: /out: the service redirects to {out} ("),
            "name it with `--base`",
            "error: /round: the service redirects to /document_portal",
            &format!("error: /back: the service redirects to {out} ("),
            "3 pages missing",
        ],
    );
    assert!(other.asked().is_empty(), "the other host is never asked");
    assert!(run.path("in.md").is_file());
}

#[test]
fn the_file_of_another_page_is_left_alone() {
    let server = Server::with_pages(&["/a", "/b"]);
    let run = Run::new(&server, &["/a", "/b"]);
    let other = "---\ntitle: \"A\"\nfullPath: \"/A\"\n---\n\ntext";
    fs::create_dir_all(run.path("")).unwrap();
    fs::write(run.path("a.md"), other).unwrap();
    let message = run.go().unwrap_err();
    assert_has(
        &message,
        &["error: /a: its file holds another page, /A; fetch it into another folder with `--to`"],
    );
    assert_eq!(run.text("a.md"), other);
    assert!(run.path("b.md").is_file());
}

#[test]
fn json_that_cannot_be_read_is_called_so() {
    let server = Server::with_pages(&["/good"]);
    let lone = r#"{"code":0,"data":{"content":"\ud83d"}}"#;
    let deep = "[".repeat(100_000);
    let pages = ["/lone1", "/deep1", "/lone2", "/deep2", "/good"];
    for (page, text) in pages.iter().zip([lone, &deep, lone, &deep]) {
        server.page(page, [Answer::text(200, "application/json", text)]);
    }
    let mut run = Run::new(&server, &pages);
    run.pace.at_once = 1;
    let message = run.go().unwrap_err();
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines.len(), 5, "{message}");
    for line in &lines[..4] {
        assert_has(
            line,
            &[
                "the answer is JSON that cannot be read: ",
                "may have changed",
            ],
        );
    }
    assert!(run.path("good.md").is_file(), "it is the pages' fault");
}

#[test]
fn what_the_service_says_commands_no_terminal() {
    let server = Server::start();
    let garbage = Answer::text(200, "text/plain", "\u{1b}[31mred\u{7}");
    server.page("/garbage", [garbage]);
    let refusal = json!({ "code": 7, "msg": "no\u{1b}[2J\npage" });
    server.page("/refused", [Answer::json(&refusal)]);
    let message = Run::new(&server, &["/garbage", "/refused"])
        .go()
        .unwrap_err();
    assert_has(
        &message,
        &[
            r"it begins with `\u{1b}[31mred\u{7}`",
            "refuses with code 7 (no[2J page)",
        ],
    );
}
