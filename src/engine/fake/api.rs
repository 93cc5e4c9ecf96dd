//! The endpoints of the fake.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::{FakeEngine, refused};
use crate::engine::{
    ApiVersion, BuildProgress, BuildRequest, ByteStream, CommitRequest, ContainerDetails, ContainerFilter,
    Conversation, Created, Engine, EngineEvent, EventFilter, ExecRequest, ExecState, ExitCode, LogOptions, Output,
    PathKind, Processes, Result, StreamsRequest, TerminalSize, TransferProgress, Upload, WaitUntil,
};
use crate::model::ids::{ContainerId, NetworkId};
use crate::model::observed::{
    ContainerState, ObservedContainer, ObservedEndpoint, ObservedImage, ObservedNetwork, ObservedVolume,
};
use crate::model::usage::Usage;
use bollard::models::{ContainerCreateBody, NetworkConnectRequest, NetworkCreateRequest, VolumeCreateRequest};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, LocalBoxStream, StreamExt};

impl FakeEngine {
    /// Records a call about a container and passes its time.
    pub(super) async fn about(&self, call: &'static str, id: &ContainerId, rest: &str) -> Result<()> {
        let name = self.state.borrow().name_of(id);
        self.enter(call, &format!("{name} {rest}")).await
    }

    fn set_state(&self, id: &ContainerId, state: ContainerState, action: &str) -> Result<()> {
        let mut inner = self.state.borrow_mut();
        inner.container(id)?.state = state;
        inner.emit(id, action, &[]);
        drop(inner);
        self.news.notify_waiters();
        Ok(())
    }
}

fn has_labels(labels: &BTreeMap<String, String>, wanted: &[String]) -> bool {
    wanted.iter().all(|want| match want.split_once('=') {
        Some((key, value)) => labels.get(key).is_some_and(|v| v == value),
        None => labels.contains_key(want),
    })
}

fn timeout_text(timeout: Option<i64>) -> String {
    timeout.map(|seconds| format!("t={seconds}")).unwrap_or_default()
}

impl Engine for FakeEngine {
    fn api_version(&self) -> ApiVersion {
        self.state.borrow().version.unwrap_or(ApiVersion(1, 51))
    }

    async fn list_containers(&self, filter: &ContainerFilter) -> Result<Vec<ObservedContainer>> {
        self.enter("list_containers", &filter.labels.join(" ")).await?;
        let state = self.state.borrow();
        let fits = |container: &&ObservedContainer| {
            (filter.all || container.is_running() || !filter.statuses.is_empty())
                && (filter.statuses.is_empty() || filter.statuses.iter().any(|s| s == container.state.as_str()))
                && has_labels(&container.labels, &filter.labels)
        };
        Ok(state.observed.containers.iter().filter(fits).cloned().collect())
    }

    async fn list_networks(&self, labels: &[String]) -> Result<Vec<ObservedNetwork>> {
        self.enter("list_networks", &labels.join(" ")).await?;
        let state = self.state.borrow();
        Ok(state.observed.networks.iter().filter(|n| has_labels(&n.labels, labels)).cloned().collect())
    }

    async fn find_networks(&self, names: &[String]) -> Result<Vec<ObservedNetwork>> {
        self.enter("find_networks", &names.join(" ")).await?;
        let state = self.state.borrow();
        Ok(state.observed.networks.iter().filter(|n| names.contains(&n.name)).cloned().collect())
    }

    async fn list_volumes(&self, labels: &[String]) -> Result<Vec<ObservedVolume>> {
        self.enter("list_volumes", &labels.join(" ")).await?;
        let state = self.state.borrow();
        Ok(state.observed.volumes.iter().filter(|v| has_labels(&v.labels, labels)).cloned().collect())
    }

    async fn find_volumes(&self, names: &[String]) -> Result<Vec<ObservedVolume>> {
        self.enter("find_volumes", &names.join(" ")).await?;
        let state = self.state.borrow();
        Ok(state.observed.volumes.iter().filter(|v| names.contains(&v.name)).cloned().collect())
    }

    async fn inspect_network(&self, name: &str) -> Result<Option<ObservedNetwork>> {
        self.enter("inspect_network", name).await?;
        let state = self.state.borrow();
        Ok(state.observed.networks.iter().find(|n| n.name == name || n.id.as_str() == name).cloned())
    }

    async fn inspect_volume(&self, name: &str) -> Result<Option<ObservedVolume>> {
        self.enter("inspect_volume", name).await?;
        Ok(self.state.borrow().observed.volumes.iter().find(|v| v.name == name).cloned())
    }

    async fn inspect_image(&self, reference: &str) -> Result<Option<ObservedImage>> {
        self.enter("inspect_image", reference).await?;
        let image = self.state.borrow().observed.images.get(reference).cloned();
        Ok(image.map(|image| ObservedImage { detailed: true, ..image }))
    }

    async fn find_images(&self, references: &[String]) -> Result<BTreeMap<String, ObservedImage>> {
        self.enter("find_images", &references.join(" ")).await?;
        let state = self.state.borrow();
        let found = references.iter().filter_map(|reference| {
            state.observed.images.get(reference).map(|image| (reference.clone(), image.clone()))
        });
        Ok(found.collect())
    }

    async fn inspect_container(&self, id: &ContainerId) -> Result<ContainerDetails> {
        self.about("inspect_container", id, "").await?;
        let mut state = self.state.borrow_mut();
        let container = state.container(id)?.clone();
        Ok(ContainerDetails {
            health: state.health.get(&container.id).copied(),
            has_healthcheck: state.health.contains_key(&container.id),
            exit_code: state.exit_codes.get(&container.id).copied().or(container.exit_code()).unwrap_or_default(),
            id: container.id,
            name: container.name,
            state: container.state,
            labels: container.labels,
            started_at: container.started_at.unwrap_or_default(),
            aliases: container
                .networks
                .into_iter()
                .map(|(network, endpoint)| (network, endpoint.aliases.unwrap_or_default()))
                .collect(),
            ..ContainerDetails::default()
        })
    }

    async fn create_container(
        &self,
        name: &str,
        _platform: &str,
        body: ContainerCreateBody,
        _mac_address: Option<&str>,
    ) -> Result<Created> {
        self.enter("create_container", name).await?;
        let mut state = self.state.borrow_mut();
        if state.id_of(name).is_some() {
            return Err(refused(409, &format!("Conflict. The container name \"/{name}\" is already in use.")));
        }
        let endpoints = body.networking_config.and_then(|config| config.endpoints_config).unwrap_or_default();
        let networks = endpoints.into_iter().map(|(network, endpoint)| {
            let network_id = state.network_id(&network).unwrap_or_default();
            let aliases = endpoint.aliases.unwrap_or_default();
            (network, ObservedEndpoint { network_id, aliases: Some(aliases), ..ObservedEndpoint::default() })
        });
        let networks = networks.collect();
        let id = ContainerId(state.new_id());
        let container = ObservedContainer {
            id: id.clone(),
            name: name.to_owned(),
            image: body.image.unwrap_or_default(),
            state: ContainerState::Created,
            status: "Created".to_owned(),
            labels: body.labels.unwrap_or_default().into_iter().collect(),
            network_mode: body.host_config.and_then(|config| config.network_mode).unwrap_or_default(),
            networks,
            ..ObservedContainer::default()
        };
        state.observed.containers.insert(0, container);
        state.emit(&id, "create", &[]);
        drop(state);
        self.news.notify_waiters();
        Ok(Created { id, warnings: Vec::new() })
    }

    async fn start_container(&self, id: &ContainerId) -> Result<()> {
        self.about("start_container", id, "").await?;
        self.state.borrow_mut().started(id)?;
        self.news.notify_waiters();
        Ok(())
    }

    async fn stop_container(&self, id: &ContainerId, timeout_seconds: Option<i64>) -> Result<()> {
        self.about("stop_container", id, &timeout_text(timeout_seconds)).await?;
        let mut state = self.state.borrow_mut();
        state.container(id)?;
        state.exited(id, 0);
        state.emit(id, "stop", &[]);
        drop(state);
        self.news.notify_waiters();
        Ok(())
    }

    async fn restart_container(&self, id: &ContainerId, timeout_seconds: Option<i64>) -> Result<()> {
        self.about("restart_container", id, &timeout_text(timeout_seconds)).await?;
        let mut state = self.state.borrow_mut();
        state.exited(id, 0);
        state.started(id)?;
        state.emit(id, "restart", &[]);
        drop(state);
        self.news.notify_waiters();
        Ok(())
    }

    async fn kill_container(&self, id: &ContainerId, signal: &str) -> Result<()> {
        self.about("kill_container", id, signal).await?;
        let mut state = self.state.borrow_mut();
        let name = state.name_of(id);
        if !state.container(id)?.is_running() {
            return Err(refused(409, &format!("Cannot kill container: {name}: container {name} is not running")));
        }
        state.exited(id, 137);
        drop(state);
        self.news.notify_waiters();
        Ok(())
    }

    async fn pause_container(&self, id: &ContainerId) -> Result<()> {
        self.about("pause_container", id, "").await?;
        self.set_state(id, ContainerState::Paused, "pause")
    }

    async fn unpause_container(&self, id: &ContainerId) -> Result<()> {
        self.about("unpause_container", id, "").await?;
        self.set_state(id, ContainerState::Running, "unpause")
    }

    async fn rename_container(&self, id: &ContainerId, name: &str) -> Result<()> {
        self.about("rename_container", id, name).await?;
        let mut state = self.state.borrow_mut();
        if state.id_of(name).is_some() {
            return Err(refused(409, &format!("Conflict. The container name \"/{name}\" is already in use.")));
        }
        name.clone_into(&mut state.container(id)?.name);
        state.emit(id, "rename", &[]);
        Ok(())
    }

    async fn remove_container(&self, id: &ContainerId, force: bool, volumes: bool) -> Result<()> {
        let flags = [("force", force), ("volumes", volumes)];
        let flags: Vec<&str> = flags.iter().filter(|(_, on)| *on).map(|(flag, _)| *flag).collect();
        self.about("remove_container", id, &flags.join(" ")).await?;
        let mut state = self.state.borrow_mut();
        let running = state.container(id)?.is_running();
        if running && !force {
            return Err(refused(
                409,
                "cannot remove container: container is running: stop the container before removing",
            ));
        }
        state.exited(id, 137);
        state.emit(id, "destroy", &[]);
        state.observed.containers.retain(|c| c.id != *id);
        drop(state);
        self.news.notify_waiters();
        Ok(())
    }

    async fn upload_archive(&self, id: &ContainerId, upload: Upload) -> Result<()> {
        self.uploaded(id, upload).await
    }

    async fn download_archive(&self, id: &ContainerId, path: &str) -> Result<(PathKind, ByteStream)> {
        self.downloaded(id, path).await
    }

    async fn path_kind(&self, id: &ContainerId, path: &str) -> Result<PathKind> {
        self.about("path_kind", id, path).await?;
        self.path(path)
    }

    async fn export_container(&self, id: &ContainerId) -> Result<ByteStream> {
        self.about("export_container", id, "").await?;
        self.archive("/")
    }

    async fn commit_container(&self, id: &ContainerId, request: &CommitRequest) -> Result<String> {
        self.about("commit_container", id, &format!("{}:{}", request.repository, request.tag)).await?;
        Ok(format!("sha256:{}", self.state.borrow_mut().new_id()))
    }

    async fn create_network(&self, body: NetworkCreateRequest) -> Result<NetworkId> {
        self.enter("create_network", &body.name).await?;
        let mut state = self.state.borrow_mut();
        if state.network_id(&body.name).is_some() {
            return Err(refused(409, &format!("network with name {} already exists", body.name)));
        }
        let id = NetworkId(state.new_id());
        state.observed.networks.push(ObservedNetwork {
            internal: body.internal.unwrap_or_default(),
            id: id.clone(),
            name: body.name,
            driver: body.driver.unwrap_or_else(|| "bridge".to_owned()),
            labels: body.labels.unwrap_or_default().into_iter().collect(),
            ..ObservedNetwork::default()
        });
        Ok(id)
    }

    async fn remove_network(&self, id: &NetworkId) -> Result<()> {
        let name = {
            let state = self.state.borrow();
            let found = state.observed.networks.iter().find(|network| network.id == *id);
            found.map_or_else(|| id.to_string(), |network| network.name.clone())
        };
        self.enter("remove_network", &name).await?;
        let mut state = self.state.borrow_mut();
        let before = state.observed.networks.len();
        state.observed.networks.retain(|network| network.name != name);
        if state.observed.networks.len() == before {
            return Err(refused(404, &format!("network {name} not found")));
        }
        Ok(())
    }

    async fn connect_network(&self, network: &str, body: NetworkConnectRequest) -> Result<()> {
        let id = ContainerId(body.container);
        let name = self.state.borrow().name_of(&id);
        self.enter("connect_network", &format!("{network} {name}")).await?;
        let mut state = self.state.borrow_mut();
        let network_id = state.network_id(network).unwrap_or_default();
        let endpoint = ObservedEndpoint { network_id, ..ObservedEndpoint::default() };
        state.container(&id)?.networks.insert(network.to_owned(), endpoint);
        Ok(())
    }

    async fn disconnect_network(&self, network: &str, container: &ContainerId) -> Result<()> {
        let name = self.state.borrow().name_of(container);
        self.enter("disconnect_network", &format!("{network} {name}")).await?;
        self.state.borrow_mut().container(container)?.networks.remove(network);
        Ok(())
    }

    async fn create_volume(&self, body: VolumeCreateRequest) -> Result<()> {
        let name = body.name.unwrap_or_default();
        self.enter("create_volume", &name).await?;
        self.state.borrow_mut().observed.volumes.push(ObservedVolume {
            name,
            driver: body.driver.unwrap_or_else(|| "local".to_owned()),
            labels: body.labels.unwrap_or_default().into_iter().collect(),
            ..ObservedVolume::default()
        });
        Ok(())
    }

    async fn remove_volume(&self, name: &str, _force: bool) -> Result<()> {
        self.enter("remove_volume", name).await?;
        self.state.borrow_mut().observed.volumes.retain(|volume| volume.name != name);
        Ok(())
    }

    async fn remove_image(&self, reference: &str) -> Result<()> {
        self.enter("remove_image", reference).await?;
        let removed = self.state.borrow_mut().observed.images.remove(reference);
        removed.map(|_| ()).ok_or_else(|| refused(404, &format!("No such image: {reference}")))
    }

    async fn events(&self, _filter: &EventFilter) -> Result<LocalBoxStream<'static, Result<EngineEvent>>> {
        self.enter("events", "").await?;
        let queue: Rc<RefCell<VecDeque<EngineEvent>>> = Rc::default();
        self.state.borrow_mut().subscribers.push(Rc::clone(&queue));
        let engine = self.clone();
        Ok(stream::unfold((engine, queue), |(engine, queue)| async move {
            loop {
                let news = engine.news.notified();
                let next = {
                    let mut state = engine.state.borrow_mut();
                    state.settle();
                    state.pending.iter().map(|(when, ..)| *when).min()
                };
                let event = queue.borrow_mut().pop_front();
                if let Some(event) = event {
                    return Some((Ok(event), (engine.clone(), queue)));
                }
                match next {
                    Some(when) => drop(tokio::time::timeout_at(when, news).await),
                    None => news.await,
                }
            }
        })
        .boxed_local())
    }

    async fn logs(
        &self,
        id: &ContainerId,
        _tty: Option<bool>,
        options: &LogOptions,
    ) -> Result<LocalBoxStream<'static, Result<Output>>> {
        let since = options.since.as_ref().map(|since| format!("since={since}")).unwrap_or_default();
        self.about("logs", id, &since).await?;
        Ok(self.output(id))
    }

    async fn attach(&self, id: &ContainerId, _tty: Option<bool>) -> Result<LocalBoxStream<'static, Result<Output>>> {
        self.about("attach", id, "").await?;
        Ok(self.output(id))
    }

    async fn converse(&self, id: &ContainerId, request: StreamsRequest<'_>) -> Result<Conversation> {
        let flags = [("tty", request.tty), ("stdin", request.stdin)];
        let flags: Vec<&str> = flags.iter().filter(|(_, on)| *on).map(|(word, _)| *word).collect();
        self.about("converse", id, &format!("{} {}", flags.join(" "), request.detach_keys)).await?;
        let name = self.state.borrow().name_of(id);
        Ok(self.conversation(&name))
    }

    async fn wait_container(&self, id: &ContainerId, until: WaitUntil) -> Result<ExitCode> {
        self.about("wait_container", id, &format!("{until:?}")).await?;
        let (engine, id) = (self.clone(), self.state.borrow_mut().container(id)?.id.clone());
        Ok(Box::pin(async move { Ok(engine.ended(&id).await) }))
    }

    async fn top(&self, id: &ContainerId) -> Result<Processes> {
        self.about("top", id, "").await?;
        Ok(Processes::default())
    }

    async fn stats(&self, id: &ContainerId) -> Result<Usage> {
        self.about("stats", id, "").await?;
        self.usages_of(id).map(|usages| usages.first().copied().unwrap_or_default())
    }

    async fn follow_stats(&self, id: &ContainerId) -> Result<LocalBoxStream<'static, Result<Usage>>> {
        self.about("follow_stats", id, "").await?;
        self.usages_of(id).map(super::streams::one_a_second)
    }

    async fn resize_container(&self, id: &ContainerId, size: TerminalSize) -> Result<()> {
        self.about("resize_container", id, &format!("{}x{}", size.columns, size.rows)).await
    }

    async fn create_exec(&self, container: &ContainerId, request: &ExecRequest) -> Result<String> {
        self.about("create_exec", container, &request.command.join(" ")).await?;
        if !self.state.borrow_mut().container(container)?.is_running() {
            return Err(refused(409, &format!("container {container} is not running")));
        }
        let id = format!("exec {}", request.command.join(" "));
        self.state.borrow_mut().execs.push(request.clone());
        Ok(id)
    }

    async fn start_exec(&self, id: &str, _tty: bool, _size: Option<TerminalSize>) -> Result<Conversation> {
        self.enter("start_exec", id).await?;
        Ok(self.conversation(id))
    }

    async fn start_exec_detached(&self, id: &str, _tty: bool) -> Result<()> {
        self.enter("start_exec_detached", id).await
    }

    async fn inspect_exec(&self, id: &str) -> Result<ExecState> {
        self.enter("inspect_exec", id).await?;
        Ok(ExecState { running: false, exit_code: Some(self.state.borrow().exec_exit_code) })
    }

    async fn resize_exec(&self, id: &str, size: TerminalSize) -> Result<()> {
        self.enter("resize_exec", &format!("{id} {}x{}", size.columns, size.rows)).await
    }

    async fn registry_digest(&self, reference: &str, _registry_auth: &str) -> Result<String> {
        self.enter("registry_digest", reference).await?;
        Ok(format!("sha256:{:064x}", reference.len()))
    }

    async fn pull_image(
        &self,
        reference: &str,
        _platform: &str,
        _registry_auth: &str,
    ) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
        self.enter("pull_image", reference).await?;
        self.pulled(reference)
    }

    async fn push_image(
        &self,
        reference: &str,
        _registry_auth: &str,
    ) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
        self.enter("push_image", reference).await?;
        self.pushed(reference)
    }

    async fn build_image(
        &self,
        request: &BuildRequest,
        context: BoxStream<'static, std::io::Result<Bytes>>,
    ) -> Result<LocalBoxStream<'static, Result<BuildProgress>>> {
        self.enter("build_image", &request.tags.join(" ")).await?;
        drop(context.collect::<Vec<_>>().await);
        Ok(self.built(request))
    }
}
