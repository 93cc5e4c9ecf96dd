//! What flags and variables say together: a flag wins over its variable, a variable over the default. Pure.

use std::collections::BTreeMap;

use super::error::UsageError;
use super::shared::{DockerFlags, GlobalArgs};
use super::values::{boolean, integer};

type Environment = BTreeMap<String, String>;

/// Whether colours and cursor movement are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ansi {
    Never,
    Always,
    /// If the stream is a terminal.
    #[default]
    Auto,
}

/// The style of the progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ProgressStyle {
    #[default]
    Auto,
    Tty,
    Plain,
    Json,
    Quiet,
}

/// The form in which findings about the files are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DiagnosticsFormat {
    /// For people, on standard error.
    #[default]
    Text,
    /// For editors and scripts, on standard output.
    Json,
    /// For services that show the findings of CI, on standard output.
    Sarif,
}

/// What holds for every command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) ansi: Ansi,
    pub(crate) progress: ProgressStyle,
    pub(crate) diagnostics: DiagnosticsFormat,
    /// Most calls to the engine at the same time.
    pub(crate) parallel: Option<usize>,
    pub(crate) env_files: Vec<String>,
    pub(crate) project_directory: Option<String>,
    pub(crate) compatibility: bool,
    /// Variables that are not set are errors.
    pub(crate) strict: bool,
    /// Remarks such as "No stopped containers" go to standard output instead of standard error.
    pub(crate) status_on_stdout: bool,
    pub(crate) warnings: Vec<String>,
}

impl Settings {
    /// `process` is the environment of the process, `project` that with the project's `.env` below it. Some variables
    /// work only in the first, because docker compose reads them before it looks for a project.
    pub(crate) fn resolve(
        global: &GlobalArgs,
        process: &Environment,
        project: &Environment,
    ) -> Result<Self, UsageError> {
        let mut warnings = Vec::new();
        let ansi = ansi(global, project, &mut warnings)?;
        let progress = progress(global, process)?;
        match (ansi, progress) {
            (Ansi::Never, ProgressStyle::Tty) => {
                return Err(UsageError::conflict("can't use --progress tty while ANSI support is disabled"));
            }
            (Ansi::Always, ProgressStyle::Plain) => {
                return Err(UsageError::conflict("can't use --progress plain while ANSI support is forced"));
            }
            _ => {}
        }
        Ok(Self {
            ansi,
            progress,
            diagnostics: diagnostics(global, project)?,
            parallel: parallel(global, project)?,
            env_files: env_files(global, process),
            project_directory: project_directory(global, &mut warnings)?,
            compatibility: global.compatibility.unwrap_or_else(|| is_true(project, "COMPOSE_COMPATIBILITY")),
            strict: global.strict.unwrap_or_else(|| is_true(project, "RCOMPOSE_STRICT")),
            status_on_stdout: is_true(process, "COMPOSE_STATUS_STDOUT"),
            warnings,
        })
    }
}

/// `--remove-orphans`, or what the variable says. `up` reads the project's environment, `down` and `kill` the process's.
pub(crate) fn remove_orphans(flag: Option<bool>, environment: &Environment) -> bool {
    flag.unwrap_or_else(|| is_true(environment, "COMPOSE_REMOVE_ORPHANS"))
}

/// `COMPOSE_IGNORE_ORPHANS`.
pub(crate) fn ignore_orphans(project: &Environment) -> bool {
    is_true(project, "COMPOSE_IGNORE_ORPHANS")
}

impl DockerFlags {
    /// What docker itself refuses; needed when the tool is called directly.
    pub(crate) fn validate(&self) -> Result<(), UsageError> {
        if self.host.len() > 1 {
            return Err(UsageError::conflict("specify only one -H"));
        }
        if !self.host.is_empty() && self.context.is_some() {
            return Err(UsageError::conflict("conflicting options: cannot specify both --host and --context"));
        }
        match self.log_level.as_deref() {
            Some(level) if !is_log_level(level) => {
                Err(UsageError::conflict(format!("unable to parse logging level: {level}")))
            }
            _ => Ok(()),
        }
    }
}

fn is_log_level(word: &str) -> bool {
    let levels = ["trace", "debug", "info", "warn", "warning", "error", "fatal", "panic"];
    levels.contains(&word.to_ascii_lowercase().as_str())
}

fn ansi(global: &GlobalArgs, project: &Environment, warnings: &mut Vec<String>) -> Result<Ansi, UsageError> {
    if global.no_ansi {
        if global.ansi.is_some() {
            let text = "cannot specify DEPRECATED \"--no-ansi\" and \"--ansi\". Please use only \"--ansi\"";
            return Err(UsageError::conflict(text));
        }
        warnings.push("option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.".to_owned());
        return Ok(Ansi::Never);
    }
    let word = global.ansi.as_deref().or_else(|| non_empty(project, "COMPOSE_ANSI"));
    Ok(match word {
        None | Some("auto") => Ansi::Auto,
        Some("always") => Ansi::Always,
        // docker compose takes any other word without a remark.
        Some(_) => Ansi::Never,
    })
}

fn progress(global: &GlobalArgs, process: &Environment) -> Result<ProgressStyle, UsageError> {
    match global.progress.as_deref().or_else(|| non_empty(process, "COMPOSE_PROGRESS")) {
        None | Some("" | "auto") => Ok(ProgressStyle::Auto),
        Some("tty") => Ok(ProgressStyle::Tty),
        Some("plain") => Ok(ProgressStyle::Plain),
        Some("json") => Ok(ProgressStyle::Json),
        Some("quiet" | "none") => Ok(ProgressStyle::Quiet),
        Some(word) => Err(UsageError::conflict(format!("unsupported --progress value {word:?}"))),
    }
}

fn diagnostics(global: &GlobalArgs, project: &Environment) -> Result<DiagnosticsFormat, UsageError> {
    match global.diagnostics.as_deref().or_else(|| non_empty(project, "RCOMPOSE_DIAGNOSTICS")) {
        None | Some("" | "text") => Ok(DiagnosticsFormat::Text),
        Some("json") => Ok(DiagnosticsFormat::Json),
        Some("sarif") => Ok(DiagnosticsFormat::Sarif),
        Some(word) => {
            Err(UsageError::conflict(format!("unsupported --diagnostics value {word:?}: use text, json or sarif")))
        }
    }
}

fn parallel(global: &GlobalArgs, project: &Environment) -> Result<Option<usize>, UsageError> {
    let number = match (global.parallel, non_empty(project, "COMPOSE_PARALLEL_LIMIT")) {
        (Some(number), _) => number,
        (None, Some(text)) => integer(text).map_err(|_| {
            UsageError::conflict(format!("COMPOSE_PARALLEL_LIMIT must be an integer (found: {text:?})"))
        })?,
        (None, None) => return Ok(None),
    };
    Ok(usize::try_from(number).ok().filter(|number| *number > 0))
}

fn env_files(global: &GlobalArgs, process: &Environment) -> Vec<String> {
    if !global.env_file.is_empty() {
        return global.env_file.clone();
    }
    let list = non_empty(process, "COMPOSE_ENV_FILES").unwrap_or_default();
    list.split(',').filter(|file| !file.is_empty()).map(str::to_owned).collect()
}

fn project_directory(global: &GlobalArgs, warnings: &mut Vec<String>) -> Result<Option<String>, UsageError> {
    match (&global.project_directory, &global.workdir) {
        (Some(_), Some(_)) => Err(UsageError::conflict(
            "cannot specify DEPRECATED \"--workdir\" and \"--project-directory\". Please use only \
             \"--project-directory\" instead",
        )),
        (None, Some(directory)) => {
            let text = "option '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.";
            warnings.push(text.to_owned());
            Ok(Some(directory.clone()))
        }
        (directory, None) => Ok(directory.clone()),
    }
}

fn non_empty<'e>(environment: &'e Environment, name: &str) -> Option<&'e str> {
    environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// Words that are neither yes nor no count as no.
fn is_true(environment: &Environment, name: &str) -> bool {
    environment.get(name).is_some_and(|value| {
        boolean(value).unwrap_or_else(|_| matches!(value.to_ascii_lowercase().as_str(), "y" | "yes" | "on"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::testing::invocation;

    fn environment(pairs: &str) -> Environment {
        pairs.split_whitespace().filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.into(), v.into())).collect()
    }

    /// The settings of `FLAGS ps` under the variables of the process and those that `.env` adds.
    fn resolve(flags: &str, process: &str, dotenv: &str) -> Result<Settings, String> {
        let words: Vec<&str> = flags.split_whitespace().chain(["ps"]).collect();
        let process = environment(process);
        let project = environment(dotenv).into_iter().chain(process.clone()).collect();
        Settings::resolve(&invocation(&words).global, &process, &project).map_err(|error| error.to_string())
    }

    #[test]
    fn ansi_and_progress() {
        let cases = [
            ("", "", "", Ansi::Auto, ProgressStyle::Auto),
            ("--ansi never", "COMPOSE_ANSI=always", "", Ansi::Never, ProgressStyle::Auto),
            ("", "COMPOSE_ANSI=always", "", Ansi::Always, ProgressStyle::Auto),
            ("", "", "COMPOSE_ANSI=always", Ansi::Always, ProgressStyle::Auto),
            ("--ansi foo", "", "", Ansi::Never, ProgressStyle::Auto),
            ("--no-ansi", "", "", Ansi::Never, ProgressStyle::Auto),
            ("--progress plain", "COMPOSE_PROGRESS=json", "", Ansi::Auto, ProgressStyle::Plain),
            ("", "COMPOSE_PROGRESS=none", "", Ansi::Auto, ProgressStyle::Quiet),
            ("", "", "COMPOSE_PROGRESS=json", Ansi::Auto, ProgressStyle::Auto),
        ];
        for (flags, process, dotenv, ansi, progress) in cases {
            let settings = resolve(flags, process, dotenv).unwrap();
            assert_eq!((settings.ansi, settings.progress), (ansi, progress), "{flags} {process} {dotenv}");
        }
    }

    #[test]
    fn refused() {
        let cases = [
            ("--progress foo", "", "unsupported --progress value \"foo\""),
            ("", "COMPOSE_PROGRESS=foo", "unsupported --progress value \"foo\""),
            ("--diagnostics xml", "", "unsupported --diagnostics value \"xml\": use text, json or sarif"),
            ("--ansi never --progress tty", "", "can't use --progress tty while ANSI support is disabled"),
            ("--ansi always --progress plain", "", "can't use --progress plain while ANSI support is forced"),
            (
                "--no-ansi --ansi auto",
                "",
                "cannot specify DEPRECATED \"--no-ansi\" and \"--ansi\". Please use only \"--ansi\"",
            ),
            (
                "--workdir a --project-directory b",
                "",
                "cannot specify DEPRECATED \"--workdir\" and \"--project-directory\". Please use only \
                 \"--project-directory\" instead",
            ),
            ("", "COMPOSE_PARALLEL_LIMIT=x", "COMPOSE_PARALLEL_LIMIT must be an integer (found: \"x\")"),
        ];
        for (flags, process, text) in cases {
            assert_eq!(resolve(flags, process, "").map(|_| ()), Err(text.to_owned()));
        }
    }

    #[test]
    fn form_of_diagnostics() {
        let form = |flags, process, dotenv| resolve(flags, process, dotenv).unwrap().diagnostics;
        assert_eq!(form("", "", ""), DiagnosticsFormat::Text);
        assert_eq!(form("", "RCOMPOSE_DIAGNOSTICS=sarif", "RCOMPOSE_DIAGNOSTICS=json"), DiagnosticsFormat::Sarif);
        assert_eq!(form("", "", "RCOMPOSE_DIAGNOSTICS=json"), DiagnosticsFormat::Json);
        assert_eq!(form("--diagnostics text", "RCOMPOSE_DIAGNOSTICS=json", ""), DiagnosticsFormat::Text);
    }

    #[test]
    fn limits_files_and_directories() {
        let parallel = |flags, process, dotenv| resolve(flags, process, dotenv).unwrap().parallel;
        assert_eq!(parallel("", "", ""), None);
        assert_eq!(parallel("--parallel 3", "COMPOSE_PARALLEL_LIMIT=x", ""), Some(3));
        assert_eq!(parallel("--parallel -1", "COMPOSE_PARALLEL_LIMIT=4", ""), None);
        assert_eq!(parallel("", "", "COMPOSE_PARALLEL_LIMIT=4"), Some(4));
        let files = |flags, process, dotenv| resolve(flags, process, dotenv).unwrap().env_files;
        assert_eq!(files("--env-file a --env-file b,c", "COMPOSE_ENV_FILES=d", ""), ["a", "b,c"]);
        assert_eq!(files("", "COMPOSE_ENV_FILES=d,e", ""), ["d", "e"]);
        assert_eq!(files("", "", "COMPOSE_ENV_FILES=d,e"), Vec::<String>::new());
        let settings = resolve("--workdir w", "", "").unwrap();
        assert_eq!(settings.project_directory.as_deref(), Some("w"));
        assert_eq!(settings.warnings.len(), 1);
    }

    #[test]
    fn switches_by_variable() {
        let compatibility = |flags, process| resolve(flags, process, "").unwrap().compatibility;
        assert!(compatibility("", "COMPOSE_COMPATIBILITY=1"));
        assert!(!compatibility("--compatibility=false", "COMPOSE_COMPATIBILITY=1"));
        assert!(compatibility("--compatibility", ""));
        assert!(resolve("", "COMPOSE_STATUS_STDOUT=true", "").unwrap().status_on_stdout);
        assert!(!resolve("", "", "COMPOSE_STATUS_STDOUT=true").unwrap().status_on_stdout);
        assert!(remove_orphans(None, &environment("COMPOSE_REMOVE_ORPHANS=true")));
        assert!(!remove_orphans(Some(false), &environment("COMPOSE_REMOVE_ORPHANS=true")));
        assert!(!remove_orphans(None, &environment("COMPOSE_REMOVE_ORPHANS=maybe")));
    }

    #[test]
    fn dockers_own_refusals() {
        let check = |flags: &str| {
            let words: Vec<&str> = flags.split_whitespace().chain(["rcompose", "ps"]).collect();
            match crate::cli::testing::request(&words) {
                Ok(crate::cli::Request::Run(invocation)) => {
                    invocation.docker.validate().map_err(|error| error.to_string())
                }
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(check("-H a --log-level WARN"), Ok(()));
        assert_eq!(check("-H a -H b"), Err("specify only one -H".to_owned()));
        assert_eq!(check("-H a -c b"), Err("conflicting options: cannot specify both --host and --context".to_owned()));
        assert_eq!(check("-l loud"), Err("unable to parse logging level: loud".to_owned()));
    }
}
