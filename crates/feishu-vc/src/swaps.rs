//! What does not compile: values that could be given for others.
//!
//! The participants of a meeting are exported by its number and its time:
//!
//! ```
//! use feishu_vc::export::ExportParticipantList;
//! use feishu_vc::types::MeetingNumber;
//!
//! let request = ExportParticipantList::new(MeetingNumber::new("123456789"), 1_655_276_820..1_655_280_420);
//! ```
//!
//! The other way round, they are not:
//!
//! ```compile_fail,E0277
//! use feishu_vc::export::ExportParticipantList;
//! use feishu_vc::types::MeetingNumber;
//!
//! let request = ExportParticipantList::new(1_655_276_820..1_655_280_420, MeetingNumber::new("123456789"));
//! ```
//!
//! Nor is a room one of the levels:
//!
//! ```compile_fail,E0277
//! use feishu_vc::export::ExportResourceReservationList;
//! use feishu_vc::types::RoomId;
//!
//! let request = ExportResourceReservationList::new(RoomId::new("omm_1"), 1_655_276_820..1_655_280_420);
//! ```
//!
//! Two times are no period without their names:
//!
//! ```compile_fail,E0599
//! use feishu_core::types::Period;
//!
//! let period = Period::new(1_655_276_820, 1_655_280_420);
//! ```
