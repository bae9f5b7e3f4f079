//! How generated code writes down what is documented of an operation: in `const` context, by methods that belong to the
//! protocol and not to the interface. What is written down is read in `operation`.

use crate::ground::operation::{
    AppKind, ErrorInfo, Field, FieldKind, Method, Operation, RateLimit, RequestBody, ResponseKind,
    TokenKind,
};

#[doc(hidden)]
impl Operation {
    /// An operation with a route and nothing else: no limits, no fields, a JSON response, idempotent if it is a `GET`.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        let idempotent = matches!(method, Method::Get);
        Self {
            id,
            method,
            path,
            page: "",
            tokens: &[],
            apps: &[],
            scopes: &[],
            limits: &[],
            concurrency: None,
            idempotent,
            path_params: &[],
            query: &[],
            body: RequestBody::None,
            response: ResponseKind::Json,
            ranges: false,
            errors: &[],
        }
    }

    /// Names the official page.
    pub const fn page(mut self, page: &'static str) -> Self {
        self.page = page;
        self
    }

    /// Names the kinds of token that the operation takes.
    pub const fn tokens(mut self, tokens: &'static [TokenKind]) -> Self {
        self.tokens = tokens;
        self
    }

    /// Names the kinds of app that may call.
    pub const fn apps(mut self, apps: &'static [AppKind]) -> Self {
        self.apps = apps;
        self
    }

    /// Names the scopes of which any one is needed.
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Names the rate limits.
    pub const fn limits(mut self, limits: &'static [RateLimit]) -> Self {
        self.limits = limits;
        self
    }

    /// Bounds the calls under way at once.
    pub const fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = Some(calls);
        self
    }

    /// Says whether a repetition does no harm.
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Describes the parameters in the path.
    pub const fn path_params(mut self, fields: &'static [Field]) -> Self {
        self.path_params = fields;
        self
    }

    /// Describes the parameters in the query string.
    pub const fn query(mut self, fields: &'static [Field]) -> Self {
        self.query = fields;
        self
    }

    /// Describes a JSON body.
    pub const fn json(mut self, fields: &'static [Field]) -> Self {
        self.body = RequestBody::Json(fields);
        self
    }

    /// Describes a multipart body.
    pub const fn multipart(mut self, fields: &'static [Field]) -> Self {
        self.body = RequestBody::Multipart(fields);
        self
    }

    /// Says what a successful response carries.
    pub const fn response(mut self, response: ResponseKind) -> Self {
        self.response = response;
        self
    }

    /// Says that a part of the file can be asked for, so that one that is cut off goes on from there.
    pub const fn ranges(mut self) -> Self {
        self.ranges = true;
        self
    }

    /// Lists the documented errors.
    pub const fn errors(mut self, errors: &'static [ErrorInfo]) -> Self {
        self.errors = errors;
        self
    }
}

#[doc(hidden)]
impl Field {
    /// An optional field without rules.
    pub const fn new(name: &'static str, kind: FieldKind) -> Self {
        Self {
            name,
            kind,
            array: 0,
            required: false,
            min_length: None,
            max_length: None,
            minimum: None,
            maximum: None,
            values: &[],
            children: &[],
        }
    }

    /// Marks the field as required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Makes the field an array of the given depth.
    pub const fn array(mut self, depth: u8) -> Self {
        self.array = depth;
        self
    }

    /// Sets the least number of characters.
    pub const fn min_length(mut self, characters: u32) -> Self {
        self.min_length = Some(characters);
        self
    }

    /// Sets the largest number of characters.
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// Sets the least value.
    pub const fn minimum(mut self, value: i64) -> Self {
        self.minimum = Some(value);
        self
    }

    /// Sets the largest value.
    pub const fn maximum(mut self, value: i64) -> Self {
        self.maximum = Some(value);
        self
    }

    /// Lists the documented values.
    pub const fn values(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// Describes the fields of an object.
    pub const fn children(mut self, children: &'static [Field]) -> Self {
        self.children = children;
        self
    }
}
