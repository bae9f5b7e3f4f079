//! What is mostly a mistake, and what is said of it.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, SERVICE, TASK, case};

pub(super) const CASES: &[Case] = &[
    case(
        "list_without_paging",
        &[Code::ListWithoutPaging],
        &[(
            TASK,
            "    paging: { items: items, next: page_token, more: has_more, token: page_token, size: page_size }\n",
            "",
        )],
    ),
    case(
        "names_that_promise_more_than_a_text",
        &[
            Code::TimeWithoutFormat,
            Code::UntypedId,
            Code::OpenSecret,
            Code::DocSaysNothing,
        ],
        &[(
            TASK,
            "      name:\n        type: string\n        max_length: 8\n",
            "      start_time: { type: string, doc: When it starts. }\n      chat_ids: { type: \"string[]\", doc: Where it is told. }\n      \
             share_password: { type: string, doc: Opens the file. }\n      file_name: { type: string, doc: The name of the file. }\n      \
             name:\n        type: string\n        max_length: 8\n",
        )],
    ),
    case(
        "size_that_the_caller_gives",
        &[Code::Arguments, Code::SizeGiven],
        &[(TASK, "        computed: file_size\n", "")],
    ),
    case(
        "query_that_may_not_be_repeated",
        &[Code::QueryNotIdempotent],
        &[(
            TASK,
            "http: POST /open-apis/demo/v1/tasks\n",
            "http: POST /open-apis/demo/v1/tasks/query\n",
        )],
    ),
    case(
        "key_of_repetitions_that_is_not_named",
        &[Code::KeyNotSaid],
        &[(
            TASK,
            "      name:\n        type: string\n        max_length: 8\n",
            "      client_token: { type: string, doc: Key of the call. }\n      name:\n        type: string\n        max_length: 8\n",
        )],
    ),
    case(
        "excuse_for_nothing_and_for_what_nobody_asks",
        &[Code::IdleExcuse, Code::UnknownWord],
        &[(
            TASK,
            "        max_length: 8\n",
            "        max_length: 8\n        allow: { untyped_id: It is one., untyped: It is one. }\n",
        )],
    ),
    case(
        "codes_that_open_doors_and_codes_that_do_not",
        &[Code::OpenSecret],
        &[(
            TASK,
            "      name:\n        type: string\n        max_length: 8\n",
            "      access_code: { type: string, doc: Opens the door. }\n      error_code: { type: string, doc: Tells what failed. }\n      \
             result_code: { type: int, doc: Tells how it went. }\n      name:\n        type: string\n        max_length: 8\n",
        )],
    ),
    case(
        "times_in_different_formats",
        &[Code::FormatsDiffer],
        &[(
            TASK,
            "      size:\n        type: int\n        format: bytes\n        doc: Size of the file in bytes.\n",
            "      start_time: { type: int, format: unix_seconds, doc: \"When it began, in seconds since 1970.\" }\n      \
             end_time: { type: int, doc: \"When it ended, in milliseconds since 1970.\" }\n      \
             size:\n        type: int\n        format: bytes\n        doc: Size of the file in bytes.\n",
        )],
    ),
    case(
        "values_that_are_named_after_numbers",
        &[Code::NumberedValue, Code::NumberedValue],
        &[(
            TASK,
            "      csv: Comma-separated values.\n",
            "      csv: Comma-separated values.\n      mp3: Sound.\n      v2: The second one.\n      other: { name: Value3, doc: The third one. }\n",
        )],
    ),
    case(
        "errors_that_ask_for_another_attempt_in_vain",
        &[Code::RetryWithoutClass, Code::RetryWithoutClass],
        &[(
            TASK,
            "      1001:\n        status: 403\n        message: no permission\n      1002:\n",
            "      1001:\n        status: 429\n        message: no permission\n      9499:\n        status: 400\n        message: \"Busy, please retry later.\"\n      1002:\n",
        )],
    ),
    case(
        "code_with_two_names",
        &[Code::UnusedError, Code::CodeNamedTwice],
        &[(
            SERVICE,
            "    class: unavailable\n",
            "    class: unavailable\n  9499:\n    name: Malformed\n    hint: Check the call.\n    class: invalid_request\n",
        )],
    ),
];
