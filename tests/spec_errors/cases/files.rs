//! Files that cannot be read, and what is not said of the others then.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, PLATFORM, SERVICE, added, case};

pub(super) const CASES: &[Case] = &[
    case(
        "platform_that_is_not_yaml",
        &[Code::Syntax],
        &[(PLATFORM, "platform: feishu", "platform: {feishu")],
    ),
    case(
        "service_that_is_not_yaml",
        &[Code::Syntax],
        &[(SERVICE, "title: 示例", "title: [示例")],
    ),
    added(
        "files_that_are_no_maps",
        &[Code::WrongType, Code::WrongType],
        &[
            ("spec/demo/v1/list.yaml", "- a\n"),
            ("spec/demo/v1/nothing.yaml", "null\n"),
        ],
    ),
    added(
        "byte_order_mark",
        &[Code::YamlFeature],
        &[(
            "spec/demo/v1/other.yaml",
            "\u{feff}# yaml-language-server: $schema=../../schema.json\nresource: other\ndoc: Others.\noperations:\n  get:\n    \
             http: GET /open-apis/demo/v1/others\n    title: T\n    doc: Gets it.\n    page: /p\n",
        )],
    ),
    added(
        "files_with_other_endings",
        &[Code::File, Code::File],
        &[
            ("spec/demo/v1/other.yml", ""),
            ("spec/demo/v1/task.YAML", ""),
        ],
    ),
];
