//! Where the operations on rooms and their levels take lists and pages, since they do so otherwise than all others.

use feishu_core::Endpoint;
use feishu_tests::wire::{Recorder, run};
use feishu_vc::Vc;
use feishu_vc::room::SearchRooms;
use feishu_vc::room_level::SearchRoomLevels;
use serde_json::json;

#[test]
fn ids_joined_by_commas_are_one_value_of_the_query() {
    let recorder = Recorder::answering(SearchRoomLevels::OPERATION, json!({"level_ids": []}));
    let client = recorder.client();
    let search = SearchRoomLevels::new("1000,1001");
    run(async { Vc::new(&client).room_levels().search(search).await }).unwrap();
    let sent = recorder.requests();
    let target = "/vc/v1/room_levels/search?custom_level_ids=1000%2C1001\n";
    assert!(sent.contains(target), "{sent}");
}

#[test]
fn a_search_for_rooms_asks_for_its_pages_in_the_body() {
    let last = json!({"rooms": [{"room_id": "omm_1"}], "has_more": false});
    let recorder = Recorder::answering(SearchRooms::OPERATION, last);
    let client = recorder.client();
    let search = SearchRooms::new().page_token("50");
    run(async {
        let rooms = Vc::new(&client).rooms().search(search).as_user("u-1");
        let mut items = rooms.items();
        assert_eq!(
            items.try_next().await.unwrap().unwrap().room_id.as_str(),
            "omm_1"
        );
        assert!(items.try_next().await.unwrap().is_none());
    });
    let sent = recorder.requests();
    assert!(sent.contains("/vc/v1/rooms/search\n"), "{sent}");
    let body = "{\n  \"page_size\": 100,\n  \"page_token\": \"50\"\n}";
    assert!(sent.contains(body), "{sent}");
}
