//! Blobs in a folder of this machine, which the builder reads and writes: caches, and images in OCI layouts.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use hyper::Response;
use hyper::header::HeaderMap;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::content_messages::{
    Action, Empty, Info, InfoRequest, InfoResponse, ReadRequest, ReadResponse, WriteRequest, WriteResponse,
};
use super::session::fresh_id;
use super::status::{Code, Status};
use super::wire::{GrpcBody, Messages, answer, answers, framed, refusal, values};
use crate::model::ids;

/// By the names under which the builder knows them.
pub(super) type Stores = BTreeMap<String, PathBuf>;

pub(super) const INFO: &str = "/containerd.services.content.v1.Content/Info";
pub(super) const READ: &str = "/containerd.services.content.v1.Content/Read";
pub(super) const WRITE: &str = "/containerd.services.content.v1.Content/Write";
pub(super) const ABORT: &str = "/containerd.services.content.v1.Content/Abort";

const PIECE: usize = 256 * 1024;
const AHEAD: usize = 4;

type Out = mpsc::Sender<Result<Bytes, Status>>;

/// Answers one call for the store that its headers name.
pub(super) async fn serve(
    stores: &Stores,
    method: &str,
    headers: &HeaderMap,
    mut messages: Messages,
) -> Response<GrpcBody> {
    let name = values(headers, "buildkit-attachable-store-id").into_iter().next().unwrap_or_default();
    let Some(folder) = stores.get(&name).cloned() else {
        return refusal(Status::new(Code::NotFound, format!("no store {name:?} is offered to this build")));
    };
    let (out, receiver) = mpsc::channel(AHEAD);
    match method {
        INFO => {
            return answer(messages.only().await.and_then(|request: InfoRequest| info(&folder, request.digest)));
        }
        // Nothing is kept of a writing that has ended.
        ABORT => return answer(Ok(Empty {})),
        READ => match messages.only::<ReadRequest>().await {
            Ok(request) => drop(tokio::task::spawn_blocking(move || {
                if let Err(status) = read(&folder, &request, &out) {
                    drop(out.blocking_send(Err(status)));
                }
            })),
            Err(status) => return refusal(status),
        },
        _ => drop(tokio::spawn(async move {
            if let Err(status) = write(&folder, messages, &out).await {
                drop(out.send(Err(status)).await);
            }
        })),
    }
    answers(receiver)
}

/// Where a blob is. Whatever the builder says, it is a file with the name of a digest.
fn blob(folder: &Path, digest: &str) -> Result<PathBuf, Status> {
    let name = digest.strip_prefix("sha256:").filter(|name| name.len() == 64);
    match name.filter(|name| name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))) {
        Some(name) => Ok(folder.join("blobs/sha256").join(name)),
        None => Err(Status::new(Code::InvalidArgument, format!("{digest:?} is no digest"))),
    }
}

/// No link is followed: its target may be anywhere.
fn open(folder: &Path, digest: &str) -> Result<(File, u64), Status> {
    let path = blob(folder, digest)?;
    let missing = || Status::new(Code::NotFound, format!("{digest}: not found"));
    let metadata = fs::symlink_metadata(&path).map_err(|_| missing())?;
    if !metadata.is_file() {
        return Err(missing());
    }
    let file = File::open(&path).map_err(|error| failed(&path, &error))?;
    Ok((file, metadata.len()))
}

fn failed(path: &Path, error: &io::Error) -> Status {
    Status::new(Code::Unknown, super::walk::within(path, error).to_string())
}

fn info(folder: &Path, digest: String) -> Result<InfoResponse, Status> {
    let (_, size) = open(folder, &digest)?;
    Ok(InfoResponse { info: Some(Info { digest, size: signed(size) }) })
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read(folder: &Path, request: &ReadRequest, out: &Out) -> Result<(), Status> {
    let (mut file, size) = open(folder, &request.digest)?;
    let unreadable = |error: io::Error| failed(folder, &error);
    let mut offset = u64::try_from(request.offset).unwrap_or_default().min(size);
    let length = if request.size > 0 { request.size.unsigned_abs() } else { u64::MAX };
    file.seek(SeekFrom::Start(offset)).map_err(unreadable)?;
    let mut rest = file.take(length.min(size - offset));
    loop {
        let mut data = vec![0; PIECE];
        let count = rest.read(&mut data).map_err(unreadable)?;
        data.truncate(count);
        let piece = framed(&ReadResponse { offset: signed(offset), data });
        if count == 0 || out.blocking_send(Ok(piece)).is_err() {
            return Ok(());
        }
        offset += count as u64;
    }
}

/// A blob that is being written. It has its name only when it is whole.
struct Incoming {
    file: tokio::fs::File,
    path: PathBuf,
    offset: u64,
    digest: Sha256,
}

impl Drop for Incoming {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.path));
    }
}

impl Incoming {
    async fn start(folder: &Path) -> Result<Self, Status> {
        let path = folder.join("ingest").join(fresh_id());
        let open = async {
            tokio::fs::create_dir_all(folder.join("ingest")).await?;
            tokio::fs::create_dir_all(folder.join("blobs/sha256")).await?;
            tokio::fs::File::create_new(&path).await
        };
        let file = open.await.map_err(|error| failed(&path, &error))?;
        Ok(Self { file, path, offset: 0, digest: Sha256::new() })
    }

    async fn take(&mut self, data: &[u8]) -> Result<(), Status> {
        self.file.write_all(data).await.map_err(|error| failed(&self.path, &error))?;
        self.digest.update(data);
        self.offset += data.len() as u64;
        Ok(())
    }

    /// Gives its digest.
    async fn end(&mut self, folder: &Path, expected: &str) -> Result<String, Status> {
        let digest = format!("sha256:{}", ids::hex(&self.digest.clone().finalize()));
        if !expected.is_empty() && expected != digest {
            return Err(Status::new(Code::FailedPrecondition, format!("{digest} came instead of {expected}")));
        }
        let named = blob(folder, &digest)?;
        let keep = async {
            self.file.flush().await?;
            tokio::fs::rename(&self.path, &named).await
        };
        keep.await.map_err(|error| failed(&named, &error))?;
        Ok(digest)
    }
}

async fn write(folder: &Path, mut messages: Messages, out: &Out) -> Result<(), Status> {
    let mut incoming = None;
    while let Some(request) = messages.next::<WriteRequest>().await.map_err(|error| Status::from(&error))? {
        if !request.expected.is_empty() && open(folder, &request.expected).is_ok() {
            return Err(Status::new(Code::AlreadyExists, format!("{}: already exists", request.expected)));
        }
        let mut blob = match incoming.take() {
            Some(blob) => blob,
            None => Incoming::start(folder).await?,
        };
        if !request.data.is_empty() {
            if request.offset != signed(blob.offset) {
                return Err(Status::new(Code::InvalidArgument, "a piece is missing"));
            }
            blob.take(&request.data).await?;
        }
        let mut response = WriteResponse { action: request.action, offset: signed(blob.offset), ..Default::default() };
        if request.action == i32::from(Action::Commit) {
            response.digest = blob.end(folder, &request.expected).await?;
        } else {
            incoming = Some(blob);
        }
        if out.send(Ok(framed(&response))).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &str = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    #[tokio::test]
    async fn a_blob_is_there_when_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut blob = Incoming::start(folder.path()).await.expect("a file");
        blob.take(b"hel").await.expect("a piece");
        assert!(open(folder.path(), HELLO).is_err());
        blob.take(b"lo").await.expect("a piece");
        assert!(blob.end(folder.path(), "sha256:other").await.is_err());
        assert_eq!(blob.end(folder.path(), HELLO).await.expect("a blob"), HELLO);
        drop(blob);
        assert_eq!(info(folder.path(), HELLO.to_owned()).expect("a blob").info.map(|info| info.size), Some(5));
        assert_eq!(fs::read_dir(folder.path().join("ingest")).expect("a folder").count(), 0);
    }

    #[tokio::test]
    async fn a_part_of_a_blob() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut blob = Incoming::start(folder.path()).await.expect("a file");
        blob.take(b"hello").await.expect("a piece");
        blob.end(folder.path(), "").await.expect("a blob");
        let (out, mut pieces) = mpsc::channel(4);
        let request = ReadRequest { digest: HELLO.to_owned(), offset: 1, size: 3 };
        let root = folder.path().to_owned();
        tokio::task::spawn_blocking(move || read(&root, &request, &out)).await.expect("no panic").expect("a blob");
        let expected = framed(&ReadResponse { offset: 1, data: b"ell".to_vec() });
        assert_eq!(pieces.recv().await, Some(Ok(expected)));
        assert_eq!(pieces.recv().await, None);
    }

    #[test]
    fn nothing_else_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("store");
        fs::create_dir_all(root.join("blobs/sha256")).expect("folders");
        fs::write(folder.path().join("secret"), "hello").expect("a file");
        std::os::unix::fs::symlink("../../../secret", blob(&root, HELLO).expect("a path")).expect("a link");
        assert!(open(&root, HELLO).is_err_and(|status| status.is(Code::NotFound)));
        for digest in ["sha256:../../../secret", "../secret", "sha512:00", ""] {
            assert!(open(&root, digest).is_err_and(|status| status.is(Code::InvalidArgument)), "{digest}");
        }
    }
}
