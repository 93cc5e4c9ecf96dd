//! Which values a flag or an argument is completed with.

use clap::{Arg, ValueHint};

use super::super::walk::is_boolean;

/// Where the candidates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suggestion {
    /// Nothing is known about it.
    Nothing,
    Words(&'static [&'static str]),
    Services,
    /// `SERVICE=`, to be followed by a number.
    Numbers,
    Profiles,
    Projects,
    /// What `explain` takes.
    Codes,
    Files,
    ComposeFiles,
    Directories,
}

/// What the value of a flag of the command at `path` can be.
pub(crate) fn suggestion(path: &str, flag: &Arg) -> Suggestion {
    use Suggestion::{Nothing, Numbers, Profiles, Projects, Services, Words};
    if is_boolean(flag) {
        return Words(&["true", "false"]);
    }
    let name = flag.get_long().unwrap_or_default();
    match (path, name) {
        ("", "ansi") => Words(&["never", "always", "auto"]),
        (_, "diagnostics") => Words(&["text", "json", "sarif"]),
        ("", "progress") => Words(&["auto", "tty", "plain", "json", "quiet"]),
        ("", "profile") => Profiles,
        ("", "project-name") => Projects,
        ("", "file") => Suggestion::ComposeFiles,
        ("", "log-level") => Words(&["debug", "info", "warn", "error", "fatal"]),
        ("up" | "create" | "run", "pull") => Words(&["always", "missing", "never", "build"]),
        ("pull", "policy") => Words(&["missing", "always"]),
        ("up", "attach" | "no-attach" | "exit-code-from") | ("config", "hash") => Services,
        ("up" | "create", "scale") => Numbers,
        ("down", "rmi") => Words(&["local", "all"]),
        ("port", "protocol") => Words(&["tcp", "udp"]),
        ("ps", "status") => Words(&["paused", "restarting", "removing", "running", "dead", "created", "exited"]),
        ("publish" | "alpha publish", "oci-version") => Words(&["1.0", "1.1"]),
        ("version", "format") => Words(&["pretty", "json"]),
        ("graph", "format") => Words(&["tree", "mermaid", "dot", "svg"]),
        ("config" | "alpha generate", "format") => Words(&["yaml", "json"]),
        (_, "format") => Words(&["table", "json"]),
        _ => match flag.get_value_hint() {
            ValueHint::FilePath | ValueHint::AnyPath => Suggestion::Files,
            ValueHint::DirPath => Suggestion::Directories,
            _ => Nothing,
        },
    }
}

/// What the arguments of the command at `path` can be.
pub(super) fn argument(path: &str) -> Suggestion {
    match path {
        "explain" => Suggestion::Codes,
        "scale" => Suggestion::Numbers,
        "bridge transformations create" => Suggestion::Directories,
        "ls" | "version" | "publish" => Suggestion::Nothing,
        _ if path.contains(' ') => Suggestion::Nothing,
        _ => Suggestion::Services,
    }
}
