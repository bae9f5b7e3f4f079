//! The meetings of the sandbox as its owner sees them.

use std::fmt;

use hyper::StatusCode;

use super::meetings::{self, Attendee, Obstacle};
use super::page;
use crate::Sandbox;

impl Sandbox {
    /// The address of the built-in meeting, where people join and leave; it ends with the number of the meeting.
    pub fn meeting_url(&self) -> String {
        page::address(&self.shared.platform.base_url, meetings::BUILTIN)
    }

    /// Reserves a meeting for [`user`](Self::user), as the app would, and returns its number. It can be joined for thirty
    /// days. With an empty topic it is called after the user.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = feishu_sandbox::Sandbox::start().await?;
    /// let meeting_no = sandbox.add_meeting("Q3 review");
    /// sandbox.join_meeting(&meeting_no, "ou_1")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_meeting(&self, topic: &str) -> String {
        self.shared.add_meeting(topic)
    }

    /// Lets somebody join a meeting by its number, and returns the id of the meeting.
    ///
    /// The meeting of a reservation begins when the first joins. `who` is the open id of a user, which may be made up, or
    /// the id of a room. Whoever is there already stays.
    ///
    /// # Errors
    ///
    /// No reservation has the number, it has expired, or its settings do not let `who` join.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = feishu_sandbox::Sandbox::start().await?;
    /// // This meeting is there from the beginning; `add_meeting` makes others, and so does `apply` of reservations.
    /// let meeting = sandbox.join_meeting("123456789", "ou_1")?;
    /// println!("{meeting}");
    /// sandbox.leave_meeting("123456789", "ou_1")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn join_meeting(&self, meeting_no: &str, who: &str) -> Result<String, MeetingError> {
        self.shared.join_meeting(meeting_no, who)
    }

    /// Lets somebody leave the meeting that is going on under a number. It ends when the last leaves.
    ///
    /// # Errors
    ///
    /// No such meeting is going on, or `who` is not in it.
    pub fn leave_meeting(&self, meeting_no: &str, who: &str) -> Result<(), MeetingError> {
        self.shared.leave_meeting(meeting_no, who)
    }
}

/// Why somebody could not join a meeting, or leave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingError {
    meeting_no: String,
    who: String,
    reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    NoId,
    Obstacle(Obstacle),
}

impl MeetingError {
    pub(super) fn new(meeting_no: &str, who: &str, obstacle: Obstacle) -> Self {
        Self {
            meeting_no: meeting_no.to_owned(),
            who: who.to_owned(),
            reason: Reason::Obstacle(obstacle),
        }
    }

    /// Reads who it is about.
    pub(super) fn attendee(meeting_no: &str, who: &str) -> Result<Attendee, Self> {
        Attendee::of_id(who).ok_or_else(|| Self {
            meeting_no: meeting_no.to_owned(),
            who: who.to_owned(),
            reason: Reason::NoId,
        })
    }

    /// What is wrong, and what to do about it.
    fn told(&self) -> (String, &'static str) {
        let Self {
            meeting_no, who, ..
        } = self;
        match self.reason {
            Reason::NoId => (
                format!("`{who}` is neither an open id nor the id of a room"),
                "pass one that begins with `ou_` or `omm_`",
            ),
            Reason::Obstacle(Obstacle::UnknownNumber) => (
                format!("no reservation has the meeting number `{meeting_no}`"),
                "reserve a meeting, and pass `meeting_no` of the response",
            ),
            Reason::Obstacle(Obstacle::Expired) => (
                format!("the reservation of meeting {meeting_no} has expired"),
                "extend it, or reserve another",
            ),
            Reason::Obstacle(Obstacle::NotAllowed) => (
                format!("the settings of meeting {meeting_no} do not let {who} join"),
                "see its `action_permissions`",
            ),
            Reason::Obstacle(Obstacle::NotGoingOn) => (
                format!("no meeting {meeting_no} is going on"),
                "it begins when somebody joins",
            ),
            Reason::Obstacle(Obstacle::NotThere) => (
                format!("{who} is not in meeting {meeting_no}"),
                "join first",
            ),
        }
    }

    /// What is wrong.
    pub(crate) fn what(&self) -> String {
        self.told().0
    }

    /// What to do about it.
    pub(crate) fn remedy(&self) -> &'static str {
        self.told().1
    }

    /// Whether it is about whoever joins or leaves, and not about the meeting.
    pub(crate) fn is_about_who(&self) -> bool {
        matches!(
            self.reason,
            Reason::NoId | Reason::Obstacle(Obstacle::NotAllowed | Obstacle::NotThere)
        )
    }

    /// The status that a request is refused with for it.
    pub(crate) fn status(&self) -> StatusCode {
        match self.reason {
            Reason::NoId => StatusCode::BAD_REQUEST,
            Reason::Obstacle(Obstacle::UnknownNumber) => StatusCode::NOT_FOUND,
            Reason::Obstacle(_) => StatusCode::CONFLICT,
        }
    }
}

impl fmt::Display for MeetingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, remedy) = self.told();
        write!(f, "{what}; {remedy}")
    }
}

impl std::error::Error for MeetingError {}
