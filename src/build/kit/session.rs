//! A session: BuildKit's questions to us, for files, secrets, ssh agents and credentials, on a connection of its own.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use bollard_buildkit_proto::health::{HealthCheckResponse, health_check_response::ServingStatus};
use bollard_buildkit_proto::moby::buildkit::secrets::v1::{GetSecretRequest, GetSecretResponse};
use bollard_buildkit_proto::moby::filesync::v1::{CredentialsRequest, CredentialsResponse};
use bollard_buildkit_proto::moby::sshforward::v1::{CheckAgentRequest, CheckAgentResponse};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

use super::content::{self, Stores};
use super::files::{self, Local};
use super::secrets::Secrets;
use super::ssh::Agents;
use super::status::{Code, Status};
use super::wire::{GrpcBody, Messages, answer, refusal, values};
use crate::build::Machine;
use crate::engine::credentials::Login;
use crate::engine::{Connection, Engine, Result, SessionOffer};
use crate::model::ids;

const HEALTH: &str = "/grpc.health.v1.Health/Check";
const FILES: &str = "/moby.filesync.v1.FileSync/DiffCopy";
const CREDENTIALS: &str = "/moby.filesync.v1.Auth/Credentials";
const SECRET: &str = "/moby.buildkit.secrets.v1.Secrets/GetSecret";
const CHECK_AGENT: &str = "/moby.sshforward.v1.SSH/CheckAgent";
const FORWARD_AGENT: &str = "/moby.sshforward.v1.SSH/ForwardAgent";

/// What we give to the builder that asks for it, and nothing else.
pub(super) struct Offers {
    pub(super) machine: Arc<Machine>,
    pub(super) locals: BTreeMap<String, Local>,
    pub(super) secrets: Secrets,
    pub(super) agents: Agents,
    pub(super) stores: Stores,
}

/// An open session; it ends when it is dropped.
pub(super) struct Session {
    pub(super) id: String,
    task: JoinHandle<()>,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Opens a session. `name` is for people, `shared_key` stands for the folders.
pub(super) async fn open(engine: &impl Engine, name: &str, shared_key: String, offers: Offers) -> Result<Session> {
    let mut methods = vec![HEALTH, FILES, CREDENTIALS, SECRET, CHECK_AGENT, FORWARD_AGENT];
    if !offers.stores.is_empty() {
        methods.extend([content::INFO, content::READ, content::WRITE, content::ABORT]);
    }
    let offer = SessionOffer { id: fresh_id(), name: name.to_owned(), shared_key, methods };
    let connection = engine.open_build_session(&offer).await?;
    Ok(Session { id: offer.id, task: tokio::spawn(serve(connection, Arc::new(offers))) })
}

/// As long as the builder's own.
pub(super) fn fresh_id() -> String {
    ids::random()[..25].to_owned()
}

/// Hexadecimal.
pub(super) fn digest(text: &str) -> String {
    ids::hex(&Sha256::digest(text))
}

async fn serve(connection: Connection, offers: Arc<Offers>) {
    let service = service_fn(move |request| {
        let offers = Arc::clone(&offers);
        async move { Ok::<_, Infallible>(answer_to(&offers, request).await) }
    });
    let served = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .max_concurrent_streams(1000)
        .serve_connection(TokioIo::new(connection), service)
        .await;
    // The end of the connection is noticed by the build that needs it.
    drop(served);
}

async fn answer_to(offers: &Offers, request: Request<Incoming>) -> Response<GrpcBody> {
    let (head, body) = request.into_parts();
    let messages = Messages::new(body);
    match head.uri.path() {
        HEALTH => answer(Ok(HealthCheckResponse { status: ServingStatus::Serving.into() })),
        FILES => match offers.local(&values(&head.headers, "dir-name")) {
            Ok(local) => files::sync(local, &head.headers, messages),
            Err(status) => refusal(status),
        },
        CREDENTIALS => answer(offers.credentials(messages).await),
        SECRET => answer(offers.secret(messages).await),
        CHECK_AGENT => answer(offers.check_agent(messages).await),
        FORWARD_AGENT => offers.agents.forward(&head.headers, messages).await,
        method @ (content::INFO | content::READ | content::WRITE | content::ABORT) => {
            content::serve(&offers.stores, method, &head.headers, messages).await
        }
        other => {
            let status = Status::new(Code::Unimplemented, format!("{other} is not offered"));
            refusal(status)
        }
    }
}

impl Offers {
    fn local(&self, names: &[String]) -> std::result::Result<Local, Status> {
        let name = names.first().map(String::as_str).unwrap_or_default();
        let unknown = || Status::new(Code::NotFound, format!("no access allowed to dir {name:?}"));
        self.locals.get(name).cloned().ok_or_else(unknown)
    }

    async fn credentials(&self, mut messages: Messages) -> std::result::Result<CredentialsResponse, Status> {
        let request: CredentialsRequest = messages.only().await?;
        let (username, secret) = match self.machine.keyring.login_at(&request.host).await {
            Some(Login::Password { user, password }) => (user, password),
            Some(Login::IdentityToken(token)) => (String::new(), token),
            // It opens the registry itself, and BuildKit has no place for it here.
            Some(Login::RegistryToken(_)) | None => (String::new(), String::new()),
        };
        Ok(CredentialsResponse { username, secret })
    }

    async fn secret(&self, mut messages: Messages) -> std::result::Result<GetSecretResponse, Status> {
        let request: GetSecretRequest = messages.only().await?;
        Ok(GetSecretResponse { data: self.secrets.read(&request.id)? })
    }

    async fn check_agent(&self, mut messages: Messages) -> std::result::Result<CheckAgentResponse, Status> {
        let request: CheckAgentRequest = messages.only().await?;
        self.agents.socket(&request.id).map(|_| CheckAgentResponse {})
    }
}
