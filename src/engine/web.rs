//! Connections to whatever host a URI names, with TLS where it says https: for registries, which we ask ourselves where the
//! engine does not.

use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper_util::client::legacy::Client as Pool;
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;

use super::client::Body;
use super::tls::{TlsError, TlsFiles, client_config};
use super::transport::{Stream, dial_tcp};

pub(crate) type WebClient = Pool<Web, Body>;

#[derive(Clone)]
pub(crate) struct Web {
    tls: Arc<ClientConfig>,
}

/// `verify`: hosts must prove who they are, to the authorities of this file or of the system.
pub(crate) fn client(verify: bool, authorities: Option<&Path>) -> Result<WebClient, TlsError> {
    let files = TlsFiles { ca: authorities.map(PathBuf::from), certificate: None, key: None, verify };
    let tls = Arc::new(client_config(&files)?);
    Ok(Pool::builder(TokioExecutor::new()).build(Web { tls }))
}

impl Web {
    async fn dial(self, uri: Uri) -> io::Result<Stream> {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_secret = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_secret { 443 } else { 80 });
        dial_tcp(host, port, is_secret.then_some(self.tls)).await
    }
}

impl tower_service::Service<Uri> for Web {
    type Response = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().dial(uri))
    }
}
