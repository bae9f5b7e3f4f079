//! Settings of the devices in rooms: codes that open doors are hidden, and what is wrong seven levels deep is told with its place.

use feishu_core::Endpoint;
use feishu_tests::wire::{Recorder, run};
use feishu_vc::Vc;
use feishu_vc::room_config::{CodeValidity, CreateRoomAccessCode, RoomConfigScope};
use feishu_vc::scope_config::{GetScopeConfig, GetScopeConfigResponse};
use feishu_vc::types::RoomScope;
use serde_json::{Value, json};

#[test]
fn an_access_code_is_read_and_not_printed() {
    let data = json!({"access_code": "YNMLTJOUZ"});
    let recorder = Recorder::answering(CreateRoomAccessCode::OPERATION, data);
    let client = recorder.client();
    let request = CreateRoomAccessCode::new(RoomConfigScope::Company, CodeValidity::Week);
    let vc = Vc::new(&client);
    let response = run(async { vc.room_configs().set_room_access_code(request).await }).unwrap();
    assert_eq!(response.access_code.expose(), "YNMLTJOUZ");
    assert!(!format!("{response:?}").contains("YNMLTJOUZ"));
}

/// What is read when a picture of the digital signage is shown for some time.
fn showing_for(duration: Value) -> feishu_core::Result<GetScopeConfigResponse> {
    let materials = json!([{"name": "Welcome", "duration": duration}]);
    let config = json!({"digital_signage": {"materials": materials}});
    let data =
        json!({"current_config": {"scope_type": 1, "scope_id": "omb_1", "scope_config": config}});
    let recorder = Recorder::answering(GetScopeConfig::OPERATION, data);
    let client = recorder.client();
    let get = GetScopeConfig::new(RoomScope::level("omb_1"));
    run(async { Vc::new(&client).scope_configs().get(get).await })
}

#[test]
fn what_is_seven_levels_deep_is_read() {
    let current = showing_for(json!(15)).unwrap().current_config;
    assert_eq!(current.scope, Some(RoomScope::level("omb_1")));
    let signage = current.config.unwrap().digital_signage.unwrap();
    assert_eq!(signage.materials[0].duration, Some(15));
}

#[test]
fn what_is_wrong_seven_levels_deep_is_told_with_its_place() {
    let told = showing_for(json!({"seconds": 15})).unwrap_err().to_string();
    let place = "current_config.scope_config.digital_signage.materials[0].duration";
    assert!(told.contains(place), "{told}");
}
