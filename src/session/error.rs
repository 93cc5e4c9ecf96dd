//! What can end a session other than its end.

use crate::engine::error::EngineError;
use crate::executor::error::ExecuteError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// The engine's text is all that there is to say.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A container was made and its process could not be started.
    #[error(transparent)]
    Start(EngineError),
    /// A hook failed, and its container has ended since.
    #[error(transparent)]
    Hook(#[from] ExecuteError),
    /// Whoever read the output of a process has gone away, or the disk is full.
    #[error("the output cannot be written")]
    Output(#[source] std::io::Error),
    #[error("the terminal cannot be handed over")]
    Terminal(#[source] std::io::Error),
    #[error("signals cannot be received")]
    Signals(#[source] std::io::Error),
    #[error("the engine ended its stream of events, so what happens to the containers is not known any more")]
    EventsEnded,
}
