//! Names that are taken, by the spec or by Rust.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, PLATFORM, TASK, added, case};

pub(super) const CASES: &[Case] = &[
    added(
        "service_named_like_a_crate",
        &[Code::RustName],
        &[(
            "spec/core/service.yaml",
            "service: core\ntitle: 核心\ndoc: The core.\n",
        )],
    ),
    added(
        "resource_named_like_what_services_have",
        &[Code::RustName],
        &[(
            "spec/demo/v1/types.yaml",
            "resource: types\ndoc: Types.\noperations:\n  get:\n    http: GET /open-apis/demo/v1/types\n    \
             title: T\n    doc: Gets it.\n    page: /p\n",
        )],
    ),
    added(
        "resources_with_one_module",
        &[Code::RustName],
        &[
            (
                "spec/demo/v1/task_v2.yaml",
                "resource: task_v2\ndoc: Tasks.\noperations:\n  get:\n    http: GET /open-apis/demo/v1/tasks2\n    \
                 title: T\n    doc: Gets it.\n    page: /p\n",
            ),
            (
                "spec/demo/v2/task.yaml",
                "resource: task\ndoc: Tasks.\noperations:\n  search:\n    http: GET /open-apis/demo/v2/tasks\n    \
                 title: T\n    doc: Gets it.\n    page: /p\n",
            ),
        ],
    ),
    Case {
        name: "resource_named_like_the_way_back_to_a_job",
        codes: &[Code::RustName],
        edits: &[(TASK, "  run:\n", "  runs:\n")],
        added: &[(
            "spec/demo/v1/resume_run.yaml",
            "resource: resume_run\ndoc: Runs.\noperations:\n  get:\n    http: GET /open-apis/demo/v1/runs\n    \
             title: T\n    doc: Gets it.\n    page: /p\n",
        )],
    },
    case(
        "job_named_like_what_services_have",
        &[Code::RustName],
        &[(TASK, "  run:\n", "  client:\n")],
    ),
    case(
        "request_named_like_a_job",
        &[Code::RustName],
        &[(TASK, "name: ListTasks", "name: RunJob")],
    ),
    added(
        "type_named_like_its_resource",
        &[Code::RustName],
        &[(
            "spec/demo/v1/space.yaml",
            "resource: space\ndoc: Spaces.\ntypes:\n  Spaces: { doc: A space., id: string }\noperations:\n  get:\n    \
             http: GET /open-apis/demo/v1/spaces\n    title: T\n    doc: Gets it.\n    page: /p\n    response:\n      \
             space: { type: Spaces, doc: The space. }\n",
        )],
    ),
    case(
        "types_named_like_those_of_rust",
        &[Code::RustName, Code::RustName],
        &[
            (PLATFORM, "  UserId:\n", "  String:\n"),
            (TASK, "type: UserId", "type: String"),
            (TASK, "name: ListTasks", "name: Option"),
        ],
    ),
    case(
        "request_without_a_name_that_reads_as_english",
        &[Code::Words],
        &[(TASK, "  upload:\n", "  upload_file:\n")],
    ),
    case(
        "request_named_by_the_words_of_the_platform",
        &[Code::RustName],
        &[(
            TASK,
            "  upload:\n",
            "  upload_file:\n    name: UploadFileTask\n",
        )],
    ),
    case(
        "list_in_the_singular",
        &[Code::RustName],
        &[(TASK, "name: ListTasks", "name: ListTask")],
    ),
    case(
        "accessor_that_goes_without_saying",
        &[Code::BadValue],
        &[(
            TASK,
            "resource: task\n",
            "resource: task\naccessor: tasks\n",
        )],
    ),
    Case {
        name: "accessors_of_one_name",
        codes: &[Code::RustName],
        edits: &[],
        added: &[(
            "spec/demo/v1/work.yaml",
            "resource: work\naccessor: tasks\ndoc: Work.\noperations:\n  list:\n    http: GET /open-apis/demo/v1/works\n    \
             title: T\n    doc: Lists it.\n    page: /p\n",
        )],
    },
    added(
        "version_with_a_leading_zero",
        &[Code::File],
        &[("spec/demo/v01/task.yaml", "resource: task\n")],
    ),
];
