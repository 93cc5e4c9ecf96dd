//! Brings files of this machine into a container: what is there is sent, what is gone is removed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::WatchError;
use crate::engine::pieces::written;
use crate::engine::{Engine, ExecRequest, PathKind, Result as EngineResult, Upload, process};
use crate::model::ids::ContainerId;
use crate::session::transfer::pack::pack_each;

/// By the path in the container: the path on this machine.
pub(super) type Copies = BTreeMap<PathBuf, PathBuf>;

pub(super) async fn sync<E: Engine>(engine: &E, container: &ContainerId, copies: &Copies) -> Result<(), WatchError> {
    let gone = |path: &Path| fs::symlink_metadata(path).is_err_and(|error| is_gone(&error));
    let (gone, there): (Vec<_>, Vec<_>) = copies.iter().partition(|(_, local)| gone(local));
    if !gone.is_empty() {
        remove(engine, container, gone.into_iter().map(|(target, _)| target.as_path())).await?;
    }
    if there.is_empty() {
        return Ok(());
    }
    match send(engine, container, &there).await {
        Err(error) if error.to_string().contains(SWAPPED) => {
            let swapped = swapped(engine, container, &there).await;
            remove(engine, container, swapped.into_iter()).await?;
            Ok(send(engine, container, &there).await?)
        }
        sent => Ok(sent?),
    }
}

/// What engines say where a file is to take the place of a folder, or a folder that of a file.
const SWAPPED: &str = "cannot overwrite";

async fn send<E: Engine>(engine: &E, container: &ContainerId, there: &[(&PathBuf, &PathBuf)]) -> EngineResult<()> {
    let entries: Vec<(PathBuf, PathBuf)> = there
        .iter()
        .map(|(target, local)| ((*local).clone(), target.strip_prefix("/").unwrap_or(target).to_owned()))
        .collect();
    let archive = written(move |out| pack_each(&entries, out).map_err(|error| io::Error::other(error.to_string())));
    engine.upload_archive(container, Upload { path: "/".to_owned(), archive, copy_uid_gid: true }).await
}

/// Paths at which the container has a folder and this machine has none, or the other way round.
async fn swapped<'c, E: Engine>(
    engine: &E,
    container: &ContainerId,
    there: &[(&'c PathBuf, &PathBuf)],
) -> Vec<&'c Path> {
    let mut swapped = Vec::new();
    for (target, local) in there {
        let is_folder = fs::symlink_metadata(local).is_ok_and(|found| found.is_dir());
        match engine.path_kind(container, &target.to_string_lossy()).await {
            Ok(kind) if (kind == PathKind::Folder) != is_folder => swapped.push(target.as_path()),
            Ok(_) | Err(_) => {}
        }
    }
    swapped
}

/// A folder on the way to it may have become a file.
fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

async fn remove<'a, E: Engine>(
    engine: &E,
    container: &ContainerId,
    paths: impl Iterator<Item = &'a Path>,
) -> Result<(), WatchError> {
    let command = ["rm", "-rf", "--"].map(str::to_owned).into_iter();
    let command: Vec<String> = command.chain(paths.map(|path| path.to_string_lossy().into_owned())).collect();
    let request = ExecRequest { command, attach_output: true, ..ExecRequest::default() };
    let id = engine.create_exec(container, &request).await?;
    let code = process::run_to_end(engine, &id).await?;
    if code == 0 { Ok(()) } else { Err(WatchError::Action(format!("rm in the container ended with {code}"))) }
}
