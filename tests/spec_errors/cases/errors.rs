//! What errors, and the statuses of jobs, cannot mean.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, PLATFORM, SERVICE, TASK, case};

pub(super) const CASES: &[Case] = &[
    case(
        "duplicate_error_code",
        &[Code::DuplicateErrorCode],
        &[(
            TASK,
            "      1002:\n",
            "      1001:\n        status: 403\n        message: no permission\n        hint: Ask.\n      1002:\n",
        )],
    ),
    case(
        "error_name_for_two_codes",
        &[Code::ErrorName],
        &[(SERVICE, "name: InternalError", "name: NoPermission")],
    ),
    case(
        "error_name_that_the_platform_has_too",
        &[Code::ErrorName],
        &[
            (TASK, "      1002:\n", "      9499: {}\n      1002:\n"),
            (SERVICE, "name: InternalError", "name: BadRequest"),
        ],
    ),
    case(
        "error_with_a_name_of_its_own",
        &[Code::UnknownKey],
        &[(
            TASK,
            "        hint: Ask with",
            "        name: Forbidden\n        hint: Ask with",
        )],
    ),
    case(
        "error_that_nobody_knows",
        &[Code::UnknownError],
        &[(TASK, "      1002:\n", "      1003: {}\n      1002:\n")],
    ),
    case(
        "error_that_nobody_lists",
        &[Code::UnusedError],
        &[(
            SERVICE,
            "  1002:\n",
            "  1003: { name: Unheard, hint: Nothing., class: other }\n  1002:\n",
        )],
    ),
    case(
        "error_without_a_class",
        &[Code::MissingKey, Code::MissingKey],
        &[
            (SERVICE, "    class: unavailable\n", ""),
            (PLATFORM, "    class: invalid_request\n", ""),
        ],
    ),
    case(
        "error_of_a_class_that_only_jobs_have",
        &[Code::UnknownWord],
        &[(SERVICE, "class: unavailable", "class: job_failed")],
    ),
    case(
        "errors_that_say_what_follows",
        &[
            Code::SaidAlready,
            Code::SaidAlready,
            Code::SaidAlready,
            Code::SaidAlready,
            Code::SaidAlready,
        ],
        &[
            (
                PLATFORM,
                "    class: invalid_request\n",
                "    class: invalid_request\n    retry: never\n",
            ),
            (
                SERVICE,
                "    class: unavailable\n",
                "    class: unavailable\n    retry: idempotent\n",
            ),
            (
                TASK,
                "hint: Ask with the token that started the task.",
                "hint: Share the document with the app.",
            ),
            (
                TASK,
                "        message: internal error\n",
                "        message: internal error\n        class: unavailable\n        retry: idempotent\n",
            ),
        ],
    ),
    case(
        "status_without_a_class",
        &[Code::Words],
        &[(TASK, "name: Failed, class: job_failed, ", "name: Failed, ")],
    ),
    case(
        "classes_of_what_is_no_failure",
        &[Code::StatusClass, Code::StatusClass],
        &[
            (
                TASK,
                "{ name: Pending, ",
                "{ name: Pending, class: conflict, ",
            ),
            (
                TASK,
                "      docx: Microsoft Word.\n",
                "      docx: { class: too_large, doc: Microsoft Word. }\n",
            ),
        ],
    ),
];
