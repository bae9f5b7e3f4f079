//! What a client cannot set for all calls.

use feishu_codegen::text::diagnostic::Code;

use super::{Case, PLATFORM, TASK, case};

const AFTER: &str = "    doc: Id of a user.\n    id: string\n";

pub(super) const CASES: &[Case] = &[
    case(
        "client_defaults_of_no_enumeration",
        &[Code::UnknownType, Code::ClientDefault],
        &[(
            PLATFORM,
            AFTER,
            "    doc: Id of a user.\n    id: string\n\nclient_defaults:\n  user_id_type:\n    type: UserIdKind\n    doc: Sets the \
             kind of user ids.\n  user_id:\n    type: UserId\n    doc: Sets the user.\n",
        )],
    ),
    case(
        "client_default_for_a_field_of_another_type",
        &[Code::ClientDefault, Code::ClientDefault],
        &[
            (
                PLATFORM,
                AFTER,
                "    doc: Id of a user.\n    id: string\n\n  Language:\n    doc: Language of names.\n    enum: string\n    \
                 values:\n      en: English.\n\nclient_defaults:\n  page_token:\n    type: Language\n    doc: Sets \
                 the language.\n  langs:\n    type: Language\n    doc: Sets the languages.\n",
            ),
            (
                TASK,
                "    query:\n      page_size:\n",
                "    query:\n      langs:\n        type: Language[]\n        doc: Languages.\n      page_size:\n",
            ),
        ],
    ),
];
