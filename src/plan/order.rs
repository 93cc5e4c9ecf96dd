//! The order of services by what they depend on.

use std::collections::{BTreeMap, BTreeSet};

use super::error::PlanError;
use super::references;
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::model::service::Service;

/// The names of a project's services, dependencies first; by name alone where they depend on each other in a circle.
pub(crate) fn in_order(project: &Project) -> Vec<&ServiceName> {
    let services = project.services.iter().collect();
    Order::new(&services).map_or_else(|_| project.services.keys().collect(), |order| order.names)
}

/// Services by name; those that something depends on come first in [`Order::names`].
#[derive(Debug)]
pub(super) struct Order<'a> {
    pub(super) names: Vec<&'a ServiceName>,
    dependents: BTreeMap<&'a ServiceName, BTreeSet<&'a ServiceName>>,
}

impl<'a> Order<'a> {
    /// Dependencies on services that are not given do not count.
    pub(super) fn new(services: &BTreeMap<&'a ServiceName, &'a Service>) -> Result<Self, PlanError> {
        let mut dependents: BTreeMap<&ServiceName, BTreeSet<&ServiceName>> = BTreeMap::new();
        let mut missing: BTreeMap<&ServiceName, usize> = BTreeMap::new();
        for (&name, service) in services {
            let dependencies = dependencies(service);
            let known = dependencies.iter().filter_map(|name| services.get_key_value(name)).map(|(&name, _)| name);
            let known: Vec<&ServiceName> = known.collect();
            missing.insert(name, known.len());
            for dependency in known {
                dependents.entry(dependency).or_default().insert(name);
            }
        }
        let mut ready: BTreeSet<&ServiceName> =
            missing.iter().filter(|(_, count)| **count == 0).map(|(&name, _)| name).collect();
        let mut names = Vec::with_capacity(services.len());
        while let Some(name) = ready.pop_first() {
            names.push(name);
            for &dependent in dependents.get(name).into_iter().flatten() {
                let count = missing.get_mut(dependent).expect("every service was counted");
                *count -= 1;
                if *count == 0 {
                    ready.insert(dependent);
                }
            }
        }
        if names.len() < services.len() {
            let done: BTreeSet<&ServiceName> = names.into_iter().collect();
            return Err(PlanError::Cycle(cycle(services, &done)));
        }
        Ok(Self { names, dependents })
    }

    /// These services and all that they depend on, directly or not.
    pub(super) fn with_dependencies(&self, services: &BTreeSet<ServiceName>) -> BTreeSet<ServiceName> {
        let mut wanted = services.clone();
        for &name in self.names.iter().rev() {
            if self.dependents(name).any(|dependent| wanted.contains(dependent)) {
                wanted.insert(name.clone());
            }
        }
        wanted
    }

    /// The services that depend on this one directly.
    pub(super) fn dependents(&self, name: &ServiceName) -> impl Iterator<Item = &'a ServiceName> {
        self.dependents.get(name).into_iter().flatten().copied()
    }
}

fn dependencies(service: &Service) -> BTreeSet<ServiceName> {
    let shared = references::of(service).into_iter().map(|reference| reference.service);
    service.depends_on.keys().cloned().chain(shared).filter(|name| *name != service.name).collect()
}

/// One of the cycles among the services that are not done.
fn cycle(services: &BTreeMap<&ServiceName, &Service>, done: &BTreeSet<&ServiceName>) -> Vec<ServiceName> {
    let mut path: Vec<ServiceName> = Vec::new();
    let mut next = services.keys().find(|name| !done.contains(*name)).map(|name| (*name).clone());
    while let Some(name) = next {
        if let Some(start) = path.iter().position(|earlier| *earlier == name) {
            path.drain(..start);
            path.push(name);
            break;
        }
        let service = services.get(&name);
        next = service.and_then(|service| {
            dependencies(service).into_iter().find(|name| services.contains_key(name) && !done.contains(name))
        });
        path.push(name);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::service::Dependency;

    fn service(name: &str, dependencies: &[&str]) -> Service {
        let depends_on = dependencies.iter().map(|name| ((*name).into(), Dependency::default())).collect();
        Service { name: name.into(), depends_on, ..Service::default() }
    }

    #[test]
    fn dependencies_come_first_and_cycles_are_named() {
        let list = [service("a", &["c"]), service("b", &[]), service("c", &["b", "elsewhere"])];
        let services: BTreeMap<_, _> = list.iter().map(|service| (&service.name, service)).collect();
        let order = Order::new(&services).unwrap();
        assert_eq!(order.names.iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["b", "c", "a"]);
        assert_eq!(order.with_dependencies(&["c".into()].into()), ["b".into(), "c".into()].into());
        assert_eq!(order.dependents(&"b".into()).map(ServiceName::as_str).collect::<Vec<_>>(), ["c"]);

        let list = [service("a", &["b"]), service("b", &["c"]), service("c", &["b"]), service("d", &[])];
        let services: BTreeMap<_, _> = list.iter().map(|service| (&service.name, service)).collect();
        let error = Order::new(&services).unwrap_err();
        assert_eq!(error.to_string(), "dependency cycle detected: b -> c -> b");
    }
}
