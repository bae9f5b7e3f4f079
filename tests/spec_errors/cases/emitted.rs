//! What has no form in Rust, or more than one in the spec.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, SERVICE, TASK, case};

pub(super) const CASES: &[Case] = &[
    case(
        "title_of_two_lines",
        &[Code::BadValue],
        &[(TASK, "title: 查询任务", "title: \"查询\\n任务\"")],
    ),
    case(
        "paging_of_other_kinds",
        &[Code::Paging, Code::Paging, Code::Paging],
        &[
            (TASK, "type: Result[]", "type: Result[][]"),
            (TASK, "        type: bool\n", "        type: string\n"),
            (
                TASK,
                "        type: string\n        doc: Where the page starts.",
                "        type: int\n        doc: Where the page starts.",
            ),
        ],
    ),
    case(
        "enumeration_without_values",
        &[Code::MissingKey, Code::MissingKey],
        &[
            (
                SERVICE,
                "    id: string\n",
                "    id: string\n    values: { a: An a. }\n",
            ),
            (
                TASK,
                "    values:\n      docx: Microsoft Word.\n      csv: Comma-separated values.\n",
                "",
            ),
            (TASK, "        example: csv\n", ""),
        ],
    ),
    case(
        "computed_from_an_optional_file",
        &[Code::Computed],
        &[(
            TASK,
            "        type: file\n        required: true\n",
            "        type: file\n",
        )],
    ),
    case(
        "form_with_lists_and_two_files",
        &[Code::Body, Code::Body],
        &[(
            TASK,
            "        doc: Content of the file.\n",
            "        doc: Content of the file.\n      other: { type: file, doc: Another file. }\n      \
             tags: { type: \"string[]\", doc: Tags. }\n",
        )],
    ),
    case(
        "secret_in_the_query",
        &[Code::Body],
        &[(
            TASK,
            "      owner:\n",
            "      password: { type: string, format: secret, doc: A password. }\n      owner:\n",
        )],
    ),
    case(
        "path_parameter_made_optional",
        &[Code::PathParameter],
        &[(
            TASK,
            "        type: FileToken\n        required: true\n",
            "        type: FileToken\n        required: true\n        override: { required: false, why: It is. }\n",
        )],
    ),
    case(
        "flags_that_go_without_saying",
        &[Code::BadValue, Code::BadValue, Code::BadValue],
        &[
            (
                TASK,
                "    page: /demo/task/get\n",
                "    page: /demo/task/get\n    flat: false\n    multipart: false\n",
            ),
            (
                TASK,
                "        doc: Whether there are more tasks.\n",
                "        always: false\n        doc: Whether there are more tasks.\n",
            ),
        ],
    ),
    case(
        "items_given_twice",
        &[Code::BadValue, Code::BadName, Code::BadValue],
        &[
            (
                TASK,
                "tokens: [tenant, user]",
                "tokens: [tenant, user, tenant]",
            ),
            (
                TASK,
                "apps: [custom, isv]",
                "apps: [custom, isv]\n    scopes: [demo:read, \"demo: write\"]",
            ),
            (TASK, "limit: 100/min", "limit: [100/min, 100/min]"),
        ],
    ),
    case(
        "numbers_of_more_than_64_bits",
        &[Code::WrongType, Code::Example],
        &[
            (
                TASK,
                "max_length: 8\n",
                "max_length: 99999999999999999999\n",
            ),
            (TASK, "default: 20", "default: 99999999999999999999"),
        ],
    ),
    case(
        "duplicate_keys_in_an_example",
        &[Code::DuplicateKey, Code::DuplicateKey],
        &[(
            TASK,
            "        type: string\n        max_length: 8\n        example: report\n        override:\n          max_length: 16\n          why: The platform accepts 16.\n",
            "        type: any\n        example: { a: 1, b: [{ c: 1, c: 2 }], a: 2 }\n",
        )],
    ),
];
