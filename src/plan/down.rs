//! `down`: containers, then networks, volumes and images. Nothing goes that does not carry the project's label.

use std::collections::{BTreeMap, BTreeSet};

use super::cause::Cause;
use super::create::networks::is_on;
use super::error::PlanError;
use super::operation::{Operation, Plan, ProviderCall, StepId};
use super::options::{DownOptions, RemoveImages};
use super::state::State;
use super::teardown::{How, Teardown, chosen};
use super::warning::Warning;
use crate::model::ids::ServiceName;
use crate::model::labels;
use crate::model::naming;
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::project::Project;
use crate::model::service::Service;

pub(crate) fn down(project: &Project, observed: &Observed, options: &DownOptions) -> Result<Plan, PlanError> {
    let mut chosen = chosen(project, &options.services)?;
    let state = State::new(&project.name, observed);
    let mut teardown = Teardown::new(project, options.timeout)?;
    if options.include_dependents {
        include_dependents(&teardown, &mut chosen);
    }
    let how = How { force: true, volumes: options.volumes };
    for name in teardown.dependents_first() {
        if chosen.contains(name) {
            teardown.provided(name, ProviderCall::Down);
        }
        for container in state.of(name).iter().filter(|_| chosen.contains(name)) {
            teardown.remove(container, &Cause::Requested, how);
        }
    }
    if options.remove_orphans {
        for container in state.undeclared(project).into_iter().chain(state.one_offs.iter().copied()) {
            teardown.remove(container, &Cause::Orphan, how);
        }
    }
    for container in &state.hooks {
        if container.service().is_some_and(|name| chosen.contains(&name)) {
            teardown.remove(container, &Cause::HookLeftover, how);
        }
    }
    let mut rest = Rest { project, observed, options, chosen: &chosen, teardown };
    rest.networks();
    if options.volumes {
        rest.volumes();
    }
    if let Some(which) = options.images {
        rest.images(which, &state);
    }
    Ok(rest.teardown.finish())
}

/// All that depends on the chosen services, directly or not.
fn include_dependents(teardown: &Teardown<'_>, chosen: &mut BTreeSet<ServiceName>) {
    for &name in &teardown.order.names {
        if chosen.contains(name) {
            chosen.extend(teardown.order.dependents(name).cloned());
        }
    }
}

/// What follows the containers.
struct Rest<'p, 'a> {
    project: &'a Project,
    observed: &'a Observed,
    options: &'p DownOptions,
    chosen: &'p BTreeSet<ServiceName>,
    teardown: Teardown<'a>,
}

impl Rest<'_, '_> {
    fn networks(&mut self) {
        for network in &self.observed.networks {
            let key = network.labels.get(labels::NETWORK);
            let declared = self.project.networks.iter().find(|(name, definition)| {
                !definition.external && (Some(*name) == key || definition.name == network.name)
            });
            if declared.is_none() || !self.is_ours(&network.labels) {
                continue;
            }
            let uses = |container: &ObservedContainer| is_on(container, &network.id, &network.name);
            let Some(after) = self.freed(uses, ObservedContainer::is_up) else { continue };
            let operation = Operation::RemoveNetwork { id: network.id.clone(), name: network.name.clone() };
            self.teardown.builder.step(operation, &[Cause::Requested], &after);
        }
    }

    fn volumes(&mut self) {
        let declared: BTreeSet<&str> = self
            .project
            .volumes
            .values()
            .filter(|volume| !volume.external)
            .map(|volume| volume.name.as_str())
            .collect();
        for volume in self.observed.volumes.iter().filter(|volume| declared.contains(&*volume.name)) {
            if !self.is_ours(&volume.labels) {
                self.teardown.builder.warn(Warning::NotOurs { kind: "volume", name: volume.name.clone() });
                continue;
            }
            let uses = |container: &ObservedContainer| container.mounts.iter().any(|at| at.name == volume.name);
            let Some(after) = self.freed(uses, |_| true) else { continue };
            let operation = Operation::RemoveVolume { name: volume.name.clone() };
            self.teardown.builder.step(operation, &[Cause::Requested], &after);
        }
    }

    fn images(&mut self, which: RemoveImages, state: &State<'_>) {
        let mut by_reference: BTreeMap<String, Vec<&Service>> = BTreeMap::new();
        let services = self.project.services.values().filter(|service| self.chosen.contains(&service.name));
        for service in services.filter(|service| service.provider.is_none()) {
            by_reference.entry(naming::image_name(self.project, service)).or_default().push(service);
        }
        for (reference, services) in by_reference {
            let Some(image) = self.observed.images.get(&reference) else { continue };
            let default = |service: &&Service| reference == format!("{}-{}", self.project.name, service.name);
            let local = self.is_ours(&image.labels) || services.iter().any(default);
            let goes = match which {
                RemoveImages::All => true,
                RemoveImages::Local => local,
            };
            if goes {
                let containers = services.iter().flat_map(|service| state.of(&service.name));
                let after: Vec<StepId> =
                    containers.filter_map(|container| self.teardown.removed.get(&container.id)).copied().collect();
                let operation = Operation::RemoveImage { reference: reference.clone() };
                self.teardown.builder.step(operation, &[Cause::Requested], &after);
            }
        }
    }

    fn is_ours(&self, labels: &BTreeMap<String, String>) -> bool {
        labels.get(labels::PROJECT) == Some(&self.project.name)
    }

    /// The steps after which nothing uses a thing any more. `None`: only some services go, and others still use it.
    fn freed(
        &self,
        uses: impl Fn(&ObservedContainer) -> bool,
        hinders: impl Fn(&ObservedContainer) -> bool,
    ) -> Option<Vec<StepId>> {
        let mut after = Vec::new();
        for container in self.observed.containers.iter().filter(|container| uses(container)) {
            match self.teardown.removed.get(&container.id) {
                Some(&step) => after.push(step),
                None if hinders(container) && !self.options.services.is_empty() => return None,
                None => {}
            }
        }
        Some(after)
    }
}
