//! The search of meetings: a POST that asks for pages in the query string, and whose wrong parameters are answered as failures of
//! the platform.

use feishu_core::{Endpoint, ErrorCode, ErrorKind, RetryPolicy};
use feishu_tests::wire::{Recorder, run};
use feishu_vc::meeting::{SearchMeetings, SearchMeetingsResponse};
use feishu_vc::{Vc, codes};
use serde_json::json;

#[test]
fn the_next_page_is_asked_for_in_the_query_string() {
    let data = json!({"items": [{"id": "1"}], "has_more": true, "page_token": "second"});
    let recorder = Recorder::answering(SearchMeetings::OPERATION, data);
    let client = recorder.client();
    let request = SearchMeetings::new().page_size(1).query("weekly");
    let mut found = Vc::new(&client)
        .meetings()
        .search(request)
        .as_user("u-recorded")
        .items();
    run(async {
        for _ in 0..2 {
            found.try_next().await.unwrap().unwrap();
        }
    });
    let requests = recorder.requests();
    let paths: Vec<_> = requests
        .lines()
        .filter_map(|line| line.strip_prefix("POST "))
        .filter_map(|address| address.rsplit_once('/'))
        .map(|(_, path)| path)
        .collect();
    let expected = ["search?page_size=1", "search?page_token=second&page_size=1"];
    assert_eq!(paths, expected, "{requests}");
    assert_eq!(requests.matches(r#""query": "weekly""#).count(), 2);
    assert!(!requests.contains(r#""page_token""#), "{requests}");
}

#[test]
fn an_id_that_is_a_number_keeps_every_digit() {
    let text = r#"{"items": [{"id": 6911188411932033029}]}"#;
    let response: SearchMeetingsResponse = serde_json::from_str(text).unwrap();
    assert_eq!(response.items[0].id.as_str(), "6911188411932033029");
}

/// What becomes of a search that is refused with status 500, and how often it is sent.
fn refused(code: ErrorCode) -> (ErrorKind, usize) {
    let recorder = Recorder::refusing(500, code);
    let client = recorder.client();
    let search = Vc::new(&client).meetings().search(SearchMeetings::new());
    let error = run(async {
        search
            .as_user("u-recorded")
            .retry(RetryPolicy::default().max_attempts(2))
            .await
            .unwrap_err()
    });
    (error.kind(), recorder.requests().matches("POST ").count())
}

#[test]
fn a_wrong_parameter_is_not_sent_again_although_its_status_is_500() {
    for code in [codes::INTERNAL_ERROR, codes::INVALID_MEETING_FILTER] {
        assert_eq!(refused(code), (ErrorKind::InvalidRequest, 1));
    }
    assert_eq!(refused(codes::NOT_SUPPORTED), (ErrorKind::Unavailable, 2));
}
