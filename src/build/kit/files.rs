//! BuildKit's file sync: we list what a folder holds, the builder asks for the files that it has not got yet.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bollard_buildkit_proto::fsutil::types::packet::PacketType;
use bollard_buildkit_proto::fsutil::types::{Packet, Stat};
use bytes::Bytes;
use hyper::Response;
use hyper::header::HeaderMap;
use tokio::sync::mpsc;

use super::status::{Code, Status};
use super::walk::{self, Wanted, walk};
use super::wire::{GrpcBody, Messages, answers, framed, values};

/// A source of files with a name that the build knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Local {
    Folder(PathBuf),
    /// A folder with one file, which is nowhere on disk.
    Document {
        name: String,
        content: String,
    },
}

const PIECE: usize = 32 * 1024;
/// How many messages wait for the builder at most.
const AHEAD: usize = 32;

type Out = mpsc::Sender<Result<Bytes, Status>>;

/// Answers one request for the files of a source.
pub(super) fn sync(local: Local, headers: &HeaderMap, requests: Messages) -> Response<GrpcBody> {
    let (out, receiver) = mpsc::channel(AHEAD);
    let wants = Wants {
        follow: values(headers, "followpaths"),
        include: values(headers, "include-patterns"),
        exclude: values(headers, "exclude-patterns"),
    };
    let listed = Arc::new(Mutex::new(Vec::new()));
    let (asked, questions) = mpsc::unbounded_channel();
    let list_all = {
        let (local, out, listed) = (local.clone(), out.clone(), Arc::clone(&listed));
        move || report(list(&local, &wants, &listed, &out), &out)
    };
    let read_all = {
        let out = out.clone();
        move || report(deliver(&local, &listed, questions, &out), &out)
    };
    tokio::task::spawn_blocking(list_all);
    tokio::task::spawn_blocking(read_all);
    tokio::spawn(listen(requests, asked, out));
    answers(receiver)
}

struct Wants {
    follow: Vec<String>,
    include: Vec<String>,
    exclude: Vec<String>,
}

/// What the builder says: numbers of files, and that it has all.
async fn listen(mut requests: Messages, asked: mpsc::UnboundedSender<u32>, out: Out) {
    loop {
        // When it has gone away, whoever lists and reads notices that nobody takes it any more.
        let Ok(Some(packet)) = requests.next::<Packet>().await else { return };
        match packet.r#type() {
            PacketType::PacketReq if asked.send(packet.id).is_ok() => {}
            PacketType::PacketFin => {
                drop(out.send(Ok(framed(&Packet { r#type: PacketType::PacketFin.into(), ..Packet::default() }))).await);
                return;
            }
            PacketType::PacketReq | PacketType::PacketErr => return,
            PacketType::PacketStat | PacketType::PacketData => {}
        }
    }
}

/// An error ends the answer, if somebody still listens.
fn report(result: io::Result<()>, out: &Out) {
    if let Err(error) = result
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        drop(out.blocking_send(Err(Status::new(Code::Unknown, error.to_string()))));
    }
}

fn send(out: &Out, packet: &Packet) -> io::Result<()> {
    out.blocking_send(Ok(framed(packet))).map_err(|_| io::ErrorKind::BrokenPipe.into())
}

/// The files by their numbers in the list; what is no file has none.
type Listed = Mutex<Vec<Option<PathBuf>>>;

fn list(local: &Local, wants: &Wants, listed: &Listed, out: &Out) -> io::Result<()> {
    let tell = |stat: Stat, file: Option<PathBuf>| {
        listed.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        send(out, &Packet { r#type: PacketType::PacketStat.into(), stat: Some(stat), ..Packet::default() })
    };
    match local {
        Local::Folder(root) => {
            let wanted = Wanted::new(root, &wants.follow, &wants.include, &wants.exclude)?;
            walk(root, &wanted, &mut |path, metadata| match stat(root, path, metadata)? {
                Some(stat) => tell(stat, metadata.is_file().then(|| path.to_owned())),
                None => Ok(()),
            })?;
        }
        Local::Document { name, content } => {
            // The time is a constant, so that the same text is the same file.
            let size = i64::try_from(content.len()).unwrap_or_default();
            let stat = Stat { path: name.clone(), mode: 0o644, size, ..Stat::default() };
            let include = [wants.follow.as_slice(), wants.include.as_slice()].concat();
            if Wanted::new(Path::new(""), &[], &include, &wants.exclude)?.takes(Path::new(name)) {
                tell(stat, Some(name.into()))?;
            }
        }
    }
    send(out, &Packet { r#type: PacketType::PacketStat.into(), ..Packet::default() })
}

/// Owned by root in the image, wherever it comes from. `None` for sockets, pipes and devices.
fn stat(root: &Path, path: &Path, metadata: &Metadata) -> io::Result<Option<Stat>> {
    let Some(text) = path.to_str() else {
        let text = format!("{} cannot be sent: its name is not UTF-8", root.join(path).display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    };
    let linkname = if metadata.is_symlink() {
        fs::read_link(root.join(path))?.to_string_lossy().into_owned()
    } else if metadata.is_dir() || metadata.is_file() {
        String::new()
    } else {
        return Ok(None);
    };
    Ok(Some(Stat {
        path: text.to_owned(),
        mode: mode(metadata),
        size: if metadata.is_dir() { 0 } else { i64::try_from(metadata.len()).unwrap_or_default() },
        mod_time: metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec()),
        linkname,
        ..Stat::default()
    }))
}

/// As Go counts them: permissions, and its own bits for the rest.
fn mode(metadata: &Metadata) -> u32 {
    let unix = metadata.permissions().mode();
    let kind = match (metadata.is_dir(), metadata.is_symlink()) {
        (true, _) => 1 << 31,
        (false, true) => 1 << 27,
        (false, false) => 0,
    };
    let special = [(0o4000, 1 << 23), (0o2000, 1 << 22), (0o1000, 1 << 20)];
    let special = special.iter().filter(|(bit, _)| unix & bit != 0).fold(0, |bits, (_, own)| bits | own);
    unix & 0o777 | kind | special
}

fn deliver(local: &Local, listed: &Listed, mut questions: mpsc::UnboundedReceiver<u32>, out: &Out) -> io::Result<()> {
    while let Some(id) = questions.blocking_recv() {
        let path = listed.lock().unwrap_or_else(PoisonError::into_inner).get(id as usize).cloned().flatten();
        let path = path.ok_or_else(|| io::Error::other("the builder asked for a file that was not listed"))?;
        let mut content: Box<dyn Read> = match local {
            Local::Folder(root) => Box::new(open_inside(root, &path)?),
            Local::Document { content, .. } => Box::new(content.as_bytes()),
        };
        let mut buffer = vec![0; PIECE];
        loop {
            let length = content.read(&mut buffer).map_err(|error| walk::within(&path, &error))?;
            let data = buffer[..length].to_vec();
            send(out, &Packet { r#type: PacketType::PacketData.into(), id, data, stat: None })?;
            // An empty piece is the end of the file.
            if length == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// Whatever has become of the path since it was listed, no link leads out of the folder.
fn open_inside(root: &Path, path: &Path) -> io::Result<File> {
    let full = root.join(path);
    let open = || {
        let folder = full.parent().unwrap_or(root).canonicalize()?;
        let file = File::open(&full)?;
        let (seen, opened) = (fs::symlink_metadata(&full)?, file.metadata()?);
        let same = seen.is_file() && (seen.dev(), seen.ino()) == (opened.dev(), opened.ino());
        let inside = folder.starts_with(root.canonicalize()?);
        if same && inside { Ok(file) } else { Err(io::Error::other("it was replaced while it was read")) }
    };
    open().map_err(|error| walk::within(&full, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_is_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("context");
        fs::create_dir_all(root.join("sub")).expect("folders");
        fs::write(folder.path().join("secret"), "s").expect("a file");
        fs::write(root.join("sub/file"), "f").expect("a file");
        std::os::unix::fs::symlink("../secret", root.join("link")).expect("a link");
        std::os::unix::fs::symlink("..", root.join("up")).expect("a link");
        assert!(open_inside(&root, Path::new("sub/file")).is_ok());
        for path in ["link", "up/secret", "nosuch"] {
            assert!(open_inside(&root, Path::new(path)).is_err(), "{path}");
        }
    }

    #[test]
    fn modes_are_go_s() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("f");
        fs::write(&file, "x").expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o4750)).expect("permissions");
        std::os::unix::fs::symlink("f", folder.path().join("l")).expect("a link");
        let of = |name: &str| {
            let metadata = fs::symlink_metadata(folder.path().join(name)).expect("metadata");
            stat(folder.path(), Path::new(name), &metadata).expect("a stat").expect("one that is sent")
        };
        assert_eq!(of("f").mode, 0o750 | 1 << 23);
        assert_eq!((of("l").mode & 1 << 27, of("l").linkname), (1 << 27, "f".to_owned()));
        let metadata = fs::metadata(folder.path()).expect("metadata");
        assert_eq!(mode(&metadata) & 1 << 31, 1 << 31);
    }
}
