//! The harness: a scenario has an intent, a project of its own, a working folder with the files of `data/<test>/`, and
//! steps of one command each. It cleans up before and after, and a failed one leaves its evidence in `target/e2e/<test>`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{fs, process, thread};

use crate::checks::Check;
use crate::engine::{self, Container};
use crate::process::{Background, Invocation, Output};
use crate::tool::Tool;

/// How long one call of the tool may take.
const STEP_TIMEOUT: Duration = Duration::from_secs(90);

pub(crate) struct Scenario {
    test: &'static str,
    intent: &'static str,
    project: String,
    folder: tempfile::TempDir,
    tool: Tool,
    transcript: Mutex<String>,
}

impl Scenario {
    /// `test` is the name of the test function and of its folder in `data/`; `intent` says in a sentence what it proves.
    pub(crate) fn start(test: &'static str, intent: &'static str) -> Self {
        engine::ready();
        let short: String = test.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        let project = format!("e2e-{short}-{}", process::id());
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scenario =
            Self { test, intent, project, folder, tool: Tool::from_environment(), transcript: Mutex::default() };
        fs::create_dir_all(scenario.work()).expect("the working folder");
        fs::create_dir_all(scenario.folder.path().join("home")).expect("the home folder");
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/data").join(test);
        copy_folder(&data, &scenario.work());
        scenario.clean();
        scenario
    }

    pub(crate) fn project(&self) -> &str {
        &self.project
    }

    /// A folder of the scenario beside its working folder.
    pub(crate) fn outside(&self) -> &Path {
        self.folder.path()
    }

    /// The folder with the compose file; its name is the project's.
    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join(&self.project)
    }

    /// The name of a container as this tool gives it.
    pub(crate) fn container_name(&self, service: &str, number: u32) -> String {
        let separator = self.tool.separator();
        format!("{}{separator}{service}{separator}{number}", self.project)
    }

    /// For a configuration folder of its own: where docker finds the tool, if it is docker that starts it.
    pub(crate) fn plugins(&self) -> Option<PathBuf> {
        self.tool.plugins()
    }

    pub(crate) fn separator(&self) -> &'static str {
        self.tool.separator()
    }

    /// Whether the tool under test is docker compose. `reason` says why the scenario expects something else of it.
    pub(crate) fn peer_differs(&self, reason: &str) -> bool {
        if self.tool.is_peer() {
            self.note(&format!("the peer differs: {reason}"));
        }
        self.tool.is_peer()
    }

    /// The same, only where the engine's API is older than 1.`minor`.
    pub(crate) fn peer_differs_below(&self, minor: u32, reason: &str) -> bool {
        let version = self.docker(&["version", "--format", "{{.Server.APIVersion}}"]);
        let engine = version.strip_prefix("1.").and_then(|minor| minor.parse().ok());
        engine.is_some_and(|engine: u32| engine < minor) && self.peer_differs(reason)
    }

    /// One command of the tool, in the working folder; nothing runs before `succeeds`, `fails` or `in_background`.
    pub(crate) fn step<'a>(&'a self, arguments: &[&str]) -> Step<'a> {
        self.step_with(&self.tool, arguments)
    }

    /// The same with another tool, for scenarios in which two work on one project.
    pub(crate) fn step_with<'a>(&'a self, tool: &Tool, arguments: &[&str]) -> Step<'a> {
        let mut invocation = tool.invocation(arguments);
        invocation.folder(&self.work());
        invocation.variable("HOME", self.folder.path().join("home"));
        invocation.variable("TMPDIR", std::env::temp_dir());
        invocation.variable("COLUMNS", "120");
        invocation.variable("COMPOSE_PROGRESS", "quiet");
        invocation.variable("LC_ALL", "C.UTF-8");
        Step { scenario: self, invocation, warnings: Vec::new(), tolerated: Vec::new() }
    }

    /// The tool as the `docker` program starts it, with these flags of docker's own.
    pub(crate) fn through_docker(&self, flags: &[&str]) -> Tool {
        self.tool.through_docker(&self.folder.path().join("docker-config"), flags)
    }

    /// The `docker` program on the engine of the tests; it must succeed. Gives what it prints, trimmed.
    pub(crate) fn docker(&self, arguments: &[&str]) -> String {
        let output = engine::docker(arguments);
        self.note(&format!("$ docker {}\n{output}", arguments.join(" ")));
        assert!(output.succeeded(), "docker {} failed: {}", arguments.join(" "), output.stderr);
        output.stdout.trim().to_owned()
    }

    /// A command in the first container of a service; gives what it prints, trimmed.
    pub(crate) fn exec(&self, service: &str, command: &[&str]) -> String {
        let id = self.container(service, 1).id;
        self.docker(&[&["exec", &id], command].concat())
    }

    /// All containers of the project, by service and number.
    pub(crate) fn containers(&self) -> Vec<Container> {
        engine::containers(&self.project)
    }

    pub(crate) fn service(&self, service: &str) -> Vec<Container> {
        self.containers().into_iter().filter(|container| container.service == service).collect()
    }

    pub(crate) fn container(&self, service: &str, number: u32) -> Container {
        let found = self.service(service).into_iter().find(|container| container.number == Some(number));
        found.unwrap_or_else(|| panic!("{service} has no container number {number}"))
    }

    #[expect(clippy::needless_pass_by_value, reason = "a check is made where it is used, once")]
    pub(crate) fn check(&self, check: Check) {
        if let Err(problem) = check.test(self) {
            panic!("{}: {}: {problem}", self.intent, check.what);
        }
    }

    /// Instead of a sleep: looks again until the check holds.
    #[expect(clippy::needless_pass_by_value, reason = "a check is made where it is used, once")]
    pub(crate) fn eventually(&self, check: Check, timeout: Duration) {
        let end = Instant::now() + timeout;
        while let Err(problem) = check.test(self) {
            assert!(Instant::now() < end, "{}: not within {timeout:?}: {}: {problem}", self.intent, check.what);
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Changes a file of the working folder.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.work().join(file);
        let text = fs::read_to_string(&path).expect("the file to edit");
        assert!(text.contains(from), "{file} does not contain {from:?}");
        fs::write(&path, text.replace(from, to)).expect("the edited file");
    }

    fn note(&self, text: &str) {
        let mut transcript = self.transcript.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        transcript.push_str(text);
        transcript.push_str("\n\n");
    }

    /// Removes what the project has left on the engine, and only that.
    fn clean(&self) {
        let containers: Vec<_> = self.containers().into_iter().map(|container| container.id).collect();
        engine::remove(&["rm", "--force", "--volumes"], &containers);
        let named = format!("name={}", self.project);
        engine::remove(&["rm", "--force", "--volumes"], &engine::ids(&["ps", "--all", "--quiet", "--filter", &named]));
        for kind in ["network", "volume"] {
            engine::remove(&[kind, "rm"], &self.left(kind).into_iter().collect::<Vec<_>>());
        }
        engine::remove(
            &["image", "rm", "--force"],
            &engine::ids(&["images", "--quiet", &format!("{}*", self.project)]),
        );
    }

    /// Names of networks or volumes that carry the project's label or begin with its name.
    pub(crate) fn left(&self, kind: &str) -> BTreeSet<String> {
        let label = format!("label=com.docker.compose.project={}", self.project);
        let by_label = engine::ids(&[kind, "ls", "--format", "{{.Name}}", "--filter", &label]);
        let by_name =
            engine::ids(&[kind, "ls", "--format", "{{.Name}}", "--filter", &format!("name={}", self.project)]);
        by_label.into_iter().chain(by_name).collect()
    }

    /// What a person needs to understand the failure: the transcript, and what the engine says of each container.
    fn leave_evidence(&self) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e").join(self.test);
        let _ = fs::remove_dir_all(&folder);
        copy_folder(&self.work(), &folder.join("work"));
        let mut text = format!("{}\n\n", self.intent);
        text += &self.transcript.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = fs::write(folder.join("transcript.txt"), text);
        for container in self.containers() {
            let mut evidence = String::new();
            let _ = write!(evidence, "{:#}\n\nlogs:\n{}", container.json, engine::docker(&["logs", &container.id]));
            let _ = fs::write(folder.join(format!("{}.txt", container.name)), evidence);
        }
        let label = format!("label=com.docker.compose.project={}", self.project);
        let events = engine::docker(&["events", "--since", "10m", "--until", "0s", "--filter", &label]);
        let _ = fs::write(folder.join("events.txt"), events.stdout);
        let tool = self.tool.name();
        eprintln!("{} ({tool}) failed; transcript, inspections, logs and events: {}", self.test, folder.display());
    }
}

impl Drop for Scenario {
    fn drop(&mut self) {
        if thread::panicking() {
            self.leave_evidence();
        }
        self.clean();
    }
}

/// A command that is about to run. What it writes to stderr must have been announced by `warns`.
#[must_use = "a step runs when it is told what to expect"]
pub(crate) struct Step<'a> {
    scenario: &'a Scenario,
    invocation: Invocation,
    warnings: Vec<String>,
    tolerated: Vec<String>,
}

impl Step<'_> {
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.invocation.variable(name, value);
        self
    }

    /// The words on standard input (default: none).
    pub(crate) fn input(mut self, text: &str) -> Self {
        self.invocation.input(text);
        self
    }

    /// Standard input neither says anything nor ends.
    pub(crate) fn silent_input(mut self) -> Self {
        self.invocation.silent_input();
        self
    }

    /// On a terminal, on which the input is typed.
    pub(crate) fn on_terminal(mut self) -> Self {
        self.invocation.on_terminal();
        self
    }

    /// Expects this text on stderr although the command succeeds.
    pub(crate) fn warns(mut self, text: &str) -> Self {
        self.warnings.push(text.to_owned());
        self
    }

    /// Lets this text pass on stderr; it need not be there.
    pub(crate) fn may_warn(mut self, text: &str) -> Self {
        self.tolerated.push(text.to_owned());
        self
    }

    pub(crate) fn succeeds(self) -> Output {
        let (output, intent, command) = self.finish();
        assert!(output.succeeded(), "{intent}: `{command}` should succeed\n{output}");
        output
    }

    /// Expects a code that is not 0 and this text on stderr (in any case of letters).
    pub(crate) fn fails(self, text: &str) -> Output {
        let scenario = self.scenario;
        let command = self.invocation.to_string();
        let output = self.invocation.run(STEP_TIMEOUT);
        scenario.note(&format!("$ {command}\n{output}"));
        assert!(!output.succeeded(), "{}: `{command}` should fail\n{output}", scenario.intent);
        let (said, wanted) = (output.stderr.to_lowercase(), text.to_lowercase());
        assert!(said.contains(&wanted), "{}: `{command}` should say {text:?}\n{output}", scenario.intent);
        output
    }

    pub(crate) fn in_background(self) -> Background {
        self.scenario.note(&format!("$ {} &", self.invocation));
        self.invocation.spawn()
    }

    fn finish(self) -> (Output, &'static str, String) {
        let (scenario, command) = (self.scenario, self.invocation.to_string());
        let output = self.invocation.run(STEP_TIMEOUT);
        scenario.note(&format!("$ {command}\n{output}"));
        if output.succeeded() {
            let texts = self.warnings.iter().chain(&self.tolerated);
            let expected = |line: &str| texts.clone().any(|text| line.contains(text.as_str()));
            let surprise = output.stderr.lines().find(|line| !line.trim().is_empty() && !expected(line));
            assert!(surprise.is_none(), "{}: `{command}`: unexpected on stderr\n{output}", scenario.intent);
            for text in &self.warnings {
                let said = output.stderr.contains(text);
                assert!(said, "{}: `{command}` should warn {text:?}\n{output}", scenario.intent);
            }
        }
        (output, scenario.intent, command)
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry of the folder");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else if entry.path().is_file() {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
