//! A file that gets its name when it is complete, and is taken away otherwise.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub(super) struct PartialFile {
    pub(super) file: File,
    temporary: PathBuf,
    name: PathBuf,
}

impl PartialFile {
    /// Beside its name, readable by its owner only.
    pub(super) fn create(name: &Path) -> io::Result<Self> {
        let folder = name.parent().unwrap_or(Path::new("/"));
        loop {
            let temporary = temporary(folder);
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary) {
                Ok(file) => return Ok(Self { file, temporary, name: name.to_owned() }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Replaces what has the name; a link itself, not what it points to.
    pub(super) fn finish(self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.name)
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        // After the renaming there is nothing to remove.
        drop(fs::remove_file(&self.temporary));
    }
}

/// A name that nobody else uses: without the final one, which may be as long as names can be.
pub(super) fn temporary(folder: &Path) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    folder.join(format!(".rcompose-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_is_not_finished_leaves_nothing_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("f");
        fs::write(&name, "old").unwrap();
        let mut partial = PartialFile::create(&name).unwrap();
        partial.file.write_all(b"half").unwrap();
        drop(partial);
        assert_eq!(fs::read_to_string(&name).unwrap(), "old");
        let mut partial = PartialFile::create(&name).unwrap();
        partial.file.write_all(b"whole").unwrap();
        partial.finish().unwrap();
        assert_eq!(fs::read_to_string(&name).unwrap(), "whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
