//! `run`: the life of a one-off container, from before its start to its end.

use std::time::Duration;

use futures_util::future::{FutureExt, LocalBoxFuture};

use super::conversation::{Ended, LocalStreams, follow_size, pump};
use super::error::SessionError;
use super::proxy::{Signals, Watch};
use super::signals::Interrupts;
use super::terminal::{Controlling, RawMode};
use crate::engine::{Engine, StreamsRequest, WaitUntil};
use crate::executor::hook::{self, AfterStart};
use crate::model::ids::ContainerId;

/// A container that has been created and not started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OneOffRequest<'a> {
    pub(crate) id: &'a ContainerId,
    pub(crate) tty: bool,
    pub(crate) stdin: bool,
    /// The user's terminal is handed over to the container.
    pub(crate) raw: bool,
    /// The engine removes the container when it ends.
    pub(crate) auto_remove: bool,
    /// What runs in the container once it has been started.
    pub(crate) hooks: AfterStart<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OneOffEnd {
    Exited(i64),
    /// The user left it alone; it goes on.
    Detached,
    /// The user did not want to wait for its start.
    Interrupted,
}

/// How long output may take to arrive after its container has ended.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(2);

/// Starts the container with its streams connected, and waits for its end. Signals go to the container, once each; the end
/// of docker's socket stops it.
pub(crate) async fn run<E: Engine>(
    engine: &E,
    request: OneOffRequest<'_>,
    local: &mut LocalStreams,
    interrupts: &Interrupts,
) -> Result<OneOffEnd, SessionError> {
    let signals = Signals::listen().map_err(SessionError::Signals)?;
    let raw = request.raw.then(RawMode::enter).transpose().map_err(SessionError::Terminal)?;
    let life = live(engine, request, local, (signals, interrupts)).await;
    drop(raw);
    if request.auto_remove && matches!(life, Err(_) | Ok(OneOffEnd::Interrupted)) {
        // The engine removes what has run. That the container is gone already is fine, and the error is told anyway.
        drop(engine.remove_container(request.id, true, true).await);
    }
    life
}

async fn live<E: Engine>(
    engine: &E,
    request: OneOffRequest<'_>,
    local: &mut LocalStreams,
    (mut signals, interrupts): (Signals, &Interrupts),
) -> Result<OneOffEnd, SessionError> {
    let id = request.id;
    let detach_keys = local.detach_keys.clone();
    let streams = StreamsRequest { tty: request.tty, stdin: request.stdin, detach_keys: detach_keys.text() };
    let until = if request.auto_remove { WaitUntil::Removed } else { WaitUntil::NextExit };
    let mut watch = Watch::new(interrupts);
    let terminal = Controlling::terminal();
    let started = async {
        let conversation = engine.converse(id, streams).await?;
        let exit = engine.wait_container(id, until).await?;
        engine.start_container(id).await.map_err(SessionError::Start)?;
        Ok::<_, SessionError>((conversation, exit.fuse()))
    };
    let (conversation, mut exit) = tokio::select! {
        biased;
        // The first one is for the process, when there is one.
        () = interrupts.reach(2) => return Ok(OneOffEnd::Interrupted),
        result = started => result?,
    };
    let mut hooks = std::pin::pin!(hook::after_start(engine, id, request.hooks).fuse());
    let mut hooked = None;

    let mut output = std::pin::pin!(pump(conversation, local, request.tty).fuse());
    let mut shown: Option<Result<Ended, SessionError>> = None;
    let mut size = std::pin::pin!(follow_size(|size| engine.resize_container(id, size)));
    let mut stopping: Option<LocalBoxFuture<'_, ()>> = None;
    let code = loop {
        tokio::select! {
            biased;
            name = signals.next() => {
                watch.passed_on(name);
                // It may have ended in this moment.
                drop(engine.kill_container(id, name).await);
                // Nobody will ever see it again, what was to leave nothing behind may not care.
                if name == "SIGHUP" && request.auto_remove && stopping.is_none() && terminal.is_gone() {
                    stopping = Some(engine.stop_container(id, None).map(drop).boxed_local());
                }
            }
            code = &mut exit => break code?,
            ended = &mut output, if shown.is_none() => match ended {
                Ok(Ended::Detached) => return Ok(OneOffEnd::Detached),
                Ok(Ended::Output) => shown = Some(Ok(Ended::Output)),
                Err(error) => {
                    // As a process is killed that writes to where nobody reads. Of a terminal's end it hears by a signal.
                    if !terminal.is_gone() {
                        drop(engine.kill_container(id, "SIGKILL").await);
                    }
                    shown = Some(Err(error));
                }
            },
            result = &mut hooks, if hooked.is_none() => hooked = Some(result),
            never = &mut size, if request.tty => match never {},
            () = watch.socket_closed(), if stopping.is_none() => {
                stopping = Some(engine.stop_container(id, None).map(drop).boxed_local());
            }
            () = async { if let Some(stop) = &mut stopping { stop.await } }, if stopping.is_some() => {
                stopping = Some(std::future::pending().boxed_local());
            }
        }
    };
    let shown = match shown {
        Some(shown) => Ok(shown),
        None => tokio::time::timeout(LAST_WORDS, &mut output).await,
    };
    // Output that does not end with its container is no reason to hide its exit code.
    shown.unwrap_or(Ok(Ended::Output))?;
    hooked.unwrap_or(Ok(()))?;
    Ok(OneOffEnd::Exited(code))
}

#[cfg(test)]
#[path = "oneoff_tests.rs"]
mod tests;
