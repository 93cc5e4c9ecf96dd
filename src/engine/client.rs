//! Requests to one engine: a pool of connections, the API version in each path, refusals as errors.
//!
//! All requests go through here instead of through bollard's client, of which only the types of bodies are used. bollard
//! opens a connection a request, leaves the version out, cuts slow answers, guesses how output is framed, loses a whole
//! list to one word that it does not know, and writes bodies with their secrets to its debug log.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, LocalBoxStream, StreamExt, TryStreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, UPGRADE, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{Cause, EngineError};
use super::host::Host;
use super::kit::Connection;
use super::query::Path;
use super::transport::Dialer;
use super::{ApiVersion, Result};

pub(crate) type Body = UnsyncBoxBody<Bytes, Cause>;

/// A stream of an answer's bytes.
pub(crate) type ByteStream = LocalBoxStream<'static, Result<Bytes>>;

/// The way to a process's standard input.
pub(crate) type Writer = Box<dyn tokio::io::AsyncWrite + Unpin>;

/// An answer that has begun.
pub(crate) struct Pending {
    client: Client,
    request: String,
    response: Response<Incoming>,
}

impl Pending {
    pub(crate) async fn read<T: DeserializeOwned>(self) -> Result<T> {
        let body = self.response.into_body().collect().await;
        let body = body.map_err(|error| self.client.broken(self.request.clone(), error))?.to_bytes();
        serde_json::from_slice(&body).map_err(|source| EngineError::Unreadable { request: self.request, source })
    }
}

#[derive(Clone)]
pub(crate) struct Client {
    pool: Pool<Dialer, Body>,
    host: Arc<Host>,
    /// `http://host:port/base/path`, before the version.
    base: String,
    version: ApiVersion,
    headers: Arc<Vec<(HeaderName, HeaderValue)>>,
}

/// A request that is not just method and path.
pub(crate) struct Call {
    method: Method,
    path: Path,
    body: Body,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Call {
    pub(crate) fn new(method: Method, path: Path) -> Self {
        Self { method, path, body: empty(), headers: Vec::new() }
    }

    pub(crate) fn get(path: Path) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn post(path: Path) -> Self {
        Self::new(Method::POST, path)
    }

    pub(crate) fn delete(path: Path) -> Self {
        Self::new(Method::DELETE, path)
    }

    pub(crate) fn with_json(self, body: &impl Serialize) -> Self {
        let text = serde_json::to_vec(body).expect("request bodies have a JSON form");
        self.with_body(full(Bytes::from(text)), "application/json")
    }

    pub(crate) fn with_body(mut self, body: Body, content_type: &'static str) -> Self {
        self.body = body;
        self.headers.push((CONTENT_TYPE, HeaderValue::from_static(content_type)));
        self
    }

    /// For messages.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path.without_query())
    }

    fn asking_for_upgrade(mut self, protocol: &'static str) -> Self {
        self.headers.push((CONNECTION, HeaderValue::from_static("Upgrade")));
        self.headers.push((UPGRADE, HeaderValue::from_static(protocol)));
        self
    }

    /// A value that is no header's value is refused when the call is sent.
    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Result<Self> {
        let mut value = HeaderValue::from_str(value).map_err(|error| EngineError::Unsendable {
            request: format!("{} {} with header {name}", self.method, self.path.without_query()),
            source: error.into(),
        })?;
        value.set_sensitive(true);
        self.headers.push((HeaderName::from_static(name), value));
        Ok(self)
    }
}

pub(crate) fn empty() -> Body {
    full(Bytes::new())
}

/// A body that is sent in pieces, as they come.
pub(crate) fn pieces(stream: BoxStream<'static, std::io::Result<Bytes>>) -> Body {
    StreamBody::new(stream.map_ok(Frame::data).map_err(Cause::from)).boxed_unsync()
}

pub(crate) fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

impl Client {
    /// `headers`: those that docker's configuration adds to each request.
    pub(crate) fn new(dialer: Dialer, headers: Vec<(HeaderName, HeaderValue)>) -> Self {
        let host = Arc::clone(&dialer.host);
        let base = match &*host {
            Host::Tcp { host, port, base_path } if host.contains(':') => format!("http://[{host}]:{port}{base_path}"),
            Host::Tcp { host, port, base_path } => format!("http://{host}:{port}{base_path}"),
            Host::Unix(_) | Host::Ssh(_) => "http://docker".to_owned(),
        };
        let pool = Pool::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_timer(TokioTimer::new())
            .build(dialer);
        Self { pool, host, base, version: super::connect::NEWEST, headers: Arc::new(headers) }
    }

    pub(crate) fn with_version(self, version: ApiVersion) -> Self {
        Self { version, ..self }
    }

    pub(crate) fn version(&self) -> ApiVersion {
        self.version
    }

    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    /// Sends a request as it is; `prefix` is the version part of the path.
    async fn send_to(&self, prefix: &str, call: Call) -> Result<Response<Incoming>> {
        let name = call.name();
        let mut builder =
            Request::builder().method(call.method).uri(format!("{}{prefix}{}", self.base, call.path.as_str()));
        builder = builder.header(USER_AGENT, concat!("docker-rcompose/", env!("CARGO_PKG_VERSION")));
        for (key, value) in self.headers.iter().chain(&call.headers) {
            builder = builder.header(key, value);
        }
        let request = builder
            .body(call.body)
            .map_err(|error| EngineError::Unsendable { request: name.clone(), source: error.into() })?;
        self.pool.request(request).await.map_err(|error| self.failure(name, error))
    }

    /// A ping knows no version yet.
    pub(crate) async fn ping(&self) -> Result<Response<Incoming>> {
        self.send_to("", Call::new(Method::HEAD, Path::new(&["_ping"]))).await
    }

    /// Sends a call. Refusals are errors; 304, nothing to do, is not.
    pub(crate) async fn send(&self, call: Call) -> Result<Response<Incoming>> {
        let response = self.send_to(&format!("/v{}", self.version), call).await?;
        let status = response.status();
        if status.is_success() || matches!(status, StatusCode::NOT_MODIFIED | StatusCode::SWITCHING_PROTOCOLS) {
            return Ok(response);
        }
        // A body that breaks off still leaves the status.
        let body = response.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Err(EngineError::Refused { status: status.as_u16(), message: refusal(status, &body) })
    }

    /// Sends a call whose answer does not matter.
    pub(crate) async fn run(&self, call: Call) -> Result<()> {
        let name = call.name();
        let response = self.send(call).await?;
        // Read to its end, so that the connection can serve again.
        response.into_body().collect().await.map_err(|error| self.broken(name, error))?;
        Ok(())
    }

    pub(crate) async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T> {
        let name = call.name();
        let response = self.send(call).await?;
        let body = response.into_body().collect().await.map_err(|error| self.broken(name.clone(), error))?.to_bytes();
        serde_json::from_slice(&body).map_err(|source| EngineError::Unreadable { request: name, source })
    }

    /// Sends a call whose answer's body comes much later than its beginning.
    pub(crate) async fn begin(&self, call: Call) -> Result<Pending> {
        let request = call.name();
        let response = self.send(call).await?;
        Ok(Pending { client: self.clone(), request, response })
    }

    /// `None` where the engine says 404.
    pub(crate) async fn json_if_found<T: DeserializeOwned>(&self, call: Call) -> Result<Option<T>> {
        match self.json(call).await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The bytes of an answer as they come, with its content type.
    pub(crate) async fn stream(&self, call: Call) -> Result<(String, ByteStream)> {
        let (headers, bytes) = self.open(call).await?;
        Ok((text_of(&headers, CONTENT_TYPE.as_str()), bytes))
    }

    /// The headers of an answer, and its bytes as they come.
    pub(crate) async fn open(&self, call: Call) -> Result<(HeaderMap, ByteStream)> {
        let name = call.name();
        let response = self.send(call).await?;
        Ok((response.headers().clone(), self.body_stream(name, response)))
    }

    /// A connection that the engine gives up to the streams of a process (`101`), in both directions.
    pub(crate) async fn duplex(&self, call: Call) -> Result<(ByteStream, Writer)> {
        let name = call.name();
        let (reader, writer) = tokio::io::split(self.upgrade(call, "tcp").await?);
        Ok((self.read_stream(name, reader), Box::new(writer)))
    }

    /// A connection that the engine gives up to another protocol.
    pub(crate) async fn upgrade(&self, call: Call, protocol: &'static str) -> Result<Connection> {
        let call = call.asking_for_upgrade(protocol);
        let name = call.name();
        let response = self.send(call).await?;
        let upgraded = hyper::upgrade::on(response).await.map_err(|error| self.broken(name, error))?;
        Ok(Box::new(TokioIo::new(upgraded)))
    }

    fn read_stream(&self, name: String, reader: impl tokio::io::AsyncRead + Unpin + 'static) -> ByteStream {
        let client = self.clone();
        let bytes = stream::unfold(Some(reader), move |reader| {
            let (client, name) = (client.clone(), name.clone());
            async move { client.read_some(name, reader?).await }
        });
        bytes.boxed_local()
    }

    /// As [`Client::stream`], but over a connection that the engine takes over for itself (`101`).
    pub(crate) async fn upgraded_stream(&self, call: Call) -> Result<(String, ByteStream)> {
        let call = call.asking_for_upgrade("tcp");
        let name = call.name();
        let response = self.send(call).await?;
        let content_type = text_of(response.headers(), CONTENT_TYPE.as_str());
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Ok((content_type, self.body_stream(name, response)));
        }
        let upgraded = hyper::upgrade::on(response).await.map_err(|error| self.broken(name.clone(), error))?;
        Ok((content_type, self.read_stream(name, TokioIo::new(upgraded))))
    }

    async fn read_some<R: tokio::io::AsyncRead + Unpin>(
        &self,
        name: String,
        mut io: R,
    ) -> Option<(Result<Bytes>, Option<R>)> {
        use tokio::io::AsyncReadExt as _;
        let mut buffer = bytes::BytesMut::with_capacity(32 * 1024);
        match io.read_buf(&mut buffer).await {
            Ok(0) => None,
            Ok(_) => Some((Ok(buffer.freeze()), Some(io))),
            // The other side left without TLS's goodbye. What is cut off inside of a frame is noticed by whoever takes it apart.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => None,
            Err(error) => Some((Err(self.broken(name, error)), None)),
        }
    }

    fn body_stream(&self, name: String, response: Response<Incoming>) -> ByteStream {
        let client = self.clone();
        response
            .into_body()
            .into_data_stream()
            .map(move |piece| piece.map_err(|error| client.broken(name.clone(), error)))
            .boxed_local()
    }

    fn broken(&self, request: String, error: impl Into<Cause>) -> EngineError {
        EngineError::Broken { host: self.host.to_string(), request, source: error.into() }
    }

    /// A request that got no answer at all.
    fn failure(&self, request: String, error: hyper_util::client::legacy::Error) -> EngineError {
        use std::io::ErrorKind;
        let kind = io_kind(&error);
        let host = self.host.to_string();
        if kind == Some(ErrorKind::PermissionDenied) {
            return EngineError::PermissionDenied { host };
        }
        if !error.is_connect() {
            return self.broken(request, error);
        }
        let says_no_more = matches!(kind, Some(ErrorKind::NotFound | ErrorKind::ConnectionRefused))
            && !matches!(&*self.host, Host::Ssh(_));
        let source = if says_no_more { None } else { Some(innermost(&error).into()) };
        EngineError::Unreachable { host, source }
    }
}

/// A header's value; empty if there is none.
pub(crate) fn text_of(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// The engine's own words: `{"message": "…"}`, else the text, else the status.
fn refusal(status: StatusCode, body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Message {
        message: String,
    }
    if let Ok(Message { message }) = serde_json::from_slice(body) {
        return message;
    }
    match String::from_utf8_lossy(body).trim() {
        "" => status.canonical_reason().unwrap_or("refused without a reason").to_owned(),
        text => text.to_owned(),
    }
}

fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<std::io::ErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

/// The text at the bottom of a chain, where the layers above only say that there is one.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text = error.to_string();
        next = error.source();
    }
    text
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
