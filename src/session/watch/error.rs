//! Why watching failed.

use std::io;
use std::path::PathBuf;

use crate::engine::error::EngineError;
use crate::session::transfer::error::TransferError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum WatchError {
    /// The engine's text is all that there is to say.
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error("the engine ended its stream of events, so what happens to the containers is not known any more")]
    EventsEnded,
    #[error("cannot watch {}", path.display())]
    Files { path: PathBuf, source: io::Error },
    #[cfg(not(target_os = "linux"))]
    #[error("watch needs Linux's way to notice changes of files, which this system does not have")]
    NotHere,
    /// A rebuild, a restart or a command; told by whoever does it.
    #[error("{0}")]
    Action(String),
    #[error("{0} files have changed at once; those that containers do not need can be left out with `ignore`")]
    Many(usize),
    #[error("can't watch service {service:?} with action rebuild without a build context")]
    NoBuild { service: String },
    #[error("none of the selected services is configured for watch, consider setting a 'develop' section")]
    NothingToWatch,
    #[error("cannot take exclusive lock for project {project:?}: {reason}")]
    Locked { project: String, reason: String },
}

impl WatchError {
    /// The engine has gone, or changes are not seen any more.
    pub(super) fn ends_the_watch(&self) -> bool {
        match self {
            Self::Engine(error) | Self::Transfer(TransferError::Engine(error)) => error.status().is_none(),
            Self::EventsEnded | Self::Files { .. } => true,
            _ => false,
        }
    }
}
