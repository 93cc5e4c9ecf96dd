//! Files of the fake's containers: told in advance, and what was sent is kept.

use bytes::Bytes;
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::{FakeEngine, refused};
use crate::engine::error::EngineError;
use crate::engine::{ByteStream, PathKind, Result, Upload};
use crate::model::ids::ContainerId;

/// An archive that a container was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Uploaded {
    pub(crate) container: String,
    pub(crate) path: String,
    pub(crate) archive: Vec<u8>,
    pub(crate) copy_uid_gid: bool,
}

impl FakeEngine {
    /// What is at a path of all containers; `archive` is what a download of it gives.
    pub(crate) fn having(self, path: &str, kind: PathKind, archive: Vec<u8>) -> Self {
        self.state.borrow_mut().paths.insert(path.to_owned(), (kind, archive));
        self
    }

    pub(crate) fn uploads(&self) -> Vec<Uploaded> {
        self.state.borrow().uploads.clone()
    }

    pub(super) fn path(&self, path: &str) -> Result<PathKind> {
        let state = self.state.borrow();
        let found = state.paths.get(path).ok_or_else(|| refused(404, &format!("Could not find the file {path}")));
        found.map(|(kind, _)| kind.clone())
    }

    pub(super) fn archive(&self, path: &str) -> Result<ByteStream> {
        self.path(path)?;
        let archive = self.state.borrow().paths[path].1.clone();
        let pieces: Vec<Result<Bytes>> = archive.chunks(700).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        Ok(stream::iter(pieces).boxed_local())
    }

    pub(super) async fn downloaded(&self, id: &ContainerId, path: &str) -> Result<(PathKind, ByteStream)> {
        self.about("download_archive", id, path).await?;
        Ok((self.path(path)?, self.archive(path)?))
    }

    pub(super) async fn uploaded(&self, id: &ContainerId, upload: Upload) -> Result<()> {
        self.about("upload_archive", id, "").await?;
        let pieces: std::result::Result<Vec<Bytes>, std::io::Error> = upload.archive.try_collect().await;
        let broken =
            |error: std::io::Error| EngineError::Unsendable { request: "PUT".to_owned(), source: error.into() };
        let archive = pieces.map_err(broken)?.concat();
        let container = self.state.borrow().name_of(id);
        let Upload { path, copy_uid_gid, .. } = upload;
        self.state.borrow_mut().uploads.push(Uploaded { container, path, archive, copy_uid_gid });
        Ok(())
    }
}
