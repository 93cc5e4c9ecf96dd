//! A repository of a registry, asked without the engine: manifests and blobs, there and back.
//!
//! A small client over the connections that we have: what the crates for registries bring (a second HTTP client with its own
//! TLS) is larger than this program's own way to the engine.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, LOCATION, USER_AGENT, WWW_AUTHENTICATE,
};
use hyper::{Method, Request, Response, StatusCode, Uri};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::challenge::Challenge;
use super::error::RegistryError;
use crate::engine::client::Body;
use crate::engine::credentials::Login;
use crate::engine::query::{escaped, without_query};
use crate::engine::reference::{HUB, Reference};
use crate::engine::web::{self, WebClient};
use crate::model::ids::hex;

/// As large as a manifest, a Compose file or an answer may be that is kept in memory.
const LIMIT: usize = 16 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_mins(1);
/// Registries hand blobs on to other hosts.
const REDIRECTS: usize = 5;

/// Whom one trusts, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trust {
    /// Registries without TLS, or with a certificate that nobody vouches for.
    pub(crate) insecure: Vec<String>,
    /// Instead of the system's authorities.
    pub(crate) authorities: Option<PathBuf>,
}

impl Trust {
    /// Loopback addresses are, as they are for engines.
    fn is_insecure(&self, domain: &str) -> bool {
        let host =
            domain.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(domain, |(host, _)| host);
        let is_loopback = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        host == "localhost" || is_loopback || self.insecure.iter().any(|name| name == domain)
    }
}

pub(crate) struct Registry {
    client: WebClient,
    reference: Reference,
    /// `https://registry.io`.
    base: String,
    is_insecure: bool,
    login: Option<Login>,
    /// `pull` or `pull,push`.
    access: &'static str,
    authorization: Mutex<Option<String>>,
}

/// A document with what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) media_type: String,
    pub(crate) digest: String,
    pub(crate) bytes: Bytes,
}

pub(crate) fn digest_of(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";

impl Registry {
    /// Finds out how the registry wants to be talked to. `writes`: something is to be put there.
    pub(crate) async fn open(
        reference: Reference,
        login: Option<Login>,
        trust: &Trust,
        writes: bool,
    ) -> Result<Self, RegistryError> {
        let is_insecure = trust.is_insecure(&reference.domain);
        let client = web::client(!is_insecure, trust.authorities.as_deref().map(Path::new))
            .map_err(|error| RegistryError::Tls { source: error.into() })?;
        let host = if reference.domain == HUB { "registry-1.docker.io" } else { &reference.domain };
        let mut registry = Self {
            base: format!("https://{host}"),
            client,
            is_insecure,
            login,
            access: if writes { "pull,push" } else { "pull" },
            authorization: Mutex::new(None),
            reference,
        };
        if is_insecure
            && registry.once(Method::GET, &format!("{}/v2/", registry.base), &HeaderMap::new(), None).await.is_err()
        {
            registry.base = format!("http://{}", registry.reference.domain);
        }
        Ok(registry)
    }

    pub(crate) fn reference(&self) -> &Reference {
        &self.reference
    }

    /// By tag or digest.
    pub(crate) async fn manifest(&self, name: &str) -> Result<Manifest, RegistryError> {
        let what = format!("{}/{}:{name}", self.reference.domain, self.reference.path);
        let headers = HeaderMap::from_iter([(ACCEPT, MANIFESTS.parse().expect("the list is plain text"))]);
        let response = self.ask((Method::GET, &self.url(&format!("manifests/{name}"))), headers, None, &what).await?;
        let header = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = header.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
        let bytes = whole(response, &what).await?;
        let digest = digest_of(&bytes);
        if name.starts_with("sha256:") && digest != name {
            return Err(RegistryError::Corrupt { what });
        }
        Ok(Manifest { media_type, digest, bytes })
    }

    /// A small one.
    pub(crate) async fn blob(&self, digest: &str) -> Result<Bytes, RegistryError> {
        let what = format!("{}/{}@{digest}", self.reference.domain, self.reference.path);
        let response =
            self.ask((Method::GET, &self.url(&format!("blobs/{digest}"))), HeaderMap::new(), None, &what).await?;
        let bytes = whole(response, &what).await?;
        if digest_of(&bytes) == digest { Ok(bytes) } else { Err(RegistryError::Corrupt { what }) }
    }

    pub(crate) async fn put_blob(&self, bytes: &Bytes) -> Result<String, RegistryError> {
        let digest = digest_of(bytes);
        if !self.has_blob(&digest).await? {
            let place = self.begin_upload("").await?;
            if let Some(place) = place {
                self.finish_upload(&place, &digest, whole_body(bytes.clone()), bytes.len() as u64).await?;
            }
        }
        Ok(digest)
    }

    /// A blob of another repository, however large; of the same registry if that can be, without its bytes.
    pub(crate) async fn copy_blob(&self, from: &Self, digest: &str) -> Result<(), RegistryError> {
        if self.has_blob(digest).await? {
            return Ok(());
        }
        let is_here = from.base == self.base;
        let query = if is_here { format!("?mount={digest}&from={}", from.reference.path) } else { String::new() };
        let Some(place) = self.begin_upload(&query).await? else { return Ok(()) };
        let what = format!("{}/{}@{digest}", from.reference.domain, from.reference.path);
        let url = from.url(&format!("blobs/{digest}"));
        let response = from.ask((Method::GET, &url), HeaderMap::new(), None, &what).await?;
        let length = response.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        let length = length.ok_or(RegistryError::Unreadable { what })?;
        let pieces = response.into_body().into_data_stream().map(|piece| Ok(Frame::data(piece?)));
        self.finish_upload(&place, digest, StreamBody::new(pieces).boxed_unsync(), length).await
    }

    /// Under a tag or its digest.
    pub(crate) async fn put_manifest(&self, name: &str, manifest: &Manifest) -> Result<(), RegistryError> {
        let what = format!("{}/{}:{name}", self.reference.domain, self.reference.path);
        let media_type = manifest.media_type.parse().map_err(|_| RegistryError::Unreadable { what: what.clone() })?;
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, media_type)]);
        let url = self.url(&format!("manifests/{name}"));
        self.ask((Method::PUT, &url), headers, Some(manifest.bytes.clone()), &what).await.map(drop)
    }

    async fn has_blob(&self, digest: &str) -> Result<bool, RegistryError> {
        let url = self.url(&format!("blobs/{digest}"));
        match self.ask((Method::HEAD, &url), HeaderMap::new(), None, digest).await {
            Ok(_) => Ok(true),
            Err(RegistryError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Where the bytes go; nothing if the registry had them in another repository.
    async fn begin_upload(&self, query: &str) -> Result<Option<String>, RegistryError> {
        let what = format!("an upload to {}/{}", self.reference.domain, self.reference.path);
        let url = self.url(&format!("blobs/uploads/{query}"));
        let response = self.ask((Method::POST, &url), HeaderMap::new(), Some(Bytes::new()), &what).await?;
        if response.status() == StatusCode::CREATED {
            return Ok(None);
        }
        let place = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let place = place.ok_or(RegistryError::Unreadable { what })?;
        Ok(Some(self.absolute(place)))
    }

    /// The bytes travel once: by now the registry has seen who we are.
    async fn finish_upload(&self, place: &str, digest: &str, body: Body, length: u64) -> Result<(), RegistryError> {
        let joint = if place.contains('?') { '&' } else { '?' };
        let url = format!("{place}{joint}digest={digest}");
        let what = format!("an upload to {}/{}", self.reference.domain, self.reference.path);
        let mut headers = self.authorized(&url).await;
        headers.insert(CONTENT_TYPE, "application/octet-stream".parse().expect("it is plain text"));
        headers.insert(CONTENT_LENGTH, length.into());
        let response = self.send(Method::PUT, &url, &headers, body).await?;
        check(response, &what).await.map(drop)
    }

    fn url(&self, rest: &str) -> String {
        format!("{}/v2/{}/{rest}", self.base, self.reference.path)
    }

    fn absolute(&self, place: &str) -> String {
        if place.starts_with('/') { format!("{}{place}", self.base) } else { place.to_owned() }
    }

    /// Says who we are only to the registry itself.
    async fn authorized(&self, url: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let known = self.authorization.lock().await;
        if let Some(value) = known.as_ref().filter(|_| is_below(url, &self.base)).and_then(|value| value.parse().ok()) {
            headers.insert(AUTHORIZATION, value);
        }
        headers
    }

    /// Asks, says who we are if that is wanted, follows redirections, and makes an error of a refusal.
    async fn ask(
        &self,
        (method, url): (Method, &str),
        headers: HeaderMap,
        body: Option<Bytes>,
        what: &str,
    ) -> Result<Response<Incoming>, RegistryError> {
        let mut url = url.to_owned();
        let mut asked_for_login = false;
        for _ in 0..=REDIRECTS {
            let mut all = headers.clone();
            all.extend(self.authorized(&url).await);
            let response = self.once(method.clone(), &url, &all, body.clone()).await?;
            let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
            if response.status() == StatusCode::UNAUTHORIZED && !asked_for_login && is_below(&url, &self.base) {
                asked_for_login = true;
                if let Some(challenge) = header(WWW_AUTHENTICATE).and_then(Challenge::parse) {
                    self.log_in(&challenge).await?;
                    continue;
                }
            } else if response.status().is_redirection()
                && let Some(place) = header(LOCATION)
            {
                url = self.absolute(place);
                continue;
            }
            return check(response, what).await;
        }
        Err(RegistryError::Unreadable { what: what.to_owned() })
    }

    async fn once(
        &self,
        method: Method,
        url: &str,
        headers: &HeaderMap,
        body: Option<Bytes>,
    ) -> Result<Response<Incoming>, RegistryError> {
        self.send(method, url, headers, whole_body(body.unwrap_or_default())).await
    }

    async fn send(
        &self,
        method: Method,
        url: &str,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Response<Incoming>, RegistryError> {
        let word = if method == Method::GET || method == Method::HEAD { "asking" } else { "sending to" };
        let address = without_query(url).to_owned();
        let failed = |source| RegistryError::Unreachable { method: word, address: address.clone(), source };
        let uri: Uri = url.parse().map_err(|error| failed(Box::new(error)))?;
        if uri.scheme_str() == Some("http") && !self.is_insecure {
            return Err(failed("the registry hands on to a place without TLS".into()));
        }
        let mut request = Request::builder().method(method).uri(uri).header(USER_AGENT, "docker-rcompose");
        if let Some(all) = request.headers_mut() {
            all.extend(headers.clone());
        }
        let request = request.body(body).map_err(|error| failed(Box::new(error)))?;
        match tokio::time::timeout(PATIENCE, self.client.request(request)).await {
            Ok(response) => response.map_err(|error| failed(cause(error))),
            Err(_) => Err(RegistryError::Slow { address: address.clone(), seconds: PATIENCE.as_secs() }),
        }
    }

    async fn log_in(&self, challenge: &Challenge) -> Result<(), RegistryError> {
        let authorization = match (challenge, &self.login) {
            (Challenge::Basic, Some(Login::Password { user, password })) => Some(basic(user, password)),
            (Challenge::Basic, _) => None,
            (Challenge::Bearer { .. }, Some(Login::RegistryToken(token))) => Some(format!("Bearer {token}")),
            (Challenge::Bearer { realm, service }, _) => Some(format!("Bearer {}", self.token(realm, service).await?)),
        };
        *self.authorization.lock().await = authorization;
        Ok(())
    }

    /// A token for this repository, from the place that the registry names.
    async fn token(&self, realm: &str, service: &str) -> Result<String, RegistryError> {
        #[derive(serde::Deserialize)]
        struct Answer {
            token: Option<String>,
            access_token: Option<String>,
        }
        let what = format!("a token from {}", without_query(realm));
        let scope = format!("repository:{}:{}", self.reference.path, self.access);
        let joint = if realm.contains('?') { '&' } else { '?' };
        let query = format!("service={}&scope={}", escaped(service), escaped(&scope));
        let mut headers = HeaderMap::new();
        let response = if let Some(Login::IdentityToken(token)) = &self.login {
            headers.insert(CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("it is plain text"));
            let grant =
                format!("grant_type=refresh_token&client_id=docker-rcompose&refresh_token={}&{query}", escaped(token));
            self.once(Method::POST, realm, &headers, Some(grant.into())).await?
        } else {
            if let Some(Login::Password { user, password }) = &self.login
                && let Ok(value) = basic(user, password).parse()
            {
                headers.insert(AUTHORIZATION, value);
            }
            self.once(Method::GET, &format!("{realm}{joint}{query}"), &headers, None).await?
        };
        let bytes = whole(check(response, &what).await?, &what).await?;
        let answer: Option<Answer> = serde_json::from_slice(&bytes).ok();
        answer.and_then(|answer| answer.token.or(answer.access_token)).ok_or(RegistryError::Unreadable { what })
    }
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

fn is_below(url: &str, base: &str) -> bool {
    url.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
}

/// Why, where the client only says that it could not.
fn cause(error: hyper_util::client::legacy::Error) -> crate::engine::error::Cause {
    match std::error::Error::source(&error) {
        Some(source) => source.to_string().into(),
        None => Box::new(error),
    }
}

fn whole_body(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

async fn whole(response: Response<Incoming>, what: &str) -> Result<Bytes, RegistryError> {
    match Limited::new(response.into_body(), LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            Err(RegistryError::TooLarge { what: what.to_owned(), limit: LIMIT })
        }
        Err(source) => Err(RegistryError::Unreachable { method: "reading", address: what.to_owned(), source }),
    }
}

/// A refusal as an error, with the registry's own words.
async fn check(response: Response<Incoming>, what: &str) -> Result<Response<Incoming>, RegistryError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let what = what.to_owned();
    if status == StatusCode::NOT_FOUND {
        return Err(RegistryError::NotFound { what });
    }
    let body = whole(response, &what).await.unwrap_or_default();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let words = body["errors"][0]["message"].as_str().or_else(|| status.canonical_reason()).unwrap_or_default();
    Err(RegistryError::Refused { what, status: status.as_u16(), message: words.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_of_this_machine_and_named_ones_are_insecure() {
        let trust = Trust { insecure: vec!["reg.io:5000".to_owned()], authorities: None };
        for domain in ["127.0.0.1:5000", "localhost", "localhost:80", "[::1]:5000", "127.9.9.9", "reg.io:5000"] {
            assert!(trust.is_insecure(domain), "{domain}");
        }
        for domain in ["reg.io", "docker.io", "128.0.0.1", "localhost.io"] {
            assert!(!trust.is_insecure(domain), "{domain}");
        }
    }

    #[test]
    fn credentials_go_to_the_registry_alone() {
        assert!(is_below("https://reg.io/v2/", "https://reg.io"));
        assert!(
            !is_below("https://reg.io.evil.io/v2/", "https://reg.io") && !is_below("http://reg.io/", "https://reg.io")
        );
        assert_eq!(without_query("https://a/b?token=c"), "https://a/b");
        assert_eq!(escaped("repository:a/b:pull,push"), "repository%3Aa%2Fb%3Apull%2Cpush");
    }
}
