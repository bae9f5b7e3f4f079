//! Files that cannot be read, and what is not said of the others then.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, PLATFORM, SERVICE, added, case};

pub(super) const CASES: &[Case] = &[
    case(
        "platform_that_is_not_yaml",
        &[Code::Syntax],
        &[(PLATFORM, "path_root: /open-apis", "path_root: {/open-apis")],
    ),
    // Nothing else is said of a spec that is written otherwise: not of the key that this version does not have.
    case(
        "version_that_is_newer",
        &[Code::FormatVersion],
        &[
            (PLATFORM, "format: 3", "format: 4"),
            (SERVICE, "title: 示例", "name: 示例"),
        ],
    ),
    case(
        "version_that_is_older",
        &[Code::FormatVersion],
        &[(PLATFORM, "format: 3", "format: 2")],
    ),
    case(
        "version_that_is_not_stated",
        &[Code::FormatVersion],
        &[(PLATFORM, "format: 3\n", "")],
    ),
    case(
        "version_that_is_no_number",
        &[Code::WrongType],
        &[(PLATFORM, "format: 3", "format: two")],
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
