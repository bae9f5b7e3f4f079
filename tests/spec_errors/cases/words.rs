//! Words that say nothing, too much, or something else than the spec.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, SERVICE, TASK, case};

pub(super) const CASES: &[Case] = &[
    case(
        "reused_words",
        &[
            Code::Reused,
            Code::Reused,
            Code::Reused,
            Code::BadValue,
            Code::BadValue,
        ],
        &[
            (
                TASK,
                "    doc: State of a task.\n",
                "    doc: State of a task.\n    reused: true\n",
            ),
            (
                TASK,
                "      csv: Comma-separated values.\n",
                "      csv: { reused: true, doc: Comma-separated values. }\n",
            ),
            (
                TASK,
                "        doc: Where the task stands.\n",
                "        reused: true\n        doc: Where the task stands.\n",
            ),
            (
                TASK,
                "        doc: Token to fetch the file with.\n",
                "        reused: false\n        doc: Token to fetch the file with.\n",
            ),
            (
                TASK,
                "        doc: File to fetch.\n",
                "        reused: true\n        doc: \"\"\n",
            ),
        ],
    ),
    case(
        "words_that_are_those_of_the_name_or_the_type",
        &[Code::DocRepeatsType, Code::DocSaysNothing],
        &[
            (
                TASK,
                "doc: Where the task stands.",
                "doc: Where a Task stands.",
            ),
            (
                TASK,
                "doc: Token to fetch the file with.",
                "doc: The file token.",
            ),
        ],
    ),
    case(
        "two_values_with_the_same_words",
        &[Code::SameDoc],
        &[(TASK, "doc: The task failed.", "doc: The file is ready.")],
    ),
    case(
        "words_that_are_too_many",
        &[Code::LongDoc, Code::LongDoc],
        &[
            (
                TASK,
                "doc: Starts a task.",
                "doc: Starts a task that makes a file in the format that the caller has asked for and keeps it until the caller has fetched it or has forgotten to do so.",
            ),
            (
                TASK,
                "doc: Says how a task stands.",
                "doc: Says how a task stands. It waits. It works. It ends. It goes.",
            ),
        ],
    ),
    case(
        "words_that_are_no_sentences",
        &[Code::BrokenSentence, Code::BrokenSentence],
        &[
            (TASK, "doc: Owner of the tasks.", "doc: Owner of the tasks"),
            (
                TASK,
                "doc: Content of the file.",
                "doc: content of the file.",
            ),
        ],
    ),
    case(
        "operations_that_do_nothing",
        &[Code::NoVerb, Code::NoVerb],
        &[
            (TASK, "doc: Lists tasks.", "doc: List of tasks."),
            (
                TASK,
                "doc: Starts a task, waits and downloads its file.",
                "doc: This starts a task.",
            ),
        ],
    ),
    case(
        "hints_that_leave_the_caller_alone",
        &[Code::NoRemedy, Code::NoRemedy],
        &[
            (SERVICE, "hint: Try again.", "hint: The platform failed."),
            (
                TASK,
                "hint: Ask with the token that started the task.",
                "hint: The token of another started the task.",
            ),
        ],
    ),
    case(
        "names_that_are_not_there",
        &[Code::UnknownName],
        &[(
            TASK,
            "doc: Where the page starts.",
            "doc: Where the page starts, from `page_tokn`; not a `=`, and not `has_more`.",
        )],
    ),
    case(
        "figures_without_a_unit",
        &[Code::NoUnit, Code::NoUnit],
        &[
            (
                TASK,
                "        format: bytes\n        doc: Size of the file in bytes.\n",
                "        format: bytes\n        doc: How large it is.\n",
            ),
            (
                TASK,
                "      file_token:\n        type: FileToken\n        doc: Token",
                "      duration: { type: int, doc: How long it took. }\n      file_token:\n        type: FileToken\n        doc: Token",
            ),
        ],
    ),
    case(
        "defaults_that_the_spec_does_not_state",
        &[Code::OtherDefault, Code::OtherDefault],
        &[
            (
                TASK,
                "doc: Number of tasks on a page.",
                "doc: Number of tasks on a page. By default, 10.",
            ),
            (
                TASK,
                "doc: Owner of the tasks.",
                "doc: Owner of the tasks. Defaults to `owner`.",
            ),
        ],
    ),
    case(
        "words_that_are_excused",
        &[Code::IdleExcuse],
        &[(
            TASK,
            "      1: { name: Pending, doc: The file is being made. }\n",
            "      1: { name: Pending, allow: { same_doc: They are one., long_doc: It is long. }, doc: The file is ready. }\n",
        )],
    ),
];
