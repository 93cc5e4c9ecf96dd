//! From a container to this machine.

use std::ffi::{OsStr, OsString};
use std::future::Future;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bytes::{Buf, Bytes};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::destination::{check_output, resolve};
use super::error::TransferError;
use super::path::{Place, ending_like, link_target, place, split};
use super::stream::to_writer;
use super::trailer::Trailer;
use super::unpack::{Goal, unpack};
use crate::engine::{ByteStream, Engine, PathKind};
use crate::model::ids::ContainerId;
use crate::session::signals::Interrupts;

#[derive(Clone, Copy, Debug)]
pub(crate) struct DownloadRequest<'a> {
    /// In the container.
    pub(crate) path: &'a str,
    /// Local, or the stream.
    pub(crate) to: &'a Place,
    pub(crate) working_dir: &'a Path,
    /// Of a link the target is copied.
    pub(crate) follow: bool,
    pub(crate) owners: bool,
}

/// Gives what the user should know. An interruption leaves whole files only.
pub(crate) async fn download<E: Engine>(
    engine: &E,
    container: &ContainerId,
    request: DownloadRequest<'_>,
    interrupts: &Interrupts,
) -> Result<Vec<String>, TransferError> {
    let output = match request.to {
        Place::Local(output) => Some(check_output(request.working_dir, output)?),
        Place::Stream | Place::Service { .. } => None,
    };
    let path = if request.follow { followed(engine, container, request.path).await? } else { request.path.to_owned() };
    let (kind, archive) = interruptible(engine.download_archive(container, &path), interrupts).await??;
    let Some(output) = output else {
        interruptible(to_writer(archive, tokio::io::stdout()), interrupts).await??;
        return Ok(Vec::new());
    };
    let goal = goal(&request, kind == PathKind::Folder, &output)?;
    write(archive, goal, interrupts).await
}

async fn interruptible<T>(work: impl Future<Output = T>, interrupts: &Interrupts) -> Result<T, TransferError> {
    tokio::select! {
        done = work => Ok(done),
        () = interrupts.first() => Err(TransferError::Interrupted),
    }
}

/// The target of a link, with the end that the link was given. What is no link, or not there, is as it is.
async fn followed<E: Engine>(engine: &E, container: &ContainerId, path: &str) -> Result<String, TransferError> {
    match engine.path_kind(container, path).await {
        Ok(PathKind::Link(target)) => {
            let target = ending_like(link_target(path.as_ref(), target.as_ref()), path.as_ref());
            Ok(target.to_string_lossy().into_owned())
        }
        Ok(PathKind::File | PathKind::Folder | PathKind::Device | PathKind::Other) => Ok(path.to_owned()),
        Err(error) if error.status().is_some() => Ok(path.to_owned()),
        Err(error) => Err(error.into()),
    }
}

/// What is copied keeps the name that it was asked for by.
fn goal(request: &DownloadRequest<'_>, is_folder: bool, output: &Path) -> Result<Goal, TransferError> {
    let (_, name): (OsString, Option<OsString>) = split(request.path.as_ref());
    let (destination, there) = resolve(output)?;
    let placement = place(name.as_deref().map(OsStr::new), is_folder, &destination, there)?;
    Ok(Goal {
        folder: PathBuf::from(placement.folder),
        name: placement.name.map(PathBuf::from),
        content: name.is_none(),
        owners: request.owners,
    })
}

/// Hands the archive to a thread that writes files. That thread has always ended when this comes back.
async fn write(mut archive: ByteStream, goal: Goal, interrupts: &Interrupts) -> Result<Vec<String>, TransferError> {
    let (sender, receiver) = mpsc::channel(4);
    let writing = tokio::task::spawn_blocking(move || {
        let mut reader = Pieces::new(receiver);
        let warnings = unpack(&mut reader, &goal)?;
        if reader.trailer.is_complete() { Ok(warnings) } else { Err(TransferError::Incomplete) }
    });
    let feeding = async {
        while let Some(piece) = archive.next().await {
            if sender.send(Some(piece?)).await.is_err() {
                // The thread has an error to tell.
                return Ok(());
            }
        }
        drop(sender.send(None).await);
        Ok(())
    };
    let fed = interruptible(feeding, interrupts).await.and_then(|fed| fed);
    drop(sender);
    let written = writing.await.unwrap_or(Err(TransferError::Incomplete));
    fed?;
    written
}

/// The archive as the thread reads it. Without the mark at its end it was broken off, which is an error and no end.
pub(super) struct Pieces {
    receiver: mpsc::Receiver<Option<Bytes>>,
    piece: Bytes,
    ended: bool,
    trailer: Trailer,
}

impl Pieces {
    pub(super) fn new(receiver: mpsc::Receiver<Option<Bytes>>) -> Self {
        Self { receiver, piece: Bytes::new(), ended: false, trailer: Trailer::default() }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() && !self.ended {
            match self.receiver.blocking_recv() {
                Some(Some(piece)) => {
                    self.trailer.passed(&piece);
                    self.piece = piece;
                }
                Some(None) => self.ended = true,
                None => return Err(io::ErrorKind::ConnectionAborted.into()),
            }
        }
        let length = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

#[cfg(test)]
#[path = "download_tests.rs"]
mod tests;
