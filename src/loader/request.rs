//! What a caller asks of the loader: plain data, filled from flags and one snapshot of the environment.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;

use crate::model::span::SourceFile;

/// Which project to load, and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoadRequest {
    /// `-f`, in order; relative to `working_dir`. `-` is standard input.
    pub(crate) files: Vec<String>,
    /// Where the user stands.
    pub(crate) working_dir: PathBuf,
    /// `--project-directory`, relative to `working_dir`.
    pub(crate) project_directory: Option<PathBuf>,
    /// `--project-name`; an empty one counts as none.
    pub(crate) project_name: Option<String>,
    /// `--env-file`, in order; relative to `working_dir`. Empty: `COMPOSE_ENV_FILES`, then `.env`.
    pub(crate) env_files: Vec<String>,
    /// Env files that were read already, which are not read again.
    pub(crate) known_env_files: Vec<Rc<SourceFile>>,
    /// `--profile`. Empty: `COMPOSE_PROFILES`.
    pub(crate) profiles: Vec<String>,
    /// The environment of the process, as it is.
    pub(crate) environment: BTreeMap<String, String>,
    /// The text of standard input, if a file is `-`.
    pub(crate) stdin: Option<String>,
    /// `--compatibility`.
    pub(crate) compatibility: bool,
    pub(crate) options: LoadOptions,
    pub(crate) remotes: Remotes,
}

/// How files of other machines are had: by reference, as a file of this one, or why not.
#[derive(Clone, Default)]
pub(crate) struct Remotes(Option<Rc<Fetch>>);

type Fetch = dyn Fn(&str) -> Result<PathBuf, String>;

impl Remotes {
    pub(crate) fn new(fetch: impl Fn(&str) -> Result<PathBuf, String> + 'static) -> Self {
        Self(Some(Rc::new(fetch)))
    }

    pub(super) fn fetch(&self, reference: &str) -> Result<PathBuf, String> {
        match &self.0 {
            Some(fetch) => fetch(reference),
            None => Err(format!("remote compose files are not supported: {reference}")),
        }
    }
}

impl fmt::Debug for Remotes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remotes")
    }
}

/// Which steps of the loader run; all of them unless `config` is told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LoadOptions {
    pub(crate) interpolate: bool,
    /// Make a typed project; without one there are its tree, its name and its files.
    pub(crate) decode: bool,
    pub(crate) normalize: bool,
    pub(crate) resolve_paths: bool,
    pub(crate) check_consistency: bool,
    /// Read `env_file` and `label_file`.
    pub(crate) resolve_env: bool,
    /// Keep networks, volumes, configs and secrets that no service uses.
    pub(crate) keep_unused: bool,
    /// A variable without a value is an error, not a warning.
    pub(crate) strict: bool,
    /// Keep what became of each value, for `config --explain`.
    pub(crate) record: bool,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            interpolate: true,
            decode: true,
            normalize: true,
            resolve_paths: true,
            check_consistency: true,
            resolve_env: true,
            keep_unused: false,
            strict: false,
            record: false,
        }
    }
}
