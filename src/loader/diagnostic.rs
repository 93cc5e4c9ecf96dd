//! What is wrong with a file, as data: collected, never thrown one at a time.

use crate::loader::code::Code;
use crate::model::span::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    Error,
    Warning,
}

impl Severity {
    /// For machines.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One finding. The message is Docker Compose's text where scripts may match it; place and help are ours.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Diagnostic {
    /// Stable and short: `unknown-key`, `wrong-type`, `undefined-network`.
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    /// Where the user would edit.
    pub(crate) span: Option<Span>,
    /// Other places that take part, each with a word on its role: `first defined here`.
    pub(crate) related: Vec<(Span, String)>,
    /// What to do: the nearest valid name, the spelling that works.
    pub(crate) help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn error(code: Code, message: impl Into<String>, span: Option<Span>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), span, related: Vec::new(), help: None }
    }

    pub(crate) fn warning(code: Code, message: impl Into<String>, span: Option<Span>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, span) }
    }

    pub(crate) fn with_related(mut self, span: Option<Span>, role: &str) -> Self {
        self.related.extend(span.map(|span| (span, role.to_owned())));
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
