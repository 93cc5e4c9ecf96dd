//! `deploy` of a service.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::duration::Duration;
use super::env::Mapping;
use super::float::Float32;
use super::is_zero;
use super::project::Extensions;
use super::resources::DeviceRequest;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Deploy {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mode: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) replicas: Option<i64>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) labels: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) update_config: Option<UpdateConfig>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) rollback_config: Option<UpdateConfig>,
    pub(crate) resources: Resources,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) restart_policy: Option<RestartPolicy>,
    pub(crate) placement: Placement,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) endpoint_mode: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct UpdateConfig {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) parallelism: Option<u64>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) delay: Duration,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) failure_action: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) monitor: Duration,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) max_failure_ratio: Float32,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) order: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Resources {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) limits: Option<Resource>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) reservations: Option<Resource>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Resource {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpus: Float32,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) memory: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pids: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) devices: Vec<DeviceRequest>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) generic_resources: Vec<GenericResource>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GenericResource {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) discrete_resource_spec: Option<DiscreteResource>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DiscreteResource {
    pub(crate) kind: String,
    pub(crate) value: i64,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RestartPolicy {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) condition: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) delay: Option<Duration>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) max_attempts: Option<u64>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) window: Option<Duration>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Placement {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) constraints: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) preferences: Vec<PlacementPreference>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) max_replicas_per_node: u64,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PlacementPreference {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) spread: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
