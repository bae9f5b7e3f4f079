//! What the spec cannot mean.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, PLATFORM, SERVICE, TASK, case};

pub(super) const CASES: &[Case] = &[
    case(
        "job_that_relies_on_a_draft",
        &[Code::Draft],
        &[(
            TASK,
            "    title: 查询任务\n",
            "    draft: true\n    title: 查询任务\n",
        )],
    ),
    Case {
        name: "drafts_that_go_without_saying",
        codes: &[Code::BadValue, Code::BadValue],
        edits: &[(
            TASK,
            "    title: 列出任务\n",
            "    draft: false\n    title: 列出任务\n",
        )],
        added: &[(
            "spec/demo/v1/again.yaml",
            "resource: again\ndraft: true\ndoc: \"\"\noperations:\n  get:\n    http: GET /open-apis/demo/v1/again\n    \
             draft: true\n    title: T\n    doc: \"\"\n    page: /p\n",
        )],
    },
    case(
        "paging_by_what_is_gone",
        &[Code::Paging],
        &[(
            TASK,
            "        type: string\n        doc: Where the next",
            "        type: string\n        undocumented: true\n        doc: Where the next",
        )],
    ),
    case(
        "values_called_doc_and_name_without_words",
        &[Code::Words, Code::Words],
        &[(
            TASK,
            "      csv: Comma-separated values.\n",
            "      csv: Comma-separated values.\n      doc: \"\"\n      name: \"\"\n",
        )],
    ),
    case(
        "unknown_type",
        &[Code::UnknownType],
        &[
            (TASK, "type: UserId", "type: UserID"),
            (
                PLATFORM,
                "types:\n  UserId:\n    doc: Id of a user.\n    id: string\n\n",
                "types:\n  UserIds:\n    doc: Id of a user.\n    id: string\n\n",
            ),
        ],
    ),
    case(
        "type_misspelt",
        &[Code::UnknownType],
        &[(
            TASK,
            "        type: int\n        minimum: 1",
            "        type: itn\n        minimum: 1",
        )],
    ),
    case(
        "path_parameter_without_a_field",
        &[Code::PathParameter],
        &[(TASK, "tasks/:ticket", "tasks/:ticket/parts/:part")],
    ),
    case(
        "field_without_a_path_parameter",
        &[Code::PathParameter, Code::PathParameter],
        &[(TASK, "tasks/:ticket", "tasks/:tickets")],
    ),
    case(
        "path_parameter_that_is_optional",
        &[Code::PathParameter],
        &[(
            TASK,
            "        type: Ticket\n        required: true\n",
            "        type: Ticket\n        required: false\n",
        )],
    ),
    case(
        "job_operation",
        &[Code::JobOperation],
        &[(TASK, "start: create", "start: craete")],
    ),
    case(
        "job_field_of_the_response",
        &[Code::JobField],
        &[(TASK, "needs: result.file_token", "needs: result.file_tokn")],
    ),
    case(
        "job_field_of_the_request",
        &[Code::JobField],
        &[(
            TASK,
            "ticket: response.ticket }",
            "ticket: response.ticket, format: request.format }",
        )],
    ),
    case(
        "job_field_without_a_side",
        &[Code::JobField, Code::JobTicket],
        &[(
            TASK,
            "ticket: response.ticket }",
            "ticket: request.tickets }",
        )],
    ),
    case(
        "job_value",
        &[Code::JobValue],
        &[(TASK, "pending: [Pending]", "pending: [Pendign, Failed]")],
    ),
    case(
        "job_ticket",
        &[Code::JobTicket],
        &[(TASK, "    ticket: ticket\n", "    ticket: id\n")],
    ),
    case(
        "job_lacks_a_value",
        &[Code::JobShape],
        &[(TASK, "      with: { file_token: result.file_token }\n", "")],
    ),
    case(
        "job_passes_on_another_type",
        &[Code::JobShape],
        &[(
            TASK,
            "file_token: result.file_token }",
            "file_token: response.result.size }",
        )],
    ),
    case(
        "job_status_that_is_no_enumeration",
        &[Code::JobShape],
        &[(TASK, "status: result.status", "status: result.size")],
    ),
    case(
        "job_done_and_pending",
        &[Code::JobShape],
        &[(TASK, "done: [Success]", "done: [Success, Pending]")],
    ),
    case(
        "job_downloads_no_file",
        &[Code::Body, Code::JobShape],
        &[(TASK, "    binary: true\n", "    flat: true\n")],
    ),
    Case {
        name: "two_operations_on_one_route",
        codes: &[Code::DuplicateRoute, Code::DuplicateRoute],
        edits: &[(
            TASK,
            "http: POST /open-apis/demo/v1/files\n",
            "http: POST /open-apis/demo/v1/tasks\n",
        )],
        added: &[(
            "spec/demo/v1/again.yaml",
            "resource: again\ndoc: Again.\noperations:\n  get:\n    http: GET /open-apis/demo/v1/tasks/:id\n    title: T\n    \
             doc: Gets it.\n    page: /p\n    path:\n      id: { type: string, doc: The id. }\n",
        )],
    },
    case(
        "waived_and_described",
        &[Code::Waived],
        &[(
            SERVICE,
            "doc: A service for tests.\n",
            "doc: A service for tests.\nwaived:\n  GET /open-apis/demo/v1/other: Nobody asked for it.\n  \
             GET /open-apis/demo/v1/tasks/:any: Nobody asked for it.\n",
        )],
    ),
    case(
        "value_given_twice",
        &[Code::DuplicateValue],
        &[(
            TASK,
            "      csv: Comma-separated values.\n",
            "      csv: Commas.\n      csv: Semicolons.\n",
        )],
    ),
    case(
        "value_named_twice",
        &[Code::DuplicateValue],
        &[(TASK, "name: Failed", "name: Pending")],
    ),
    case(
        "value_of_another_kind",
        &[Code::BadValue],
        &[(
            TASK,
            "      3: { name: Failed",
            "      three: { name: Failed",
        )],
    ),
    case(
        "value_without_a_rust_name",
        &[Code::RustName],
        &[(
            TASK,
            "{ name: Failed, class: job_failed, doc: The task failed. }",
            "{ class: job_failed, doc: The task failed. }",
        )],
    ),
    case(
        "shadowed_type",
        &[Code::UnusedType, Code::ShadowedType],
        &[(
            TASK,
            "  Ticket:\n    doc: Id of a task.\n",
            "  FileToken:\n    doc: Another token.\n    id: string\n\n  Ticket:\n    doc: Id of a task.\n",
        )],
    ),
    case(
        "unused_types",
        &[Code::UnusedType, Code::UnusedType],
        &[(
            TASK,
            "  Ticket:\n    doc: Id of a task.\n",
            "  A:\n    doc: Nobody uses it.\n    fields: { b: { type: B, doc: A b. } }\n\n  B:\n    doc: Only A does.\n    id: string\n\n  Ticket:\n    doc: Id of a task.\n",
        )],
    ),
    case(
        "missing_docs",
        &[
            Code::MissingDoc,
            Code::MissingDoc,
            Code::MissingDoc,
            Code::MissingDoc,
            Code::Words,
            Code::MissingDoc,
        ],
        &[
            (TASK, "      docx: Microsoft Word.\n", "      docx:\n"),
            (TASK, "    doc: State of a task.\n", "    doc:\n"),
            (
                TASK,
                "{ name: Failed, class: job_failed, doc: The task failed. }",
                "{ name: Failed, class: job_failed }",
            ),
            (SERVICE, "    hint: Try again.\n", ""),
            (
                TASK,
                "    doc: Says how a task stands.\n",
                "    doc: \"\"\n",
            ),
            (
                TASK,
                "    doc: Starts a task, waits and downloads its file.\n",
                "",
            ),
        ],
    ),
    case(
        "foreign_text",
        &[Code::ForeignText, Code::ForeignText],
        &[
            (TASK, "doc: Fetches a file.", "doc: 下载任务生成的文件"),
            (SERVICE, "hint: Try again.", "hint: Try again（稍后）."),
        ],
    ),
    case(
        "always_in_a_request",
        &[Code::Always],
        &[(
            TASK,
            "        required: true\n        example: csv",
            "        always: true\n        example: csv",
        )],
    ),
    case(
        "always_on_an_enumeration",
        &[Code::Always],
        &[(
            TASK,
            "        example: 0\n",
            "        always: true\n        example: 0\n",
        )],
    ),
    case(
        "computed_outside_of_a_form",
        &[Code::Computed],
        &[(
            TASK,
            "        minimum: 1\n",
            "        computed: file_size\n        minimum: 1\n",
        )],
    ),
    case(
        "override_that_changes_nothing",
        &[Code::Override],
        &[(
            TASK,
            "          max_length: 16\n",
            "          max_length: 8\n",
        )],
    ),
    case(
        "override_that_is_empty",
        &[Code::Override],
        &[(TASK, "          max_length: 16\n", "")],
    ),
    case(
        "paging_without_its_fields",
        &[Code::Paging, Code::Paging],
        &[(
            TASK,
            "next: page_token, more: has_more, token: page_token",
            "next: next_page_token, more: has_mor, token: page_token",
        )],
    ),
    case(
        "paging_without_the_size_of_a_page",
        &[Code::Paging],
        &[(TASK, ", size: page_size }", " }")],
    ),
    case(
        "size_of_a_page_that_is_no_number",
        &[Code::Paging],
        &[(TASK, "size: page_size }", "size: owner }")],
    ),
    case(
        "paging_of_something_else",
        &[Code::Paging, Code::Paging],
        &[(
            TASK,
            "{ items: items, next: page_token,",
            "{ items: has_more, next: items,",
        )],
    ),
    case(
        "list_of_failures_that_is_not_named",
        &[Code::Failures],
        &[(
            TASK,
            "      has_more:\n        type: bool\n",
            "      failed_list: { type: \"string[]\", doc: What failed. }\n      has_more:\n        type: bool\n",
        )],
    ),
    case(
        "failures_that_are_no_list",
        &[Code::Failures],
        &[(
            TASK,
            "    paging: { items",
            "    failures: { list: has_more }\n    paging: { items",
        )],
    ),
    case(
        "failures_that_stand_in_a_list",
        &[Code::Failures],
        &[(
            TASK,
            "    paging: { items",
            "    failures: { list: items.status }\n    paging: { items",
        )],
    ),
    case(
        "list_of_failures_deep_inside_that_is_not_named",
        &[Code::Failures],
        &[(
            TASK,
            "      size:\n        type: int\n        format: bytes\n        doc: Size of the file in bytes.\n",
            "      size:\n        type: int\n        format: bytes\n        doc: Size of the file in bytes.\n      failed_parts: { type: \"string[]\", doc: What is not in it. }\n",
        )],
    ),
    case(
        "reach_of_a_list_that_does_not_count",
        &[Code::Paging],
        &[(
            TASK,
            "token: page_token, size: page_size }",
            "token: page_token, size: page_size, reach: 100 }",
        )],
    ),
    case(
        "failures_that_are_not_there",
        &[Code::Failures],
        &[(
            TASK,
            "    paging: { items",
            "    failures: { list: item }\n    paging: { items",
        )],
    ),
    case(
        "failures_with_a_status_that_is_unknown",
        &[Code::Failures],
        &[(
            TASK,
            "    paging: { items",
            "    failures: { list: items, status: status, done: [Succes] }\n    paging: { items",
        )],
    ),
    case(
        "failures_with_a_status_that_is_none",
        &[Code::Failures],
        &[(
            TASK,
            "    paging: { items",
            "    failures: { list: items, status: size, done: [Success] }\n    paging: { items",
        )],
    ),
    Case {
        name: "operation_that_a_newer_version_has_too",
        codes: &[Code::Deprecated],
        edits: &[],
        added: &[(
            "spec/demo/v2/task.yaml",
            "resource: task\ndoc: Tasks.\noperations:\n  list:\n    http: GET /open-apis/demo/v2/tasks\n    title: T\n    \
             doc: Lists them.\n    page: /p\n",
        )],
    },
    case(
        "example_that_is_too_long",
        &[Code::Example],
        &[(
            TASK,
            "        example: report\n        override:\n          max_length: 16\n          why: The platform accepts 16.\n",
            "        example: annual_report\n",
        )],
    ),
    case(
        "example_that_is_no_value",
        &[Code::Example],
        &[(TASK, "example: csv", "example: xlsx")],
    ),
    case(
        "example_of_another_type",
        &[Code::Example],
        &[(TASK, "example: report", "example: 2026")],
    ),
    case(
        "default_out_of_range",
        &[Code::Example],
        &[(TASK, "default: 20", "default: 200")],
    ),
    case(
        "fields_with_one_rust_name",
        &[Code::RustName],
        &[(
            TASK,
            "      owner:\n        type: UserId\n",
            "      pageSize:\n        type: int\n        doc: The same.\n      owner:\n        type: UserId\n",
        )],
    ),
    case(
        "values_with_one_rust_name",
        &[Code::RustName],
        &[(
            TASK,
            "      csv: Comma",
            "      DOCX: The same.\n      csv: Comma",
        )],
    ),
    case(
        "types_with_one_rust_name",
        &[Code::RustName],
        &[(TASK, "name: ListTasks", "name: Result")],
    ),
    case(
        "job_named_like_a_resource",
        &[Code::RustName],
        &[(TASK, "  run:\n", "  tasks:\n")],
    ),
    case(
        "limit_on_the_wrong_type",
        &[Code::Constraint, Code::Constraint],
        &[
            (TASK, "        minimum: 1\n", "        min_length: 1\n"),
            (
                TASK,
                "        type: string\n        max_length: 8\n",
                "        type: string\n        maximum: 8\n",
            ),
        ],
    ),
    case(
        "limits_that_exclude_each_other",
        &[Code::Constraint, Code::Example],
        &[(TASK, "        minimum: 1\n", "        minimum: 51\n")],
    ),
    case(
        "format_on_the_wrong_type",
        &[Code::Constraint],
        &[(
            TASK,
            "      page_token:\n        type: string\n        doc: Where the page starts.",
            "      page_token:\n        type: string\n        format: bytes\n        doc: Where the page starts.",
        )],
    ),
    case(
        "form_without_a_file",
        &[Code::Body, Code::Body],
        &[
            (
                TASK,
                "    multipart: true\n",
                "    arguments: [size, file]\n",
            ),
            (TASK, "        computed: file_size\n", ""),
            (
                TASK,
                "    body:\n      format:\n",
                "    multipart: true\n    body:\n      format:\n",
            ),
        ],
    ),
    case(
        "file_with_fields",
        &[Code::Body],
        &[(
            TASK,
            "    binary: true\n",
            "    response:\n      a: { type: string, doc: An a. }\n    binary: true\n",
        )],
    ),
    case(
        "ranges_of_no_file",
        &[Code::Body],
        &[(
            TASK,
            "    page: /demo/task/get\n",
            "    page: /demo/task/get\n    ranges: true\n",
        )],
    ),
    case(
        "ranges_go_without_saying",
        &[Code::BadValue],
        &[(
            TASK,
            "    binary: true\n",
            "    binary: true\n    ranges: false\n",
        )],
    ),
    case(
        "object_in_the_query",
        &[Code::Body],
        &[(
            TASK,
            "        type: UserId\n",
            "        type: map<UserId>\n",
        )],
    ),
    case(
        "idempotent_goes_without_saying",
        &[Code::BadValue],
        &[(
            TASK,
            "    page: /demo/task/get\n",
            "    page: /demo/task/get\n    idempotent: true\n",
        )],
    ),
    case(
        "type_that_contains_itself",
        &[Code::Recursion, Code::Recursion],
        &[(
            TASK,
            "      size:\n        type: int\n        format: bytes\n        doc: Size of the file in bytes.\n\n",
            "      size:\n        type: int\n        format: bytes\n        doc: Size of the file in bytes.\n      parent:\n        type: Parent\n\n  Parent:\n    doc: The task above.\n    fields:\n      of: { type: Result, doc: Round again. }\n      all: { type: \"Parent[]\", doc: A list is fine. }\n\n",
        )],
    ),
    case(
        "json_of_something_else",
        &[Code::Constraint, Code::UnknownType],
        &[
            (
                TASK,
                "        type: string\n        max_length: 8\n",
                "        type: string\n        json: Format\n        max_length: 8\n",
            ),
            (
                TASK,
                "      page_token:\n        type: string\n        doc: Where the page starts.",
                "      page_token:\n        type: string\n        json: Reslt\n        doc: Where the page starts.",
            ),
        ],
    ),
    case(
        "words_that_are_missing",
        &[Code::Words; 9],
        &[
            (TASK, "title: 查询任务", "title: \"\""),
            (TASK, "done: [Success]", "done: [\"\"]"),
            (TASK, "      docx: Microsoft Word.\n", "      docx: \"\"\n"),
            (
                TASK,
                "{ name: Failed, class: job_failed, doc: The task failed. }",
                "{ name: \"\", class: job_failed, doc: \"\" }",
            ),
            (TASK, "doc: Tasks that make files.", "doc: \"\""),
            (SERVICE, "name: InternalError", "name: \"\""),
            (SERVICE, "class: unavailable", "class: \"\""),
            (SERVICE, "hint: Try again.", "hint: \"\""),
        ],
    ),
    case(
        "documented_things_that_say_so",
        &[
            Code::BadValue,
            Code::BadValue,
            Code::BadValue,
            Code::BadValue,
        ],
        &[
            (
                TASK,
                "{ name: Failed, class: job_failed, doc",
                "{ name: Failed, class: job_failed, undocumented: false, doc",
            ),
            (
                TASK,
                "    page: /demo/task/get\n",
                "    page: /demo/task/get\n    undocumented: false\n",
            ),
            (
                TASK,
                "        max_length: 8\n",
                "        max_length: 8\n        undocumented: false\n",
            ),
            (
                TASK,
                "        message: internal error\n",
                "        message: internal error\n        undocumented: false\n",
            ),
        ],
    ),
    case(
        "corrected_types",
        &[Code::UnknownType, Code::Override, Code::UnknownType],
        &[
            (
                TASK,
                "          max_length: 16\n",
                "          type: string\n          max_length: 16\n",
            ),
            (
                TASK,
                "        example: csv\n",
                "        example: csv\n        override: { type: Fromat, why: It is. }\n",
            ),
            (
                TASK,
                "        type: UserId\n",
                "        type: UserIdd\n        override: { type: UserId, why: It is. }\n",
            ),
        ],
    ),
    case(
        "corrected_type_that_the_facts_do_not_suit",
        &[Code::Constraint],
        &[(
            TASK,
            "          max_length: 16\n",
            "          type: int\n          example: 3\n",
        )],
    ),
    case(
        "object_in_a_query",
        &[Code::Body],
        &[
            (TASK, ", size: page_size }", " }"),
            (TASK, "      page_size:\n", "      large:\n"),
            (TASK, "        maximum: 50\n        default: 20\n", ""),
            (
                TASK,
                "        type: int\n        minimum: 1\n",
                "        type: object\n",
            ),
        ],
    ),
    case(
        "values_that_are_documented_in_one_place",
        &[Code::Constraint, Code::BadValue, Code::Constraint],
        &[
            (
                TASK,
                "        example: csv\n",
                "        values: [csv, docx]\n        example: csv\n",
            ),
            (
                TASK,
                "        max_length: 8\n",
                "        values: [report]\n        max_length: 8\n",
            ),
            (
                TASK,
                "        type: Status\n",
                "        type: Status\n        values: [0, 2]\n",
            ),
        ],
    ),
];
