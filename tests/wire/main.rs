//! What the verbs that are written by hand send, what is read of responses that come otherwise than documented, and traps of single
//! operations. All else of single operations is generated, into `tests/tests/`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod comments;
mod files;
mod import;
mod leniency;
mod meeting_lists;
mod meeting_search;
mod recording;
mod reservation;
mod reserve_config;
mod room_config;
mod rooms;
mod sharing;
mod snapshots;
