//! The order of the arguments of requests.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, TASK, case};

const NAME: &str = "        type: string\n        max_length: 8\n";
const NAME_REQUIRED: &str = "        type: string\n        required: true\n        max_length: 8\n";
const CREATED: &str = "    response:\n      ticket:\n";

pub(super) const CASES: &[Case] = &[
    case(
        "arguments_without_an_order",
        &[Code::Arguments],
        &[(TASK, NAME, NAME_REQUIRED)],
    ),
    case(
        "arguments_that_are_none_and_one_that_is_missing",
        &[Code::Arguments, Code::Arguments],
        &[
            (TASK, NAME, NAME_REQUIRED),
            (
                TASK,
                CREATED,
                "    arguments: [fromat, name]\n    response:\n      ticket:\n",
            ),
        ],
    ),
    case(
        "arguments_given_twice",
        &[Code::BadValue],
        &[
            (TASK, NAME, NAME_REQUIRED),
            (
                TASK,
                CREATED,
                "    arguments: [name, format, name]\n    response:\n      ticket:\n",
            ),
        ],
    ),
    case(
        "arguments_of_an_object_that_only_responses_carry",
        &[Code::BadValue],
        &[(
            TASK,
            "        doc: Size of the file in bytes.\n\n",
            "        doc: Size of the file in bytes.\n    arguments: [status]\n\n",
        )],
    ),
    case(
        "arguments_of_an_object_without_an_order",
        &[Code::Arguments],
        &[
            (
                TASK,
                "  Result:\n",
                "  Filter:\n    doc: What is left out.\n    fields:\n      \
                 from: { type: string, required: true, doc: The first. }\n      \
                 to: { type: int, required: true, doc: The last. }\n\n  Result:\n",
            ),
            (
                TASK,
                "      name:\n        type: string\n",
                "      filter: { type: Filter, doc: What is left out. }\n      name:\n        type: string\n",
            ),
        ],
    ),
    case(
        "arguments_that_go_without_saying",
        &[Code::BadValue],
        &[(
            TASK,
            CREATED,
            "    arguments: [format]\n    response:\n      ticket:\n",
        )],
    ),
];
