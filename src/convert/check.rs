//! Finds before anything is created what would be refused, or dropped without a word, later.

use std::collections::BTreeMap;

use super::container::{self, ContainerFacts, Outside};
use super::error::{ConvertError, Place, Problem};
use super::report::Report;
use super::{files, network};
use crate::model::api_version::ApiVersion;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::project::Project;
use crate::model::service::Service;

/// All problems of the active services and of the networks that the engine is to make.
pub(crate) fn check(project: &Project, version: ApiVersion, outside: &Outside) -> Vec<ConvertError> {
    let services = project.services.values().flat_map(|service| {
        let mut report = Report::new(Place::Service(service.name.clone()), version);
        check_service(project, service, outside, &mut report);
        report.into_errors()
    });
    let networks = project.networks.iter().filter(|(_, network)| !network.external).flat_map(|(key, network)| {
        let mut report = Report::new(Place::Network(key.clone()), version);
        network::check(network, &mut report);
        report.into_errors()
    });
    services.chain(networks).collect()
}

fn check_service(project: &Project, service: &Service, outside: &Outside, report: &mut Report) {
    if service.provider.is_some() {
        return;
    }
    let facts = ContainerFacts {
        name: "",
        number: None,
        labels: &BTreeMap::new(),
        inherited: &BTreeMap::new(),
        owners: &some_owners(service),
        link_targets: &BTreeMap::new(),
        one_off: None,
        outside,
    };
    container::build(project, service, &facts, report);
    for (position, _) in service.pre_start.iter().enumerate().filter(|(_, hook)| hook.per_replica) {
        let problem = Problem::HookPerReplica { service: service.name.clone(), position };
        report.add(&["pre_start", &position.to_string(), "per_replica"], problem);
    }
    // The body has the report of what cannot be delivered at all; this adds what only packing shows.
    let delivered = files::of(project, service, &mut Report::new(Place::Service(service.name.clone()), report.version));
    files::pack(&delivered, service.read_only, report);
}

/// Which container stands for a service shows later.
fn some_owners(service: &Service) -> BTreeMap<ServiceName, ContainerId> {
    let modes = [&service.network_mode, &service.ipc, &service.pid];
    let shared = modes.into_iter().filter_map(|mode| mode.strip_prefix("service:"));
    let mounted = service.volumes_from.iter().filter_map(|entry| entry.split(':').next());
    shared.chain(mounted).map(|name| (name.into(), ContainerId(String::new()))).collect()
}
