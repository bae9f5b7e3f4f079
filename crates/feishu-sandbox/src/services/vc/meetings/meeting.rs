//! A meeting from the moment at which somebody joins: who is in it, who leads it, and when it ended.

use feishu_vc::reserve::MeetingAction;
use feishu_vc::types::MeetingStatus;

use super::participant::{Attendee, Leaving, Participant};
use super::recording::Recording;
use super::reservation::{Ownership, Reservation, Settings};

/// A meeting that has begun.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) id: String,
    pub(crate) meeting_no: String,
    /// The reservation that it is of.
    pub(crate) reservation: String,
    pub(crate) topic: String,
    pub(crate) password: String,
    pub(crate) ownership: Ownership,
    pub(crate) settings: Settings,
    /// Times in seconds since 1970.
    pub(crate) created: u64,
    pub(crate) started: u64,
    pub(crate) ended: Option<u64>,
    pub(crate) recording: Recording,
    participants: Vec<Participant>,
    /// The largest number of participants at any one time.
    pub(crate) peak: usize,
    host: Option<Attendee>,
    /// Whether somebody has made the host host, so that nobody takes over who is host by the settings.
    host_is_set: bool,
}

impl Meeting {
    /// The meeting of a reservation, with nobody in it yet.
    pub(crate) fn of(reservation: &Reservation, id: String, now: u64) -> Self {
        let settings = reservation.settings.read();
        let mut meeting = Self {
            id,
            meeting_no: reservation.meeting_no.clone(),
            reservation: reservation.id.clone(),
            topic: reservation.topic(),
            password: reservation.password.clone(),
            ownership: reservation.ownership.clone(),
            settings: reservation.settings.clone(),
            created: reservation.created,
            started: now,
            ended: None,
            recording: Recording::default(),
            participants: Vec::new(),
            peak: 0,
            host: None,
            host_is_set: false,
        };
        if settings.auto_record == Some(true) {
            meeting.recording.start(now);
        }
        meeting
    }

    pub(crate) fn is_over(&self) -> bool {
        self.ended.is_some()
    }

    pub(crate) fn status(&self) -> MeetingStatus {
        if self.is_over() {
            MeetingStatus::Ended
        } else {
            MeetingStatus::InProgress
        }
    }

    /// When it ended; the present time while it goes on.
    pub(crate) fn end_or(&self, now: u64) -> u64 {
        self.ended.unwrap_or(now)
    }

    pub(crate) fn seconds(&self, now: u64) -> u64 {
        self.end_or(now).saturating_sub(self.started)
    }

    pub(crate) fn host(&self) -> Option<&Attendee> {
        self.host.as_ref()
    }

    pub(crate) fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// Those who have joined, and not only been called.
    pub(crate) fn joined(&self) -> impl Iterator<Item = &Participant> {
        let participants = self.participants.iter();
        participants.filter(|participant| participant.has_joined())
    }

    pub(crate) fn find(&self, who: &Attendee) -> Option<&Participant> {
        let mut participants = self.participants.iter();
        participants.find(|participant| participant.who == *who)
    }

    pub(crate) fn has(&self, who: &Attendee) -> bool {
        self.find(who).is_some_and(Participant::is_here)
    }

    /// Lets somebody in.
    pub(crate) fn join(&mut self, who: &Attendee, now: u64) {
        self.participant(who).enter(now);
        let here = self.participants.iter().filter(|one| one.is_here());
        self.peak = self.peak.max(here.count());
        let takes_over = match &self.host {
            _ if self.host_is_set => false,
            None => self.right_to_lead(who) > 0,
            Some(host) => self.right_to_lead(who) > self.right_to_lead(host),
        };
        if takes_over {
            self.host = Some(who.clone());
        }
    }

    /// Calls somebody; whether that was possible, which it is not for one who is there.
    pub(crate) fn invite(&mut self, who: &Attendee) -> bool {
        let is_away = !self.has(who);
        if is_away {
            self.participant(who).call();
        }
        is_away
    }

    /// Lets somebody go; whether that was possible. With the last the meeting ends, and with the host somebody else becomes
    /// host.
    pub(crate) fn leave(&mut self, who: &Attendee, leaving: Leaving, now: u64) -> bool {
        let was_here = self.has(who);
        let mut participants = self.participants.iter_mut();
        if let Some(participant) = participants.find(|participant| participant.who == *who) {
            participant.leave(now, leaving);
        }
        if !was_here {
            return false;
        }
        if !self.participants.iter().any(Participant::is_here) {
            self.end(now);
        } else if self.host.as_ref() == Some(who) {
            self.host = self.successor();
            self.host_is_set = false;
        }
        true
    }

    /// Makes somebody host.
    pub(crate) fn set_host(&mut self, who: Attendee) {
        self.host = Some(who);
        self.host_is_set = true;
    }

    /// Ends the meeting for everybody, and its recording with it.
    pub(crate) fn end(&mut self, now: u64) {
        for participant in &mut self.participants {
            participant.leave(now, Leaving::MeetingEnded);
        }
        self.recording.stop(now);
        self.ended.get_or_insert(now);
    }

    fn participant(&mut self, who: &Attendee) -> &mut Participant {
        let known = self.participants.iter();
        let place = known
            .enumerate()
            .find(|(_, participant)| participant.who == *who)
            .map(|(place, _)| place);
        let place = place.unwrap_or_else(|| {
            self.participants.push(Participant::called(who.clone()));
            self.participants.len() - 1
        });
        &mut self.participants[place]
    }

    /// Who of those that are there becomes host.
    fn successor(&self) -> Option<Attendee> {
        let here = self.participants.iter().filter(|one| one.is_here());
        let mut best: Option<&Attendee> = None;
        for participant in here {
            let right = self.right_to_lead(&participant.who);
            if right > best.map_or(0, |best| self.right_to_lead(best)) {
                best = Some(&participant.who);
            }
        }
        best.cloned()
    }

    /// How much right somebody has to be host; 0 for none. Whom the settings name comes first, then the owner.
    fn right_to_lead(&self, who: &Attendee) -> u8 {
        if self.settings.name_host(who) {
            3
        } else if who.is_user() && self.ownership.user == who.id {
            2
        } else {
            u8::from(who.is_user() && self.settings.allow(MeetingAction::Host, who))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn meeting(settings: &serde_json::Value) -> Meeting {
        let reservation = Reservation {
            id: "1".to_owned(),
            meeting_no: "123456789".to_owned(),
            ownership: Ownership {
                user: "ou_owner".to_owned(),
                by_app: false,
            },
            settings: Settings(settings.as_object().unwrap().clone()),
            password: String::new(),
            created: 0,
            until: None,
        };
        Meeting::of(&reservation, "2".to_owned(), 100)
    }

    fn host(meeting: &Meeting) -> Option<&str> {
        meeting.host().map(|host| host.id.as_str())
    }

    #[test]
    fn the_host_is_whoever_has_most_right_to_it() {
        let [guest, owner, named] = ["ou_guest", "ou_owner", "ou_named"].map(Attendee::user);
        let mut meeting =
            meeting(&json!({"assign_host_list": [{"user_type": 1, "id": "ou_named"}]}));
        meeting.join(&guest, 100);
        assert_eq!(host(&meeting), Some("ou_guest"));
        meeting.join(&owner, 110);
        assert_eq!(host(&meeting), Some("ou_owner"));
        meeting.join(&named, 120);
        assert_eq!(host(&meeting), Some("ou_named"));
        meeting.set_host(guest.clone());
        assert!(meeting.leave(&named, Leaving::Left, 130));
        meeting.join(&named, 140);
        assert_eq!(host(&meeting), Some("ou_guest"));
        meeting.leave(&guest, Leaving::Left, 150);
        assert_eq!(host(&meeting), Some("ou_named"));
    }

    #[test]
    fn a_meeting_ends_with_the_last() {
        let [one, two] = ["ou_1", "ou_2"].map(Attendee::user);
        let mut meeting = meeting(&json!({"auto_record": true}));
        meeting.join(&one, 100);
        assert!(meeting.recording.is_running());
        assert!(meeting.invite(&two) && !meeting.invite(&one));
        assert!(!meeting.leave(&two, Leaving::KickedOut, 110));
        assert!(!meeting.is_over());
        assert!(meeting.leave(&one, Leaving::Left, 160));
        assert_eq!(meeting.ended, Some(160));
        assert!(!meeting.recording.is_running() && meeting.recording.seconds(900) == 60);
        assert_eq!(meeting.joined().count(), 1);
    }

    #[test]
    fn the_peak_counts_those_who_were_there_together() {
        let [one, two, three] = ["ou_1", "ou_2", "omm_3"].map(|id| Attendee::of_id(id).unwrap());
        let mut meeting = meeting(&json!({}));
        assert_eq!(meeting.peak, 0);
        meeting.join(&one, 100);
        meeting.join(&two, 110);
        meeting.leave(&two, Leaving::Left, 120);
        meeting.join(&three, 120);
        assert_eq!(meeting.peak, 2);
        meeting.join(&two, 130);
        assert_eq!(meeting.peak, 3);
    }
}
