//! How to talk to the user: decided once, from facts about the terminal, flags and environment variables.

use std::collections::BTreeMap;
use std::io::IsTerminal;

/// What is known about the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) stdin_is_terminal: bool,
    pub(crate) stdout_is_terminal: bool,
    pub(crate) stderr_is_terminal: bool,
    /// Columns; 80 where nobody knows.
    pub(crate) width: usize,
    /// Rows; 24 where nobody knows.
    pub(crate) height: usize,
}

impl Facts {
    /// Asks the operating system.
    pub(crate) fn collect() -> Self {
        let (width, height) = terminal_size();
        Self {
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            width,
            height,
        }
    }
}

/// Columns and rows of the terminal behind standard error, else standard output, else 80 by 24.
pub(super) fn terminal_size() -> (usize, usize) {
    let size = |term: console::Term| term.size_checked().filter(|(rows, columns)| *rows > 0 && *columns > 0);
    let (rows, columns) = size(console::Term::stderr()).or_else(|| size(console::Term::stdout())).unwrap_or((24, 80));
    (usize::from(columns), usize::from(rows))
}

/// The form of progress, warnings and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProgressMode {
    /// Lines that are redrawn in place.
    Tty,
    /// One line an event.
    Plain,
    /// One JSON object an event.
    Json,
    /// No progress at all.
    Quiet,
}

/// What of the messages is shown: the threshold of docker's `--log-level`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LogLevel {
    Debug,
    #[default]
    Info,
    Warn,
    Error,
    Fatal,
}

impl LogLevel {
    /// docker has checked the word already.
    pub(crate) fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "debug" | "trace" => Self::Debug,
            "warn" | "warning" => Self::Warn,
            "error" => Self::Error,
            "fatal" | "panic" => Self::Fatal,
            _ => Self::Info,
        }
    }
}

/// Why flags do not go together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UiError {
    #[error("unsupported --progress value \"{0}\"")]
    UnsupportedProgress(String),
    #[error("can't use --progress tty while ANSI support is disabled")]
    TtyWithoutAnsi,
    #[error("can't use --progress plain while ANSI support is forced")]
    PlainWithAnsi,
}

/// What the user asked for.
#[derive(Clone, Debug)]
pub(crate) struct UiRequest<'a> {
    pub(crate) facts: Facts,
    /// The process's environment: `COMPOSE_ANSI`, `COMPOSE_PROGRESS`, `COMPOSE_STATUS_STDOUT`, `NO_COLOR`,
    /// `CLICOLOR_FORCE`, `TERM` and `CI` count.
    pub(crate) environment: &'a BTreeMap<String, String>,
    /// `--ansi`; a flag beats its variable.
    pub(crate) ansi: Option<&'a str>,
    /// `--progress`; a flag beats its variable.
    pub(crate) progress: Option<&'a str>,
    pub(crate) log_level: LogLevel,
}

/// How to talk to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UiOptions {
    pub(crate) facts: Facts,
    pub(crate) mode: ProgressMode,
    /// In CI, plain progress is a line for each resource that is finished.
    pub(crate) finished_only: bool,
    pub(crate) color_on_stdout: bool,
    pub(crate) color_on_stderr: bool,
    /// `COMPOSE_STATUS_STDOUT`: status texts go to standard output.
    pub(crate) status_on_stdout: bool,
    pub(crate) log_level: LogLevel,
}

/// `--ansi`. Words that nobody knows mean `never`, as for docker compose.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ansi {
    Auto,
    Always,
    Never,
}

impl UiOptions {
    pub(crate) fn resolve(request: &UiRequest<'_>) -> Result<Self, UiError> {
        let variable = |key: &str| request.environment.get(key).map(String::as_str).filter(|value| !value.is_empty());
        let ansi = match request.ansi.or_else(|| variable("COMPOSE_ANSI")).unwrap_or("auto") {
            "auto" => Ansi::Auto,
            "always" => Ansi::Always,
            _ => Ansi::Never,
        };
        let facts = request.facts;
        let dumb = variable("TERM") == Some("dumb");
        let tty_by_itself = ansi != Ansi::Never && facts.stderr_is_terminal && !dumb;
        let progress = request.progress.or_else(|| variable("COMPOSE_PROGRESS")).unwrap_or("auto");
        let mode = match progress {
            "tty" if ansi == Ansi::Never => return Err(UiError::TtyWithoutAnsi),
            "plain" if ansi == Ansi::Always => return Err(UiError::PlainWithAnsi),
            "auto" | "" if !tty_by_itself => ProgressMode::Plain,
            "auto" | "" | "tty" => ProgressMode::Tty,
            "plain" => ProgressMode::Plain,
            "json" => ProgressMode::Json,
            "quiet" | "none" => ProgressMode::Quiet,
            other => return Err(UiError::UnsupportedProgress(other.to_owned())),
        };
        let forced = variable("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        let color = |is_terminal: bool| match ansi {
            _ if variable("NO_COLOR").is_some() => false,
            Ansi::Never => false,
            Ansi::Always => true,
            Ansi::Auto => forced || (is_terminal && !dumb),
        };
        Ok(Self {
            facts,
            mode,
            finished_only: matches!(progress, "auto" | "") && variable("CI").is_some_and(|word| word != "false"),
            color_on_stdout: color(facts.stdout_is_terminal),
            color_on_stderr: color(facts.stderr_is_terminal),
            status_on_stdout: variable("COMPOSE_STATUS_STDOUT").is_some_and(is_true),
            log_level: request.log_level,
        })
    }

    /// For output that nobody looks at in a terminal: plain lines, no colours.
    pub(crate) fn plain() -> Self {
        let facts = Facts {
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            width: 80,
            height: 24,
        };
        Self {
            facts,
            mode: ProgressMode::Plain,
            finished_only: false,
            color_on_stdout: false,
            color_on_stderr: false,
            status_on_stdout: false,
            log_level: LogLevel::Info,
        }
    }
}

/// The words that Go's `ParseBool` takes for true.
fn is_true(word: &str) -> bool {
    matches!(word, "1" | "t" | "T" | "TRUE" | "true" | "True")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(
        terminals: (bool, bool),
        flags: (Option<&str>, Option<&str>),
        environment: &[(&str, &str)],
    ) -> Result<UiOptions, UiError> {
        let facts =
            Facts { stdout_is_terminal: terminals.0, stderr_is_terminal: terminals.1, ..UiOptions::plain().facts };
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        UiOptions::resolve(&UiRequest {
            facts,
            environment: &environment,
            ansi: flags.0,
            progress: flags.1,
            log_level: LogLevel::Info,
        })
    }

    #[test]
    fn the_mode_follows_standard_error_and_the_flags() {
        let mode = |terminals, flags, environment: &[(&str, &str)]| {
            resolve(terminals, flags, environment).map(|options| options.mode)
        };
        assert_eq!(mode((true, true), (None, None), &[]), Ok(ProgressMode::Tty));
        assert_eq!(mode((true, false), (None, None), &[]), Ok(ProgressMode::Plain));
        assert_eq!(mode((false, true), (None, None), &[]), Ok(ProgressMode::Tty));
        assert_eq!(mode((true, true), (Some("never"), None), &[]), Ok(ProgressMode::Plain));
        assert_eq!(mode((true, true), (None, None), &[("TERM", "dumb")]), Ok(ProgressMode::Plain));
        assert_eq!(mode((true, true), (None, None), &[("COMPOSE_PROGRESS", "json")]), Ok(ProgressMode::Json));
        assert_eq!(mode((true, true), (None, Some("quiet")), &[("COMPOSE_PROGRESS", "json")]), Ok(ProgressMode::Quiet));
        assert_eq!(mode((true, true), (Some("never"), Some("tty")), &[]), Err(UiError::TtyWithoutAnsi));
        assert_eq!(mode((true, true), (Some("always"), Some("plain")), &[]), Err(UiError::PlainWithAnsi));
        assert_eq!(
            mode((true, true), (None, Some("foo")), &[]).unwrap_err().to_string(),
            "unsupported --progress value \"foo\""
        );
    }

    #[test]
    fn in_ci_less_is_told_unless_the_user_says_how_much() {
        let finished_only = |progress, environment: &[(&str, &str)]| {
            resolve((false, false), (None, progress), environment).unwrap().finished_only
        };
        assert!(finished_only(None, &[("CI", "true")]));
        assert!(finished_only(Some("auto"), &[("CI", "1")]));
        assert!(!finished_only(None, &[]));
        assert!(!finished_only(None, &[("CI", "false")]));
        assert!(!finished_only(Some("plain"), &[("CI", "true")]));
        assert!(!finished_only(None, &[("CI", "true"), ("COMPOSE_PROGRESS", "plain")]));
    }

    #[test]
    fn colours_follow_each_stream_and_the_variables() {
        let colors = |terminals, ansi, environment: &[(&str, &str)]| {
            let options = resolve(terminals, (ansi, None), environment).unwrap();
            (options.color_on_stdout, options.color_on_stderr)
        };
        assert_eq!(colors((true, false), None, &[]), (true, false));
        assert_eq!(colors((true, true), None, &[("NO_COLOR", "1")]), (false, false));
        assert_eq!(colors((true, true), None, &[("NO_COLOR", "")]), (true, true));
        assert_eq!(colors((false, false), None, &[("CLICOLOR_FORCE", "1")]), (true, true));
        assert_eq!(colors((false, false), Some("always"), &[]), (true, true));
        assert_eq!(colors((true, true), Some("foo"), &[]), (false, false));
        assert_eq!(colors((true, true), None, &[("COMPOSE_ANSI", "never")]), (false, false));
    }
}
