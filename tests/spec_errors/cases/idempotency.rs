//! Keys by which the platform knows a repetition.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, TASK, case};

pub(super) const CASES: &[Case] = &[
    case(
        "key_of_repetitions_that_is_not_there",
        &[Code::IdempotencyKey],
        &[(
            TASK,
            "    page: /demo/task/create\n",
            "    page: /demo/task/create\n    idempotency_key: nam\n",
        )],
    ),
    case(
        "key_of_repetitions_that_is_too_short",
        &[Code::IdempotencyKey],
        &[(
            TASK,
            "    page: /demo/task/create\n",
            "    page: /demo/task/create\n    idempotency_key: name\n",
        )],
    ),
    case(
        "key_of_repetitions_that_is_no_text",
        &[Code::IdempotencyKey],
        &[(
            TASK,
            "    page: /demo/task/create\n",
            "    page: /demo/task/create\n    idempotency_key: format\n",
        )],
    ),
    case(
        "key_of_repetitions_that_is_said_twice",
        &[Code::IdempotencyKey],
        &[
            (
                TASK,
                "    page: /demo/task/create\n",
                "    page: /demo/task/create\n    idempotent: true\n    idempotency_key: client_token\n",
            ),
            (
                TASK,
                "      name:\n        type: string\n        max_length: 8\n",
                "      client_token: { type: string, example: k, doc: Key of the call. }\n      name:\n        type: string\n        max_length: 8\n",
            ),
        ],
    ),
    case(
        "key_of_repetitions_that_each_caller_gives",
        &[Code::IdempotencyKey],
        &[
            (
                TASK,
                "    page: /demo/task/create\n",
                "    page: /demo/task/create\n    idempotency_key: client_token\n    arguments: [format, client_token]\n",
            ),
            (
                TASK,
                "      name:\n        type: string\n        max_length: 8\n",
                "      client_token: { type: string, required: true, doc: Key of the call. }\n      name:\n        type: string\n        max_length: 8\n",
            ),
        ],
    ),
];
