//! Mounts of a service, in the long form of its `volumes`.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::env::Mapping;
use super::is_zero;
use super::project::Extensions;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Mount {
    #[serde(rename = "type")]
    pub(crate) kind: MountKind,
    /// A host path (bind), a key of the top-level `volumes:` (volume), an image; empty for an anonymous volume.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) source: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) target: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) read_only: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) consistency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bind: Option<BindOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) volume: Option<VolumeOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tmpfs: Option<TmpfsOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<ImageOptions>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MountKind {
    #[default]
    Volume,
    Bind,
    Tmpfs,
    Cluster,
    Npipe,
    Image,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BindOptions {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) selinux: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) propagation: String,
    /// Whether the engine makes a missing host folder, if the file says so (the short form says yes); see
    /// [`BindOptions::creates_host_path`].
    #[serde(skip_serializing_if = "is_not_false")]
    pub(crate) create_host_path: Option<bool>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) recursive: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

impl BindOptions {
    /// Yes, unless the file says no.
    pub(crate) fn creates_host_path(&self) -> bool {
        self.create_host_path != Some(false)
    }
}

/// Docker Compose prints the flag only where it is off.
#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_not_false(flag: &Option<bool>) -> bool {
    *flag != Some(false)
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct VolumeOptions {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) labels: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) nocopy: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) subpath: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TmpfsOptions {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) size: Bytes,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mode: u32,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ImageOptions {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) subpath: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
