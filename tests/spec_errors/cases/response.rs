//! Responses that are objects with a name.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, TASK, case};

/// The response to `create`.
const TICKET: &str = "    response:\n      ticket:\n        type: Ticket\n        always: true\n        doc: Id of the task.\n";

/// The response to `list`, up to its paging.
const PAGE: &str = "    response:\n      items:\n        type: Result[]\n        doc: Tasks on this page.\n      page_token:\n        type: string\n        doc: Where the next page starts.\n      has_more:\n        type: bool\n        doc: Whether there are more tasks.\n";

const TYPES: &str = "types:\n  Format:\n";

pub(super) const CASES: &[Case] = &[
    case(
        "response_of_an_unknown_type",
        &[Code::UnknownType],
        &[(TASK, PAGE, "    response: Resul\n"), (TASK, PAGING, "")],
    ),
    case(
        "response_that_is_no_object",
        &[Code::Body],
        &[(TASK, PAGE, "    response: Ticket\n"), (TASK, PAGING, "")],
    ),
    case(
        "response_that_is_a_list",
        &[Code::BadName],
        &[(TASK, PAGE, "    response: Result[]\n"), (TASK, PAGING, "")],
    ),
    case(
        "response_with_a_type_beside_its_fields",
        &[Code::WrongType],
        &[(
            TASK,
            TICKET,
            "    response:\n      type: Result\n      ticket:\n        type: Ticket\n        always: true\n        doc: Id of the task.\n",
        )],
    ),
    case(
        "response_of_a_type_that_requests_carry",
        &[Code::Always],
        &[
            (TASK, TICKET, "    response: Made\n"),
            (
                TASK,
                TYPES,
                "types:\n  Made:\n    doc: A task, as it was made.\n    fields:\n      ticket: { type: Ticket, always: true, doc: Id of the task. }\n  Format:\n",
            ),
            (
                TASK,
                "      name:\n        type: string\n        max_length: 8\n",
                "      before: { type: Made, doc: The task that it comes after. }\n      name:\n        type: string\n        max_length: 8\n",
            ),
        ],
    ),
    case(
        "response_with_a_name_and_failures",
        &[Code::Failures],
        &[
            (
                TASK,
                PAGE,
                "    response: Page\n    failures: { list: items }\n",
            ),
            (TASK, TYPES, NAMED_PAGE),
        ],
    ),
    case(
        "response_with_a_name_that_seems_to_have_failures",
        &[Code::Failures],
        &[
            (TASK, PAGE, "    response: Page\n"),
            (TASK, PAGING, ""),
            (
                TASK,
                TYPES,
                "types:\n  Page:\n    doc: A part of a list.\n    fields:\n      failed: { type: \"Result[]\", doc: Tasks that failed. }\n  Format:\n",
            ),
        ],
    ),
    case(
        "paging_that_names_no_field_of_the_type",
        &[Code::Paging],
        &[
            (TASK, PAGE, "    response: Page\n"),
            (TASK, "next: page_token", "next: page_tokens"),
            (TASK, TYPES, NAMED_PAGE),
        ],
    ),
    case(
        "paging_that_names_a_part_of_a_fold",
        &[Code::Paging],
        &[
            (TASK, PAGE, "    response: Page\n"),
            (
                TASK,
                TYPES,
                "types:\n  Place:\n    doc: Where a page starts.\n    parts:\n      token: { type: string, doc: Where it starts. }\n      shelf: { type: string, doc: Where to look. }\n  Page:\n    doc: A part of a list.\n    fields:\n      items: { type: \"Result[]\", doc: The tasks. }\n      page_token: { type: string, doc: Where the next page starts. }\n      shelf: { type: string, doc: Where to look for it. }\n      has_more: { type: bool, doc: Whether there is one. }\n    fold:\n      next: { type: Place, parts: { token: page_token, shelf: shelf } }\n  Format:\n",
            ),
        ],
    ),
    case(
        "job_that_looks_for_what_the_type_has_not",
        &[Code::JobField],
        &[
            (TASK, TICKET, "    response: Made\n"),
            (
                TASK,
                TYPES,
                "types:\n  Made:\n    doc: A task, as it was made.\n    fields:\n      id: { type: Ticket, always: true, doc: Id of the task. }\n  Format:\n",
            ),
        ],
    ),
    case(
        "file_with_a_response_that_has_a_name",
        &[Code::Body],
        &[(
            TASK,
            "    binary: true\n",
            "    response: Result\n    binary: true\n",
        )],
    ),
    case(
        "response_that_repeats_a_type",
        &[Code::RepeatsType],
        &[
            (
                TASK,
                PAGE,
                "    response:\n      size: { type: int, format: bytes, doc: Size of the file in bytes. }\n      file_token: { type: FileToken, doc: Token to fetch the file with. }\n      status: { type: Status, doc: Where the task stands. }\n",
            ),
            (TASK, PAGING, ""),
        ],
    ),
];

const PAGING: &str = "    paging: { items: items, next: page_token, more: has_more, token: page_token, size: page_size }\n";

const NAMED_PAGE: &str = "types:\n  Page:\n    doc: A part of a list.\n    fields:\n      items: { type: \"Result[]\", doc: The tasks. }\n      page_token: { type: string, doc: Where the next page starts. }\n      has_more: { type: bool, doc: Whether there is one. }\n  Format:\n";
