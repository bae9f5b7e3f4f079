//! Lists that go on by counting, by a token in the body, and by one in the query of a POST.

use feishu_core::{Endpoint, Paged};
use serde_json::{from_value, json, to_value};

use crate::expected::calls::search::{
    CountHits, CountHitsResponse, FindHits, LookUpHits, ScanHits,
};

#[test]
fn a_list_may_go_on_by_counting() {
    let mut request = CountHits::new("word");
    assert_eq!(request.page_token(), None);
    request.ask_for_full_pages();
    assert!(request.count_on(50));
    assert!(request.count_on(7));
    let body = json!({"word": "word", "count": 50, "offset": 57});
    assert_eq!(to_value(&request).unwrap(), body);
    let response = json!({"hits": [{"name": "a"}], "has_more": true});
    let page = CountHits::page(from_value::<CountHitsResponse>(response).unwrap());
    assert_eq!((page.items.len(), page.has_more), (1, Some(true)));
    assert_eq!(page.next_token(), None);
}

#[test]
fn a_list_that_cannot_be_reached_to_its_end_has_a_shorter_last_page() {
    let mut request = CountHits::new("word");
    let mut sizes = Vec::new();
    request.ask_for_full_pages();
    while request.stay_within_reach() {
        sizes.push(request.count);
        request.count_on(request.count.unwrap());
    }
    assert_eq!(sizes, [Some(50), Some(50), Some(20)]);
    assert_eq!(request.offset, Some(120));
    // A page of which nobody says how large it is to be may be as large as documented.
    let mut request = CountHits::new("word").offset(70);
    assert!(request.stay_within_reach());
    assert_eq!(request.count, None);
    request.count_on(1);
    assert!(request.stay_within_reach());
    assert_eq!(request.count, Some(49));
    let mut request = ScanHits::new(600).start(500);
    assert!(request.stay_within_reach());
    assert_eq!((request.limit, request.start), (500, Some(500)));
    let mut beyond = ScanHits::new(10).start(i64::MAX);
    assert!(!beyond.stay_within_reach());
    assert_eq!(beyond.limit, 10, "what is refused is left as it is");
    assert!(ScanHits::new(10).start(i64::MIN).stay_within_reach());
    assert!(
        FindHits::new().stay_within_reach(),
        "all of it can be reached"
    );
}

#[test]
fn a_token_may_stand_in_the_body() {
    let mut request = FindHits::new();
    request.ask_for_full_pages();
    request.set_page_token("t".to_owned());
    assert!(!request.count_on(1));
    assert_eq!(
        to_value(&request).unwrap(),
        json!({"page_size": 100, "page_token": "t"})
    );
    assert_eq!(
        request.request().unwrap().target().unwrap(),
        "/open-apis/calls/v1/search/find"
    );
}

#[test]
fn a_token_may_stand_in_the_query_of_a_post() {
    let mut request = LookUpHits::new(10).word("word");
    request.ask_for_full_pages();
    request.set_page_token("t".to_owned());
    assert_eq!(
        request.request().unwrap().target().unwrap(),
        "/open-apis/calls/v1/search/look?page_token=t&page_size=10"
    );
}
