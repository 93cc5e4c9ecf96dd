//! The folder in which remote files are kept: each under the digest or commit that names it, whole or not at all.

use std::io;
use std::path::{Path, PathBuf};

/// Where something with this digest or commit is.
pub(super) fn place(cache: &Path, digest: &str) -> PathBuf {
    let hex = digest.rsplit(':').next().unwrap_or_default();
    let name: String = hex.chars().filter(char::is_ascii_alphanumeric).collect();
    cache.join(name)
}

/// Fills a new folder and puts it in its place. Somebody else may have been faster: what is there then is the same.
pub(super) fn keep(place: &Path, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let parent = place.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(parent)?;
    let new = place.with_extension(format!("{}.part", std::process::id()));
    drop(std::fs::remove_dir_all(&new));
    std::fs::create_dir(&new)?;
    let moved = fill(&new).and_then(|()| std::fs::rename(&new, place));
    if moved.is_err() {
        drop(std::fs::remove_dir_all(&new));
    }
    match moved {
        Err(_) if place.is_dir() => Ok(()),
        moved => moved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_whole_or_not_at_all() {
        let cache = tempfile::tempdir().unwrap();
        let place = place(cache.path(), "sha256:00ff");
        assert_eq!(place, cache.path().join("00ff"));
        let failing = keep(&place, |new| {
            std::fs::write(new.join("a"), "half")?;
            Err(io::Error::other("full"))
        });
        assert!(failing.is_err() && !place.exists());
        keep(&place, |new| std::fs::write(new.join("a"), "whole")).unwrap();
        keep(&place, |new| std::fs::write(new.join("a"), "again")).unwrap();
        assert_eq!(std::fs::read_to_string(place.join("a")).unwrap(), "whole");
        assert_eq!(std::fs::read_dir(cache.path()).unwrap().count(), 1);
    }
}
