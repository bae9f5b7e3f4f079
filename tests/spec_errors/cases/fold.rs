//! Values that belong together: their types, what is folded, and what is not.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, added};

/// A resource with types of parts, more types, and an operation with more keys behind its fields.
macro_rules! paper {
    ($types:literal, $operation:literal) => {
        &[(
            "spec/demo/v1/paper.yaml",
            concat!(
                "# yaml-language-server: $schema=../../schema.json\nresource: paper\ndoc: Papers.\n\ntypes:\n",
                "  Kind:\n    doc: Kind of a paper.\n    enum: string\n    values: { a: The first., b: The second. }\n",
                "  Paper:\n    doc: A paper.\n    parts:\n      token: { type: FileToken, doc: Its token. }\n",
                "      kind: { type: Kind, doc: Its kind. }\n",
                "  Span:\n    doc: A span.\n    parts:\n      start: { type: string, format: unix_seconds, doc: Its start. }\n",
                "      end: { type: string, format: unix_seconds, doc: Its end. }\n",
                $types,
                "\noperations:\n  move:\n    http: POST /open-apis/demo/v1/papers/:token\n    title: move\n    doc: Moves a paper.\n",
                "    page: /demo/paper/move\n    path:\n      token: { type: FileToken, required: true, doc: Which paper. }\n",
                "    query:\n      type: { type: Kind, required: true, doc: Its kind. }\n",
                "    body:\n      start_time: { type: string, format: unix_seconds, doc: Since when. }\n",
                "      end_time: { type: string, format: unix_seconds, doc: Until when. }\n",
                $operation
            ),
        )]
    };
}

pub(super) const CASES: &[Case] = &[
    added(
        "fold_that_is_missing",
        &[Code::Unfolded],
        paper!("", "    arguments: [token, type]\n"),
    ),
    added(
        "fold_of_times_that_is_missing",
        &[Code::Unfolded, Code::New],
        paper!(
            "",
            "      meeting_start: { type: string, format: unix_seconds, required: true, doc: When it begins. }\n      \
             meeting_end: { type: string, format: unix_seconds, required: true, doc: When it ends. }\n    fold:\n      \
             paper: { type: Paper, parts: { token: token, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, end: end_time } }\n    \
             arguments: [paper, meeting_start, meeting_end]\n"
        ),
    ),
    added(
        "fold_of_fields_that_are_not_there",
        &[Code::Fold, Code::Fold, Code::Fold],
        paper!(
            "",
            "    fold:\n      paper: { type: Paper, parts: { token: tokne, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, stop: end_time } }\n    \
             arguments: [token, paper]\n"
        ),
    ),
    added(
        "fold_of_another_type",
        &[Code::Fold, Code::Fold],
        paper!(
            "",
            "    fold:\n      paper: { type: Paper, parts: { token: type, kind: token } }\n      \
             span: { type: Span, parts: { start: start_time, end: end_time } }\n"
        ),
    ),
    added(
        "fold_of_one_field_twice",
        &[Code::Fold],
        paper!(
            "",
            "    fold:\n      paper: { type: Paper, parts: { token: token, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, end: start_time } }\n"
        ),
    ),
    added(
        "fold_into_something_without_parts",
        &[Code::Fold, Code::UnknownType],
        paper!(
            "",
            "    fold:\n      paper: { type: Kind, parts: { token: token } }\n      \
             span: { type: Spam, parts: { start: start_time, end: end_time } }\n    arguments: [paper, type]\n"
        ),
    ),
    // It is asked of `Leaf`, which requests carry, and not of `Page`.
    added(
        "fold_in_an_object_that_is_missing",
        &[Code::Unfolded],
        paper!(
            "  Leaf:\n    doc: A leaf.\n    fields:\n      doc_token: { type: FileToken, required: true, doc: Its token. }\n      \
             doc_type: { type: Kind, required: true, doc: Its kind. }\n    arguments: [doc_token, doc_type]\n  \
             Page:\n    doc: A page.\n    fields:\n      doc_token: { type: FileToken, required: true, doc: Its token. }\n      \
             doc_type: { type: Kind, required: true, doc: Its kind. }\n",
            "      leaves: { type: \"Leaf[]\", doc: Leaves. }\n    \
             fold:\n      paper: { type: Paper, parts: { token: token, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, end: end_time } }\n    \
             response:\n      leaves: { type: \"Leaf[]\", doc: Leaves. }\n      \
             pages: { type: \"Page[]\", doc: Pages. }\n"
        ),
    ),
    added(
        "fold_in_an_object_that_is_wrong",
        &[Code::Fold, Code::Fold],
        paper!(
            "  Leaf:\n    doc: A leaf.\n    fields:\n      since: { type: string, format: unix_seconds, doc: Since when. }\n    \
             fold:\n      span: { type: Span, parts: { start: since, end: until } }\n  \
             Page:\n    doc: A page.\n    fields:\n      doc_token: { type: FileToken, always: true, doc: Its token. }\n      \
             doc_type: { type: Kind, doc: Its kind. }\n    \
             fold:\n      paper: { type: Paper, parts: { token: doc_token, kind: doc_type } }\n",
            "      leaves: { type: \"Leaf[]\", doc: Leaves. }\n    \
             fold:\n      paper: { type: Paper, parts: { token: token, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, end: end_time } }\n    \
             response:\n      pages: { type: \"Page[]\", doc: Pages. }\n"
        ),
    ),
    added(
        "parts_on_the_wire_and_parts_that_are_none",
        &[Code::Fold, Code::Fold, Code::Fold, Code::Fold],
        paper!(
            "  Odd:\n    doc: Something odd.\n    parts:\n      list: { type: \"FileToken[]\", doc: A list. }\n      \
             number: { type: int, doc: A number. }\n  Stray:\n    doc: Id of something.\n    id: string\n    \
             into: [Kind]\n",
            "      odd: { type: Odd, doc: Something. }\n      stray: { type: Stray, doc: Something else. }\n    \
             fold:\n      paper: { type: Paper, parts: { token: token, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, end: end_time } }\n"
        ),
    ),
    added(
        "constructor_of_too_much",
        &[Code::New],
        paper!(
            "",
            "      count: { type: int, required: true, doc: How many. }\n      \
             name: { type: string, required: true, doc: What it is called. }\n      \
             deep: { type: bool, required: true, doc: How. }\n      \
             part: { type: float, required: true, doc: How much. }\n    \
             fold:\n      paper: { type: Paper, parts: { token: token, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, end: end_time } }\n    \
             arguments: [paper, count, name, deep, part]\n"
        ),
    ),
    added(
        "job_that_takes_a_fold_apart",
        &[Code::JobShape, Code::JobShape],
        paper!(
            "  Stand:\n    doc: How it stands.\n    enum: int\n    values:\n      1: { name: Running, doc: It runs. }\n      \
             2: { name: Done, doc: It is done. }\n",
            "    fold:\n      paper: { type: Paper, parts: { token: token, kind: type } }\n      \
             span: { type: Span, parts: { start: start_time, end: end_time } }\n    response:\n      \
             id: { type: FileToken, always: true, doc: Id of the task. }\n  get:\n    \
             http: GET /open-apis/demo/v1/papers/:id\n    title: get\n    doc: Asks.\n    page: /demo/paper/get\n    \
             path:\n      id: { type: FileToken, required: true, doc: Which task. }\n    query:\n      \
             token: { type: FileToken, required: true, doc: Which paper. }\n      \
             type: { type: Kind, required: true, doc: Its kind. }\n    \
             fold:\n      paper: { type: Paper, parts: { token: token, kind: type } }\n    arguments: [id, paper]\n    \
             response:\n      status: { type: Stand, doc: How it stands. }\n\njobs:\n  carry:\n    doc: Moves a paper.\n    \
             start: move\n    poll: { operation: get, with: { id: response.id, token: request.token } }\n    \
             ticket: id\n    status: status\n    done: [Done]\n    pending: [Running]\n"
        ),
    ),
];
