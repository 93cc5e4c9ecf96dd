//! Networks, volumes and containers are made; containers that differ are replaced.

use std::collections::{BTreeMap, BTreeSet};

use super::super::builder::Builder;
use super::super::cause::Cause;
use super::super::error::PlanError;
use super::super::hooks::{self, About};
use super::super::operation::{AnonymousVolumes, ContainerRef, GroupId, Operation, StepId, Target, Turn};
use super::super::references;
use super::super::rollout::{Placed, Run};
use super::super::state::{anonymous_volumes, binds, file_volumes, target};
use super::container::{self, Wanted};
use super::decide::{Action, Decision, Decisions, Owner, owner};
use super::mend::Mending;
use super::networks::{self, Place};
use super::scene::Scene;
use super::volumes;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::naming;
use crate::model::observed::{ContainerState, ObservedContainer};
use crate::model::service::Service;

/// The plan while it is put together.
pub(super) struct Work<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    pub(super) decisions: &'s Decisions<'a>,
    pub(super) builder: Builder,
    /// The steps that remove containers.
    pub(super) removed: BTreeMap<ContainerId, StepId>,
    /// The steps that stop containers of a service.
    stops: BTreeMap<ServiceName, Vec<StepId>>,
    stopped: BTreeSet<ContainerId>,
    /// Services whose dependents have been stopped.
    interrupted: BTreeSet<ServiceName>,
    /// Containers that are gone before their replacements are made, with the group of both.
    pub(super) replaced_first: BTreeMap<ContainerId, GroupId>,
    /// The steps after which a network, by its key, has no users any more.
    pub(super) freed_networks: BTreeMap<&'a str, Vec<StepId>>,
    pub(super) reconnect: Vec<Reconnect<'a>>,
    reconnected: BTreeMap<ContainerId, Vec<StepId>>,
    networks: BTreeMap<&'a str, StepId>,
    volumes: BTreeMap<&'a str, StepId>,
    owners: BTreeMap<ServiceName, ContainerRef>,
    pub(super) placed: BTreeMap<ServiceName, Vec<Placed>>,
    /// Containers of any project by name.
    names: BTreeMap<&'a str, &'a ObservedContainer>,
    /// Containers that are gone when all is done.
    doomed: BTreeSet<&'a ContainerId>,
    /// Renames that wait for the removal of a container of another service.
    late_renames: Vec<LateRename>,
}

/// A container that is connected to a network, by its key, after these steps.
pub(super) struct Reconnect<'a> {
    pub(super) container: &'a ObservedContainer,
    pub(super) key: &'a str,
    pub(super) cause: Cause,
    pub(super) after: Vec<StepId>,
}

struct LateRename {
    target: Target,
    holder: ContainerId,
    after: Vec<StepId>,
}

impl<'s, 'a> Work<'s, 'a> {
    pub(super) fn new(scene: &'s Scene<'a>, decisions: &'s Decisions<'a>) -> Self {
        let going =
            decisions.values().flat_map(|decision| &decision.existing).filter(|existing| match &existing.action {
                Action::Replace(_) | Action::Remove(_) => true,
                Action::Keep(mending) => mending.rename.is_some(),
            });
        Self {
            scene,
            decisions,
            builder: Builder::default(),
            removed: BTreeMap::new(),
            stops: BTreeMap::new(),
            stopped: BTreeSet::new(),
            interrupted: BTreeSet::new(),
            replaced_first: BTreeMap::new(),
            freed_networks: BTreeMap::new(),
            reconnect: Vec::new(),
            reconnected: BTreeMap::new(),
            networks: BTreeMap::new(),
            volumes: BTreeMap::new(),
            owners: BTreeMap::new(),
            placed: BTreeMap::new(),
            names: scene.observed.containers.iter().map(|container| (container.name.as_str(), container)).collect(),
            doomed: going.map(|existing| &existing.container.id).collect(),
            late_renames: Vec::new(),
        }
    }

    /// Stops a container that is up, once, after everything that depends on its service.
    pub(super) fn stop(
        &mut self,
        container: &ObservedContainer,
        causes: &[Cause],
        group: Option<GroupId>,
        after: &[StepId],
    ) -> Option<StepId> {
        if !container.is_up() || !self.stopped.insert(container.id.clone()) {
            return None;
        }
        let target = target(container);
        let service = target.service.clone();
        let mut after = after.to_vec();
        for dependent in self.scene.order.dependents(&service) {
            after.extend(self.stops.get(dependent).into_iter().flatten());
        }
        let known = self.scene.service(&service).filter(|_| container.is_running());
        let about = About { target: &target, causes, group };
        let after = hooks::run(&mut self.builder, (known, Turn::PreStop), about, &after);
        let operation = Operation::StopContainer { target, timeout: self.scene.options.timeout };
        let step = self.builder.push(operation, causes, &after, group);
        self.stops.entry(service).or_default().push(step);
        Some(step)
    }

    pub(super) fn delete(
        &mut self,
        container: &'a ObservedContainer,
        causes: &[Cause],
        group: Option<GroupId>,
        after: &[StepId],
    ) -> StepId {
        // A replacement that never ran has none but empty ones.
        let is_unused = causes == [Cause::Leftover] && container.state == ContainerState::Created;
        let volumes = if is_unused {
            AnonymousVolumes::Go { taken_over: Vec::new() }
        } else if self.scene.options.renew_anonymous_volumes && group.is_some() {
            anonymous_volumes(self.scene.project, container)
        } else {
            file_volumes(container)
        };
        let operation = Operation::RemoveContainer { target: target(container), force: true, volumes };
        let step = match group {
            Some(group) => self.builder.grouped(group, operation, causes, after),
            None => self.builder.step(operation, causes, after),
        };
        self.removed.insert(container.id.clone(), step);
        for (key, _) in self.scene.networks.diverged_of(container) {
            self.freed_networks.entry(key).or_default().push(step);
        }
        step
    }

    pub(super) fn networks(&mut self) {
        let scene = self.scene;
        for (&key, place) in &scene.networks.places {
            let (causes, after) = match place {
                Place::Existing(_) => continue,
                Place::Missing => (vec![Cause::Missing], Vec::new()),
                Place::Diverged(network) => {
                    let operation = Operation::RemoveNetwork { id: network.id.clone(), name: network.name.clone() };
                    let freed = self.freed_networks.get(key).map_or(&[] as &[StepId], Vec::as_slice);
                    let remove = self.builder.step(operation, &[Cause::DefinitionChanged], freed);
                    (vec![Cause::DefinitionChanged], vec![remove])
                }
            };
            let step = self.builder.step(Operation::CreateNetwork { key: key.to_owned() }, &causes, &after);
            self.networks.insert(key, step);
        }
        for Reconnect { container, key, cause, mut after } in std::mem::take(&mut self.reconnect) {
            let operation = Operation::ConnectNetwork { target: target(container), key: key.to_owned() };
            after.extend(self.networks.get(key));
            let step = self.builder.step(operation, &[cause], &after);
            self.reconnected.entry(container.id.clone()).or_default().push(step);
        }
    }

    pub(super) fn volumes(&mut self) {
        let scene = self.scene;
        for (&key, place) in &scene.volumes.places {
            let (causes, after) = match place {
                volumes::Place::Existing => continue,
                volumes::Place::Missing => (vec![Cause::Missing], Vec::new()),
                volumes::Place::Recreate => {
                    let name = &scene.project.volumes[key].name;
                    let users = scene.observed.containers.iter();
                    let users = users.filter(|container| container.mounts.iter().any(|mount| mount.name == *name));
                    let freed: Vec<StepId> =
                        users.filter_map(|container| self.removed.get(&container.id)).copied().collect();
                    let operation = Operation::RemoveVolume { name: name.clone() };
                    let remove = self.builder.step(operation, &[Cause::DefinitionChanged], &freed);
                    (vec![Cause::DefinitionChanged], vec![remove])
                }
            };
            let step = self.builder.step(Operation::CreateVolume { key: key.to_owned() }, &causes, &after);
            self.volumes.insert(key, step);
        }
    }

    pub(super) fn containers(&mut self) -> Result<(), PlanError> {
        for &name in &self.scene.order.names {
            if let Some(decision) = self.decisions.get(name) {
                self.service(name, decision)?;
            }
        }
        for LateRename { target, holder, mut after } in std::mem::take(&mut self.late_renames) {
            after.extend(self.removed.get(&holder));
            let (service, name) = (target.service.clone(), target.name.clone());
            let operation = Operation::RenameContainer { target, name: name.clone() };
            let step = self.builder.step(operation, &[Cause::Replaced], &after);
            let placed = self.placed.get_mut(&service).into_iter().flatten();
            for placed in placed.filter(|placed| placed.target.name == name) {
                placed.ready.push(step);
            }
        }
        Ok(())
    }

    /// Networks of ours under names that they have no more: gone, unless somebody still uses them.
    pub(super) fn old_networks(&mut self) {
        let scene = self.scene;
        for (key, network) in &scene.networks.renamed {
            let users = scene.observed.containers.iter();
            let users = users.filter(|container| networks::is_on(container, &network.id, &network.name));
            let mut after = Vec::new();
            let mut free = true;
            for container in users {
                match self.removed.get(&container.id) {
                    Some(&step) => after.push(step),
                    None => free = false,
                }
            }
            if free {
                let new = scene.project.networks[*key].name.clone();
                let operation = Operation::RemoveNetwork { id: network.id.clone(), name: network.name.clone() };
                self.builder.step(operation, &[Cause::Renamed(new)], &after);
            }
        }
    }

    fn service(&mut self, name: &ServiceName, decision: &Decision<'a>) -> Result<(), PlanError> {
        let needs = self.needs(decision.service)?;
        self.placed.entry(name.clone()).or_default();
        // Containers without a number of their own get the next free ones.
        let used = decision.existing.iter().filter_map(|existing| existing.container.number());
        let mut next = used.chain(decision.new.iter().copied()).max().unwrap_or(0);
        for existing in &decision.existing {
            let container = existing.container;
            let placed = match &existing.action {
                Action::Remove(_) => continue,
                Action::Keep(Mending { rename: Some(name), .. }) => self.rename(container, name),
                Action::Keep(_) => self.keep(container),
                Action::Replace(causes) => {
                    let number = container.number().unwrap_or_else(|| {
                        next += 1;
                        next
                    });
                    let wanted = needs.wanted(number, Some(container));
                    self.replace(decision, container, causes, (wanted, &needs.after))?
                }
            };
            self.placed.entry(name.clone()).or_default().push(placed);
        }
        for &number in &decision.new {
            let placed = self.create(decision.service, needs.wanted(number, None), &needs.after)?;
            self.placed.entry(name.clone()).or_default().push(placed);
        }
        self.remember_owner(name, decision);
        Ok(())
    }

    fn keep(&mut self, container: &ObservedContainer) -> Placed {
        let was = Run::observed(container);
        let run = match was {
            Run::Running(_) | Run::Paused if self.stopped.contains(&container.id) => Run::Stopped,
            Run::Running(_) | Run::Paused | Run::Busy | Run::Stopped | Run::Ended(_) | Run::New(_) => was,
        };
        let mut ready = self.reconnected.get(&container.id).cloned().unwrap_or_default();
        if run == Run::Stopped {
            ready.extend(self.stops.get(&container.service().unwrap_or_default()).into_iter().flatten());
        }
        let was_up = container.is_up();
        Placed { target: target(container), ready, run, was_up, mounted: binds(container) }
    }

    fn rename(&mut self, container: &ObservedContainer, name: &str) -> Placed {
        let mut placed = self.keep(container);
        name.clone_into(&mut placed.target.name);
        let operation = Operation::RenameContainer { target: placed.target.clone(), name: name.to_owned() };
        placed.ready.push(self.builder.step(operation, &[Cause::Leftover], &[]));
        placed
    }

    fn create(&mut self, service: &Service, wanted: Wanted<'_>, after: &[StepId]) -> Result<Placed, PlanError> {
        let mut create = container::create(self.scene, service, wanted);
        let mut after = after.to_vec();
        let name = create.name.clone();
        let holder = self.names.get(name.as_str()).copied();
        let mut late = None;
        if let Some(holder) = holder {
            match self.removed.get(&holder.id) {
                Some(&step) => after.push(step),
                None if self.doomed.contains(&holder.id) => {
                    create.temporary_name = Some(naming::temporary_name(&holder.id, &name));
                    late = Some(holder.id.clone());
                }
                None => return Err(name_taken(service, &name, holder)),
            }
        }
        let step = self.builder.step(Operation::CreateContainer(Box::new(create)), &[Cause::Missing], &after);
        let target = Target { container: ContainerRef::CreatedBy(step), name, service: service.name.clone() };
        if let Some(holder) = late {
            self.late_renames.push(LateRename { target: target.clone(), holder, after: vec![step] });
        }
        Ok(Placed { target, ready: vec![step], run: Run::New(Cause::Missing), was_up: false, mounted: Vec::new() })
    }

    fn replace(
        &mut self,
        decision: &Decision<'a>,
        old: &'a ObservedContainer,
        causes: &[Cause],
        (wanted, needed): (Wanted<'_>, &[StepId]),
    ) -> Result<Placed, PlanError> {
        let service = decision.service;
        let mut create = container::create(self.scene, service, wanted);
        let name = create.name.clone();
        let holder = self.names.get(name.as_str()).copied().filter(|holder| holder.id != old.id);
        let stays = |id| !self.doomed.contains(id) && !self.removed.contains_key(id);
        if let Some(holder) = holder.filter(|holder| stays(&holder.id)) {
            return Err(name_taken(service, &name, holder));
        }
        let first = self.replaced_first.get(&old.id).copied();
        let group = first.unwrap_or_else(|| self.builder.group());
        let mut after = needed.to_vec();
        if first.is_some() {
            after.extend(self.removed.get(&old.id));
        }
        let holder_stays_for_now = holder.filter(|holder| !self.removed.contains_key(&holder.id));
        if first.is_none() || holder_stays_for_now.is_some() {
            create.temporary_name = Some(naming::temporary_name(&old.id, &name));
        } else {
            after.extend(holder.and_then(|holder| self.removed.get(&holder.id)));
        }
        let temporary = create.temporary_name.is_some();
        let made = self.builder.grouped(group, Operation::CreateContainer(Box::new(create)), causes, &after);
        let target = Target { container: ContainerRef::CreatedBy(made), name, service: service.name.clone() };
        let mut ready = vec![made];
        if first.is_none() {
            self.stop_dependents(service, made);
            let stop = self.stop(old, causes, Some(group), &[made]);
            ready = vec![self.delete(old, causes, Some(group), &[stop.unwrap_or(made), made])];
        }
        if let Some(holder) = holder_stays_for_now {
            self.late_renames.push(LateRename {
                target: target.clone(),
                holder: holder.id.clone(),
                after: ready.clone(),
            });
        } else if temporary {
            let operation = Operation::RenameContainer { target: target.clone(), name: target.name.clone() };
            let mut after = ready.clone();
            after.extend(holder.and_then(|holder| self.removed.get(&holder.id)));
            ready = vec![self.builder.grouped(group, operation, causes, &after)];
        }
        let run = Run::New(Cause::Replaced);
        Ok(Placed { target, ready, run, was_up: old.is_up(), mounted: Vec::new() })
    }

    /// Dependents that restart with the service stop before its container is replaced, once the replacement is there; and
    /// before them those that restart with them.
    fn stop_dependents(&mut self, service: &Service, created: StepId) {
        if !self.interrupted.insert(service.name.clone()) {
            return;
        }
        let decisions = self.decisions;
        let cause = [Cause::DependencyRestarted(service.name.clone())];
        let dependents: Vec<&ServiceName> = self.scene.order.dependents(&service.name).collect();
        for decision in dependents.into_iter().filter_map(|name| decisions.get(name)) {
            if !references::restarts_with(decision.service).contains(&service.name) {
                continue;
            }
            self.stop_dependents(decision.service, created);
            let kept = decision.existing.iter().filter(|existing| match existing.action {
                Action::Keep(_) => true,
                Action::Replace(_) | Action::Remove(_) => false,
            });
            for existing in kept {
                self.stop(existing.container, &cause, None, &[created]);
            }
        }
    }

    /// What the containers of a service cannot be created without.
    pub(super) fn needs(&self, service: &Service) -> Result<Needs, PlanError> {
        let mut needs = Needs::default();
        needs.after.extend(networks::keys_of(service).filter_map(|key| self.networks.get(key)));
        needs.after.extend(volumes::keys_of(service).into_iter().filter_map(|key| self.volumes.get(key)));
        for reference in references::of(service) {
            let container = match self.owners.get(&reference.service) {
                Some(container) => container.clone(),
                None => match owner(self.scene, self.decisions, &reference.service) {
                    Some(Owner::Kept(container)) => ContainerRef::Existing(container.id.clone()),
                    Some(Owner::Replaced(_) | Owner::New) | None => {
                        return Err(PlanError::OwnerMissing { what: reference.what, service: reference.service });
                    }
                },
            };
            if let ContainerRef::CreatedBy(step) = container {
                needs.after.push(step);
            }
            needs.owners.insert(reference.service, container);
        }
        for link in &service.links {
            let linked = ServiceName::from(link.split_once(':').map_or(link.as_str(), |(name, _)| name));
            let names = match self.placed.get(&linked) {
                Some(placed) => {
                    needs.after.extend(placed.iter().flat_map(|placed| &placed.ready));
                    placed.iter().map(|placed| placed.target.name.clone()).collect()
                }
                None => self.scene.state.of(&linked).iter().map(|container| container.name.clone()).collect(),
            };
            needs.link_targets.insert(linked, names);
        }
        Ok(needs)
    }

    fn remember_owner(&mut self, name: &ServiceName, decision: &Decision<'a>) {
        let placed = self.placed.get(name).map_or(&[] as &[Placed], Vec::as_slice);
        let owner = match decision.owner() {
            Some(Owner::Kept(container)) => Some(ContainerRef::Existing(container.id.clone())),
            Some(Owner::Replaced(container)) => {
                let left = decision.existing.iter().filter(|existing| !matches!(existing.action, Action::Remove(_)));
                let position = left.clone().position(|existing| existing.container.id == container.id);
                position.and_then(|position| placed.get(position)).map(|placed| placed.target.container.clone())
            }
            Some(Owner::New) => placed.first().map(|placed| placed.target.container.clone()),
            None => None,
        };
        self.owners.extend(owner.map(|owner| (name.clone(), owner)));
    }
}

/// What all containers of a service need.
#[derive(Default)]
pub(super) struct Needs {
    pub(super) after: Vec<StepId>,
    pub(super) owners: BTreeMap<ServiceName, ContainerRef>,
    pub(super) link_targets: BTreeMap<ServiceName, Vec<String>>,
}

impl Needs {
    fn wanted<'o>(&self, number: u32, replaced: Option<&'o ObservedContainer>) -> Wanted<'o> {
        Wanted { number, replaced, owners: self.owners.clone(), link_targets: self.link_targets.clone() }
    }
}

fn name_taken(service: &Service, name: &str, holder: &ObservedContainer) -> PlanError {
    PlanError::NameTaken {
        name: name.to_owned(),
        service: service.name.clone(),
        container: holder.id.short().to_owned(),
    }
}
