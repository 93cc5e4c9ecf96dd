//! The variables that interpolation sees: those of the process, then those of env files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::dotenv::{self, Assigned, Known, Variables};
use super::go;
use super::interpolate::notes::Notes;
use super::provenance::{Origin, Recorder};
use super::request::LoadRequest;
use super::source::{Files, ReadError, absolute, expand_home};
use crate::model::span::SourceFile;

/// Switches the default `.env` off.
const DISABLE: &str = "COMPOSE_DISABLE_ENV_FILE";

/// Variables with where they came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    pub(crate) variables: BTreeMap<String, String>,
    /// The env files that were asked for by flag or variable; the default `.env` is not among them.
    pub(crate) given_files: Vec<PathBuf>,
    /// Variables that env files refer to and nobody sets.
    pub(crate) notes: Notes,
    pub(crate) recorder: Recorder,
    /// Env files that could not be understood, of which nothing counts: a variable that is not here may be there.
    pub(crate) faults: Vec<Diagnostic>,
    /// The env files that were read.
    pub(crate) read: Vec<Rc<SourceFile>>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum EnvironmentError {
    #[error("couldn't find env file: {}", .0.display())]
    Missing(PathBuf),
    #[error("{} is a directory", .0.display())]
    Directory(PathBuf),
    #[error("COMPOSE_DISABLE_ENV_FILE: strconv.ParseBool: parsing {}: invalid syntax", go::quote(.0))]
    NotBoolean(String),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("{}", .0.message)]
    Invalid(Box<Diagnostic>),
}

impl Environment {
    /// Fails if an env file could not be understood.
    pub(crate) fn checked(self) -> Result<Self, EnvironmentError> {
        match self.faults.first() {
            Some(fault) => Err(EnvironmentError::Invalid(Box::new(fault.clone()))),
            None => Ok(self),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    fn has_read(&self, path: &Path) -> bool {
        self.read.iter().any(|file| file.path == path)
    }

    /// Fills gaps: what is known already keeps its value.
    fn add(&mut self, variables: Variables) {
        for (name, value) in variables {
            self.variables.entry(name).or_insert(value);
        }
    }
}

/// The process's variables, and the env files asked for or else the `.env` of `folder`.
pub(crate) fn first_pass(
    request: &LoadRequest,
    folder: &Path,
    files: &impl Files,
) -> Result<Environment, EnvironmentError> {
    let mut environment = Environment {
        variables: request.environment.clone(),
        recorder: Recorder::new(request.options.record),
        ..Environment::default()
    };
    let working_dir = request.working_dir.to_string_lossy().into_owned();
    environment.variables.entry("PWD".to_owned()).or_insert(working_dir);
    environment.recorder.process(&environment.variables);
    environment.given_files = given_files(request);
    if environment.given_files.is_empty() {
        read_default(request, folder, &mut environment, files)?;
    } else {
        read_given(request, &mut environment, files)?;
    }
    Ok(environment)
}

/// The `.env` beside files that were found elsewhere; what the first one says wins.
pub(crate) fn second_pass(
    request: &LoadRequest,
    folder: &Path,
    environment: &mut Environment,
    files: &impl Files,
) -> Result<(), EnvironmentError> {
    if environment.given_files.is_empty() {
        read_default(request, folder, environment, files)?;
    }
    Ok(())
}

fn given_files(request: &LoadRequest) -> Vec<PathBuf> {
    let variable = request.environment.get("COMPOSE_ENV_FILES").filter(|list| !list.is_empty());
    let names: Vec<&str> = match (request.env_files.as_slice(), variable) {
        ([], Some(list)) => list.split(',').collect(),
        (given, _) => given.iter().map(String::as_str).collect(),
    };
    let home = request.environment.get("HOME");
    names.into_iter().map(|name| absolute(&request.working_dir, &expand_home(name, home))).collect()
}

/// Later files win over earlier ones, the process over all.
fn read_given(
    request: &LoadRequest,
    environment: &mut Environment,
    files: &impl Files,
) -> Result<(), EnvironmentError> {
    let mut merged = Variables::new();
    let mut assigned = Vec::new();
    for path in environment.given_files.clone() {
        let path = path.as_path();
        if files.is_dir(path) {
            return Err(EnvironmentError::Directory(path.to_owned()));
        }
        if !files.is_file(path) {
            return Err(EnvironmentError::Missing(path.to_owned()));
        }
        let (variables, recorded) = read(&text(request, path, files)?, &merged, environment);
        merged.extend(variables);
        assigned.extend(recorded);
    }
    environment.recorder.variables(Origin::GivenFile, assigned);
    environment.add(merged);
    Ok(())
}

fn read_default(
    request: &LoadRequest,
    folder: &Path,
    environment: &mut Environment,
    files: &impl Files,
) -> Result<(), EnvironmentError> {
    let path = folder.join(".env");
    if is_disabled(request.environment.get(DISABLE))? || environment.has_read(&path) || !files.is_file(&path) {
        return Ok(());
    }
    let (mut variables, mut assigned) = read(&text(request, &path, files)?, &Variables::new(), environment);
    // Such a file switches itself off, but for what it says to the tool.
    if is_disabled(variables.get(DISABLE))? {
        variables.retain(|name, _| name.starts_with("COMPOSE_"));
        assigned.retain(|line| line.name.starts_with("COMPOSE_"));
    }
    environment.recorder.variables(Origin::DotEnv, assigned);
    environment.add(variables);
    Ok(())
}

fn is_disabled(value: Option<&String>) -> Result<bool, EnvironmentError> {
    match value.filter(|value| !value.is_empty()) {
        None => Ok(false),
        Some(value) => go::parse_bool(value).ok_or_else(|| EnvironmentError::NotBoolean(value.clone())),
    }
}

/// The text of a file, which is read once a command: it may be a pipe.
fn text(request: &LoadRequest, path: &Path, files: &impl Files) -> Result<Rc<SourceFile>, ReadError> {
    match request.known_env_files.iter().find(|known| known.path == path) {
        Some(known) => Ok(Rc::clone(known)),
        None => files.read(path),
    }
}

/// What a file sets, and each line of it if somebody wants to know.
fn read(file: &Rc<SourceFile>, earlier: &Variables, environment: &mut Environment) -> (Variables, Vec<Assigned>) {
    environment.read.push(Rc::clone(file));
    let Environment { variables, notes, recorder, faults, .. } = environment;
    let mut assigned = recorder.is_on().then(Vec::new);
    let known = Known { lookup: &|name| variables.get(name).cloned(), earlier };
    match dotenv::parse_recorded(file, known, notes, assigned.as_mut()) {
        Ok(set) => (set, assigned.unwrap_or_default()),
        Err(fault) => {
            faults.push(fault);
            (Variables::new(), Vec::new())
        }
    }
}
