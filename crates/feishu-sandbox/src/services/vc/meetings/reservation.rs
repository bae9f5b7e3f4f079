//! Meetings that are reserved: number, settings, and until when.

use feishu_core::TokenKind;
use feishu_vc::reserve::{CheckField, CheckMode, MeetingAction, ReservedMeetingSettings};
use serde_json::{Map, Value};

use super::participant::Attendee;
use crate::state::token::Caller;
use crate::users;

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ownership {
    /// The open id of the user.
    pub(crate) user: String,
    /// Whether the app has made it, for the user.
    pub(crate) by_app: bool,
}

impl Ownership {
    /// Whether the caller may do with it as owners do.
    pub(crate) fn admits(&self, caller: &Caller) -> bool {
        match caller.kind {
            TokenKind::User => caller.subject == self.user,
            _ => self.by_app,
        }
    }
}

/// A meeting that is reserved.
#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    pub(crate) id: String,
    /// The nine digits by which people join.
    pub(crate) meeting_no: String,
    pub(crate) ownership: Ownership,
    pub(crate) settings: Settings,
    pub(crate) password: String,
    /// When it was made, in seconds since 1970.
    pub(crate) created: u64,
    /// When it expires, in seconds since 1970; a call has no such time.
    pub(crate) until: Option<u64>,
}

impl Reservation {
    /// The longest time from now for which a meeting can be reserved, in seconds.
    pub(crate) const LONGEST: u64 = 30 * 24 * 60 * 60;

    /// What its meetings are called: after whom they are reserved for, unless the settings say.
    pub(crate) fn topic(&self) -> String {
        let topic = self.settings.read().topic;
        topic.filter(|topic| !topic.is_empty()).unwrap_or_else(|| {
            let owner = users::profile(&self.ownership.user).name;
            format!("{owner}的视频会议")
        })
    }

    pub(crate) fn is_expired(&self, now: u64) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// The settings of a meeting, as responses have them, but with open ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings(pub(crate) Map<String, Value>);

impl Settings {
    /// The same with names and types.
    pub(crate) fn read(&self) -> ReservedMeetingSettings {
        // What could not be read would have been refused.
        serde_json::from_value(Value::Object(self.0.clone())).unwrap_or_default()
    }

    /// Whether somebody may do something: everybody may, unless the settings say who.
    pub(crate) fn allow(&self, action: MeetingAction, who: &Attendee) -> bool {
        let settings = self.read();
        let mut of_action = settings
            .permissions
            .iter()
            .filter(|permission| permission.action == Some(action))
            .peekable();
        if of_action.peek().is_none() {
            return true;
        }
        of_action
            .flat_map(|permission| &permission.checks)
            .any(|check| {
                let kind = who.kind.number().to_string();
                let is_listed = match check.field {
                    Some(CheckField::User) => check.list.contains(&who.id),
                    Some(CheckField::Kind) => check.list.contains(&kind),
                    // There is one company, and everybody is of it, whatever its key.
                    _ => !check.list.is_empty(),
                };
                is_listed == (check.mode != Some(CheckMode::NotListed))
            })
    }

    /// Whether somebody is named as host.
    pub(crate) fn name_host(&self, who: &Attendee) -> bool {
        let settings = self.read();
        let mut hosts = settings.hosts.iter().filter_map(|host| host.id.as_ref());
        hosts.any(|host| host.as_str() == who.id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(json: &Value) -> Settings {
        Settings(json.as_object().unwrap().clone())
    }

    fn check(field: i64, mode: i64, list: &[&str]) -> Value {
        json!({"check_field": field, "check_mode": mode, "check_list": list})
    }

    #[test]
    fn whoever_passes_one_check_may() {
        let join = |checks: Value| {
            settings(
                &json!({"action_permissions": [{"permission": 3, "permission_checkers": checks}]}),
            )
        };
        let (one, two) = (Attendee::user("ou_1"), Attendee::user("ou_2"));
        let room = Attendee::of_id("omm_1").unwrap();
        let listed = join(json!([check(1, 1, &["ou_1"])]));
        assert!(listed.allow(MeetingAction::Join, &one));
        assert!(!listed.allow(MeetingAction::Join, &two));
        assert!(listed.allow(MeetingAction::Invite, &two));
        let others = join(json!([check(1, 2, &["ou_1"])]));
        assert!(
            !others.allow(MeetingAction::Join, &one) && others.allow(MeetingAction::Join, &two)
        );
        let either = join(json!([check(1, 1, &["ou_1"]), check(2, 1, &["2"])]));
        assert!(
            either.allow(MeetingAction::Join, &room) && !either.allow(MeetingAction::Join, &two)
        );
        let company = join(json!([check(3, 1, &["736588c9260f175d"])]));
        assert!(company.allow(MeetingAction::Join, &two));
        let nobody = join(json!([check(3, 2, &["736588c9260f175d"])]));
        assert!(!nobody.allow(MeetingAction::Join, &two));
    }

    #[test]
    fn hosts_are_named_by_their_open_ids() {
        let settings = settings(&json!({"assign_host_list": [{"user_type": 1, "id": "ou_1"}]}));
        assert!(settings.name_host(&Attendee::user("ou_1")));
        assert!(!settings.name_host(&Attendee::user("ou_2")));
    }
}
