//! The error that commands return: what kind it is (and so which exit code), where it came from, what to do about it.

use std::fmt;

use crate::cli::error::UsageError;
use crate::engine::error::EngineError;
use crate::loader::LoadError;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::discover::DiscoverError;
use crate::loader::environment::EnvironmentError;
use crate::loader::name::NameError;
use crate::loader::provenance::query::ExplainError;
use crate::loader::select::SelectError;
use crate::model::suggest;
use crate::plan::error::PlanError;
use crate::session::error::SessionError;
use crate::session::transfer::error::TransferError;
use crate::session::watch::error::WatchError;
use crate::ui::aftermath::Aftermath;

/// How a command ended without an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Exit {
    #[default]
    Success,
    /// The code of a container that the command stood for, or an outcome that scripts ask for.
    Code(u8),
}

impl Exit {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Code(code) => code,
        }
    }
}

/// Why a command failed, as far as the exit code and the rendering care.
#[derive(Debug)]
pub(crate) enum Kind {
    /// The command line, the environment or the state of the project do not allow it.
    Failed,
    /// A process could not be started; the exit code is what shells have for that.
    NotStarted(u8),
    /// The files are wrong; rendered with the lines that the findings speak of.
    Diagnostics(Vec<Diagnostic>),
    /// The user interrupted.
    Cancelled,
    /// Whoever read our output went away.
    BrokenPipe,
}

#[derive(Debug)]
pub(crate) struct Error {
    pub(crate) kind: Kind,
    /// Printed one after the other; the first is the cause, or the only one.
    pub(crate) messages: Vec<String>,
    pub(crate) hints: Vec<String>,
    /// How things stand on the engine, where that matters now.
    pub(crate) aftermath: Option<Box<Aftermath>>,
}

/// For commands that a name is not enough for, too.
const NO_FILE: &str = "go to the folder of the Compose file, or name the file with -f";

/// 128 + SIGINT, as shells have it.
const CANCELLED: u8 = 130;

impl Error {
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, messages: vec![message.into()], hints: Vec::new(), aftermath: None }
    }

    /// Several failures at once: none of them is hidden behind the first.
    pub(crate) fn all(messages: Vec<String>) -> Self {
        Self { kind: Kind::Failed, messages, hints: Vec::new(), aftermath: None }
    }

    pub(crate) fn diagnostics(diagnostics: Vec<Diagnostic>) -> Self {
        Self { kind: Kind::Diagnostics(diagnostics), messages: Vec::new(), hints: Vec::new(), aftermath: None }
    }

    pub(crate) fn cancelled() -> Self {
        Self { kind: Kind::Cancelled, messages: Vec::new(), hints: Vec::new(), aftermath: None }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub(crate) fn with_aftermath(mut self, aftermath: Option<Aftermath>) -> Self {
        self.aftermath = aftermath.map(Box::new);
        self
    }

    /// Hints at the name that was probably meant.
    pub(crate) fn with_near(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.with_hint(suggest::hint_at(near)),
            None => self,
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        matches!(self.kind, Kind::Cancelled)
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Failed | Kind::Diagnostics(_) => 1,
            Kind::NotStarted(code) => code,
            Kind::Cancelled => CANCELLED,
            Kind::BrokenPipe => 0,
        }
    }

    /// An error's text with those of its sources, joined by colons.
    pub(crate) fn from_source(error: &dyn std::error::Error) -> Self {
        Self::failed(chain(error))
    }
}

/// Why a container could not be started, by the engine's words, as docker reads them: 127 if there is no such program, 126
/// if it cannot be executed.
fn start_failure(text: &str) -> Kind {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["executable file not found", "no such file or directory"]) {
        Kind::NotStarted(127)
    } else if says(&["permission denied", "is a directory"]) {
        Kind::NotStarted(126)
    } else {
        Kind::Failed
    }
}

/// An error's text and those of its sources, outermost first.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Self {
        Self::from_source(&error)
    }
}

impl From<UsageError> for Error {
    fn from(error: UsageError) -> Self {
        Self::failed(error.to_string()).with_near(error.near())
    }
}

impl From<PlanError> for Error {
    fn from(error: PlanError) -> Self {
        let near = match &error {
            PlanError::NoSuchServiceNotFound { suggestion, .. } => suggestion.as_deref(),
            _other => None,
        };
        Self::failed(error.to_string()).with_near(near)
    }
}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => error.into(),
            SessionError::Start(error) => {
                let messages = vec![chain(&error)];
                Self { kind: start_failure(&messages[0]), messages, hints: Vec::new(), aftermath: None }
            }
            SessionError::Engine(_)
            | SessionError::Hook(_)
            | SessionError::EventsEnded
            | SessionError::Output(_)
            | SessionError::Terminal(_)
            | SessionError::Signals(_) => Self::from_source(&error),
        }
    }
}

impl From<WatchError> for Error {
    fn from(error: WatchError) -> Self {
        Self::from_source(&error)
    }
}

impl From<TransferError> for Error {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Interrupted => Self::cancelled(),
            TransferError::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => error.into(),
            error => Self::from_source(&error),
        }
    }
}

impl From<LoadError> for Error {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Diagnostics(diagnostics) => Self::diagnostics(diagnostics),
            LoadError::Discover(DiscoverError::Environment(EnvironmentError::Invalid(diagnostic)))
            | LoadError::Name(NameError::Written(diagnostic)) => Self::diagnostics(vec![*diagnostic]),
            LoadError::Discover(DiscoverError::NoFile) => Self::from_source(&error).with_hint(NO_FILE),
            LoadError::Select(SelectError::NoSuchService { ref suggestion, .. }) => {
                Self::from_source(&error).with_near(suggestion.as_deref())
            }
            LoadError::Discover(_) | LoadError::Name(_) | LoadError::Separator(_) => Self::from_source(&error),
        }
    }
}

impl From<ExplainError> for Error {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::Load(error) => error.into(),
            ExplainError::Unknown { ref near, .. } => Self::from_source(&error).with_near(near.as_deref()),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self { kind: Kind::BrokenPipe, messages: Vec::new(), hints: Vec::new(), aftermath: None };
        }
        Self::from_source(&error)
    }
}
