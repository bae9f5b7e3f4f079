//! What the text of a file may not be.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, SERVICE, TASK, added, case};

pub(super) const CASES: &[Case] = &[
    added(
        "not_yaml",
        &[Code::Syntax],
        &[(
            "spec/demo/v1/other.yaml",
            "resource: other\ndoc: [Others\noperations: 1\n",
        )],
    ),
    case(
        "duplicate_key",
        &[Code::DuplicateKey],
        &[(
            TASK,
            "    limit: 100/min\n",
            "    limit: 100/min\n    limit: 50/s\n",
        )],
    ),
    case(
        "duplicate_type",
        &[Code::DuplicateKey],
        &[(
            TASK,
            "  Ticket:\n",
            "  Format:\n    doc: The same again.\n    id: string\n\n  Ticket:\n",
        )],
    ),
    case(
        "comment",
        &[Code::Comment, Code::Comment],
        &[(
            TASK,
            "    limit: 100/min\n",
            "    # from the page of May\n    limit: 100/min # a minute\n",
        )],
    ),
    case(
        "anchor_and_alias",
        &[Code::YamlFeature, Code::WrongType, Code::YamlFeature],
        &[(
            TASK,
            "    tokens: [tenant, user]\n    apps: [custom, isv]\n",
            "    tokens: &both [tenant, user]\n    scopes: *both\n",
        )],
    ),
    case(
        "tag",
        &[Code::YamlFeature],
        &[(TASK, "example: report", "example: !!str report")],
    ),
    case(
        "second_document",
        &[Code::YamlFeature],
        &[(
            SERVICE,
            "    class: unavailable\n",
            "    class: unavailable\n---\nmore: true\n",
        )],
    ),
];
