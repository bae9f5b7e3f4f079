//! What is recorded of a meeting, and when it can be watched.

use feishu_vc::meeting_recording::RecordingViewerKind;

/// A recording that is shorter may never appear, according to the documentation; here it does not. In seconds.
const SHORTEST: u64 = 5;

/// Somebody who may watch a recording: the open id of a user, the id of a chat, or nothing for the others.
pub(crate) type Viewer = (RecordingViewerKind, String);

/// What is recorded of a meeting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    /// When it ran, in seconds since 1970.
    stretches: Vec<(u64, Option<u64>)>,
    making: Making,
    /// How many polls more than usual find the file under way.
    delay: u32,
    pub(crate) viewers: Vec<Viewer>,
}

/// How the file of a recording is made once its meeting has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Making {
    /// Under way; so many polls found it so.
    UnderWay(u32),
    /// It can be watched.
    Done,
    /// It came to nothing.
    Failed,
}

impl Default for Making {
    fn default() -> Self {
        Self::UnderWay(0)
    }
}

impl Recording {
    pub(crate) fn is_running(&self) -> bool {
        self.stretches
            .last()
            .is_some_and(|(_, until)| until.is_none())
    }

    pub(crate) fn start(&mut self, now: u64) {
        if !self.is_running() {
            self.stretches.push((now, None));
        }
    }

    pub(crate) fn stop(&mut self, now: u64) {
        if let Some((_, until @ None)) = self.stretches.last_mut() {
            *until = Some(now);
        }
    }

    /// Whether anything was recorded.
    pub(crate) fn has_begun(&self) -> bool {
        !self.stretches.is_empty()
    }

    /// How long it is, in seconds.
    pub(crate) fn seconds(&self, now: u64) -> u64 {
        let stretches = self.stretches.iter();
        stretches
            .map(|(from, until)| until.unwrap_or(now).saturating_sub(*from))
            .sum()
    }

    /// Whether it is long enough to be kept.
    pub(crate) fn is_kept(&self, now: u64) -> bool {
        self.seconds(now) >= SHORTEST
    }

    /// Counts a poll, which finds the file under way as often as said, and tells how far it is.
    pub(crate) fn poll(&mut self, pending_polls: u32) -> Making {
        if let Making::UnderWay(polls) = self.making {
            self.making = if polls < pending_polls.saturating_add(self.delay) {
                Making::UnderWay(polls.saturating_add(1))
            } else {
                Making::Done
            };
        }
        self.making
    }

    /// Has so many polls more find the file under way.
    pub(crate) fn delay(&mut self, polls: u32) {
        self.delay = self.delay.saturating_add(polls);
    }

    /// Has the making of the file fail.
    pub(crate) fn fail(&mut self) {
        self.making = Making::Failed;
    }

    /// How far the file is, as the last poll found it.
    pub(crate) fn making(&self) -> Making {
        self.making
    }

    /// Whether it can be watched.
    pub(crate) fn is_ready(&self) -> bool {
        self.making == Making::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_add_up() {
        let mut recording = Recording::default();
        assert!(!recording.has_begun());
        recording.start(10);
        recording.start(12);
        recording.stop(14);
        assert!(!recording.is_kept(100) && !recording.is_running());
        recording.start(20);
        assert!(recording.is_running());
        assert_eq!(recording.seconds(25), 9);
        recording.stop(21);
        recording.stop(30);
        assert!(recording.seconds(90) == 5 && recording.is_kept(90));
    }

    #[test]
    fn a_file_is_under_way_for_as_many_polls_as_set() {
        let mut recording = Recording::default();
        assert_eq!(recording.poll(2), Making::UnderWay(1));
        assert_eq!(recording.poll(2), Making::UnderWay(2));
        assert!(!recording.is_ready());
        assert_eq!(recording.poll(2), Making::Done);
        assert!(recording.is_ready());
        recording.delay(1);
        assert_eq!(recording.poll(2), Making::Done);
    }
}
