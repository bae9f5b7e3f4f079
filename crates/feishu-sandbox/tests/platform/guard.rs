//! Who may use the control interface, and who may not.

use feishu_sandbox::Sandbox;
use reqwest::{Client, Method};
use serde_json::json;

use crate::caller::{Answer, send};

const FAULT: &str = r#"{"operation": "drive.v1.file.copy", "fault": "html"}"#;

/// Asks with headers of one's own; the body is a fault if the method is not GET.
async fn asked(sandbox: &Sandbox, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let url = format!("{}{path}", sandbox.base_url());
    let mut request = Client::new().request(method.clone(), url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if method != Method::GET {
        request = request.body(FAULT);
    }
    send(request).await
}

/// The place that a refusal names; `None` if it was none.
fn refused(answer: &Answer) -> Option<(u16, String)> {
    let error = &answer.json()["error"];
    let place = error["where"].as_str()?.to_owned();
    assert!(error["what"].is_string() && error["remedy"].is_string());
    Some((answer.status.as_u16(), place))
}

/// How many faults are scripted.
async fn faults(sandbox: &Sandbox) -> usize {
    let answer = asked(sandbox, Method::GET, "/_sandbox/v1/faults", &[]).await;
    answer.json()["faults"].as_array().unwrap().len()
}

#[tokio::test]
async fn only_names_of_this_machine_lead_to_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.base_url().rsplit_once(':').unwrap().1;
    let json = ("content-type", "application/json");
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        for host in [
            host.to_owned(),
            format!("{host}:{port}"),
            format!("{host}:1"),
        ] {
            let answer = asked(
                &sandbox,
                Method::POST,
                "/_sandbox/v1/faults",
                &[("host", &host), json],
            )
            .await;
            assert_eq!(refused(&answer), None, "{host}");
        }
    }
    let set = faults(&sandbox).await;
    let rebound = format!("rebound.example:{port}");
    for host in [
        &rebound,
        "localhost.example",
        "127.0.0.1.nip.io",
        "0.0.0.0",
        "192.168.1.7",
    ] {
        for (method, path) in [
            (Method::GET, "/_sandbox/v1/requests"),
            (Method::POST, "/_sandbox/v1/faults"),
            (Method::GET, "/_sandbox/page/page.js"),
            (Method::GET, "/"),
        ] {
            let headers = [("host", host), json, ("accept", "text/html")];
            let answer = asked(&sandbox, method, path, &headers).await;
            assert_eq!(
                refused(&answer),
                Some((403, "header Host".to_owned())),
                "{host}{path}"
            );
        }
    }
    assert_eq!(faults(&sandbox).await, set);
    // The platform itself is called by any name, as programs may have to.
    let answer = asked(
        &sandbox,
        Method::GET,
        "/open-apis/drive/v1/files",
        &[("host", &rebound)],
    )
    .await;
    assert!(answer.json()["code"].is_i64());
}

#[tokio::test]
async fn only_its_own_origin_may_ask() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = sandbox.base_url();
    let port = own.rsplit_once(':').unwrap().1;
    let json = ("content-type", "application/json");
    let secure = own.replace("http:", "https:");
    let other_name = format!("http://localhost:{port}");
    for origin in [
        "http://example.com",
        "null",
        &secure,
        "http://127.0.0.1:1",
        &other_name,
        "",
    ] {
        for (method, path) in [
            (Method::GET, "/_sandbox/v1/requests"),
            (Method::POST, "/_sandbox/v1/faults"),
            (Method::DELETE, "/_sandbox/v1/requests"),
        ] {
            let answer = asked(&sandbox, method, path, &[("origin", origin), json]).await;
            assert_eq!(
                refused(&answer),
                Some((403, "header Origin".to_owned())),
                "{origin}"
            );
        }
    }
    assert_eq!(faults(&sandbox).await, 0);
    let answer = asked(
        &sandbox,
        Method::POST,
        "/_sandbox/v1/faults",
        &[("origin", own), json],
    )
    .await;
    assert_eq!(refused(&answer), None);
    assert_eq!(faults(&sandbox).await, 1);
    // Nobody else is told that he may read an answer, also not when asked beforehand.
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
    let preflight = [
        ("origin", "http://example.com"),
        ("access-control-request-method", "POST"),
    ];
    let answer = asked(&sandbox, Method::OPTIONS, "/_sandbox/v1/faults", &preflight).await;
    assert!(answer.status == 403 && !answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn another_site_may_link_to_the_page_and_do_nothing_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let json = ("content-type", "application/json");
    for site in ["cross-site", "same-site", "other"] {
        for (method, path) in [
            (Method::GET, "/_sandbox/v1/requests"),
            (Method::POST, "/_sandbox/v1/faults"),
            (Method::GET, "/"),
        ] {
            let headers = [("sec-fetch-site", site), json, ("accept", "text/html")];
            let answer = asked(&sandbox, method, path, &headers).await;
            let place = "header Sec-Fetch-Site".to_owned();
            assert_eq!(refused(&answer), Some((403, place)), "{site} {path}");
        }
    }
    for site in ["same-origin", "none"] {
        let answer = asked(
            &sandbox,
            Method::POST,
            "/_sandbox/v1/faults",
            &[("sec-fetch-site", site), json],
        )
        .await;
        assert_eq!(refused(&answer), None, "{site}");
    }
    let link = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
        ("accept", "text/html,*/*"),
    ];
    let answer = asked(&sandbox, Method::GET, "/", &link).await;
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let answer = asked(&sandbox, Method::GET, "/_sandbox/v1/requests", &link).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn what_changes_something_is_json() {
    let sandbox = Sandbox::start().await.unwrap();
    let types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
    ];
    let paths = [
        (Method::POST, "/_sandbox/v1/faults"),
        (Method::POST, "/_sandbox/v1/reset"),
        (Method::DELETE, "/_sandbox/v1/requests"),
        (Method::PATCH, "/_sandbox/v1/settings"),
    ];
    for (method, path) in paths {
        for kind in types {
            let answer = asked(&sandbox, method.clone(), path, &[("content-type", kind)]).await;
            assert_eq!(
                refused(&answer),
                Some((415, "header Content-Type".to_owned())),
                "{kind}"
            );
        }
        let answer = asked(&sandbox, method, path, &[]).await;
        assert_eq!(
            refused(&answer),
            Some((415, "header Content-Type".to_owned()))
        );
    }
    assert_eq!(faults(&sandbox).await, 0);
    let kind = ("content-type", "Application/JSON ; charset=utf-8");
    let answer = asked(&sandbox, Method::POST, "/_sandbox/v1/faults", &[kind]).await;
    assert_eq!(answer.json()["faults"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_page_is_for_browsers_and_loads_nothing_from_elsewhere() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = asked(
        &sandbox,
        Method::GET,
        "/",
        &[("accept", "text/html,application/xml;q=0.9")],
    )
    .await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(
        !policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    let mut loaded = Vec::new();
    for attribute in ["src=\"", "href=\""] {
        let found = html.split(attribute).skip(1);
        loaded.extend(found.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    loaded.retain(|path| !path.starts_with('#'));
    assert!(loaded.len() >= 3, "{loaded:?}");
    for path in loaded {
        let answer = asked(&sandbox, Method::GET, &path, &[]).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    let icon = asked(&sandbox, Method::GET, "/favicon.ico", &[]).await;
    assert_eq!(icon.header("content-type"), "image/svg+xml");
    // To anything else, it is a path that the platform does not know.
    let answer = asked(&sandbox, Method::GET, "/", &[("accept", "*/*")]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (404, "text/plain")
    );
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = format!("{}/_sandbox/v1/faults", sandbox.base_url());
    let body = json!({"operation": "x".repeat(25 * 1024 * 1024)});
    let answer = send(Client::new().post(url).json(&body)).await;
    assert_eq!(refused(&answer), Some((413, "body".to_owned())));
}
