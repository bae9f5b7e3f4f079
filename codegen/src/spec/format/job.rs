//! Jobs and their steps.

use crate::text::diagnostic::{At, Code};

use super::super::grammar::Says::Choice;
use super::super::grammar::{Content, Table, optional, required};
use super::super::record::record;
use super::super::value::Text;
use super::super::word::Word;
use super::common::{PATH, allow, doc, note};
use super::examples::JOB_EXAMPLE;

pub(super) static JOBS: Table = Table {
    noun: "the name of a job",
    key: Word::Snake,
    value: Content::Record(&JOB),
    duplicate: Code::DuplicateKey,
    spaced: true,
    compact: false,
};

record! {
    /// A task that the platform works on while we poll.
    JobSource(name: Text) is JOB {
        name: "Job",
        noun: "a job",
        examples: &[JOB_EXAMPLE],
    }
    doc: Option<Text> = doc();
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
    start: Option<Text> = required(Choice, "start", Content::Text(Word::Snake), "The operation that starts it.");
    poll: Option<StepSource> = required(Choice, "poll", Content::Record(&STEP), "The operation that asks how it stands.");
    ticket: Option<Text> = required(Choice, "ticket", Content::Text(Word::Wire), "The field of the poll request that holds the ticket.");
    status: Option<Text> = required(Choice, "status", PATH, "Where the status stands in the response to the poll.");
    done: Vec<Text> = required(Choice, "done", Content::List(&Content::Text(Word::Camel)), "The statuses that mean success.");
    pending: Vec<Text> = required(Choice, "pending", Content::List(&Content::Text(Word::Camel)), "The statuses that mean that it goes on.");
    needs: Option<Text> = optional(Choice, "needs", PATH, "A field of the response without which a success is not yet one.");
    message: Option<Text> = optional(Choice, "message", PATH, "Where the platform's own words on a failure stand.");
    output: Option<Text> = optional(Choice, "output", PATH, "The part of the response that is the outcome; absent for the whole of it.");
    download: Option<DownloadSource> = optional(Choice, "download", Content::Record(&DOWNLOAD), "How the file is fetched.");
}

record! {
    /// The call that asks how a job stands.
    StepSource(at: At) is STEP {
        name: "Poll",
        noun: "the poll of a job",
        compact: true,
    }
    operation: Option<Text> = required(Choice, "operation", Content::Text(Word::Snake), "The operation.");
    with: Vec<(Text, Text)> = optional(Choice, "with", Content::Table(&WITH), "Its fields and where their values come from.");
}

static WITH: Table = Table {
    noun: "the name of a field",
    key: Word::Wire,
    value: PATH,
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: true,
};

record! {
    /// The call that fetches the file of a job.
    DownloadSource(at: At) is DOWNLOAD {
        name: "Download",
        noun: "the download of a job",
    }
    operation: Option<Text> = required(Choice, "operation", Content::Text(Word::Snake), "The operation.");
    with: Vec<(Text, Text)> = optional(Choice, "with", Content::Table(&WITH), "Its fields and where their values come from.");
    size: Option<Text> = optional(Choice, "size", PATH, "Where the size stands in the response to the poll.");
    name: Option<Text> = optional(Choice, "name", PATH, "Where the name of the file stands in the response to the poll, with or without its extension.");
    extension: Option<Text> = optional(Choice, "extension", PATH, "Where the extension of the file stands in the response to the poll.");
}
