//! What is mostly a mistake, and what is said of it.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, TASK, case};

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
        "excuse_for_nothing_and_for_what_nobody_asks",
        &[Code::IdleExcuse, Code::UnknownWord],
        &[(
            TASK,
            "        max_length: 8\n",
            "        max_length: 8\n        allow: { untyped_id: It is one., untyped: It is one. }\n",
        )],
    ),
];
