//! Words on fields that something else says, or that nobody says.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, SERVICE, TASK, case};

pub(super) const CASES: &[Case] = &[
    case(
        "fields_that_nothing_describes",
        &[Code::MissingDoc, Code::Words, Code::MissingDoc],
        &[
            (
                TASK,
                "        format: bytes\n        doc: Size of the file in bytes.\n\noperations",
                "        format: bytes\n\noperations",
            ),
            (
                TASK,
                "        doc: Name of the file.\n",
                "        doc: \"\"\n",
            ),
            // What a type says of one value it does not say of a list.
            (
                TASK,
                "        type: UserId\n        doc: Owner of the tasks.\n",
                "        type: UserId[]\n",
            ),
        ],
    ),
    case(
        "words_that_repeat_those_of_paging_a_type_and_the_glossary",
        &[
            Code::RepeatedDoc,
            Code::DocSaysNothing,
            Code::RepeatedDoc,
            Code::RepeatedDoc,
        ],
        &[
            (TASK, "Token to fetch the file with.", "Token of a file."),
            (TASK, "Name of the file.", "What the file is called."),
            (
                TASK,
                "Whether there are more tasks.",
                "Whether there is a next page.",
            ),
            (
                SERVICE,
                "errors:\n",
                "glossary:\n  name: { string: What the file is called. }\nerrors:\n",
            ),
        ],
    ),
    case(
        "glossary_of_what_there_is_not",
        &[Code::UnusedWords, Code::UnusedWords],
        &[(
            SERVICE,
            "errors:\n",
            "glossary:\n  name: { string: What the file is called. }\n  ticket: { string: Not of that type. }\nerrors:\n",
        )],
    ),
    case(
        "glossary_of_an_unknown_type",
        &[Code::UnknownType],
        &[(
            SERVICE,
            "errors:\n",
            "glossary:\n  file_token: { FileTokn: Token of a file. }\nerrors:\n",
        )],
    ),
    case(
        "paging_with_a_total_that_is_no_number",
        &[Code::Paging],
        &[(
            TASK,
            "more: has_more, token",
            "more: has_more, total: page_token, token",
        )],
    ),
];
