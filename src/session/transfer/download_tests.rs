//! Downloads from the fake engine.

use std::fs;

use super::*;
use crate::engine::fake::FakeEngine;

fn archive(names: &[&str]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for name in names {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o755);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(1);
        let is_folder = name.ends_with('/');
        header.set_entry_type(if is_folder { tar::EntryType::Directory } else { tar::EntryType::Regular });
        header.set_size(if is_folder { 0 } else { name.len() as u64 });
        builder.append_data(&mut header, name, if is_folder { &[][..] } else { name.as_bytes() }).unwrap();
    }
    builder.into_inner().unwrap()
}

fn engine() -> FakeEngine {
    FakeEngine::new()
        .having("/d", PathKind::Folder, archive(&["d/", "d/f"]))
        .having("/d/.", PathKind::Folder, archive(&["./", "./f"]))
        .having("/f", PathKind::File, archive(&["f"]))
        .having("/link", PathKind::Link("f".to_owned()), archive(&["link"]))
}

async fn copy(engine: &FakeEngine, (path, to): (&str, &str), follow: bool, folder: &Path) -> Result<(), TransferError> {
    let to = Place::parse(to);
    let request = DownloadRequest { path, to: &to, working_dir: folder, follow, owners: false };
    download(engine, &"c".into(), request, &Interrupts::never()).await.map(drop)
}

#[tokio::test]
async fn names_are_those_that_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for (path, to, follow, there) in [
        ("/d", "new", false, "new/f"),
        ("/d", "new", false, "new/d/f"),
        ("/d/.", "content", false, "content/f"),
        ("/d/.", "new", false, "new/f"),
        ("/f", "other", false, "other"),
        ("/f", ".", false, "f"),
        ("/link", "followed", true, "followed"),
        ("/link", ".", true, "link"),
    ] {
        copy(&engine(), (path, to), follow, folder.path()).await.unwrap();
        assert!(folder.path().join(there).is_file(), "{path} to {to}");
        fs::remove_file(folder.path().join(there)).unwrap();
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, here) = (engine(), folder.path());
    let said = async |path, to| copy(&engine, (path, to), false, here).await.unwrap_err().to_string();
    assert!(said("/d", "/nodir/x").await.starts_with("invalid output path: directory \"/nodir\" does not exist"));
    assert_eq!(said("/f", "new/").await, "no such directory");
    assert!(said("/none", "x").await.contains("Could not find the file /none"));
    fs::write(here.join("file"), "").unwrap();
    assert_eq!(said("/d", "file").await, "cannot copy directory");
    assert_eq!(fs::read_dir(here).unwrap().count(), 1);
}

#[tokio::test]
async fn an_archive_that_breaks_off_is_an_error_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let whole = archive(&["f"]);
    for length in [512, whole.len() - 1024] {
        let engine = FakeEngine::new().having("/f", PathKind::File, whole[..length].to_vec());
        assert!(copy(&engine, ("/f", "f"), false, folder.path()).await.is_err(), "{length}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["f"], "the file itself was whole when the archive broke off");
}

#[tokio::test]
async fn an_interruption_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, count) = tokio::sync::watch::channel(0);
    let half = Bytes::from(archive(&["broken-off"])[..514].to_vec());
    let endless = futures_util::stream::once(std::future::ready(Ok(half))).chain(futures_util::stream::pending());
    let goal = Goal { folder: folder.path().to_owned(), name: None, content: true, owners: false };
    let interrupts = Interrupts::from_channel(count);
    let writing = write(endless.boxed_local(), goal, &interrupts);
    let interrupt = async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        sender.send(1).unwrap();
    };
    assert!(matches!(tokio::join!(writing, interrupt).0, Err(TransferError::Interrupted)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
