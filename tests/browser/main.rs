//! The page of the sandbox in a real browser, which is skipped with a word where there is none.
//!
//! `UPDATE_EXPECTED=1` takes the picture of the README anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says why it is skipped"
)]

mod driver;
mod foreign;
mod look;

use driver::{Browser, key};
use feishu_core::{Client, ErrorKind, RetryPolicy};
use feishu_drive::Drive;
use feishu_drive::export_task::FileExtension;
use feishu_drive::file::ListFiles;
use feishu_drive::types::FileRef;
use feishu_sandbox::{Block, Document, Sandbox};
use serde_json::json;

/// The SDK, which gives up at the first refusal.
fn drive(sandbox: &Sandbox) -> Drive {
    let client = sandbox
        .client_builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    Drive::new(&client)
}

/// Opens the page, and waits until it is there.
async fn open(browser: &Browser, sandbox: &Sandbox) {
    browser.open(&format!("{}/", sandbox.base_url())).await;
    browser.wait_for_text("#connection", "Live").await;
}

#[tokio::test]
async fn requests_show_up_with_what_was_wrong_with_them() {
    let Some(browser) = Browser::start(1200, 800, &[]).await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let drive = drive(&sandbox);
    open(&browser, &sandbox).await;
    assert_eq!(browser.text("#base-url").await, sandbox.base_url());
    assert!(
        browser
            .text("#no-requests")
            .await
            .starts_with("Nothing yet")
    );

    drive.files().list(ListFiles::new()).await.unwrap();
    browser
        .wait_for_text("#request-rows tr", "drive.v1.file.list")
        .await;
    assert!(browser.text("#request-rows tr").await.contains("200"));

    // The client sends what is out of its range all the same, and the page says which rule that breaks.
    let list = ListFiles::new().page_size(300);
    drive.files().list(list).await.unwrap_err();
    browser
        .wait_for_text(
            "#request-rows .violations",
            "page_size: 300, documented maximum 200",
        )
        .await;
    let row = browser.text("#request-rows tr").await;
    assert!(
        row.contains("400") && row.contains("page_size=300"),
        "{row}"
    );
    browser.click("#request-rows tr summary").await;
    let curl = browser.text("#request-rows tr pre").await;
    assert!(
        curl.starts_with("curl ") && curl.contains("Bearer $TOKEN"),
        "{curl}"
    );
    browser.wait_for_text("#news", "1 went wrong").await;

    // The command that is copied is the one that is shown.
    browser.run("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }").await;
    browser.click("#request-rows tr button").await;
    browser
        .wait_for_text("#request-rows tr button", "Copied")
        .await;
    assert_eq!(browser.run("return window.copied").await, curl);

    let shown = "[...document.querySelectorAll('#request-rows tr')].filter((row) => row.checkVisibility()).length";
    assert_eq!(browser.run(&format!("return {shown}")).await, 3);
    browser.click("#only-wrong").await;
    browser.wait(&format!("{shown} === 1")).await;
    browser.click("#clear-requests").await;
    browser.wait(&format!("{shown} === 0")).await;
    assert!(sandbox.requests().is_empty());
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[tokio::test]
async fn a_button_makes_the_next_call_go_wrong() {
    let Some(browser) = Browser::start(1200, 800, &[]).await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let drive = drive(&sandbox);
    drive.files().list(ListFiles::new()).await.unwrap();
    open(&browser, &sandbox).await;

    browser.click("button[data-fault*=rate_limit]").await;
    browser.wait_for_text("#fault-list", "rate_limit").await;
    let error = drive.files().list(ListFiles::new()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::RateLimited, Some(429)),
        "{error}"
    );
    browser.wait_for_text("#request-rows tr", "429").await;
    browser.wait_for_text("#no-faults", "No faults").await;
    drive.files().list(ListFiles::new()).await.unwrap();

    // For one operation, always, until it is cleared.
    browser
        .run("document.getElementById('fault-operation').value = 'drive.v1.file.list'")
        .await;
    browser
        .run("document.getElementById('fault-times').value = 'always'")
        .await;
    browser.click("button[data-fault*='\"html\": true']").await;
    browser
        .wait_for_text("#fault-list", "drive.v1.file.list")
        .await;
    for _ in 0..2 {
        drive.files().list(ListFiles::new()).await.unwrap_err();
    }
    browser.click("#clear-faults").await;
    browser.wait_for_text("#no-faults", "No faults").await;
    drive.files().list(ListFiles::new()).await.unwrap();

    // What cannot be set says why.
    browser
        .run("document.getElementById('fault-operation').value = 'drive.v1.file.lst'")
        .await;
    browser.click("button[data-fault*=rate_limit]").await;
    browser
        .wait_for_text("#problem", "no operation `drive.v1.file.lst`")
        .await;
}

#[tokio::test]
async fn documents_jobs_the_clock_and_tokens_are_seen_and_used() {
    let Some(browser) = Browser::start(1200, 1400, &[]).await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let drive = drive(&sandbox);
    open(&browser, &sandbox).await;
    browser.wait_for_text("#tree", sandbox.sheet().token).await;
    let document = Document::text("Minutes", vec![Block::paragraph("x")]);
    let token = sandbox.add_document(document.in_folder(sandbox.folder()));
    browser.wait_for_text("#tree details details", &token).await;
    browser.wait_for_text("#tree", "Minutes").await;

    let sheet = FileRef::sheet(sandbox.sheet().token);
    let folder = tempfile::tempdir().unwrap();
    let export = drive.export(&sheet, FileExtension::Xlsx);
    export.save_to(folder.path().join("a.xlsx")).await.unwrap();
    browser.wait_for_text("#job-rows", "done").await;
    browser
        .wait_for_text("#job-rows", "drive.v1.export_task.create")
        .await;

    browser.click("#new-token").await;
    browser.wait_for_text("#token", "u-").await;
    let token = browser.text("#token").await;
    let user = Client::builder()
        .base_url(sandbox.base_url())
        .user_token(token)
        .retry(RetryPolicy::never());
    let user = Drive::new(&user.build().unwrap());
    user.files().list(ListFiles::new()).await.unwrap();
    browser.click("[data-seconds='7200']").await;
    browser.wait_for_text("#ahead", "2 h ahead").await;
    let error = user.files().list(ListFiles::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");

    browser.click("#reset").await;
    browser.accept().await;
    browser
        .wait("document.getElementById('ahead').textContent === ''")
        .await;
    browser
        .wait("!document.getElementById('tree').textContent.includes('Minutes')")
        .await;
    browser.wait_for_text("#no-jobs", "No jobs").await;
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn somebody_joins_a_meeting_and_leaves_it() {
    let Some(browser) = Browser::start(1200, 1400, &[]).await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    open(&browser, &sandbox).await;
    browser.wait_for_text("#meeting-list li", "going on").await;
    browser.wait_for_text("#meeting-list", sandbox.user()).await;
    browser
        .wait_for_text("#meeting-list", "recording: waiting, 30 s")
        .await;

    browser.click("#new-meeting").await;
    browser.wait_for_text("#news", "Meeting reserved").await;
    let number = browser
        .run("return document.getElementById('meeting-number').value")
        .await;
    let number = number.as_str().unwrap().to_owned();
    assert_ne!(number, "123456789", "the new one is chosen");
    let entry = format!("#meeting-list [data-number='{number}']");
    browser.wait_for_text(&entry, "reserved").await;

    // By the keyboard: the name, and Enter, which joins.
    let who = "document.getElementById('meeting-who')";
    browser.run(&format!("{who}.focus()")).await;
    for key in "ou_1".chars() {
        browser.press(&key.to_string()).await;
    }
    browser.press(key::ENTER).await;
    browser.wait_for_text(&entry, "ou_1").await;
    browser.wait_for_text(&entry, "host").await;
    let told = format!("ou_1 has joined {number}");
    browser.wait_for_text("#news", &told).await;
    // Whoever goes on typing is where they were.
    let focus = "return document.activeElement.id";
    assert_eq!(browser.run(focus).await, "meeting-who");
    // What comes from elsewhere is seen as well.
    sandbox.join_meeting(&number, "omm_2").unwrap();
    browser.wait_for_text(&entry, "omm_2").await;
    browser.click("#meeting-form [value=leave]").await;
    browser
        .wait(&format!(
            "!document.querySelector({entry:?}).innerText.includes('ou_1')"
        ))
        .await;
    sandbox.leave_meeting(&number, "omm_2").unwrap();
    browser.wait_for_text(&entry, "reserved").await;
    browser
        .wait_for_text(&format!("{entry} ~ [data-number='{number}']"), "ended")
        .await;

    // What is not possible says why.
    browser.click("#meeting-form [value=leave]").await;
    let wrong = format!("no meeting {number} is going on");
    browser.wait_for_text("#problem", &wrong).await;
    browser.run(&format!("{who}.value = ''")).await;
    browser.click("#meeting-form [value=join]").await;
    assert_eq!(browser.run(focus).await, "meeting-who", "nobody is named");
    assert!(sandbox.join_meeting(&number, "ou_3").is_ok());

    // The number leads to the page of the meeting.
    browser.wait_for_text(&entry, "ou_3").await;
    browser.click(&format!("{entry} a")).await;
    browser.wait_for_text("body", "ou_3").await;
    let complaints = browser.complaints().await;
    // A refusal is logged as one by the browser; nothing else is.
    assert!(
        complaints.iter().all(|complaint| complaint.contains("409")),
        "{complaints:?}"
    );
}

#[tokio::test]
async fn the_page_goes_on_with_the_next_sandbox_at_its_address() {
    let Some(browser) = Browser::start(1200, 800, &[]).await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    drive(&sandbox)
        .files()
        .list(ListFiles::new())
        .await
        .unwrap();
    open(&browser, &sandbox).await;
    let rows = "document.querySelectorAll('#request-rows tr').length";
    browser.wait(&format!("{rows} === 2")).await;
    let port = sandbox
        .base_url()
        .rsplit_once(':')
        .unwrap()
        .1
        .parse()
        .unwrap();
    drop(sandbox);
    browser
        .wait_for_text("#connection", "does not answer")
        .await;

    let sandbox = Sandbox::builder().port(port).start().await.unwrap();
    browser.wait_for_text("#connection", "Live").await;
    browser.wait(&format!("{rows} === 0")).await;
    let asked = format!("{}/asked", sandbox.base_url());
    reqwest::Client::new().get(asked).send().await.unwrap();
    browser.wait_for_text("#request-rows", "/asked").await;
}

#[tokio::test]
async fn what_a_client_sends_is_shown_as_text() {
    let Some(browser) = Browser::start(1200, 1400, &[]).await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let markup = "<img src=x onerror=\"window.hit = 1\"><script>window.hit = 1</script>";
    sandbox.add_document(Document::text(markup, vec![Block::paragraph("x")]));
    open(&browser, &sandbox).await;
    browser.wait_for_text("#tree", markup).await;
    // Straight to the socket: a client would encode the path.
    let path = "/%3Cimg%20src=x%20onerror=window.hit=1%3E/<svg/onload=window.hit=1>";
    let request = reqwest::Client::new().post(format!("{}{path}", sandbox.base_url()));
    request.body(markup).send().await.unwrap();
    browser.wait_for_text("#request-rows tr", "unknown").await;
    browser.click("#request-rows tr summary").await;
    browser
        .wait_for_text("#request-rows tr pre", "onerror")
        .await;
    assert_eq!(
        browser
            .run("return document.querySelectorAll('main img, main svg, main script').length")
            .await,
        0
    );
    assert_eq!(browser.run("return window.hit ?? 0").await, 0);
}

#[tokio::test]
async fn the_keyboard_reaches_and_uses_everything() {
    let Some(browser) = Browser::start(1200, 800, &[]).await else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let drive = drive(&sandbox);
    drive.files().list(ListFiles::new()).await.unwrap();
    open(&browser, &sandbox).await;
    browser
        .wait("document.querySelectorAll('#request-rows tr').length === 2")
        .await;
    let wanted = browser
        .run(
            "window.wanted = [...document.querySelectorAll('a, button, input, select, summary, .scroll')]
               .filter((element) => element.checkVisibility());
             return window.wanted.length",
        )
        .await;
    let wanted = wanted.as_u64().unwrap();
    assert!(wanted > 25, "{wanted}");
    // Each has a name, and shows that it has the focus.
    let look = "const at = document.activeElement;
        window.reached = (window.reached ?? new Set()).add(at);
        const style = getComputedStyle(at);
        const name = at.innerText || at.ariaLabel || at.labels?.[0]?.innerText || '';
        return [at.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, name.trim() !== '',
                at.outerHTML.slice(0, 80), at === document.body]";
    for step in 0..wanted + 10 {
        browser.press(key::TAB).await;
        let seen = browser.run(look).await;
        if seen[3] == true {
            break;
        }
        assert_eq!(
            (&seen[0], &seen[1]),
            (&json!(true), &json!(true)),
            "{step}: {seen}"
        );
    }
    let missed = "return window.wanted.filter((element) => !window.reached.has(element)).map((element) => element.outerHTML)";
    assert_eq!(browser.run(missed).await, json!([]));

    browser
        .run("document.querySelector('button[data-fault*=disconnect]').focus()")
        .await;
    browser.press(key::ENTER).await;
    browser.wait_for_text("#fault-list", "disconnect").await;
    browser
        .run("document.querySelector('#clear-faults').focus()")
        .await;
    browser.press(key::SPACE).await;
    browser.wait_for_text("#no-faults", "No faults").await;
    // The first thing that the keyboard reaches leads past the head of the page.
    open(&browser, &sandbox).await;
    browser.press(key::TAB).await;
    assert_eq!(
        browser.run("return document.activeElement.className").await,
        "skip"
    );
    browser.press(key::ENTER).await;
    browser
        .wait("document.activeElement.id === 'requests'")
        .await;
    // What is read aloud is in regions that say so, and tables have heads.
    assert_eq!(
        browser
            .run("return document.querySelectorAll('[role=status], [role=alert]').length")
            .await,
        3
    );
    let heads = "return [...document.querySelectorAll('table')].every((table) => table.caption && table.querySelector('th[scope=col]'))";
    assert_eq!(browser.run(heads).await, true);
}
