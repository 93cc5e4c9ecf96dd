//! `exec`: a process in a running container, with the user's streams.

use super::conversation::{Ended, LocalStreams, follow_size, pump};
use super::error::SessionError;
use super::signals::Interrupts;
use super::terminal::{self, RawMode};
use crate::engine::{Engine, ExecRequest, process};
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
        Some(Ended::Output) => Ok(ExecEnd::Exited(process::exit_code(engine, &id).await?)),
        Some(Ended::Detached) => Ok(ExecEnd::Detached),
        None => Ok(ExecEnd::Interrupted),
    }
}

#[cfg(test)]
#[path = "exec_tests.rs"]
mod tests;
