//! What a load found, as the user sees it: in the order of the files, each thing once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::diagnostic::Diagnostic;
use super::env_files;
use super::load::Session;
use super::source::Files;
use super::tree::Node;
use crate::model::project::Project;

impl<F: Files> Session<'_, F> {
    /// Everything that is wrong, with the env files of the services, since the user has to edit files anyway.
    pub(super) fn into_faults(mut self, mut project: Project, tree: &Node) -> Vec<Diagnostic> {
        if self.options.resolve_env {
            self.faults.extend(env_files::resolve(&mut project, tree, self.files).err().into_iter().flatten());
        }
        in_order(self.faults, &self.read)
    }
}

/// Sorted by the order in which files were read, the main one first, then by place. One place has one finding of a kind,
/// however many services have it by `extends`, an anchor or a merge key.
pub(super) fn in_order(faults: Vec<Diagnostic>, files: &[PathBuf]) -> Vec<Diagnostic> {
    let mut ranks: BTreeMap<&Path, usize> = BTreeMap::new();
    for path in files {
        let next = ranks.len();
        ranks.entry(path).or_insert(next);
    }
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Diagnostic> = faults
        .into_iter()
        .filter(|fault| {
            let place = fault.span.as_ref().map(|span| (span.file.path.clone(), span.start, span.end));
            let message = if place.is_none() { fault.message.clone() } else { String::new() };
            seen.insert((fault.code, place, message))
        })
        .collect();
    kept.sort_by_cached_key(|fault| {
        fault.span.as_ref().map(|span| {
            let rank = ranks.get(span.file.path.as_path()).copied().unwrap_or(usize::MAX);
            (rank, span.file.path.clone(), span.start)
        })
    });
    kept
}
