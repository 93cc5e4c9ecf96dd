//! `include`: whole projects, loaded from their own folder with their own variables, under what this file says itself.

use crate::loader::code::Code;
use std::path::{Path as FilePath, PathBuf};

use super::diagnostic::Diagnostic;
use super::dotenv;
use super::load::{Faults, Scope, Session};
use super::merge;
use super::paths::relative;
use super::provenance::{Origin, Role};
use super::source::{Files, absolute, expand_home};
use super::tree::{Map, Node, Value};
use crate::model::span::SourceFile;

/// What an included project hands over; its name and `x-*` keys stay its own.
const SECTIONS: [&str; 6] = ["services", "networks", "volumes", "secrets", "configs", "models"];

/// One entry of the list.
struct Include<'n> {
    node: &'n Node,
    paths: Vec<&'n Node>,
    project_directory: Option<&'n str>,
    env_files: Vec<&'n Node>,
}

/// Loads everything that a document includes into one model.
pub(super) fn load<F: Files>(
    session: &mut Session<'_, F>,
    scope: &Scope,
    file: &SourceFile,
    include: &Node,
) -> Result<Option<Node>, Faults> {
    let list = match &include.value {
        Value::Null => return Ok(None),
        Value::List(list) => list,
        other => {
            let shown = super::walk::scalar_text(other).unwrap_or_else(|| super::walk::go_type(other).to_owned());
            return Err(Faults::at(Code::WrongType, format!("`include` must be a list, got {shown}"), include));
        }
    };
    let mut imported: Option<Node> = None;
    for (index, node) in list.iter().enumerate() {
        warn_of_unknown_keys(session, node);
        let model = project(session, scope, file, &entry(node, index)?)?;
        imported = Some(match imported {
            None => model,
            Some(earlier) => merge::merge(model, earlier, &mut session.recorder)?,
        });
    }
    Ok(imported)
}

fn entry(node: &Node, index: usize) -> Result<Include<'_>, Faults> {
    let texts = |key: &str| -> Result<Vec<&Node>, Faults> {
        let Some(value) = node.get(key) else { return Ok(Vec::new()) };
        match &value.value {
            Value::String(_) => Ok(vec![value]),
            Value::List(list) if list.iter().all(|item| item.as_str().is_some()) => Ok(list.iter().collect()),
            Value::Null => Ok(Vec::new()),
            _ => {
                Err(Faults::at(Code::WrongType, format!("include {key} must be a string or a list of strings"), value))
            }
        }
    };
    match &node.value {
        Value::String(_) => Ok(Include { node, paths: vec![node], project_directory: None, env_files: Vec::new() }),
        Value::Map(_) => {
            let project_directory =
                node.get("project_directory").and_then(Node::as_str).filter(|text| !text.is_empty());
            Ok(Include { node, paths: texts("path")?, project_directory, env_files: texts("env_file")? })
        }
        other => {
            let kind = super::walk::go_type(other);
            let message = format!(
                "decoding failed due to the following error(s):\n\n'[{index}]' expected a map or struct, got \"{kind}\""
            );
            Err(Faults::at(Code::WrongType, message, node))
        }
    }
}

/// Docker Compose takes any key; what it does not know is worth a word.
fn warn_of_unknown_keys<F: Files>(session: &mut Session<'_, F>, node: &Node) {
    const KEYS: [&str; 3] = ["path", "project_directory", "env_file"];
    for (key, entry) in node.as_map().into_iter().flatten().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        let message = format!("include: the key '{key}' is not known and has no effect");
        let mut warning = Diagnostic::warning(Code::UnknownKey, message, entry.key_span.clone());
        warning.help = super::suggest::nearest(key, KEYS.into_iter()).map(|near| format!("did you mean `{near}`?"));
        session.warnings.push(warning);
    }
}

fn project<F: Files>(
    session: &mut Session<'_, F>,
    scope: &Scope,
    file: &SourceFile,
    include: &Include<'_>,
) -> Result<Node, Faults> {
    let home = session.home.clone();
    let locate = |text: &str| absolute(&scope.folder, &expand_home(text, home.as_ref()));
    let paths: Vec<PathBuf> = include.paths.iter().map(|node| locate(node.as_str().unwrap_or_default())).collect();
    let Some(main) = paths.first() else {
        return Err(Faults::at(Code::MissingKey, "include path must be set".to_owned(), include.node));
    };
    let trail: Vec<PathBuf> = scope.trail.iter().cloned().chain([file.path.clone()]).collect();
    if trail.contains(main) {
        let names: Vec<String> = trail.iter().chain([main]).map(|path| path.display().to_string()).collect();
        let message = format!("include cycle detected:\n{}", names.join("\n include "));
        return Err(Faults::at(Code::IncludeCycle, message, include.node));
    }
    let folder = match include.project_directory {
        Some(folder) => locate(folder),
        None => main.parent().unwrap_or(FilePath::new("/")).to_owned(),
    };
    let mut inner = Scope {
        base: relative(&scope.folder, &folder),
        folder,
        variables: scope.variables.clone(),
        trail,
        is_included: true,
    };
    add_variables(session, scope, include, &mut inner)?;
    let mut sources = Vec::new();
    for (path, node) in paths.iter().zip(&include.paths) {
        let source =
            session.files.read(path).map_err(|error| Faults::at(Code::UnreadableFile, error.to_string(), node))?;
        session.recorder.file(&source, Role::Included);
        let documents = super::yaml::parse_recorded(&source, &mut session.recorder).map_err(Faults)?;
        sources.push((source, documents));
    }
    let mut model = session.model(&inner, sources)?;
    if let Some(map) = model.as_map_mut() {
        map.retain(|key, _| SECTIONS.contains(&key.as_str()));
    } else {
        model = Node::synthetic(Value::Map(Map::new()));
    }
    Ok(model)
}

/// The variables of the included project: its own env files fill the gaps of what is known already.
fn add_variables<F: Files>(
    session: &mut Session<'_, F>,
    scope: &Scope,
    include: &Include<'_>,
    inner: &mut Scope,
) -> Result<(), Faults> {
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
            return Err(Faults::at(Code::UnreadableFile, format!("{shown} is not a file"), node));
        }
        if !session.files.exists(&path) {
            return Err(Faults::at(Code::MissingFile, format!("stat {shown}: no such file or directory"), node));
        }
        files.push((path, node));
    }
    let mut own = dotenv::Variables::new();
    let mut assignments = Vec::new();
    for (path, node) in files {
        let source =
            session.files.read(&path).map_err(|error| Faults::at(Code::UnreadableFile, error.to_string(), node))?;
        let known = own.clone();
        let lookup = |name: &str| scope.variables.get(name).or_else(|| known.get(name)).cloned();
        let mut recorded = session.recorder.is_on().then(Vec::new);
        let read = dotenv::parse_recorded(&source, &lookup, &mut session.notes, recorded.as_mut());
        own.extend(read.map_err(|fault| Faults(vec![fault]))?);
        assignments.extend(recorded.into_iter().flatten());
    }
    session.recorder.variables(Origin::Include, assignments);
    for (name, value) in own {
        inner.variables.entry(name).or_insert(value);
    }
    Ok(())
}
