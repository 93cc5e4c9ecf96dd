//! The real state: what the engine says, asked through the `docker` program and never through the tool under test.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use crate::process::{Invocation, Output};

const TIMEOUT: Duration = Duration::from_mins(1);

/// Panics unless an engine answers; makes the images of the tests on it, once.
pub(crate) fn ready() {
    static READY: OnceLock<Result<(), String>> = OnceLock::new();
    let prepare = || {
        let version = docker(&["version", "--format", "{{.Server.Version}}"]);
        if !version.succeeded() {
            return Err(format!(
                "these tests need a Docker engine, and none answers; `make test` starts one, or `tests/engine up` and \
                 `eval \"$(tests/engine env)\"`\n{version}"
            ));
        }
        sweep();
        let mut images = Invocation::new(vec![concat!(env!("CARGO_MANIFEST_DIR"), "/examples/images").to_owned()]);
        for name in ["HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR"] {
            if let Some(value) = std::env::var_os(name) {
                images.variable(name, value);
            }
        }
        let made = images.run(Duration::from_mins(5));
        if made.succeeded() { Ok(()) } else { Err(format!("examples/images failed\n{made}")) }
    };
    if let Err(problem) = READY.get_or_init(prepare) {
        panic!("{problem}");
    }
}

/// Removes what runs that were killed have left: their names end in the number of a process that is gone.
fn sweep() {
    let listings: [(&[&str], &[&str]); 3] = [
        (&["ps", "--all", "--format", "{{.Names}}"], &["rm", "--force", "--volumes"]),
        (&["network", "ls", "--format", "{{.Name}}"], &["network", "rm"]),
        (&["volume", "ls", "--format", "{{.Name}}"], &["volume", "rm"]),
    ];
    for (list, command) in listings {
        let stale: Vec<_> = ids(list).into_iter().filter(|name| process_of(name).is_some_and(|id| !runs(id))).collect();
        remove(command, &stale);
    }
}

/// The process in `e2e-<test>-<process>…`.
fn process_of(name: &str) -> Option<u32> {
    let (_, rest) = name.strip_prefix("e2e-")?.split_once('-')?;
    rest.split(|sign: char| !sign.is_ascii_digit()).next()?.parse().ok()
}

fn runs(process: u32) -> bool {
    std::path::Path::new("/proc").join(process.to_string()).exists()
}

pub(crate) fn docker(arguments: &[&str]) -> Output {
    let words = std::iter::once("docker").chain(arguments.iter().copied()).map(str::to_owned);
    Invocation::new(words.collect()).run(TIMEOUT)
}

/// The lines that a listing command prints.
pub(crate) fn ids(arguments: &[&str]) -> Vec<String> {
    docker(arguments).stdout.lines().map(str::to_owned).collect()
}

/// Removes things; what is gone already is fine.
pub(crate) fn remove(command: &[&str], names: &[String]) {
    if !names.is_empty() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        docker(&[command, &names].concat());
    }
}

/// A container as the engine describes it.
#[derive(Clone)]
pub(crate) struct Container {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) service: String,
    /// None for one-off containers.
    pub(crate) number: Option<u32>,
    /// created, running, paused, restarting, exited, dead
    pub(crate) state: String,
    pub(crate) exit_code: i64,
    pub(crate) started_at: String,
    pub(crate) labels: BTreeMap<String, String>,
    /// Addresses by network name; empty ones are left out.
    pub(crate) addresses: BTreeMap<String, String>,
    pub(crate) json: Value,
}

impl Container {
    fn new(json: Value) -> Self {
        let text = |pointer: &str| json.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let map = |pointer: &str| json.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
        let labels: BTreeMap<_, _> = map("/Config/Labels")
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let addresses = map("/NetworkSettings/Networks")
            .map(|(name, network)| (name.clone(), network["IPAddress"].as_str().unwrap_or_default().to_owned()))
            .filter(|(_, address)| !address.is_empty())
            .collect();
        let compose = |name: &str| labels.get(&format!("com.docker.compose.{name}"));
        Self {
            id: text("/Id"),
            name: text("/Name").trim_start_matches('/').to_owned(),
            service: compose("service").cloned().unwrap_or_default(),
            number: compose("container-number").and_then(|number| number.parse().ok()),
            state: text("/State/Status"),
            exit_code: json.pointer("/State/ExitCode").and_then(Value::as_i64).unwrap_or_default(),
            started_at: text("/State/StartedAt"),
            addresses,
            labels,
            json,
        }
    }

    pub(crate) fn label(&self, name: &str) -> &str {
        self.labels.get(&format!("com.docker.compose.{name}")).map_or("(no such label)", String::as_str)
    }

    pub(crate) fn health(&self) -> &str {
        self.json.pointer("/State/Health/Status").and_then(Value::as_str).unwrap_or("none")
    }

    /// The host port that leads to this container port.
    pub(crate) fn host_port(&self, port: u16) -> Option<u16> {
        let bindings = self.json.pointer("/NetworkSettings/Ports")?.get(format!("{port}/tcp"))?;
        bindings.get(0)?.get("HostPort")?.as_str()?.parse().ok()
    }

    /// What is mounted at this path: the volume's name or the path on the host.
    pub(crate) fn mounted_at(&self, target: &str) -> Option<String> {
        let mounts = self.json.get("Mounts")?.as_array()?;
        let mount = mounts.iter().find(|mount| mount["Destination"] == target)?;
        mount.get("Name").or_else(|| mount.get("Source"))?.as_str().map(str::to_owned)
    }
}

/// All containers of a project, one-off ones too, by service and number.
pub(crate) fn containers(project: &str) -> Vec<Container> {
    let label = format!("label=com.docker.compose.project={project}");
    let ids = ids(&["ps", "--all", "--quiet", "--no-trunc", "--filter", &label]);
    if ids.is_empty() {
        return Vec::new();
    }
    let arguments: Vec<&str> = std::iter::once("inspect").chain(ids.iter().map(String::as_str)).collect();
    // A container that was removed between the two calls is left out, and the rest is still printed.
    let output = docker(&[&arguments[..1], &["--type", "container"], &arguments[1..]].concat());
    let list: Vec<Value> = serde_json::from_str(&output.stdout).expect("docker inspect prints JSON");
    let mut containers: Vec<_> = list.into_iter().map(Container::new).collect();
    containers
        .sort_by(|one, other| (&one.service, one.number, &one.id).cmp(&(&other.service, other.number, &other.id)));
    containers
}
