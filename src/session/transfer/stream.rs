//! Archives as they come: to a file or to standard output.

use std::fs;
use std::io::Write;
use std::path::Path;

use futures_util::StreamExt;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::error::TransferError;
use super::partial::PartialFile;
use super::trailer::Trailer;
use crate::engine::ByteStream;

/// The file is there when the archive is complete, and not before. A link is followed.
pub(crate) async fn to_file(mut archive: ByteStream, path: &Path) -> Result<(), TransferError> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if path.is_dir() {
        return Err(TransferError::OutputIsFolder);
    }
    let failed = |error| TransferError::of("write", &path)(error);
    let mut partial = PartialFile::create(&path).map_err(TransferError::of("create", &path))?;
    let mut trailer = Trailer::default();
    while let Some(piece) = archive.next().await {
        let piece = piece?;
        trailer.passed(&piece);
        partial.file.write_all(&piece).map_err(failed)?;
    }
    if !trailer.is_complete() {
        return Err(TransferError::Incomplete);
    }
    partial.file.sync_all().map_err(failed)?;
    partial.finish().map_err(TransferError::of("rename", &path))
}

pub(crate) async fn to_writer(mut archive: ByteStream, mut out: impl AsyncWrite + Unpin) -> Result<(), TransferError> {
    let mut trailer = Trailer::default();
    while let Some(piece) = archive.next().await {
        let piece = piece?;
        trailer.passed(&piece);
        out.write_all(&piece).await.map_err(TransferError::Output)?;
    }
    out.flush().await.map_err(TransferError::Output)?;
    if trailer.is_complete() { Ok(()) } else { Err(TransferError::Incomplete) }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;

    use super::*;
    use crate::engine::error::EngineError;

    fn archive(end: usize, broken: bool) -> ByteStream {
        let mut pieces = vec![Ok(Bytes::from_static(b"header")), Ok(Bytes::from(vec![0; end]))];
        if broken {
            pieces.push(Err(EngineError::Ended { request: "GET /export".to_owned() }));
        }
        stream::iter(pieces).boxed_local()
    }

    #[tokio::test]
    async fn only_a_whole_archive_becomes_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.tar");
        for (end, broken) in [(1023, false), (1024, true)] {
            assert!(to_file(archive(end, broken), &path).await.is_err());
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
        }
        let over = to_file(archive(1024, false), folder.path()).await.unwrap_err();
        assert_eq!(over.to_string(), "cannot write to a directory");
        to_file(archive(1024, false), &path).await.unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 1030);
        let mut out = Vec::new();
        assert!(matches!(to_writer(archive(3, false), &mut out).await, Err(TransferError::Incomplete)));
        assert_eq!(out.len(), 9, "what came is passed on");
    }
}
