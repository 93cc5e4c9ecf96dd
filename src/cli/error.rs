//! What is wrong with a command line, in the words of docker compose. Every one of them ends the process with 1.

use crate::model::suggest;

/// Why a command line is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("unknown flag: --{0}")]
    UnknownFlag(String),
    /// The same, with a flag that is spelt much like it.
    #[error("unknown flag: --{name}")]
    MisspeltFlag { name: String, near: String },
    #[error("unknown shorthand flag: '{letter}' in -{cluster}")]
    UnknownShorthand { letter: char, cluster: String },
    #[error("bad flag syntax: {0}")]
    BadFlagSyntax(String),
    /// The flag as docker spells it there: `--file`, or `'f' in -f`.
    #[error("flag needs an argument: {0}")]
    MissingValue(String),
    #[error("invalid argument {value:?} for \"{flag}\" flag: {reason}")]
    InvalidValue { value: String, flag: String, reason: String },
    /// Printed after the help of the whole tool.
    #[error("unknown docker command: \"{name} {word}\"")]
    UnknownCommand { name: String, word: String, suggestion: Option<String> },
    /// Too few or too many arguments.
    #[error("{0}")]
    ArgumentCount(String),
    /// Flags, or values of flags and variables, that do not go together or mean nothing.
    #[error("{0}")]
    Conflict(String),
    #[error("argument {position} is not valid UTF-8: {text:?}")]
    NotUtf8 { position: usize, text: String },
}

impl UsageError {
    pub(crate) fn conflict(text: impl Into<String>) -> Self {
        Self::Conflict(text.into())
    }

    /// Its lines, where nothing is known yet of how the user wants them.
    pub(crate) fn report(&self) -> String {
        let hint = self.near().map(|near| format!("hint: {}\n", suggest::hint_at(near))).unwrap_or_default();
        format!("{self}\n{hint}")
    }

    /// The word that was probably meant.
    pub(crate) fn near(&self) -> Option<&str> {
        match self {
            Self::UnknownCommand { suggestion, .. } => suggestion.as_deref(),
            Self::MisspeltFlag { near, .. } => Some(near),
            Self::UnknownFlag(_)
            | Self::UnknownShorthand { .. }
            | Self::BadFlagSyntax(_)
            | Self::MissingValue(_)
            | Self::InvalidValue { .. }
            | Self::ArgumentCount(_)
            | Self::Conflict(_)
            | Self::NotUtf8 { .. } => None,
        }
    }
}
