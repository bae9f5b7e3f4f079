//! Feishu / Lark video meetings: meetings, their recordings and notes, reservations, rooms and who may reserve them, and
//! reports on meetings and reservations.
//!
//! Start from a [`Vc`]. It has a method for each resource, which has a method for each operation of the platform, and a
//! verb for each kind of report that does the whole job, such as [`export_meetings`](Vc::export_meetings).
//!
//! ```no_run
//! use std::time::{Duration, SystemTime};
//!
//! use feishu_vc::Vc;
//!
//! # async fn example() -> feishu_core::Result<()> {
//! let client = feishu_core::Client::builder()
//!     .app("cli_a1b2", std::env::var("FEISHU_APP_SECRET").unwrap_or_default())
//!     .build()?;
//! let vc = Vc::new(&client);
//!
//! let now = SystemTime::now();
//! let last_week = now - Duration::from_secs(7 * 24 * 60 * 60)..now;
//! let file = vc.export_meetings(last_week).save_to("meetings.xlsx").await?;
//! println!("{file:?}");
//! # Ok(())
//! # }
//! ```
//!
//! # Resources
//!
//! ## Meetings
//!
//! - [`meetings`](Vc::meetings): meetings that have begun, found, read and ended; participants invited and kicked out; the host.
//! - [`meeting_recordings`](Vc::meeting_recordings): recordings, started and stopped, and who may watch them.
//!   [`stop_recording`](Vc::stop_recording) stops one and waits until it can be watched, [`recording`](Vc::recording) waits for
//!   one that somebody else has made.
//! - [`notes`](Vc::notes): what the platform has written down of a meeting.
//!
//! ```no_run
//! # async fn example(vc: feishu_vc::Vc, meeting: feishu_vc::types::MeetingId) -> feishu_core::Result<()> {
//! use feishu_vc::meeting::GetMeeting;
//!
//! let request = GetMeeting::new(&meeting).with_participants(true);
//! println!("{:?}", vc.meetings().get(request).await?.meeting);
//! # Ok(())
//! # }
//! ```
//!
//! ## Reservations
//!
//! - [`reservations`](Vc::reservations): meetings that are yet to come, with number, address and settings.
//! - [`room_reservations`](Vc::room_reservations): who has reserved rooms, for when, and whether somebody checked in.
//!
//! ```no_run
//! # async fn example(vc: feishu_vc::Vc) -> feishu_core::Result<()> {
//! use feishu_vc::reserve::{CreateReservation, MeetingSettings};
//!
//! let made = vc.reservations().apply(CreateReservation::new(MeetingSettings::new().topic("Q3 report"))).await?;
//! println!("{:?}", made.reservation.and_then(|reservation| reservation.url));
//! # Ok(())
//! # }
//! ```
//!
//! ## Rooms
//!
//! - [`rooms`](Vc::rooms): meeting rooms, made, found, changed and deleted.
//! - [`room_levels`](Vc::room_levels): the tree that they stand in, such as buildings and floors.
//! - [`alerts`](Vc::alerts): what their devices have reported.
//!
//! ```no_run
//! # async fn example(vc: feishu_vc::Vc) -> feishu_core::Result<()> {
//! use feishu_vc::room::ListRooms;
//!
//! let mut rooms = vc.rooms().list(ListRooms::new()).items();
//! while let Some(room) = rooms.try_next().await? {
//!     println!("{:?} for {:?}", room.name, room.capacity);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Reports
//!
//! - [`exports`](Vc::exports): Excel workbooks. [`export_meetings`](Vc::export_meetings),
//!   [`export_participants`](Vc::export_participants), [`export_participant_quality`](Vc::export_participant_quality) and
//!   [`export_reservations`](Vc::export_reservations) do all of it.
//! - [`meeting_records`](Vc::meeting_records), [`participant_records`](Vc::participant_records) and
//!   [`participant_quality_records`](Vc::participant_quality_records): the same without a workbook, page by page.
//!   [`meetings_in`](Vc::meetings_in) and [`reservations_in`](Vc::reservations_in) list a span of any length, and
//!   [`MeetingRecord::period`](meeting_list::MeetingRecord::period) leads from a meeting to its participants.
//! - [`reports`](Vc::reports): figures on meetings by day, and who meets the most.
//!
//! Last month's meetings, with who was there:
//!
//! ```no_run
//! # async fn example(vc: feishu_vc::Vc, last_month: std::ops::Range<std::time::SystemTime>) -> feishu_core::Result<()> {
//! use feishu_vc::participant_list::GetParticipantList;
//!
//! let mut meetings = vc.meetings_in(last_month);
//! while let Some(meeting) = meetings.try_next().await? {
//!     println!("{:?}", meeting.meeting_topic);
//!     if let (Some(number), Some(period)) = (&meeting.meeting_no, meeting.period()) {
//!         let there = vc.participant_records().get(GetParticipantList::new(number, period)).items().collect().await?;
//!         println!("{there:?}");
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Figures:
//!
//! ```no_run
//! # async fn example(vc: feishu_vc::Vc) -> feishu_core::Result<()> {
//! use std::time::{Duration, SystemTime};
//!
//! use feishu_vc::report::GetMeetingReport;
//!
//! let now = SystemTime::now();
//! let last_week = now - Duration::from_secs(7 * 24 * 60 * 60)..now;
//! println!("{:?}", vc.reports().get_daily(GetMeetingReport::new(last_week)).await?.report);
//! # Ok(())
//! # }
//! ```
//!
//! ## Settings
//!
//! - [`reserve_configs`](Vc::reserve_configs): who may reserve rooms, when, and who has to approve.
//! - [`reserve_config_forms`](Vc::reserve_config_forms): the form that people fill in to reserve a room.
//! - [`reserve_config_admins`](Vc::reserve_config_admins): who manages reservations.
//! - [`reserve_config_disable_informs`](Vc::reserve_config_disable_informs): who is told when a room is disabled or enabled.
//!
//! ```no_run
//! # async fn example(vc: feishu_vc::Vc) -> feishu_core::Result<()> {
//! use feishu_vc::reserve_config::GetReserveConfig;
//! use feishu_vc::types::RoomScope;
//!
//! let request = GetReserveConfig::new(RoomScope::room("omm_1"));
//! println!("{:?}", vc.reserve_configs().reserve_scope(request).await?.time_config);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with the aws-lc-rs provider.
//! - `rustls-no-provider`: TLS by rustls with a provider that the program installs.
//! - `native-tls`: TLS by the operating system's library.
//! - `socks`: proxies that speak SOCKS, as `ALL_PROXY` may name one.
//! - `chrono`, `jiff`, `time`: the times of these crates, from and to [`UnixSeconds`](feishu_core::UnixSeconds).

mod clock;
mod generated;
mod recording;
mod records;
mod scope;
#[cfg(doctest)]
mod swaps;
mod times;
mod viewer;

pub use generated::*;
pub use records::Records;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
