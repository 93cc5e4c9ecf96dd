//! Why a model cannot be sent to the engine.

use super::quirks::{Feature, engine_release};
use crate::model::api_version::ApiVersion;
use crate::model::ids::ServiceName;

/// A problem of one service or network. Texts that docker compose has too are kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}{problem}")]
pub(crate) struct ConvertError {
    place: Place,
    pub(crate) problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Service(ServiceName),
    Network(String),
    /// The text names the place itself.
    Told,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service(name) => write!(f, "service \"{name}\": "),
            Self::Network(key) => write!(f, "network \"{key}\": "),
            Self::Told => Ok(()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    #[error("unknown restart policy \"{0}\"; use one of \"no\", \"always\", \"on-failure\" or \"unless-stopped\"")]
    RestartPolicy(String),
    #[error("restart policy \"{0}\" takes no number of attempts; only \"on-failure\" does")]
    RestartAttempts(String),
    #[error("unknown {attribute} \"{value}\"; use one of {known}")]
    Word { attribute: &'static str, value: String, known: &'static str },
    #[error("invalid {what}: {value}")]
    Invalid { what: &'static str, value: String },
    #[error("invalid security-opt: \"{0}\"")]
    SecurityOption(String),
    #[error("opening seccomp profile ({path}) failed: {reason}")]
    SeccompProfile { path: String, reason: String },
    #[error("healthcheck.start_interval requires healthcheck.start_period to be set")]
    StartIntervalAlone,
    #[error("the service-level mac_address should have the same value as network {0}")]
    MacAddressConflict(String),
    #[error("cannot share {what} with service {service}: container missing")]
    Missing { what: &'static str, service: String },
    #[error("unsupported external {kind} {name}")]
    ExternalFile { kind: &'static str, name: String },
    #[error("Docker Compose does not support {kind}s.*.{attribute}")]
    FileDriver { kind: &'static str, attribute: &'static str },
    #[error("environment variable \"{variable}\" required by {kind} \"{name}\" is not set")]
    UnsetVariable { variable: String, kind: &'static str, name: String },
    #[error("cannot create {kind} \"{name}\" in read-only service {service}: `file` is the sole supported option")]
    ReadOnlyService { kind: &'static str, name: String, service: ServiceName },
    #[error("refers to undefined {kind} {name}")]
    Undefined { kind: &'static str, name: String },
    #[error("{kind} \"{name}\" cannot be packed for \"{target}\"; write an absolute path without `..`")]
    Archive { kind: &'static str, name: String, target: String },
    #[error("{}", too_old(attribute, *feature, *version))]
    EngineTooOld { attribute: String, feature: Feature, version: ApiVersion },
    #[error(
        "service \"{service}\" pre_start[{position}]: per_replica is not yet supported; without it the hook runs once, before the first replica"
    )]
    HookPerReplica { service: ServiceName, position: usize },
    #[error("`{0}` is not supported yet; remove it, or leave this service out")]
    Unsupported(&'static str),
}

impl Problem {
    pub(crate) fn of(self, service: &ServiceName) -> ConvertError {
        // Docker Compose writes these alone, and scripts look for them.
        let place = match &self {
            Self::ExternalFile { .. }
            | Self::FileDriver { .. }
            | Self::UnsetVariable { .. }
            | Self::ReadOnlyService { .. }
            | Self::Missing { .. }
            | Self::HookPerReplica { .. } => Place::Told,
            Self::RestartPolicy(_)
            | Self::RestartAttempts(_)
            | Self::Word { .. }
            | Self::Invalid { .. }
            | Self::SecurityOption(_)
            | Self::SeccompProfile { .. }
            | Self::StartIntervalAlone
            | Self::MacAddressConflict(_)
            | Self::Undefined { .. }
            | Self::Archive { .. }
            | Self::EngineTooOld { .. }
            | Self::Unsupported(_) => Place::Service(service.clone()),
        };
        ConvertError { place, problem: self }
    }

    pub(crate) fn of_network(self, key: &str) -> ConvertError {
        ConvertError { place: Place::Network(key.to_owned()), problem: self }
    }

    pub(super) fn word(attribute: &'static str, value: &str, known: &'static str) -> Self {
        Self::Word { attribute, value: value.to_owned(), known }
    }

    pub(super) fn invalid(what: &'static str, value: impl Into<String>) -> Self {
        Self::Invalid { what, value: value.into() }
    }
}

/// An error if the engine lacks something that the model asks for.
pub(super) fn need(feature: Feature, version: ApiVersion, attribute: &str) -> Result<(), Problem> {
    if feature.in_version(version) {
        return Ok(());
    }
    Err(Problem::EngineTooOld { attribute: attribute.to_owned(), feature, version })
}

fn too_old(attribute: &str, feature: Feature, version: ApiVersion) -> String {
    let since = feature.since();
    let release = engine_release(since);
    match feature {
        // As docker compose says it.
        Feature::InterfaceName => {
            format!("{attribute} requires Docker Engine v{release} or later (this engine has API {version})")
        }
        Feature::ImageMount => {
            format!("volume with type=image require Docker Engine v28 or later (this engine has API {version})")
        }
        Feature::CreateMountpoint
        | Feature::Annotations
        | Feature::SeveralEndpoints
        | Feature::EndpointMacAddress
        | Feature::StartInterval
        | Feature::RecursiveReadOnly
        | Feature::VolumeSubpath
        | Feature::GatewayPriority
        | Feature::EnableIpv4 => {
            format!(
                "{attribute} requires Docker Engine {release} (API {since}) or later; this engine has API {version}"
            )
        }
    }
}
