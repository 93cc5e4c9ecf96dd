//! Carries one step out: the calls, and which refusals are none.

use std::cell::RefCell;
use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};

use super::cancel::Cancellation;
use super::error::ExecuteError;
use super::provider::{Call, Providers};
use super::{BeforeStart, subject};
use crate::convert::container::{ContainerBody, ContainerFacts, OneOff, Outside};
use crate::convert::{container, endpoint, files, network, volume};
use crate::engine::error::EngineError;
use crate::engine::{Created, Engine, Result as EngineResult, Upload};
use crate::event::{EventSink, LogSink};
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan::hash;
use crate::plan::operation::{
    AnonymousVolumes, ContainerRef, CreateContainer, Operation, Plan, ProviderCall, Step, StepId, Target,
};

/// What all steps share.
pub(super) struct Context<'a, E> {
    pub(super) engine: &'a E,
    pub(super) project: &'a Project,
    pub(super) plan: &'a Plan,
    pub(super) outside: &'a Outside,
    pub(super) before_start: Option<&'a dyn BeforeStart>,
    pub(super) sink: &'a dyn EventSink,
    pub(super) logs: Option<&'a dyn LogSink>,
    pub(super) providers: Option<&'a dyn Providers>,
    pub(super) cancel: Cancellation,
    pub(super) created: RefCell<BTreeMap<StepId, ContainerId>>,
}

/// What a step leaves behind.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Product {
    #[default]
    Nothing,
    Created {
        id: ContainerId,
        warnings: Vec<String>,
    },
    /// Not done, and that is no failure: why, for the user.
    Tolerated(&'static str),
    /// Interrupted, and not done.
    Abandoned,
}

const IN_USE: &str = "Resource is still in use";
const NOT_FOUND: &str = "No resource found to remove";

impl<E: Engine> Context<'_, E> {
    /// Ids of containers that the plan creates are known once their step is done; the plan's order sees to that.
    pub(super) fn id(&self, container: &ContainerRef) -> ContainerId {
        match container {
            ContainerRef::Existing(id) => id.clone(),
            ContainerRef::CreatedBy(step) => {
                self.created.borrow().get(step).expect("a step comes after the one that creates its container").clone()
            }
        }
    }

    pub(super) fn service(&self, name: &ServiceName) -> Option<&Service> {
        self.project.services.get(name).or_else(|| self.project.disabled_services.get(name))
    }

    /// `last`: nothing depends on the step, so that what is in use may stay.
    pub(super) async fn apply(&self, step: &Step, last: bool) -> Result<Product, ExecuteError> {
        match self.call(&step.operation, last).await {
            Ok(product) => Ok(product),
            Err(Trouble::Told(error)) => Err(error),
            Err(Trouble::Refused(source)) => {
                let subject = subject::of(&step.operation, self.project);
                Err(ExecuteError::Refused { action: subject.action, resource: subject.resource, source })
            }
        }
    }

    async fn call(&self, operation: &Operation, last: bool) -> Result<Product, Trouble> {
        match operation {
            Operation::CreateNetwork { key } => self.create_network(key).await,
            Operation::RemoveNetwork { id, .. } => removed(self.engine.remove_network(id).await, last),
            Operation::ConnectNetwork { target, key } => self.connect(target, key).await,
            Operation::DisconnectNetwork { target, network } => {
                let answer = self.engine.disconnect_network(network, &self.id(&target.container)).await;
                nothing(answer, EngineError::is_not_found)
            }
            Operation::CreateVolume { key } => self.create_volume(key).await,
            Operation::RemoveVolume { name } => removed(self.engine.remove_volume(name, true).await, last),
            Operation::RemoveImage { reference } => removed(self.engine.remove_image(reference).await, last),
            Operation::CreateContainer(create) => self.create_container(create).await,
            Operation::CopyFiles { target, mounted } => self.copy_files(target, mounted).await,
            Operation::RenameContainer { target, name } => {
                nothing(self.engine.rename_container(&self.id(&target.container), name).await, |_| false)
            }
            Operation::StartContainer { target } => {
                let id = self.id(&target.container);
                if let Some(hook) = self.before_start {
                    hook.before_start(target, &id).await;
                }
                nothing(self.engine.start_container(&id).await, |_| false)
            }
            Operation::RestartContainer { target, timeout } => {
                nothing(self.engine.restart_container(&self.id(&target.container), *timeout).await, |_| false)
            }
            Operation::StopContainer { target, timeout } => {
                let answer = self.engine.stop_container(&self.id(&target.container), *timeout).await;
                nothing(answer, EngineError::is_not_found)
            }
            Operation::KillContainer { target, signal } => {
                let answer = self.engine.kill_container(&self.id(&target.container), signal).await;
                // 409: it does not run.
                nothing(answer, |error| error.is_not_found() || error.is_conflict())
            }
            Operation::PauseContainer { target } => {
                let answer = self.engine.pause_container(&self.id(&target.container)).await;
                nothing(answer, |error| says(error, "already paused"))
            }
            Operation::UnpauseContainer { target } => {
                let answer = self.engine.unpause_container(&self.id(&target.container)).await;
                nothing(answer, |error| says(error, "is not paused"))
            }
            Operation::RemoveContainer { target, force, volumes } => {
                self.remove_container(&self.id(&target.container), *force, volumes).await
            }
            Operation::RunHook { target, turn, position } => self.run_hook(target, (*turn, *position)).await,
            Operation::RunPreStart(hook) => self.run_pre_start(hook).await,
            Operation::CallProvider { service, call } => self.call_provider(service, *call).await,
            Operation::WaitFor(_) => Ok(Product::Nothing),
        }
    }

    async fn call_provider(&self, name: &ServiceName, call: ProviderCall) -> Result<Product, Trouble> {
        let (Some(providers), Some(service)) = (self.providers, self.service(name)) else {
            return Ok(Product::Nothing);
        };
        let call = match call {
            ProviderCall::Down => Call::Down,
            ProviderCall::Stop => Call::Stop,
        };
        let mut cancel = self.cancel.clone();
        tokio::select! {
            biased;
            _ = cancel.next() => Ok(Product::Abandoned),
            answer = providers.call(service, call, self.sink) => match answer {
                Ok(()) => Ok(Product::Nothing),
                Err(source) => Err(Trouble::Told(ExecuteError::Provider { service: name.clone(), source })),
            },
        }
    }

    async fn create_network(&self, key: &str) -> Result<Product, Trouble> {
        let definition = self.project.networks.get(key).expect("a plan creates networks of its project only");
        let hash = hash::network(definition);
        let body = network::body(&self.project.name, key, definition, &hash, self.engine.api_version())?;
        // Somebody else was faster with the same name.
        nothing(self.engine.create_network(body).await.map(drop), |error| says(error, "already exists"))
    }

    async fn create_volume(&self, key: &str) -> Result<Product, Trouble> {
        let definition = self.project.volumes.get(key).expect("a plan creates volumes of its project only");
        let body = volume::body(&self.project.name, key, definition, &hash::volume(definition));
        nothing(self.engine.create_volume(body).await, |_| false)
    }

    async fn create_container(&self, create: &CreateContainer) -> Result<Product, Trouble> {
        let service = match &create.one_off {
            Some(one_off) => &one_off.service,
            None => self.service(&create.service).expect("a plan creates containers of its project's services only"),
        };
        let owners = create.owners.iter().map(|(name, container)| (name.clone(), self.id(container))).collect();
        let labels = create.labels_with(service, &owners);
        let facts = ContainerFacts {
            name: &create.name,
            number: create.number,
            labels: &labels,
            inherited: &create.inherited,
            owners: &owners,
            link_targets: &create.link_targets,
            one_off: create.one_off.as_ref().map(|one_off| OneOff {
                use_aliases: one_off.use_aliases,
                interactive: one_off.interactive,
                auto_remove: one_off.auto_remove,
            }),
            outside: self.outside,
        };
        let body = container::body(self.project, service, &facts, self.engine.api_version())?;
        let name = create.temporary_name.as_ref().unwrap_or(&create.name);
        let created = self.create(name, body).await?;
        Ok(Product::Created { id: created.id, warnings: created.warnings })
    }

    /// Creates a container with all of its networks.
    pub(super) async fn create(&self, name: &str, body: ContainerBody) -> EngineResult<Created> {
        let mac_address = body.mac_address.as_deref();
        let created = self.engine.create_container(name, &body.platform, body.create, mac_address).await?;
        for (network, settings) in body.further_networks {
            let connected = self.engine.connect_network(&network, endpoint::connection(&created.id, settings)).await;
            if let Err(error) = connected {
                // A container without one of its networks must not be left to be taken for a whole one.
                drop(self.engine.remove_container(&created.id, true, true).await);
                return Err(error);
            }
        }
        Ok(created)
    }

    async fn connect(&self, target: &Target, key: &str) -> Result<Product, Trouble> {
        let service = self.service(&target.service).expect("a plan connects containers of its project's services only");
        let (labels, inherited, owners, link_targets) = Default::default();
        let facts = ContainerFacts {
            name: &target.name,
            number: None,
            labels: &labels,
            inherited: &inherited,
            owners: &owners,
            link_targets: &link_targets,
            one_off: None,
            outside: self.outside,
        };
        let id = self.id(&target.container);
        let body = endpoint::connect_body(self.project, service, &facts, key, &id)?;
        let network = &self.project.networks[key].name;
        nothing(self.engine.connect_network(network, body).await, |_| false)
    }

    async fn remove_container(
        &self,
        id: &ContainerId,
        force: bool,
        volumes: &AnonymousVolumes,
    ) -> Result<Product, Trouble> {
        let (with_volumes, too) = match volumes {
            AnonymousVolumes::Stay => (false, [].as_slice()),
            AnonymousVolumes::Files { volumes } => (false, volumes.as_slice()),
            AnonymousVolumes::Go { taken_over } => (true, taken_over.as_slice()),
        };
        let answer = self.engine.remove_container(id, force, with_volumes).await;
        nothing(answer, |error| error.is_not_found() || says(error, "already in progress"))?;
        for volume in too {
            let answer = self.engine.remove_volume(volume, false).await;
            // Others may use it; or the engine took it for an anonymous one after all.
            nothing(answer, |error| error.is_not_found() || error.is_conflict())?;
        }
        Ok(Product::Nothing)
    }

    async fn copy_files(&self, target: &Target, mounted: &[String]) -> Result<Product, Trouble> {
        let Some(service) = self.service(&target.service) else { return Ok(Product::Nothing) };
        let id = self.id(&target.container);
        for archive in files::archives(self.project, service, mounted)? {
            let upload = Upload {
                path: archive.folder,
                archive: stream::once(std::future::ready(Ok(archive.bytes))).boxed(),
                copy_uid_gid: archive.copy_uid_gid,
            };
            self.engine.upload_archive(&id, upload).await?;
        }
        Ok(Product::Nothing)
    }
}

pub(super) enum Trouble {
    Refused(EngineError),
    Told(ExecuteError),
}

impl From<EngineError> for Trouble {
    fn from(error: EngineError) -> Self {
        Self::Refused(error)
    }
}

impl From<crate::convert::error::ConvertError> for Trouble {
    fn from(error: crate::convert::error::ConvertError) -> Self {
        Self::Told(error.into())
    }
}

fn nothing(answer: EngineResult<()>, is_fine: impl Fn(&EngineError) -> bool) -> Result<Product, Trouble> {
    match answer {
        Err(error) if !is_fine(&error) => Err(error.into()),
        Ok(()) | Err(_) => Ok(Product::Nothing),
    }
}

/// The answer to the removal of something that others may use.
fn removed(answer: EngineResult<()>, last: bool) -> Result<Product, Trouble> {
    match answer {
        Ok(()) => Ok(Product::Nothing),
        Err(error) if error.is_not_found() => Ok(Product::Tolerated(NOT_FOUND)),
        Err(error) if last && (error.is_conflict() || says(&error, "active endpoints")) => {
            Ok(Product::Tolerated(IN_USE))
        }
        Err(error) => Err(error.into()),
    }
}

fn says(error: &EngineError, words: &str) -> bool {
    matches!(error, EngineError::Refused { message, .. } if message.contains(words))
}
