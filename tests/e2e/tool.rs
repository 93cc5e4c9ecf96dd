//! The tool under test: the built binary, called as docker calls a plugin, or what E2E_TOOL says.
//!
//! `E2E_TOOL="docker compose"` runs the scenarios with docker compose: that proves that they describe its behaviour.

use std::env;
use std::path::{Path, PathBuf};

use crate::process::{Invocation, helper};

#[derive(Clone)]
pub(crate) enum Tool {
    /// `docker-rcompose`, as `docker rcompose …` would start it.
    Plugin,
    /// `docker rcompose` itself.
    Docker { words: Vec<String>, config: Option<String> },
    /// A command line that gets the arguments appended; takes the names with hyphens.
    Peer { words: Vec<String>, config: Option<String> },
}

impl Tool {
    pub(crate) fn from_environment() -> Self {
        match env::var("E2E_TOOL") {
            Ok(line) if line.contains("rcompose") => panic!("E2E_TOOL is for other tools; leave it out for this one"),
            Ok(line) if !line.trim().is_empty() => Self::Peer {
                words: line.split_whitespace().map(str::to_owned).collect(),
                // The user's own, or one in which `docker compose` is there for certain.
                config: Some(env::var("DOCKER_CONFIG").unwrap_or_else(|_| helper("engine", &["peer"]))),
            },
            _ => Self::Plugin,
        }
    }

    /// docker compose from the folder that `tests/engine peer` prepares.
    pub(crate) fn peer() -> Self {
        Self::Peer { words: vec!["docker".to_owned(), "compose".to_owned()], config: Some(helper("engine", &["peer"])) }
    }

    /// The same tool, started by the `docker` program with these flags of its own. `folder` becomes its configuration.
    pub(crate) fn through_docker(&self, folder: &Path, flags: &[&str]) -> Self {
        let (name, config) = match self {
            Self::Plugin => {
                let plugins = folder.join("cli-plugins");
                std::fs::create_dir_all(&plugins).expect("a folder for the plugin");
                let plugin = plugins.join("docker-rcompose");
                if !plugin.exists() {
                    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_docker-rcompose"), &plugin).expect("a link");
                }
                ("rcompose", Some(folder.to_string_lossy().into_owned()))
            }
            Self::Peer { config, .. } | Self::Docker { config, .. } => ("compose", config.clone()),
        };
        let words = ["docker"].iter().chain(flags).chain(&[name]).map(|&word| word.to_owned()).collect();
        if self.is_peer() { Self::Peer { words, config } } else { Self::Docker { words, config } }
    }

    pub(crate) fn is_peer(&self) -> bool {
        matches!(self, Self::Peer { .. })
    }

    /// Where docker finds the tool, if it is docker that starts it.
    pub(crate) fn plugins(&self) -> Option<PathBuf> {
        match self {
            Self::Plugin => None,
            Self::Docker { config, .. } | Self::Peer { config, .. } => {
                Some(Path::new(config.as_ref()?).join("cli-plugins"))
            }
        }
    }

    pub(crate) fn name(&self) -> String {
        match self {
            Self::Plugin => "docker-rcompose".to_owned(),
            Self::Docker { words, .. } | Self::Peer { words, .. } => words.join(" "),
        }
    }

    pub(crate) fn separator(&self) -> &'static str {
        match self {
            Self::Plugin | Self::Docker { .. } => "_",
            Self::Peer { .. } => "-",
        }
    }

    pub(crate) fn invocation(&self, arguments: &[&str]) -> Invocation {
        let arguments = arguments.iter().map(|&argument| argument.to_owned());
        match self {
            Self::Plugin => {
                let binary = env!("CARGO_BIN_EXE_docker-rcompose").to_owned();
                let mut invocation =
                    Invocation::new([binary, "rcompose".to_owned()].into_iter().chain(arguments).collect());
                invocation.variable("DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND", "docker");
                invocation
            }
            Self::Docker { words, config } | Self::Peer { words, config } => {
                let mut invocation = Invocation::new(words.iter().cloned().chain(arguments).collect());
                if let Some(config) = config {
                    invocation.variable("DOCKER_CONFIG", config);
                }
                invocation
            }
        }
    }
}
