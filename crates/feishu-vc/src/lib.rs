//! Feishu / Lark video meetings: reports on meetings, participants and room reservations; meetings, alerts, rooms and room
//! levels.
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
//! # Features
//!
//! - `rustls` (default): TLS by rustls with the aws-lc-rs provider.
//! - `rustls-no-provider`: TLS by rustls with a provider that the program installs.
//! - `native-tls`: TLS by the operating system's library.
//! - `socks`: proxies that speak SOCKS, as `ALL_PROXY` may name one.
//! - `chrono`, `jiff`, `time`: the times of these crates, from and to [`UnixSeconds`](feishu_core::UnixSeconds).

mod generated;
mod scope;
#[cfg(doctest)]
mod swaps;
mod viewer;

pub use generated::*;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
