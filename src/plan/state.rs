//! The observed containers of a project, by what they are to it.

use std::collections::BTreeMap;

use super::operation::{AnonymousVolumes, ContainerRef, Target};
use crate::model::ids::ServiceName;
use crate::model::labels;
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::project::Project;

pub(super) struct State<'a> {
    /// Containers of services by number, then by age. Those that the engine is removing are none any more.
    services: BTreeMap<ServiceName, Vec<&'a ObservedContainer>>,
    pub(super) one_offs: Vec<&'a ObservedContainer>,
    /// Containers of `pre_start` hooks that were kept because the hook failed.
    pub(super) hooks: Vec<&'a ObservedContainer>,
}

impl<'a> State<'a> {
    pub(super) fn new(project: &str, observed: &'a Observed) -> Self {
        let mut services: BTreeMap<ServiceName, Vec<&ObservedContainer>> = BTreeMap::new();
        let mut one_offs = Vec::new();
        for container in observed.containers.iter().filter(|container| belongs(project, container)) {
            if container.is_one_off() {
                one_offs.push(container);
            } else if let Some(service) = container.service() {
                services.entry(service).or_default().push(container);
            }
        }
        for containers in services.values_mut() {
            containers.sort_by(|a, b| {
                let key = |container: &ObservedContainer| (container.number().unwrap_or(u32::MAX), container.created);
                key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
            });
        }
        let hooks = observed.containers.iter().filter(|container| is_hook(project, container)).collect();
        Self { services, one_offs, hooks }
    }

    pub(super) fn of(&self, service: &ServiceName) -> &[&'a ObservedContainer] {
        self.services.get(service).map_or(&[], Vec::as_slice)
    }

    pub(super) fn services(&self) -> impl Iterator<Item = (&ServiceName, &[&'a ObservedContainer])> {
        self.services.iter().map(|(name, containers)| (name, containers.as_slice()))
    }

    /// Containers of services that the project does not know, one-off ones left out.
    pub(super) fn undeclared(&self, project: &Project) -> Vec<&'a ObservedContainer> {
        let known =
            |name: &ServiceName| project.services.contains_key(name) || project.disabled_services.contains_key(name);
        let unknown = self.services.iter().filter(|(name, _)| !known(name));
        unknown.flat_map(|(_, containers)| containers.iter().copied()).collect()
    }
}

/// Whether it is a container of the project: of Compose's making, that is.
fn belongs(project: &str, container: &ObservedContainer) -> bool {
    container.label(labels::PROJECT) == Some(project) && container.label(labels::CONFIG_HASH).is_some()
}

fn is_hook(project: &str, container: &ObservedContainer) -> bool {
    container.label(labels::PROJECT) == Some(project)
        && container.label(labels::HOOK).is_some()
        && container.label(labels::CONFIG_HASH).is_none()
}

pub(super) fn target(container: &ObservedContainer) -> Target {
    Target {
        container: ContainerRef::Existing(container.id.clone()),
        name: container.name.clone(),
        service: container.service().unwrap_or_default(),
    }
}

/// Where a container has files and folders of the engine's host.
pub(super) fn binds(container: &ObservedContainer) -> Vec<String> {
    container.mounts.iter().filter(|mount| mount.kind == "bind").map(|mount| mount.destination.clone()).collect()
}

/// No volumes of a container but those for its secrets and configs, which nobody can use any more.
pub(super) fn file_volumes(container: &ObservedContainer) -> AnonymousVolumes {
    let folders: Vec<&str> = container.label(labels::FILE_FOLDERS).into_iter().flat_map(|all| all.split(':')).collect();
    let mounts = container.mounts.iter().filter(|mount| mount.kind == "volume" && !mount.name.is_empty());
    let volumes: Vec<String> =
        mounts.filter(|mount| folders.contains(&mount.destination.as_str())).map(|mount| mount.name.clone()).collect();
    if volumes.is_empty() { AnonymousVolumes::Stay } else { AnonymousVolumes::Files { volumes } }
}

/// All anonymous volumes of a container. Those of the engine's making have 64 hexadecimal digits for a name.
pub(super) fn anonymous_volumes(project: &Project, container: &ObservedContainer) -> AnonymousVolumes {
    let is_given = |name: &str| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_declared = |name: &str| project.volumes.values().any(|volume| volume.name == name);
    let is_replacement = container.label(labels::REPLACE).is_some();
    let mounts = container.mounts.iter().filter(|mount| is_replacement && mount.kind == "volume");
    let names = mounts.map(|mount| mount.name.clone()).filter(|name| is_given(name) && !is_declared(name));
    AnonymousVolumes::Go { taken_over: names.collect() }
}
