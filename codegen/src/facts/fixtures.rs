//! Facts for tests.

use super::{
    BodyKindFacts, Dialect, ErrorFacts, FieldFacts, Language, OperationFacts, PageFacts,
    ResponseKindFacts, TypeFacts,
};

/// An operation without fields, of a raw page; `route` is `GET /open-apis/demo/v1/things`.
pub(crate) fn operation(route: &str) -> OperationFacts {
    let (method, path) = route.split_once(' ').unwrap();
    OperationFacts {
        page: PageFacts {
            file: "pages/demo.md".into(),
            title: None,
            doc_path: None,
            updated: None,
            dialect: Some(Dialect::Raw),
            language: Some(Language::Zh),
            host: None,
            incomplete: false,
        },
        id: None,
        method: method.into(),
        path: path.into(),
        tokens: vec!["tenant".into()],
        apps: vec!["custom".into()],
        scopes: Vec::new(),
        field_scopes: Vec::new(),
        rate_limit: None,
        path_params: Vec::new(),
        query: Vec::new(),
        body: Vec::new(),
        body_kind: BodyKindFacts::None,
        response: Vec::new(),
        response_kind: ResponseKindFacts::Empty,
        ranges: false,
        errors: Vec::new(),
        warnings: Vec::new(),
    }
}

/// A field about which nothing but its type is stated; `ty` is `int`, `string[]`, `object[][]`.
pub(crate) fn field(name: &str, ty: &str) -> FieldFacts {
    let plain = ty.trim_end_matches("[]");
    let ty_of: TypeFacts = serde_json::from_value(plain.into()).unwrap();
    let array = u8::try_from((ty.len() - plain.len()) / 2).unwrap();
    FieldFacts::bare(name, ty_of, array)
}

/// A field of a request that must be given.
pub(crate) fn required(name: &str, ty: &str) -> FieldFacts {
    FieldFacts {
        required: Some(true),
        ..field(name, ty)
    }
}

/// A field of a request that may be left out.
pub(crate) fn optional(name: &str, ty: &str) -> FieldFacts {
    FieldFacts {
        required: Some(false),
        ..field(name, ty)
    }
}

/// An object, or a list of objects.
pub(crate) fn object(name: &str, ty: &str, children: Vec<FieldFacts>) -> FieldFacts {
    FieldFacts {
        children,
        ..field(name, ty)
    }
}

/// An enumeration.
pub(crate) fn one_of(name: &str, ty: &str, values: &[&str]) -> FieldFacts {
    FieldFacts {
        values: Some(values.iter().map(|value| (*value).to_owned()).collect()),
        ..field(name, ty)
    }
}

/// A documented error.
pub(crate) fn error(status: impl Into<Option<u16>>, code: i64, message: &str) -> ErrorFacts {
    ErrorFacts {
        status: status.into(),
        code,
        message: message.into(),
    }
}
