//! What a load found, as the user sees it: in the order of the files, each thing once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::discover;
use super::env_files;
use super::interpolate::template;
use super::load::Session;
use super::provenance::Assignment;
use super::request::{LoadOptions, LoadRequest};
use super::source::Files;
use super::tree::Node;
use crate::model::project::Project;

impl<F: Files> Session<'_, F> {
    /// Everything that is wrong, with the env files of the services, since the user has to edit files anyway.
    pub(super) fn into_faults(mut self, mut project: Project, tree: &Node, request: &LoadRequest) -> Vec<Diagnostic> {
        if self.options.resolve_env {
            self.faults.extend(env_files::resolve(&mut project, tree, self.files).err().into_iter().flatten());
        }
        let mut faults = in_order(self.faults, &self.read);
        name_variables(&mut faults, request, self.files);
        faults
    }
}

/// Sorted. One place has one finding of a kind, however many services have it by `extends`, an anchor or a merge key.
pub(super) fn in_order(faults: Vec<Diagnostic>, files: &[PathBuf]) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Diagnostic> = faults
        .into_iter()
        .filter(|fault| {
            let place = fault.span.as_ref().map(|span| (span.file.path.clone(), span.start, span.end));
            let message = if place.is_none() { fault.message.clone() } else { String::new() };
            seen.insert((fault.code, place, message))
        })
        .collect();
    sort(&mut kept, files);
    kept
}

/// By the order in which files were read, the main one first, then by place.
pub(super) fn sort(faults: &mut [Diagnostic], files: &[PathBuf]) {
    let mut ranks: BTreeMap<&Path, usize> = BTreeMap::new();
    for path in files {
        let next = ranks.len();
        ranks.entry(path).or_insert(next);
    }
    faults.sort_by_cached_key(|fault| {
        fault.span.as_ref().map(|span| {
            let rank = ranks.get(span.file.path.as_path()).copied().unwrap_or(usize::MAX);
            (rank, span.file.path.clone(), span.start)
        })
    });
}

/// Of a wrong value that variables brought, says where those were set.
fn name_variables(faults: &mut [Diagnostic], request: &LoadRequest, files: &impl Files) {
    let mut with_names: Vec<(&mut Diagnostic, Vec<String>)> = faults
        .iter_mut()
        .map(|fault| {
            let names = variables(fault);
            (fault, names)
        })
        .filter(|(_, names)| !names.is_empty())
        .collect();
    if with_names.is_empty() {
        return;
    }
    // Places of variables are kept only by those who ask, so they are read once more.
    let options = LoadOptions { record: true, ..request.options };
    let again = discover::discover(&LoadRequest { options, ..request.clone() }, files);
    let Some(history) = again.ok().and_then(|found| found.environment.recorder.finish()) else { return };
    for (fault, names) in &mut with_names {
        for name in names {
            let Some(Assignment { span, .. }) = history.variables.get(name).and_then(|all| all.first()) else {
                continue;
            };
            match span {
                Some(span) => fault.related.push((span.clone(), format!("`{name}` is set here"))),
                None => {
                    let note = format!("the value of `{name}` comes from the environment");
                    fault.help = Some(fault.help.take().map_or(note.clone(), |help| format!("{help}; {note}")));
                }
            }
        }
    }
}

/// The variables in the text of a value that a finding says is wrong.
fn variables(fault: &Diagnostic) -> Vec<String> {
    let is_about_value = matches!(
        fault.code,
        Code::WrongType
            | Code::WrongValue
            | Code::InvalidFormat
            | Code::DuplicateItem
            | Code::DuplicateMount
            | Code::DuplicateContainerName
            | Code::Conflict
            | Code::MissingFile
            | Code::UnreadableFile
            | Code::UndefinedConfig
            | Code::UndefinedModel
            | Code::UndefinedNetwork
            | Code::UndefinedSecret
            | Code::UndefinedService
            | Code::UndefinedVolume
    );
    let text = fault.span.as_ref().and_then(|span| span.file.text.get(span.start..span.end)).unwrap_or_default();
    // More than one line is a mapping, of which the finding does not mean each value.
    if !is_about_value || text.contains('\n') {
        return Vec::new();
    }
    let mut names: Vec<String> = Vec::new();
    template::each_variable(text, |found| {
        if !names.iter().any(|name| name == found.name) {
            names.push(found.name.to_owned());
        }
    });
    names
}
