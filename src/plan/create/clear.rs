//! What is taken away before anything is made: surplus, leftovers, orphans, and what stands in the way of networks and
//! volumes that are made anew.

use std::collections::BTreeSet;

use super::super::cause::Cause;
use super::super::error::PlanError;
use super::super::operation::{Operation, StepId};
use super::super::options::Orphans;
use super::super::references;
use super::super::state::target;
use super::super::warning::Warning;
use super::decide::{Action, Decision, Existing};
use super::make::{Reconnect, Work};
use crate::model::ids::ServiceName;
use crate::model::observed::{ContainerState, ObservedContainer};

impl<'a> Work<'_, 'a> {
    /// Orphans go, or are spoken of.
    pub(super) fn orphans(&mut self) {
        let undeclared = self.scene.state.undeclared(self.scene.project);
        match self.scene.options.orphans {
            Orphans::Ignore => {}
            Orphans::Warn if undeclared.is_empty() => {}
            Orphans::Warn => {
                let mut names: Vec<String> = undeclared.iter().map(|container| container.name.clone()).collect();
                names.sort();
                self.builder.warn(Warning::Orphans(names));
            }
            Orphans::Remove => {
                let ended = |container: &&&ObservedContainer| {
                    matches!(container.state, ContainerState::Exited | ContainerState::Dead)
                };
                let one_offs: Vec<&ObservedContainer> =
                    self.scene.state.one_offs.iter().filter(ended).copied().collect();
                for container in undeclared.into_iter().chain(one_offs) {
                    self.remove(container, &[Cause::Orphan]);
                }
            }
        }
    }

    /// Services that others depend on come last, so that nothing loses what it needs while it still runs.
    pub(super) fn clear(&mut self) {
        let names: Vec<&ServiceName> = self.scene.order.names.iter().rev().copied().collect();
        let interrupted = self.interrupted();
        for name in names {
            let Some(decision) = self.decisions.get(name) else { continue };
            for existing in &decision.existing {
                self.clear_one(decision, existing, &interrupted);
            }
        }
    }

    fn clear_one(&mut self, decision: &Decision<'a>, existing: &Existing<'a>, interrupted: &BTreeSet<&'a ServiceName>) {
        let container = existing.container;
        match &existing.action {
            Action::Remove(cause) => {
                self.remove(container, std::slice::from_ref(cause));
            }
            Action::Replace(causes) => {
                if self.goes_first(container) {
                    let group = self.builder.group();
                    self.replaced_first.insert(container.id.clone(), group);
                    let stop = self.stop(container, causes, Some(group), &[]);
                    let after: Vec<StepId> = stop.into_iter().collect();
                    self.delete(container, causes, Some(group), &after);
                }
            }
            Action::Keep(mending) => {
                let diverged = self.scene.networks.diverged_of(container);
                let mut causes: Vec<Cause> =
                    diverged.iter().map(|(key, _)| Cause::NetworkRecreated((*key).to_owned())).collect();
                let others = references::restarts_with(decision.service);
                let others = others.into_iter().filter(|other| interrupted.contains(other));
                causes.extend(others.map(Cause::DependencyRestarted));
                causes.extend_from_slice(&mending.restart);
                let stop = if causes.is_empty() { None } else { self.stop(container, &causes, None, &[]) };
                let stop: Vec<StepId> = stop.into_iter().collect();
                for (key, network) in diverged {
                    let cause = Cause::NetworkRecreated(key.to_owned());
                    let disconnected = self.disconnect(container, &network.name, &cause, &stop);
                    self.freed_networks.entry(key).or_default().push(disconnected);
                    self.reconnect.push(Reconnect { container, key, cause, after: Vec::new() });
                }
                for (key, cause) in &mending.reconnect {
                    let name = &self.scene.project.networks[*key].name;
                    let mut after = stop.clone();
                    if !matches!(cause, Cause::NetworkMissing(_)) {
                        after = vec![self.disconnect(container, name, cause, &after)];
                    }
                    self.reconnect.push(Reconnect { container, key, cause: cause.clone(), after });
                }
            }
        }
    }

    fn disconnect(&mut self, container: &ObservedContainer, network: &str, cause: &Cause, after: &[StepId]) -> StepId {
        let operation = Operation::DisconnectNetwork { target: target(container), network: network.to_owned() };
        self.builder.step(operation, std::slice::from_ref(cause), after)
    }

    /// Services that are stopped before anything is made, directly or because of those that they live with.
    fn interrupted(&self) -> BTreeSet<&'a ServiceName> {
        let mut all = BTreeSet::new();
        for &name in &self.scene.order.names {
            let Some(decision) = self.decisions.get(name) else { continue };
            let itself = decision.existing.iter().any(|existing| match &existing.action {
                Action::Remove(_) => false,
                Action::Keep(mending) => !mending.restart.is_empty() || self.goes_first(existing.container),
                Action::Replace(_) => self.goes_first(existing.container),
            });
            if itself || references::restarts_with(decision.service).iter().any(|other| all.contains(other)) {
                all.insert(name);
            }
        }
        all
    }

    /// Whether the old container must be gone before its replacement can be made.
    pub(super) fn goes_first(&self, container: &ObservedContainer) -> bool {
        !self.scene.networks.diverged_of(container).is_empty()
            || !self.scene.volumes.recreated_of(self.scene.project, container).is_empty()
    }

    fn remove(&mut self, container: &'a ObservedContainer, causes: &[Cause]) {
        let after: Vec<StepId> = self.stop(container, causes, None, &[]).into_iter().collect();
        self.delete(container, causes, None, &after);
    }

    /// Finds containers that use what is to be made anew and that this plan may not touch: then nothing is done at all.
    pub(super) fn check_users(&self) -> Result<(), PlanError> {
        for (key, network) in self.scene.networks.diverged() {
            let uses = |container: &ObservedContainer| {
                container.is_up() && super::networks::is_on(container, &network.id, &network.name)
            };
            let may_reconnect = |decision: &Decision<'a>| decision.service.networks.contains_key(key);
            let blockers = self.blockers(uses, may_reconnect);
            if !blockers.is_empty() {
                return Err(PlanError::NetworkInUse { network: network.name.clone(), containers: blockers });
            }
        }
        for (&key, place) in &self.scene.volumes.places {
            if *place != super::volumes::Place::Recreate {
                continue;
            }
            let name = &self.scene.project.volumes[key].name;
            let uses = |container: &ObservedContainer| container.mounts.iter().any(|mount| mount.name == *name);
            let blockers = self.blockers(uses, |_| false);
            if !blockers.is_empty() {
                return Err(PlanError::VolumeInUse { volume: name.clone(), containers: blockers });
            }
        }
        Ok(())
    }

    /// Containers that use something and are neither removed nor replaced, nor kept by a service that `may_keep`.
    fn blockers(
        &self,
        uses: impl Fn(&ObservedContainer) -> bool,
        may_keep: impl Fn(&Decision<'a>) -> bool,
    ) -> Vec<String> {
        let released = |container: &ObservedContainer| {
            let Some(name) = container.service() else { return false };
            let Some(decision) = self.decisions.get(&name) else { return false };
            decision.existing.iter().any(|existing| {
                existing.container.id == container.id
                    && match existing.action {
                        Action::Remove(_) | Action::Replace(_) => true,
                        Action::Keep(_) => may_keep(decision),
                    }
            })
        };
        let all = self.scene.observed.containers.iter().filter(|container| uses(container));
        let left = all.filter(|container| !self.removed.contains_key(&container.id) && !released(container));
        left.map(|container| container.name.clone()).collect()
    }
}
