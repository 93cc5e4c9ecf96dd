//! Where files from a container go on this machine.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use super::error::TransferError;
use super::path::{self, There};

/// Links that lead to links.
const MOST_LINKS: usize = 10;

/// Whether files may be written there at all: the folder must exist, and it may be no device.
pub(crate) fn check_output(working_dir: &Path, output: &str) -> Result<PathBuf, TransferError> {
    let absolute = absolute(working_dir, output);
    let clean = PathBuf::from(path::clean(absolute.as_os_str()));
    let folder = clean.parent().unwrap_or(Path::new("/"));
    if !folder.exists() {
        let written = Path::new(output).parent().filter(|parent| parent.is_absolute());
        return Err(TransferError::NoParent(written.unwrap_or(folder).to_owned()));
    }
    match fs::metadata(&absolute) {
        Ok(found) if found.file_type().is_char_device() || found.file_type().is_block_device() => {
            Err(TransferError::Device(PathBuf::from(output)))
        }
        Ok(_) => Ok(absolute),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(absolute),
        Err(error) => Err(TransferError::of("stat", &absolute)(error)),
    }
}

/// Cleaned, but with the end that says whether a folder is meant.
pub(super) fn absolute(working_dir: &Path, given: &str) -> PathBuf {
    let clean = path::clean(working_dir.join(given).as_os_str());
    PathBuf::from(path::ending_like(clean, given.as_ref()))
}

/// Follows the links at the end of the path: they stay, and what they point to is written.
pub(super) fn resolve(absolute: &Path) -> Result<(OsString, There), TransferError> {
    let mut current = absolute.as_os_str().to_owned();
    for _ in 0..=MOST_LINKS {
        let here = Path::new(&current);
        match fs::symlink_metadata(here) {
            Ok(found) if found.is_symlink() => {
                let target = fs::read_link(here).map_err(TransferError::of("readlink", here))?;
                current = path::link_target(&current, target.as_os_str());
            }
            Ok(found) if found.is_dir() => return Ok((current, There::Folder)),
            Ok(_) => return Ok((current, There::File)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (folder, _) = path::split(&current);
                let folder = PathBuf::from(folder);
                let found = fs::metadata(&folder).map_err(TransferError::of("stat", &folder))?;
                if !found.is_dir() {
                    let error = io::Error::from(io::ErrorKind::NotADirectory);
                    return Err(TransferError::of("stat", &folder)(error));
                }
                return Ok((current, There::Nothing));
            }
            Err(error) => return Err(TransferError::of("lstat", here)(error)),
        }
    }
    Err(TransferError::TooManyLinks(absolute.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_at_the_end_are_followed_and_what_is_missing_needs_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("d")).unwrap();
        fs::write(at("f"), "").unwrap();
        symlink("d", at("to-d")).unwrap();
        symlink("to-d", at("twice")).unwrap();
        symlink("d/new", at("broken")).unwrap();
        symlink("loop", at("loop")).unwrap();
        let found = |name: &str| resolve(&at(name)).map(|(path, there)| (PathBuf::from(path), there));
        assert_eq!(found("twice").unwrap(), (at("d"), There::Folder));
        assert_eq!(found("f").unwrap(), (at("f"), There::File));
        assert_eq!(found("broken").unwrap(), (at("d/new"), There::Nothing));
        assert_eq!(found("new/").unwrap().1, There::Nothing);
        let said = |name: &str| resolve(&at(name)).unwrap_err().to_string();
        assert!(said("loop").starts_with("too many symlinks in"));
        assert!(said("none/new").ends_with("none: no such file or directory"), "{}", said("none/new"));
        assert!(said("f/").ends_with("f/: not a directory"), "{}", said("f/"));
    }

    #[test]
    fn output_needs_a_folder_and_is_no_device() {
        let here = Path::new("/");
        let said = |output: &str| check_output(here, output).unwrap_err().to_string();
        assert_eq!(said("/nodir/x"), "invalid output path: directory \"/nodir\" does not exist");
        let device = "invalid output path: \"/dev/null\" must be a directory or a regular file: got a device";
        assert_eq!(said("/dev/null"), device);
        assert_eq!(check_output(here, "tmp/.").unwrap().as_os_str(), "/tmp/.");
    }
}
