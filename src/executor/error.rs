//! Why a step failed.

use std::time::Duration;

use super::hook::Tail;
use super::provider::ProviderError;
use crate::convert::error::ConvertError;
use crate::engine::error::EngineError;
use crate::event::Resource;
use crate::model::ids::ServiceName;

/// A step that failed, or a wait that cannot end well. Texts that docker compose has too are kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExecuteError {
    /// The engine said no. Its own text follows as the source.
    #[error("cannot {action} {}", noun(resource))]
    Refused { action: &'static str, resource: Resource, source: EngineError },
    #[error(transparent)]
    Body(#[from] ConvertError),
    #[error("dependency failed to start: {0}")]
    Dependency(Reason),
    #[error("service \"{service}\" didn't complete successfully: exit {code}")]
    NotCompleted { service: ServiceName, container: String, code: i64 },
    /// What was to run does not.
    #[error("{0}")]
    NotRunning(Reason),
    /// The names of the containers that are not.
    #[error("application not healthy after {}s", time.as_secs())]
    NotHealthyInTime { time: Duration, containers: Vec<String> },
    /// `what`: `web_1: post_start hook`.
    #[error("{what} exited with status {code}{tail}")]
    Hook { what: String, code: i64, tail: Tail },
    /// The container is kept to be looked at; its short id.
    #[error(
        "service \"{service}\" pre_start[{position}] exited with code {code} (hook container {id} retained for inspection){tail}"
    )]
    PreStart { service: ServiceName, position: usize, code: i64, id: String, tail: Tail },
    #[error("service \"{service}\"")]
    Provider { service: ServiceName, source: ProviderError },
    #[error("cannot follow the engine's events")]
    Events { source: EngineError },
    #[error("cannot see how the containers that are waited for do")]
    Look { source: EngineError },
    #[error("the engine's stream of events ended, and again after {0} attempts to open it anew")]
    EventsEnded(usize),
}

impl ExecuteError {
    /// The names of the containers that are to blame, where looking at them tells more.
    pub(crate) fn culprits(&self) -> Vec<&str> {
        match self {
            Self::Dependency(reason) | Self::NotRunning(reason) => reason.container().into_iter().collect(),
            Self::NotCompleted { container, .. } => vec![container],
            Self::NotHealthyInTime { containers, .. } => containers.iter().map(String::as_str).collect(),
            Self::Refused { .. }
            | Self::Body(_)
            | Self::Hook { .. }
            | Self::PreStart { .. }
            | Self::Provider { .. }
            | Self::Events { .. }
            | Self::Look { .. }
            | Self::EventsEnded(_) => Vec::new(),
        }
    }

    /// The whole story: its own text and those of its sources.
    pub(crate) fn text(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            text = format!("{text}: {error}");
            source = error.source();
        }
        text
    }
}

/// What is wrong with a container that others wait for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Reason {
    #[error("container {0} is unhealthy")]
    Unhealthy(String),
    #[error("container {name} exited ({code})")]
    Exited { name: String, code: i64 },
    #[error("container {0} has no healthcheck configured")]
    NoHealthcheck(String),
    #[error("container {0} was removed")]
    Removed(String),
}

impl Reason {
    fn container(&self) -> Option<&str> {
        match self {
            Self::Unhealthy(name) | Self::Exited { name, .. } => Some(name),
            Self::NoHealthcheck(_) | Self::Removed(_) => None,
        }
    }
}

/// A resource in the middle of a sentence.
fn noun(resource: &Resource) -> String {
    match resource {
        Resource::Container(name) => format!("container {name}"),
        Resource::Network(name) => format!("network {name}"),
        Resource::Volume(name) => format!("volume {name}"),
        Resource::Image(reference) | Resource::Tag(reference) => format!("image {reference}"),
        Resource::Service(name) => format!("service {name}"),
        Resource::Model(name) => format!("model {name}"),
        Resource::Project => "the application".to_owned(),
    }
}
