//! `develop` of a service, and the hooks that run in or before its containers.

use serde::{Deserialize, Serialize};

use super::env::Environment;
use super::is_zero;
use super::project::Extensions;
use super::scalar::StringList;
use super::service::Command;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Develop {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) watch: Vec<WatchRule>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WatchRule {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) path: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) action: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) target: String,
    pub(crate) exec: Hook,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) include: StringList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ignore: StringList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) initial_sync: bool,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

/// `pre_start`, `post_start`, `pre_stop` and `exec` of a watch rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Hook {
    pub(crate) command: Command,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) image: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) user: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) privileged: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) working_dir: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) environment: Environment,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) per_replica: bool,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
