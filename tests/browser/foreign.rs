//! Pages of others, which must not get at the sandbox.

use std::io::{Read, Write};
use std::net::TcpListener;

use feishu_sandbox::Sandbox;
use serde_json::json;

use crate::driver::Browser;
use crate::open;

/// Serves an empty page at another port, and so at another origin; the port.
fn other_site() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            _ = stream.read(&mut [0; 4096]);
            _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<!doctype html>",
            );
        }
    });
    port
}

/// What a page tries: to send a fault in all ways that need no permission, and to read; the outcomes as text.
const TRIES: &str = r#"
    const target = arguments_target;
    const fault = '{"operation": "*", "fault": "html", "times": "always"}';
    const outcome = async (name, options) => {
      try { const r = await fetch(target + name, options); return r.type === 'opaque' ? 'opaque' : String(r.status); }
      catch { return 'failed'; }
    };
    return (async () => [
      await outcome('/faults', { method: 'POST', mode: 'no-cors', body: fault, headers: { 'Content-Type': 'text/plain' } }),
      await outcome('/faults', { method: 'POST', body: fault, headers: { 'Content-Type': 'application/json' } }),
      await outcome('/requests', { method: 'DELETE' }),
      await outcome('/requests', {}),
      await outcome('/requests', { mode: 'no-cors' }),
    ])()"#;

/// What a form of a page sends.
const FORM: &str = r#"
    const form = document.createElement('form');
    form.method = 'post'; form.enctype = 'text/plain'; form.action = arguments_target + '/faults';
    const field = document.createElement('input');
    field.name = '{"operation": "*", "fault": "html", "times": "always", "message": "'; field.value = '"}';
    form.append(field); document.body.append(form); form.submit();"#;

#[tokio::test]
async fn a_page_of_another_site_can_neither_post_nor_read() {
    let Some(browser) = Browser::start(
        800,
        600,
        &["--host-resolver-rules=MAP foreign.example 127.0.0.1"],
    )
    .await
    else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let http = reqwest::Client::new();
    http.get(format!("{}/asked", sandbox.base_url()))
        .send()
        .await
        .unwrap();
    let control = format!("{}/_sandbox/v1", sandbox.base_url());
    let untouched = async || {
        let faults = http.get(format!("{control}/faults")).send().await.unwrap();
        assert_eq!(faults.text().await.unwrap(), r#"{"faults":[]}"#);
        assert_eq!(sandbox.requests().len(), 1);
    };
    let port = other_site();
    // Another port of this machine is the same site to a browser, and another origin.
    for host in ["foreign.example", "localhost", "127.0.0.1"] {
        browser.open(&format!("http://{host}:{port}/")).await;
        let with_target =
            |script: &str| script.replace("arguments_target", &format!("{control:?}"));
        let outcomes = browser.run(&with_target(TRIES)).await;
        // An opaque answer tells the page nothing, and the resource policy keeps even that from it.
        assert_eq!(
            outcomes,
            json!(["failed", "failed", "failed", "failed", "failed"]),
            "{host}"
        );
        browser.run(&with_target(FORM)).await;
        browser.wait_for_text("body", "\"remedy\"").await;
        untouched().await;
    }
    // The same page as one of its own may do all that.
    open(&browser, &sandbox).await;
    let outcomes = browser
        .run(&TRIES.replace("arguments_target", &format!("{control:?}")))
        .await;
    assert_eq!(outcomes[1], "200");
}

#[tokio::test]
async fn a_name_that_leads_here_by_another_name_is_refused() {
    let Some(browser) = Browser::start(
        800,
        600,
        &["--host-resolver-rules=MAP rebound.example 127.0.0.1"],
    )
    .await
    else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.base_url().rsplit_once(':').unwrap().1;
    for path in ["/", "/_sandbox/v1/requests", "/_sandbox/page/page.js"] {
        browser
            .open(&format!("http://rebound.example:{port}{path}"))
            .await;
        browser.wait_for_text("body", "`rebound.example:").await;
        browser
            .wait_for_text("body", "is no name of this machine")
            .await;
    }
    // By a name of its own it is the same page.
    browser.open(&format!("http://localhost:{port}/")).await;
    browser.wait_for_text("#connection", "Live").await;
}
