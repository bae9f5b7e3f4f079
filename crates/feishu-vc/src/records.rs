//! What is on record of a span of any length: the platform lists no more than a year, or a day, at a time.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use feishu_core::types::Period;
use feishu_core::{CallOptions, Client, Error, Items, Paged, Result, UnixSeconds};
use futures_core::Stream;

use crate::meeting_list::{GetMeetingList, MeetingRecord};
use crate::resource_reservation_list::{GetResourceReservationList, RoomReservation};
use crate::types::{MeetingPhase, RoomId, RoomLevelId};
use crate::{Vc, clock};

const DAY: i64 = 24 * 60 * 60;
/// The shortest that a month and a year can be, as nobody says how the platform reckons.
const MONTH: i64 = 28 * DAY;
const YEAR: i64 = 365 * DAY;

impl Vc {
    /// Lists the meetings on record in a span of time of any length, as a stream. A span of more than a year is asked for in
    /// parts, and a meeting that is in two of them is listed once. By default, meetings that have ended.
    ///
    /// ```no_run
    /// # async fn example(vc: feishu_vc::Vc, three_years: std::ops::Range<std::time::SystemTime>) -> feishu_core::Result<()> {
    /// let mut meetings = vc.meetings_in(three_years).with(|request| request.include_webinar(true));
    /// while let Some(meeting) = meetings.try_next().await? {
    ///     println!("{:?}: {:?}", meeting.meeting_start_time, meeting.meeting_topic);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn meetings_in(&self, period: impl Into<Period>) -> Records<GetMeetingList> {
        Records::new(self.client(), GetMeetingList::new(period))
    }

    /// Lists the reservations of rooms in a span of time of any length, as a stream. It is asked for day by day, and a
    /// reservation that is in two days is listed once. The arguments are those of [`GetResourceReservationList::new`].
    ///
    /// ```no_run
    /// # async fn example(vc: feishu_vc::Vc, last_month: std::ops::Range<std::time::SystemTime>) -> feishu_core::Result<()> {
    /// use feishu_vc::types::{RoomId, RoomLevelId};
    ///
    /// let (level, room) = (RoomLevelId::new("omb_1"), RoomId::new("omm_1"));
    /// let reservations = vc.reservations_in(level, last_month, [room]).collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reservations_in(
        &self,
        room_level_id: impl Into<RoomLevelId>,
        period: impl Into<Period>,
        room_ids: impl IntoIterator<Item = impl Into<RoomId>>,
    ) -> Records<GetResourceReservationList> {
        let request = GetResourceReservationList::new(room_level_id, period, room_ids);
        Records::new(self.client(), request)
    }
}

/// The list of a span that may be longer than the platform allows, as a [`Stream`]. Nothing is sent before the first element is
/// asked for.
#[must_use = "a stream does nothing until it is polled"]
pub struct Records<E: Recorded> {
    client: Client,
    request: E,
    options: CallOptions,
    parts: Option<Parts>,
    items: Option<Items<E>>,
    /// What the part before this one had, and what this one has had so far.
    before: HashSet<String>,
    here: HashSet<String>,
}

impl<E: Recorded> Records<E> {
    fn new(client: &Client, request: E) -> Self {
        Self {
            client: client.clone(),
            request,
            options: CallOptions::default(),
            parts: None,
            items: None,
            before: HashSet::new(),
            here: HashSet::new(),
        }
    }

    /// Changes the request that is sent for each part, to set what is optional in it. It has no effect on what was asked for
    /// already.
    pub fn with(mut self, change: impl FnOnce(E) -> E) -> Self {
        self.request = change(self.request);
        self
    }

    /// Makes every call with options that were set elsewhere, in place of those set until now.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    feishu_core::protocol::call_settings!(options, "every call of the list");

    /// The next element; `None` at the end. After an error the list has ended: what came until then stays good.
    ///
    /// # Errors
    ///
    /// A span that ends before it begins, begins before 1970 or in the future, or ends later than the platform tells anything
    /// of; nothing is sent then. Otherwise as [`Items::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<E::Item>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    /// All elements that are left.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); the elements that came before the error are lost with it.
    pub async fn collect(mut self) -> Result<Vec<E::Item>> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }

    /// The list of the next part; `None` after the last.
    fn next_part(&mut self) -> Result<Option<Items<E>>> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => none.insert(Parts::of(&self.request)?),
        };
        let Some(part) = parts.next() else {
            return Ok(None);
        };
        let mut request = self.request.clone();
        *request.period_mut() = part;
        let call = self.client.call(request);
        Ok(Some(call.with_options(self.options.clone()).items()))
    }

    /// Whether an element has come with the part before.
    fn is_known(&mut self, item: &E::Item) -> bool {
        let Some(key) = E::key(item) else {
            return false;
        };
        let known = self.before.contains(&key);
        self.here.insert(key);
        known
    }

    /// Ends the list.
    fn end(&mut self) {
        self.parts = Some(Parts::NONE);
        self.items = None;
    }
}

// Nothing in it is pinned.
impl<E: Recorded> Unpin for Records<E> {}

impl<E: Recorded> Stream for Records<E> {
    type Item = Result<E::Item>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let items = match &mut self.items {
                Some(items) => items,
                None => match self.next_part() {
                    Ok(Some(items)) => self.items.insert(items),
                    Ok(None) => return Poll::Ready(None),
                    Err(error) => {
                        self.end();
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            };
            match ready!(Pin::new(items).poll_next(cx)) {
                Some(Ok(item)) if self.is_known(&item) => {}
                Some(Ok(item)) => return Poll::Ready(Some(Ok(item))),
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    self.items = None;
                    self.before = std::mem::take(&mut self.here);
                }
            }
        }
    }
}

impl<E: Recorded + fmt::Debug> fmt::Debug for Records<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// The parts of a span that are still to be asked for. Each begins where the one before ends: whether the end belongs to a span
/// is not documented, and what is in both is listed once.
#[derive(Debug)]
struct Parts {
    rest: Option<Period>,
    longest: i64,
    /// When the last part begins at the latest.
    latest: i64,
}

impl Parts {
    const NONE: Self = Self {
        rest: None,
        longest: 0,
        latest: 0,
    };

    fn of<E: Recorded>(request: &E) -> Result<Self> {
        let latest = if request.may_be_to_come() {
            i64::MAX
        } else {
            clock::now().get()
        };
        Self::new(request.period(), request.longest(), latest)
    }

    /// Divides a span into parts; one that cannot be listed is an error.
    fn new(period: Period, longest: i64, latest: i64) -> Result<Self> {
        let (start, end) = (period.start.get(), period.end.get());
        let wrong = |what: String, hint: &str| {
            let what = format!("the span from {start} to {end} (seconds since 1970) {what}");
            Err(Error::invalid_request(what).with_hint(hint))
        };
        if start < 0 {
            return wrong("begins before 1970".to_owned(), "choose a later start");
        }
        if end < start {
            return wrong(
                "ends before it begins".to_owned(),
                "put the earlier time first",
            );
        }
        if start > latest {
            return wrong(
                format!("begins in the future: it is {latest} now"),
                "choose a start that is over, in seconds and not in milliseconds",
            );
        }
        if end > latest.saturating_add(longest) {
            let ahead = match longest / DAY {
                1 => "a day".to_owned(),
                days => format!("{days} days"),
            };
            return wrong(
                format!("ends more than {ahead} from now, of which the platform tells nothing"),
                "choose an earlier end",
            );
        }
        Ok(Self {
            rest: Some(period),
            longest,
            latest,
        })
    }
}

impl Iterator for Parts {
    type Item = Period;

    fn next(&mut self) -> Option<Period> {
        let rest = self.rest.take()?;
        // The platform takes no start that is in the future, so the last part may begin before the one before it ends.
        let start = rest.start.get().min(self.latest);
        let end = start.saturating_add(self.longest).min(rest.end.get());
        let end = UnixSeconds::new(end);
        if end < rest.end {
            self.rest = Some(Period {
                start: end,
                end: rest.end,
            });
        }
        Some(Period {
            start: UnixSeconds::new(start),
            end,
        })
    }
}

use sealed::Recorded;

mod sealed {
    use super::{
        DAY, GetMeetingList, GetResourceReservationList, MONTH, MeetingPhase, MeetingRecord, Paged,
        Period, RoomReservation, YEAR,
    };

    /// A list of what is on record in a span of time.
    pub trait Recorded: Paged {
        fn period(&self) -> Period;

        fn period_mut(&mut self) -> &mut Period;

        /// The longest span that the platform takes, in seconds.
        fn longest(&self) -> i64;

        /// Whether it is of what is to come, so that the span may begin in the future.
        fn may_be_to_come(&self) -> bool;

        /// What tells an element from all others; `None` if it says too little of itself.
        fn key(item: &Self::Item) -> Option<String>;
    }

    impl Recorded for GetMeetingList {
        fn period(&self) -> Period {
            self.period
        }

        fn period_mut(&mut self) -> &mut Period {
            &mut self.period
        }

        fn longest(&self) -> i64 {
            if self.may_be_to_come() { MONTH } else { YEAR }
        }

        fn may_be_to_come(&self) -> bool {
            self.meeting_status == Some(MeetingPhase::Upcoming)
        }

        fn key(item: &MeetingRecord) -> Option<String> {
            let (number, start) = (item.meeting_no.as_ref()?, item.meeting_start_time.as_ref()?);
            Some(format!("{number} {start}"))
        }
    }

    impl Recorded for GetResourceReservationList {
        fn period(&self) -> Period {
            self.period
        }

        fn period_mut(&mut self) -> &mut Period {
            &mut self.period
        }

        fn longest(&self) -> i64 {
            DAY
        }

        fn may_be_to_come(&self) -> bool {
            false
        }

        fn key(item: &RoomReservation) -> Option<String> {
            let (room, start) = (item.room_id.as_ref()?, item.event_start_time.as_ref()?);
            Some(format!("{room} {start} {:?}", item.event_end_time))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(start: i64, end: i64, latest: i64) -> Result<Vec<(i64, i64)>> {
        let parts = Parts::new(Period::from(start..end), DAY, latest)?;
        Ok(parts
            .map(|part| (part.start.get(), part.end.get()))
            .collect())
    }

    #[test]
    fn a_span_is_divided_without_a_gap() {
        let now = 10 * DAY;
        assert_eq!(parts(5, 5, now).unwrap(), [(5, 5)]);
        assert_eq!(parts(5, 5 + DAY, now).unwrap(), [(5, 5 + DAY)]);
        assert_eq!(
            parts(5, 6 + DAY, now).unwrap(),
            [(5, 5 + DAY), (5 + DAY, 6 + DAY)]
        );
        // No part begins in the future, and the last reaches the end all the same.
        assert_eq!(
            parts(now - DAY + 60, now + DAY, now).unwrap(),
            [(now - DAY + 60, now + 60), (now, now + DAY)]
        );
    }

    #[test]
    fn a_span_that_cannot_be_listed_says_why() {
        let now = 10 * DAY;
        for (start, end, part) in [
            (6, 5, "ends before it begins"),
            (-1, 5, "begins before 1970"),
            (now + 1, now + 2, "begins in the future"),
            (now * 1000, now * 1000, "not in milliseconds"),
            (now, now + DAY + 1, "more than a day from now"),
            (i64::MAX, i64::MIN, "ends before it begins"),
        ] {
            let error = parts(start, end, now).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
