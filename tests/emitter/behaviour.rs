//! What the generated code does, beyond that it compiles.

use feishu_core::types::UserId;
use feishu_core::{DownloadJob, Endpoint, JobSpec, JobState, Paged, ResponseKind, UnixSeconds};
use serde_json::{Value, from_value, json, to_value};

use crate::expected::calls::call::{
    CallId, Calls, DeleteCall, FetchCall, ListCalls, PatchCall, PatchCallResponse,
};
use crate::expected::calls::invitation::{
    BatchCreateInvitationsResponse, CheckInvitationsResponse,
};
use crate::expected::calls::order::{CreateOrder, RepeatOrder};
use crate::expected::jobs::task::{
    CreateTask, CreateTaskResponse, Filter, GetTask, GetTaskResponse, MakeJob,
};
use crate::expected::jobs::task_v2::{self, CountJob};
use crate::expected::values::thing::{CreateThing, CreateThingResponse, Point, Sign, Wish};
use crate::expected::values::types::Colour;
use crate::expected::words::codes;
use crate::expected::words::crate_::{MoveCrate, Result as Word};
use crate::expected::words::types::Call;

#[test]
fn odd_names_reach_the_wire_as_they_are() {
    let request = MoveCrate::new("a/b", 3, Call::new("k"))
        .type_(Word::SelfValue)
        .in_(["1", "2&3"])
        .new_(true)
        .file_name("f");
    let target = request.request().unwrap().target().unwrap();
    assert_eq!(
        target,
        "/open-apis/words/v1/crates/a%2Fb/move?type=self&in=1&in=2%263"
    );
    let stored = to_value(&request).unwrap();
    assert_eq!(stored["kebab-name"], "k");
    assert_eq!(stored["new"], true);
    assert_eq!(stored["fileName"], "f");
    assert_eq!(stored.get("file_name"), None);
}

#[test]
fn every_value_of_an_enumeration_survives() {
    for wire in [
        "0",
        "1",
        "1.5",
        "2nd",
        "+",
        ">=",
        "c++",
        "c#",
        "text/csv",
        "手",
        "",
        "never heard of",
    ] {
        let sign: Sign = from_value(json!(wire)).unwrap();
        assert_eq!(to_value(&sign).unwrap(), wire);
        assert_eq!(Sign::from(wire), sign);
    }
    assert_eq!(Sign::from("c++"), Sign::CPlusPlus);
    assert_eq!(
        from_value::<Sign>(json!(1)).unwrap(),
        Sign::One,
        "a number stands for its digits"
    );
    for (wire, meaning) in [
        (-1, Some("No colour.")),
        (1_000_000, Some("White.")),
        (7, None),
    ] {
        let colour: Colour = from_value(json!(wire)).unwrap();
        assert_eq!(to_value(colour).unwrap(), wire);
        assert_eq!(colour.meaning(), meaning);
    }
}

#[test]
fn only_what_is_set_is_sent() {
    let point = Point::new(Colour::Black, 1);
    assert_eq!(
        to_value(CreateThing::new(point.clone())).unwrap(),
        json!({"point": {"x": 1, "colour": 0}})
    );

    let request = CreateThing::new(point.y(2).labels([("a", "b")]))
        .wishes([Wish::new(Sign::Plus, [1, 2])])
        .table(vec![vec!["c".to_owned()]])
        .due(UnixSeconds::new(5))
        .size(u64::MAX)
        .secret("s3cret");
    let expected = json!({
        "point": {"x": 1, "y": 2, "colour": 0, "labels": {"a": "b"}},
        "wishes": [{"sign": "+", "amounts": [1, 2]}],
        "table": [["c"]],
        "size": u64::MAX,
        "due": "5",
        "secret": "s3cret",
    });
    assert_eq!(to_value(&request).unwrap(), expected);
    assert!(!format!("{request:?}").contains("s3cret"), "{request:?}");
}

#[test]
fn responses_are_read_whatever_is_missing() {
    for response in [
        json!({}),
        json!({"thing_id": null, "tree": null, "points": null, "table": null, "since": null}),
    ] {
        assert_eq!(
            from_value::<CreateThingResponse>(response).unwrap(),
            CreateThingResponse::default()
        );
    }
    let response = json!({"tree": {"children": [{"name": "leaf", "children": null, "twin": "?"}], "news": {}}});
    let tree = from_value::<CreateThingResponse>(response)
        .unwrap()
        .tree
        .unwrap();
    assert_eq!(tree.children[0].name, "leaf");
    assert_eq!(tree.children[0].twin.as_ref().map(Sign::as_str), Some("?"));
}

#[test]
fn values_go_to_their_places() {
    let request = PatchCall::new(3, CallId::new("7"))
        .flags([1, 2])
        .ids([UserId::new("ou_1")]);
    assert_eq!(
        request.request().unwrap().target().unwrap(),
        "/open-apis/calls/v1/calls/7?flags=1&flags=2"
    );
    let beyond = FetchCall::new(CallId::new(".."));
    assert!(beyond.request().unwrap().target().is_err());
    assert_eq!(FetchCall::OPERATION.response, ResponseKind::Binary);
    assert!(DeleteCall::OPERATION.idempotent);
    assert!(!PatchCall::OPERATION.idempotent);
    // The accessor is named like a type of feishu-core, which must not hide it.
    assert!(std::any::type_name::<Calls<'_>>().contains("expected"));
}

#[test]
fn a_key_makes_a_call_safe_to_repeat() {
    let mut create = CreateOrder::new("Tree");
    let key = Endpoint::idempotency_key(&mut create).unwrap();
    *key = Some("k".to_owned());
    assert_eq!(
        to_value(&create).unwrap(),
        json!({"title": "Tree", "uuid": "k"})
    );
    assert!(CreateOrder::OPERATION.idempotent);
    let mut repeat = RepeatOrder::new("7").client_token("of the caller");
    let key = Endpoint::idempotency_key(&mut repeat).unwrap();
    assert_eq!(key.as_deref(), Some("of the caller"));
    assert!(RepeatOrder::OPERATION.idempotent);
    let mut other = PatchCall::new(3, CallId::new("7"));
    assert!(Endpoint::idempotency_key(&mut other).is_none());
}

#[test]
fn pages_follow_their_tokens() {
    let mut request = ListCalls::new().size(2);
    request.set_page_token("next".to_owned());
    assert_eq!(
        request.request().unwrap().target().unwrap(),
        "/open-apis/calls/v1/calls?mark=next&size=2"
    );
    request.ask_for_full_pages();
    assert_eq!(request.size, Some(2), "what a program says stays");
    request.size = None;
    request.ask_for_full_pages();
    assert_eq!(request.size, Some(50), "the documented maximum");
    let page = ListCalls::page(
        from_value(json!({"list": [{"id": "1"}], "next": "n", "more": true})).unwrap(),
    );
    assert_eq!(
        (page.items.len(), page.next.as_deref(), page.has_more),
        (1, Some("n"), Some(true))
    );
}

#[test]
fn a_job_is_followed_with_values_of_its_start() {
    let start = CreateTask::new(3).owner(UserId::new("ou_1"));
    let response: CreateTaskResponse = from_value(json!({"id": "t1"})).unwrap();
    let handle = MakeJob::handle(&start, response);
    assert_eq!(MakeJob::ticket(&handle), "t1");
    assert_eq!(
        handle,
        from_value::<GetTask>(to_value(&handle).unwrap()).unwrap(),
        "it can be stored"
    );
    assert_eq!(
        handle.request().unwrap().target().unwrap(),
        "/open-apis/jobs/v1/tasks/t1?owner=ou_1&count=3"
    );
    // So can what it is made of.
    let handle = handle.filter(Filter::new().names(["a"]));
    let stored = to_value(&handle).unwrap();
    assert_eq!(stored["filter"], json!({"names": ["a"]}));
    assert_eq!(from_value::<GetTask>(stored).unwrap(), handle);
    // Without a ticket in the response there is none in the handle.
    assert_eq!(
        MakeJob::ticket(&MakeJob::handle(&start, CreateTaskResponse::default())),
        ""
    );
}

#[test]
fn a_job_names_its_file() {
    let output = |response: Value| from_value::<GetTaskResponse>(response).unwrap();
    let named = output(json!({"title": "Q3", "kind": "csv"}));
    assert_eq!(MakeJob::file_name(&named).as_deref(), Some("Q3"));
    assert_eq!(MakeJob::file_extension(&named).as_deref(), Some("csv"));
    assert_eq!(MakeJob::file_extension(&output(json!({}))), None);
}

#[test]
fn a_job_stands_where_its_status_says() {
    let state = |response: Value| match MakeJob::state(from_value(response).unwrap()) {
        JobState::Pending(status) => format!("pending {status:?}"),
        JobState::Done(output) => {
            let file = MakeJob::download(&output)
                .request()
                .unwrap()
                .target()
                .unwrap();
            format!("done {file} {:?}", MakeJob::file_size(&output))
        }
        JobState::Failed(failure) => format!(
            "failed {} {:?} {:?}",
            failure.status, failure.meaning, failure.message
        ),
        other => format!("{other:?}"),
    };
    for (response, expected) in [
        (json!({}), "pending None"),
        (json!({"status": 0}), "pending Some(0)"),
        (json!({"status": 1, "file": "f"}), "pending Some(1)"),
        (json!({"status": 2}), "pending Some(2)"),
        (json!({"status": 2, "file": ""}), "pending Some(2)"),
        (
            json!({"status": 2, "file": "f", "size": 9}),
            "done /open-apis/jobs/v1/files/f Some(9)",
        ),
        (
            json!({"status": 3, "reason": "why"}),
            r#"failed 3 Some("It failed.") Some("why")"#,
        ),
        (
            json!({"status": 99, "reason": "?"}),
            r#"failed 99 None Some("?")"#,
        ),
    ] {
        assert_eq!(state(response.clone()), expected, "{response}");
    }
}

#[test]
fn the_outcome_of_a_job_may_be_a_part_of_the_response() {
    let response: task_v2::GetTaskResponse =
        from_value(json!({"outcome": {"status": 2, "total": 5}})).unwrap();
    let JobState::Done(outcome) = CountJob::state(response) else {
        panic!("it is done")
    };
    assert_eq!(outcome.total, Some(5));
    assert!(matches!(
        CountJob::state(task_v2::GetTaskResponse::default()),
        JobState::Pending(None)
    ));
}

#[test]
fn a_success_in_part_tells_what_failed() {
    let complete = PatchCallResponse::default();
    assert!(complete.is_complete());
    let response = from_value(json!({"failed_list": [{"id": "1"}, {"id": "2"}]}));
    let response: PatchCallResponse = response.unwrap();
    assert!(!response.is_complete());
    let failures = response.failures().filter_map(|entry| entry.id.as_ref());
    let failures: Vec<_> = failures.map(|id| id.as_str()).collect();
    assert_eq!(failures, ["1", "2"]);
    // Where a list has successes too, what is not known to be one is a failure.
    let response = json!({"invitations": [
        {"id": "1", "outcome": 1}, {"id": "2", "outcome": 3}, {"id": "3", "outcome": 9},
        {"id": "4"}, {"id": "5", "outcome": 2},
    ]});
    let response: BatchCreateInvitationsResponse = from_value(response).unwrap();
    let failures = response.failures().filter_map(|one| one.id.as_ref());
    let failures: Vec<_> = failures.map(|id| id.as_str()).collect();
    assert_eq!(failures, ["2", "3", "4"]);
}

#[test]
fn what_failed_may_stand_deep_inside_a_response() {
    let read = |response| from_value::<CheckInvitationsResponse>(response).unwrap();
    let response = read(json!({"report": {"summary": {"failed": [
        {"id": "1", "outcome": 1}, {"id": "2", "outcome": 3},
    ]}}}));
    let failures = response.failures().filter_map(|one| one.id.as_ref());
    assert_eq!(failures.map(UserId::as_str).collect::<Vec<_>>(), ["2"]);
    assert!(!response.is_complete());
    for nothing in [json!({}), json!({"report": {}}), json!({"report": null})] {
        assert!(read(nothing).is_complete());
    }
}

#[test]
fn codes_are_constants() {
    assert_eq!((codes::BAD_REQUEST.0, codes::BAD_REQUEST_8.0), (7, 8));
    let error = MoveCrate::OPERATION.error(codes::BAD_REQUEST).unwrap();
    assert_eq!((error.status, error.message), (400, "bad <request>"));
}

#[test]
fn a_status_may_be_a_word() {
    use crate::expected::jobs::chore::{CheckChoreResponse, ChoreJob, UndoingJob};
    let read = |response| from_value::<CheckChoreResponse>(response).unwrap();
    let stands = |response: Value| match ChoreJob::state(read(response)) {
        JobState::Pending(number) => format!("pending {number:?}"),
        JobState::Done(_) => "done".to_owned(),
        JobState::Failed(failure) => {
            format!(
                "failed {} {:?} {:?}",
                failure.status, failure.meaning, failure.kind
            )
        }
        other => format!("{other:?}"),
    };
    for (response, expected) in [
        (json!({}), "pending None"),
        (json!({"status": "process"}), "pending None"),
        (json!({"status": "success"}), "done"),
        (
            json!({"status": "fail"}),
            "failed fail Some(\"It failed.\") JobFailed",
        ),
        (
            json!({"status": "missing"}),
            "failed missing Some(\"There is nothing to do it with.\") NotFound",
        ),
        (json!({"status": "lost"}), "failed lost None JobFailed"),
    ] {
        assert_eq!(stands(response.clone()), expected, "{response}");
    }
    assert_eq!(UndoingJob::at_once(), Some(CheckChoreResponse::default()));
    assert_eq!(MakeJob::at_once(), None);
}

#[test]
fn a_job_may_go_on_by_an_error() {
    use crate::expected::jobs::chore::{FilmJob, GetFilmResponse, StopFilm};
    use crate::expected::jobs::types::TaskId;
    assert_eq!(FilmJob::PENDING, [feishu_core::ErrorCode(5)]);
    assert!(MakeJob::PENDING.is_empty());
    let handle = FilmJob::handle(
        &StopFilm::new(TaskId::new("f")),
        feishu_core::Empty::default(),
    );
    assert_eq!(FilmJob::ticket(&handle), "f");
    let state = |response| FilmJob::state(from_value::<GetFilmResponse>(response).unwrap());
    assert!(matches!(
        state(json!({"film": {}})),
        JobState::Pending(None)
    ));
    let there = state(json!({"film": {"url": "https://example.com"}}));
    assert!(
        matches!(there, JobState::Done(film) if film.url.as_deref() == Some("https://example.com"))
    );
}
