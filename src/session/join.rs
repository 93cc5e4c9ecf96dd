//! `attach`: the user's streams joined to those of a container that runs.

use std::convert::Infallible;
use std::future;

use futures_util::future::FutureExt;

use super::conversation::{Ended, LocalStreams, follow_size, pump};
use super::error::SessionError;
use super::oneoff::LAST_WORDS;
use super::proxy::{Signals, Watch};
use super::signals::Interrupts;
use super::terminal::{self, RawMode};
use crate::engine::{Engine, StreamsRequest, TerminalSize, WaitUntil};
use crate::model::ids::ContainerId;

#[derive(Clone, Copy, Debug)]
pub(crate) struct JoinRequest<'a> {
    pub(crate) id: &'a ContainerId,
    pub(crate) tty: bool,
    pub(crate) stdin: bool,
    /// Signals go to the process instead of ending the connection. One with a terminal gets its keys.
    pub(crate) proxy: bool,
    /// The process's terminal is shown on one, whose size it takes.
    pub(crate) sized: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JoinEnd {
    Exited(i64),
    /// The user left it alone; it goes on.
    Detached,
    /// The user interrupted us; it goes on.
    Interrupted,
}

pub(crate) async fn join<E: Engine>(
    engine: &E,
    request: JoinRequest<'_>,
    local: &mut LocalStreams,
    interrupts: &Interrupts,
) -> Result<JoinEnd, SessionError> {
    let mut signals = request.proxy.then(Signals::listen).transpose().map_err(SessionError::Signals)?;
    let mut watch = Watch::new(interrupts);
    let raw = (request.tty && request.stdin).then(RawMode::enter).transpose().map_err(SessionError::Terminal)?;
    let id = request.id;
    // Before the streams: an end that comes between the two is not missed.
    let mut exit = engine.wait_container(id, WaitUntil::NotRunning).await?.fuse();
    let detach_keys = local.detach_keys.clone();
    let streams = StreamsRequest { tty: request.tty, stdin: request.stdin, detach_keys: detach_keys.text() };
    let conversation = engine.converse(id, streams).await?;
    let mut output = std::pin::pin!(pump(conversation, local, request.tty).fuse());
    let mut size = std::pin::pin!(sizes(engine, id));
    let mut shown = None;
    let code = loop {
        tokio::select! {
            biased;
            name = next(&mut signals) => {
                watch.passed_on(name);
                // It may have ended in this moment.
                drop(engine.kill_container(id, name).await);
            }
            ended = &mut output, if shown.is_none() => match ended? {
                Ended::Detached => return Ok(JoinEnd::Detached),
                Ended::Output => shown = Some(()),
            },
            code = &mut exit => break code?,
            never = &mut size, if request.sized => match never {},
            () = watch.socket_closed(), if request.proxy => return Ok(JoinEnd::Interrupted),
            () = interrupts.first(), if !request.proxy => return Ok(JoinEnd::Interrupted),
        }
    };
    if shown.is_none() {
        // Output that does not end with its container is no reason to hide its exit code.
        tokio::time::timeout(LAST_WORDS, &mut output).await.unwrap_or(Ok(Ended::Output))?;
    }
    drop(raw);
    Ok(JoinEnd::Exited(code))
}

async fn next(signals: &mut Option<Signals>) -> &'static str {
    match signals {
        Some(signals) => signals.next().await,
        None => future::pending().await,
    }
}

/// A program draws itself when its terminal changes: it is given a wrong size first, so that the true one is a change.
async fn sizes<E: Engine>(engine: &E, id: &ContainerId) -> Infallible {
    if let Some(TerminalSize { rows, columns }) = terminal::size() {
        let wrong = TerminalSize { rows: rows.saturating_add(1), columns: columns.saturating_add(1) };
        drop(engine.resize_container(id, wrong).await);
    }
    follow_size(|size| engine.resize_container(id, size)).await
}

#[cfg(test)]
#[path = "join_tests.rs"]
mod tests;
