//! The manual: a page for the tool and one for each command.

use std::fmt::Write;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;

use super::examples::examples;
use super::{Files, PROGRAM, documented};
use crate::cli::tree;

/// The date in the manual: of this version.
const RELEASED: &str = "2026-11-24";

/// Longest line of a page's source.
const LINE: usize = 80;

/// A name and what there is to say about it.
type Entry = (&'static str, &'static str);

const ENVIRONMENT: &[Entry] = &[
    ("COMPOSE_FILE", "Compose files, parted by COMPOSE_PATH_SEPARATOR (default: a colon), where there is no -f"),
    ("COMPOSE_PROJECT_NAME", "Name of the project, where there is no -p"),
    ("COMPOSE_PROFILES", "Profiles to enable, parted by commas, where there is no --profile"),
    ("COMPOSE_ENV_FILES", "Environment files, parted by commas, where there is no --env-file"),
    ("COMPOSE_DISABLE_ENV_FILE", "If true, .env is not read"),
    ("COMPOSE_PARALLEL_LIMIT", "Most calls to the engine at the same time"),
    ("COMPOSE_ANSI, COMPOSE_PROGRESS", "As --ansi and --progress"),
    ("COMPOSE_COMPATIBILITY", "As --compatibility"),
    ("COMPOSE_IGNORE_ORPHANS", "If true, nothing is said about containers of services that the file no longer has"),
    ("NO_COLOR", "If set, no colours are used"),
    ("RCOMPOSE_SEPARATOR", "What stands between the parts of a container's name: _ (the default) or -"),
    ("RCOMPOSE_STRICT, RCOMPOSE_DIAGNOSTICS", "As --strict and --diagnostics"),
    ("DOCKER_HOST, DOCKER_CONTEXT", "The engine"),
    ("DOCKER_CONFIG", "Directory of docker's configuration (default: ~/.docker)"),
    ("DOCKER_TLS_VERIFY, DOCKER_CERT_PATH", "TLS with the engine, and the directory of its certificates"),
    ("DOCKER_DEFAULT_PLATFORM", "Platform of images for which the file names none"),
];

const FILES: &[Entry] = &[
    (
        "compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml",
        "The Compose file: the first of these in the working folder or the nearest one above it",
    ),
    ("compose.override.yaml, compose.override.yml", "Read after the Compose file if it is beside it"),
    (".env", "Variables for the Compose file"),
    ("~/.docker/config.json", "Credentials of registries, formats of tables, the current context"),
    ("~/.cache/docker-rcompose", "Compose files from registries and git"),
];

/// Variables that matter to one command.
fn environment(path: &str) -> &'static [Entry] {
    match path {
        "" => ENVIRONMENT,
        "up" => &[("COMPOSE_MENU", "As --menu"), ("COMPOSE_REMOVE_ORPHANS", "As --remove-orphans")],
        "down" | "kill" => &[("COMPOSE_REMOVE_ORPHANS", "As --remove-orphans")],
        "build" => &[("BUILDX_BUILDER", "As --builder"), ("DOCKER_BUILDKIT", "0: build by the engine's older builder")],
        _ => &[],
    }
}

fn exit_codes(path: &str) -> Vec<Entry> {
    let failure = match path {
        "up" => "The command line is wrong, something failed, or, attached, containers failed by themselves",
        _ => "The command line is wrong, or something failed",
    };
    let mut codes = vec![("0", "Success"), ("1", failure)];
    match path {
        "exec" | "run" => codes.extend([
            ("126, 127", "The program cannot be executed, or is not there"),
            ("other codes", "Those of the process"),
        ]),
        "attach" | "wait" => codes.push(("other codes", "Those of the container's process")),
        "up" => codes.push((
            "other codes",
            "With --exit-code-from, --abort-on-container-exit or --abort-on-container-failure: those of the container",
        )),
        _ => {}
    }
    codes.push(("130", "Interrupted"));
    codes
}

pub(super) fn manual() -> Files {
    let mut root = documented();
    root.build();
    let mut pages = Files::new();
    page(&mut pages, &root, "");
    pages
}

/// Adds the page of a command and those of the commands below it.
fn page(pages: &mut Files, command: &Command, path: &str) {
    let title = title(path);
    let mut text = Vec::new();
    let man = Man::new(command.clone().display_name(title.clone()))
        .title(title.to_uppercase())
        .date(RELEASED)
        .source(format!("docker-rcompose {}", env!("CARGO_PKG_VERSION")))
        .manual("Docker CLI plugins");
    man.render_title(&mut text).unwrap();
    man.render_name_section(&mut text).unwrap();
    man.render_synopsis_section(&mut text).unwrap();
    man.render_description_section(&mut text).unwrap();
    let mut text = String::from_utf8(text).unwrap();
    text.push_str(&description(path));
    let mut rest = Vec::new();
    man.render_options_section(&mut rest).unwrap();
    if command.has_subcommands() {
        man.render_subcommands_section(&mut rest).unwrap();
    }
    text.push_str(&String::from_utf8(rest).unwrap());
    text.push_str(&sections(command, path));
    let lines: Vec<_> = text.lines().map(broken).collect();
    pages.insert(Path::new("man").join(format!("{title}.1")), (lines.join("\n") + "\n").into_bytes());
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        page(pages, below, &tree::join(path, below.get_name()));
    }
}

fn title(path: &str) -> String {
    format!("{PROGRAM} {path}").trim_end().replace(' ', "-")
}

fn description(path: &str) -> String {
    let text = if path.is_empty() {
        "The tool reads a Compose file and the state of a Docker engine, computes what differs, and carries that out. \
         It is a plugin of the docker command and also runs by itself."
    } else {
        "Options of the tool, which stand before the command (-f, -p, --profile and others), are described in \
         docker-rcompose(1)."
    };
    format!(".PP\n{}\n", escaped(text))
}

fn sections(command: &Command, path: &str) -> String {
    let also = "What docker-rcompose(1) lists holds for this command, too.";
    let also = Some(also).filter(|_| !path.is_empty());
    let mut text = String::new();
    section(&mut text, "ENVIRONMENT", environment(path), also);
    section(&mut text, "EXIT STATUS", &exit_codes(path), None);
    section(&mut text, "FILES", if path.is_empty() { FILES } else { &[] }, also);
    let examples: Vec<(String, &str)> =
        examples(path).iter().map(|(words, what)| (format!("docker rcompose {words}"), *what)).collect();
    let examples: Vec<(&str, &str)> = examples.iter().map(|(line, what)| (line.as_str(), *what)).collect();
    section(&mut text, "EXAMPLES", &examples, None);
    writeln!(text, ".SH \"SEE ALSO\"\n{}", see_also(command, path)).unwrap();
    text
}

fn section(text: &mut String, title: &str, entries: &[(&str, &str)], closing: Option<&str>) {
    let quoted = if title.contains(' ') { format!("\"{title}\"") } else { title.to_owned() };
    writeln!(text, ".SH {quoted}").unwrap();
    for (name, what) in entries {
        writeln!(text, ".TP\n\\fB{}\\fR\n{}", escaped(name), escaped(what)).unwrap();
    }
    match closing {
        Some(closing) if entries.is_empty() => writeln!(text, "{}", escaped(closing)).unwrap(),
        Some(closing) => writeln!(text, ".PP\n{}", escaped(closing)).unwrap(),
        None => {}
    }
}

/// The page above and the pages beside or below it.
fn see_also(command: &Command, path: &str) -> String {
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    let mut pages: Vec<String> = below.map(|below| title(&tree::join(path, below.get_name()))).collect();
    if !path.is_empty() {
        pages.insert(0, path.rsplit_once(' ').map_or_else(|| PROGRAM.to_owned(), |(above, _)| title(above)));
    }
    let related: &[&str] = match path {
        "up" => &["create", "down", "logs", "watch"],
        "down" => &["rm", "stop", "up"],
        "exec" | "attach" => &["run"],
        "run" => &["exec", "up"],
        "start" | "restart" => &["stop", "up"],
        "stop" => &["down", "kill", "start"],
        "ps" => &["images", "ls", "top"],
        "create" => &["start", "up"],
        "pause" => &["unpause"],
        "unpause" => &["pause"],
        "config" => &["explain", "graph"],
        "pull" => &["build", "push"],
        "push" => &["build", "publish"],
        _ => &[],
    };
    pages.extend(related.iter().map(|related| title(related)));
    pages.push("docker".to_owned());
    let pages: Vec<String> = pages.iter().map(|page| format!("\\fB{}\\fR(1)", escaped(page))).collect();
    pages.join(",\n")
}

/// A text in which nothing is a request or an escape.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('~', "\\(ti");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

/// Breaks a line of running text, which the formatter fills anyway. No new line may begin as a request does.
fn broken(line: &str) -> String {
    let mut result = String::new();
    let mut column = 0;
    for word in line.split(' ') {
        let is_request = word.starts_with(['.', '\'']);
        if column > 0 && column + 1 + word.len() > LINE && !line.starts_with(['.', '\\']) && !is_request {
            result.push('\n');
            column = 0;
        } else if column > 0 {
            result.push(' ');
            column += 1;
        }
        result.push_str(word);
        column += word.len();
    }
    result
}

#[test]
fn examples_are_command_lines() {
    fn check(command: &Command, path: &str) {
        let examples = examples(path);
        assert!(!examples.is_empty(), "no example of {path:?}");
        for (words, _) in examples {
            let words = ["docker-rcompose", "rcompose"].into_iter().chain(words.split(' ')).map(Into::into);
            let parsed = crate::cli::parse(&words.collect::<Vec<_>>());
            assert!(parsed.is_ok(), "{examples:?}: {parsed:?}");
        }
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            check(below, &tree::join(path, below.get_name()));
        }
    }
    check(&documented(), "");
}
