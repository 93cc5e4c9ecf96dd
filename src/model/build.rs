//! `build` of a service.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::env::{Environment, Mapping};
use super::hosts::HostsList;
use super::is_zero;
use super::project::Extensions;
use super::resources::Ulimits;
use super::scalar::{StringList, Text};
use super::secret::FileReference;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Build {
    /// An absolute path or a URL.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) context: String,
    /// Relative to the context.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) dockerfile: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) dockerfile_inline: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) entitlements: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) args: Environment,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) provenance: Text,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) sbom: Text,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ssh: SshKeys,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) labels: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cache_from: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) cache_to: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) no_cache: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) no_cache_filter: StringList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) additional_contexts: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pull: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) extra_hosts: HostsList,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) isolation: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) network: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) target: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) secrets: Vec<FileReference>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) shm_size: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) tags: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) ulimits: Ulimits,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) platforms: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) privileged: bool,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

impl Build {
    /// The path of the Dockerfile, relative to the context.
    pub(crate) fn dockerfile_path(&self) -> &str {
        if self.dockerfile.is_empty() { "Dockerfile" } else { &self.dockerfile }
    }
}

/// SSH agents or keys that a build may use: `default`, or an id with the path of a key or socket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SshKeys(pub(crate) Vec<SshKey>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SshKey {
    pub(crate) id: String,
    /// Empty: the agent of the environment.
    pub(crate) path: String,
}

impl Serialize for SshKeys {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|key| match key.path.as_str() {
            "" => key.id.clone(),
            path => format!("{}: {path}", key.id),
        }))
    }
}

impl<'de> Deserialize<'de> for SshKeys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let keys = indexmap::IndexMap::<String, Option<String>>::deserialize(deserializer)?;
        Ok(Self(keys.into_iter().map(|(id, path)| SshKey { id, path: path.unwrap_or_default() }).collect()))
    }
}
