//! What of a folder is wanted, in the order in which BuildKit expects it: by name, a folder before what is in it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::links;
use crate::build::patterns::Patterns;

/// What BuildKit asks for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// `None`: everything.
    included: Option<Patterns>,
    excluded: Patterns,
}

impl Wanted {
    /// `follow` are paths whose links are followed, inside of the folder.
    pub(super) fn new(root: &Path, follow: &[String], include: &[String], exclude: &[String]) -> io::Result<Self> {
        let bad = |pattern| io::Error::new(io::ErrorKind::InvalidInput, format!("{pattern:?} is no pattern"));
        let all = follow.iter().chain(include).any(|path| path.split('/').all(|part| matches!(part, "" | ".")));
        let included = if all || (follow.is_empty() && include.is_empty()) {
            None
        } else {
            let mut patterns = links::followed(root, follow)?;
            patterns.extend(include.iter().cloned());
            Some(Patterns::of(&patterns).map_err(bad)?)
        };
        Ok(Self { included, excluded: Patterns::of(exclude).map_err(bad)? })
    }

    pub(super) fn takes(&self, path: &Path) -> bool {
        self.included.as_ref().is_none_or(|included| included.matches(path)) && !self.excluded.matches(path)
    }

    fn may_take_below(&self, folder: &Path) -> bool {
        let included = |patterns: &Patterns| patterns.matches(folder) || patterns.may_match_below(folder);
        self.included.as_ref().is_none_or(included)
            && (!self.excluded.matches(folder) || self.excluded.may_take_back_below(folder))
    }
}

/// Calls `each` for everything that is wanted, and for the folders above it.
pub(super) fn walk(
    root: &Path,
    wanted: &Wanted,
    each: &mut dyn FnMut(&Path, &Metadata) -> io::Result<()>,
) -> io::Result<()> {
    Walk { root, wanted, each, above: Vec::new() }.folder(Path::new(""))
}

struct Walk<'a> {
    root: &'a Path,
    wanted: &'a Wanted,
    each: &'a mut dyn FnMut(&Path, &Metadata) -> io::Result<()>,
    /// Folders that are told of only when something in them is wanted.
    above: Vec<(PathBuf, Metadata)>,
}

impl Walk<'_> {
    fn folder(&mut self, relative: &Path) -> io::Result<()> {
        let full = self.root.join(relative);
        let entries = fs::read_dir(&full).map_err(|error| within(&full, &error))?;
        let mut names = entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        for name in names {
            self.entry(&relative.join(name))?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path) -> io::Result<()> {
        let full = self.root.join(path);
        let metadata = match fs::symlink_metadata(&full) {
            Ok(metadata) => metadata,
            // Somebody has removed it since the folder was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(within(&full, &error)),
        };
        let takes = self.wanted.takes(path);
        if takes {
            for (path, metadata) in std::mem::take(&mut self.above) {
                (self.each)(&path, &metadata)?;
            }
            (self.each)(path, &metadata)?;
        }
        if metadata.is_dir() && (takes || self.wanted.may_take_below(path)) {
            let depth = self.above.len();
            if !takes {
                self.above.push((path.to_owned(), metadata));
            }
            self.folder(path)?;
            self.above.truncate(depth);
        }
        Ok(())
    }
}

pub(super) fn within(path: &Path, error: &io::Error) -> io::Error {
    let text = match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    io::Error::new(error.kind(), format!("{}: {text}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(root: &Path, follow: &[&str], exclude: &[&str]) -> Vec<String> {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let wanted = Wanted::new(root, &owned(follow), &[], &owned(exclude)).expect("patterns");
        let mut paths = Vec::new();
        walk(root, &wanted, &mut |path, _| {
            paths.push(path.display().to_string());
            Ok(())
        })
        .expect("a walk");
        paths
    }

    fn tree(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for path in paths {
            let full = folder.path().join(path);
            fs::create_dir_all(full.parent().expect("a parent")).expect("folders");
            fs::write(full, path).expect("a file");
        }
        folder
    }

    #[test]
    fn only_what_is_wanted_and_the_folders_above_it() {
        let tree = tree(&["a/x/1", "a/x/2", "a.txt", "b/c/d", "e/f"]);
        let root = tree.path();
        assert_eq!(found(root, &[], &[]), ["a", "a/x", "a/x/1", "a/x/2", "a.txt", "b", "b/c", "b/c/d", "e", "e/f"]);
        assert_eq!(found(root, &["a/x/2", "e"], &[]), ["a", "a/x", "a/x/2", "e", "e/f"]);
        assert_eq!(found(root, &["*.txt", "/b/*/d"], &[]), ["a.txt", "b", "b/c", "b/c/d"]);
        assert_eq!(found(root, &["."], &["a", "!a/x/2", "b"]), ["a", "a/x", "a/x/2", "a.txt", "e", "e/f"]);
        assert!(found(root, &["nosuch"], &[]).is_empty());
    }

    #[test]
    fn a_link_comes_with_what_it_points_to_inside_the_folder() {
        let tree = tree(&["real/data", "other"]);
        let root = tree.path();
        std::os::unix::fs::symlink("real", root.join("link")).expect("a link");
        std::os::unix::fs::symlink("../../../../etc/passwd", root.join("out")).expect("a link");
        std::os::unix::fs::symlink("round", root.join("round")).expect("a link");
        assert_eq!(found(root, &["link/data"], &[]), ["link", "real", "real/data"]);
        assert_eq!(found(root, &["out", "round"], &[]), ["out", "round"]);
        assert_eq!(found(root, &["l*"], &[]), ["link", "real", "real/data"]);
    }
}
