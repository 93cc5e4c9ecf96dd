//! A container's place on its networks.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bollard::models::{EndpointIpamConfig, EndpointSettings, NetworkConnectRequest};

use super::container::ContainerFacts;
use super::error::{ConvertError, Problem, need};
use super::quirks::Feature;
use crate::model::api_version::ApiVersion;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::network::ServiceNetwork;
use crate::model::project::Project;
use crate::model::service::Service;

/// The driver option that names the interface in the container.
const INTERFACE_NAME: &str = "com.docker.network.endpoint.ifname";

/// The container names of the services that a service links to.
pub(crate) type LinkTargets = BTreeMap<ServiceName, Vec<String>>;

/// The body that connects a container to the network `key` of its service, as a create would have done it.
pub(crate) fn connect_body(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    key: &str,
    container: &ContainerId,
) -> Result<NetworkConnectRequest, ConvertError> {
    let settings = settings(project, service, facts, key).map_err(|problem| problem.of(&service.name))?;
    Ok(connection(container, settings))
}

/// The body that connects a container with settings that are made already.
pub(crate) fn connection(container: &ContainerId, settings: EndpointSettings) -> NetworkConnectRequest {
    NetworkConnectRequest { container: container.0.clone(), endpoint_config: Some(settings) }
}

/// The endpoints of a container by the network's name, the main one first.
pub(super) fn all(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    version: ApiVersion,
) -> Result<Vec<(String, EndpointSettings)>, Problem> {
    if !service.network_mode.is_empty() {
        return Ok(Vec::new());
    }
    check(service, version)?;
    let keys = service.networks_by_priority();
    keys.iter().map(|key| Ok((network_name(project, key)?, settings(project, service, facts, key)?))).collect()
}

/// What the container-wide MAC address of an old engine should be.
pub(super) fn container_mac_address(service: &Service, version: ApiVersion) -> Option<String> {
    if Feature::EndpointMacAddress.in_version(version) {
        return None;
    }
    let main = service.networks_by_priority().first().and_then(|key| service.networks[*key].as_ref());
    let address = main.map(|network| &network.mac_address).filter(|address| !address.is_empty());
    super::text(address.unwrap_or(&service.mac_address))
}

/// `HostConfig.NetworkMode` of a service without a `network_mode`: its main network.
pub(super) fn main_network(project: &Project, service: &Service) -> Result<String, Problem> {
    match service.networks_by_priority().first() {
        Some(key) => network_name(project, key),
        None => Ok("none".to_owned()),
    }
}

/// `links` and `external_links` as the engine takes them: `container:alias`.
pub(super) fn links(project: &Project, service: &Service, facts: &ContainerFacts<'_>) -> Vec<String> {
    let separator = project.separator.as_str();
    let mut links = Vec::new();
    for link in &service.links {
        let (target, alias) = link.split_once(':').unwrap_or((link, link));
        for container in facts.link_targets.get(target).into_iter().flatten() {
            links.push(format!("{container}:{alias}"));
            // Docker Compose counts with the number of the linking container here, not of the linked one.
            if let Some(number) = facts.number {
                links.push(format!("{container}:{target}{separator}{number}"));
                links.push(format!("{container}:{}{separator}{target}{separator}{number}", project.name));
            }
        }
    }
    for link in &service.external_links {
        let (container, alias) = link.split_once(':').unwrap_or((link, link));
        links.push(format!("{container}:{alias}"));
    }
    links
}

/// Finds what the engine would refuse, or an old one would ignore.
pub(super) fn check(service: &Service, version: ApiVersion) -> Result<(), Problem> {
    let keys = service.networks_by_priority();
    for (position, key) in keys.iter().enumerate() {
        let Some(network) = &service.networks[*key] else { continue };
        check_addresses(network)?;
        if !network.interface_name.is_empty() {
            need(Feature::InterfaceName, version, "interface_name")?;
        }
        if network.gw_priority != 0 {
            need(Feature::GatewayPriority, version, "gw_priority")?;
        }
        let own = &network.mac_address;
        if position == 0 {
            if !own.is_empty() && !service.mac_address.is_empty() && *own != service.mac_address {
                return Err(Problem::MacAddressConflict((*key).to_owned()));
            }
        } else if !own.is_empty() {
            need(Feature::EndpointMacAddress, version, &format!("mac_address on the further network {key}"))?;
        }
    }
    check_mac_address(&service.mac_address)
}

fn check_addresses(network: &ServiceNetwork) -> Result<(), Problem> {
    if !network.ipv4_address.is_empty() && network.ipv4_address.parse::<Ipv4Addr>().is_err() {
        return Err(Problem::invalid("IPv4 address", &*network.ipv4_address));
    }
    if !network.ipv6_address.is_empty() && network.ipv6_address.parse::<Ipv6Addr>().is_err() {
        return Err(Problem::invalid("IPv6 address", &*network.ipv6_address));
    }
    if let Some(wrong) = network.link_local_ips.iter().find(|address| address.parse::<IpAddr>().is_err()) {
        return Err(Problem::invalid("link-local IP", &**wrong));
    }
    check_mac_address(&network.mac_address)
}

/// Six pairs of hexadecimal digits between colons or hyphens, or three groups of four between dots.
fn check_mac_address(address: &str) -> Result<(), Problem> {
    let groups = |separator: char, count: usize, digits: usize| {
        let all: Vec<&str> = address.split(separator).collect();
        all.len() == count
            && all.iter().all(|group| group.len() == digits && group.chars().all(|c| c.is_ascii_hexdigit()))
    };
    if address.is_empty() || groups(':', 6, 2) || groups('-', 6, 2) || groups('.', 3, 4) {
        return Ok(());
    }
    Err(Problem::invalid("MAC address", address))
}

fn settings(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    key: &str,
) -> Result<EndpointSettings, Problem> {
    let undefined = || Problem::Undefined { kind: "network", name: key.to_owned() };
    let defaults = ServiceNetwork::default();
    let network = service.networks.get(key).ok_or_else(undefined)?.as_ref().unwrap_or(&defaults);
    let is_main = service.networks_by_priority().first() == Some(&key);
    let mut driver_opts = network.driver_opts.0.clone();
    if !network.interface_name.is_empty() {
        driver_opts.insert(INTERFACE_NAME.to_owned(), network.interface_name.clone());
    }
    let mac_address =
        super::text(&network.mac_address).or_else(|| is_main.then(|| super::text(&service.mac_address)).flatten());
    Ok(EndpointSettings {
        ipam_config: ipam(network),
        links: super::list(&links(project, service, facts)),
        mac_address,
        aliases: Some(aliases(service, network, facts)),
        driver_opts: super::hash_map(&driver_opts),
        gw_priority: super::number(network.gw_priority),
        ..EndpointSettings::default()
    })
}

/// A one-off container answers to its own name only, unless it is asked to stand in for its service.
fn aliases(service: &Service, network: &ServiceNetwork, facts: &ContainerFacts<'_>) -> Vec<String> {
    let mut aliases = vec![facts.name.to_owned()];
    if facts.one_off.is_none_or(|one_off| one_off.use_aliases) {
        aliases.push(service.name.0.clone());
        aliases.extend_from_slice(&network.aliases);
    }
    aliases
}

fn ipam(network: &ServiceNetwork) -> Option<EndpointIpamConfig> {
    let config = EndpointIpamConfig {
        ipv4_address: super::text(&network.ipv4_address),
        ipv6_address: super::text(&network.ipv6_address),
        link_local_ips: super::list(&network.link_local_ips),
    };
    (config != EndpointIpamConfig::default()).then_some(config)
}

fn network_name(project: &Project, key: &str) -> Result<String, Problem> {
    let undefined = || Problem::Undefined { kind: "network", name: key.to_owned() };
    Ok(project.networks.get(key).ok_or_else(undefined)?.name.clone())
}
