//! Why a plan does something.

use std::fmt;

use crate::model::ids::ServiceName;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// There is none, and there should be one.
    Missing,
    /// The definition of the service is another one than the container was made from.
    ConfigChanged,
    /// A field that differs, of a container that carries no hash which we could compute.
    FieldChanged {
        field: &'static str,
        old: String,
        new: String,
    },
    /// The content of a secret or config that is copied into the container.
    ContentChanged,
    ImageChanged {
        old: String,
        new: String,
    },
    /// The definition of a network or volume.
    DefinitionChanged,
    /// The container is not on this network, by its key.
    NetworkMissing(String),
    /// It is on this network without its fixed address, by the network's key.
    AddressMissing(String),
    /// It is on this network without the names that the service has there, by the network's key.
    NamesMissing(String),
    /// The service whose namespaces it lives in was started again since, or is about to be: what they share is gone.
    NamespaceGone(ServiceName),
    /// The container does not mount this volume, by its key.
    VolumeMissing(String),
    /// This network is made anew, by its key.
    NetworkRecreated(String),
    /// This volume is made anew, by its key.
    VolumeRecreated(String),
    /// It has this name no more.
    Renamed(String),
    /// The service whose namespaces or volumes it shares gets a new container.
    OwnerRecreated(ServiceName),
    /// A dependency with `restart: true` is recreated or restarted.
    DependencyRestarted(ServiceName),
    /// This service waits for it.
    DependencyOf(ServiceName),
    /// A flag asked for it.
    Forced,
    ScaleDown,
    Orphan,
    /// Left behind by a replacement that did not come to its end.
    Leftover,
    /// The container of a hook that was kept because the hook failed.
    HookLeftover,
    /// It cannot be started any more.
    Dead,
    NotRunning,
    Paused,
    /// A replacement takes its place.
    Replaced,
    /// The command is about this.
    Requested,
}

impl Cause {
    /// Whether somebody else has broken something: not the file, not a flag, not this plan.
    pub(crate) fn is_repair(&self) -> bool {
        match self {
            Self::NetworkMissing(_)
            | Self::AddressMissing(_)
            | Self::NamesMissing(_)
            | Self::NamespaceGone(_)
            | Self::VolumeMissing(_)
            | Self::Leftover
            | Self::HookLeftover
            | Self::Dead
            | Self::Paused => true,
            Self::Missing
            | Self::ConfigChanged
            | Self::FieldChanged { .. }
            | Self::ContentChanged
            | Self::ImageChanged { .. }
            | Self::DefinitionChanged
            | Self::NetworkRecreated(_)
            | Self::VolumeRecreated(_)
            | Self::Renamed(_)
            | Self::OwnerRecreated(_)
            | Self::DependencyRestarted(_)
            | Self::DependencyOf(_)
            | Self::Forced
            | Self::ScaleDown
            | Self::Orphan
            | Self::NotRunning
            | Self::Replaced
            | Self::Requested => false,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("missing"),
            Self::ConfigChanged => f.write_str("config changed"),
            Self::FieldChanged { field, old, new } => write!(f, "{field} changed from {old:?} to {new:?}"),
            Self::ContentChanged => f.write_str("content of secrets or configs changed"),
            Self::ImageChanged { old, new } => write!(f, "image changed from {} to {}", short(old), short(new)),
            Self::DefinitionChanged => f.write_str("definition changed"),
            Self::NetworkMissing(key) => write!(f, "not on network {key}"),
            Self::AddressMissing(key) => write!(f, "without its address on network {key}"),
            Self::NamesMissing(key) => write!(f, "without its names on network {key}"),
            Self::NamespaceGone(service) => write!(f, "lost what it shares with {service}"),
            Self::VolumeMissing(key) => write!(f, "does not mount volume {key}"),
            Self::NetworkRecreated(key) => write!(f, "network {key} recreated"),
            Self::VolumeRecreated(key) => write!(f, "volume {key} recreated"),
            Self::Renamed(name) => write!(f, "renamed to {name}"),
            Self::OwnerRecreated(service) => write!(f, "shares with recreated {service}"),
            Self::DependencyRestarted(service) => write!(f, "dependency {service} restarts"),
            Self::DependencyOf(service) => write!(f, "dependency of {service}"),
            Self::Forced => f.write_str("forced"),
            Self::ScaleDown => f.write_str("scale down"),
            Self::Orphan => f.write_str("orphan"),
            Self::Leftover => f.write_str("leftover of a replacement"),
            Self::HookLeftover => f.write_str("leftover of a hook"),
            Self::Dead => f.write_str("dead"),
            Self::NotRunning => f.write_str("not running"),
            Self::Paused => f.write_str("paused"),
            Self::Replaced => f.write_str("replaced"),
            Self::Requested => f.write_str("requested"),
        }
    }
}

/// `sha256:` and the first 12 digits, as far as there are any.
fn short(digest: &str) -> &str {
    digest.get(..19).filter(|_| digest.starts_with("sha256:")).unwrap_or(digest)
}
