//! What the sandbox remembers of meetings: reservations, the meetings that they have become, and who was there.

mod builtin;
mod meeting;
mod participant;
mod recording;
mod reservation;

use feishu_vc::reserve::MeetingAction;

pub(crate) use self::builtin::{ENDED_PERIOD, MEETING_NO as BUILTIN};
pub(crate) use self::meeting::Meeting;
pub(crate) use self::participant::{Attendee, Leaving, Participant};
pub(crate) use self::recording::{Making, Viewer};
pub(crate) use self::reservation::{Ownership, Reservation, Settings};

/// All reservations and meetings, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Meetings {
    reservations: Vec<Reservation>,
    meetings: Vec<Meeting>,
}

/// Why somebody cannot join a meeting, or leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// No reservation has the number.
    UnknownNumber,
    /// The reservation has expired.
    Expired,
    /// The settings do not allow it.
    NotAllowed,
    /// No meeting with the number is going on.
    NotGoingOn,
    /// Whoever is to leave is not there.
    NotThere,
}

impl Meetings {
    /// The reservation and the meetings that are there from the beginning.
    pub(crate) fn with_builtins(now: u64) -> Self {
        let mut meetings = Self::default();
        builtin::add(&mut meetings, now);
        meetings
    }

    /// Keeps a reservation.
    pub(crate) fn reserve(&mut self, reservation: Reservation) {
        self.reservations.push(reservation);
    }

    pub(crate) fn reservations(&self) -> impl Iterator<Item = &Reservation> {
        self.reservations.iter()
    }

    pub(crate) fn reservation(&self, id: &str) -> Option<&Reservation> {
        self.reservations.iter().find(|one| one.id == id)
    }

    pub(crate) fn reservation_mut(&mut self, id: &str) -> Option<&mut Reservation> {
        self.reservations.iter_mut().find(|one| one.id == id)
    }

    /// Forgets a reservation; a meeting of it that is going on stays.
    pub(crate) fn cancel(&mut self, id: &str) {
        self.reservations.retain(|one| one.id != id);
    }

    /// A number that no reservation has.
    pub(crate) fn free_number(&self) -> String {
        loop {
            let number = fastrand::u32(100_000_000..1_000_000_000).to_string();
            if self.by_number(&number).is_none() {
                return number;
            }
        }
    }

    pub(crate) fn by_number(&self, meeting_no: &str) -> Option<&Reservation> {
        self.reservations
            .iter()
            .find(|one| one.meeting_no == meeting_no)
    }

    pub(crate) fn meeting(&self, id: &str) -> Option<&Meeting> {
        self.meetings.iter().find(|one| one.id == id)
    }

    pub(crate) fn meeting_mut(&mut self, id: &str) -> Option<&mut Meeting> {
        self.meetings.iter_mut().find(|one| one.id == id)
    }

    /// All meetings that have begun.
    pub(crate) fn begun(&self) -> impl Iterator<Item = &Meeting> {
        self.meetings.iter()
    }

    /// The meeting with a number that is going on.
    pub(crate) fn going_on(&self, meeting_no: &str) -> Option<&Meeting> {
        let mut meetings = self.meetings.iter();
        meetings.find(|one| one.meeting_no == meeting_no && !one.is_over())
    }

    /// Lets somebody join by the number of a meeting, which begins if it is not going on, and gets this id.
    pub(crate) fn join(
        &mut self,
        meeting_no: &str,
        who: &Attendee,
        id: String,
        now: u64,
    ) -> Result<&Meeting, Obstacle> {
        let under_way = self
            .meetings
            .iter()
            .position(|one| one.meeting_no == meeting_no && !one.is_over());
        let place = match under_way {
            Some(place) => place,
            None => {
                let reservation = self.by_number(meeting_no).ok_or(Obstacle::UnknownNumber)?;
                if reservation.is_expired(now) {
                    return Err(Obstacle::Expired);
                }
                may_join(&reservation.ownership, &reservation.settings, who)?;
                let meeting = Meeting::of(reservation, id, now);
                self.meetings.push(meeting);
                self.meetings.len() - 1
            }
        };
        let meeting = &mut self.meetings[place];
        may_join(&meeting.ownership, &meeting.settings, who)?;
        meeting.join(who, now);
        Ok(meeting)
    }

    /// Lets somebody leave the meeting with a number.
    pub(crate) fn leave(
        &mut self,
        meeting_no: &str,
        who: &Attendee,
        now: u64,
    ) -> Result<&Meeting, Obstacle> {
        let mut meetings = self.meetings.iter_mut();
        let meeting = meetings
            .find(|one| one.meeting_no == meeting_no && !one.is_over())
            .ok_or(Obstacle::NotGoingOn)?;
        if meeting.leave(who, Leaving::Left, now) {
            Ok(meeting)
        } else {
            Err(Obstacle::NotThere)
        }
    }
}

/// Whether somebody may join: the owner always, others as the settings say.
fn may_join(ownership: &Ownership, settings: &Settings, who: &Attendee) -> Result<(), Obstacle> {
    let is_owner = who.is_user() && who.id == ownership.user;
    if is_owner || settings.name_host(who) || settings.allow(MeetingAction::Join, who) {
        Ok(())
    } else {
        Err(Obstacle::NotAllowed)
    }
}
