//! From this machine to containers.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::sync::mpsc;

use super::destination::absolute;
use super::error::TransferError;
use super::pack::pack;
use super::path::{There, link_target, place};
use super::source::Source;
use crate::engine::pieces::{received, written};
use crate::engine::{Engine, PathKind, Upload};
use crate::model::ids::ContainerId;

/// What is sent to one container.
pub(crate) enum Content {
    Local(Local),
    /// A tar archive as it comes.
    Archive(BoxStream<'static, io::Result<Bytes>>),
}

/// A file or folder of this machine.
#[derive(Clone, Debug)]
pub(crate) struct Local(Source);

impl Local {
    /// `follow`: of a link the target is copied.
    pub(crate) fn find(working_dir: &Path, given: &str, follow: bool) -> Result<Self, TransferError> {
        Source::find(&absolute(working_dir, given), follow).map(Self)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadRequest<'a> {
    pub(crate) container: &'a ContainerId,
    /// The container's, for messages.
    pub(crate) name: &'a str,
    /// In the container.
    pub(crate) path: &'a str,
    pub(crate) copy_uid_gid: bool,
}

pub(crate) async fn upload<E: Engine>(
    engine: &E,
    request: UploadRequest<'_>,
    content: Content,
) -> Result<(), TransferError> {
    let (path, there) = destination(engine, &request).await?;
    let failure: Failure = Arc::default();
    let (folder, archive) = match content {
        Content::Local(Local(source)) => {
            let placement = place(source.name.as_deref(), source.is_folder, OsStr::new(&path), there)?;
            let name = placement.name.map(PathBuf::from);
            (placement.folder.to_string_lossy().into_owned(), packed(source, name, Arc::clone(&failure)))
        }
        Content::Archive(_) if there != There::Folder => {
            let (container, path) = (request.name.to_owned(), request.path.to_owned());
            return Err(TransferError::NotFolder { container, path });
        }
        Content::Archive(archive) => (path, archive),
    };
    let upload = Upload { path: folder, archive, copy_uid_gid: request.copy_uid_gid };
    let sent = engine.upload_archive(request.container, upload).await;
    // A file that could not be read is the cause of a request that broke off.
    let failed = failure.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (failed, sent) {
        (Some(error), Err(_)) => Err(error),
        (_, sent) => Ok(sent?),
    }
}

/// Why the archive could not be written.
type Failure = Arc<Mutex<Option<TransferError>>>;

fn packed(source: Source, name: Option<PathBuf>, failure: Failure) -> BoxStream<'static, io::Result<Bytes>> {
    written(move |out| {
        pack(&source, name.as_deref(), out).map_err(|error| {
            let text = error.to_string();
            if !matches!(error, TransferError::Unsent(_)) {
                *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
            io::Error::other(text)
        })
    })
}

/// What is at the path; a link there is followed. What cannot be found may still be made: the engine decides.
async fn destination<E: Engine>(engine: &E, request: &UploadRequest<'_>) -> Result<(String, There), TransferError> {
    let path = request.path.to_owned();
    let (path, kind) = match find(engine, request.container, &path).await? {
        Some(PathKind::Link(target)) => {
            let target = link_target(path.as_ref(), target.as_ref()).to_string_lossy().into_owned();
            let kind = find(engine, request.container, &target).await?;
            (target, kind)
        }
        kind => (path, kind),
    };
    let there = match kind {
        Some(PathKind::Device) => {
            let (container, path) = (request.name.to_owned(), request.path.to_owned());
            return Err(TransferError::DeviceInContainer { container, path });
        }
        Some(PathKind::Folder) => There::Folder,
        Some(PathKind::File | PathKind::Link(_) | PathKind::Other) => There::File,
        None => There::Nothing,
    };
    Ok((path, there))
}

async fn find<E: Engine>(engine: &E, container: &ContainerId, path: &str) -> Result<Option<PathKind>, TransferError> {
    match engine.path_kind(container, path).await {
        Ok(kind) => Ok(Some(kind)),
        Err(error) if error.status().is_some() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// One stream for several readers, each of which gets all of it: the slowest gives the pace, and one that is gone counts no
/// more. To be driven by the second part.
pub(crate) fn shared(
    mut input: mpsc::Receiver<Bytes>,
    readers: usize,
) -> (Vec<BoxStream<'static, io::Result<Bytes>>>, impl Future<Output = ()>) {
    let (senders, streams): (Vec<_>, Vec<_>) = (0..readers)
        .map(|_| {
            let (sender, receiver) = mpsc::channel(4);
            (sender, received(receiver).map(Ok).boxed())
        })
        .unzip();
    let drive = async move {
        let mut senders = senders;
        while let Some(piece) = input.recv().await {
            let mut left = Vec::with_capacity(senders.len());
            for sender in senders {
                if sender.send(piece.clone()).await.is_ok() {
                    left.push(sender);
                }
            }
            senders = left;
        }
    };
    (streams, drive)
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
