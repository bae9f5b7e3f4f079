//! Values that the wire writes otherwise than Rust: flags as 0 and 1, numbers as texts, times in several ways.

use feishu_core::{Endpoint, IsoTime, SecondsOfDay, UnixMillis};
use serde_json::{from_value, json, to_value};

use crate::expected::values::schedule::{
    CreateSchedule, Entry, Opening, UpdateSchedule, UpdateScheduleResponse,
};

#[test]
fn a_query_has_them_as_the_wire_writes_them() {
    let request = UpdateSchedule::new("s", false)
        .after(IsoTime::new("2026-03-21T16:15:30+08:00"))
        .since(UnixMillis::new(1_612_246_959_000))
        .dry(true)
        .loud(false)
        .limit(-3);
    assert_eq!(
        request.request().unwrap().target().unwrap(),
        "/open-apis/values/v1/schedules/s?after=2026-03-21T16%3A15%3A30%2B08%3A00&since=1612246959000&dry=1&loud=0&limit=-3"
    );
}

#[test]
fn an_object_has_them_both_ways() {
    let wire = json!({
        "at": "2026-03-21T16:15:30+08:00",
        "made": "1612246959000",
        "open": 1,
        "free": "0",
        "count": "10",
    });
    let entry: Entry = from_value(wire.clone()).unwrap();
    assert_eq!(entry.open, Some(true));
    assert_eq!(entry.free, Some(false));
    assert_eq!(entry.count, Some(10));
    assert_eq!(entry.made, Some(UnixMillis::new(1_612_246_959_000)));
    assert_eq!(to_value(&entry).unwrap(), wire);
}

#[test]
fn they_are_read_from_whatever_the_platform_writes() {
    let read = |open| from_value::<Entry>(json!({"open": open})).unwrap().open;
    assert_eq!(read(json!("1")), Some(true));
    assert_eq!(read(json!(false)), Some(false));
    assert_eq!(read(json!("")), None);
    assert_eq!(read(json!(null)), None);
    assert!(from_value::<Entry>(json!({"open": 2})).is_err());
    let total = |total| {
        let response = json!({"total": total});
        from_value::<UpdateScheduleResponse>(response).map(|response| response.total)
    };
    assert_eq!(total(json!("12")).unwrap(), 12);
    assert_eq!(total(json!(12)).unwrap(), 12);
    assert_eq!(total(json!("")).unwrap(), 0);
    assert!(total(json!("many")).is_err());
}

#[test]
fn what_only_requests_carry_has_them_too() {
    let opening = Opening::new(SecondsOfDay::at(7, 45)).daily(true).guests(5);
    assert_eq!(
        to_value(&opening).unwrap(),
        json!({"from": "27900", "daily": 1, "guests": "5"})
    );
    assert_eq!(
        to_value(CreateSchedule::new(3).open(false)).unwrap(),
        json!({"open": 0, "count": "3"})
    );
}
