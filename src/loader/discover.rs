//! Which files make up the project, where it stands, and which variables hold: everything before the first YAML.

use crate::loader::code::Code;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::environment::{self, Environment, EnvironmentError};
use super::request::LoadRequest;
use super::source::{Files, ReadError, absolute, is_remote};
use crate::model::span::SourceFile;

/// The names of a project's file, the best first.
const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// Where a project stands.
#[derive(Clone, Debug)]
pub(crate) struct Discovered {
    /// Absolute; the base of relative paths in the files.
    pub(crate) project_dir: PathBuf,
    /// The folder that gives the project its name, if nothing else does.
    pub(crate) name_dir: PathBuf,
    /// In the order in which they are merged.
    pub(crate) files: Vec<Rc<SourceFile>>,
    pub(crate) environment: Environment,
    /// The active profiles.
    pub(crate) profiles: Vec<String>,
    pub(crate) warnings: Vec<Diagnostic>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum DiscoverError {
    #[error("no configuration file provided: not found")]
    NoFile,
    #[error("stat {}: no such file or directory", .0.display())]
    Missing(PathBuf),
    /// Why a file of another machine cannot be had.
    #[error("{0}")]
    Remote(String),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
}

impl DiscoverError {
    /// What is wrong inside a file, with its place.
    pub(crate) fn diagnostic(&self) -> Option<Diagnostic> {
        match self {
            Self::Read(error @ ReadError::Encoding { .. })
            | Self::Environment(EnvironmentError::Read(error @ ReadError::Encoding { .. })) => Some(error.diagnostic()),
            Self::Environment(EnvironmentError::Invalid(fault)) => Some((**fault).clone()),
            Self::NoFile | Self::Missing(_) | Self::Remote(_) | Self::Read(_) | Self::Environment(_) => None,
        }
    }
}

/// The variables before the files are known.
pub(super) fn variables(request: &LoadRequest, files: &impl Files) -> Result<Environment, EnvironmentError> {
    environment::first_pass(request, &first_dir(request, files), files)
}

fn given_dir(request: &LoadRequest) -> Option<PathBuf> {
    request.project_directory.as_ref().map(|dir| absolute(&request.working_dir, dir))
}

/// The project's folder as far as flags tell it.
fn first_dir(request: &LoadRequest, files: &impl Files) -> PathBuf {
    given_dir(request).unwrap_or_else(|| directory_of_first(request, &request.files, files))
}

pub(crate) fn discover(request: &LoadRequest, files: &impl Files) -> Result<Discovered, DiscoverError> {
    let given_dir = given_dir(request);
    let first_dir = first_dir(request, files);
    let mut environment = environment::first_pass(request, &first_dir, files)?;

    let mut warnings = Vec::new();
    let (paths, searched) = match paths(request, &first_dir, &environment, files, &mut warnings) {
        Ok(found) => found,
        // Which files there are may be said where it could not be understood.
        Err(error) => return environment.checked().map_err(DiscoverError::from).and(Err(error)),
    };
    // A project of another machine is named after the place where the user stands, as docker compose does.
    let name_dir = given_dir.clone().unwrap_or_else(|| directory_of_first(request, &paths, files));
    let paths = paths.into_iter().map(|path| local(request, path, files)).collect::<Result<Vec<_>, _>>()?;
    let project_dir = given_dir.unwrap_or_else(|| directory_of_first(request, &paths, files));
    if searched || request.files.is_empty() {
        environment::second_pass(request, &project_dir, &mut environment, files)?;
    }
    let sources = paths.iter().map(|path| read(request, path, files)).collect::<Result<_, _>>()?;
    let profiles = profiles(request, &environment);
    Ok(Discovered { project_dir, name_dir, files: sources, environment, profiles, warnings })
}

/// The folder of the first file that is not standard input, else the current one.
fn directory_of_first(request: &LoadRequest, paths: &[String], files: &impl Files) -> PathBuf {
    let first = paths.iter().find(|path| *path != "-").filter(|path| !is_elsewhere(request, path, files));
    let parent = first.and_then(|path| absolute(&request.working_dir, Path::new(path)).parent().map(Path::to_owned));
    parent.unwrap_or_else(|| request.working_dir.clone())
}

fn is_elsewhere(request: &LoadRequest, path: &str, files: &impl Files) -> bool {
    is_remote(path) && !files.exists(&absolute(&request.working_dir, Path::new(path)))
}

/// The path of a file on this machine, which is fetched if it has to be.
fn local(request: &LoadRequest, path: String, files: &impl Files) -> Result<String, DiscoverError> {
    if !is_elsewhere(request, &path, files) {
        return Ok(path);
    }
    let file = request.remotes.fetch(&path).map_err(DiscoverError::Remote)?;
    Ok(file.to_string_lossy().into_owned())
}

/// The paths as given or found, and whether they were searched for.
fn paths(
    request: &LoadRequest,
    start: &Path,
    environment: &Environment,
    files: &impl Files,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(Vec<String>, bool), DiscoverError> {
    if !request.files.is_empty() {
        return Ok((request.files.clone(), false));
    }
    if let Some(list) = environment.get("COMPOSE_FILE").filter(|list| !list.is_empty()) {
        let separator = environment.get("COMPOSE_PATH_SEPARATOR").filter(|text| !text.is_empty()).unwrap_or(":");
        let paths: Vec<String> = list.split(separator).map(str::to_owned).collect();
        let missing = paths
            .iter()
            .filter(|path| *path != "-" && !is_remote(path))
            .map(|path| absolute(&request.working_dir, Path::new(path)))
            .find(|path| !files.exists(path));
        return match missing {
            Some(path) => Err(DiscoverError::Missing(path)),
            None => Ok((paths, false)),
        };
    }
    let folder = start.ancestors().find(|folder| NAMES.iter().any(|name| files.is_file(&folder.join(name))));
    let folder = folder.ok_or(DiscoverError::NoFile)?;
    let mut found =
        vec![pick(folder, ("config", &NAMES), files, warnings).expect("the folder was chosen because it has one")];
    found.extend(pick(folder, ("override", &OVERRIDES), files, warnings));
    Ok((found, true))
}

/// The first of the names that the folder has; a warning if there are more.
fn pick(
    folder: &Path,
    (kind, names): (&str, &[&str]),
    files: &impl Files,
    warnings: &mut Vec<Diagnostic>,
) -> Option<String> {
    let present: Vec<String> = names
        .iter()
        .map(|name| folder.join(name))
        .filter(|path| files.is_file(path))
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let first = present.first()?.clone();
    if present.len() > 1 {
        let message = format!("Found multiple {kind} files with supported names: {}", present.join(", "));
        warnings.push(Diagnostic::warning(Code::SeveralFiles, message, None));
        warnings.push(Diagnostic::warning(Code::SeveralFiles, format!("Using {first}"), None));
    }
    Some(first)
}

fn read(request: &LoadRequest, path: &str, files: &impl Files) -> Result<Rc<SourceFile>, DiscoverError> {
    if path == "-" {
        let text = request.stdin.clone().unwrap_or_default();
        return Ok(SourceFile::new("-", text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)));
    }
    let absolute = absolute(&request.working_dir, Path::new(path));
    Ok(files.read(&absolute)?)
}

/// `--profile`, else `COMPOSE_PROFILES`; the two do not add up.
fn profiles(request: &LoadRequest, environment: &Environment) -> Vec<String> {
    if !request.profiles.is_empty() {
        return request.profiles.clone();
    }
    let list = environment.get("COMPOSE_PROFILES").unwrap_or_default();
    list.split(',').map(|profile| profile.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::source::memory::Memory;

    fn request() -> LoadRequest {
        LoadRequest {
            working_dir: "/p/sub".into(),
            environment: [("OS".to_owned(), "os".to_owned())].into(),
            ..LoadRequest::default()
        }
    }

    fn found(request: &LoadRequest, files: &Memory) -> Result<(String, Vec<String>), String> {
        let found = discover(request, files).map_err(|error| error.to_string())?;
        let paths = found.files.iter().map(|file| file.path.display().to_string()).collect();
        Ok((found.project_dir.display().to_string(), paths))
    }

    #[test]
    fn a_file_is_searched_upwards_with_its_override() {
        let files =
            Memory::new([("/p/compose.yml", ""), ("/p/docker-compose.yml", ""), ("/p/compose.override.yaml", "")]);
        let expected = ("/p".to_owned(), vec!["/p/compose.yml".to_owned(), "/p/compose.override.yaml".to_owned()]);
        assert_eq!(found(&request(), &files), Ok(expected));
        let warnings = discover(&request(), &files).expect("a project").warnings;
        let texts: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
        let several = "Found multiple config files with supported names: /p/compose.yml, /p/docker-compose.yml";
        assert_eq!(texts, [several, "Using /p/compose.yml"]);
        assert_eq!(found(&request(), &Memory::new([])), Err("no configuration file provided: not found".to_owned()));
    }

    #[test]
    fn given_files_are_relative_to_where_the_user_stands_and_have_no_override() {
        let files = Memory::new([("/p/a.yaml", ""), ("/p/compose.override.yaml", ""), ("/q/b.yaml", "")]);
        let given = LoadRequest { files: vec!["../a.yaml".to_owned(), "/q/b.yaml".to_owned()], ..request() };
        assert_eq!(found(&given, &files), Ok(("/p".to_owned(), vec!["/p/a.yaml".to_owned(), "/q/b.yaml".to_owned()])));
        let missing = LoadRequest { files: vec!["x.yaml".to_owned()], ..request() };
        assert_eq!(found(&missing, &files), Err("open /p/sub/x.yaml: no such file or directory".to_owned()));
        let elsewhere = LoadRequest { project_directory: Some("/q".into()), ..given };
        assert_eq!(found(&elsewhere, &files).expect("a project").0, "/q");
    }

    #[test]
    fn a_variable_names_the_files_and_both_env_files_count() {
        let files = Memory::new([
            ("/p/sub/.env", "COMPOSE_FILE=../a.yaml:b.yaml\nA=near\nCOMPOSE_PROFILES=x, y"),
            ("/p/.env", "A=far\nB=$OS"),
            ("/p/a.yaml", ""),
            ("/p/sub/b.yaml", ""),
        ]);
        let project = discover(&request(), &files).expect("a project");
        assert_eq!(project.project_dir, Path::new("/p"));
        assert_eq!(project.files.len(), 2);
        assert_eq!((project.environment.get("A"), project.environment.get("B")), (Some("near"), Some("os")));
        assert_eq!(project.profiles, ["x", "y"]);
        let missing = Memory::new([("/p/sub/.env", "COMPOSE_FILE=no.yaml")]);
        assert_eq!(found(&request(), &missing), Err("stat /p/sub/no.yaml: no such file or directory".to_owned()));
    }

    #[test]
    fn what_was_read_already_is_not_read_again() {
        let files = Memory::new([("/p/compose.yaml", ""), ("/p/sub/.env", "A=1\nB=1"), ("/p/.env", "A=2\nC=2")]);
        let first = variables(&request(), &files).expect("variables");
        let names: Vec<_> = first.read.iter().map(|file| file.path.display().to_string()).collect();
        assert_eq!(names, ["/p/sub/.env"]);
        // As with a pipe, which says nothing the second time.
        let emptied = Memory::new([("/p/compose.yaml", ""), ("/p/sub/.env", ""), ("/p/.env", "A=2\nC=2")]);
        let known = LoadRequest { known_env_files: first.read, ..request() };
        let project = discover(&known, &emptied).expect("a project");
        let value = |name| project.environment.get(name);
        assert_eq!((value("A"), value("B"), value("C")), (Some("1"), Some("1"), Some("2")));
    }

    #[test]
    fn env_files_asked_for_replace_the_default_one() {
        let files = Memory::new([
            ("/p/sub/compose.yaml", ""),
            ("/p/sub/.env", "A=1"),
            ("/p/a.env", "A=2\nB=2"),
            ("/p/b.env", "A=3\nC=$B"),
        ]);
        let given = LoadRequest { env_files: vec!["../a.env".to_owned(), "../b.env".to_owned()], ..request() };
        let project = discover(&given, &files).expect("a project");
        let value = |name| project.environment.get(name);
        assert_eq!(
            (value("A"), value("B"), value("C"), value("PWD")),
            (Some("3"), Some("2"), Some("2"), Some("/p/sub"))
        );
        let missing = LoadRequest { env_files: vec!["x.env".to_owned()], ..request() };
        assert_eq!(found(&missing, &files), Err("couldn't find env file: /p/sub/x.env".to_owned()));
        let off =
            LoadRequest { environment: [("COMPOSE_DISABLE_ENV_FILE".to_owned(), "1".to_owned())].into(), ..request() };
        assert_eq!(discover(&off, &files).expect("a project").environment.get("A"), None);
    }

    #[test]
    fn later_env_files_lie_over_earlier_ones_line_by_line() {
        let files = Memory::new([("/p/compose.yaml", ""), ("/p/a.env", "A=1\nB=b"), ("/p/b.env", "A=2\nC=$A$B")]);
        let given = LoadRequest { env_files: vec!["../a.env".to_owned(), "../b.env".to_owned()], ..request() };
        assert_eq!(discover(&given, &files).expect("a project").environment.get("C"), Some("2b"));
    }

    #[test]
    fn an_env_file_here_counts_before_the_one_beside_the_files_found_above() {
        let files = Memory::new([
            ("/compose.yaml", ""),
            ("/.env", "A=above\nB=above"),
            ("/p/.env", "A=between"),
            ("/p/sub/.env", "A=here\nCOMPOSE_PROFILES=near"),
        ]);
        let project = discover(&request(), &files).expect("a project");
        assert_eq!(project.files[0].path, Path::new("/compose.yaml"));
        assert_eq!(project.project_dir, Path::new("/"));
        assert_eq!((project.environment.get("A"), project.environment.get("B")), (Some("here"), Some("above")));
        assert_eq!(project.profiles, ["near"]);
    }

    #[test]
    fn an_env_file_switches_itself_off_and_names_no_others() {
        let off = "A=1\nCOMPOSE_DISABLE_ENV_FILE=1\nCOMPOSE_PROFILES=x\n";
        let files = Memory::new([("/p/sub/compose.yaml", ""), ("/p/sub/.env", off)]);
        let project = discover(&request(), &files).expect("a project");
        assert_eq!(project.environment.get("A"), None);
        assert_eq!(project.profiles, ["x"]);
        let other = Memory::new([
            ("/p/sub/compose.yaml", ""),
            ("/p/sub/.env", "A=1\nCOMPOSE_ENV_FILES=b.env\n"),
            ("/p/sub/b.env", "A=2\nB=2\n"),
        ]);
        let project = discover(&request(), &other).expect("a project");
        assert_eq!((project.environment.get("A"), project.environment.get("B")), (Some("1"), None));
        let wrong = Memory::new([("/p/sub/compose.yaml", ""), ("/p/sub/.env", "COMPOSE_DISABLE_ENV_FILE=x\n")]);
        let refused = Err("COMPOSE_DISABLE_ENV_FILE: strconv.ParseBool: parsing \"x\": invalid syntax".to_owned());
        assert_eq!(found(&request(), &wrong), refused);
    }
}
