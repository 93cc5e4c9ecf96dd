//! The Compose application as loaded: what should be.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ids::ServiceName;
use super::is_zero;
use super::network::Network;
use super::secret::FileObject;
use super::service::Service;
use super::volume::Volume;

/// `x-*` keys with their values as parsed. Serialised under the key `#extensions`; the renderers put them where they
/// belong, or drop them (they are not part of the config hash).
pub(crate) type Extensions = BTreeMap<String, serde_json::Value>;

/// A loaded project. Every path in it is absolute, every name resolved, every default filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Project {
    pub(crate) name: String,
    /// The base of relative paths.
    pub(crate) working_dir: PathBuf,
    /// Absolute, in the order in which they were merged; `-` for standard input.
    pub(crate) compose_files: Vec<PathBuf>,
    /// Only those given by `--env-file` or `COMPOSE_ENV_FILES`.
    pub(crate) env_files: Vec<PathBuf>,
    /// The variables for interpolation: process environment over env files.
    pub(crate) environment: BTreeMap<String, String>,
    /// The active services.
    pub(crate) services: BTreeMap<ServiceName, Service>,
    /// Services whose profiles are not active, or that were not selected.
    pub(crate) disabled_services: BTreeMap<ServiceName, Service>,
    pub(crate) networks: BTreeMap<String, Network>,
    pub(crate) volumes: BTreeMap<String, Volume>,
    pub(crate) secrets: BTreeMap<String, FileObject>,
    pub(crate) configs: BTreeMap<String, FileObject>,
    pub(crate) models: BTreeMap<String, Model>,
    /// Top-level `x-*` keys.
    pub(crate) extensions: Extensions,
    /// The active profiles, in the order given.
    pub(crate) profiles: Vec<String>,
    /// `-` or `_` between the parts of container names.
    pub(crate) separator: Separator,
}

/// What stands between project, service and number in a container's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Separator {
    #[default]
    Underscore,
    Hyphen,
}

impl Separator {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Underscore => "_",
            Self::Hyphen => "-",
        }
    }
}

/// An entry of the top-level `models:`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the key of the file")]
pub(crate) struct Model {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) model: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) context_size: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) runtime_flags: Vec<String>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
