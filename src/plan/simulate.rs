//! Carries a plan out on a picture of the engine: for tests that plan again on what a plan leaves.

use std::collections::BTreeMap;

use super::operation::{ContainerRef, CreateContainer, Operation, Plan, StepId, WaitCondition};
use crate::model::ids::{ContainerId, NetworkId, ServiceName};
use crate::model::labels;
use crate::model::mount::MountKind;
use crate::model::naming;
use crate::model::observed::{
    ContainerState, Observed, ObservedContainer, ObservedEndpoint, ObservedMount, ObservedNetwork, ObservedVolume,
};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan::hash;

fn endpoint(service: &Service, key: &str) -> ObservedEndpoint {
    let network = service.networks[key].clone().unwrap_or_default();
    let addresses = [network.ipv4_address, network.ipv6_address].into_iter();
    let fixed_addresses = addresses.filter(|address| !address.is_empty()).collect();
    let aliases = Some([vec![service.name.to_string()], network.aliases].concat());
    ObservedEndpoint { aliases, fixed_addresses, ..ObservedEndpoint::default() }
}

/// When the first object of a test was made.
const EPOCH: i64 = 1_000_000;

pub(super) fn apply(project: &Project, observed: &Observed, plan: &Plan) -> Observed {
    let newest = observed.containers.iter().map(|container| container.created).max().unwrap_or(EPOCH);
    let mut engine =
        Engine { project, observed: observed.clone(), made: BTreeMap::new(), serial: newest - EPOCH, starts: 0 };
    for step in &plan.steps {
        engine.step(step.id, &step.operation);
    }
    engine.observed
}

struct Engine<'a> {
    project: &'a Project,
    observed: Observed,
    made: BTreeMap<StepId, ContainerId>,
    serial: i64,
    starts: i64,
}

impl Engine<'_> {
    fn step(&mut self, id: StepId, operation: &Operation) {
        match operation {
            Operation::CreateNetwork { key } => self.create_network(key),
            Operation::RemoveNetwork { id, name } => {
                let user = self.observed.containers.iter().find(|container| {
                    container.is_running() && container.networks.values().any(|endpoint| endpoint.network_id == *id)
                });
                assert!(user.is_none(), "network {name} is in use by {user:?}");
                self.observed.networks.retain(|network| network.id != *id);
            }
            Operation::ConnectNetwork { target, key } => {
                let name = self.project.networks[key].name.clone();
                let network_id = self.network(&name);
                let endpoint = ObservedEndpoint { network_id, ..endpoint(&self.service(&target.service), key) };
                self.container(&target.container).networks.insert(name, endpoint);
            }
            Operation::DisconnectNetwork { target, network } => {
                self.container(&target.container).networks.remove(network).expect("it is on the network");
            }
            Operation::CreateVolume { key } => self.create_volume(key),
            Operation::RemoveVolume { name } => {
                let user = self.observed.containers.iter().find(|user| user.mounts.iter().any(|at| at.name == *name));
                assert!(user.is_none(), "volume {name} is in use by {user:?}");
                self.observed.volumes.retain(|volume| volume.name != *name);
            }
            Operation::CreateContainer(create) => self.create(id, create),
            Operation::RenameContainer { target, name } => {
                self.assert_free(name);
                self.container(&target.container).name.clone_from(name);
            }
            Operation::StartContainer { target } | Operation::RestartContainer { target, .. } => {
                let networks = self.observed.networks.clone();
                self.starts += 1;
                let started_at = format!("2999-01-01T00:00:00.{:09}Z", self.starts);
                let container = self.container(&target.container);
                for (name, endpoint) in &mut container.networks {
                    let network = networks.iter().find(|network| network.name == *name || network.id.0 == *name);
                    endpoint.network_id = network.expect("a container starts when its networks are there").id.clone();
                }
                container.started_at = Some(started_at);
                set(container, ContainerState::Running, "Up 1 second");
            }
            Operation::StopContainer { target, .. } | Operation::KillContainer { target, .. } => {
                set(self.container(&target.container), ContainerState::Exited, "Exited (137) 1 second ago");
            }
            Operation::PauseContainer { target } => {
                set(self.container(&target.container), ContainerState::Paused, "Up 1 second (Paused)");
            }
            Operation::UnpauseContainer { target } => {
                set(self.container(&target.container), ContainerState::Running, "Up 1 second");
            }
            Operation::RemoveContainer { target, .. } => {
                let id = self.container(&target.container).id.clone();
                self.observed.containers.retain(|container| container.id != id);
            }
            Operation::RunHook { target, .. } => {
                assert!(self.container(&target.container).is_running(), "hooks run in what runs: {}", target.name);
            }
            Operation::RunPreStart(hook) => {
                self.assert_free(&hook.name);
                assert!(!self.container(&hook.replica.container).is_running(), "it is before the start");
            }
            Operation::CopyFiles { .. } | Operation::CallProvider { .. } => {}
            Operation::WaitFor(wait) => {
                for target in &wait.containers {
                    if wait.condition == WaitCondition::Healthy {
                        set(self.container(&target.container), ContainerState::Running, "Up 1 second (healthy)");
                    }
                }
            }
            Operation::RemoveImage { reference } => {
                self.observed.images.remove(reference);
            }
        }
    }

    fn container(&mut self, container: &ContainerRef) -> &mut ObservedContainer {
        let id = match container {
            ContainerRef::Existing(id) => id,
            ContainerRef::CreatedBy(step) => &self.made[step],
        };
        self.observed.containers.iter_mut().find(|found| found.id == *id).expect("the container is there")
    }

    fn network(&self, name: &str) -> NetworkId {
        let found = self.observed.networks.iter().find(|network| network.name == name || network.id.0 == name);
        found.unwrap_or_else(|| panic!("network {name} is there")).id.clone()
    }

    fn service(&self, name: &ServiceName) -> Service {
        let service = self.project.services.get(name);
        service.unwrap_or_else(|| &self.project.disabled_services[name]).clone()
    }

    fn assert_free(&self, name: &str) {
        assert!(self.observed.containers.iter().all(|container| container.name != name), "the name {name} is free");
    }

    fn create_network(&mut self, key: &str) {
        let definition = &self.project.networks[key];
        let labels = self.own(labels::NETWORK, key, hash::network(definition));
        let id = self.id().into();
        assert!(self.observed.networks.iter().all(|network| network.name != definition.name));
        let name = definition.name.clone();
        self.observed.networks.push(ObservedNetwork { id, name, labels, ..ObservedNetwork::default() });
    }

    fn create_volume(&mut self, key: &str) {
        let definition = &self.project.volumes[key];
        let labels = self.own(labels::VOLUME, key, hash::volume(definition));
        let name = definition.name.clone();
        self.observed.volumes.push(ObservedVolume { name, labels, ..ObservedVolume::default() });
    }

    fn own(&self, kind: &str, key: &str, hash: String) -> BTreeMap<String, String> {
        let pairs = [(labels::PROJECT, self.project.name.clone()), (kind, key.to_owned()), (labels::CONFIG_HASH, hash)];
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    fn id(&mut self) -> String {
        self.serial += 1;
        format!("{:012x}{:052}", 0xfed_000_000_000_i64 + self.serial, 0)
    }

    fn create(&mut self, step: StepId, create: &CreateContainer) {
        let service = self.service(&create.service);
        let owners = create.owners.iter().map(|(name, owner)| {
            let mut engine = Engine { observed: self.observed.clone(), made: self.made.clone(), ..*self };
            (name.clone(), engine.container(owner).id.clone())
        });
        let owners = owners.collect();
        let mut labels = service.labels.0.clone();
        labels.extend(create.labels_with(&service, &owners).into_owned());
        let name = create.temporary_name.as_ref().unwrap_or(&create.name);
        self.assert_free(name);
        let networks = service.networks.keys().filter(|_| service.network_mode.is_empty());
        let networks = networks.map(|key| {
            let name = self.project.networks[key].name.clone();
            self.network(&name);
            (name, endpoint(&service, key))
        });
        let networks = networks.collect();
        let id = ContainerId(self.id());
        self.made.insert(step, id.clone());
        let container = ObservedContainer {
            name: name.clone(),
            image_id: labels.get(labels::IMAGE).cloned().unwrap_or_default(),
            mounts: self.mounts(&service, create, &id),
            created: EPOCH + self.serial,
            id,
            labels,
            networks,
            ..ObservedContainer::default()
        };
        self.observed.containers.insert(0, container);
    }

    fn mounts(&self, service: &Service, create: &CreateContainer, id: &ContainerId) -> Vec<ObservedMount> {
        let image = self.observed.images.get(&naming::image_name(self.project, service));
        let declared = image.into_iter().flat_map(|image| &image.volumes).map(|path| (path.clone(), String::new()));
        let volumes = service.volumes.iter().filter(|mount| mount.kind == MountKind::Volume);
        let mut all: BTreeMap<String, String> = declared.collect();
        for mount in volumes {
            let name = self.project.volumes.get(&mount.source).map(|volume| volume.name.clone());
            if let Some(name) = &name {
                assert!(self.observed.volumes.iter().any(|volume| volume.name == *name), "volume {name} is there");
            }
            all.insert(mount.target.clone(), name.unwrap_or_default());
        }
        all.extend(create.inherited.clone());
        let mount = |(destination, name): (String, String)| ObservedMount {
            kind: "volume".to_owned(),
            name: if name.is_empty() { format!("anonymous-{}-{destination}", id.short()) } else { name },
            destination,
            ..ObservedMount::default()
        };
        all.into_iter().map(mount).collect()
    }
}

fn set(container: &mut ObservedContainer, state: ContainerState, status: &str) {
    container.state = state;
    status.clone_into(&mut container.status);
}
