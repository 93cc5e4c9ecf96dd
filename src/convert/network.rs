//! The body that creates a network.

use std::collections::BTreeMap;
use std::net::IpAddr;

use bollard::models::{Ipam as EngineIpam, IpamConfig, NetworkCreateRequest};

use super::error::{ConvertError, Problem, need};
use super::quirks::Feature;
use crate::model::api_version::ApiVersion;
use crate::model::labels;
use crate::model::network::{Ipam, IpamPool, Network};

/// `hash` is the network's config hash.
pub(crate) fn body(
    project: &str,
    key: &str,
    network: &Network,
    hash: &str,
    version: ApiVersion,
) -> Result<NetworkCreateRequest, ConvertError> {
    check(network, version).map_err(|problem| problem.of_network(key))?;
    let mut all: BTreeMap<String, String> = network.labels.0.clone();
    for (label, value) in [
        (labels::PROJECT, project),
        (labels::NETWORK, key),
        (labels::VERSION, labels::COMPOSE_VERSION),
        (labels::CONFIG_HASH, hash),
    ] {
        all.insert(label.to_owned(), value.to_owned());
    }
    Ok(NetworkCreateRequest {
        name: network.name.clone(),
        driver: super::text(&network.driver),
        internal: Some(network.internal),
        attachable: Some(network.attachable),
        ipam: ipam(&network.ipam),
        enable_ipv4: network.enable_ipv4,
        enable_ipv6: network.enable_ipv6,
        options: super::hash_map(&network.driver_opts.0),
        labels: super::hash_map(&all),
        ..NetworkCreateRequest::default()
    })
}

pub(super) fn check(network: &Network, version: ApiVersion) -> Result<(), Problem> {
    if network.enable_ipv4.is_some() {
        need(Feature::EnableIpv4, version, "enable_ipv4")?;
    }
    for pool in &network.ipam.config {
        check_pool(pool)?;
    }
    Ok(())
}

fn check_pool(pool: &IpamPool) -> Result<(), Problem> {
    let prefix = |what, text: &str| if is_prefix(text) { Ok(()) } else { Err(Problem::invalid(what, text)) };
    let address = |what, text: &str| if is_address(text) { Ok(()) } else { Err(Problem::invalid(what, text)) };
    prefix("subnet", &pool.subnet)?;
    prefix("ip-range", &pool.ip_range)?;
    address("gateway address", &pool.gateway)?;
    pool.aux_addresses.0.values().try_for_each(|text| address("auxiliary address", text))
}

fn is_address(text: &str) -> bool {
    text.is_empty() || text.parse::<IpAddr>().is_ok()
}

fn is_prefix(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return text.is_empty() };
    let longest = match address.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.parse::<u8>().is_ok_and(|length| length <= longest)
}

fn ipam(ipam: &Ipam) -> Option<EngineIpam> {
    if ipam.driver.is_empty() && ipam.config.is_empty() && ipam.options.0.is_empty() {
        return None;
    }
    let pool = |pool: &IpamPool| IpamConfig {
        subnet: super::text(&pool.subnet),
        ip_range: super::text(&pool.ip_range),
        gateway: super::text(&pool.gateway),
        auxiliary_addresses: super::hash_map(&pool.aux_addresses.0),
    };
    Some(EngineIpam {
        driver: super::text(&ipam.driver),
        config: super::list(&ipam.config.iter().map(pool).collect::<Vec<_>>()),
        options: super::hash_map(&ipam.options.0),
    })
}
