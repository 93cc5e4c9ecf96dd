//! An entry of the top-level `volumes:`.

use serde::{Deserialize, Serialize};

use super::env::Mapping;
use super::is_zero;
use super::project::Extensions;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Volume {
    /// The name on the engine: `project_key`, unless the file names it.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver_opts: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) external: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) labels: Mapping,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
