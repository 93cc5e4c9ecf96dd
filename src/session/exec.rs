//! `exec`: a process in a running container, with the user's streams.

use std::time::Duration;

use super::conversation::{Ended, LocalStreams, follow_size, pump};
use super::error::SessionError;
use super::signals::Interrupts;
use super::terminal::{self, RawMode};
use crate::engine::{Engine, ExecRequest};
use crate::model::ids::ContainerId;

/// How a process in a container ended for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExecEnd {
    Exited(i64),
    /// The user left it alone.
    Detached,
    /// The user interrupted us; the process goes on.
    Interrupted,
}

/// Runs the process. `raw`: the user's terminal is handed over to it.
pub(crate) async fn exec<E: Engine>(
    engine: &E,
    (container, request): (&ContainerId, &ExecRequest),
    local: &mut LocalStreams,
    raw: bool,
    interrupts: &Interrupts,
) -> Result<ExecEnd, SessionError> {
    let id = engine.create_exec(container, request).await?;
    let raw = raw.then(RawMode::enter).transpose().map_err(SessionError::Terminal)?;
    let conversation = engine.start_exec(&id, request.tty, terminal::size()).await?;
    let ended = tokio::select! {
        ended = pump(conversation, local, request.tty) => Some(ended?),
        never = follow_size(|size| engine.resize_exec(&id, size)), if request.tty => match never {},
        () = interrupts.first() => None,
    };
    drop(raw);
    match ended {
        Some(Ended::Output) => exit_code(engine, &id).await.map(ExecEnd::Exited),
        Some(Ended::Detached) => Ok(ExecEnd::Detached),
        None => Ok(ExecEnd::Interrupted),
    }
}

/// The output may be complete a moment before the engine knows of the end.
async fn exit_code<E: Engine>(engine: &E, id: &str) -> Result<i64, SessionError> {
    let mut state = engine.inspect_exec(id).await?;
    let mut pause = Duration::from_millis(5);
    while state.running && pause < Duration::from_secs(2) {
        tokio::time::sleep(pause).await;
        pause *= 2;
        state = engine.inspect_exec(id).await?;
    }
    Ok(state.exit_code.unwrap_or_default())
}

#[cfg(test)]
#[path = "exec_tests.rs"]
mod tests;
