//! `healthcheck` of a service.

use serde::{Deserialize, Serialize};

use super::duration::Duration;
use super::is_zero;
use super::project::Extensions;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Healthcheck {
    /// `[CMD, …]`, `[CMD-SHELL, text]` or `[NONE]`; empty: the image's own.
    #[serde(skip_serializing_if = "is_zero", deserialize_with = "test")]
    pub(crate) test: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) timeout: Option<Duration>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) interval: Option<Duration>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) retries: Option<u64>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) start_period: Option<Duration>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) start_interval: Option<Duration>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) disable: bool,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

/// A plain string is a shell command.
fn test<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Test {
        Shell(String),
        List(Vec<String>),
    }
    Ok(match Test::deserialize(deserializer)? {
        Test::Shell(command) => vec!["CMD-SHELL".to_owned(), command],
        Test::List(list) => list,
    })
}
