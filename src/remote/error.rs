//! What can go wrong on the way to files and artifacts of other machines.

use crate::engine::error::Cause;

#[derive(Debug, thiserror::Error)]
pub(crate) enum RemoteError {
    #[error("{reference} is neither an OCI artifact (oci://…) nor a git repository (….git)")]
    Unknown { reference: String },
    #[error("{kind} remote resource is disabled by {variable:?}")]
    Disabled { kind: &'static str, variable: &'static str },
    #[error("{variable} environment variable expects boolean value: {value:?} is none")]
    NotBoolean { variable: &'static str, value: String },
    #[error("failed to pull OCI resource {reference:?}")]
    Pull { reference: String, source: RegistryError },
    #[error("{reference} is not a compose project OCI artifact, but {what}")]
    NotAProject { reference: String, what: String },
    #[error("{reference} names a file {name:?}, which would be written elsewhere")]
    UnsafeName { reference: String, name: String },
    #[error("{reference} has no Compose file")]
    NoFile { reference: String },
    #[error("{reference}: {place} leads out of the repository")]
    Outside { reference: String, place: String },
    #[error("git is needed for {reference}, and cannot be run")]
    NoGit { reference: String, source: std::io::Error },
    #[error("repository does not contain ref {reference}")]
    NoRef { reference: String },
    #[error("git {action} of {reference} failed: {output}")]
    Git { action: &'static str, reference: String, output: String },
    #[error("cannot write to the cache {place}")]
    Cache { place: String, source: std::io::Error },
    #[error("interrupted")]
    Interrupted,
}

/// Of one registry.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RegistryError {
    #[error(transparent)]
    Reference(#[from] crate::engine::reference::NoReference),
    #[error("TLS cannot be used")]
    Tls { source: Cause },
    #[error("{method} {address}")]
    Unreachable { method: &'static str, address: String, source: Cause },
    #[error("{address} does not answer within {seconds} seconds")]
    Slow { address: String, seconds: u64 },
    #[error("{what}: not found")]
    NotFound { what: String },
    #[error("{what}: {status} {message}")]
    Refused { what: String, status: u16, message: String },
    #[error("{what}: the answer cannot be understood")]
    Unreadable { what: String },
    #[error("{what}: what came is not what was asked for")]
    Corrupt { what: String },
    #[error("{what} is larger than {limit} bytes")]
    TooLarge { what: String, limit: usize },
}

impl RegistryError {
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::NotFound { .. } => Some(404),
            Self::Refused { status, .. } => Some(*status),
            Self::Reference(_)
            | Self::Tls { .. }
            | Self::Unreachable { .. }
            | Self::Slow { .. }
            | Self::Unreadable { .. }
            | Self::Corrupt { .. }
            | Self::TooLarge { .. } => None,
        }
    }
}
