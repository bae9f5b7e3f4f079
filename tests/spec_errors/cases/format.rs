//! What the format does not know.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, PLATFORM, SERVICE, TASK, added, case};

pub(super) const CASES: &[Case] = &[
    case(
        "unknown_key",
        &[Code::UnknownKey],
        &[(
            TASK,
            "        required: true\n        example: csv\n",
            "        requierd: true\n        example: csv\n",
        )],
    ),
    case(
        "unknown_key_without_a_near_one",
        &[Code::UnknownKey],
        &[(TASK, "size: result.size", "colour: result.size")],
    ),
    case(
        "missing_key",
        &[Code::MissingKey],
        &[(TASK, "    page: /demo/task/get\n", "")],
    ),
    case(
        "type_made_of_nothing",
        &[Code::MissingKey],
        &[(
            SERVICE,
            "    doc: Token of a file.\n    id: string\n",
            "    doc: Token of a file.\n",
        )],
    ),
    case(
        "type_made_of_two_things",
        &[Code::BadValue],
        &[(
            SERVICE,
            "    id: string\n",
            "    id: string\n    enum: string\n    values: { a: An a. }\n",
        )],
    ),
    case(
        "override_without_why",
        &[Code::MissingKey],
        &[(TASK, "          why: The platform accepts 16.\n", "")],
    ),
    case(
        "wrong_type_text",
        &[Code::WrongType],
        &[(TASK, "title: 查询任务", "title: 404")],
    ),
    case(
        "wrong_type_list",
        &[Code::WrongType],
        &[(TASK, "tokens: [tenant, user]", "tokens: tenant")],
    ),
    case(
        "wrong_type_flag",
        &[Code::WrongType],
        &[(
            TASK,
            "always: true\n        doc: Id",
            "always: yes\n        doc: Id",
        )],
    ),
    case(
        "wrong_type_map",
        &[Code::WrongType],
        &[
            (
                TASK,
                "      owner:\n        type: UserId\n        doc: Owner of the tasks.\n",
                "      owner: UserId\n",
            ),
            (
                PLATFORM,
                "types:\n  UserId:\n    doc: Id of a user.\n    id: string\n\n",
                "",
            ),
        ],
    ),
    case(
        "number_out_of_range",
        &[Code::BadValue],
        &[(TASK, "max_length: 8", "max_length: -8")],
    ),
    case(
        "status_out_of_range",
        &[Code::BadValue],
        &[(TASK, "status: 500", "status: 5000")],
    ),
    case(
        "empty_list",
        &[Code::BadValue],
        &[(TASK, "tokens: [tenant, user]", "tokens: []")],
    ),
    case(
        "http_method",
        &[Code::HttpLine],
        &[(
            TASK,
            "http: GET /open-apis/demo/v1/tasks\n",
            "http: FETCH /open-apis/demo/v1/tasks\n",
        )],
    ),
    case(
        "http_query",
        &[Code::HttpLine],
        &[(
            TASK,
            "http: GET /open-apis/demo/v1/tasks\n",
            "http: GET /open-apis/demo/v1/tasks?a=b\n",
        )],
    ),
    case(
        "path_root_with_a_slash_at_its_end",
        &[Code::BadValue],
        &[(
            PLATFORM,
            "path_root: /open-apis\n",
            "path_root: /open-apis/\n",
        )],
    ),
    case(
        "limit",
        &[Code::Limit],
        &[(TASK, "limit: 100/min", "limit: 100/hour")],
    ),
    case(
        "limit_special",
        &[Code::Limit],
        &[(TASK, "special: [5/s]", "special: [five]")],
    ),
    case(
        "unknown_token",
        &[Code::UnknownWord],
        &[(TASK, "tokens: [tenant, user]", "tokens: [tenat, user]")],
    ),
    case(
        "unknown_app",
        &[Code::UnknownWord],
        &[(TASK, "apps: [custom, isv]", "apps: [custom, store]")],
    ),
    case(
        "bad_names",
        &[Code::BadName, Code::BadName],
        &[
            (TASK, "  upload:\n", "  uploadAll:\n"),
            (TASK, "name: ListTasks", "name: list_tasks"),
        ],
    ),
    case(
        "error_code_that_is_no_number",
        &[Code::BadName],
        &[(TASK, "      1002:\n", "      internal:\n")],
    ),
    case(
        "resource_named_unlike_its_file",
        &[Code::File],
        &[(TASK, "resource: task", "resource: tasks")],
    ),
    added(
        "file_in_the_wrong_place",
        &[Code::File],
        &[("spec/demo/other.yaml", "resource: other\n")],
    ),
    added(
        "service_without_its_file",
        &[Code::File, Code::MissingKey],
        &[("spec/more/v1/thing.yaml", "resource: thing\ndoc: Things.\n")],
    ),
];
