//! Which of the documented operations the spec covers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::drift::name;
use crate::facts::OperationFacts;
use crate::facts::from_spec::every;
use crate::facts::identity::{self, RouteKey, by_route, route};
use crate::spec::model::Spec;
use crate::text::diagnostic::count;

/// What pages describe and the spec has, by service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The services that the spec has.
    pub services: Vec<Service>,
    /// How many operations pages describe of services that the spec does not have.
    pub elsewhere: BTreeMap<String, usize>,
}

/// What pages describe of one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// The name.
    pub name: String,
    /// How many operations the spec has, drafts apart.
    pub covered: usize,
    /// How many operations are there as drafts.
    pub drafts: usize,
    /// The operations that are left out for a reason, with the reason.
    pub waived: Vec<(String, String)>,
    /// The operations that are left out without one, each with its page.
    pub missing: Vec<(String, String)>,
    /// What the spec has or waives although none of the pages describes it.
    pub unseen: Vec<String>,
}

impl Coverage {
    /// Holds pages against the spec. The same operation may be described several times.
    pub fn of(spec: &Spec, pages: &[OperationFacts]) -> Self {
        let stated = every(spec);
        let known: BTreeMap<RouteKey, bool> = stated
            .iter()
            .map(|stated| (route(&stated.facts), stated.operation.draft))
            .collect();
        let mut services: BTreeMap<&str, Service> = BTreeMap::new();
        let mut waived: BTreeMap<RouteKey, (&str, &str, &str)> = BTreeMap::new();
        for service in &spec.services {
            let name = service.name.as_str();
            services.insert(
                name,
                Service {
                    name: name.to_owned(),
                    ..Service::default()
                },
            );
            for (operation, reason) in &service.waived {
                if let Some((method, path)) = operation.split_once(' ') {
                    waived.insert(RouteKey::new(method, path), (name, operation, reason));
                }
            }
        }
        let mut coverage = Self::default();
        let mut seen = BTreeSet::new();
        for (route, pages) in by_route(pages) {
            let facts = pages[0];
            seen.insert(route.clone());
            if let Some((service, operation, reason)) = waived.remove(&route)
                && let Some(service) = services.get_mut(service)
            {
                service
                    .waived
                    .push((operation.to_owned(), reason.to_owned()));
                continue;
            }
            let draft = known.get(&route);
            let service = service_of(&spec.platform.path_root, facts);
            match services.get_mut(service.as_str()) {
                Some(service) if draft == Some(&false) => service.covered += 1,
                Some(service) if draft.is_some() => service.drafts += 1,
                Some(service) => service.missing.push((name(facts), facts.page.file.clone())),
                // The operations of the platform are of no service.
                None if draft.is_some() => {}
                None => *coverage.elsewhere.entry(service).or_default() += 1,
            }
        }
        let undescribed = stated
            .iter()
            .filter(|stated| !stated.operation.undocumented)
            .filter(|stated| !seen.contains(&route(&stated.facts)))
            .filter_map(|stated| Some((stated.service?.name.as_str(), name(&stated.facts))));
        let idle = waived
            .into_values()
            .map(|(service, operation, _)| (service, operation.to_owned()));
        for (service, operation) in undescribed.chain(idle) {
            if let Some(service) = services.get_mut(service) {
                service.unseen.push(operation);
            }
        }
        coverage.services = services.into_values().collect();
        for service in &mut coverage.services {
            service.waived.sort();
            service.missing.sort();
            service.unseen.sort();
        }
        coverage
    }

    /// How many operations of the services of the spec are left out without a reason.
    pub fn missing(&self) -> usize {
        self.services
            .iter()
            .map(|service| service.missing.len())
            .sum()
    }
}

/// The service of an operation: the first part of its id, or of its path behind what all paths begin with.
fn service_of(path_root: &str, facts: &OperationFacts) -> String {
    let of_id = facts.id.as_deref().and_then(|id| id.split('.').next());
    of_id
        .unwrap_or_else(|| identity::service_of(path_root, &facts.path))
        .to_owned()
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for service in &self.services {
            let documented =
                service.covered + service.drafts + service.waived.len() + service.missing.len();
            writeln!(
                f,
                "{}: {} of {} covered, {}, {} waived, {} missing",
                service.name,
                service.covered,
                count(documented, "documented operation"),
                count(service.drafts, "draft"),
                service.waived.len(),
                service.missing.len()
            )?;
            for (operation, reason) in &service.waived {
                writeln!(f, "  waived   {operation}: {reason}")?;
            }
            for (operation, file) in &service.missing {
                writeln!(f, "  missing  {operation}  ({file})")?;
            }
            for operation in &service.unseen {
                writeln!(f, "  no page  {operation}")?;
            }
        }
        if !self.elsewhere.is_empty() {
            let others: Vec<_> = self
                .elsewhere
                .iter()
                .map(|(service, operations)| format!("{service} ({operations})"))
                .collect();
            writeln!(f, "not in the spec: {}", others.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::facts::fixtures::operation;

    #[test]
    fn what_is_documented_is_covered_waived_or_missing() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut spec = crate::lint::load(&root).unwrap_or_else(|report| panic!("{report}"));
        let drive = spec
            .services
            .iter_mut()
            .find(|service| service.name == "drive")
            .unwrap();
        drive.waived = vec![
            ("GET /open-apis/drive/v1/waived/:id".into(), "Old.".into()),
            ("GET /open-apis/drive/v1/gone".into(), "Gone.".into()),
        ];
        let pages = [
            operation("POST /open-apis/drive/v1/export_tasks"),
            operation("GET /open-apis/drive/v1/export_tasks/:id"),
            operation("GET /open-apis/drive/v1/export_tasks/:again"),
            operation("GET /open-apis/drive/v1/waived/:x"),
            operation("GET /open-apis/drive/v1/missing"),
            operation("GET /open-apis/other/v1/thing"),
            operation("POST /open-apis/auth/v3/tenant_access_token/internal"),
        ];
        let coverage = Coverage::of(&spec, &pages);
        let drive = &coverage.services[0];
        assert_eq!((drive.covered, drive.waived.len()), (2, 1));
        assert_eq!(drive.missing[0].0, "GET /open-apis/drive/v1/missing");
        assert!(
            drive
                .unseen
                .contains(&"GET /open-apis/drive/v1/gone".to_owned())
        );
        assert!(
            drive
                .unseen
                .contains(&"GET /open-apis/drive/v1/files".to_owned())
        );
        assert!(
            !drive
                .unseen
                .iter()
                .any(|unseen| unseen.contains("export_tasks/:ticket"))
        );
        assert_eq!(coverage.missing(), 1);
        let text = coverage.to_string();
        assert!(text.contains(
            "drive: 2 of 4 documented operations covered, 0 drafts, 1 waived, 1 missing"
        ));
        assert!(text.contains("not in the spec: other (1)"));
    }
}
