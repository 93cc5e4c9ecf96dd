//! Stops and removes containers, those first that depend on others. Shared by `stop`, `down` and `rm`.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::Builder;
use super::cause::Cause;
use super::error::PlanError;
use super::hooks::{self, About};
use super::operation::{Operation, Plan, ProviderCall, StepId, Turn};
use super::order::Order;
use super::state::{anonymous_volumes, file_volumes, target};
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::observed::ObservedContainer;
use crate::model::project::Project;
use crate::model::service::Service;

pub(super) struct Teardown<'a> {
    project: &'a Project,
    pub(super) order: Order<'a>,
    pub(super) builder: Builder,
    timeout: Option<i64>,
    stops: BTreeMap<ServiceName, Vec<StepId>>,
    /// The steps that remove containers.
    pub(super) removed: BTreeMap<ContainerId, StepId>,
}

impl<'a> Teardown<'a> {
    pub(super) fn new(project: &'a Project, timeout: Option<i64>) -> Result<Self, PlanError> {
        let services: BTreeMap<&ServiceName, &Service> = project.services.iter().collect();
        Ok(Self {
            project,
            order: Order::new(&services)?,
            builder: Builder::default(),
            timeout,
            stops: BTreeMap::new(),
            removed: BTreeMap::new(),
        })
    }

    /// Services so that what depends on others comes before them.
    pub(super) fn dependents_first(&self) -> Vec<&'a ServiceName> {
        self.order.names.iter().rev().copied().collect()
    }

    /// `None`: it is not up.
    pub(super) fn stop(&mut self, container: &ObservedContainer, cause: &Cause) -> Option<StepId> {
        if !container.is_up() {
            return None;
        }
        let target = target(container);
        let service = target.service.clone();
        let dependents = self.order.dependents(&service);
        let after: Vec<StepId> =
            dependents.flat_map(|name| self.stops.get(name).into_iter().flatten().copied()).collect();
        let causes = std::slice::from_ref(cause);
        let known = self.project.services.get(&service).filter(|_| container.is_running());
        let about = About { target: &target, causes, group: None };
        let after = hooks::run(&mut self.builder, (known, Turn::PreStop), about, &after);
        let operation = Operation::StopContainer { target, timeout: self.timeout };
        let step = self.builder.step(operation, causes, &after);
        self.stops.entry(service).or_default().push(step);
        Some(step)
    }

    /// A service of a provider goes when those that depend on it have gone, and before those that it depends on.
    pub(super) fn provided(&mut self, name: &ServiceName, call: ProviderCall) {
        if self.project.services.get(name).is_none_or(|service| service.provider.is_none()) {
            return;
        }
        let dependents = self.order.dependents(name);
        let after: Vec<StepId> =
            dependents.flat_map(|name| self.stops.get(name).into_iter().flatten().copied()).collect();
        let operation = Operation::CallProvider { service: name.clone(), call };
        let step = self.builder.step(operation, &[Cause::Requested], &after);
        self.stops.entry(name.clone()).or_default().push(step);
    }

    /// Stops it if it is up, and removes it.
    pub(super) fn remove(&mut self, container: &ObservedContainer, cause: &Cause, how: How) {
        let after: Vec<StepId> = self.stop(container, cause).into_iter().collect();
        let volumes = if how.volumes { anonymous_volumes(self.project, container) } else { file_volumes(container) };
        let operation = Operation::RemoveContainer { target: target(container), force: how.force, volumes };
        let step = self.builder.step(operation, std::slice::from_ref(cause), &after);
        self.removed.insert(container.id.clone(), step);
    }

    pub(super) fn finish(self) -> Plan {
        self.builder.finish()
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    pub(super) force: bool,
    /// Anonymous volumes too.
    pub(super) volumes: bool,
}

/// The named services, or all of the project's; names that it does not have are refused.
pub(super) fn chosen(project: &Project, names: &BTreeSet<ServiceName>) -> Result<BTreeSet<ServiceName>, PlanError> {
    if names.is_empty() {
        return Ok(project.services.keys().cloned().collect());
    }
    match names.iter().find(|name| !project.services.contains_key(*name)) {
        Some(unknown) => Err(PlanError::NoSuchService(unknown.clone())),
        None => Ok(names.clone()),
    }
}
