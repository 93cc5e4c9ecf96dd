//! Wall time of whole commands, as a user meets them: the built binary on generated projects.
//!
//! `cargo bench` measures what needs no engine. With DOCKER_HOST set it also runs `up`, `up` again, `ps` and `down` of a
//! project of its own (the images of `examples/images` must be there). BENCH_PEER="docker compose" adds that tool's times.
//! With `-- --test` each command runs once, to see that it works.

#![expect(clippy::disallowed_methods, reason = "its settings are environment variables")]

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut tools = vec![vec![env!("CARGO_BIN_EXE_docker-rcompose").to_owned(), "rcompose".to_owned()]];
    if let Ok(peer) = env::var("BENCH_PEER") {
        tools.push(peer.split_whitespace().map(str::to_owned).collect());
    }
    let runs = if env::args().any(|argument| argument == "--test") { 1 } else { 10 };
    for (title, path) in projects(folder.path())? {
        for tool in &tools {
            report(tool, &path, &format!("config of {title}"), &["config", "--quiet"], runs)?;
        }
    }
    if env::var_os("DOCKER_HOST").is_some() {
        let path = folder.path().join("live.yaml");
        fs::write(&path, flat(20))?;
        for tool in &tools {
            report(tool, &path, "up -d of 20 containers, cold", &["up", "-d"], 1)?;
            report(tool, &path, "up -d again, nothing changed", &["up", "-d"], runs)?;
            report(tool, &path, "ps", &["ps"], runs)?;
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

/// What is only read: a title and the first file of each project.
fn projects(folder: &Path) -> io::Result<Vec<(&'static str, PathBuf)>> {
    let texts = [
        ("200 services, flat", flat(200)),
        ("200 services, chain", chain(200)),
        ("24 services, layers", layers(8, 3)),
        ("50 services that need the 3 before", web(50, 3)),
        ("1000 services of 20 attributes", full(1000)),
    ];
    let mut projects = Vec::new();
    for (number, (title, text)) in texts.into_iter().enumerate() {
        let path = folder.join(format!("{number}.yaml"));
        fs::write(&path, text)?;
        projects.push((title, path));
    }
    projects.push(("1000 included files", included(&folder.join("included"), 1000)?));
    projects.push((".env of 5000 lines", dotenv(&folder.join("dotenv"), 5000)?));
    Ok(projects)
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

/// Each service depends on several of those before.
fn web(count: usize, width: usize) -> String {
    let mut text = "services:\n".to_owned();
    for number in 0..count {
        let before: Vec<_> = (number.saturating_sub(width)..number).map(|before| format!("s{before}")).collect();
        service(&mut text, &format!("s{number}"), &before);
    }
    text
}

/// Services that say much.
fn full(count: usize) -> String {
    let mut text = "networks: {inner: {}}\nvolumes: {data: {}}\nservices:\n".to_owned();
    for number in 0..count {
        let _ = write!(
            text,
            "  s{number}:
    image: rcompose-test/service
    command: [serve, --port, \"8080\"]
    entrypoint: /entry
    environment: {{NAME: s{number}, LEVEL: \"${{LEVEL:-info}}\", MODE: quick}}
    labels: [one=1, two=2]
    ports: [\"8080\"]
    volumes: [\"data:/data:ro\", {{type: tmpfs, target: /tmp}}]
    networks: {{inner: {{aliases: [a{number}]}}}}
    healthcheck: {{test: [CMD, /check], interval: 5s, retries: 3}}
    deploy: {{resources: {{limits: {{cpus: \"0.5\", memory: 64M}}}}}}
    restart: unless-stopped
    user: \"1000:1000\"
    working_dir: /work
    hostname: h{number}
    stop_grace_period: 10s
    cap_drop: [ALL]
    dns: [10.0.0.1]
    extra_hosts: [\"gate:10.0.0.2\"]
    logging: {{driver: json-file, options: {{max-size: 1m}}}}
    read_only: true
"
        );
    }
    text
}

/// A project that includes many files of one service each.
fn included(folder: &Path, count: usize) -> io::Result<PathBuf> {
    fs::create_dir(folder)?;
    let mut text = "include:\n".to_owned();
    for number in 0..count {
        let _ = writeln!(text, "- part{number}.yaml");
        let part = format!("services:\n  s{number}:\n    image: rcompose-test/service\n");
        fs::write(folder.join(format!("part{number}.yaml")), part)?;
    }
    let path = folder.join("compose.yaml");
    fs::write(&path, text)?;
    Ok(path)
}

/// A project with many variables, each of which uses the one before.
fn dotenv(folder: &Path, lines: usize) -> io::Result<PathBuf> {
    fs::create_dir(folder)?;
    let mut text = "V0=start\n".to_owned();
    for number in 1..lines {
        let before = number - 1;
        let _ = writeln!(text, "V{number}=\"${{V{before}:+value}} {number}\"");
    }
    fs::write(folder.join(".env"), text)?;
    let path = folder.join("compose.yaml");
    let last = lines - 1;
    fs::write(&path, format!("services:\n  s:\n    image: rcompose-test/service\n    hostname: \"${{V{last}}}\"\n"))?;
    Ok(path)
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
