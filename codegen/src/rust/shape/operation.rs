//! An operation: a method, a request, and what a call of it leads to.

use crate::spec::model::{Operation, ResponseKind, TypeId};
use crate::text::names;

use super::field::{Fields, Holder, RustField, Side};
use super::request_name;

/// An operation in Rust.
#[derive(Debug)]
pub(crate) struct RustOperation<'a> {
    /// The operation.
    pub(crate) operation: &'a Operation,
    /// The method of the resource's struct.
    pub(crate) method: String,
    /// The constant that holds what is documented of it, where that stands in a file of its own.
    pub(crate) constant: String,
    /// The request.
    pub(crate) request: RustRequest<'a>,
    /// What a call leads to.
    pub(crate) output: Output<'a>,
    /// The variable that holds the list in examples, if the operation returns one in pages.
    pub(crate) list: Option<String>,
}

/// A request: a struct, a constructor with an argument for each field that is required, setters for the others.
#[derive(Debug)]
pub(crate) struct RustRequest<'a> {
    /// The struct.
    pub(crate) name: String,
    /// The module where users of the crate find it.
    pub(crate) module: String,
    /// The parameters in the path.
    pub(crate) path: Vec<RustField<'a>>,
    /// The parameters in the query string.
    pub(crate) query: Vec<RustField<'a>>,
    /// The fields of the body.
    pub(crate) body: Vec<RustField<'a>>,
    /// The parameters that several fields are folded into.
    pub(crate) folds: Vec<RustField<'a>>,
    /// The members of the struct by their positions: those of all fields, which those of the parameters follow.
    pub(crate) members: Vec<usize>,
    /// The arguments of `new`, by their positions.
    pub(crate) arguments: Vec<usize>,
    /// Whether it asks after a job: it is the handle that a program stores and reads back.
    pub(crate) is_handle: bool,
}

/// What a call leads to.
#[derive(Debug)]
pub(crate) enum Output<'a> {
    /// The content of a file.
    Download,
    /// Nothing.
    Empty,
    /// A struct.
    Response {
        /// Its name.
        name: String,
        /// The named type that it is, if it is not made for the operation.
        ty: Option<TypeId>,
        /// Its fields.
        fields: Vec<RustField<'a>>,
    },
}

impl<'a> RustRequest<'a> {
    /// All fields: those of the path, the query and the body.
    pub(crate) fn all(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.path.iter().chain(&self.query).chain(&self.body)
    }

    /// The field or the parameter at a position.
    pub(crate) fn member(&self, at: usize) -> &RustField<'a> {
        let mut members = self.all().chain(&self.folds);
        members.nth(at).unwrap_or_else(|| &self.body[at])
    }

    /// The fields and, in place of those that are folded, the parameters that they make.
    pub(crate) fn members(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.members.iter().map(|at| self.member(*at))
    }

    /// The fields that the struct has: the members, but for those that the transport fills in.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.members()
            .filter(|field| field.field.computed.is_none())
    }

    /// The fields that are arguments of `new`, in their order.
    pub(crate) fn required(&self) -> Vec<&RustField<'a>> {
        self.arguments.iter().map(|at| self.member(*at)).collect()
    }

    /// The fields that have setters.
    pub(crate) fn optional(&self) -> impl Iterator<Item = &RustField<'a>> {
        self.stored().filter(|field| !field.required)
    }
}

impl<'a> RustOperation<'a> {
    /// The field by which the platform knows a repetition.
    pub(crate) fn idempotency_key(&self) -> Option<&RustField<'a>> {
        let key = self.operation.idempotency_key.as_ref()?;
        self.request
            .optional()
            .find(|field| field.field.name == *key)
    }

    /// The types that are made for it.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = String> {
        let response = match &self.output {
            Output::Response { name, ty: None, .. } => Some(name.clone()),
            Output::Response { .. } | Output::Download | Output::Empty => None,
        };
        std::iter::once(self.request.name.clone()).chain(response)
    }

    /// What its wire tests are made of: one part that sends requests, one that reads responses, one that is refused.
    pub(crate) fn test_names(&self) -> [String; 3] {
        let plain = self.method.trim_end_matches('_');
        ["sends", "reads", "refuses"].map(|verb| format!("{verb}_{plain}"))
    }

    /// The fields of the response.
    pub(crate) fn response(&self) -> &[RustField<'a>] {
        match &self.output {
            Output::Response { fields, .. } => fields,
            Output::Download | Output::Empty => &[],
        }
    }
}

/// Whose operation it is.
pub(super) struct Owner<'a> {
    /// The name of the resource; empty for the platform.
    pub(super) resource: &'a str,
    /// What there are many of.
    pub(super) many: &'a str,
    /// The module where users of the crate find it.
    pub(super) path: &'a str,
}

impl<'a> Owner<'a> {
    /// The platform, with the operation in a module of the core.
    pub(super) const fn platform(module: &'a str) -> Self {
        Self {
            resource: "",
            many: "",
            path: module,
        }
    }
}

/// An operation in Rust.
pub(super) fn operation<'a>(
    operation: &'a Operation,
    owner: &Owner<'_>,
    fields: &Fields<'a>,
) -> RustOperation<'a> {
    let given = operation.request.as_ref().map(|(name, _)| name.as_str());
    let words = request_words(given, &operation.name, owner.resource, owner.many);
    let name = names::type_name(&words);
    let output = match operation.response_kind {
        ResponseKind::Binary => Output::Download,
        ResponseKind::Empty => Output::Empty,
        ResponseKind::Json | ResponseKind::Flat => Output::Response {
            name: match operation.response_type {
                Some(id) => fields.types[id].name.clone(),
                None => response_name(&name),
            },
            ty: operation.response_type,
            fields: fields.response(operation),
        },
    };
    let list = operation.paging.as_ref().map(|paging| {
        let items = &operation.response[paging.items];
        names::field(items.own_name())
    });
    RustOperation {
        operation,
        method: names::method(&operation.name),
        constant: names::constant(&words),
        request: request(operation, name, owner, fields),
        output,
        list,
    }
}

fn request<'a>(
    operation: &'a Operation,
    name: String,
    owner: &Owner<'_>,
    fields: &Fields<'a>,
) -> RustRequest<'a> {
    let mut path = fields.of(&operation.path_params, Side::Address);
    for field in &mut path {
        // No path is complete without its parameters, whatever the documentation says.
        field.required = true;
        field.holder = Holder::Plain;
    }
    let mut request = RustRequest {
        name,
        module: owner.path.to_owned(),
        path,
        query: fields.of(&operation.query, Side::Address),
        body: fields.of(&operation.body, Side::Body),
        folds: Vec::new(),
        members: operation.members().map(|(at, _)| at).collect(),
        arguments: operation.arguments.clone(),
        is_handle: false,
    };
    let places = request.path.iter_mut().chain(&mut request.query);
    let places = places.chain(&mut request.body).collect();
    request.folds = fields.fold(&operation.folds, Side::Address, places);
    request
}

/// What the name of a request is made of.
fn request_words(given: Option<&str>, operation: &str, resource: &str, many: &str) -> String {
    let made = || request_name::made(operation, resource, many);
    let given = given.map(str::to_owned).or_else(made);
    given.unwrap_or_else(|| request_name::literal(operation, resource))
}

/// The name of the response to a request, where it is a type of its own.
pub(super) fn response_name(request: &str) -> String {
    format!("{request}Response")
}

/// The types that are made for an operation which the spec does not have yet.
pub(crate) fn operation_types(operation: &str, resource: &str) -> [String; 2] {
    let words = request_words(None, operation, resource, &names::plural(resource));
    let request = names::type_name(&words);
    [response_name(&request), request]
}
