//! Jobs whose steps do not fit together.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, TASK, case};

/// The end of the job.
const TAIL: &str = "    needs: result.file_token\n    download:\n      operation: download\n      with: { file_token: result.file_token }\n      size: result.size\n";

/// Where fields are added to the response to the poll.
const REPLY: &str = "        doc: State of the task.\n";

pub(super) const CASES: &[Case] = &[
    case(
        "job_with_what_is_gone",
        &[Code::JobField, Code::JobField],
        &[(
            TASK,
            "        type: FileToken\n        doc: Token to fetch the file with.\n      size:",
            "        type: FileToken\n        undocumented: true\n        doc: Token to fetch the file with.\n      size:",
        )],
    ),
    case(
        "job_message_of_another_type",
        &[Code::JobShape],
        &[(
            TASK,
            "    needs: result.file_token\n",
            "    needs: result.file_token\n    message: result.size\n",
        )],
    ),
    case(
        "job_output_that_is_a_list",
        &[Code::JobShape],
        &[
            (
                TASK,
                REPLY,
                "        doc: State of the task.\n      all: { type: \"Result[]\", doc: All of them. }\n",
            ),
            (TASK, TAIL, "    output: all\n"),
        ],
    ),
    case(
        "job_paths_through_a_map_and_a_list",
        &[Code::JobField, Code::JobField],
        &[
            (
                TASK,
                REPLY,
                "        doc: State of the task.\n      all: { type: \"Result[]\", doc: All of them. }\n      \
                 named: { type: map<Result>, doc: By name. }\n",
            ),
            (TASK, "status: result.status", "status: named.status"),
            (TASK, TAIL, "    needs: all.file_token\n"),
        ],
    ),
    case(
        "job_paths_through_what_may_be_absent",
        &[
            Code::JobField,
            Code::JobField,
            Code::JobField,
            Code::JobField,
        ],
        &[(
            TASK,
            "        always: true\n        doc: State of the task.\n",
            REPLY,
        )],
    ),
    case(
        "job_status_of_texts",
        &[Code::UnusedType, Code::StatusClass, Code::JobShape],
        &[(
            TASK,
            "        type: Status\n        example: 0\n",
            "        type: Format\n",
        )],
    ),
    case(
        "job_names_a_status_twice",
        &[Code::BadValue],
        &[(TASK, "done: [Success]", "done: [Success, Success]")],
    ),
    case(
        "job_needs_a_list",
        &[Code::JobShape, Code::JobShape],
        &[
            (
                TASK,
                REPLY,
                "        doc: State of the task.\n      all: { type: \"Result[]\", doc: All of them. }\n",
            ),
            (TASK, "needs: result.file_token", "needs: all"),
        ],
    ),
    case(
        "job_needs_what_is_always_there",
        &[Code::JobShape],
        &[
            (
                TASK,
                "        doc: Size of the file in bytes.\n\n",
                "        always: true\n        doc: Size of the file in bytes.\n\n",
            ),
            (TASK, TAIL, "    needs: result.size\n"),
        ],
    ),
    case(
        "job_ticket_that_is_no_text",
        &[Code::JobShape, Code::JobTicket],
        &[(
            TASK,
            "        type: Ticket\n        required: true\n",
            "        type: int\n        required: true\n",
        )],
    ),
    case(
        "job_ticket_that_is_optional",
        &[Code::JobTicket],
        &[
            (TASK, "tasks/:ticket", "tasks/state"),
            (
                TASK,
                "    path:\n      ticket:\n        type: Ticket\n        required: true\n",
                "    query:\n      ticket:\n        type: Ticket\n",
            ),
        ],
    ),
    case(
        "job_passes_on_one_value_twice",
        &[Code::JobShape],
        &[
            (
                TASK,
                "    path:\n      ticket:\n",
                "    query:\n      again: { type: Ticket, doc: The same. }\n    path:\n      ticket:\n",
            ),
            (
                TASK,
                "ticket: response.ticket }",
                "ticket: response.ticket, again: response.ticket }",
            ),
        ],
    ),
    case(
        "job_passes_on_another_format",
        &[Code::JobShape],
        &[
            (
                TASK,
                "        type: string\n        max_length: 8\n",
                "        type: string\n        format: secret\n        max_length: 8\n",
            ),
            (
                TASK,
                "    path:\n      ticket:\n",
                "    query:\n      name: { type: string, doc: The name. }\n    path:\n      ticket:\n",
            ),
            (
                TASK,
                "ticket: response.ticket }",
                "ticket: response.ticket, name: request.name }",
            ),
        ],
    ),
    case(
        "job_passes_on_what_has_no_default",
        &[Code::JobShape],
        &[
            (
                TASK,
                "        type: Format\n        required: true\n",
                "        type: Format\n",
            ),
            (
                TASK,
                "    path:\n      ticket:\n",
                "    arguments: [ticket, format]\n    query:\n      format: { type: Format, required: true, doc: The format. }\n    path:\n      ticket:\n",
            ),
            (
                TASK,
                "ticket: response.ticket }",
                "ticket: response.ticket, format: request.format }",
            ),
        ],
    ),
    case(
        "job_size_that_is_no_number_of_bytes",
        &[Code::JobShape],
        &[(
            TASK,
            "        type: int\n        format: bytes\n        doc: Size of the file in bytes.\n\n",
            "        type: int\n        doc: Size of the file in bytes.\n\n",
        )],
    ),
    case(
        "job_downloads_from_outside_of_its_outcome",
        &[Code::JobShape],
        &[
            (
                TASK,
                REPLY,
                "        doc: State of the task.\n      file_token: { type: FileToken, doc: Token to fetch the file with. }\n",
            ),
            (
                TASK,
                TAIL,
                "    needs: file_token\n    output: result\n    download:\n      operation: download\n      with: { file_token: file_token }\n",
            ),
        ],
    ),
    case(
        "job_downloads_with_a_value_of_the_request",
        &[Code::JobField],
        &[(
            TASK,
            "with: { file_token: result.file_token }",
            "with: { file_token: request.name }",
        )],
    ),
    case(
        "job_downloads_what_may_be_absent",
        &[Code::JobShape],
        &[(TASK, "    needs: result.file_token\n", "")],
    ),
];
