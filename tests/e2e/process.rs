//! Running programs: a cleared environment, output to files, a time limit, signals.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

/// A program that is about to run. It sees PATH, DOCKER_HOST and what `variable` adds, nothing else.
pub(crate) struct Invocation {
    words: Vec<String>,
    folder: Option<PathBuf>,
    variables: BTreeMap<String, OsString>,
    input: String,
    silent_input: bool,
}

impl Invocation {
    pub(crate) fn new(words: Vec<String>) -> Self {
        let mut variables = BTreeMap::new();
        for name in ["PATH", "DOCKER_HOST"] {
            if let Some(value) = env::var_os(name) {
                variables.insert(name.to_owned(), value);
            }
        }
        Self { words, folder: None, variables, input: String::new(), silent_input: false }
    }

    pub(crate) fn folder(&mut self, folder: &Path) {
        self.folder = Some(folder.to_owned());
    }

    pub(crate) fn variable(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.insert(name.to_owned(), value.into());
    }

    pub(crate) fn input(&mut self, text: &str) {
        text.clone_into(&mut self.input);
    }

    /// Its standard input neither says anything nor ends.
    pub(crate) fn silent_input(&mut self) {
        self.silent_input = true;
    }

    /// Its streams are a terminal of its own, on which the input is typed. Needs the program `script`.
    pub(crate) fn on_terminal(&mut self) {
        let line = self.words.join(" ");
        self.words = ["script", "-qec", &line, "/dev/null"].map(str::to_owned).into();
    }

    /// Runs to the end.
    pub(crate) fn run(self, timeout: Duration) -> Output {
        self.spawn().ends_within(timeout)
    }

    pub(crate) fn spawn(self) -> Background {
        let title = self.to_string();
        let (mut input, stdout, stderr) = (temporary(), temporary(), temporary());
        input.write_all(self.input.as_bytes()).expect("writing the input");
        input.rewind().expect("rewinding the input");
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).env_clear().envs(&self.variables).stdin(if self.silent_input {
            Stdio::piped()
        } else {
            Stdio::from(input)
        });
        command.stdout(stdout.try_clone().expect("a handle")).stderr(stderr.try_clone().expect("a handle"));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        let child = command.spawn().unwrap_or_else(|error| panic!("{title} does not start: {error}"));
        Background { title, child, stdout, stderr }
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words.join(" "))
    }
}

/// A program that runs.
pub(crate) struct Background {
    title: String,
    child: Child,
    stdout: File,
    stderr: File,
}

impl Background {
    /// Waits until it has written this text to stdout or stderr.
    pub(crate) fn says(&self, text: &str, timeout: Duration) {
        self.says_what(|output| output.contains(text), text, timeout);
    }

    /// Waits until its output is as it should be, and gives it.
    pub(crate) fn says_what(&self, is_so: impl Fn(&str) -> bool, what: &str, timeout: Duration) -> String {
        let end = Instant::now() + timeout;
        loop {
            let output = self.output();
            if is_so(&output) {
                return output;
            }
            assert!(Instant::now() < end, "`{}` did not say {what:?}, but:\n{output}", self.title);
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it has written up to now.
    pub(crate) fn output(&self) -> String {
        read(&self.stdout) + &read(&self.stderr)
    }

    /// Writes to the standard input that `silent_input` has left open.
    pub(crate) fn types(&mut self, keys: &str) {
        let input = self.child.stdin.as_mut().expect("an open standard input");
        input.write_all(keys.as_bytes()).and_then(|()| input.flush()).expect("typing");
    }

    pub(crate) fn interrupt(&self) {
        self.signal("INT");
    }

    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "`{}` has ended already", self.title);
    }

    pub(crate) fn has_ended_within(&mut self, timeout: Duration) -> bool {
        let end = Instant::now() + timeout;
        while Instant::now() < end {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            thread::sleep(Duration::from_millis(5));
        }
        false
    }

    pub(crate) fn ends_within(mut self, timeout: Duration) -> Output {
        let end = Instant::now() + timeout;
        loop {
            if let Some(status) = self.child.try_wait().expect("waiting for the program") {
                return Output { status, stdout: read(&self.stdout), stderr: read(&self.stderr) };
            }
            if Instant::now() > end {
                let output = self.output();
                let _ = self.child.kill();
                let _ = self.child.wait();
                panic!("`{}` did not end within {timeout:?}:\n{output}", self.title);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

pub(crate) struct Output {
    status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    pub(crate) fn succeeded(&self) -> bool {
        self.status.success()
    }

    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// The lines of stdout.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.stdout.lines().collect()
    }

    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("no JSON: {error}: {line}"));
        self.stdout.lines().map(parse).collect()
    }
}

impl fmt::Display for Output {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.succeeded() {
            writeln!(formatter, "({})", self.status)?;
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            for line in text.lines() {
                writeln!(formatter, "  {name}| {line}")?;
            }
        }
        Ok(())
    }
}

fn temporary() -> File {
    tempfile::tempfile().expect("a temporary file")
}

/// The whole file, without moving the writer: the child has its own handle, but shares the position.
fn read(file: &File) -> String {
    use std::os::unix::fs::FileExt;
    let mut bytes = vec![0; usize::try_from(file.metadata().expect("its size").len()).expect("a small file")];
    file.read_exact_at(&mut bytes, 0).expect("reading the output");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a script beside the tests prints, trimmed; it must succeed.
pub(crate) fn helper(script: &str, arguments: &[&str]) -> String {
    let path = format!("{}/tests/{script}", env!("CARGO_MANIFEST_DIR"));
    let words = std::iter::once(path.as_str()).chain(arguments.iter().copied()).map(str::to_owned);
    let mut invocation = Invocation::new(words.collect());
    for name in ["HOME", "TMPDIR", "XDG_STATE_HOME", "RCOMPOSE_ENGINE_DIR"] {
        if let Some(value) = env::var_os(name) {
            invocation.variable(name, value);
        }
    }
    let output = invocation.run(Duration::from_mins(5));
    assert!(output.succeeded(), "tests/{script} {} has to succeed for this scenario:\n{output}", arguments.join(" "));
    output.stdout.trim().to_owned()
}
