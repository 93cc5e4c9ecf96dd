//! Why a model cannot be sent to the engine.

use std::fmt;

use super::quirks::{Feature, engine_release};
use crate::model::api_version::ApiVersion;
use crate::model::ids::ServiceName;

/// A problem of one service or network. Texts that docker compose has too are kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", self.told_place())]
pub(crate) struct ConvertError {
    pub(super) place: Place,
    /// Below the place.
    pub(super) path: Vec<String>,
    pub(crate) problem: Box<Problem>,
}

/// What a problem is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Service(ServiceName),
    Network(String),
}

/// What services refer to, of the top of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Network,
    Volume,
    Secret,
    Config,
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Secret => "secret",
            Self::Config => "config",
        })
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
    #[error("{first} and {second} cannot both be set; remove one of them")]
    Exclusive { first: &'static str, second: &'static str },
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
    #[error(
        "cannot create {kind} \"{name}\" in read-only service {service}: give it a target in a folder, which can be a volume"
    )]
    ReadOnlyService { kind: &'static str, name: String, service: ServiceName },
    #[error("refers to undefined {kind} {name}")]
    Undefined { kind: Section, name: String },
    #[error("{kind} \"{name}\" cannot be packed for \"{target}\"; write an absolute path without `..`")]
    Archive { kind: &'static str, name: String, target: String },
    #[error("{}", too_old(attribute, *feature, *version))]
    EngineTooOld { attribute: String, feature: Feature, version: ApiVersion },
    #[error(
        "service \"{service}\" pre_start[{position}]: per_replica is not yet supported; without it the hook runs once, \
         before the first replica"
    )]
    HookPerReplica { service: ServiceName, position: usize },
}

impl ConvertError {
    /// Keys and indices from the top of the project, to where the culprit stands or would stand.
    pub(crate) fn path(&self) -> Vec<&str> {
        let place = match &self.place {
            Place::Service(name) => ["services", name.as_str()],
            Place::Network(key) => ["networks", key],
        };
        place.into_iter().chain(self.path.iter().map(String::as_str)).collect()
    }

    fn told_place(&self) -> String {
        match (&*self.problem, &self.place) {
            // Docker Compose writes these alone, and scripts look for them.
            (
                Problem::ExternalFile { .. }
                | Problem::FileDriver { .. }
                | Problem::UnsetVariable { .. }
                | Problem::ReadOnlyService { .. }
                | Problem::Missing { .. }
                | Problem::HookPerReplica { .. },
                _,
            ) => String::new(),
            (_, Place::Service(name)) => format!("service \"{name}\": "),
            (_, Place::Network(key)) => format!("network \"{key}\": "),
        }
    }
}

impl Problem {
    pub(super) fn word(attribute: &'static str, value: &str, known: &'static str) -> Self {
        Self::Word { attribute, value: value.to_owned(), known }
    }

    pub(super) fn invalid(what: &'static str, value: impl Into<String>) -> Self {
        Self::Invalid { what, value: value.into() }
    }
}

fn too_old(attribute: &str, feature: Feature, version: ApiVersion) -> String {
    let since = feature.since();
    let release = engine_release(since);
    let engine = format!("this engine has API {version}, as Docker Engine {} does", engine_release(version));
    match feature {
        // As docker compose says it.
        Feature::InterfaceName => {
            format!("{attribute} requires Docker Engine v{release} or later (API {since}; {engine})")
        }
        Feature::ImageMount => {
            format!("volume with type=image require Docker Engine v28 or later (API {since}; {engine})")
        }
        Feature::CreateMountpoint => format!(
            "{attribute} of a mount whose host path may be missing requires Docker Engine {release} (API {since}) or \
             later, or create_host_path: false; {engine}"
        ),
        Feature::Annotations
        | Feature::ClusterVolume
        | Feature::SeveralEndpoints
        | Feature::EndpointMacAddress
        | Feature::EndpointSysctls
        | Feature::StartInterval
        | Feature::RecursiveReadOnly
        | Feature::Cdi
        | Feature::VolumeSubpath
        | Feature::GatewayPriority
        | Feature::EnableIpv4 => {
            format!("{attribute} requires Docker Engine {release} (API {since}) or later; {engine}")
        }
    }
}
