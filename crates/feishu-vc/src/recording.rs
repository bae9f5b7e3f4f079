//! Recordings that are waited for, whoever has made them.

use feishu_core::Job;

use crate::Vc;
use crate::meeting_recording::{GetMeetingRecording, StopRecordingJob};
use crate::types::MeetingId;

impl Vc {
    /// Takes up the recording of a meeting that somebody else started or stopped, or that stops with the meeting: waited for, it
    /// can be watched. [`stop_recording`](Self::stop_recording) stops one and waits.
    ///
    /// One that is shorter than five seconds may never come; the wait then ends with its
    /// [`deadline`](Job::deadline).
    ///
    /// ```no_run
    /// # async fn example(vc: feishu_vc::Vc) -> feishu_core::Result<()> {
    /// use feishu_vc::types::MeetingId;
    ///
    /// let recording = vc.recording(MeetingId::new("6911188411932033028")).wait().await?;
    /// println!("{:?}", recording.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn recording(&self, meeting_id: impl Into<MeetingId>) -> Job<StopRecordingJob> {
        self.resume_stop_recording(GetMeetingRecording::new(meeting_id))
    }
}
