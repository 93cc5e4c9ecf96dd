//! Finds before anything is created what would be refused, or dropped without a word, later.

use super::container::check_annotations;
use super::error::{ConvertError, Problem};
use super::{endpoint, files, health, host, mounts, network, ports, restart, security};
use crate::model::api_version::ApiVersion;
use crate::model::project::Project;
use crate::model::service::Service;

/// All problems of the active services and of their networks, each section of a service with its first one.
pub(crate) fn check(project: &Project, version: ApiVersion) -> Vec<ConvertError> {
    let services = project.services.values().flat_map(|service| {
        let problems = service_problems(project, service, version);
        problems.into_iter().map(|problem| problem.of(&service.name))
    });
    let networks = project
        .networks
        .iter()
        .filter(|(_, network)| !network.external)
        .filter_map(|(key, network)| network::check(network, version).err().map(|problem| problem.of_network(key)));
    services.chain(networks).collect()
}

fn service_problems(project: &Project, service: &Service, version: ApiVersion) -> Vec<Problem> {
    if let Some(feature) = unsupported(service) {
        return vec![Problem::Unsupported(feature)];
    }
    let mut problems: Vec<Problem> = [
        restart::policy(service).err(),
        health::config(service, version).err(),
        ports::exposed(service).err(),
        host::isolation(service).err(),
        host::cgroup(service).err(),
        host::check_dns(service).err(),
        check_annotations(service, version).err(),
        security::check(service).err(),
        endpoint::check(service, version).err(),
        mounts::all(project, service, &std::collections::BTreeMap::new(), version).err(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let for_each = service.pre_start.iter().position(|hook| hook.per_replica);
    problems.extend(for_each.map(|position| Problem::HookPerReplica { service: service.name.clone(), position }));
    // The mounts have read the secrets and configs already; the archive adds what only packing shows.
    if let Err(problem) = files::pack(project, service)
        && !problems.contains(&problem)
    {
        problems.push(problem);
    }
    problems
}

/// What the model knows and nothing carries out. Loud, so that nobody takes a half application for a whole one.
fn unsupported(service: &Service) -> Option<&'static str> {
    if service.provider.is_some() {
        Some("provider")
    } else if !service.models.is_empty() {
        Some("models")
    } else {
        None
    }
}
