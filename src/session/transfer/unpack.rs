//! A tar archive from a container as files of this machine. Who made it is not trusted: nothing is written outside of the
//! folder that the user named, through whatever links, and no devices are made.

use std::fs::{self, File, FileTimes, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{PermissionsExt, fchown, lchown, symlink};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::error::TransferError;
use super::partial::{PartialFile, temporary};

/// Where an archive goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Goal {
    /// Exists, and is what the user named: links to it count as it.
    pub(super) folder: PathBuf,
    /// What the first part of the names in the archive becomes; nothing: it is left out.
    pub(super) name: Option<PathBuf>,
    /// The archive is of the content of a folder: its names have no first part.
    pub(super) content: bool,
    /// Owner and group are kept.
    pub(super) owners: bool,
}

/// Gives what the user should know.
pub(super) fn unpack(archive: impl Read, goal: &Goal) -> Result<Vec<String>, TransferError> {
    let root = fs::canonicalize(&goal.folder).map_err(TransferError::of("stat", &goal.folder))?;
    let mut unpacker = Unpacker { goal, root, checked: None, folders: Vec::new(), warnings: Vec::new() };
    let mut archive = tar::Archive::new(archive);
    for entry in archive.entries().map_err(TransferError::Unreadable)? {
        unpacker.take(entry.map_err(TransferError::Unreadable)?)?;
    }
    unpacker.finish_folders()?;
    // The rest says whether the archive is whole.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(TransferError::Unreadable)?;
    Ok(unpacker.warnings)
}

type Entry<'a, R> = tar::Entry<'a, R>;

struct Unpacker<'a> {
    goal: &'a Goal,
    /// Without links.
    root: PathBuf,
    /// The last folder that was found to be inside.
    checked: Option<PathBuf>,
    /// They get their modes and times when nothing more is written into them.
    folders: Vec<(PathBuf, Facts)>,
    warnings: Vec<String>,
}

/// What an entry says of a file beside its content.
#[derive(Clone, Copy)]
struct Facts {
    mode: u32,
    owner: u32,
    group: u32,
    modified: SystemTime,
}

impl Unpacker<'_> {
    fn take<R: Read>(&mut self, mut entry: Entry<'_, R>) -> Result<(), TransferError> {
        let kind = entry.header().entry_type();
        let name = entry.path().map_err(TransferError::Unreadable)?.into_owned();
        let Some(path) = self.place(&name)? else {
            // The folder itself, which is there and stays as it is.
            return Ok(());
        };
        self.enter(&name, &path)?;
        let facts = facts(entry.header()).map_err(TransferError::Unreadable)?;
        if kind.is_dir() {
            return self.folder(path, facts);
        }
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() || kind.is_symlink() || kind.is_hard_link())
        {
            return self.leave_out(kind, &path);
        }
        if is_folder(&path) {
            return Err(TransferError::OverFolder(path));
        }
        if kind.is_symlink() || kind.is_hard_link() {
            let target = entry.link_name().map_err(TransferError::Unreadable)?;
            let target = target.ok_or(TransferError::Incomplete)?.into_owned();
            return if kind.is_symlink() { self.link(&path, &target, facts) } else { self.hard_link(&path, &target) };
        }
        self.file(&mut entry, &path, facts)
    }

    /// The path that a name of the archive stands for. None: the folder that everything goes to.
    fn place(&self, name: &Path) -> Result<Option<PathBuf>, TransferError> {
        let mut parts = Vec::new();
        for part in name.components() {
            match part {
                Component::Normal(part) => parts.push(part),
                Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
                Component::ParentDir => return Err(self.outside(name)),
            }
        }
        let skipped = usize::from(!self.goal.content);
        let first = self.goal.name.iter().map(|name| name.as_os_str());
        let relative: PathBuf = first.chain(parts.into_iter().skip(skipped)).collect();
        Ok((relative != Path::new("")).then(|| self.root.join(relative)))
    }

    fn outside(&self, name: &Path) -> TransferError {
        TransferError::Outside { entry: name.to_owned(), folder: self.goal.folder.clone() }
    }

    /// Makes the folders above a path that are not there. Links among them must not lead out.
    fn enter(&mut self, name: &Path, path: &Path) -> Result<(), TransferError> {
        let folder = path.parent().unwrap_or(&self.root).to_owned();
        if self.checked.as_ref() == Some(&folder) {
            return Ok(());
        }
        let relative = folder.strip_prefix(&self.root).map_err(|_| self.outside(name))?.to_owned();
        let mut current = self.root.clone();
        for part in relative.components() {
            current.push(part);
            match fs::create_dir(&current) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let real = fs::canonicalize(&current).map_err(TransferError::of("stat", &current))?;
                    if !real.starts_with(&self.root) {
                        return Err(self.outside(name));
                    }
                }
                Err(error) => return Err(TransferError::of("mkdir", &current)(error)),
            }
        }
        self.checked = Some(folder);
        Ok(())
    }

    fn folder(&mut self, path: PathBuf, facts: Facts) -> Result<(), TransferError> {
        match fs::create_dir(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(&path) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(TransferError::OverFile(path)),
            Err(error) => return Err(TransferError::of("mkdir", &path)(error)),
        }
        // So that there can be written into it now.
        let writable = Permissions::from_mode((facts.mode & 0o777) | 0o700);
        fs::set_permissions(&path, writable).map_err(TransferError::of("chmod", &path))?;
        self.folders.push((path, facts));
        Ok(())
    }

    fn finish_folders(&mut self) -> Result<(), TransferError> {
        while let Some((path, facts)) = self.folders.pop() {
            let folder = File::open(&path).map_err(TransferError::of("open", &path))?;
            self.dress(&folder, &path, facts)?;
        }
        Ok(())
    }

    fn file<R: Read>(&mut self, entry: &mut Entry<'_, R>, path: &Path, facts: Facts) -> Result<(), TransferError> {
        let mut partial = PartialFile::create(path).map_err(TransferError::of("create", path))?;
        let mut buffer = vec![0; 64 * 1024];
        let mut left = entry.size();
        while left > 0 {
            let length = entry.read(&mut buffer).map_err(TransferError::Unreadable)?;
            if length == 0 {
                return Err(TransferError::Incomplete);
            }
            left = left.saturating_sub(length as u64);
            io::Write::write_all(&mut partial.file, &buffer[..length]).map_err(TransferError::of("write", path))?;
        }
        self.dress(&partial.file, path, facts)?;
        partial.finish().map_err(TransferError::of("rename", path))
    }

    /// Points to wherever it wants: what is dangerous is only to write through it.
    fn link(&mut self, path: &Path, target: &Path, facts: Facts) -> Result<(), TransferError> {
        let new = temporary(path.parent().unwrap_or(&self.root));
        symlink(target, &new).map_err(TransferError::of("symlink", path))?;
        if self.goal.owners {
            self.owned(lchown(&new, Some(facts.owner), Some(facts.group)), path)?;
        }
        Self::replace(&new, path)
    }

    /// To a file of the same archive, which must have come before.
    fn hard_link(&mut self, path: &Path, target: &Path) -> Result<(), TransferError> {
        let first = self.place(target)?.ok_or_else(|| self.outside(target))?;
        self.enter(target, &first)?;
        let new = temporary(path.parent().unwrap_or(&self.root));
        fs::hard_link(&first, &new).map_err(TransferError::of("link", path))?;
        Self::replace(&new, path)
    }

    fn replace(new: &Path, path: &Path) -> Result<(), TransferError> {
        let renamed = fs::rename(new, path).map_err(TransferError::of("rename", path));
        // Two names of one file are not renamed to each other: the new one would stay.
        drop(fs::remove_file(new));
        renamed
    }

    /// Times, owner and mode, in this order: a change of the owner takes bits away from the mode.
    ///
    /// A program that runs as its owner was meant for that owner, not for whoever copies it.
    fn dress(&mut self, file: &File, path: &Path, facts: Facts) -> Result<(), TransferError> {
        let times = FileTimes::new().set_modified(facts.modified).set_accessed(facts.modified);
        file.set_times(times).map_err(TransferError::of("chtimes", path))?;
        let mut mode = facts.mode & 0o1777;
        if self.goal.owners && self.owned(fchown(file, Some(facts.owner), Some(facts.group)), path)? {
            mode = facts.mode & 0o7777;
        }
        file.set_permissions(Permissions::from_mode(mode)).map_err(TransferError::of("chmod", path))
    }

    /// Only root gives files away. Everybody else is told once that they are his now.
    fn owned(&mut self, changed: io::Result<()>, path: &Path) -> Result<bool, TransferError> {
        const NOT_KEPT: &str = "owner and group of the files cannot be kept: only root may give files away";
        match changed {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                if !self.warnings.iter().any(|warning| warning == NOT_KEPT) {
                    self.warnings.push(NOT_KEPT.to_owned());
                }
                Ok(false)
            }
            Err(error) => Err(TransferError::of("chown", path)(error)),
        }
    }

    /// Devices and pipes. Alone they are an error: nothing of what was asked for would be there.
    fn leave_out(&mut self, kind: tar::EntryType, path: &Path) -> Result<(), TransferError> {
        if kind.is_pax_global_extensions() {
            return Ok(());
        }
        let error = TransferError::Special(path.to_owned());
        let alone = self.folders.is_empty() && !self.goal.content;
        if alone {
            return Err(error);
        }
        self.warnings.push(error.to_string());
        Ok(())
    }
}

fn facts(header: &tar::Header) -> io::Result<Facts> {
    let number = |id: u64| u32::try_from(id).map_err(io::Error::other);
    Ok(Facts {
        mode: header.mode()?,
        owner: number(header.uid()?)?,
        group: number(header.gid()?)?,
        modified: SystemTime::UNIX_EPOCH + Duration::from_secs(header.mtime()?.min(u64::from(u32::MAX) * 4)),
    })
}

/// Not a link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

#[cfg(test)]
#[path = "unpack_tests.rs"]
mod tests;
