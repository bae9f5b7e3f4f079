//! A local Feishu / Lark platform, on a real socket or within the process, to run and test against without credentials.
//!
//! The sandbox is driven by the same spec as the client crates: the routes, fields, tokens, scopes, limits and errors
//! of every operation come from it. Behind them is a small platform with state: tokens that expire, documents, exports
//! that make real files, uploads, imports that make documents, and meetings. It speaks the protocol with its quirks and
//! is as lenient as the platform is, so that any client can talk to it, the vendor's own among them.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use feishu_core::{Method, Value};
//! use feishu_sandbox::{Fault, FaultKind, Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! sandbox.add_fault(Fault::new("drive.v1.file.list", FaultKind::server_error(503)));
//!
//! let client = sandbox.client_builder().build()?;
//! client.request(Method::Get, "/open-apis/drive/v1/files").send::<Value>().await?;
//! assert_eq!(sandbox.calls("drive.v1.file.list"), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # With a socket, or without
//!
//! | | [`Sandbox::start`] | [`Sandbox::in_process`] |
//! |---|---|---|
//! | is reached | at its [`base_url`](Sandbox::base_url), by any client in any language, with [`app_id`](Sandbox::app_id) and [`app_secret`](Sandbox::app_secret) | by clients of [`feishu_core`], through its [`transport`](Sandbox::transport) |
//! | runs | on a thread of its own until it is dropped, so a test may block its own runtime | in the tasks that call it |
//! | goes by | the clock of the machine | the clock of the runtime, which may be paused |
//!
//! [`client_builder`](Sandbox::client_builder) leads to either. A test with a paused clock needs one without a socket: tokio does not see that an answer
//! is on its way over a socket, and would end every timeout meanwhile.
//!
//! # What it does
//!
//! - Tokens: the same tenant token while 30 minutes or more are left, then a new one; user tokens by
//!   [`Sandbox::user_token`]; [`Sandbox::expire_tokens`] ends them all.
//! - Rate limits as documented, as sliding windows; [`SandboxBuilder::without_rate_limits`] turns them off. Calls at once
//!   are counted of callers with a good token, and a body that stands still is cut off: see
//!   [`SandboxBuilder::body_timeout`].
//! - A tree of folders, with files, documents and shortcuts in them: made, listed, looked up, searched, copied, moved and
//!   deleted, within the documented bounds. Everybody has the same root and may touch everything, but for
//!   [`Document::forbidden`]. A folder is moved or deleted at once, and its task says so after some polls.
//!   The folders, documents, files, media, uploads and jobs that the documentation names in its examples are there from the
//!   beginning, in no folder that is listed, until they are deleted.
//! - Uploads of files and media, whole and in parts, with sizes and checksums held; downloads, in part too, and URLs of media
//!   that need no token for a day. Files, media and uploads in parts take 512 MiB at most; see [`Sandbox::set_quota`].
//! - Exports: a job is initialising, then processing, then done; its file is deleted ten minutes later.
//!   Sheets and tables become `xlsx` and `csv`, text documents become `docx` and `pdf`.
//! - Imports: uploaded `csv` and `xlsx` become sheets or tables; `md`, `mark`, `markdown` and `txt` become text
//!   documents; both can be exported again. Other formats end as unsupported. What is more than a document takes is cut
//!   off and told in `extra`; where the platform documents no bound, it is that of a workbook, and 128 MiB of cells.
//! - Meetings: one that is reserved begins when somebody joins, and ends with the last or by its host. [`Sandbox::add_meeting`]
//!   reserves one too. People join by [`Sandbox::join_meeting`], or at the `url` of the reservation, in a browser or by `curl -d user=ou_1 URL/join`. They are
//!   invited, removed and made host; a recording of 5 seconds or more can be watched some polls after the end. Lists,
//!   figures and the four workbooks tell what happened; how well it worked in a minute is made up. At first there is
//!   meeting `123456789`, which goes on, and which took place in June 2022 too, with the ids of the documented samples.
//! - Rooms and their levels, comments with replies and reactions, versions, members, subscriptions and passwords: what is
//!   created is found, listed page by page, changed and deleted. What the documentation names as an example is there from the
//!   beginning; fields that the request leaves out are as documented. Settings of sharing, rooms and reservations are as
//!   documented until they are changed.
//! - Everything else that the spec has: checked, and answered with the documented response, in which fields that the request
//!   has too have the request's values. A list has one page. Nothing of it is kept.
//! - Operations of other crates, given to [`SandboxBuilder::operations`], and routes that nobody has documented:
//!   [`SandboxBuilder::respond`] answers them, and takes the place of any answer above. [`Sandbox::answer`] and
//!   [`Sandbox::respond`] do the same while it runs.
//!
//! Time can be let pass at once with [`Sandbox::advance`]; what has been asked, and which documented rules it broke, is told by
//! [`Sandbox::requests`], without the secrets in it. [`Sandbox::reset`] begins again.
//!
//! # In a browser, and from other languages
//!
//! A browser shows at [`Sandbox::base_url`] the requests as they come, with what was wrong with them and a `curl` command for each,
//! documents and folders, meetings and who is inside, jobs, and buttons for faults. What the page does, any program can do over HTTP: the
//! [control interface](control_interface) is a small set of routes with JSON, apart from those of the platform. Both answer only
//! programs of this machine, and no page but the sandbox's own.
//!
//! # Faults in a file
//!
//! The program takes faults from a JSON file: an array of objects, each with an `operation` (an id, or `*` for all), a
//! `fault`, and optionally `times` (a number or `"always"`; once unless given) and `skip` (how many calls pass before).
//! The other keys depend on the fault:
//!
//! | `fault` | keys | what happens |
//! |---|---|---|
//! | `latency` | `milliseconds` | the response is late |
//! | `rate_limit` | `reset`?, `status`? (429), `code`? | refused for too many calls |
//! | `server_error` | `status`? (500), `html`? (false) | the server fails, with an envelope or a page |
//! | `error` | `code`, `status`? (200), `message`? | this error; with 200 on a download, in place of the file |
//! | `reject_token` | | the token is refused, and all that were issued so far with it |
//! | `html` | | a page with status 200 instead of JSON |
//! | `disconnect` | | the connection ends without a response |
//! | `stall_headers` | | nothing comes |
//! | `stall_body` | `bytes` | nothing more comes after so many bytes of the body |
//! | `cut_body` | `bytes` | the connection ends after so many bytes of the body |
//! | `slow_body` | `bytes_per_second` | the body comes slowly, and whole |
//! | `job_fails` | `status`, `message`? | the job ends with this status |
//! | `job_never_ends` | | the job stays under way |
//! | `job_late` | `polls` | success without a result for so many polls |
//! | `job_message` | `message` | the job ends well, and reports a message all the same |
//! | `import_warnings` | `codes` (a list of texts) | the import ends well, with these warnings in `extra` |
//! | `empty_page` | | a page without items that is not the last |
//! | `repeated_page_token` | | the next page token is the one that was sent |
//! | `blank_page_token` | | the last page has an empty token |
//!
//! ```
//! let faults = feishu_sandbox::parse_faults(r#"[
//!     {"operation": "*", "fault": "latency", "milliseconds": 200, "times": "always"},
//!     {"operation": "drive.v1.export_task.get", "fault": "rate_limit", "reset": 2, "times": 3},
//!     {"operation": "drive.v1.export_task.download", "fault": "cut_body", "bytes": 1000, "skip": 1}
//! ]"#);
//! assert_eq!(faults.map_err(|error| error.to_string()).map(|faults| faults.len()), Ok(3));
//! ```

mod answer;
mod body;
mod clock;
mod coerce;
mod control;
mod documented;
mod documents;
mod exchange;
mod fault;
mod fault_file;
mod files;
mod gateway;
mod generated;
mod html;
mod multipart;
mod owner;
mod paging;
mod range;
mod redact;
mod response;
mod route;
mod sandbox;
mod serve;
mod services;
mod state;
mod users;
mod validate;

#[doc = include_str!("../CONTROL.md")]
pub mod control_interface {}

pub use answer::{Answer, Request};
pub use documents::{Block, Cell, Date, Span, Text, Worksheet};
pub use fault::{Fault, FaultKind};
pub use fault_file::{FaultFileError, parse_faults};
pub use sandbox::{Sandbox, SandboxBuilder, SandboxError};
pub use serve::inside::SandboxTransport;
pub use services::{Builtin, Document, DocumentKind, MeetingError};
pub use state::record::RecordedRequest;
