//! `include`: whole projects, loaded from their own folder with their own variables, under what this file says itself.

use crate::loader::code::Code;
use std::path::{Path as FilePath, PathBuf};

use super::diagnostic::Diagnostic;
use super::dotenv::{self, Known};
use super::load::{Scope, Session};
use super::merge;
use super::paths::relative;
use super::provenance::{Origin, Role};
use super::reset::{self, Place};
use super::source::{Files, absolute, expand_home};
use super::tree::{Node, Tag, Value};
use super::yaml::unread;
use crate::model::span::{SourceFile, Span};

/// What an included project hands over; its name and `x-*` keys stay its own.
const SECTIONS: [&str; 6] = ["services", "networks", "volumes", "secrets", "configs", "models"];

/// Every level is a call.
const MAX_DEPTH: usize = 100;

/// Files that include each other twice are loaded twice, those that they include four times, and so on.
const MAX_PROJECTS: usize = 10_000;

/// One entry of the list.
struct Include<'n> {
    node: &'n Node,
    paths: Vec<&'n Node>,
    project_directory: Option<&'n str>,
    env_files: Vec<&'n Node>,
}

/// Takes `include` out of a document, and puts what it names below the document. Places that the document resets do not
/// count in what is included.
pub(super) fn apply<F: Files>(
    session: &mut Session<'_, F>,
    scope: &Scope,
    file: &SourceFile,
    mut document: Node,
    places: &[Place],
) -> Node {
    let Some(include) = document.as_map_mut().and_then(|map| map.shift_remove("include")) else { return document };
    let Some(mut imported) = load(session, scope, file, &include.value) else { return document };
    reset::apply(&mut imported, places, &mut session.recorder);
    merge::merge(imported, document, &mut session.recorder, &mut session.faults)
}

/// Loads everything that a document includes into one model, which is marked where something is missing.
fn load<F: Files>(session: &mut Session<'_, F>, scope: &Scope, file: &SourceFile, include: &Node) -> Option<Node> {
    let list = match &include.value {
        Value::Null if include.is_gone() => return Some(unread()),
        Value::Null => return None,
        Value::List(list) => list,
        other => {
            let shown = super::walk::scalar_text(other).unwrap_or_else(|| super::walk::go_type(other).to_owned());
            session.fault(Code::WrongType, format!("`include` must be a list, got {shown}"), include);
            return Some(unread());
        }
    };
    let mut imported: Option<Node> = include.is_broken().then(unread);
    for (index, node) in list.iter().enumerate() {
        warn_of_unknown_keys(session, node);
        let entry = entry(session, node, index);
        let model = entry.and_then(|entry| project(session, scope, file, &entry)).unwrap_or_else(unread);
        imported = Some(match imported {
            None => model,
            Some(earlier) => merge::merge(model, earlier, &mut session.recorder, &mut session.faults),
        });
    }
    imported
}

/// What an entry says; nothing if that is wrong.
fn entry<'n, F: Files>(session: &mut Session<'_, F>, node: &'n Node, index: usize) -> Option<Include<'n>> {
    match &node.value {
        Value::String(_) => Some(Include { node, paths: vec![node], project_directory: None, env_files: Vec::new() }),
        Value::Map(_) => {
            let project_directory =
                node.get("project_directory").and_then(Node::as_str).filter(|text| !text.is_empty());
            let (paths, env_files) = (texts(session, node, "path"), texts(session, node, "env_file"));
            Some(Include { node, paths: paths?, project_directory, env_files: env_files? })
        }
        other => {
            let kind = super::walk::go_type(other);
            let message = format!(
                "decoding failed due to the following error(s):\n\n'[{index}]' expected a map or struct, got \"{kind}\""
            );
            session.fault(Code::WrongType, message, node);
            None
        }
    }
}

/// A string or a list of strings; nothing if it is neither, or if some of it was taken out.
fn texts<'n, F: Files>(session: &mut Session<'_, F>, node: &'n Node, key: &str) -> Option<Vec<&'n Node>> {
    let Some(value) = node.get(key) else { return Some(Vec::new()) };
    match &value.value {
        _ if value.is_broken() => None,
        Value::String(_) => Some(vec![value]),
        Value::List(list) if list.iter().all(|item| item.as_str().is_some()) => Some(list.iter().collect()),
        Value::Null => Some(Vec::new()),
        _ => {
            session.fault(Code::WrongType, format!("include {key} must be a string or a list of strings"), value);
            None
        }
    }
}

/// Docker Compose takes any key; what it does not know is worth a word.
fn warn_of_unknown_keys<F: Files>(session: &mut Session<'_, F>, node: &Node) {
    const KEYS: [&str; 3] = ["path", "project_directory", "env_file"];
    for (key, entry) in node.as_map().into_iter().flatten().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        let message = format!("include: the key '{key}' is not known and has no effect");
        let mut warning = Diagnostic::warning(Code::UnknownKey, message, entry.key_span.clone());
        warning.help = crate::model::suggest::hint(key, KEYS.into_iter());
        session.warnings.push(warning);
    }
}

/// The model of an included project; nothing if nothing of it can be read.
fn project<F: Files>(
    session: &mut Session<'_, F>,
    scope: &Scope,
    file: &SourceFile,
    include: &Include<'_>,
) -> Option<Node> {
    let home = session.home.clone();
    let paths: Vec<Option<PathBuf>> = include.paths.iter().map(|node| session.locate(scope, node)).collect();
    let paths: Vec<PathBuf> = paths.into_iter().collect::<Option<_>>()?;
    let Some(main) = paths.first() else {
        session.fault(Code::MissingKey, "include path must be set", include.node);
        return None;
    };
    let here = (file.path.clone(), include.node.span.clone());
    let trail: Vec<_> = scope.trail.iter().cloned().chain([here]).collect();
    if let Some(first) = trail.iter().position(|(path, _)| path == main) {
        session.faults.push(cycle(&trail, first, main));
        return None;
    }
    session.included += 1;
    if trail.len() > MAX_DEPTH || session.included > MAX_PROJECTS {
        // Of all the projects that are too many, the first is said.
        if session.included <= MAX_PROJECTS + 1 {
            let message =
                format!("more than {MAX_PROJECTS} projects are included, or they are nested deeper than {MAX_DEPTH}");
            session.fault(Code::IncludeCycle, message, include.node);
        }
        return None;
    }
    let folder = match include.project_directory {
        Some(folder) => absolute(&scope.folder, &expand_home(folder, home.as_ref())),
        None => main.parent().unwrap_or(FilePath::new("/")).to_owned(),
    };
    let mut inner = Scope {
        base: relative(&scope.folder, &folder),
        folder,
        variables: scope.variables.clone(),
        trail,
        is_included: true,
    };
    add_variables(session, scope, include, &mut inner);
    let mut sources = Vec::new();
    let mut is_whole = true;
    for (path, node) in paths.iter().zip(&include.paths) {
        match session.parse(path, node, Role::Included) {
            Some(source) => sources.push(source),
            None => is_whole = false,
        }
    }
    let mut model = session.model(&inner, sources);
    if !is_whole {
        model.tag = Some(Tag::Broken);
    }
    if let Some(map) = model.as_map_mut() {
        map.retain(|key, _| SECTIONS.contains(&key.as_str()));
    }
    Some(model)
}

/// The place that closes the circle, and the others that lead round.
fn cycle(trail: &[(PathBuf, Option<Span>)], first: usize, main: &FilePath) -> Diagnostic {
    let names: Vec<String> =
        trail.iter().map(|(path, _)| path.as_path()).chain([main]).map(|path| path.display().to_string()).collect();
    let message = format!("include cycle detected:\n{}", names.join("\n include "));
    let (last, others) = trail[first..].split_last().expect("the trail has at least this file");
    let fault = Diagnostic::error(Code::IncludeCycle, message, last.1.clone());
    others.iter().fold(fault, |fault, (_, place)| fault.with_related(place.clone(), "which is included here"))
}

/// The variables of the included project: its own env files fill the gaps of what is known already.
fn add_variables<F: Files>(session: &mut Session<'_, F>, scope: &Scope, include: &Include<'_>, inner: &mut Scope) {
    let mut files: Vec<(PathBuf, &Node)> = Vec::new();
    if include.env_files.is_empty() {
        let default = inner.folder.join(".env");
        if session.files.is_file(&default) {
            files.push((default, include.node));
        }
    }
    for node in &include.env_files {
        let written = node.as_str().unwrap_or_default();
        if written == "/dev/null" {
            continue;
        }
        let path = absolute(&scope.folder, &expand_home(written, session.home.as_ref()));
        let shown = path.display();
        if session.files.is_dir(&path) {
            session.fault(Code::UnreadableFile, format!("{shown} is not a file"), node);
        } else if session.files.exists(&path) {
            files.push((path, node));
        } else {
            session.fault(Code::MissingFile, format!("stat {shown}: no such file or directory"), node);
            session.lacks_variables = true;
        }
    }
    let mut own = dotenv::Variables::new();
    let mut assignments = Vec::new();
    for (path, node) in files {
        let source = match session.files.read(&path) {
            Ok(source) => source,
            Err(error) => {
                let fault = error.diagnostic();
                let span = fault.span.clone().or_else(|| node.span.clone());
                session.faults.push(Diagnostic { span, ..fault });
                continue;
            }
        };
        session.read.push(path);
        let known = Known { lookup: &|name| scope.variables.get(name).cloned(), earlier: &own };
        let mut recorded = session.recorder.is_on().then(Vec::new);
        match dotenv::parse_recorded(&source, known, &mut session.notes, recorded.as_mut()) {
            Ok(variables) => own.extend(variables),
            Err(fault) => {
                session.faults.push(fault);
                session.lacks_variables = true;
            }
        }
        assignments.extend(recorded.into_iter().flatten());
    }
    session.recorder.variables(Origin::Include, assignments);
    for (name, value) in own {
        inner.variables.entry(name).or_insert(value);
    }
}
