//! The control interface, used as a test in another language would.

use feishu_sandbox::{Answer as Played, Cell, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, send};
use crate::owner::{Owner, done};

#[tokio::test]
async fn requests_are_listed_with_what_was_wrong_with_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let listed = owner.get("/requests").await;
    assert_eq!(
        listed["requests"][0]["operation"],
        "auth.v3.auth.tenant_access_token_internal"
    );
    assert_eq!((&listed["first"], &listed["next"]), (&json!(0), &json!(1)));

    let refused = send(caller.get("/drive/v1/files?page_size=300"))
        .await
        .json();
    send(caller.post("/drive/v1/export_tasks", &json!({"token": "it's"}))).await;
    send(caller.get("/no/such/path")).await;
    let listed = owner.get("/requests?since=1").await;
    let [list, create, unknown] = &listed["requests"].as_array().unwrap()[..] else {
        panic!("{listed}");
    };
    assert_eq!(
        (&list["index"], &list["method"]),
        (&json!(1), &json!("GET"))
    );
    assert_eq!(list["operation"], "drive.v1.file.list");
    assert_eq!(list["violations"][0]["field"], "page_size");
    assert_eq!(
        (&list["status"], &list["code"]),
        (&json!(400), &refused["code"])
    );
    assert_eq!(list["message"], refused["msg"]);
    assert!(list["at"].as_f64().unwrap() > 1_700_000_000.0 && list["time"].as_f64().unwrap() > 0.0);
    assert_eq!(
        list["curl"],
        format!(
            "curl '{}/open-apis/drive/v1/files?page_size=300' -H \"Authorization: Bearer $TOKEN\"",
            sandbox.base_url()
        )
    );
    let fields: Vec<_> = create["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| &v["field"])
        .collect();
    assert_eq!(fields, ["file_extension", "type"]);
    assert_eq!(
        create["curl"],
        format!(
            "curl {}/open-apis/drive/v1/export_tasks -H \"Authorization: Bearer $TOKEN\" \
             -H 'Content-Type: application/json' --data-raw '{{\"token\":\"it'\\''s\"}}'",
            sandbox.base_url()
        )
    );
    assert_eq!(
        (&unknown["operation"], &unknown["status"]),
        (&Value::Null, &json!(404))
    );

    let of_operation = owner.get("/requests?operation=drive.v1.file.list").await;
    assert_eq!(of_operation["requests"].as_array().unwrap().len(), 1);
    let latest = owner.get("/requests?limit=1").await;
    assert_eq!(latest["requests"][0]["index"], 3);

    owner.delete("/requests").await;
    let listed = owner.get("/requests").await;
    assert_eq!(listed, json!({"requests": [], "first": 4, "next": 4}));
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn no_secret_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let user = owner.post("/user_token", json!({})).await["user_token"].clone();
    let user = user.as_str().unwrap();
    let caller = caller
        .http
        .get(format!("{}/open-apis/drive/v1/files", sandbox.base_url()));
    send(
        caller
            .bearer_auth(user)
            .query(&[("user_id_type", sandbox.app_secret())]),
    )
    .await;
    let listed = owner.get("/requests").await.to_string();
    assert!(
        listed.contains("user_id_type") && !listed.contains(user),
        "{listed}"
    );
    assert!(!listed.contains(sandbox.app_secret()), "{listed}");
    let described = owner.get("").await.to_string();
    assert!(!described.contains(sandbox.app_secret()));
}

#[tokio::test]
async fn a_body_that_was_not_kept_whole_is_read_from_a_file() {
    let sandbox = Sandbox::start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    caller.upload("a.csv", &[0xFF, 0xFE, 0], "{}").await;
    send(caller.post(
        "/drive/v1/export_tasks",
        &json!({"token": "x".repeat(5_000)}),
    ))
    .await;
    let listed = owner.get("/requests?since=1").await;
    for request in listed["requests"].as_array().unwrap() {
        let curl = request["curl"].as_str().unwrap();
        assert!(curl.ends_with(" --data-binary @body.bin"), "{curl}");
    }
}

#[tokio::test]
async fn faults_are_set_listed_and_cleared() {
    let sandbox = Sandbox::builder()
        .respond(feishu_core::Method::Get, "/open-apis/x/v1/y", |_| {
            Played::data(json!({}))
        })
        .start()
        .await
        .unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let fault = json!({"operation": "drive.v1.file.list", "fault": "rate_limit", "reset": 2});
    let set = owner.post("/faults", fault).await;
    let expected = json!({"faults": [{
        "operation": "drive.v1.file.list", "fault": "rate_limit", "times": 1, "skip": 0, "status": 429, "reset": 2,
    }]});
    assert_eq!(set, expected);
    assert_eq!(owner.get("/faults").await, expected);
    assert_eq!(send(caller.get("/drive/v1/files")).await.status, 429);
    assert_eq!(owner.get("/faults").await, json!({"faults": []}));
    assert_eq!(send(caller.get("/drive/v1/files")).await.status, 200);

    // Also for a route that only its owner knows, and several at once.
    let faults = json!([
        {"operation": "GET /open-apis/x/v1/y", "fault": "html"},
        {"operation": "*", "fault": "disconnect", "times": "always", "skip": 7},
    ]);
    owner.post("/faults", faults).await;
    assert_eq!(
        send(caller.get("/x/v1/y")).await.header("content-type"),
        "text/html"
    );
    owner.delete("/faults").await;
    assert_eq!(owner.get("/faults").await, json!({"faults": []}));

    let (status, error) = owner
        .refusal(
            Method::POST,
            "/faults",
            "[\n{\"operation\": \"*\", \"fault\": \"cut_body\"}]",
        )
        .await;
    assert_eq!(status, 400);
    assert_eq!(
        (&error["what"], &error["where"]),
        (
            &json!("this fault needs the key `bytes`"),
            &json!("body, line 2")
        )
    );
}

#[tokio::test]
async fn documents_and_folders_are_made_and_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let folder = owner.post("/folders", json!({"name": "Reports"})).await["token"].clone();
    let sheet = json!({
        "type": "sheet", "title": "Cities", "folder": folder,
        "worksheets": [{"sub_id": "a1", "rows": [["city", "since"], ["Ulm", "0854-07-22"], ["Bonn", "2026-11-21"], [null, true]]}],
    });
    let sheet = owner.post("/documents", sheet).await["token"].clone();
    let found = sandbox.find_document(sheet.as_str().unwrap()).unwrap();
    let rows = found.worksheets()[0].rows();
    assert_eq!(rows[1][1], Cell::from("0854-07-22"));
    assert!(matches!(rows[2][1], Cell::Date(_)));
    let shown = owner
        .get(&format!("/documents/{}", sheet.as_str().unwrap()))
        .await;
    assert_eq!(shown["worksheets"][0]["rows"][3], json!([null, true]));

    let text = json!({"type": "docx", "title": "Notes", "markdown": "# One\n\ntwo **three**\n\n| a | b |\n|---|---|\n| 1 | 2 |"});
    let text = owner.post("/documents", text).await["token"].clone();
    let shown = owner
        .get(&format!("/documents/{}", text.as_str().unwrap()))
        .await;
    assert_eq!(shown["text"], "One\ntwo three\na\tb\n1\t2");
    let raw = json!({"type": "docx", "title": "Odd", "content": "{}", "content_type": "application/json", "access": "open"});
    let raw = owner.post("/documents", raw).await["token"].clone();
    let (_, file) = caller
        .export(json!({"file_extension": "pdf", "token": raw, "type": "docx"}))
        .await;
    assert_eq!(
        (&file.body[..], file.header("content-type")),
        (&b"{}"[..], "application/json")
    );

    let tree = owner.get("/tree").await["tree"].clone();
    let children = tree["children"].as_array().unwrap();
    let reports = children
        .iter()
        .find(|child| child["token"] == folder)
        .unwrap();
    assert_eq!(
        (&reports["name"], &reports["type"]),
        (&json!("Reports"), &json!("folder"))
    );
    assert_eq!(
        reports["children"],
        json!([{"token": sheet, "name": "Cities", "type": "sheet"}])
    );
    let shared = children
        .iter()
        .find(|child| child["token"] == sandbox.folder())
        .unwrap();
    let shortcut = shared["children"]
        .as_array()
        .unwrap()
        .iter()
        .find(|child| child["type"] == "shortcut");
    assert_eq!(
        shortcut.unwrap()["target"],
        json!({"token": sandbox.sheet().token, "type": "sheet"})
    );
    let listed = send(caller.get(&format!(
        "/drive/v1/files?folder_token={}",
        folder.as_str().unwrap()
    )))
    .await;
    assert_eq!(listed.data()["files"][0]["token"], sheet);

    for (path, body, place) in [
        (
            "/folders",
            r#"{"name": "x", "folder": "fldcnNone"}"#,
            "body, `folder`",
        ),
        ("/folders", r#"{"nam": "x"}"#, "body, line 1 column 6"),
        (
            "/documents",
            r#"{"type": "slides", "title": "x"}"#,
            "body, `type`",
        ),
        (
            "/documents",
            r#"{"type": "docx", "title": "x", "worksheets": []}"#,
            "body",
        ),
        (
            "/documents",
            r#"{"type": "docx", "title": "x", "content": ""}"#,
            "body, `content_type`",
        ),
        (
            "/documents",
            r#"{"type": "docx", "title": "x", "markdown": "", "folder": "y"}"#,
            "body, `folder`",
        ),
    ] {
        let (status, error) = owner.refusal(Method::POST, path, body).await;
        assert_eq!((status, &error["where"]), (400, &json!(place)), "{error}");
    }
    let (status, error) = owner.refusal(Method::GET, "/documents/shtcnNone", "").await;
    assert_eq!(
        (status, &error["what"]),
        (404, &json!("there is no document `shtcnNone`"))
    );
}

#[tokio::test]
async fn jobs_are_seen_as_the_last_poll_found_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let token = sandbox.sheet().token;
    let state = async || owner.get("/jobs").await["jobs"][0]["state"].clone();
    let body = json!({"file_extension": "xlsx", "token": token, "type": "sheet"});
    let ticket = caller.start_export(&body).await;
    let seen = owner.get("/jobs").await;
    let expected = json!({"jobs": [{
        "id": ticket, "operation": "drive.v1.export_task.create", "what": format!("xlsx of {token}"),
        "state": "waiting", "status": null, "polls": 0,
    }]});
    assert_eq!(seen, expected);
    caller.poll_export(&ticket, token).await;
    caller.poll_export(&ticket, token).await;
    assert_eq!(state().await, "running");
    // To look at a job is no poll.
    assert_eq!(caller.poll_export(&ticket, token).await["job_status"], 0);
    assert_eq!(state().await, "done");

    let fault =
        json!({"operation": "vc.v1.export.meeting_list", "fault": "job_fails", "status": 2});
    owner.post("/faults", fault).await;
    let upload = caller
        .upload(
            "a.xyz",
            b"x",
            r#"{"obj_type":"docx","file_extension":"xyz"}"#,
        )
        .await;
    let imported = caller.import(&upload, "xyz", "docx").await;
    let report = json!({"start_time": "1795700000", "end_time": "1795710000"});
    let id = send(caller.post("/vc/v1/exports/meeting_list", &report))
        .await
        .data()["task_id"]
        .clone();
    for _ in 0..3 {
        send(caller.get(&format!("/vc/v1/exports/{}", id.as_str().unwrap()))).await;
    }
    let jobs = owner.get("/jobs").await["jobs"].clone();
    assert_eq!(
        (&jobs[1]["state"], &jobs[1]["status"]),
        (&json!("failed"), &imported["job_status"])
    );
    assert_eq!(
        (&jobs[2]["state"], &jobs[2]["status"]),
        (&json!("failed"), &json!(2))
    );
    assert_eq!(jobs[2]["operation"], "vc.v1.export.meeting_list");
}

#[tokio::test]
async fn the_clock_the_settings_and_the_tokens_are_the_owners() {
    let sandbox = Sandbox::start().await.unwrap();
    let owner = Owner::of(&sandbox);
    let issued = owner.post("/user_token", json!({"open_id": "ou_1"})).await;
    assert_eq!(
        (&issued["open_id"], &issued["expires_in"]),
        (&json!("ou_1"), &json!(7200.0))
    );
    let user = Caller::with_token(&sandbox, issued["user_token"].as_str().unwrap());
    let works = async || send(user.get("/drive/v1/files")).await.status == 200;
    assert!(works().await);

    let before = owner.get("/clock").await;
    assert_eq!(before["ahead"], 0.0);
    let after = owner
        .post("/clock/advance", json!({"seconds": 7200.5}))
        .await;
    assert_eq!(after["ahead"], 7200.5);
    assert!(after["now"].as_f64().unwrap() - before["now"].as_f64().unwrap() >= 7200.5);
    assert!(!works().await, "a token outlives its time");

    let change = json!({"pending_polls": 0, "token_lifetime": 60});
    let changed = done(send(owner.request(Method::PATCH, "/settings").json(&change)).await);
    assert_eq!(
        changed,
        json!({"pending_polls": 0, "token_lifetime": 60.0, "file_lifetime": 600.0, "upload_lifetime": 300.0, "body_timeout": 15.0})
    );
    assert_eq!(owner.get("/settings").await, changed);
    let issued = owner.post("/user_token", json!({})).await;
    assert_eq!(issued["expires_in"], 60.0);
    let user = Caller::with_token(&sandbox, issued["user_token"].as_str().unwrap());
    assert_eq!(send(user.get("/drive/v1/files")).await.status, 200);
    owner.delete("/tokens").await;
    assert_ne!(send(user.get("/drive/v1/files")).await.status, 200);

    for (path, body, place) in [
        ("/clock/advance", r#"{"seconds": -1}"#, "body, `seconds`"),
        ("/clock/advance", r#"{"seconds": 1e300}"#, "body, `seconds`"),
        (
            "/clock/advance",
            "{\n\"second\": 1}",
            "body, line 2 column 8",
        ),
        ("/clock/advance", "", "body, line 1 column 2"),
        ("/clock/advance", "\u{feff}x", "body, line 1 column 1"),
    ] {
        let (status, error) = owner.refusal(Method::POST, path, body).await;
        assert_eq!((status, &error["where"]), (400, &json!(place)), "{error}");
    }
    let (_, error) = owner
        .refusal(
            Method::PATCH,
            "/settings",
            r#"{"pending_polls": 1, "file_lifetime": -5}"#,
        )
        .await;
    assert_eq!(error["where"], "body, `file_lifetime`");
    assert_eq!(
        owner.get("/settings").await["pending_polls"],
        0,
        "all or nothing is set"
    );
    // A setting that no caller can meet does not shut out the owner.
    for timeout in [0, 15] {
        let change = json!({ "body_timeout": timeout });
        done(send(owner.request(Method::PATCH, "/settings").json(&change)).await);
    }
}

#[tokio::test]
async fn after_a_reset_all_is_as_at_the_start() {
    let start = feishu_sandbox::Fault::new("drive.v1.file.list", feishu_sandbox::FaultKind::Html);
    let sandbox = Sandbox::builder()
        .faults([start])
        .pending_polls(5)
        .start()
        .await
        .unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let look = async || {
        let mut seen = Vec::new();
        for path in ["/tree", "/jobs", "/faults", "/settings"] {
            seen.push(owner.get(path).await);
        }
        seen
    };
    let at_first = look().await;
    owner.post("/folders", json!({"name": "x"})).await;
    owner.post("/clock/advance", json!({"seconds": 60})).await;
    owner.delete("/faults").await;
    send(
        owner
            .request(Method::PATCH, "/settings")
            .json(&json!({"pending_polls": 1})),
    )
    .await;
    let body = json!({"file_extension": "xlsx", "token": sandbox.sheet().token, "type": "sheet"});
    caller.start_export(&body).await;
    let asked = owner.get("/requests").await["next"].clone();
    assert!(
        look()
            .await
            .iter()
            .zip(&at_first)
            .all(|(now, first)| now != first)
    );

    let answer = send(owner.request(Method::POST, "/reset")).await;
    assert_eq!(answer.json(), json!({}));
    assert_eq!(look().await, at_first);
    assert_eq!(owner.get("/clock").await["ahead"], 0.0);
    assert_eq!(
        owner.get("/requests").await,
        json!({"requests": [], "first": asked, "next": asked})
    );
    assert_ne!(
        send(caller.post("/drive/v1/export_tasks", &body))
            .await
            .status,
        200,
        "a token is still good"
    );
}

#[tokio::test]
async fn every_route_answers_as_it_is_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    send(caller.get("/drive/v1/files?page_size=300")).await;
    let body = json!({"file_extension": "xlsx", "token": sandbox.sheet().token, "type": "sheet"});
    caller.start_export(&body).await;
    let described = owner.get("").await;
    assert_eq!(described["base_url"], sandbox.base_url());
    let routes = described["routes"].as_array().unwrap();
    assert!(routes.len() > 15);
    owner.delete("/requests").await;
    send(caller.get("/drive/v1/files?page_size=300")).await;
    let fault = json!({"operation": "*", "fault": "rate_limit", "reset": 2});
    owner.post("/faults", fault).await;
    let forgetting =
        |route: &&Value| route["method"] == "DELETE" || route["path"] == "/_sandbox/v1/reset";
    let (last, first): (Vec<_>, Vec<_>) = routes.iter().partition(forgetting);
    for route in first.into_iter().chain(last) {
        let text = |key: &str| route[key].as_str().unwrap();
        let path = text("path").replace(":token", sandbox.sheet().token);
        let path = path.replace(":number", "123456789");
        let mut request = owner.http.request(
            text("method").parse().unwrap(),
            format!("{}{path}", sandbox.base_url()),
        );
        if !route["body"].is_null() {
            request = request.json(&route["body"]);
        } else if route["method"] != "GET" {
            request = request.header("content-type", "application/json");
        }
        let answer = done(send(request).await);
        assert_eq!(shape(&answer), shape(&route["answer"]), "{route}: {answer}");
    }
}

/// The members of a value, those of its first element for a list; of leaves nothing, apart from the list of documents, where
/// everything differs.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let open = ["query", "body", "answer", "children", "headers", "rows"];
            let members = members.iter().map(|(name, value)| {
                let shape = if open.contains(&name.as_str()) {
                    json!("open")
                } else {
                    shape(value)
                };
                (name.clone(), shape)
            });
            Value::Object(members.collect())
        }
        Value::Array(elements) => elements
            .first()
            .map_or(json!("empty"), |first| json!([shape(first)])),
        _ => json!("leaf"),
    }
}

#[tokio::test]
async fn what_is_not_there_is_named_with_a_remedy() {
    let sandbox = Sandbox::start().await.unwrap();
    let owner = Owner::of(&sandbox);
    let (status, error) = owner.refusal(Method::GET, "/nothing", "").await;
    assert_eq!(
        (status, &error["where"]),
        (404, &json!("/_sandbox/v1/nothing"))
    );
    let (status, error) = owner.refusal(Method::PUT, "/faults", "{}").await;
    assert_eq!(
        (status, &error["remedy"]),
        (405, &json!("use GET, POST, DELETE"))
    );
    let answer = send(owner.request(Method::PUT, "/faults")).await;
    assert_eq!(answer.header("allow"), "GET, POST, DELETE");
    for (path, place) in [
        ("/requests?sinse=1", "query `sinse`"),
        ("/requests?since=-1", "query `since`"),
        ("/requests?since=x", "query `since`"),
        ("/requests?operation=drive.v1.file.lst", "query `operation`"),
        ("/clock?x=1", "query `x`"),
    ] {
        let (status, error) = owner.refusal(Method::GET, path, "").await;
        assert_eq!((status, &error["where"]), (400, &json!(place)), "{error}");
    }
    let other = format!("{}/_sandbox/v2/requests", sandbox.base_url());
    assert_eq!(send(owner.http.get(other)).await.status, 404);
    // Its own calls are not among what was asked of the platform.
    assert!(sandbox.requests().is_empty());
    // What only begins so is the platform's.
    let other = format!("{}/_sandboxes", sandbox.base_url());
    assert_eq!(send(owner.http.get(other)).await.status, 404);
    assert_eq!(sandbox.requests().len(), 1);
}
