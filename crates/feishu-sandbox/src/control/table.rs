//! The one table of the routes.

use feishu_core::Method;

use super::routes::{Route, describe, operations};
use super::{clock, documents, faults, meetings, requests, session, settings};
use crate::services;

/// All routes, in the order in which they are described.
pub(super) static ROUTES: &[Route] = &[
    Route {
        method: Method::Get,
        path: "",
        does: "Tells what the sandbox is, and lists these routes.",
        query: &[],
        body: None,
        answer: r#"{"base_url": "http://127.0.0.1:8787", "app_id": "cli_5a4db0c5a4db0c50", "version": "0.1.0", "routes": [{"method": "GET", "path": "/_sandbox/v1/clock", "does": "Tells the time.", "query": {}, "body": null, "answer": {"now": 1795744800.5, "ahead": 0.0}}]}"#,
        handle: describe,
    },
    Route {
        method: Method::Get,
        path: "/operations",
        does: "Lists the operations that the sandbox answers, those among them that only a route of the owner answers.",
        query: &[],
        body: None,
        answer: include_str!("samples/operations.json").trim_ascii(),
        handle: operations,
    },
    Route {
        method: Method::Get,
        path: "/requests",
        does: "Lists the requests that are kept, the oldest first, without their secrets: what was asked, what it was answered \
               with, which documented rules it breaks, and a command that asks the same. `status` is null as long as there is \
               no answer. Ask again with `next` for what comes after these; what is before `first` is forgotten.",
        query: &[
            ("since", "only those from this index on"),
            ("limit", "only so many of them, the latest"),
            ("operation", "only those of the operation with this id"),
        ],
        body: None,
        answer: include_str!("samples/requests.json").trim_ascii(),
        handle: requests::list,
    },
    Route {
        method: Method::Delete,
        path: "/requests",
        does: "Forgets the requests so far; indices go on.",
        query: &[],
        body: None,
        answer: "{}",
        handle: requests::clear,
    },
    Route {
        method: Method::Get,
        path: "/faults",
        does: "Lists the faults that are still to happen, with how often each still does.",
        query: &[],
        body: None,
        answer: r#"{"faults": [{"operation": "*", "fault": "rate_limit", "times": 1, "skip": 0, "status": 429, "reset": 2}]}"#,
        handle: faults::list,
    },
    Route {
        method: Method::Post,
        path: "/faults",
        does: "Scripts faults, one or a list of them, in the format of a faults file; the documentation of the crate lists what \
               there is. Answers with all that are still to happen.",
        query: &[],
        body: Some(r#"[{"operation": "*", "fault": "rate_limit", "reset": 2, "times": 1}]"#),
        answer: r#"{"faults": [{"operation": "*", "fault": "rate_limit", "times": 1, "skip": 0, "status": 429, "reset": 2}]}"#,
        handle: faults::add,
    },
    Route {
        method: Method::Delete,
        path: "/faults",
        does: "Forgets all faults that have not happened yet.",
        query: &[],
        body: None,
        answer: "{}",
        handle: faults::clear,
    },
    Route {
        method: Method::Get,
        path: "/tree",
        does: "Lists folders and what lies in them, from the root on. A shortcut has the `target` that it leads to.",
        query: &[],
        body: None,
        answer: r#"{"tree": {"token": "fldcnSandboxDriveRootFolder", "name": "", "type": "folder", "children": [{"token": "shtcnSandboxQuarterlyOrders", "name": "Orders", "type": "sheet"}]}}"#,
        handle: documents::tree,
    },
    Route {
        method: Method::Post,
        path: "/folders",
        does: "Makes a folder, in the root unless `folder` names another.",
        query: &[],
        body: Some(r#"{"name": "Reports", "folder": "fldcnSandboxSharedDocuments"}"#),
        answer: r#"{"token": "fldcn7Gq2ZtX0bVd4KwN9LsPmRy"}"#,
        handle: documents::add_folder,
    },
    Route {
        method: Method::Post,
        path: "/documents",
        does: "Makes a document. `type` is `sheet` or `bitable`, with `worksheets`, or `docx` or `doc`, with `markdown`. In place of \
               either, `content` and `content_type` are what an export answers with, whatever the format. A cell is a text, a \
               number, true or false, or null; a text such as 2026-11-21 is a day. `folder` names a folder, `access` is `open`, \
               `forbidden` or `deleted`, and `sub_id` of a worksheet gives it an id.",
        query: &[],
        body: Some(
            r#"{"type": "sheet", "title": "Cities", "worksheets": [{"title": "Sheet1", "rows": [["city", "people"], ["Ulm", 128928]]}]}"#,
        ),
        answer: r#"{"token": "shtcn7Gq2ZtX0bVd4KwN9LsPmRy"}"#,
        handle: documents::add,
    },
    Route {
        method: Method::Get,
        path: "/documents/:token",
        does: "Tells what is in a document, also in one that an import has made: the `worksheets` of a sheet or table, or the `text` \
               of a text document without its formats, a line for each block.",
        query: &[],
        body: None,
        answer: r#"{"type": "sheet", "title": "Cities", "folder": null, "access": "open", "worksheets": [{"sub_id": "0b1a2c", "title": "Sheet1", "rows": [["city", "people"], ["Ulm", 128928.0]]}], "text": ""}"#,
        handle: documents::get,
    },
    Route {
        method: Method::Get,
        path: "/jobs",
        does: "Lists exports, imports and reports in the order in which they were started. `state` is `waiting`, `running`, `late` \
               (done, but the result is not named yet), `done` or `failed`, as the last poll found it; `status` is that of a failure.",
        query: &[],
        body: None,
        answer: r#"{"jobs": [{"id": "7300000000001234567", "operation": "drive.v1.export_task.create", "what": "xlsx of shtcnSandboxQuarterlyOrders", "state": "running", "status": null, "polls": 2}]}"#,
        handle: |call| Ok(serde_json::json!({"jobs": services::jobs(&call.shared.state())})),
    },
    Route {
        method: Method::Get,
        path: "/meetings",
        does: "Lists the meetings that have begun, in that order, then the reservations of which none is going on, with null as `id`. \
               `state` is `going_on`, `ended`, `reserved` or `expired`; `inside` is who is in it now, `url` where people join in a \
               browser. `recording` is null if nothing was recorded; else its `state` is `recording` or `stopped` while the meeting \
               goes on, and after that `waiting`, `running`, `done`, `failed` or `too_short`, as the last poll found it. With `done` \
               it has a `url`.",
        query: &[],
        body: None,
        answer: include_str!("samples/meetings.json").trim_ascii(),
        handle: meetings::list,
    },
    Route {
        method: Method::Post,
        path: "/meetings",
        does: "Reserves a meeting for the usual user, which can be joined for thirty days. Without `topic` it is called after the user.",
        query: &[],
        body: Some(r#"{"topic": "Q3 review"}"#),
        answer: r#"{"number": "284617305", "url": "http://127.0.0.1:8787/j/284617305"}"#,
        handle: meetings::add,
    },
    Route {
        method: Method::Post,
        path: "/meetings/:number/join",
        does: "Lets somebody join the meeting with a number, which begins with the first; answers with its id. `who` is the open id of a \
               user, which may be made up, or the id of a room.",
        query: &[],
        body: Some(r#"{"who": "ou_7d8a6e6df7621556ce0d21922b676706"}"#),
        answer: r#"{"id": "6911188411932033028"}"#,
        handle: meetings::join,
    },
    Route {
        method: Method::Post,
        path: "/meetings/:number/leave",
        does: "Lets somebody leave the meeting that is going on under a number. It ends when the last leaves.",
        query: &[],
        body: Some(r#"{"who": "ou_7d8a6e6df7621556ce0d21922b676706"}"#),
        answer: "{}",
        handle: meetings::leave,
    },
    Route {
        method: Method::Get,
        path: "/clock",
        does: "Tells the time of the sandbox, in seconds since 1970, and how many seconds it is ahead of the machine.",
        query: &[],
        body: None,
        answer: r#"{"now": 1795744800.5, "ahead": 0.0}"#,
        handle: clock::get,
    },
    Route {
        method: Method::Post,
        path: "/clock/advance",
        does: "Lets so many seconds pass at once: tokens and files expire, limits recover.",
        query: &[],
        body: Some(r#"{"seconds": 90}"#),
        answer: r#"{"now": 1795744890.5, "ahead": 90.0}"#,
        handle: clock::advance,
    },
    Route {
        method: Method::Get,
        path: "/settings",
        does: "Tells how many polls find a new job under way, and for how many seconds new tokens are valid, exported files are kept, \
               uploaded files wait to be imported, and the body of a request may stand still.",
        query: &[],
        body: None,
        answer: r#"{"pending_polls": 2, "token_lifetime": 7200.0, "file_lifetime": 600.0, "upload_lifetime": 300.0, "body_timeout": 15.0}"#,
        handle: settings::get,
    },
    Route {
        method: Method::Patch,
        path: "/settings",
        does: "Changes the settings that are named, for all that begins after that.",
        query: &[],
        body: Some(r#"{"pending_polls": 0, "token_lifetime": 60}"#),
        answer: r#"{"pending_polls": 0, "token_lifetime": 60.0, "file_lifetime": 600.0, "upload_lifetime": 300.0, "body_timeout": 15.0}"#,
        handle: settings::change,
    },
    Route {
        method: Method::Post,
        path: "/user_token",
        does: "Gives a new token of a user, and for how many seconds it is valid; of another user than the usual one if `open_id` \
               names one.",
        query: &[],
        body: Some(r#"{"open_id": "ou_7d8a6e6df7621556ce0d21922b676706"}"#),
        answer: r#"{"user_token": "u-7Gq2ZtX0bVd4KwN9LsPmRy7Gq2ZtX0bVd4KwN9Ls", "open_id": "ou_7d8a6e6df7621556ce0d21922b676706", "expires_in": 7200.0}"#,
        handle: session::user_token,
    },
    Route {
        method: Method::Delete,
        path: "/tokens",
        does: "Ends all tokens issued so far.",
        query: &[],
        body: None,
        answer: "{}",
        handle: session::expire_tokens,
    },
    Route {
        method: Method::Post,
        path: "/reset",
        does: "Begins again: documents, meetings, faults, settings and the clock are as at the start, tokens and jobs are gone, the \
               requests forgotten.",
        query: &[],
        body: None,
        answer: "{}",
        handle: session::reset,
    },
];
