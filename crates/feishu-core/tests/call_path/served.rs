//! What a web service hands on to its own callers, as JSON.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::{Error, ErrorKind};
use serde_json::{Value, json, to_value};

use crate::jobs;
use crate::scripted::{Answer, CreateThing, Scripted};

#[tokio::test(start_paused = true)]
async fn a_job_and_its_file_can_be_served() {
    let directory = tempfile::tempdir().unwrap();
    let platform = jobs::platform(|number| match number {
        1 => jobs::status(1),
        2 => Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 30),
        _ => jobs::status(0),
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let path = directory.path().join("report.csv");
    let saved = jobs::start(&platform)
        .on_progress(move |progress| heard.lock().unwrap().push(to_value(progress).unwrap()))
        .save_to(&path)
        .await
        .unwrap();
    assert_eq!(
        to_value(&saved).unwrap(),
        json!({"path": path, "size": 7, "file_name": null, "log_id": null})
    );
    let told = told.lock().unwrap();
    let first = |state: &str| -> &Value {
        let found = told.iter().find(|progress| progress["state"] == state);
        found.unwrap_or_else(|| panic!("{state} is not in {told:?}"))
    };
    assert_eq!(
        first("started"),
        &json!({"state": "started", "ticket": "77"})
    );
    let pending = first("pending");
    assert_eq!(
        (&pending["ticket"], &pending["polls"]),
        (&json!("77"), &json!(1))
    );
    let elapsed = pending["elapsed"].as_f64().unwrap();
    assert!((0.2..2.0).contains(&elapsed), "{elapsed}");
    let waiting = first("waiting");
    let left = waiting["until"].as_f64().unwrap();
    assert!(
        (29.0..32.0).contains(&left) && waiting["why"] == "refused",
        "{waiting}"
    );
    assert_eq!(
        told.last().unwrap(),
        &json!({"state": "transfer", "done": 7, "total": 7})
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_can_be_served_without_what_was_sent() {
    let body = r#"{"code":99992402,"msg":"field validation failed","error":{
        "field_violations":[{"field":"size","value":"secret-text","description":"too large"}],
        "permission_violations":[{"type":"action_scope_required","subject":"a:b"}]}}"#;
    let platform = Scripted::numbered(move |_| Answer::json(400, body));
    let call = platform.client().call(CreateThing::default());
    let error = call.await.unwrap_err();
    let details = to_value(error.details()).unwrap();
    assert_eq!(
        details["field_violations"],
        json!([{"field": "size", "description": "too large"}])
    );
    assert_eq!(details["permission_violations"][0]["subject"], "a:b");

    let platform = jobs::platform(|_| jobs::status(107));
    let job = jobs::start(&platform).deadline(Duration::from_secs(5));
    let error = job.await.unwrap_err();
    let failure = to_value(error.job_failure()).unwrap();
    assert_eq!(
        (&failure["status"], &failure["message"], &failure["kind"]),
        (&json!(107), &json!("words"), &json!("job_failed"))
    );
    assert_eq!(
        to_value(Error::of_kind(ErrorKind::NotFound, "x").kind()).unwrap(),
        "not_found"
    );
}
