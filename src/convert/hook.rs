//! The container that a `pre_start` hook runs in.

use super::container::{self, ContainerBody, ContainerFacts};
use super::error::ConvertError;
use crate::model::api_version::ApiVersion;
use crate::model::develop::Hook;
use crate::model::env::Environment;
use crate::model::ids::ContainerId;
use crate::model::naming;
use crate::model::network::ServiceNetwork;
use crate::model::project::Project;
use crate::model::service::Service;

/// `replica` is the container whose volumes it works on.
pub(crate) fn body(
    project: &Project,
    (service, hook): (&Service, &Hook),
    replica: &ContainerId,
    facts: &ContainerFacts<'_>,
    version: ApiVersion,
) -> Result<ContainerBody, ConvertError> {
    let mut own = stand_in(project, service, hook);
    own.volumes_from = vec![format!("container:{replica}")];
    container::body(project, &own, facts, version)
}

/// What of the service concerns a program that prepares its containers: where it finds others, what it may use, and how the
/// engine runs it. Not: ports, mounts (it has those of the replica), checks, restarts and fixed addresses.
fn stand_in(project: &Project, service: &Service, hook: &Hook) -> Service {
    let image = naming::image_name(project, service);
    let is_own_image = hook.image.is_empty() || hook.image == image;
    // Users and folders of a service belong to its image.
    let or_own = |text: &String, own: &String| if text.is_empty() && is_own_image { own.clone() } else { text.clone() };
    Service {
        name: service.name.clone(),
        command: hook.command.clone(),
        user: or_own(&hook.user, &service.user),
        working_dir: or_own(&hook.working_dir, &service.working_dir),
        privileged: hook.privileged,
        environment: environment(service, hook),
        image: if hook.image.is_empty() { image } else { hook.image.clone() },
        platform: service.platform.clone(),
        network_mode: service.network_mode.clone(),
        networks: service.networks.iter().map(|(key, network)| (key.clone(), place(network.as_ref()))).collect(),
        extra_hosts: service.extra_hosts.clone(),
        dns: service.dns.clone(),
        dns_opt: service.dns_opt.clone(),
        dns_search: service.dns_search.clone(),
        cap_add: service.cap_add.clone(),
        cap_drop: service.cap_drop.clone(),
        group_add: service.group_add.clone(),
        security_opt: service.security_opt.clone(),
        userns_mode: service.userns_mode.clone(),
        logging: service.logging.clone(),
        runtime: service.runtime.clone(),
        ..Service::default()
    }
}

fn environment(service: &Service, hook: &Hook) -> Environment {
    let mut all = service.environment.clone();
    all.0.extend(hook.environment.0.clone());
    all
}

/// Known by the same names, but an address can have one owner only.
fn place(network: Option<&ServiceNetwork>) -> Option<ServiceNetwork> {
    network.map(|network| ServiceNetwork {
        ipv4_address: String::new(),
        ipv6_address: String::new(),
        link_local_ips: Vec::new(),
        mac_address: String::new(),
        ..network.clone()
    })
}
