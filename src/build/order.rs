//! Which images are built before which others, and how it goes on when one is not.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::error::BuildError;
use super::{Built, Results, inputs};
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::model::service::Service;

/// Services, each with those whose images it is built from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    needs: BTreeMap<ServiceName, BTreeSet<ServiceName>>,
}

/// Also one that this command has nothing else to do with.
pub(super) fn service<'a>(project: &'a Project, name: &ServiceName) -> Option<&'a Service> {
    project.services.get(name).or_else(|| project.disabled_services.get(name))
}

impl Order {
    /// Of the services and of all that their `service:` contexts name.
    pub(super) fn of(project: &Project, services: &[ServiceName]) -> Result<Self, BuildError> {
        let mut needs = BTreeMap::new();
        let mut open: Vec<ServiceName> = services.to_vec();
        while let Some(name) = open.pop() {
            if needs.contains_key(&name) {
                continue;
            }
            let build = service(project, &name).and_then(|service| service.build.as_ref());
            let contexts = build.iter().flat_map(|build| build.additional_contexts.0.values());
            let direct: BTreeSet<ServiceName> =
                contexts.filter_map(|value| inputs::service_context(value)).map(ServiceName::from).collect();
            open.extend(direct.iter().cloned());
            needs.insert(name, direct);
        }
        let order = Self { needs };
        match order.circle() {
            Some(circle) => Err(BuildError::Circle { circle }),
            None => Ok(order),
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &ServiceName> {
        self.needs.keys()
    }

    pub(super) fn len(&self) -> usize {
        self.needs.len()
    }

    /// Takes away what needs nothing that is left; what cannot be taken away is in a circle or needs one.
    fn circle(&self) -> Option<Vec<String>> {
        let mut left = self.needs.clone();
        loop {
            let free: Vec<ServiceName> = left
                .iter()
                .filter(|(_, needs)| !needs.iter().any(|need| left.contains_key(need)))
                .map(|(name, _)| name.clone())
                .collect();
            if free.is_empty() {
                break;
            }
            left.retain(|name, _| !free.contains(name));
        }
        let mut path = vec![left.keys().next()?.clone()];
        loop {
            let next = left[path.last()?].iter().find(|need| left.contains_key(*need))?.clone();
            let seen = path.iter().position(|name| *name == next);
            path.push(next);
            if let Some(start) = seen {
                return Some(path[start..].iter().map(ToString::to_string).collect());
            }
        }
    }

    /// Calls `work` for each as soon as what it needs is there, for `limit` at once at most (0: all); `skipped` hears of
    /// those that cannot be built any more.
    pub(super) async fn run(
        mut self,
        limit: usize,
        work: impl AsyncFn(&ServiceName) -> Result<Built, BuildError>,
        skipped: impl Fn(&ServiceName, &ServiceName),
    ) -> Results {
        let limit = if limit == 0 { usize::MAX } else { limit };
        let work = &work;
        let mut running = FuturesUnordered::new();
        let mut results = Results::new();
        loop {
            while running.len() < limit
                && let Some(name) = self.needs.iter().find(|(_, needs)| needs.is_empty()).map(|(name, _)| name.clone())
            {
                self.needs.remove(&name);
                running.push(async move {
                    let result = work(&name).await;
                    (name, result)
                });
            }
            let Some((name, result)) = running.next().await else { return results };
            if result.is_ok() {
                for needs in self.needs.values_mut() {
                    needs.remove(&name);
                }
            } else {
                self.give_up(&name, &skipped, &mut results);
            }
            results.push((name, result));
        }
    }

    fn give_up(&mut self, failed: &ServiceName, skipped: &impl Fn(&ServiceName, &ServiceName), results: &mut Results) {
        let mut open = vec![failed.clone()];
        while let Some(needed) = open.pop() {
            let users: Vec<ServiceName> =
                self.needs.iter().filter(|(_, needs)| needs.contains(&needed)).map(|(name, _)| name.clone()).collect();
            for name in users {
                self.needs.remove(&name);
                skipped(&name, &needed);
                let error = BuildError::Needs { service: name.to_string(), needed: needed.to_string() };
                results.push((name.clone(), Err(error)));
                open.push(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::model::build::Build;

    /// `web>base,tools` is built from those.
    fn project(lines: &[&str]) -> Project {
        let mut project = Project::default();
        for line in lines {
            let (name, needs) = line.split_once('>').unwrap_or((line, ""));
            let mut build = Build::default();
            for need in needs.split(',').filter(|need| !need.is_empty()) {
                build.additional_contexts.0.insert(need.to_owned(), format!("service:{need}"));
            }
            let service = Service { name: name.into(), build: Some(build), ..Service::default() };
            project.services.insert(name.into(), service);
        }
        project
    }

    fn order(lines: &[&str], names: &[&str]) -> Result<Order, BuildError> {
        let names: Vec<ServiceName> = names.iter().map(|&name| name.into()).collect();
        Order::of(&project(lines), &names)
    }

    #[test]
    fn what_is_needed_is_built_too_and_circles_are_told() {
        let lines = ["web>base", "base>tools", "tools", "other"];
        assert_eq!(order(&lines, &["web"]).expect("an order").len(), 3);
        let text = order(&["a>b", "b>c", "c>b", "d"], &["a", "d"]).expect_err("a circle").to_string();
        assert_eq!(text, "builds need each other: b -> c -> b");
        assert!(order(&["a>a"], &["a"]).is_err());
    }

    #[tokio::test]
    async fn one_failure_stops_only_what_needs_it() {
        let order = order(&["web>base", "base>bad", "bad", "good>tools", "tools"], &["web", "good"]).expect("an order");
        let log = RefCell::new(Vec::new());
        let work = async |name: &ServiceName| {
            log.borrow_mut().push(name.to_string());
            tokio::task::yield_now().await;
            if name.as_str() == "bad" { Err(BuildError::NoKit) } else { Ok(Built::default()) }
        };
        let skipped =
            |name: &ServiceName, needed: &ServiceName| log.borrow_mut().push(format!("{name} needs {needed}"));
        let results = order.run(0, work, skipped).await;
        assert_eq!(results.iter().filter(|(_, result)| result.is_ok()).count(), 2);
        assert_eq!(*log.borrow(), ["bad", "tools", "base needs bad", "web needs base", "good"]);
    }

    #[tokio::test]
    async fn no_more_at_once_than_allowed() {
        let order = order(&["a", "b", "c"], &["a", "b", "c"]).expect("an order");
        let now = std::cell::Cell::new(0);
        let work = async |_: &ServiceName| {
            now.set(now.get() + 1);
            assert_eq!(now.get(), 1);
            tokio::task::yield_now().await;
            now.set(now.get() - 1);
            Ok(Built::default())
        };
        assert_eq!(order.run(1, work, |_, _| {}).await.len(), 3);
    }
}
