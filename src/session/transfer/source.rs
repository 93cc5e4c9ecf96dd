//! What is copied from this machine.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::TransferError;
use super::path::{asks_for_content, asks_for_folder, split};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// Without links on the way to it.
    pub(super) path: PathBuf,
    /// How it is called there: as it was given, whatever it is a link to. None: its content is asked for.
    pub(super) name: Option<OsString>,
    pub(super) is_folder: bool,
}

impl Source {
    /// `follow`: a link at the end of the path is followed; one before a slash is always.
    pub(super) fn find(given: &Path, follow: bool) -> Result<Self, TransferError> {
        let failed = |error| TransferError::of("lstat", given)(error);
        let (folder, name) = split(given.as_os_str());
        let path = match &name {
            Some(name) if !follow && !asks_for_folder(given.as_os_str()) => {
                fs::canonicalize(&folder).map_err(failed)?.join(name)
            }
            Some(_) | None => fs::canonicalize(given).map_err(failed)?,
        };
        let found = fs::symlink_metadata(&path).map_err(failed)?;
        debug_assert!(name.is_some() || asks_for_content(given.as_os_str()) || given == Path::new("/"));
        Ok(Self { path, name, is_folder: found.is_dir() })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_is_itself_unless_it_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("d")).unwrap();
        fs::write(root.join("d/f"), "").unwrap();
        symlink("d", root.join("l")).unwrap();
        let find = |given: &str, follow| {
            let found = Source::find(&PathBuf::from(format!("{}/{given}", root.display())), follow)?;
            let path = found.path.strip_prefix(&root).unwrap().display().to_string();
            let name = found.name.map_or(".".to_owned(), |name| name.to_string_lossy().into_owned());
            Ok::<_, TransferError>((path, name, found.is_folder))
        };
        let is = |path: &str, name: &str, folder| (path.to_owned(), name.to_owned(), folder);
        assert_eq!(find("l", false).unwrap(), is("l", "l", false));
        assert_eq!(find("l", true).unwrap(), is("d", "l", true));
        assert_eq!(find("l/", false).unwrap(), is("d", "l", true));
        assert_eq!(find("l/.", false).unwrap(), is("d", ".", true));
        assert_eq!(find("l/f", false).unwrap(), is("d/f", "f", false));
        assert_eq!(find("d", false).unwrap(), is("d", "d", true));
        for (given, end) in [("none", "none: no such file or directory"), ("d/f/", "d/f/: not a directory")] {
            let said = find(given, false).unwrap_err().to_string();
            assert!(said.starts_with("lstat /") && said.ends_with(end), "{said}");
        }
    }
}
