//! Lists that go on by counting, by a token in the body, and by one in the query of a POST.

use feishu_core::{Endpoint, Paged};
use serde_json::{from_value, json, to_value};

use crate::expected::calls::search::{CountHits, CountHitsResponse, FindHits, LookUpHits};

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
