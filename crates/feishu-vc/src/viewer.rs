//! Who may watch a recording, so that an id stands beside its kind, and none where there is nothing to name.

use feishu_core::types::UserId;

use crate::meeting_recording::{RecordingPermission, RecordingViewer, RecordingViewerKind};

impl RecordingViewer {
    /// A user. The id is of the kind that `user_id_type` of the request says.
    ///
    /// ```
    /// use feishu_core::types::UserId;
    /// use feishu_vc::meeting_recording::{RecordingViewer, SetRecordingPermission};
    /// use feishu_vc::types::MeetingId;
    ///
    /// let viewers = [
    ///     RecordingViewer::user(UserId::new("ou_1")),
    ///     RecordingViewer::chat("oc_1"),
    /// ];
    /// let request = SetRecordingPermission::new(MeetingId::new("6911188411932033028"), viewers);
    /// ```
    pub fn user(id: impl Into<UserId>) -> Self {
        Self::viewing(RecordingViewerKind::User).id(id.into().as_str())
    }

    /// All members of a chat, by its id, which begins with `oc_`.
    pub fn chat(id: impl Into<String>) -> Self {
        Self::viewing(RecordingViewerKind::Chat).id(id)
    }

    /// Everybody in the company.
    pub fn company() -> Self {
        Self::viewing(RecordingViewerKind::Company)
    }

    /// Everybody on the internet who has the address.
    pub fn everybody() -> Self {
        Self::viewing(RecordingViewerKind::Everybody)
    }

    /// The only permission that there is.
    fn viewing(kind: RecordingViewerKind) -> Self {
        Self::new(kind, RecordingPermission::View)
    }
}
