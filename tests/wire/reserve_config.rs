//! Settings of reservations: their flags are 0 and 1 on the wire, and the kind of what they are for is a number or a text.

use feishu_core::{Call, Endpoint};
use feishu_tests::wire::{Recorder, run};
use feishu_vc::Vc;
use feishu_vc::reserve_config::{
    ApprovalConfigUpdate, GetReserveConfig, PatchReserveConfig, ReserveScopeConfigUpdate,
};
use feishu_vc::reserve_config_form::{PatchReserveConfigForm, ReserveFormConfigUpdate};
use feishu_vc::types::{RoomId, RoomScope, RoomScopeKind};
use serde_json::{Value, json};

fn room() -> RoomScope {
    RoomScope::new(RoomId::new("omm_1"), RoomScopeKind::Room)
}

/// What a call sends, and what it makes of the response.
fn exchange<E: Endpoint>(data: Value, call: impl FnOnce(Vc) -> Call<E>) -> (String, E::Output) {
    let recorder = Recorder::answering(E::OPERATION, data);
    let client = recorder.client();
    let output = run(async { call(Vc::new(&client)).await }).unwrap();
    (recorder.requests(), output)
}

#[test]
fn limits_are_changed_with_the_kind_as_text_and_flags_as_numbers() {
    let patch = PatchReserveConfig::new(room())
        .approval_config(ApprovalConfigUpdate::new().enabled(false))
        .reserve_scope_config(ReserveScopeConfigUpdate::new(true));
    let (sent, _) = exchange(json!({}), |vc| vc.reserve_configs().patch(patch));
    assert!(sent.contains("/reserve_configs/omm_1\n"), "{sent}");
    for part in [
        "\"scope_type\": \"2\"",
        "\"approval_switch\": 0",
        "\"allow_all_users\": 1",
    ] {
        assert!(sent.contains(part), "{sent}");
    }
}

#[test]
fn an_unknown_kind_is_sent_as_the_text_of_its_number() {
    let other = RoomScope::new(RoomId::new("omm_1"), RoomScopeKind::from(7));
    let patch = PatchReserveConfig::new(other);
    let (sent, _) = exchange(json!({}), |vc| vc.reserve_configs().patch(patch));
    assert!(sent.contains("\"scope_type\": \"7\""), "{sent}");
}

#[test]
fn the_form_is_changed_with_the_kind_as_a_number() {
    let patch = PatchReserveConfigForm::new(room(), ReserveFormConfigUpdate::new(true));
    let (sent, _) = exchange(json!({}), |vc| vc.reserve_config_forms().patch(patch));
    assert!(sent.contains("\"scope_type\": 2"), "{sent}");
}

#[test]
fn flags_are_read_of_numbers() {
    let data = json!({
        "approve_config": {"approval_switch": 1},
        "reserve_scope_config": {"allow_all_users": 0},
    });
    let get = GetReserveConfig::new(room());
    let (sent, limits) = exchange(data, |vc| vc.reserve_configs().reserve_scope(get));
    assert!(
        sent.contains("/reserve_configs/reserve_scope?scope_id=omm_1&scope_type=2\n"),
        "{sent}"
    );
    assert_eq!(limits.approval_config.unwrap().enabled, Some(true));
    assert_eq!(
        limits.reserve_scope_config.unwrap().allow_all_users,
        Some(false)
    );
}
