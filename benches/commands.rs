//! Wall time of whole commands, as a user meets them: the built binary on generated projects.
//!
//! `cargo bench` measures what needs no engine. With DOCKER_HOST set it also runs `up`, `up` again, `ps` and `down` of a
//! project of its own (the images of `examples/images` must be there). BENCH_PEER="docker compose" adds that tool's times.

#![expect(clippy::disallowed_methods, reason = "its settings are environment variables")]

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

const RUNS: usize = 10;

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut tools = vec![vec![env!("CARGO_BIN_EXE_docker-rcompose").to_owned(), "rcompose".to_owned()]];
    if let Ok(peer) = env::var("BENCH_PEER") {
        tools.push(peer.split_whitespace().map(str::to_owned).collect());
    }
    let files = [("flat", flat(200)), ("chain", chain(200)), ("layers", layers(8, 3))];
    for (name, text) in files {
        let path = folder.path().join(format!("{name}.yaml"));
        fs::write(&path, &text)?;
        let services = text.matches("image:").count();
        for tool in &tools {
            report(tool, &path, &format!("config of {services} services, {name}"), &["config", "--quiet"], RUNS)?;
        }
    }
    if env::var_os("DOCKER_HOST").is_some() {
        let path = folder.path().join("live.yaml");
        fs::write(&path, flat(20))?;
        for tool in &tools {
            report(tool, &path, "up -d of 20 containers, cold", &["up", "-d"], 1)?;
            report(tool, &path, "up -d again, nothing changed", &["up", "-d"], RUNS)?;
            report(tool, &path, "ps", &["ps"], RUNS)?;
            report(tool, &path, "down", &["down"], 1)?;
        }
    }
    Ok(())
}

/// Runs a command several times and prints the median.
fn report(tool: &[String], file: &Path, title: &str, arguments: &[&str], runs: usize) -> io::Result<()> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let mut command = Command::new(&tool[0]);
        command.args(&tool[1..]).args(["-p", "rcompose-bench", "-f"]).arg(file).args(arguments);
        command.env("DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND", "docker").stdin(Stdio::null());
        let begin = Instant::now();
        let output = command.output()?;
        times.push(begin.elapsed());
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(io::Error::other(format!("{} {}: {words}", tool.join(" "), arguments.join(" "))));
        }
    }
    times.sort();
    let median: Duration = times[times.len() / 2];
    let name = Path::new(&tool[0]).file_name().unwrap_or_default().to_string_lossy().into_owned();
    writeln!(io::stdout(), "{title:<45} {name:<16} {:>9.1} ms", median.as_secs_f64() * 1000.0)
}

/// Services beside each other.
fn flat(count: usize) -> String {
    let mut text = "services:\n".to_owned();
    for number in 0..count {
        service(&mut text, &format!("s{number}"), &[]);
    }
    text
}

/// Each service depends on the one before.
fn chain(count: usize) -> String {
    let mut text = "services:\n".to_owned();
    for number in 0..count {
        let before: Vec<_> = number.checked_sub(1).map(|before| format!("s{before}")).into_iter().collect();
        service(&mut text, &format!("s{number}"), &before);
    }
    text
}

/// Each service depends on all of the layer before: the number of paths grows with the power of the layers.
fn layers(count: usize, width: usize) -> String {
    let mut text = "services:\n".to_owned();
    for layer in 0..count {
        let before: Vec<_> =
            layer.checked_sub(1).into_iter().flat_map(|b| (0..width).map(move |n| format!("l{b}n{n}"))).collect();
        for number in 0..width {
            service(&mut text, &format!("l{layer}n{number}"), &before);
        }
    }
    text
}

fn service(text: &mut String, name: &str, dependencies: &[String]) {
    let _ = write!(
        text,
        "  {name}:\n    image: rcompose-test/service\n    environment: {{NAME: {name}, LEVEL: \"${{LEVEL:-info}}\"}}\n    \
         depends_on: [{}]\n    networks: [inner]\n",
        dependencies.join(", ")
    );
    if name == "s0" || name == "l0n0" {
        // The networks come once, in front, so that the services stay one list.
        text.insert_str(0, "networks: {inner: {}}\n");
    }
}
