//! Containers that are no longer what the files say, as far as a list of containers and the files show it. No other requests
//! are made for it: images, contents of files, networks and volumes are for `up` to compare.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{hash, references};
use super::legacy;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::labels;
use crate::model::observed::ObservedContainer;
use crate::model::project::Project;
use crate::model::service::Service;

/// The containers that `up` would replace because their service is written in another way now.
pub(crate) fn drifted(project: &Project, containers: &[ObservedContainer]) -> BTreeSet<ContainerId> {
    let of_services = containers.iter().filter(|container| !container.is_one_off());
    let drifted = of_services.filter(|container| {
        let service = container.service().and_then(|name| project.services.get(&name));
        service.is_some_and(|service| is_known_here(service) && differs(service, container, containers))
    });
    drifted.map(|container| container.id.clone()).collect()
}

/// What `up` completes with things of this machine before it compares is not judged.
fn is_known_here(service: &Service) -> bool {
    service.provider.is_none() && !service.use_api_socket && service.models.is_empty()
}

fn differs(service: &Service, container: &ObservedContainer, all: &[ObservedContainer]) -> bool {
    if container.is_of_version_1() {
        return !legacy::causes(service, container).is_empty();
    }
    let Some(owners) = owners(service, all) else { return false };
    let resolved = references::resolved(service, &owners);
    let version = container.label(labels::VERSION).unwrap_or_default();
    let wanted = if version.starts_with("2.") { hash::service_v2(&resolved) } else { hash::service(&resolved) };
    container.label(labels::CONFIG_HASH).is_some_and(|hash| hash != wanted)
}

/// Those whose namespaces and volumes it shares; `None` if one is not in the list.
fn owners(service: &Service, all: &[ObservedContainer]) -> Option<BTreeMap<ServiceName, ContainerId>> {
    let mut owners = BTreeMap::new();
    for reference in references::of(service) {
        let of_service =
            all.iter().filter(|other| !other.is_one_off() && other.service().as_ref() == Some(&reference.service));
        let first = of_service.min_by_key(|other| &other.name)?;
        owners.insert(reference.service, first.id.clone());
    }
    Some(owners)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(image: &str) -> Project {
        let service = Service { name: "web".into(), image: image.to_owned(), ..Service::default() };
        Project { name: "p".to_owned(), services: [("web".into(), service)].into(), ..Project::default() }
    }

    fn container(of: &Project, version: &str) -> ObservedContainer {
        let web = &of.services["web"];
        let hash = if version.starts_with("2.") { hash::service_v2(web) } else { hash::service(web) };
        let labels = [
            (labels::SERVICE, "web"),
            (labels::VERSION, version),
            (labels::CONFIG_HASH, &*hash),
            (labels::ONE_OFF, "False"),
        ];
        let labels = labels.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        ObservedContainer { id: "a".into(), labels, ..ObservedContainer::default() }
    }

    #[test]
    fn a_container_drifts_when_its_service_is_written_anew() {
        let (old, new) = (project("a:1"), project("a:2"));
        for version in ["2.40.3", "5.5.0"] {
            assert!(drifted(&old, &[container(&old, version)]).is_empty(), "{version}");
            assert_eq!(drifted(&new, &[container(&old, version)]), BTreeSet::from(["a".into()]), "{version}");
        }
    }

    #[test]
    fn what_cannot_be_judged_has_not_drifted() {
        let old = project("a:1");
        let mut without_hash = container(&old, "5.5.0");
        without_hash.labels.remove(labels::CONFIG_HASH);
        let mut one_off = container(&old, "5.5.0");
        one_off.labels.insert(labels::ONE_OFF.to_owned(), "True".to_owned());
        let mut shares = project("a:2");
        shares.services.get_mut("web").unwrap().network_mode = "service:db".to_owned();
        assert!(drifted(&project("a:2"), &[one_off]).is_empty());
        assert!(drifted(&project("a:2"), &[without_hash]).is_empty());
        assert!(drifted(&shares, &[container(&old, "5.5.0")]).is_empty(), "its owner is not in the list");
    }
}
