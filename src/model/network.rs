//! Networks: the top-level definitions, and a service's place on them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::env::Mapping;
use super::is_zero;
use super::project::Extensions;

/// An entry of the top-level `networks:`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Network {
    /// The name on the engine: `project_key`, unless the file names it.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver_opts: Mapping,
    pub(crate) ipam: Ipam,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) external: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) internal: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) attachable: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) labels: Mapping,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enable_ipv4: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enable_ipv6: Option<bool>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Ipam {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) config: Vec<IpamPool>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) options: Mapping,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct IpamPool {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) subnet: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) gateway: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ip_range: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) aux_addresses: Mapping,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

/// A service's networks by key; `None` is a network without settings of its own.
pub(crate) type ServiceNetworks = BTreeMap<String, Option<ServiceNetwork>>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ServiceNetwork {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) aliases: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver_opts: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) gw_priority: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) interface_name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ipv4_address: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ipv6_address: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) link_local_ips: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mac_address: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) priority: i64,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
