//! Uploads to the fake engine.

use std::fs;

use super::*;
use crate::engine::fake::FakeEngine;

fn engine() -> FakeEngine {
    FakeEngine::new()
        .having("/d", PathKind::Folder, Vec::new())
        .having("/file", PathKind::File, Vec::new())
        .having("/to-d", PathKind::Link("d".to_owned()), Vec::new())
        .having("/null", PathKind::Device, Vec::new())
}

/// The folder that the engine unpacks in, and the names in the archive.
async fn sent(given: &str, to: &str) -> Result<(String, Vec<String>), TransferError> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("s")).unwrap();
    fs::write(folder.path().join("s/f"), "x").unwrap();
    let engine = engine();
    let content = Content::Local(Local::find(folder.path(), given, false)?);
    let id = "c".into();
    let request = UploadRequest { container: &id, name: "p_web_1", path: to, copy_uid_gid: false };
    upload(&engine, request, content).await?;
    let uploaded = engine.uploads().remove(0);
    let mut archive = tar::Archive::new(&uploaded.archive[..]);
    let names = archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string());
    Ok((uploaded.path.clone(), names.collect()))
}

#[tokio::test]
async fn things_arrive_under_the_right_name() {
    for (given, to, folder, names) in [
        ("s", "/d", "/d", &["s", "s/f"][..]),
        ("s/.", "/d", "/d", &[".", "f"]),
        ("s", "/new", "/", &["new", "new/f"]),
        ("s/.", "/d/new", "/d", &["new", "new/f"]),
        ("s/f", "/d", "/d", &["f"]),
        ("s/f", "/file", "/", &["file"]),
        ("s/f", "/to-d", "/d", &["f"]),
    ] {
        let expected = (folder.to_owned(), names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(sent(given, to).await.unwrap(), expected, "{given} to {to}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_said() {
    for (given, to, text) in [
        ("s", "/file", "cannot copy directory"),
        ("s/f", "/new/", "no such directory"),
        ("s/f", "/null", "destination \"p_web_1:/null\" must be a directory or a regular file: got a device"),
    ] {
        assert_eq!(sent(given, to).await.unwrap_err().to_string(), text);
    }
}

#[tokio::test]
async fn a_stream_goes_to_all_and_needs_a_folder() {
    let engine = engine();
    let (sender, input) = mpsc::channel(1);
    let (streams, drive) = shared(input, 3);
    let id = "c".into();
    let request = |path| UploadRequest { container: &id, name: "p_web_1", path, copy_uid_gid: true };
    let mut streams = streams.into_iter();
    let mut next = || Content::Archive(streams.next().unwrap());
    let (first, second, third) = (next(), next(), next());
    let feed = async {
        for piece in 0..20_u8 {
            sender.send(Bytes::copy_from_slice(&[piece])).await.unwrap();
        }
        drop(sender);
    };
    let (first, second, third, (), ()) = tokio::join!(
        upload(&engine, request("/d"), first),
        upload(&engine, request("/to-d"), second),
        upload(&engine, request("/file"), third),
        feed,
        drive,
    );
    first.and(second).unwrap();
    assert_eq!(third.unwrap_err().to_string(), "destination \"p_web_1:/file\" must be a directory");
    let all: Vec<u8> = (0..20).collect();
    let uploads = engine.uploads();
    assert_eq!(uploads.len(), 2);
    assert!(uploads.iter().all(|upload| upload.archive == all && upload.path == "/d" && upload.copy_uid_gid));
}
