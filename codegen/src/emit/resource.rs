//! What the files of one resource are called and what they see.

use std::collections::BTreeSet;

use super::docs::Docs;
use super::scope::FileScope;
use super::usage::Usage;
use super::{generated_note, jobs, request, service};
use crate::model::{Operation, Platform, Resource, Service};
use crate::names;

/// What other files need to know of a resource.
#[derive(Debug)]
pub(super) struct ResourceNames {
    /// The module, and the service's method.
    pub(super) module: String,
    /// The accessor's struct.
    pub(super) accessor: String,
    /// The accessor's methods, one for each operation.
    pub(super) methods: Vec<String>,
}

impl ResourceNames {
    /// Names a resource.
    pub(super) fn new(service: &Service, resource: &Resource) -> Self {
        let module = service::module_name(service, resource);
        let taken = type_names(resource);
        let wanted = names::type_name(&module);
        let accessor = if taken.contains(&wanted) {
            format!("{wanted}Operations")
        } else {
            wanted
        };
        let methods = names::unique(
            resource
                .operations
                .iter()
                .map(|operation| names::method(&operation.name)),
            "_",
            &[],
        );
        Self {
            module,
            accessor,
            methods,
        }
    }

    /// The method of an operation.
    pub(super) fn method(&self, resource: &Resource, operation: &Operation) -> String {
        let at = resource
            .operations
            .iter()
            .position(|other| other.id == operation.id);
        at.and_then(|at| self.methods.get(at))
            .cloned()
            .unwrap_or_else(|| names::method(&operation.name))
    }
}

/// The types that the file of a resource defines, its accessor apart.
fn type_names(resource: &Resource) -> BTreeSet<String> {
    let types = resource
        .types
        .iter()
        .map(|definition| definition.name.clone());
    let requests = resource
        .operations
        .iter()
        .map(|operation| names::type_name(&operation.request_type));
    let responses = resource.operations.iter().map(request::response_name);
    let jobs = resource.jobs.iter().map(jobs::type_name);
    types.chain(requests).chain(responses).chain(jobs).collect()
}

/// The scope of the file of a resource.
pub(super) fn scope<'a>(
    platform: &'a Platform,
    usage: &'a Usage,
    service: &'a Service,
    resource: &'a Resource,
) -> FileScope<'a> {
    let mut local = type_names(resource);
    local.insert(ResourceNames::new(service, resource).accessor);
    FileScope::new(platform, usage, local)
        .of_service(service)
        .of_resource(resource)
}

/// The head of a file: what it is, where it comes from, what it imports.
pub(super) fn head(docs: &Docs, spec_file: &str, scope: &FileScope<'_>) -> String {
    let mut head = docs.inner();
    head.push_str(&generated_note(spec_file));
    let imports = scope.imports();
    if !imports.is_empty() {
        head.push('\n');
        head.push_str(&imports);
    }
    head
}

/// The line that takes a module into a file that has nothing but modules.
pub(super) fn declaration(parent: &str, module: &str) -> String {
    let expectation = if parent == module {
        "#[expect(clippy::module_inception, reason = \"the service has a resource of its name\")]\n"
    } else {
        ""
    };
    format!("{expectation}mod {module};\n")
}
