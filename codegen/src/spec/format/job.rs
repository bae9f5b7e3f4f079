//! Jobs and their steps.

use crate::text::diagnostic::Code;

use super::super::grammar::Says::Choice;
use super::super::grammar::{Content, Record, Table, optional, required};
use super::super::word::Word;
use super::common::{PATH, doc, note};
use super::examples::JOB_EXAMPLE;

pub(super) static JOBS: Table = Table {
    noun: "the name of a job",
    key: Word::Snake,
    value: Content::Record(&JOB),
    duplicate: Code::DuplicateKey,
    spaced: true,
    compact: false,
};

static JOB: Record = Record {
    name: "Job",
    noun: "a job",
    doc: "A task that the platform works on while we poll.",
    keys: &[
        doc(),
        note(),
        required(
            Choice,
            "start",
            Content::Text(Word::Snake),
            "The operation that starts it.",
        ),
        required(
            Choice,
            "poll",
            Content::Record(&STEP),
            "The operation that asks how it stands.",
        ),
        required(
            Choice,
            "ticket",
            Content::Text(Word::Wire),
            "The field of the poll request that holds the ticket.",
        ),
        required(
            Choice,
            "status",
            PATH,
            "Where the status stands in the response to the poll.",
        ),
        required(
            Choice,
            "done",
            Content::List(&Content::Text(Word::Camel)),
            "The statuses that mean success.",
        ),
        required(
            Choice,
            "pending",
            Content::List(&Content::Text(Word::Camel)),
            "The statuses that mean that it goes on.",
        ),
        optional(
            Choice,
            "needs",
            PATH,
            "A field of the response without which a success is not yet one.",
        ),
        optional(
            Choice,
            "message",
            PATH,
            "Where the platform's own words on a failure stand.",
        ),
        optional(
            Choice,
            "output",
            PATH,
            "The part of the response that is the outcome; absent for the whole of it.",
        ),
        optional(
            Choice,
            "download",
            Content::Record(&DOWNLOAD),
            "How the file is fetched.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[JOB_EXAMPLE],
};

static STEP: Record = Record {
    name: "Poll",
    noun: "the poll of a job",
    doc: "The call that asks how a job stands.",
    keys: &[
        required(
            Choice,
            "operation",
            Content::Text(Word::Snake),
            "The operation.",
        ),
        optional(
            Choice,
            "with",
            Content::Table(&WITH),
            "Its fields and where their values come from.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: true,
    examples: &[],
};

static WITH: Table = Table {
    noun: "the name of a field",
    key: Word::Wire,
    value: PATH,
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: true,
};

static DOWNLOAD: Record = Record {
    name: "Download",
    noun: "the download of a job",
    doc: "The call that fetches the file of a job.",
    keys: &[
        required(
            Choice,
            "operation",
            Content::Text(Word::Snake),
            "The operation.",
        ),
        optional(
            Choice,
            "with",
            Content::Table(&WITH),
            "Its fields and where their values come from.",
        ),
        optional(
            Choice,
            "size",
            PATH,
            "Where the size stands in the response to the poll.",
        ),
        optional(
            Choice,
            "name",
            PATH,
            "Where the name of the file stands in the response to the poll, with or without its extension.",
        ),
        optional(
            Choice,
            "extension",
            PATH,
            "Where the extension of the file stands in the response to the poll.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[],
};
