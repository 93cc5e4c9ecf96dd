//! What can end a session other than its end.

use crate::engine::error::EngineError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// The engine's text is all that there is to say.
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the engine ended its stream of events, so what happens to the containers is not known any more")]
    EventsEnded,
}
