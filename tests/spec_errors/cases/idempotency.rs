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
    case(
        "key_of_repetitions_of_a_get",
        &[Code::IdempotencyKey],
        &[
            (
                TASK,
                "    page: /demo/task/list\n",
                "    page: /demo/task/list\n    idempotency_key: client_token\n",
            ),
            (
                TASK,
                "      owner:\n        type: UserId\n",
                "      client_token: { type: string, doc: Key of the call. }\n      owner:\n        type: UserId\n",
            ),
        ],
    ),
    case(
        "key_of_repetitions_that_is_folded",
        &[Code::IdempotencyKey],
        &[
            (
                TASK,
                "    page: /demo/task/create\n",
                "    page: /demo/task/create\n    idempotency_key: client_token\n    fold:\n      call: { type: Attempt, parts: { key: client_token, number: attempt } }\n",
            ),
            (
                TASK,
                "      name:\n        type: string\n        max_length: 8\n",
                "      client_token: { type: string, doc: Key of the call. }\n      attempt: { type: string, doc: Which attempt it is. }\n      name:\n        type: string\n        max_length: 8\n",
            ),
            (
                TASK,
                "types:\n  Format:\n",
                "types:\n  Attempt:\n    doc: An attempt.\n    parts:\n      key: { type: string, doc: Key of the call. }\n      number: { type: string, doc: Which attempt it is. }\n  Format:\n",
            ),
        ],
    ),
    case(
        "key_of_repetitions_that_is_not_documented",
        &[Code::IdempotencyKey],
        &[
            (
                TASK,
                "    page: /demo/task/create\n",
                "    page: /demo/task/create\n    idempotency_key: client_token\n",
            ),
            (
                TASK,
                "      name:\n        type: string\n        max_length: 8\n",
                "      client_token: { type: string, undocumented: true, doc: Key of the call. }\n      name:\n        type: string\n        max_length: 8\n",
            ),
        ],
    ),
];
