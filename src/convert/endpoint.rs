//! A container's place on its networks.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bollard::models::{EndpointIpamConfig, EndpointSettings, NetworkConnectRequest};

use super::container::ContainerFacts;
use super::error::{ConvertError, Place, Problem, Section};
use super::quirks::Feature;
use super::report::{Report, below};
use crate::model::api_version::ApiVersion;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::network::ServiceNetwork;
use crate::model::project::Project;
use crate::model::service::Service;

/// The driver option that names the interface in the container.
pub(super) const INTERFACE_NAME: &str = "com.docker.network.endpoint.ifname";
/// The driver option with kernel parameters of the interface.
const SYSCTLS: &str = "com.docker.network.endpoint.sysctls";

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
    let in_service = |problem| ConvertError {
        place: Place::Service(service.name.clone()),
        path: vec!["networks".to_owned(), key.to_owned()],
        problem: Box::new(problem),
    };
    let settings = settings(project, service, facts, key).map_err(in_service)?;
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
    report: &mut Report,
) -> Vec<(String, EndpointSettings)> {
    check_mac_address(&["mac_address"], &service.mac_address, report);
    if !service.network_mode.is_empty() {
        return outside_the_project(service, report.version);
    }
    let mut endpoints = Vec::new();
    for (position, key) in service.networks_by_priority().into_iter().enumerate() {
        check(service, key, position, report);
        let endpoint = network_name(project, key).and_then(|name| Ok((name, settings(project, service, facts, key)?)));
        endpoints.extend(report.take(&["networks", key], endpoint));
    }
    endpoints
}

/// `network_mode` may name a network that takes a MAC address, which newer engines want in its endpoint.
fn outside_the_project(service: &Service, version: ApiVersion) -> Vec<(String, EndpointSettings)> {
    if !takes_mac_address(&service.network_mode) || !Feature::EndpointMacAddress.in_version(version) {
        return Vec::new();
    }
    let mac_address = super::text(&service.mac_address);
    let settings = |mac_address| EndpointSettings { mac_address: Some(mac_address), ..EndpointSettings::default() };
    mac_address.map(|address| (service.network_mode.clone(), settings(address))).into_iter().collect()
}

/// Whether containers have an interface of their own in it.
pub(super) fn takes_mac_address(network_mode: &str) -> bool {
    let shared = ["container:", "service:"].iter().any(|prefix| network_mode.starts_with(prefix));
    !shared && !matches!(network_mode, "host" | "none" | "disabled")
}

/// What the container-wide MAC address of an old engine should be.
pub(super) fn container_mac_address(service: &Service, version: ApiVersion) -> Option<String> {
    if Feature::EndpointMacAddress.in_version(version) || !takes_mac_address(&service.network_mode) {
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

/// Finds what the engine would refuse, or an old one would ignore. The main network has the position 0.
fn check(service: &Service, key: &str, position: usize, report: &mut Report) {
    let Some(network) = &service.networks[key] else { return };
    let place = ["networks", key];
    check_addresses(network, &place, report);
    if !network.interface_name.is_empty() {
        report.need(Feature::InterfaceName, &below(&place, &["interface_name"]));
    }
    if network.gw_priority != 0 {
        report.need(Feature::GatewayPriority, &below(&place, &["gw_priority"]));
    }
    for (option, feature) in [(INTERFACE_NAME, Feature::InterfaceName), (SYSCTLS, Feature::EndpointSysctls)] {
        if network.driver_opts.0.contains_key(option) {
            report.need(feature, &below(&place, &["driver_opts", option]));
        }
    }
    if network.mac_address.is_empty() {
        return;
    }
    if position > 0 {
        report.need(Feature::EndpointMacAddress, &below(&place, &["mac_address"]));
    } else if !service.mac_address.is_empty() && network.mac_address != service.mac_address {
        report.add(&below(&place, &["mac_address"]), Problem::MacAddressConflict(key.to_owned()));
    }
}

fn check_addresses(network: &ServiceNetwork, place: &[&str], report: &mut Report) {
    if !network.ipv4_address.is_empty() && network.ipv4_address.parse::<Ipv4Addr>().is_err() {
        report.add(&below(place, &["ipv4_address"]), Problem::invalid("IPv4 address", &*network.ipv4_address));
    }
    if !network.ipv6_address.is_empty() && network.ipv6_address.parse::<Ipv6Addr>().is_err() {
        report.add(&below(place, &["ipv6_address"]), Problem::invalid("IPv6 address", &*network.ipv6_address));
    }
    for (index, address) in network.link_local_ips.iter().enumerate() {
        if address.parse::<IpAddr>().is_err() {
            let problem = Problem::invalid("link-local IP", &**address);
            report.add(&below(place, &["link_local_ips", &index.to_string()]), problem);
        }
    }
    check_mac_address(&below(place, &["mac_address"]), &network.mac_address, report);
}

/// Six pairs of hexadecimal digits between colons or hyphens, or three groups of four between dots.
fn check_mac_address(path: &[&str], address: &str, report: &mut Report) {
    let groups = |separator: char, count: usize, digits: usize| {
        let all: Vec<&str> = address.split(separator).collect();
        all.len() == count
            && all.iter().all(|group| group.len() == digits && group.chars().all(|c| c.is_ascii_hexdigit()))
    };
    if !(address.is_empty() || groups(':', 6, 2) || groups('-', 6, 2) || groups('.', 3, 4)) {
        report.add(path, Problem::invalid("MAC address", address));
    }
}

fn settings(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    key: &str,
) -> Result<EndpointSettings, Problem> {
    let undefined = || Problem::Undefined { kind: Section::Network, name: key.to_owned() };
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
    let undefined = || Problem::Undefined { kind: Section::Network, name: key.to_owned() };
    Ok(project.networks.get(key).ok_or_else(undefined)?.name.clone())
}
