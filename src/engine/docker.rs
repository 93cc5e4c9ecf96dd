//! The real engine: each endpoint of the trait, handed to the module of its concern.

use std::collections::BTreeMap;

use bollard::models::{ContainerCreateBody, NetworkConnectRequest, NetworkCreateRequest, VolumeCreateRequest};
use bytes::Bytes;
use futures_util::stream::{BoxStream, LocalBoxStream};

use super::client::Client;
use super::containers::NewContainer;
use super::host::Host;
use super::{
    ApiVersion, BuildProgress, BuildRequest, ByteStream, CommitRequest, Connection, ContainerDetails, ContainerFilter,
    Conversation, Created, Engine, EngineEvent, EventFilter, ExecRequest, ExecState, ExitCode, LogOptions, Output,
    PathKind, Processes, Result, SessionOffer, StreamsRequest, TerminalSize, TransferProgress, Upload, WaitUntil,
    archives, containers, exec, images, kit, networks, stats, streams, transfers, volumes,
};
use crate::model::ids::{ContainerId, NetworkId};
use crate::model::observed::{ObservedContainer, ObservedImage, ObservedNetwork, ObservedVolume};
use crate::model::usage::Usage;

/// A connected engine. Cheap to clone; clones share the pool of connections.
#[derive(Clone)]
pub(crate) struct DockerEngine {
    client: Client,
}

impl DockerEngine {
    pub(super) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Its paths are ours.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        matches!(self.host(), Host::Unix(_))
    }

    pub(super) fn host(&self) -> &Host {
        self.client.host()
    }
}

impl Engine for DockerEngine {
    fn api_version(&self) -> ApiVersion {
        self.client.version()
    }

    async fn list_containers(&self, filter: &ContainerFilter) -> Result<Vec<ObservedContainer>> {
        containers::list(&self.client, filter).await
    }

    async fn list_networks(&self, labels: &[String]) -> Result<Vec<ObservedNetwork>> {
        networks::list(&self.client, labels).await
    }

    async fn find_networks(&self, names: &[String]) -> Result<Vec<ObservedNetwork>> {
        networks::find(&self.client, names).await
    }

    async fn list_volumes(&self, labels: &[String]) -> Result<Vec<ObservedVolume>> {
        volumes::list(&self.client, labels).await
    }

    async fn find_volumes(&self, names: &[String]) -> Result<Vec<ObservedVolume>> {
        volumes::find(&self.client, names).await
    }

    async fn inspect_network(&self, name: &str) -> Result<Option<ObservedNetwork>> {
        networks::inspect(&self.client, name).await
    }

    async fn inspect_volume(&self, name: &str) -> Result<Option<ObservedVolume>> {
        volumes::inspect(&self.client, name).await
    }

    async fn inspect_image(&self, reference: &str) -> Result<Option<ObservedImage>> {
        images::inspect(&self.client, reference).await
    }

    async fn find_images(&self, references: &[String]) -> Result<BTreeMap<String, ObservedImage>> {
        images::find(&self.client, references).await
    }

    async fn inspect_container(&self, id: &ContainerId) -> Result<ContainerDetails> {
        containers::inspect(&self.client, id).await
    }

    async fn create_container(
        &self,
        name: &str,
        platform: &str,
        body: ContainerCreateBody,
        mac_address: Option<&str>,
    ) -> Result<Created> {
        containers::create(&self.client, NewContainer { name, platform, body, mac_address }).await
    }

    async fn start_container(&self, id: &ContainerId) -> Result<()> {
        containers::act(&self.client, id, "start").await
    }

    async fn stop_container(&self, id: &ContainerId, timeout_seconds: Option<i64>) -> Result<()> {
        containers::act_within(&self.client, id, "stop", timeout_seconds).await
    }

    async fn restart_container(&self, id: &ContainerId, timeout_seconds: Option<i64>) -> Result<()> {
        containers::act_within(&self.client, id, "restart", timeout_seconds).await
    }

    async fn kill_container(&self, id: &ContainerId, signal: &str) -> Result<()> {
        containers::kill(&self.client, id, signal).await
    }

    async fn pause_container(&self, id: &ContainerId) -> Result<()> {
        containers::act(&self.client, id, "pause").await
    }

    async fn unpause_container(&self, id: &ContainerId) -> Result<()> {
        containers::act(&self.client, id, "unpause").await
    }

    async fn rename_container(&self, id: &ContainerId, name: &str) -> Result<()> {
        containers::rename(&self.client, id, name).await
    }

    async fn remove_container(&self, id: &ContainerId, force: bool, volumes: bool) -> Result<()> {
        containers::remove(&self.client, id, force, volumes).await
    }

    async fn upload_archive(&self, id: &ContainerId, upload: Upload) -> Result<()> {
        archives::upload(&self.client, id, upload).await
    }

    async fn download_archive(&self, id: &ContainerId, path: &str) -> Result<(PathKind, ByteStream)> {
        archives::download(&self.client, id, path).await
    }

    async fn path_kind(&self, id: &ContainerId, path: &str) -> Result<PathKind> {
        archives::path_kind(&self.client, id, path).await
    }

    async fn export_container(&self, id: &ContainerId) -> Result<ByteStream> {
        archives::export(&self.client, id).await
    }

    async fn commit_container(&self, id: &ContainerId, request: &CommitRequest) -> Result<String> {
        images::commit(&self.client, id, request).await
    }

    async fn create_network(&self, body: NetworkCreateRequest) -> Result<NetworkId> {
        networks::create(&self.client, body).await
    }

    async fn remove_network(&self, id: &NetworkId) -> Result<()> {
        networks::remove(&self.client, id).await
    }

    async fn connect_network(&self, network: &str, body: NetworkConnectRequest) -> Result<()> {
        networks::connect(&self.client, network, &body).await
    }

    async fn disconnect_network(&self, network: &str, container: &ContainerId) -> Result<()> {
        networks::disconnect(&self.client, network, container).await
    }

    async fn create_volume(&self, body: VolumeCreateRequest) -> Result<()> {
        volumes::create(&self.client, &body).await
    }

    async fn remove_volume(&self, name: &str, force: bool) -> Result<()> {
        volumes::remove(&self.client, name, force).await
    }

    async fn remove_image(&self, reference: &str) -> Result<()> {
        images::remove(&self.client, reference).await
    }

    async fn events(&self, filter: &EventFilter) -> Result<LocalBoxStream<'static, Result<EngineEvent>>> {
        streams::events(&self.client, filter).await
    }

    async fn logs(
        &self,
        id: &ContainerId,
        tty: Option<bool>,
        options: &LogOptions,
    ) -> Result<LocalBoxStream<'static, Result<Output>>> {
        streams::logs(&self.client, id, tty, options).await
    }

    async fn attach(&self, id: &ContainerId, tty: Option<bool>) -> Result<LocalBoxStream<'static, Result<Output>>> {
        streams::attach(&self.client, id, tty).await
    }

    async fn converse(&self, id: &ContainerId, request: StreamsRequest<'_>) -> Result<Conversation> {
        streams::converse(&self.client, id, request).await
    }

    async fn wait_container(&self, id: &ContainerId, until: WaitUntil) -> Result<ExitCode> {
        containers::wait(&self.client, id, until).await
    }

    async fn top(&self, id: &ContainerId) -> Result<Processes> {
        containers::top(&self.client, id).await
    }

    async fn stats(&self, id: &ContainerId) -> Result<Usage> {
        stats::once(&self.client, id).await
    }

    async fn follow_stats(&self, id: &ContainerId) -> Result<LocalBoxStream<'static, Result<Usage>>> {
        stats::follow(&self.client, id).await
    }

    async fn resize_container(&self, id: &ContainerId, size: TerminalSize) -> Result<()> {
        exec::resize_container(&self.client, id, size).await
    }

    async fn create_exec(&self, container: &ContainerId, request: &ExecRequest) -> Result<String> {
        exec::create(&self.client, container, request).await
    }

    async fn start_exec(&self, id: &str, tty: bool, size: Option<TerminalSize>) -> Result<Conversation> {
        exec::start(&self.client, id, tty, size).await
    }

    async fn start_exec_detached(&self, id: &str, tty: bool) -> Result<()> {
        exec::start_detached(&self.client, id, tty).await
    }

    async fn inspect_exec(&self, id: &str) -> Result<ExecState> {
        exec::inspect(&self.client, id).await
    }

    async fn resize_exec(&self, id: &str, size: TerminalSize) -> Result<()> {
        exec::resize(&self.client, id, size).await
    }

    async fn registry_digest(&self, reference: &str, registry_auth: &str) -> Result<String> {
        images::registry_digest(&self.client, reference, registry_auth).await
    }

    async fn pull_image(
        &self,
        reference: &str,
        platform: &str,
        registry_auth: &str,
    ) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
        transfers::pull(&self.client, reference, platform, registry_auth).await
    }

    async fn push_image(
        &self,
        reference: &str,
        registry_auth: &str,
    ) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
        transfers::push(&self.client, reference, registry_auth).await
    }

    async fn build_image(
        &self,
        request: &BuildRequest,
        context: BoxStream<'static, std::io::Result<Bytes>>,
    ) -> Result<LocalBoxStream<'static, Result<BuildProgress>>> {
        images::build(&self.client, request, context).await
    }

    async fn keeps_manifests(&self) -> Result<bool> {
        kit::keeps_manifests(&self.client).await
    }

    async fn open_build_control(&self) -> Result<Connection> {
        kit::control(&self.client).await
    }

    async fn open_build_session(&self, offer: &SessionOffer) -> Result<Connection> {
        kit::session(&self.client, offer).await
    }
}
