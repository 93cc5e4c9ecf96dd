//! What the executor knows of services that somebody else provides: whom to tell that one is stopped or taken away.

use futures_util::future::LocalBoxFuture;

use crate::event::EventSink;
use crate::model::service::Service;

/// What a provider is asked to do about its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Up,
    Down,
    /// Newer than the others: only providers that speak of it know it.
    Stop,
}

impl Call {
    /// The word of the protocol.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Stop => "stop",
        }
    }
}

/// Speaks to providers.
pub(crate) trait Providers {
    /// Tells the sink what happens.
    fn call<'a>(
        &'a self,
        service: &'a Service,
        call: Call,
        sink: &'a dyn EventSink,
    ) -> LocalBoxFuture<'a, Result<(), ProviderError>>;
}

/// Texts that docker compose has too are kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("'{0}' is not a valid provider type")]
    Kind(String),
    #[error("provider \"{0}\" is neither a plugin docker-{0} nor a program: executable file not found in $PATH")]
    NotFound(String),
    #[error("required parameter \"{parameter}\" is missing from provider \"{kind}\" definition")]
    MissingParameter { parameter: String, kind: String },
    #[error("cannot run {program}")]
    Start { program: String, source: std::io::Error },
    #[error("cannot read what provider \"{kind}\" says")]
    Read { kind: String, source: std::io::Error },
    /// Not of the protocol.
    #[error("invalid response from provider \"{kind}\": {said}")]
    Response { kind: String, said: String },
    /// In the provider's own words.
    #[error("{0}")]
    Told(String),
    /// `said`: the last words on its standard error.
    #[error("failed to {action} service provider: {status}{said}")]
    Failed { action: &'static str, status: String, said: String },
}
