//! What is in a folder of a container, for completion: quickly, and without a word where it cannot be found out.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Component, Path};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::download::Pieces;
use crate::engine::{Conversation, Engine, ExecRequest, StreamKind, process};
use crate::model::ids::ContainerId;
use crate::model::observed::{ContainerState, ObservedContainer};

/// So long an archive is read: the engine packs all that is below the folder, however much that is.
const LONGEST: Duration = Duration::from_millis(400);

/// The names in the folder; those of folders end with a slash. `folder` is absolute and ends with one.
pub(crate) async fn entries<E: Engine>(engine: &E, container: &ObservedContainer, folder: &str) -> BTreeSet<String> {
    if container.state == ContainerState::Running
        && let Some(entries) = listed(engine, &container.id, folder).await
    {
        return entries;
    }
    archived(engine, &container.id, folder).await
}

/// As `ls` in the container tells, which is all but free. Many images have none.
async fn listed<E: Engine>(engine: &E, container: &ContainerId, folder: &str) -> Option<BTreeSet<String>> {
    let command = ["ls", "-1ApL", "--", folder].map(str::to_owned).to_vec();
    let request = ExecRequest { command, attach_output: true, ..ExecRequest::default() };
    let id = engine.create_exec(container, &request).await.ok()?;
    // Whoever drops the input closes the connection, and the output with it.
    let Conversation { mut output, input: _input } = engine.start_exec(&id, false, None).await.ok()?;
    let mut text = Vec::new();
    while let Some(piece) = output.next().await {
        let piece = piece.ok()?;
        if piece.stream == StreamKind::Stdout {
            text.extend_from_slice(&piece.bytes);
        }
    }
    // 1 and 2: something in the folder, or the folder itself, could not be looked at. Above: there is no such program.
    let told = process::exit_code(engine, &id).await.ok()? <= 2;
    told.then(|| String::from_utf8_lossy(&text).lines().map(str::to_owned).collect())
}

/// As the beginning of an archive of the folder tells.
async fn archived<E: Engine>(engine: &E, container: &ContainerId, folder: &str) -> BTreeSet<String> {
    let Ok((_, mut archive)) = engine.download_archive(container, &format!("{folder}.")).await else {
        return BTreeSet::new();
    };
    let (sender, receiver) = mpsc::channel(4);
    let (found, mut names) = mpsc::unbounded_channel();
    tokio::task::spawn_blocking(move || children(Pieces::new(receiver), &found));
    let feeding = async {
        while let Some(Ok(piece)) = archive.next().await {
            if sender.send(Some(piece)).await.is_err() {
                return;
            }
        }
        drop(sender.send(None).await);
    };
    // What was found in this time is better than nothing.
    drop(tokio::time::timeout(LONGEST, feeding).await);
    drop(sender);
    let mut entries = BTreeSet::new();
    while let Some(name) = names.recv().await {
        entries.insert(name);
    }
    entries
}

/// Tells the names that are one level below the archive's own folder. Ends where the archive does, or is broken off.
fn children(archive: impl Read, found: &mpsc::UnboundedSender<String>) {
    let mut archive = tar::Archive::new(archive);
    for entry in archive.entries().into_iter().flatten() {
        let Ok(entry) = entry else { return };
        let Ok(path) = entry.path() else { continue };
        let Some(name) = child(&path) else { continue };
        let slash = if entry.header().entry_type().is_dir() { "/" } else { "" };
        if found.send(format!("{name}{slash}")).is_err() {
            return;
        }
    }
}

fn child(path: &Path) -> Option<&str> {
    let mut parts = path.components().filter(|part| !matches!(part, Component::CurDir | Component::RootDir));
    match (parts.next()?, parts.next()) {
        (Component::Normal(name), None) => name.to_str(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fake::FakeEngine;
    use crate::engine::{Output, PathKind};
    use crate::model::observed::Observed;

    fn container(state: ContainerState) -> ObservedContainer {
        ObservedContainer { id: "c".into(), name: "c".to_owned(), state, ..ObservedContainer::default() }
    }

    fn archive() -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for name in ["./", "./conf/", "./conf/deep", "./passwd"] {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(if name.ends_with('/') {
                tar::EntryType::Directory
            } else {
                tar::EntryType::Regular
            });
            header.set_size(0);
            builder.append_data(&mut header, name, &[][..]).unwrap();
        }
        builder.into_inner().unwrap()
    }

    async fn entries_of(state: ContainerState, code: i64) -> Vec<String> {
        let container = container(state);
        let says = |stream, text: &'static str| Output { stream, bytes: text.into() };
        let engine = FakeEngine::new()
            .with_observed(Observed { containers: vec![container.clone()], ..Observed::default() })
            .having("/etc/.", PathKind::Folder, archive())
            .exec_exiting(code)
            .printing(
                "exec ls -1ApL -- /etc/",
                vec![
                    says(StreamKind::Stderr, "ls: cannot access 'x'\n"),
                    says(StreamKind::Stdout, "init.d/\nho"),
                    says(StreamKind::Stdout, "sts\n"),
                ],
            );
        entries(&engine, &container, "/etc/").await.into_iter().collect()
    }

    #[tokio::test]
    async fn a_container_that_has_ls_tells_itself() {
        assert_eq!(entries_of(ContainerState::Running, 0).await, ["hosts", "init.d/"]);
        assert_eq!(entries_of(ContainerState::Running, 1).await, ["hosts", "init.d/"]);
    }

    #[tokio::test]
    async fn an_archive_tells_of_all_others() {
        assert_eq!(entries_of(ContainerState::Running, 127).await, ["conf/", "passwd"]);
        assert_eq!(entries_of(ContainerState::Exited, 0).await, ["conf/", "passwd"]);
    }

    #[tokio::test]
    async fn what_is_not_there_is_empty() {
        let container = container(ContainerState::Exited);
        let engine =
            FakeEngine::new().with_observed(Observed { containers: vec![container.clone()], ..Observed::default() });
        assert_eq!(entries(&engine, &container, "/nowhere/").await, BTreeSet::new());
    }
}
