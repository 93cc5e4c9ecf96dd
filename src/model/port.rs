//! Published ports of a service, in their long form.

use serde::{Deserialize, Serialize};

use super::is_zero;
use super::project::Extensions;
use super::scalar::Text;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Port {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) name: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mode: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) host_ip: String,
    /// The port in the container.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) target: u32,
    /// A port, a range `8000-8010` or nothing (a free port is picked).
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) published: Text,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) protocol: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) app_protocol: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
