//! Which of the documented operations the spec covers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::drift::name;
use crate::facts::OperationFacts;
use crate::facts::from_spec::{Stated, every};
use crate::facts::identity::{RouteKey, by_route, route, service_of, waiver};
use crate::spec::model::Spec;
use crate::text::diagnostic::count;

/// What pages describe and the spec has, by service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The services that the spec or a page has.
    pub services: Vec<Service>,
}

/// What pages describe of one service. Operations are named as `METHOD path`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// The name.
    pub name: String,
    /// The operations that the spec has, drafts apart, each with its id.
    pub covered: Vec<(String, String)>,
    /// The operations that are there as drafts, each with its id.
    pub drafts: Vec<(String, String)>,
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
        let known: BTreeMap<RouteKey, &Stated<'_>> = stated
            .iter()
            .map(|stated| (route(&stated.facts), stated))
            .collect();
        let mut services: BTreeMap<&str, Service> = spec
            .services
            .iter()
            .map(|service| (service.name.as_str(), Service::default()))
            .collect();
        let mut seen = BTreeSet::new();
        for (route, pages) in by_route(pages) {
            let facts = pages[0];
            seen.insert(route.clone());
            if let Some(waiver) = waiver(spec, facts) {
                let service = services.entry(waiver.service).or_default();
                service.waived.push((name(facts), waiver.reason.to_owned()));
                continue;
            }
            match known.get(&route) {
                Some(stated) => {
                    // The operations of the platform are of no service.
                    let Some(service) = stated.service else {
                        continue;
                    };
                    let service = services.entry(&service.name).or_default();
                    let list = if stated.operation.draft {
                        &mut service.drafts
                    } else {
                        &mut service.covered
                    };
                    list.push((name(facts), stated.made_id()));
                }
                None => {
                    let service = service_of(&spec.platform.paths, facts);
                    let missing = &mut services.entry(service).or_default().missing;
                    missing.push((name(facts), facts.page.file.clone()));
                }
            }
        }
        let undescribed = stated
            .iter()
            .filter(|stated| !stated.operation.undocumented)
            .filter(|stated| !seen.contains(&route(&stated.facts)))
            .filter_map(|stated| Some((stated.service?.name.as_str(), name(&stated.facts))));
        let waived = spec.services.iter().flat_map(|service| {
            let waived = service.waived.iter();
            waived.map(|(operation, _)| (service.name.as_str(), operation))
        });
        let idle = waived.filter(|(_, operation)| {
            let route = operation.split_once(' ');
            route.is_some_and(|(method, path)| !seen.contains(&RouteKey::new(method, path)))
        });
        let idle = idle.map(|(service, operation)| (service, operation.clone()));
        for (service, operation) in undescribed.chain(idle) {
            services.entry(service).or_default().unseen.push(operation);
        }
        let services = services.into_iter().map(|(name, mut service)| {
            service.name = name.to_owned();
            for list in [
                &mut service.covered,
                &mut service.drafts,
                &mut service.waived,
                &mut service.missing,
            ] {
                list.sort();
            }
            service.unseen.sort();
            service
        });
        Self {
            services: services.collect(),
        }
    }

    /// How many operations are left out without a reason.
    pub fn missing(&self) -> usize {
        self.services
            .iter()
            .map(|service| service.missing.len())
            .sum()
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for service in &self.services {
            let Service {
                name,
                covered,
                drafts,
                waived,
                missing,
                unseen,
            } = service;
            let documented = covered.len() + drafts.len() + waived.len() + missing.len();
            writeln!(
                f,
                "{name}: {} of {} covered, {}, {} waived, {} missing",
                covered.len(),
                count(documented, "documented operation"),
                count(drafts.len(), "draft"),
                waived.len(),
                missing.len()
            )?;
            for (operation, id) in covered {
                writeln!(f, "  covered  {operation}  ({id})")?;
            }
            for (operation, id) in drafts {
                writeln!(f, "  draft    {operation}  ({id})")?;
            }
            for (operation, reason) in waived {
                writeln!(f, "  waived   {operation}: {reason}")?;
            }
            for (operation, file) in missing {
                writeln!(f, "  missing  {operation}  ({file})")?;
            }
            for operation in unseen {
                writeln!(f, "  no page  {operation}")?;
            }
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
        spec.platform.waived = vec![("old".into(), "Too old.".into())];
        spec.platform.paths.homes = vec![("suite".into(), "drive".into())];
        let pages = [
            operation("POST /open-apis/drive/v1/export_tasks"),
            operation("GET /open-apis/drive/v1/export_tasks/:id"),
            operation("GET /open-apis/drive/v1/export_tasks/:again"),
            operation("GET /open-apis/drive/v1/waived/:x"),
            operation("GET /open-apis/drive/v1/missing"),
            operation("GET /open-apis/other/v1/thing"),
            operation("GET /open-apis/old/v1/thing"),
            operation("GET /open-apis/suite/thing"),
            operation("POST /open-apis/auth/v3/tenant_access_token/internal"),
        ];
        let coverage = Coverage::of(&spec, &pages);
        let service = |name: &str| {
            let mut services = coverage.services.iter();
            services.find(|service| service.name == name).unwrap()
        };
        let drive = service("drive");
        assert_eq!((drive.covered.len(), drive.waived.len()), (2, 1));
        assert_eq!(drive.missing[0].0, "GET /open-apis/drive/v1/missing");
        assert_eq!(drive.missing[1].0, "GET /open-apis/suite/thing");
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
        assert_eq!(coverage.missing(), 3);
        assert_eq!(service("other").missing.len(), 1);
        assert_eq!(service("old").waived[0].1, "Too old.");
        let text = coverage.to_string();
        assert!(text.contains(
            "drive: 2 of 5 documented operations covered, 0 drafts, 1 waived, 2 missing"
        ));
        assert!(text.contains(
            "  covered  POST /open-apis/drive/v1/export_tasks  (drive.v1.export_task.create)\n"
        ));
    }
}
