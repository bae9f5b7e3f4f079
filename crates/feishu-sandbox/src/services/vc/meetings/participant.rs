//! Who is in a meeting, since when, and why no longer.

use feishu_vc::types::{MeetingUserKind, ParticipantStatus};

use crate::users;

/// Somebody, or something, that can be in a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attendee {
    /// The open id of a user; the only id of anything else.
    pub(crate) id: String,
    pub(crate) kind: MeetingUserKind,
}

impl Attendee {
    /// The user with this open id.
    pub(crate) fn user(open_id: impl Into<String>) -> Self {
        Self {
            id: open_id.into(),
            kind: MeetingUserKind::User,
        }
    }

    /// The user or the room that an id is of; `None` for an id of anything else.
    pub(crate) fn of_id(id: &str) -> Option<Self> {
        if let Some(user) = users::open_id(id, None) {
            return Some(Self::user(user));
        }
        let is_room = id.strip_prefix(ROOM).is_some_and(|rest| !rest.is_empty());
        is_room.then(|| Self {
            id: id.to_owned(),
            kind: MeetingUserKind::Room,
        })
    }

    /// Returns the id as `user_id_type` asks for it. Only users have several.
    pub(crate) fn shown(&self, id_kind: Option<&str>) -> String {
        match self.kind {
            MeetingUserKind::User => users::shown(&self.id, id_kind),
            _ => self.id.clone(),
        }
    }

    /// What a user is called; anything else is called by its id.
    pub(crate) fn name(&self) -> &str {
        if self.is_user() {
            users::profile(&self.id).name
        } else {
            &self.id
        }
    }

    pub(crate) fn is_user(&self) -> bool {
        self.kind == MeetingUserKind::User
    }

    pub(crate) fn is_room(&self) -> bool {
        self.kind == MeetingUserKind::Room
    }
}

/// What the id of a room begins with.
const ROOM: &str = "omm_";

/// Why somebody is no longer in a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// By leaving.
    Left,
    /// Somebody else has seen to it.
    KickedOut,
    /// The meeting has ended.
    MeetingEnded,
}

impl Leaving {
    /// The words that the platform has for it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Left => "主动离会",
            Self::KickedOut => "被移出会议",
            Self::MeetingEnded => "主持人结束会议",
        }
    }
}

/// Somebody who is in a meeting, was in it, or is called.
#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) who: Attendee,
    /// When the participant came and left, in seconds since 1970, as often as that was.
    stays: Vec<(u64, Option<u64>)>,
    is_called: bool,
    leaving: Option<Leaving>,
}

impl Participant {
    /// Somebody who is called.
    pub(crate) fn called(who: Attendee) -> Self {
        Self {
            who,
            stays: Vec::new(),
            is_called: true,
            leaving: None,
        }
    }

    /// Calls somebody who was in the meeting before.
    pub(crate) fn call(&mut self) {
        self.is_called = true;
    }

    /// Lets the participant come in; nothing happens if the participant is there.
    pub(crate) fn enter(&mut self, now: u64) {
        self.is_called = false;
        if !self.is_here() {
            self.stays.push((now, None));
            self.leaving = None;
        }
    }

    /// Lets the participant go, or stops the call.
    pub(crate) fn leave(&mut self, now: u64, leaving: Leaving) {
        self.is_called = false;
        if let Some((_, until @ None)) = self.stays.last_mut() {
            *until = Some(now);
            self.leaving = Some(leaving);
        }
    }

    pub(crate) fn is_here(&self) -> bool {
        self.stays.last().is_some_and(|(_, until)| until.is_none())
    }

    /// Whether the participant has ever joined.
    pub(crate) fn has_joined(&self) -> bool {
        !self.stays.is_empty()
    }

    pub(crate) fn status(&self) -> ParticipantStatus {
        if self.is_here() {
            ParticipantStatus::InMeeting
        } else if self.is_called {
            ParticipantStatus::Calling
        } else {
            ParticipantStatus::Left
        }
    }

    pub(crate) fn stays(&self) -> &[(u64, Option<u64>)] {
        &self.stays
    }

    pub(crate) fn first_join(&self) -> Option<u64> {
        self.stays.first().map(|(from, _)| *from)
    }

    /// When the participant left for good; `None` for one who is there.
    pub(crate) fn final_leave(&self) -> Option<u64> {
        self.stays.last().and_then(|(_, until)| *until)
    }

    pub(crate) fn leaving(&self) -> Option<Leaving> {
        self.leaving
    }

    /// How long the participant has been there in all, in seconds.
    pub(crate) fn seconds(&self, now: u64) -> u64 {
        let stays = self.stays.iter();
        stays
            .map(|(from, until)| until.unwrap_or(now).saturating_sub(*from))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_in_a_meeting_adds_up() {
        let mut participant = Participant::called(Attendee::user("ou_1"));
        assert_eq!(participant.status(), ParticipantStatus::Calling);
        assert!(!participant.has_joined());
        participant.enter(100);
        participant.enter(110);
        assert_eq!(participant.status(), ParticipantStatus::InMeeting);
        assert_eq!(participant.seconds(130), 30);
        participant.leave(140, Leaving::Left);
        assert_eq!(participant.status(), ParticipantStatus::Left);
        participant.enter(200);
        participant.leave(260, Leaving::MeetingEnded);
        participant.leave(300, Leaving::Left);
        assert_eq!(participant.seconds(500), 100);
        assert_eq!(participant.first_join(), Some(100));
        assert_eq!(participant.final_leave(), Some(260));
        assert_eq!(participant.leaving(), Some(Leaving::MeetingEnded));
    }

    #[test]
    fn a_room_is_no_user() {
        let kind = |id| Attendee::of_id(id).map(|who| who.kind);
        assert_eq!(kind("ou_1"), Some(MeetingUserKind::User));
        assert_eq!(kind("omm_1"), Some(MeetingUserKind::Room));
        for id in ["", "1", "omm_", "on_1"] {
            assert_eq!(kind(id), None, "{id}");
        }
    }
}
