//! Speaks to a Docker engine: the trait [`Engine`], the real one, and one for tests.

mod answer;
mod archives;
pub(crate) mod client;
mod config_file;
pub(crate) mod connect;
mod containers;
mod context;
pub(crate) mod credentials;
pub(crate) mod docker;
pub(crate) mod error;
mod exec;
#[cfg(test)]
pub(crate) mod fake;
mod framing;
mod host;
mod images;
mod kit;
mod lines;
mod local;
mod networks;
pub(crate) mod observe;
pub(crate) mod output;
pub(crate) mod pieces;
pub(crate) mod process;
pub(crate) mod query;
pub(crate) mod reference;
mod stats;
mod streams;
mod tls;
mod transfers;
mod transport;
mod volumes;
pub(crate) mod web;

use std::collections::BTreeMap;

use bollard::models::{ContainerCreateBody, NetworkConnectRequest, NetworkCreateRequest, VolumeCreateRequest};
use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{BoxStream, LocalBoxStream};

pub(crate) use crate::model::api_version::ApiVersion;
use crate::model::ids::{ContainerId, NetworkId};
use crate::model::labels;
use crate::model::observed::{ObservedContainer, ObservedImage, ObservedNetwork, ObservedVolume};
use crate::model::usage::Usage;
pub(crate) use client::ByteStream;
use error::EngineError;
pub(crate) use kit::{Connection, SessionOffer};
pub(crate) use streams::Conversation;

pub(crate) type Result<T> = std::result::Result<T, EngineError>;

/// Which containers to list. Labels are `key` or `key=value`, and all must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ContainerFilter {
    /// Stopped ones too.
    pub(crate) all: bool,
    pub(crate) labels: Vec<String>,
    /// The engine's words: `running`, `exited`.
    pub(crate) statuses: Vec<String>,
    /// Have the engine compute sizes on disk (slow).
    pub(crate) size: bool,
}

impl ContainerFilter {
    /// All that Compose tools have made for a project, one-off containers included.
    pub(crate) fn of_project(name: &str) -> Self {
        Self { all: true, labels: vec![labels::of_project(name), labels::CONFIG_HASH.to_owned()], ..Self::default() }
    }
}

/// A container that was created, and what the engine had to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Created {
    pub(crate) id: ContainerId,
    pub(crate) warnings: Vec<String>,
}

/// The facts of a container that only an inspection tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ContainerDetails {
    pub(crate) id: ContainerId,
    pub(crate) name: String,
    pub(crate) tty: bool,
    pub(crate) stdin_open: bool,
    /// Its standard input ends with that of the first who was attached to it.
    pub(crate) stdin_once: bool,
    pub(crate) state: crate::model::observed::ContainerState,
    pub(crate) exit_code: i64,
    /// The engine's error text when it could not start.
    pub(crate) error: String,
    pub(crate) health: Option<crate::model::observed::Health>,
    pub(crate) last_probe: Option<Probe>,
    pub(crate) started_at: String,
    pub(crate) finished_at: String,
    pub(crate) has_healthcheck: bool,
    pub(crate) labels: BTreeMap<String, String>,
    /// `KEY=value`, those of the image included.
    pub(crate) environment: Vec<String>,
    /// Its names on its networks, by the network's name.
    pub(crate) aliases: BTreeMap<String, Vec<String>>,
}

/// A run of a health check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Probe {
    pub(crate) exit_code: i64,
    pub(crate) output: String,
}

/// Something that happened to a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EngineEvent {
    /// `create`, `start`, `die`, `health_status: healthy`, `exec_create: …`: match by prefix.
    pub(crate) action: String,
    pub(crate) id: ContainerId,
    /// The container's name, image and labels, and what belongs to the action (`exitCode`, `signal`).
    pub(crate) attributes: BTreeMap<String, String>,
    /// Nanoseconds since 1970.
    pub(crate) time_nano: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventFilter {
    pub(crate) labels: Vec<String>,
    /// Unix time in seconds, as the engine takes it: `1700000000.123456789`.
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamKind {
    Stdout,
    Stderr,
}

/// A piece of a container's output: any number of lines, also part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) stream: StreamKind,
    pub(crate) bytes: Bytes,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LogOptions {
    pub(crate) follow: bool,
    /// A number of lines or `all`.
    pub(crate) tail: Option<String>,
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
    pub(crate) timestamps: bool,
}

/// A process to be run in a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExecRequest {
    pub(crate) command: Vec<String>,
    /// Empty: the container's.
    pub(crate) user: String,
    /// Empty: the container's.
    pub(crate) working_dir: String,
    /// `KEY=value`, or `KEY` to take a variable away.
    pub(crate) environment: Vec<String>,
    pub(crate) privileged: bool,
    pub(crate) tty: bool,
    pub(crate) attach_stdin: bool,
    /// What ends the connection, as docker writes it; empty: the engine's own.
    pub(crate) detach_keys: String,
    /// Both streams.
    pub(crate) attach_output: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExecState {
    pub(crate) running: bool,
    /// `None` until it has ended.
    pub(crate) exit_code: Option<i64>,
}

/// In characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TerminalSize {
    pub(crate) rows: u16,
    pub(crate) columns: u16,
}

/// The streams of a container's process that are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StreamsRequest<'a> {
    /// The container has a terminal.
    pub(crate) tty: bool,
    pub(crate) stdin: bool,
    /// What ends the connection, as docker writes it; empty: the engine's own.
    pub(crate) detach_keys: &'a str,
}

/// What is at a path in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathKind {
    File,
    Folder,
    /// The target is absolute, or relative to the link's folder.
    Link(String),
    Device,
    /// A socket, a pipe.
    Other,
}

/// A tar archive that is to be unpacked in a container.
pub(crate) struct Upload {
    /// The folder to unpack it in.
    pub(crate) path: String,
    pub(crate) archive: BoxStream<'static, std::io::Result<Bytes>>,
    /// `copyUIDGID`: what is unpacked belongs to the container's user.
    pub(crate) copy_uid_gid: bool,
}

/// What an image is made of, beside the container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CommitRequest {
    /// Without tag, and empty for an image without name.
    pub(crate) repository: String,
    pub(crate) tag: String,
    pub(crate) author: String,
    pub(crate) comment: String,
    /// Instructions of a Dockerfile.
    pub(crate) changes: Vec<String>,
    /// The container is paused meanwhile.
    pub(crate) pause: bool,
}

/// Which end of a container is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WaitUntil {
    /// The end of the run that goes on, or the last one.
    NotRunning,
    /// The end of its next run: ask before it is started.
    NextExit,
    /// Until the engine has removed it.
    Removed,
}

/// The processes of a container, as the engine's `ps` shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Processes {
    pub(crate) titles: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// The exit code of a container, when it comes.
pub(crate) type ExitCode = LocalBoxFuture<'static, Result<i64>>;

/// How far a pull or a push has come: one line of the engine's stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TransferProgress {
    /// A layer's short id, or empty.
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) current: u64,
    pub(crate) total: u64,
}

/// What a classic build needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BuildRequest {
    pub(crate) tags: Vec<String>,
    /// The Dockerfile's path in the context.
    pub(crate) dockerfile: String,
    pub(crate) args: BTreeMap<String, String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) target: String,
    pub(crate) no_cache: bool,
    pub(crate) pull: bool,
    pub(crate) network: String,
    pub(crate) extra_hosts: Vec<String>,
    pub(crate) shm_size: Option<i64>,
    pub(crate) memory: Option<i64>,
    pub(crate) platform: String,
    pub(crate) cache_from: Vec<String>,
    /// Name, soft and hard limit.
    pub(crate) ulimits: Vec<(String, i64, i64)>,
    /// Base64 of the credentials by registry, for `X-Registry-Config`.
    pub(crate) registry_config: Option<String>,
}

/// A line of a classic build's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BuildProgress {
    Output(String),
    /// The id of the finished image.
    Image(String),
}

/// One async method an endpoint; the real one is [`docker::DockerEngine`], tests use [`fake::FakeEngine`].
///
/// 304 (nothing to do) is success everywhere.
pub(crate) trait Engine {
    fn api_version(&self) -> ApiVersion;

    async fn list_containers(&self, filter: &ContainerFilter) -> Result<Vec<ObservedContainer>>;
    /// By labels (`key` or `key=value`).
    async fn list_networks(&self, labels: &[String]) -> Result<Vec<ObservedNetwork>>;
    /// By exact names, however many, in one request.
    async fn find_networks(&self, names: &[String]) -> Result<Vec<ObservedNetwork>>;
    /// By labels (`key` or `key=value`).
    async fn list_volumes(&self, labels: &[String]) -> Result<Vec<ObservedVolume>>;
    /// By exact names, however many, in one request.
    async fn find_volumes(&self, names: &[String]) -> Result<Vec<ObservedVolume>>;
    /// By id, or exactly by name.
    async fn inspect_network(&self, name: &str) -> Result<Option<ObservedNetwork>>;
    async fn inspect_volume(&self, name: &str) -> Result<Option<ObservedVolume>>;
    async fn inspect_image(&self, reference: &str) -> Result<Option<ObservedImage>>;
    /// By references as a file writes them, however many, in one request; without the details of an inspection.
    async fn find_images(&self, references: &[String]) -> Result<BTreeMap<String, ObservedImage>>;
    async fn inspect_container(&self, id: &ContainerId) -> Result<ContainerDetails>;

    /// `mac_address` goes beside the body as `MacAddress`: engines below API 1.44 want it there, and bollard's struct has no
    /// such field any more.
    async fn create_container(
        &self,
        name: &str,
        platform: &str,
        body: ContainerCreateBody,
        mac_address: Option<&str>,
    ) -> Result<Created>;
    async fn start_container(&self, id: &ContainerId) -> Result<()>;
    /// `None`: the container's own stop timeout; -1: wait for ever.
    async fn stop_container(&self, id: &ContainerId, timeout_seconds: Option<i64>) -> Result<()>;
    async fn restart_container(&self, id: &ContainerId, timeout_seconds: Option<i64>) -> Result<()>;
    async fn kill_container(&self, id: &ContainerId, signal: &str) -> Result<()>;
    async fn pause_container(&self, id: &ContainerId) -> Result<()>;
    async fn unpause_container(&self, id: &ContainerId) -> Result<()>;
    async fn rename_container(&self, id: &ContainerId, name: &str) -> Result<()>;
    /// `volumes`: anonymous ones too.
    async fn remove_container(&self, id: &ContainerId, force: bool, volumes: bool) -> Result<()>;
    /// Unpacks a tar archive in a folder of the container.
    async fn upload_archive(&self, id: &ContainerId, upload: Upload) -> Result<()>;
    /// What is at a path, as a tar archive whose first entry it is; a link at its end is not followed.
    async fn download_archive(&self, id: &ContainerId, path: &str) -> Result<(PathKind, ByteStream)>;
    /// What is at a path; a link at its end is not followed.
    async fn path_kind(&self, id: &ContainerId, path: &str) -> Result<PathKind>;
    /// The whole file system of the container as a tar archive.
    async fn export_container(&self, id: &ContainerId) -> Result<ByteStream>;
    /// The id of the image that it has made.
    async fn commit_container(&self, id: &ContainerId, request: &CommitRequest) -> Result<String>;

    async fn create_network(&self, body: NetworkCreateRequest) -> Result<NetworkId>;
    async fn remove_network(&self, id: &NetworkId) -> Result<()>;
    async fn connect_network(&self, network: &str, body: NetworkConnectRequest) -> Result<()>;
    async fn disconnect_network(&self, network: &str, container: &ContainerId) -> Result<()>;
    async fn create_volume(&self, body: VolumeCreateRequest) -> Result<()>;
    async fn remove_volume(&self, name: &str, force: bool) -> Result<()>;
    async fn remove_image(&self, reference: &str) -> Result<()>;

    /// Container events. The stream is open (the engine has answered) when this returns.
    async fn events(&self, filter: &EventFilter) -> Result<LocalBoxStream<'static, Result<EngineEvent>>>;
    /// `tty`: whether the container has a terminal, which decides how its output is framed; `None` finds out.
    async fn logs(
        &self,
        id: &ContainerId,
        tty: Option<bool>,
        options: &LogOptions,
    ) -> Result<LocalBoxStream<'static, Result<Output>>>;
    /// Output from now on; open when this returns. `tty` as for [`Engine::logs`].
    async fn attach(&self, id: &ContainerId, tty: Option<bool>) -> Result<LocalBoxStream<'static, Result<Output>>>;
    /// As [`Engine::attach`], in both directions if asked for.
    async fn converse(&self, id: &ContainerId, request: StreamsRequest<'_>) -> Result<Conversation>;
    /// The engine waits from when this returns; the exit code comes later.
    async fn wait_container(&self, id: &ContainerId, until: WaitUntil) -> Result<ExitCode>;
    async fn top(&self, id: &ContainerId) -> Result<Processes>;
    /// What a container uses. The engine looks twice, a second apart.
    async fn stats(&self, id: &ContainerId) -> Result<Usage>;
    /// As [`Engine::stats`], once a second.
    async fn follow_stats(&self, id: &ContainerId) -> Result<LocalBoxStream<'static, Result<Usage>>>;
    async fn resize_container(&self, id: &ContainerId, size: TerminalSize) -> Result<()>;
    /// The id of a process that is not running yet.
    async fn create_exec(&self, container: &ContainerId, request: &ExecRequest) -> Result<String>;
    /// `tty` as in the request; `size` is that of its terminal.
    async fn start_exec(&self, id: &str, tty: bool, size: Option<TerminalSize>) -> Result<Conversation>;
    async fn start_exec_detached(&self, id: &str, tty: bool) -> Result<()>;
    async fn inspect_exec(&self, id: &str) -> Result<ExecState>;
    async fn resize_exec(&self, id: &str, size: TerminalSize) -> Result<()>;
    /// The digest that the image's registry has for a reference now, `sha256:…`.
    async fn registry_digest(&self, reference: &str, registry_auth: &str) -> Result<String>;
    async fn pull_image(
        &self,
        reference: &str,
        platform: &str,
        registry_auth: &str,
    ) -> Result<LocalBoxStream<'static, Result<TransferProgress>>>;
    /// Under this one name; it has a tag.
    async fn push_image(
        &self,
        reference: &str,
        registry_auth: &str,
    ) -> Result<LocalBoxStream<'static, Result<TransferProgress>>>;
    /// The context is a tar archive, sent in pieces.
    async fn build_image(
        &self,
        request: &BuildRequest,
        context: BoxStream<'static, std::io::Result<Bytes>>,
    ) -> Result<LocalBoxStream<'static, Result<BuildProgress>>>;
    /// Whether images of several platforms, attestations and exported caches have a place: the containerd image store.
    async fn keeps_manifests(&self) -> Result<bool> {
        Ok(false)
    }
    /// The connection on which BuildKit is asked, by gRPC over HTTP/2. An engine without it says 404, as the fake does.
    async fn open_build_control(&self) -> Result<Connection> {
        Err(EngineError::Refused { status: 404, message: "page not found".to_owned() })
    }
    /// The connection on which BuildKit asks us.
    async fn open_build_session(&self, _offer: &SessionOffer) -> Result<Connection> {
        Err(EngineError::Refused { status: 404, message: "page not found".to_owned() })
    }
}
