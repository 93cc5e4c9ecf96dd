//! Which values a flag or an argument is completed with.

use clap::{Arg, ValueHint};

use super::super::walk::is_boolean;

/// Where the candidates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suggestion {
    /// Nothing is known about it.
    Nothing,
    Words(&'static [&'static str]),
    /// Of processes, with or without `SIG`.
    Signals,
    Services(State),
    /// Services, but for those that stand before the word.
    OtherServices(State),
    /// `SERVICE=`, to be followed by a number.
    Numbers,
    Profiles,
    Projects,
    /// Names of variables of the environment.
    Variables,
    /// Ports in the containers of the service that stands before the word.
    Ports,
    /// What `cp` takes.
    Places,
    /// What `explain` takes.
    Codes,
    Files,
    ComposeFiles,
    Directories,
}

const PS_FILTERS: [&str; 7] = [
    "status=paused",
    "status=restarting",
    "status=removing",
    "status=running",
    "status=dead",
    "status=created",
    "status=exited",
];

/// What the containers of the services do that are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// There need not be a container.
    Any,
    /// There is one.
    Created,
    Running,
    /// Running, paused or about to be restarted.
    Alive,
    Paused,
    /// Neither running nor paused.
    Stopped,
}

const SIGNALS: [&str; 31] = [
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS",
];

/// All signals, in the form in which the word begins: `SIGKILL` or `KILL`.
pub(super) fn signals(word: &str) -> Vec<String> {
    let long = word.starts_with("SIG") || "SIG".starts_with(word);
    SIGNALS.iter().map(|signal| if long { *signal } else { &signal[3..] }.to_owned()).collect()
}

/// What the value of a flag of the command at `path` can be.
pub(crate) fn suggestion(path: &str, flag: &Arg) -> Suggestion {
    use Suggestion::{Nothing, Numbers, Profiles, Projects, Services, Variables, Words};
    if is_boolean(flag) {
        return Words(&["true", "false"]);
    }
    let name = flag.get_long().unwrap_or_default();
    match (path, name) {
        ("" | "build", "progress") => Words(&["auto", "tty", "plain", "json", "quiet"]),
        ("", "ansi") => Words(&["never", "always", "auto"]),
        (_, "diagnostics") => Words(&["text", "json", "sarif"]),
        ("", "profile") => Profiles,
        ("", "project-name") => Projects,
        ("", "file") => Suggestion::ComposeFiles,
        ("", "log-level") => Words(&["debug", "info", "warn", "error", "fatal"]),
        ("up" | "create", "pull") => Words(&["always", "missing", "never", "build"]),
        ("run", "pull") => Words(&["always", "missing", "never"]),
        ("pull", "policy") => Words(&["missing", "always"]),
        ("up", "attach" | "no-attach" | "exit-code-from") | ("config", "hash" | "explain") => Services(State::Any),
        ("kill", "signal") => Suggestion::Signals,
        ("run" | "exec", "env") | ("build", "build-arg") => Variables,
        ("build", "ssh") => Words(&["default"]),
        ("build", "provenance" | "sbom") => Words(&["true", "false"]),
        ("logs", "tail") => Words(&["all"]),
        ("up" | "create", "scale") => Numbers,
        ("down", "rmi") => Words(&["local", "all"]),
        ("port", "protocol") => Words(&["tcp", "udp"]),
        ("ps", "status") => Words(&["paused", "restarting", "removing", "running", "dead", "created", "exited"]),
        ("ps", "filter") => Words(&PS_FILTERS),
        ("ps", "format") => Words(&["table", "json", "raw"]),
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

/// What an argument of the command at `path` can be, after `before` others.
pub(super) fn argument(path: &str, before: usize) -> Suggestion {
    use Suggestion::{Files, Nothing, OtherServices, Services};
    match (path, before) {
        ("explain", _) => Suggestion::Codes,
        ("scale", _) => Suggestion::Numbers,
        ("cp", 0 | 1) => Suggestion::Places,
        ("bridge transformations create", 0) => Suggestion::Directories,
        ("exec" | "attach" | "stats" | "port", 0) => Services(State::Running),
        ("export" | "commit", 0) => Services(State::Created),
        ("run", 0) => Services(State::Any),
        // The command line of a program.
        ("exec" | "run", _) => Files,
        ("port", 1) => Suggestion::Ports,
        ("ls" | "version" | "publish" | "cp" | "attach" | "stats" | "port" | "export" | "commit", _) => Nothing,
        ("pause" | "top" | "wait", _) => OtherServices(State::Running),
        ("stop" | "kill", _) => OtherServices(State::Alive),
        ("unpause", _) => OtherServices(State::Paused),
        ("start", _) => OtherServices(State::Stopped),
        ("restart" | "rm", _) => OtherServices(State::Created),
        _ if path.contains(' ') => Nothing,
        _ => OtherServices(State::Any),
    }
}
