//! Which engine, and the first words with it: flags, environment, contexts, TLS, and the version of its API.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use hyper::header::{HeaderName, HeaderValue};

use super::ApiVersion;
use super::client::Client;
use super::config_file::{ConfigFile, ConfigFileError};
use super::context::{self, ContextError};
use super::docker::DockerEngine;
use super::error::EngineError;
use super::host::{Host, HostError};
use super::tls::{self, TlsError, TlsFiles};
use super::transport::Dialer;

/// Docker 20.10.
pub(crate) const OLDEST: ApiVersion = ApiVersion(1, 41);
/// The newest version that was tried. Newer engines still speak it.
pub(crate) const NEWEST: ApiVersion = ApiVersion(1, 51);

/// What docker's global flags and the environment say about the engine.
pub(crate) struct ConnectRequest<'a> {
    /// `-H`.
    pub(crate) host: Option<String>,
    /// `-c`.
    pub(crate) context: Option<String>,
    pub(crate) tls: Option<bool>,
    pub(crate) tlsverify: Option<bool>,
    pub(crate) tlscacert: Option<String>,
    pub(crate) tlscert: Option<String>,
    pub(crate) tlskey: Option<String>,
    /// Docker's configuration folder.
    pub(crate) config_dir: PathBuf,
    /// The process's environment.
    pub(crate) environment: &'a BTreeMap<String, String>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error("conflicting options: cannot specify both --host and --context")]
    HostAndContext,
    #[error(transparent)]
    Config(#[from] ConfigFileError),
    #[error(transparent)]
    Context(#[from] ContextError),
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("DOCKER_API_VERSION is no version: \"{0}\"")]
    PinnedVersion(String),
    #[error("DOCKER_API_VERSION={0} is too old: at least {OLDEST} (Docker 20.10) is needed")]
    PinnedTooOld(ApiVersion),
    #[error(
        "the engine at {host} is too old: it speaks API version {version}, and at least {OLDEST} (Docker 20.10) is needed"
    )]
    EngineTooOld { host: String, version: ApiVersion },
    #[error("what answers at {host} is no Docker engine")]
    NoEngine { host: String },
    #[error("docker's configuration has an invalid HTTP header \"{0}\"")]
    Header(String),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Connects: one request at most, and none if `DOCKER_API_VERSION` says what it would ask.
pub(crate) async fn connect(request: &ConnectRequest<'_>) -> Result<DockerEngine, ConnectError> {
    let config = ConfigFile::read(&request.config_dir)?;
    let endpoint = resolve(request, &config)?;
    let tls = match &endpoint.tls {
        Some(files) if matches!(endpoint.host, Host::Tcp { .. }) => Some(Arc::new(tls::client_config(files)?)),
        _ => None,
    };
    let dialer = Dialer { host: Arc::new(endpoint.host), tls };
    let client = Client::new(dialer, headers(&config)?);
    let version = match request.variable("DOCKER_API_VERSION") {
        Some(text) => pinned(text)?,
        None => negotiate(&client).await?,
    };
    Ok(DockerEngine::new(client.with_version(version)))
}

impl<'a> ConnectRequest<'a> {
    /// Without flags.
    pub(crate) fn new(config_dir: PathBuf, environment: &'a BTreeMap<String, String>) -> Self {
        Self {
            host: None,
            context: None,
            tls: None,
            tlsverify: None,
            tlscacert: None,
            tlscert: None,
            tlskey: None,
            config_dir,
            environment,
        }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// TLS as flags and environment want it, for an engine that is named by address.
    fn tls_files(&self) -> Option<TlsFiles> {
        let verify = self.tlsverify.unwrap_or_else(|| self.variable("DOCKER_TLS_VERIFY").is_some());
        // Naming --tlsverify at all turns TLS on, as in docker: --tlsverify=false is encrypted, to whoever answers.
        let on =
            verify || self.tlsverify.is_some() || self.tls.unwrap_or_else(|| self.variable("DOCKER_TLS").is_some());
        if !on {
            return None;
        }
        let folder = self.variable("DOCKER_CERT_PATH").map_or_else(|| self.config_dir.clone(), PathBuf::from);
        let optional = |given: &Option<String>, name: &str| match given {
            Some(path) => Some(PathBuf::from(path)),
            None => Some(folder.join(name)).filter(|path| path.exists()),
        };
        let ca = self.tlscacert.as_ref().map_or_else(|| folder.join("ca.pem"), PathBuf::from);
        Some(TlsFiles {
            ca: Some(ca),
            certificate: optional(&self.tlscert, "cert.pem"),
            key: optional(&self.tlskey, "key.pem"),
            verify,
        })
    }
}

#[derive(Debug)]
struct Endpoint {
    host: Host,
    tls: Option<TlsFiles>,
}

/// In docker's order: `-c`, `-H`, `DOCKER_HOST`, `DOCKER_CONTEXT`, the configured context, the default.
fn resolve(request: &ConnectRequest<'_>, config: &ConfigFile) -> Result<Endpoint, ConnectError> {
    let given = |value: &Option<String>| value.clone().filter(|text| !text.is_empty());
    let (host, context) = (given(&request.host), given(&request.context));
    if host.is_some() && context.is_some() {
        return Err(ConnectError::HostAndContext);
    }
    let host = host.or_else(|| request.variable("DOCKER_HOST").map(str::to_owned));
    let context = match (context, &host) {
        (Some(context), _) => context,
        (None, Some(_)) => String::new(),
        (None, None) => request.variable("DOCKER_CONTEXT").unwrap_or(&config.current_context).to_owned(),
    };
    if context.is_empty() || context == "default" {
        let tls = request.tls_files();
        return Ok(Endpoint { host: Host::parse(&host.unwrap_or_default(), tls.is_some())?, tls });
    }
    let found = context::load(&request.config_dir, &context)?;
    Ok(Endpoint { host: Host::parse(&found.host, found.tls.is_some())?, tls: found.tls })
}

fn headers(config: &ConfigFile) -> Result<Vec<(HeaderName, HeaderValue)>, ConnectError> {
    let pairs = config.http_headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("user-agent"));
    pairs
        .map(|(name, value)| {
            let error = || ConnectError::Header(name.clone());
            let value = HeaderValue::from_str(value).map_err(|_| error())?;
            Ok((HeaderName::try_from(name).map_err(|_| error())?, value))
        })
        .collect()
}

fn pinned(text: &str) -> Result<ApiVersion, ConnectError> {
    let version = text.trim_start_matches('v').parse().map_err(|_| ConnectError::PinnedVersion(text.to_owned()))?;
    if version < OLDEST { Err(ConnectError::PinnedTooOld(version)) } else { Ok(version) }
}

/// The version that both speak, by the headers of a ping.
async fn negotiate(client: &Client) -> Result<ApiVersion, ConnectError> {
    let response = client.ping().await?;
    let header = response.headers().get("api-version").and_then(|value| value.to_str().ok());
    let host = || client.host().to_string();
    let version = header.and_then(|text| text.parse().ok()).ok_or_else(|| ConnectError::NoEngine { host: host() })?;
    if version < OLDEST {
        return Err(ConnectError::EngineTooOld { host: host(), version });
    }
    Ok(version.min(NEWEST))
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
