//! A project as its containers, networks and volumes remember it: for `-p NAME` without a file.

use super::state::State;
use crate::model::ids::ServiceName;
use crate::model::labels;
use crate::model::network::Network;
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::project::Project;
use crate::model::service::{Condition, Dependency, Service};
use crate::model::volume::Volume;

/// Hooks, secrets and configs are not known then. Dependencies that are gone are not missed.
pub(crate) fn from_labels(name: &str, observed: &Observed) -> Project {
    let state = State::new(name, observed);
    let mut project = Project { name: name.to_owned(), ..Project::default() };
    for (service, containers) in state.services() {
        if let Some(first) = containers.first() {
            project.services.insert(service.clone(), self::service(service, first, containers.len()));
        }
    }
    // Services of which only one-off containers are left.
    for one_off in &state.one_offs {
        if let Some(service) = one_off.service() {
            project.services.entry(service.clone()).or_insert_with(|| self::service(&service, one_off, 0));
        }
    }
    let known: Vec<ServiceName> = project.services.keys().cloned().collect();
    for service in project.services.values_mut() {
        service.depends_on.retain(|name, _| known.contains(name));
    }
    let ours = |labels: &std::collections::BTreeMap<String, String>| {
        labels.get(labels::PROJECT).is_some_and(|project| project == name)
    };
    for network in observed.networks.iter().filter(|network| ours(&network.labels)) {
        let key = network.labels.get(labels::NETWORK).unwrap_or(&network.name).clone();
        let driver = network.driver.clone();
        project.networks.insert(key, Network { name: network.name.clone(), driver, ..Network::default() });
    }
    for volume in observed.volumes.iter().filter(|volume| ours(&volume.labels)) {
        let key = volume.labels.get(labels::VOLUME).unwrap_or(&volume.name).clone();
        let driver = volume.driver.clone();
        project.volumes.insert(key, Volume { name: volume.name.clone(), driver, ..Volume::default() });
    }
    project
}

fn service(name: &ServiceName, container: &ObservedContainer, count: usize) -> Service {
    let own = container.labels.iter().filter(|(key, _)| !key.starts_with(labels::COMPOSE_PREFIX));
    let mut service = Service {
        name: name.clone(),
        image: container.image.clone(),
        scale: i64::try_from(count).ok(),
        depends_on: container.label(labels::DEPENDS_ON).unwrap_or_default().split(',').filter_map(dependency).collect(),
        ..Service::default()
    };
    service.labels.0 = own.map(|(key, value)| (key.clone(), value.clone())).collect();
    service
}

/// `service:condition:restart`; older versions wrote the service alone.
fn dependency(entry: &str) -> Option<(ServiceName, Dependency)> {
    let mut parts = entry.trim().split(':');
    let name = parts.next().filter(|name| !name.is_empty())?;
    let condition = match parts.next() {
        Some("service_healthy") => Condition::Healthy,
        Some("service_completed_successfully") => Condition::CompletedSuccessfully,
        Some(_) | None => Condition::Started,
    };
    let restart = parts.next().is_none_or(|restart| restart == "true");
    Some((name.into(), Dependency { condition, restart, required: true, ..Dependency::default() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_new_and_old_labels() {
        let parsed =
            |entry| dependency(entry).map(|(name, dependency)| (name.0, dependency.condition, dependency.restart));
        assert_eq!(parsed("db:service_healthy:false"), Some(("db".to_owned(), Condition::Healthy, false)));
        assert_eq!(parsed("db"), Some(("db".to_owned(), Condition::Started, true)));
        assert_eq!(parsed(""), None);
    }
}
