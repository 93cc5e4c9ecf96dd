//! Runs the program in an environment of its own, strictly: an exit code other than 0 and any word on standard error fail
//! the test unless it says that it expects them.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A call that has not been made yet.
pub(crate) struct Tool {
    command: Command,
    folder: TempDir,
    code: i32,
    stderr: Option<Expected>,
}

enum Expected {
    Exactly(String),
    Containing(String),
}

impl Tool {
    /// `docker rcompose WORDS`, as docker calls the plugin.
    pub(crate) fn plugin(words: &[&str]) -> Self {
        let words = [&["rcompose"], words].concat();
        Self::direct(&words).variable("DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND", "docker")
    }

    /// `docker-rcompose WORDS`.
    pub(crate) fn direct(words: &[&str]) -> Self {
        Self::program(Path::new(env!("CARGO_BIN_EXE_docker-rcompose")), words)
    }

    /// The same under another name of the program's file.
    pub(crate) fn program(program: &Path, words: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        command.args(words).env_clear().current_dir(folder.path()).stdin(Stdio::null());
        for (name, value) in [
            ("HOME", folder.path().to_str().unwrap()),
            ("TMPDIR", folder.path().to_str().unwrap()),
            ("DOCKER_CONFIG", folder.path().join("config").to_str().unwrap()),
            ("DOCKER_HOST", "unix:///nonexistent/docker.sock"),
            ("COLUMNS", "80"),
        ] {
            command.env(name, value);
        }
        Self { command, folder, code: 0, stderr: None }
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In this folder instead of an empty one.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn code(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    pub(crate) fn stderr(mut self, text: &str) -> Self {
        self.stderr = Some(Expected::Exactly(text.to_owned()));
        self
    }

    pub(crate) fn stderr_containing(mut self, text: &str) -> Self {
        self.stderr = Some(Expected::Containing(text.to_owned()));
        self
    }

    /// A refused command line: code 1 and this line on standard error, nothing on standard output.
    pub(crate) fn refused(self, text: &str) {
        assert_eq!(self.code(1).stderr(&format!("{text}\n")).run(), "");
    }

    /// Makes a call that fails with code 1 and has no output, and returns what went to standard error.
    #[must_use]
    pub(crate) fn failing(mut self) -> String {
        let Output { status, stdout, stderr } = self.command.output().unwrap();
        assert_eq!((status.code(), stdout), (Some(1), Vec::new()), "{:?}", self.command);
        String::from_utf8(stderr).unwrap()
    }

    /// Makes the call and returns what went to standard output.
    #[must_use]
    pub(crate) fn run(mut self) -> String {
        let Output { status, stdout, stderr } = self.command.output().unwrap();
        let stdout = String::from_utf8(stdout).unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        let report = format!("{:?}\n{status}\nstdout:\n{stdout}\nstderr:\n{stderr}", self.command);
        assert_eq!(status.code(), Some(self.code), "{report}");
        match &self.stderr {
            None => assert!(stderr.is_empty(), "{report}"),
            Some(Expected::Exactly(text)) => assert_eq!(&stderr, text, "{report}"),
            Some(Expected::Containing(text)) => assert!(stderr.contains(text), "no {text:?} in\n{report}"),
        }
        let left: Vec<_> = std::fs::read_dir(self.folder.path()).unwrap().collect();
        assert!(left.is_empty(), "files left behind: {left:?}\n{report}");
        stdout
    }
}
