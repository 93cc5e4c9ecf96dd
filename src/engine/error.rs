//! What can go wrong between us and an engine.

#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    /// The engine refused. Scripts match docker compose's prefix.
    #[error("Error response from daemon: {message}")]
    Refused { status: u16, message: String },
}
