//! What can go wrong between us and an engine.

/// An error of a lower layer, kept for its text.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    /// The engine refused. Scripts match docker compose's prefix.
    #[error("Error response from daemon: {message}")]
    Refused { status: u16, message: String },
    /// Nobody answers. Docker Compose's text; the cause is left out where it only repeats it.
    #[error("Cannot connect to the Docker daemon at {host}. Is the docker daemon running?")]
    Unreachable { host: String, source: Option<Cause> },
    #[error("permission denied while trying to connect to the Docker daemon socket at {host}")]
    PermissionDenied { host: String },
    /// A connection that worked broke.
    #[error("the connection to the engine at {host} failed during {request}")]
    Broken { host: String, request: String, source: Cause },
    /// A stream stopped in the middle of a message.
    #[error("the engine's answer to {request} ended unexpectedly")]
    Ended { request: String },
    #[error("the engine's answer to {request} cannot be read")]
    Unreadable { request: String, source: serde_json::Error },
    /// A request that we cannot even form, such as a header with a line break.
    #[error("{request} cannot be sent to the engine")]
    Unsendable { request: String, source: Cause },
    /// An operation that the engine reported as failed after it had begun: a pull, a build.
    #[error("{message}")]
    Failed { message: String },
}

impl EngineError {
    /// The engine's status code, if it refused.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Unreachable { .. }
            | Self::PermissionDenied { .. }
            | Self::Broken { .. }
            | Self::Ended { .. }
            | Self::Unreadable { .. }
            | Self::Unsendable { .. }
            | Self::Failed { .. } => None,
        }
    }

    /// The thing that the request named is not there.
    pub(crate) fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Somebody else uses it, it has the wrong state, or it is being removed already.
    pub(crate) fn is_conflict(&self) -> bool {
        self.status() == Some(409)
    }
}
