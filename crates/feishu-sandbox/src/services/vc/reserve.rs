//! Reserves meetings, and tells, changes and cancels what is reserved.

use feishu_core::TokenKind;
use feishu_vc::codes;
use feishu_vc::reserve::{CheckField, ExpiryStatus, InitialMeetingKind};
use feishu_vc::types::MeetingUserKind;
use serde_json::{Map, Value, json};

use super::meetings::{Ownership, Reservation, Settings};
use super::{check_id, invalid, meeting, meetings, meetings_mut, now, page, seconds, time};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::users;

/// How many hosts can be named.
const HOSTS: usize = 10;
/// How many digits a password has.
const PASSWORD: std::ops::RangeInclusive<usize> = 4..=9;

/// Reserves a meeting.
pub(super) fn apply(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let id_kind = arguments.query("user_id_type");
    let caller = exchange.caller()?;
    let ownership = match caller.kind {
        TokenKind::User => Ownership {
            user: caller.subject,
            by_app: false,
        },
        _ => {
            let owner = arguments.text("owner_id");
            let owner = owner.and_then(|id| users::open_id(id, id_kind));
            Ownership {
                user: owner.ok_or_else(invalid)?,
                by_app: true,
            }
        }
    };
    let draft = Draft::read(arguments.member("meeting_settings"), id_kind)?;
    let settings = Settings(draft.settings);
    let is_call = check(&settings)?;
    let until = end_time(exchange)?;
    if until.is_none() && !is_call {
        return Err(invalid());
    }
    let reservation = Reservation {
        id: exchange.state.job_id(),
        meeting_no: meetings(exchange).free_number(),
        ownership,
        settings,
        // Whether one is made up unless the request has one is a setting of the owner's.
        password: draft.password.unwrap_or_else(new_password),
        created: now(exchange),
        until,
    };
    let mut made = leading_in(exchange, &reservation);
    made["app_link"] = app_link(exchange, &reservation).into();
    meetings_mut(exchange).reserve(reservation);
    let data = json!({
        "reserve": made,
        "reserve_correction_check_info": {"invalid_host_id_list": draft.invalid_hosts},
    });
    Ok(Response::data(&data))
}

/// Tells what is reserved.
pub(super) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let id_kind = exchange.arguments.query("user_id_type");
    let reservation = found(exchange)?;
    let mut settings = reservation.settings.0.clone();
    translate(&mut settings, |id| Some(users::shown(id, id_kind)));
    let mut data = leading_in(exchange, reservation);
    data["app_link"] = app_link(exchange, reservation).into();
    data["expire_status"] = json!(expiry(exchange, reservation));
    data["reserve_user_id"] = users::shown(&reservation.ownership.user, id_kind).into();
    data["meeting_settings"] = Value::Object(settings);
    Ok(Response::data(&json!({"reserve": data})))
}

/// Changes what is reserved. What is left out stays as it is.
pub(super) fn update(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let id_kind = arguments.query("user_id_type");
    let mut reservation = found(exchange)?.clone();
    let mut draft = Draft::read(arguments.member("meeting_settings"), id_kind)?;
    draft.settings.remove("meeting_connect");
    reservation.settings.0.extend(draft.settings);
    check(&reservation.settings)?;
    if let Some(password) = draft.password {
        reservation.password = password;
    }
    if let Some(until) = end_time(exchange)? {
        reservation.until = Some(until);
    }
    let mut changed = leading_in(exchange, &reservation);
    changed["expire_status"] = json!(expiry(exchange, &reservation));
    if let Some(kept) = meetings_mut(exchange).reservation_mut(&reservation.id) {
        *kept = reservation;
    }
    let data = json!({
        "reserve": changed,
        "reserve_correction_check_info": {"invalid_host_id_list": draft.invalid_hosts},
    });
    Ok(Response::data(&data))
}

/// Cancels what is reserved.
pub(super) fn delete(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let id = found(exchange)?.id.clone();
    meetings_mut(exchange).cancel(&id);
    Ok(Response::data(&json!({})))
}

/// Tells which meeting of a reservation is going on.
pub(super) fn get_active_meeting(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let reservation = found(exchange)?;
    let mut begun = meetings(exchange).begun();
    let active = begun.find(|one| one.reservation == reservation.id && !one.is_over());
    let active = active.ok_or_else(|| Refusal::new(codes::DATA_NOT_FOUND))?;
    let mut data = meeting::described(exchange, active);
    data["ability"] = meeting::features(active);
    Ok(Response::data(&json!({"meeting": data})))
}

/// The reservation that the path names, if it is the caller's.
fn found<'e>(exchange: &'e Exchange<'_>) -> Result<&'e Reservation, Refusal> {
    let id = exchange.arguments.path("reserve_id");
    check_id(id)?;
    let reservation = meetings(exchange)
        .reservation(id)
        .ok_or_else(|| Refusal::new(codes::DATA_NOT_FOUND))?;
    if reservation.ownership.admits(&exchange.caller()?) {
        Ok(reservation)
    } else {
        Err(Refusal::new(codes::NO_PERMISSION))
    }
}

/// A password that nobody has chosen.
pub(super) fn new_password() -> String {
    fastrand::u32(100_000..1_000_000).to_string()
}

/// When a reservation is to expire, if the request says so.
fn end_time(exchange: &Exchange<'_>) -> Result<Option<u64>, Refusal> {
    let Some(text) = exchange.arguments.text("end_time") else {
        return Ok(None);
    };
    let now = now(exchange);
    let until =
        seconds(text).filter(|until| (now + 1..=now + Reservation::LONGEST).contains(until));
    until.map(Some).ok_or_else(invalid)
}

fn expiry(exchange: &Exchange<'_>, reservation: &Reservation) -> ExpiryStatus {
    if reservation.is_expired(now(exchange)) {
        ExpiryStatus::Expired
    } else {
        ExpiryStatus::Valid
    }
}

/// What leads into the meeting.
fn leading_in(exchange: &Exchange<'_>, reservation: &Reservation) -> Value {
    let address = page::address(&exchange.platform.base_url, &reservation.meeting_no);
    let mut data = json!({
        "id": reservation.id,
        "meeting_no": reservation.meeting_no,
        "password": reservation.password,
        "live_link": format!("{address}/{}", page::LIVE),
        "url": address,
    });
    if let Some(until) = reservation.until {
        data["end_time"] = json!(time(until));
    }
    data
}

fn app_link(exchange: &Exchange<'_>, reservation: &Reservation) -> String {
    let address = exchange.address("client", "videochat/open");
    let id = &reservation.id;
    format!(
        "{address}?source=openplatform&action=join&idtype=reservationid&id={id}&preview={{?}}&mic={{?}}&speaker={{?}}&camera={{?}}"
    )
}

/// The settings of a request, with open ids.
struct Draft {
    settings: Map<String, Value>,
    /// `None` unless the request says something of it.
    password: Option<String>,
    /// Ids of hosts that are none, as the request has them.
    invalid_hosts: Vec<String>,
}

impl Draft {
    fn read(settings: Option<&Value>, id_kind: Option<&str>) -> Result<Self, Refusal> {
        let mut settings = settings
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        settings.retain(|_, value| !value.is_null());
        let password = match settings.remove("password") {
            Some(Value::String(password)) => {
                let is_right = PASSWORD.contains(&password.len())
                    && password.bytes().all(|byte| byte.is_ascii_digit());
                if !is_right && !password.is_empty() {
                    return Err(Refusal::new(codes::INVALID_MEETING_PASSWORD));
                }
                Some(password)
            }
            _ => None,
        };
        let mut invalid_hosts = Vec::new();
        if let Some(Value::Array(hosts)) = settings.get_mut("assign_host_list") {
            if hosts.len() > HOSTS {
                return Err(Refusal::new(codes::TOO_MANY_HOSTS));
            }
            let user = Value::from(MeetingUserKind::User.number());
            if hosts
                .iter()
                .any(|host| host.get("user_type").is_some_and(|kind| *kind != user))
            {
                return Err(Refusal::new(codes::INVALID_HOST));
            }
            hosts.retain(|host| {
                let id = host["id"].as_str().unwrap_or_default();
                let is_known = users::open_id(id, id_kind).is_some();
                if !is_known {
                    invalid_hosts.push(id.to_owned());
                }
                is_known
            });
        }
        if translate(&mut settings, |id| users::open_id(id, id_kind)) {
            Ok(Self {
                settings,
                password,
                invalid_hosts,
            })
        } else {
            Err(invalid())
        }
    }
}

/// Refuses settings that do not go together, and tells whether they are those of a call.
fn check(settings: &Settings) -> Result<bool, Refusal> {
    let settings = settings.read();
    let is_call = settings.kind == Some(InitialMeetingKind::Call);
    if is_call && settings.auto_record == Some(true) {
        return Err(Refusal::new(codes::RECORDING_NOT_POSSIBLE));
    }
    if is_call && settings.call.is_none() {
        return Err(invalid());
    }
    Ok(is_call)
}

/// Puts other ids in place of those of the users whom settings name; whether there was one for each.
fn translate(settings: &mut Map<String, Value>, to: impl Fn(&str) -> Option<String>) -> bool {
    let mut all = true;
    let mut replace = |id: &mut Value| match id.as_str().and_then(&to) {
        Some(other) => *id = other.into(),
        None => all = false,
    };
    let list = |value: Option<&mut Value>| match value {
        Some(Value::Array(elements)) => std::mem::take(elements),
        _ => Vec::new(),
    };
    let mut hosts = list(settings.get_mut("assign_host_list"));
    for host in &mut hosts {
        if let Some(id) = host.get_mut("id") {
            replace(id);
        }
    }
    let mut permissions = list(settings.get_mut("action_permissions"));
    for permission in &mut permissions {
        let Some(Value::Array(checks)) = permission.get_mut("permission_checkers") else {
            continue;
        };
        for check in checks {
            if check["check_field"] != CheckField::User.number() {
                continue;
            }
            if let Some(Value::Array(ids)) = check.get_mut("check_list") {
                ids.iter_mut().for_each(&mut replace);
            }
        }
    }
    for (name, elements) in [
        ("assign_host_list", hosts),
        ("action_permissions", permissions),
    ] {
        if let Some(place) = settings.get_mut(name) {
            *place = Value::Array(elements);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_settings_are_translated_there_and_back() {
        let given = json!({
            "topic": "on_1",
            "assign_host_list": [{"user_type": 1, "id": "on_1"}, {"user_type": 1, "id": "x"}],
            "action_permissions": [{"permission": 3, "permission_checkers": [
                {"check_field": 1, "check_mode": 1, "check_list": ["on_2"]},
                {"check_field": 2, "check_mode": 1, "check_list": ["1"]},
            ]}],
        });
        let draft = Draft::read(Some(&given), Some("union_id")).unwrap();
        assert_eq!(draft.invalid_hosts, ["x"]);
        let mut settings = draft.settings;
        assert_eq!(settings["topic"], "on_1");
        assert_eq!(
            settings["assign_host_list"],
            json!([{"user_type": 1, "id": "ou_1"}])
        );
        let checks = &settings["action_permissions"][0]["permission_checkers"];
        assert_eq!(checks[0]["check_list"], json!(["ou_2"]));
        assert_eq!(checks[1]["check_list"], json!(["1"]));
        assert!(translate(&mut settings, |id| Some(users::shown(
            id,
            Some("union_id")
        ))));
        assert_eq!(settings["assign_host_list"][0]["id"], "on_1");
        let wrong = json!({"action_permissions": given["action_permissions"]});
        assert!(Draft::read(Some(&wrong), None).is_err());
    }
}
