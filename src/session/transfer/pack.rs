//! A file or a folder of this machine as a tar archive.

use std::collections::HashMap;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::error::TransferError;
use super::source::Source;

/// Writes the source under its new name; under `.` for its content alone.
pub(super) fn pack(source: &Source, name: Option<&Path>, out: &mut dyn Write) -> Result<(), TransferError> {
    let mut packer = Packer::new(out);
    packer.add(&source.path, name.unwrap_or(Path::new(".")))?;
    packer.archive.finish().map_err(TransferError::Unsent)
}

/// Writes single files and folders, each under a name of its own; of folders not the content. What is gone is left out.
pub(crate) fn pack_each(entries: &[(PathBuf, PathBuf)], out: &mut dyn Write) -> Result<(), TransferError> {
    let mut packer = Packer::new(out);
    for (path, name) in entries {
        match packer.add_one(path, name) {
            Err(TransferError::File { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {}
            added => drop(added?),
        }
    }
    packer.archive.finish().map_err(TransferError::Unsent)
}

struct Packer<'a> {
    archive: tar::Builder<&'a mut dyn Write>,
    /// Files with several names, by device and number: only the first is sent.
    linked: HashMap<(u64, u64), PathBuf>,
}

impl<'a> Packer<'a> {
    fn new(out: &'a mut dyn Write) -> Self {
        let mut archive = tar::Builder::new(out);
        archive.follow_symlinks(false);
        Self { archive, linked: HashMap::new() }
    }

    /// With all that is in it, if it is a folder.
    fn add(&mut self, path: &Path, name: &Path) -> Result<(), TransferError> {
        if !self.add_one(path, name)?.is_dir() {
            return Ok(());
        }
        let entries = fs::read_dir(path).map_err(TransferError::of("open", path))?;
        let names: io::Result<Vec<_>> = entries.map(|entry| entry.map(|entry| entry.file_name())).collect();
        let mut names = names.map_err(TransferError::of("read", path))?;
        names.sort();
        for entry in names {
            self.add(&path.join(&entry), &name.join(&entry))?;
        }
        Ok(())
    }

    /// Itself alone. Gives what it is.
    fn add_one(&mut self, path: &Path, name: &Path) -> Result<FileType, TransferError> {
        let found = fs::symlink_metadata(path).map_err(TransferError::of("lstat", path))?;
        let mut header = tar::Header::new_gnu();
        header.set_metadata(&found);
        header.set_size(0);
        let kind = found.file_type();
        if kind.is_symlink() {
            let target = fs::read_link(path).map_err(TransferError::of("readlink", path))?;
            self.archive.append_link(&mut header, name, target).map_err(TransferError::Unsent)?;
        } else if kind.is_dir() {
            self.archive.append_data(&mut header, name, io::empty()).map_err(TransferError::Unsent)?;
        } else if kind.is_file() {
            self.add_file(path, name, (&found, header))?;
        } else if !kind.is_socket() {
            // A socket means nothing without who listens on it.
            self.add_special(name, (&found, header)).map_err(TransferError::Unsent)?;
        }
        Ok(kind)
    }

    fn add_file(
        &mut self,
        path: &Path,
        name: &Path,
        (found, mut header): (&Metadata, tar::Header),
    ) -> Result<(), TransferError> {
        let number = (found.dev(), found.ino());
        if let Some(first) = self.linked.get(&number) {
            header.set_entry_type(tar::EntryType::Link);
            return self.archive.append_link(&mut header, name, first).map_err(TransferError::Unsent);
        }
        if found.nlink() > 1 {
            self.linked.insert(number, name.to_owned());
        }
        let file = File::open(path).map_err(TransferError::of("open", path))?;
        header.set_size(found.len());
        let mut content = Content { file, left: found.len(), error: None };
        let sent = self.archive.append_data(&mut header, name, &mut content);
        match content.error {
            Some(error) => Err(TransferError::of("read", path)(error)),
            None => sent.map_err(TransferError::Unsent),
        }
    }

    fn add_special(&mut self, name: &Path, (found, mut header): (&Metadata, tar::Header)) -> io::Result<()> {
        if !found.file_type().is_fifo() {
            let device = found.rdev();
            let major = ((device >> 32) & 0xffff_f000) | ((device >> 8) & 0xfff);
            let minor = ((device >> 12) & 0xffff_ff00) | (device & 0xff);
            header.set_device_major(u32::try_from(major).map_err(io::Error::other)?)?;
            header.set_device_minor(u32::try_from(minor).map_err(io::Error::other)?)?;
        }
        self.archive.append_data(&mut header, name, io::empty())
    }
}

/// Exactly as much of a file as was announced, however it changes meanwhile: more or less would spoil the archive.
struct Content {
    file: File,
    left: u64,
    error: Option<io::Error>,
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = match self.file.read(&mut buffer[..most]) {
            Ok(0) => Err(io::Error::other("it became shorter while it was read")),
            read => read,
        };
        match read {
            Ok(length) => {
                self.left -= length as u64;
                Ok(length)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                self.error = Some(error);
                Err(kind.into())
            }
        }
    }
}

#[cfg(test)]
#[path = "pack_tests.rs"]
mod tests;
