//! A service of the Compose model.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::build::Build;
use super::bytes::Bytes;
use super::deploy::Deploy;
use super::develop::{Develop, Hook};
use super::duration::Duration;
use super::env::{Environment, Mapping};
use super::float::Float32;
use super::healthcheck::Healthcheck;
use super::hosts::HostsList;
use super::ids::ServiceName;
use super::is_zero;
use super::mount::Mount;
use super::network::ServiceNetworks;
use super::port::Port;
use super::project::Extensions;
use super::resources::{BlkioConfig, DeviceMapping, DeviceRequest, Ulimits};
use super::scalar::{StringList, Text};
use super::secret::FileReference;
use super::shell;

/// A service. The order of the fields is part of the config hash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Service {
    /// The key under `services:`.
    #[serde(skip)]
    pub(crate) name: ServiceName,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) profiles: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) annotations: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) attach: Option<bool>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) build: Option<Build>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) develop: Option<Develop>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) blkio_config: Option<BlkioConfig>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cap_add: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cap_drop: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cgroup_parent: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cgroup: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpu_count: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpu_percent: Float32,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpu_period: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpu_quota: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpu_rt_period: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpu_rt_runtime: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpus: Float32,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpuset: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cpu_shares: i64,
    // Docker Compose writes these two also when they are unset.
    pub(crate) command: Command,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) configs: Vec<FileReference>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) container_name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) credential_spec: Option<CredentialSpec>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) depends_on: BTreeMap<ServiceName, Dependency>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) deploy: Option<Deploy>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) device_cgroup_rules: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) devices: Vec<DeviceMapping>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) dns: StringList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) dns_opt: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) dns_search: StringList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) domainname: String,
    pub(crate) entrypoint: Command,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) provider: Option<Provider>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) environment: Environment,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) env_file: Vec<EnvFile>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) expose: Vec<Text>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) external_links: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) extra_hosts: HostsList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) group_add: Vec<Text>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) gpus: Vec<DeviceRequest>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) hostname: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) healthcheck: Option<Healthcheck>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) image: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) init: Option<bool>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ipc: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) isolation: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) labels: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) label_file: StringList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) links: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) logging: Option<Logging>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mem_limit: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mem_reservation: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) memswap_limit: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mem_swappiness: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mac_address: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) models: BTreeMap<String, Option<ServiceModel>>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) network_mode: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) networks: ServiceNetworks,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) oom_kill_disable: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) oom_score_adj: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pid: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pids_limit: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) platform: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ports: Vec<Port>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) privileged: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pull_policy: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) read_only: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) restart: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) runtime: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) scale: Option<i64>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) secrets: Vec<FileReference>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) security_opt: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) shm_size: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) stdin_open: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) stop_grace_period: Option<Duration>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) stop_signal: String,
    #[serde(skip_serializing_if = "is_zero", deserialize_with = "without_booleans")]
    pub(crate) storage_opt: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) sysctls: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) tmpfs: StringList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) tty: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ulimits: Ulimits,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) use_api_socket: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) user: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) userns_mode: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) uts: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) volumes: Vec<Mount>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) volumes_from: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) working_dir: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pre_start: Vec<Hook>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) post_start: Vec<Hook>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pre_stop: Vec<Hook>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

/// `command`, `entrypoint`: `None` is the image's own, an empty list clears it. A text is split into words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Command(pub(crate) Option<Vec<String>>);

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Line(String),
            Words(Vec<String>),
        }
        let form: Option<Form> = Option::deserialize(deserializer)?;
        let words = form.map(|form| match form {
            Form::Line(line) => shell::split(&line).map(|split| split.words),
            Form::Words(words) => Ok(words),
        });
        words.transpose().map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Dependency {
    pub(crate) condition: Condition,
    /// Whether the dependent is restarted when the dependency is recreated or restarted.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) restart: bool,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
    pub(crate) required: bool,
}

/// What a dependent waits for before it starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Condition {
    #[default]
    #[serde(rename = "service_started")]
    Started,
    #[serde(rename = "service_healthy")]
    Healthy,
    #[serde(rename = "service_completed_successfully")]
    CompletedSuccessfully,
}

impl Condition {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Started => "service_started",
            Self::Healthy => "service_healthy",
            Self::CompletedSuccessfully => "service_completed_successfully",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EnvFile {
    /// Absolute.
    pub(crate) path: String,
    #[serde(skip_serializing_if = "is_required")]
    pub(crate) required: Required,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) format: String,
}

/// Numbers become text; booleans do not.
fn without_booleans<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Mapping, D::Error> {
    let options: BTreeMap<String, serde_json::Value> = BTreeMap::deserialize(deserializer)?;
    if let Some(key) = options.iter().find(|(_, value)| value.is_boolean()).map(|(key, _)| key) {
        let message = format!("{key}: expected type 'string', got unconvertible type 'bool'");
        return Err(serde::de::Error::custom(message));
    }
    let text = |value| Text::deserialize(value).map(|text| text.0).map_err(serde::de::Error::custom);
    Ok(Mapping(options.into_iter().map(|(key, value)| Ok((key, text(value)?))).collect::<Result<_, D::Error>>()?))
}

/// True unless the file says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Required(pub(crate) bool);

impl Default for Required {
    fn default() -> Self {
        Self(true)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_required(required: &Required) -> bool {
    required.0
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Logging {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) options: Mapping,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CredentialSpec {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) config: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) file: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) registry: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Provider {
    #[serde(rename = "type", skip_serializing_if = "is_zero")]
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) options: BTreeMap<String, StringList>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ServiceModel {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) endpoint_var: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) model_var: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

impl Service {
    /// How many containers the service wants.
    pub(crate) fn replicas(&self) -> usize {
        let wanted = self.scale.or_else(|| self.deploy.as_ref().and_then(|deploy| deploy.replicas)).unwrap_or(1);
        usize::try_from(wanted).unwrap_or(0)
    }

    /// Images of `pre_start` hooks that are not the service's own.
    pub(crate) fn hook_images(&self) -> impl Iterator<Item = &str> {
        let images = self.pre_start.iter().map(|hook| hook.image.as_str());
        images.filter(|image| !image.is_empty() && *image != self.image)
    }

    /// The networks in the order in which the container joins them: highest priority first, then by key. The first one is
    /// the main network.
    pub(crate) fn networks_by_priority(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.networks.keys().map(String::as_str).collect();
        let priority = |key: &str| self.networks[key].as_ref().map_or(0, |network| network.priority);
        keys.sort_by_key(|key| std::cmp::Reverse(priority(key)));
        keys
    }
}
