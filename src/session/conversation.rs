//! Connects the user's streams with those of a process in a container.

use std::cell::Cell;
use std::convert::Infallible;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::LocalBoxStream;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::detach::{DetachKeys, Finder};
use super::error::SessionError;
use super::terminal;
use crate::engine::{Conversation, Output, Result as EngineResult, StreamKind, TerminalSize};

/// The user's side.
pub(crate) struct LocalStreams {
    /// Ends with standard input; `None`: the process gets none.
    pub(crate) input: Option<mpsc::Receiver<Bytes>>,
    pub(crate) stdout: Box<dyn AsyncWrite + Unpin>,
    pub(crate) stderr: Box<dyn AsyncWrite + Unpin>,
    /// What the user types to leave a process with a terminal alone.
    pub(crate) detach_keys: DetachKeys,
    /// The end of the input is the end of the process's. Where it is not, engines end the output with it.
    pub(crate) input_ends: bool,
}

impl LocalStreams {
    /// Those of this process.
    pub(crate) fn own(stdin: bool, detach_keys: DetachKeys) -> Self {
        let input = stdin.then(terminal::keys);
        Self {
            input,
            stdout: Box::new(tokio::io::stdout()),
            stderr: Box::new(tokio::io::stderr()),
            detach_keys,
            input_ends: true,
        }
    }
}

/// What comes in on standard input, to its end.
pub(crate) fn standard_input() -> mpsc::Receiver<Bytes> {
    terminal::keys()
}

/// How long the engine may take to hand over the last keys of a user who leaves.
const PARTING: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The process's output is complete.
    Output,
    /// The user typed the keys that leave the process alone.
    Detached,
}

/// Moves bytes in both directions, each at its own pace, until the output has ended.
pub(super) async fn pump(
    conversation: Conversation,
    local: &mut LocalStreams,
    tty: bool,
) -> Result<Ended, SessionError> {
    let Conversation { output, mut input } = conversation;
    let LocalStreams { input: keys, stdout, stderr, detach_keys, input_ends } = local;
    let detach = tty.then(|| detach_keys.finder());
    let left = Cell::new(false);
    tokio::select! {
        biased;
        shown = show(output, stdout, stderr) => match shown {
            _ if left.get() => Ok(Ended::Detached),
            Ok(()) => Ok(Ended::Output),
            Err(error) => Err(error),
        },
        () = forward(keys, &mut input, detach, (*input_ends, &left)) => Ok(Ended::Detached),
    }
}

async fn show(
    mut output: LocalBoxStream<'static, EngineResult<Output>>,
    stdout: &mut (dyn AsyncWrite + Unpin),
    stderr: &mut (dyn AsyncWrite + Unpin),
) -> Result<(), SessionError> {
    while let Some(piece) = output.next().await {
        let Output { stream, bytes } = piece?;
        match stream {
            StreamKind::Stdout => write(&mut *stdout, &bytes).await,
            StreamKind::Stderr => write(&mut *stderr, &bytes).await,
        }
        .map_err(SessionError::Output)?;
    }
    Ok(())
}

async fn write(mut to: impl AsyncWrite + Unpin, bytes: &[u8]) -> io::Result<()> {
    to.write_all(bytes).await?;
    to.flush().await
}

/// Comes back when the user detaches only. Without a terminal, the end of the input is handed on while output follows.
async fn forward(
    keys: &mut Option<mpsc::Receiver<Bytes>>,
    input: &mut (dyn AsyncWrite + Unpin),
    mut detach: Option<Finder>,
    (input_ends, left): (bool, &Cell<bool>),
) {
    while let Some(keys) = keys {
        let Some(bytes) = keys.recv().await else {
            if input_ends {
                // A process that has closed its input needs no end of it.
                drop(input.shutdown().await);
            }
            break;
        };
        let (bytes, leaves) = match &mut detach {
            Some(finder) => {
                let (bytes, leaves) = finder.filter(&bytes);
                (Bytes::from(bytes), leaves)
            }
            None => (bytes, false),
        };
        let written = write(&mut *input, &bytes).await;
        if leaves {
            left.set(true);
            // A connection that is closed takes along what the process has not yet got of it. The end of the input comes
            // behind the last key, and the engine answers it by ending the output.
            drop(input.shutdown().await);
            tokio::time::sleep(PARTING).await;
            return;
        }
        if written.is_err() {
            // The process reads no more. Its output decides what comes next.
            break;
        }
    }
    std::future::pending::<()>().await;
}

/// Gives the process's terminal the size of the user's, now and after each change.
pub(super) async fn follow_size<F>(resize: impl Fn(TerminalSize) -> F) -> Infallible
where
    F: Future<Output = EngineResult<()>>,
{
    let Ok(mut changes) = signal(SignalKind::window_change()) else { return std::future::pending().await };
    for attempt in 1..=10 {
        let Some(size) = terminal::size() else { break };
        if resize(size).await.is_ok() {
            break;
        }
        // The process is not there yet.
        tokio::time::sleep(Duration::from_millis(10 * attempt)).await;
    }
    while changes.recv().await.is_some() {
        if let Some(size) = terminal::size() {
            // A process that has just ended has no terminal any more.
            drop(resize(size).await);
        }
    }
    std::future::pending().await
}
