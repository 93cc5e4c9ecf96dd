//! Reads Compose files: text in, [`crate::model::project::Project`] and warnings out.
//!
//! [`load`] is the whole way; `load.rs` has the order of the steps. Each step is a table from places to rules, over a tree
//! whose nodes know where they were written.

mod canonical;
pub(crate) mod code;
pub(crate) mod decode;
mod defaults;
pub(crate) mod diagnose;
pub(crate) mod diagnostic;
pub(crate) mod discover;
pub(crate) mod dotenv;
mod env_files;
pub(crate) mod environment;
mod extends;
mod faults;
pub(crate) mod flags;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
pub(crate) mod go;
mod include;
pub(crate) mod interpolate;
// `loader::load` is the function; the steps behind it are nobody else's business.
mod load;
pub(crate) mod mentions;
mod merge;
pub(crate) mod name;
mod normalize;
pub(crate) mod origins;
pub(crate) mod page;
mod part;
mod paths;
mod project;
pub(crate) mod provenance;
pub(crate) mod render;
pub(crate) mod request;
mod reset;
pub(crate) mod scalar;
pub(crate) mod schema;
pub(crate) mod select;
pub(crate) mod source;
pub(crate) mod tree;
mod validate;
pub(crate) mod variables;
mod veil;
mod walk;
pub(crate) mod yaml;

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use crate::model::project::{Project, Separator};
use crate::model::span::{SourceFile, Span};
use diagnostic::{Diagnostic, Severity};
use discover::{DiscoverError, Discovered};
use load::{Parsed, Scope, Session};
use name::{NameError, ProjectName};
use origins::Origins;
use provenance::{History, Recorder};
use request::{LoadOptions, LoadRequest};
use select::SelectError;
use source::{Disk, Files};
use tree::Node;
use validate::consistency;

/// A project, with what it was made of.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// All services, with their `env_file` and `label_file` not yet read. Where the request asks for no typed project,
    /// there are only its name and its files.
    pub(crate) project: Project,
    /// The final canonical tree.
    pub(crate) tree: Rc<Node>,
    pub(crate) warnings: Vec<Diagnostic>,
    /// What became of each value, if the request asked for it.
    pub(crate) history: Option<History>,
    options: LoadOptions,
    /// The files in the order in which they were read.
    read: Vec<PathBuf>,
}

impl Loaded {
    pub(crate) fn origins(&self) -> Origins {
        Origins::new(Rc::clone(&self.tree), &self.read)
    }

    /// The project of the named services (of all, without names), with what they depend on if asked for. Only now are
    /// their `env_file` and `label_file` read, so that a broken file of another service does no harm. Warnings with it.
    pub(crate) fn into_project(
        self,
        names: &[String],
        dependencies: bool,
    ) -> Result<(Project, Vec<Diagnostic>), LoadError> {
        self.into_project_from(names, dependencies, &Disk)
    }

    pub(crate) fn into_project_from(
        self,
        names: &[String],
        dependencies: bool,
        files: &impl Files,
    ) -> Result<(Project, Vec<Diagnostic>), LoadError> {
        let mut project = select::with_services(self.project, names, dependencies)?;
        let mut warnings = Vec::new();
        if self.options.resolve_env {
            let mut faults = Vec::new();
            match env_files::resolve(&mut project, &self.tree, files) {
                Ok(found) => warnings = judged(found, self.options, &mut faults),
                Err(found) => faults = found,
            }
            if !faults.is_empty() {
                return Err(LoadError::Diagnostics(faults::in_order(faults, &self.read)));
            }
        }
        let project = if self.options.keep_unused { project } else { select::without_unused(project) };
        Ok((project, warnings))
    }

    /// The variables that the files use; of a project that was loaded without interpolation.
    pub(crate) fn variables(&self) -> BTreeMap<String, variables::Variable> {
        variables::collect(&self.tree)
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// The files are wrong; everything that was found, in the order of the files.
    #[error("{}", .0.first().map_or("the files are invalid", |first| first.message.as_str()))]
    Diagnostics(Vec<Diagnostic>),
    #[error(transparent)]
    Discover(DiscoverError),
    #[error(transparent)]
    Name(NameError),
    #[error(transparent)]
    Select(#[from] SelectError),
    #[error("RCOMPOSE_SEPARATOR must be `_` or `-`, not {0:?}")]
    Separator(String),
}

impl From<DiscoverError> for LoadError {
    fn from(error: DiscoverError) -> Self {
        match error.diagnostic() {
            Some(fault) => Self::Diagnostics(vec![fault]),
            None => Self::Discover(error),
        }
    }
}

impl From<NameError> for LoadError {
    fn from(error: NameError) -> Self {
        match error.diagnostic() {
            Some(fault) => Self::Diagnostics(vec![fault]),
            None => Self::Name(error),
        }
    }
}

/// Loads the project that a request describes; [`Loaded::into_project`] then chooses services.
pub(crate) fn load(request: &LoadRequest) -> Result<Loaded, LoadError> {
    load_from(request, &Disk)
}

/// Variables, and the env files that were read for them.
pub(crate) type ProjectVariables = (BTreeMap<String, String>, Vec<Rc<SourceFile>>);

/// The variables of the process with those of the first env files below them: what settings of the tool are read from.
/// With them come those files, for [`LoadRequest::known_env_files`].
pub(crate) fn project_variables(mut request: LoadRequest) -> Result<ProjectVariables, LoadError> {
    let found = discover::variables(&request, &Disk).and_then(|environment| {
        request.known_env_files.clone_from(&environment.read);
        environment.checked()
    });
    let error = match found {
        Ok(environment) => return Ok((environment.variables, environment.read)),
        Err(error) => LoadError::from(DiscoverError::from(error)),
    };
    // What is wrong with an env file is told with all the rest. Standard input is not there yet.
    let is_readable = request.files.iter().all(|file| file != "-");
    match (error, is_readable.then(|| load(&request))) {
        (LoadError::Diagnostics(_), Some(Err(all @ LoadError::Diagnostics(_)))) => Err(all),
        (error, _) => Err(error),
    }
}

/// Only the name of the project.
pub(crate) fn project_name(request: &LoadRequest) -> Result<String, LoadError> {
    let mut discovered = discover::discover(request, &Disk)?;
    let mut faults = std::mem::take(&mut discovered.environment.faults);
    let sources = parse(&mut discovered, &mut faults);
    if !faults.is_empty() {
        return Err(LoadError::Diagnostics(faults::in_order(faults, &[])));
    }
    let trees = sources.iter().flat_map(|(_, documents)| documents);
    Ok(name::project_name(request, &discovered, trees, &Disk)?.name)
}

/// The services that the files name themselves, with their profiles, whatever else is wrong with them. For completion.
pub(crate) fn written_services(request: &LoadRequest) -> Vec<(String, Vec<String>)> {
    let Ok(mut discovered) = discover::discover(request, &Disk) else { return Vec::new() };
    let sources = parse(&mut discovered, &mut Vec::new());
    let services =
        sources.iter().flat_map(|(_, documents)| documents).filter_map(|tree| tree.get("services")?.as_map());
    let profiles = |service: &Node| {
        let profiles = service.get("profiles").and_then(Node::as_list).unwrap_or_default();
        profiles.iter().filter_map(Node::as_str).map(str::to_owned).collect()
    };
    services.flatten().map(|(name, entry)| (name.clone(), profiles(&entry.value))).collect()
}

pub(crate) fn load_from(request: &LoadRequest, files: &impl Files) -> Result<Loaded, LoadError> {
    let mut discovered = discover::discover(request, files)?;
    let mut session = session(request, &discovered, files);
    let sources = parse(&mut discovered, &mut session.faults);
    session.recorder = std::mem::take(&mut discovered.environment.recorder);
    session.recorder.names(|history| provenance::names::sources(history, request, &discovered, &sources));
    let trees = sources.iter().flat_map(|(_, documents)| documents);
    let mut found = name::project_name(request, &discovered, trees, files);
    if session.lacks_variables {
        found = found.or(Err(NameError::Empty));
        // The profiles may be among them.
        if request.profiles.is_empty() {
            discovered.profiles = vec!["*".to_owned()];
        }
    }
    let found = name_or_fault(found, &mut session.faults)?;
    session.warnings.extend(found.warning);
    let mut variables = discovered.environment.variables.clone();
    variables.insert("COMPOSE_PROJECT_NAME".to_owned(), found.name.clone());
    let scope = Scope {
        folder: discovered.project_dir.clone(),
        base: discovered.project_dir.clone(),
        variables,
        trail: Vec::new(),
        is_included: false,
    };
    let mut tree = session.model(&scope, sources);
    project::bound(&mut tree, &mut session.faults);
    if session.faults.is_empty() && tree.as_map().is_none_or(tree::Map::is_empty) {
        let first = discovered.files.first().map(|file| Span { file: file.clone(), start: 0, end: 0 });
        session.faults.push(Diagnostic::error(Code::EmptyFile, "empty compose file", tree.span.clone().or(first)));
    }
    if request.options.normalize {
        // Without interpolation, nothing of the environment gets into the project.
        let none = BTreeMap::new();
        let variables = if request.options.interpolate { &scope.variables } else { &none };
        normalize::normalize(&mut tree, &found.name, variables);
    }
    let mut project = Project { name: found.name.clone(), ..Project::default() };
    if request.options.decode {
        project = project::decode_project(&mut tree, &mut session.faults);
        project.name = found.name;
    }
    describe(&mut project, request, discovered, scope.variables)?;
    if request.options.interpolate && request.options.check_consistency {
        session.faults.extend(consistency::check(&project, &tree));
        project::copy_scale(&mut project);
    }
    let mut warnings = judged(session.notes.warnings(), request.options, &mut session.faults);
    if !session.faults.is_empty() {
        session.faults.extend(consistency::names(&project, &tree));
        return Err(LoadError::Diagnostics(session.into_faults(project, &tree, request)));
    }
    warnings.append(&mut session.warnings);
    if request.options.interpolate {
        warnings.extend(project::dropped_words(&tree));
    }
    Ok(Loaded {
        project,
        tree: Rc::new(tree),
        warnings,
        history: session.recorder.finish(),
        options: request.options,
        read: session.read,
    })
}

fn parse(discovered: &mut Discovered, faults: &mut Vec<Diagnostic>) -> Vec<Parsed> {
    let recorder = &mut discovered.environment.recorder;
    let mut parsed = Vec::new();
    for file in &discovered.files {
        recorder.own_file(file);
        let (documents, found) = yaml::read(file, recorder);
        faults.extend(found);
        parsed.push((file.clone(), documents));
    }
    parsed
}

/// A name that a file has wrongly is one finding among others; any name then does for the rest of the load. So it does if
/// a file that may have one could not be read.
fn name_or_fault(
    found: Result<ProjectName, NameError>,
    faults: &mut Vec<Diagnostic>,
) -> Result<ProjectName, NameError> {
    let stand_in = || ProjectName { name: "project".to_owned(), warning: None };
    match found {
        Err(NameError::Written(fault)) => {
            faults.push(*fault);
            Ok(stand_in())
        }
        Err(NameError::Empty) if !faults.is_empty() => Ok(stand_in()),
        other => other,
    }
}

fn session<'a, F: Files>(request: &LoadRequest, discovered: &Discovered, files: &'a F) -> Session<'a, F> {
    Session {
        files,
        options: request.options,
        remotes: request.remotes.clone(),
        home: discovered.environment.variables.get("HOME").cloned(),
        // A variable that env files and Compose files miss is one warning.
        notes: discovered.environment.notes.clone(),
        warnings: discovered.warnings.clone(),
        faults: discovered.environment.faults.clone(),
        lacks_variables: !discovered.environment.faults.is_empty(),
        read: discovered.files.iter().map(|file| file.path.clone()).collect(),
        included: 0,
        contents: BTreeMap::new(),
        recorder: Recorder::default(),
    }
}

/// Of a strict load, variables without a value are errors.
fn judged(warnings: Vec<Diagnostic>, options: LoadOptions, faults: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
    if !options.strict {
        return warnings;
    }
    let (unset, others): (Vec<_>, Vec<_>) =
        warnings.into_iter().partition(|warning| warning.code == Code::UnsetVariable);
    faults.extend(unset.into_iter().map(|warning| {
        let message = warning.message.replace(" Defaulting to a blank string.", "");
        Diagnostic { severity: Severity::Error, message, ..warning }
            .with_help("set it in the environment or in an env file; `${NAME-}` says that it may be empty")
    }));
    others
}

/// What is known of the project besides its files.
fn describe(
    project: &mut Project,
    request: &LoadRequest,
    discovered: Discovered,
    variables: BTreeMap<String, String>,
) -> Result<(), LoadError> {
    let separator = variables.get("RCOMPOSE_SEPARATOR").map(String::as_str);
    project.separator = match separator {
        _ if request.compatibility => Separator::Underscore,
        None | Some("" | "_") => Separator::Underscore,
        Some("-") => Separator::Hyphen,
        Some(other) => return Err(LoadError::Separator(other.to_owned())),
    };
    project.working_dir = discovered.project_dir;
    project.compose_files = discovered.files.iter().map(|file| PathBuf::from(&file.path)).collect();
    project.env_files = discovered.environment.given_files;
    project.environment = variables;
    *project = select::with_profiles(std::mem::take(project), &discovered.profiles);
    Ok(())
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
