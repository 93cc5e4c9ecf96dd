//! All that there is below a path and counts.

use std::fs;
use std::io;
use std::path::Path;

use super::error::WatchError;
use super::rule::Rule;
use super::sync::Copies;

/// The files of a rule with their places in the containers.
pub(super) fn all_of(rule: &Rule) -> Result<Copies, WatchError> {
    let mut copies = Copies::new();
    below(rule, &rule.path, &mut copies)
        .map_err(|source| WatchError::Files { path: rule.path.clone(), source })
        .map(|()| copies)
}

fn below(rule: &Rule, path: &Path, copies: &mut Copies) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        // It may go while we look.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !found.is_dir() {
        if let Some(target) = rule.place(path) {
            copies.insert(target, path.to_owned());
        }
        return Ok(());
    }
    if path != rule.path && !rule.filter.enters(path) {
        return Ok(());
    }
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().try_for_each(|entry| below(rule, &entry.path(), copies)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => Ok(()),
        Err(error) => Err(error),
    }
}
