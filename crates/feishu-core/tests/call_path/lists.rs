//! Lists: followed to their end, no further, and never in a circle.

use feishu_core::{
    Endpoint, ErrorCode, Method, Operation, Page, Paged, Request, Result, TokenKind,
};

use crate::scripted::{Answer, ListThings, Scripted, ThingsPage};

fn page(items: &str, token: &str, has_more: &str) -> Answer {
    Answer::json(
        200,
        &format!(
            r#"{{"code":0,"data":{{"items":[{items}],"page_token":{token},"has_more":{has_more}}}}}"#
        ),
    )
}

#[tokio::test(start_paused = true)]
async fn a_list_is_followed_to_its_end_and_no_further() {
    // An empty page with more to come does not end it; what stands in `page_token` of the last one does not matter.
    let platform = Scripted::numbered(|number| match number {
        1 => page("1,2", "\"a\"", "true"),
        2 => page("", "\"b\"", "true"),
        3 => page("3", "\"c\"", "false"),
        _ => unreachable!(),
    });
    let items = platform
        .client()
        .call(ListThings::default())
        .items()
        .collect()
        .await
        .unwrap();
    assert_eq!(items, [1, 2, 3]);
    let targets: Vec<_> = platform
        .calls()
        .into_iter()
        .map(|seen| seen.target)
        .collect();
    assert_eq!(
        targets,
        [
            "/open-apis/test/list",
            "/open-apis/test/list?page_token=a",
            "/open-apis/test/list?page_token=b"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_that_repeats_itself_is_an_error_after_its_elements() {
    let platform = Scripted::numbered(|number| page(&number.to_string(), "\"same\"", "true"));
    let mut items = platform.client().call(ListThings::default()).items();
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert!(
        items
            .try_next()
            .await
            .unwrap_err()
            .to_string()
            .contains("twice")
    );
    assert_eq!(items.try_next().await.unwrap(), None);
    assert_eq!(platform.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_fails_does_not_end_a_list_silently() {
    let platform = Scripted::numbered(|number| match number {
        1 => page("1", "\"a\"", "true"),
        _ => Answer::refused(403, 1061004, "forbidden."),
    });
    let mut items = platform.client().call(ListThings::default()).items();
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(
        items.try_next().await.unwrap_err().code(),
        Some(ErrorCode(1061004))
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_that_begins_in_the_middle_knows_where() {
    let platform = Scripted::numbered(|number| page(&number.to_string(), "\"a\"", "true"));
    let request = ListThings {
        page_token: Some("a".to_owned()),
    };
    let mut items = platform.client().call(request).items();
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    items.try_next().await.unwrap_err();
    assert_eq!(platform.calls().len(), 1, "the page was fetched twice");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_goes_on_and_names_no_page_is_an_error_after_its_elements() {
    for token in ["\"\"", "null"] {
        let platform = Scripted::numbered(move |_| page("1,2", token, "true"));
        let mut items = platform.client().call(ListThings::default()).items();
        assert_eq!(items.try_next().await.unwrap(), Some(1));
        assert_eq!(items.try_next().await.unwrap(), Some(2));
        let error = items.try_next().await.unwrap_err().to_string();
        assert!(error.contains("names no page"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_of_empty_pages_ends() {
    let platform = Scripted::numbered(|number| page("", &format!("\"{number}\""), "true"));
    let mut items = platform.client().call(ListThings::default()).items();
    let error = items.try_next().await.unwrap_err().to_string();
    assert!(error.contains("empty"), "{error}");
    assert_eq!(platform.calls().len(), 500);
}

/// A list that goes on by counting, of which so many elements can be reached.
#[derive(Clone, Debug, Default)]
struct CountThings {
    offset: Option<i64>,
    size: Option<i64>,
    reach: Option<i64>,
}

impl Endpoint for CountThings {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.count", Method::Get, "/open-apis/test/list")
            .tokens(&[TokenKind::Tenant]);
    type Output = ThingsPage;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION)
            .query_opt("offset", self.offset)
            .query_opt("size", self.size))
    }
}

impl Paged for CountThings {
    type Item = u32;

    fn count_on(&mut self, count: i64) -> bool {
        self.offset = Some(self.offset.unwrap_or_default() + count);
        true
    }

    fn stay_within_reach(&mut self) -> bool {
        let Some(reach) = self.reach else { return true };
        let left = reach - self.offset.unwrap_or_default();
        if (1..self.size.unwrap_or(2)).contains(&left) {
            self.size = Some(left);
        }
        left > 0
    }

    fn page(response: ThingsPage) -> Page<u32> {
        Page {
            items: response.items,
            next: None,
            has_more: response.has_more,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_goes_on_behind_the_elements_that_came() {
    let platform = Scripted::numbered(|number| match number {
        1 => page("1,2", "null", "true"),
        2 => page("3", "null", "true"),
        3 => page("4", "null", "false"),
        _ => unreachable!(),
    });
    let items = platform.client().call(CountThings::default()).items();
    assert_eq!(items.collect().await.unwrap(), [1, 2, 3, 4]);
    let targets: Vec<_> = platform
        .calls()
        .into_iter()
        .map(|seen| seen.target)
        .collect();
    assert_eq!(
        targets,
        [
            "/open-apis/test/list",
            "/open-apis/test/list?offset=2",
            "/open-apis/test/list?offset=3"
        ]
    );
}

/// What was asked for, in order.
fn targets(platform: &Scripted) -> Vec<String> {
    let calls = platform.calls().into_iter();
    calls.map(|seen| seen.target).collect()
}

#[tokio::test(start_paused = true)]
async fn a_list_ends_where_the_platform_refuses_to_go_beyond() {
    let platform = Scripted::numbered(|number| match number {
        1 => page("1,2", "null", "true"),
        2 => page("3", "null", "true"),
        _ => unreachable!(),
    });
    let request = CountThings {
        reach: Some(3),
        ..CountThings::default()
    };
    let items = platform.client().call(request.clone()).items();
    assert_eq!(items.collect().await.unwrap(), [1, 2, 3]);
    assert_eq!(
        targets(&platform),
        [
            "/open-apis/test/list",
            "/open-apis/test/list?offset=2&size=1"
        ]
    );
    // The first page, too, may be the last; what begins beyond is the platform's to refuse.
    for (offset, target) in [(2, "offset=2&size=1"), (3, "offset=3")] {
        let platform = Scripted::numbered(|_| page("3", "null", "true"));
        let request = CountThings {
            offset: Some(offset),
            ..request.clone()
        };
        let mut pages = platform.client().call(request).pages();
        assert_eq!(pages.try_next().await.unwrap().unwrap().items, [3]);
        assert_eq!(pages.try_next().await.unwrap(), None);
        assert_eq!(
            targets(&platform),
            [format!("/open-apis/test/list?{target}")]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_counts_and_gets_nowhere_is_an_error() {
    let platform = Scripted::numbered(|number| match number {
        1 => page("1", "null", "true"),
        _ => page("", "null", "true"),
    });
    let mut items = platform.client().call(CountThings::default()).items();
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    let error = items.try_next().await.unwrap_err();
    assert!(error.to_string().contains("empty page"), "{error}");
    assert_eq!(items.try_next().await.unwrap(), None);
    assert_eq!(platform.calls().len(), 2);
}
