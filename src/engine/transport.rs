//! Connections to an engine: sockets, TCP, TLS, and ssh through `docker system dial-stdio`.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio_rustls::TlsConnector;

use super::host::{Host, SshHost};

/// Opens connections to one engine, whatever address the request's URI has.
#[derive(Clone)]
pub(crate) struct Dialer {
    pub(crate) host: Arc<Host>,
    pub(crate) tls: Option<Arc<ClientConfig>>,
}

/// As long as docker waits for a TCP connection.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(32);

impl Dialer {
    async fn dial(self) -> io::Result<Stream> {
        let stream: Box<dyn Io> = match &*self.host {
            Host::Unix(path) => Box::new(UnixStream::connect(path).await?),
            Host::Tcp { host, port, .. } => return dial_tcp(host, *port, self.tls).await,
            Host::Ssh(host) => Box::new(SshStream::spawn(host)?),
        };
        Ok(Stream::new(stream))
    }
}

/// A connection to a port, with TLS if there is a configuration for it.
pub(super) async fn dial_tcp(host: &str, port: u16, tls: Option<Arc<ClientConfig>>) -> io::Result<Stream> {
    let tcp = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect((host, port))).await??;
    tcp.set_nodelay(true)?;
    let Some(config) = tls else { return Ok(Stream::new(Box::new(tcp))) };
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    Ok(Stream::new(Box::new(TlsConnector::from(config).connect(name, tcp).await?)))
}

impl tower_service::Service<Uri> for Dialer {
    type Response = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        Box::pin(self.clone().dial())
    }
}

/// Bytes in both directions.
pub(crate) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// One connection, of whatever kind.
pub(crate) struct Stream(TokioIo<Box<dyn Io>>);

impl Stream {
    pub(super) fn new(stream: Box<dyn Io>) -> Self {
        Self(TokioIo::new(stream))
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl Write for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// The streams of an ssh that forwards to the engine of another machine; it ends with the connection.
struct SshStream {
    _process: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
}

impl SshStream {
    fn spawn(host: &SshHost) -> io::Result<Self> {
        let mut process = Command::new("ssh")
            .args(host.arguments())
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| io::Error::new(error.kind(), format!("ssh cannot be started: {error}")))?;
        let stdin = process.stdin.take().expect("standard input is piped");
        let stdout = process.stdout.take().expect("standard output is piped");
        Ok(Self { _process: process, stdin, stdout })
    }
}

impl AsyncRead for SshStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stdout).poll_read(cx, buf)
    }
}

impl AsyncWrite for SshStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stdin).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stdin).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stdin).poll_shutdown(cx)
    }
}
