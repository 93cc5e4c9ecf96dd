//! The body that creates a network.

use std::collections::BTreeMap;
use std::net::IpAddr;

use bollard::models::{Ipam as EngineIpam, IpamConfig, NetworkCreateRequest};

use super::error::{ConvertError, Place, Problem};
use super::quirks::Feature;
use super::report::Report;
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
    let mut report = Report::new(Place::Network(key.to_owned()), version);
    check(network, &mut report);
    report.result(())?;
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

pub(super) fn check(network: &Network, report: &mut Report) {
    if network.enable_ipv4.is_some() {
        report.need(Feature::EnableIpv4, &["enable_ipv4"]);
    }
    for (index, pool) in network.ipam.config.iter().enumerate() {
        check_pool(pool, &index.to_string(), report);
    }
}

fn check_pool(pool: &IpamPool, index: &str, report: &mut Report) {
    let place = ["ipam", "config", index];
    let mut check = |what, path: &[&str], text: &str, valid: fn(&str) -> bool| {
        if !valid(text) {
            report.add(&[&place, path].concat(), Problem::invalid(what, text));
        }
    };
    check("subnet", &["subnet"], &pool.subnet, is_prefix);
    check("ip-range", &["ip_range"], &pool.ip_range, is_prefix);
    check("gateway address", &["gateway"], &pool.gateway, is_address);
    for (host, text) in &pool.aux_addresses.0 {
        check("auxiliary address", &["aux_addresses", host], text, is_address);
    }
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
