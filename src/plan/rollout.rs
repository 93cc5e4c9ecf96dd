//! Starts containers when what they depend on is as far as it should be.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::Builder;
use super::cause::Cause;
use super::content;
use super::error::PlanError;
use super::hooks::{self, About};
use super::operation::{Operation, StepId, Target, Turn, WaitCondition, WaitFor};
use super::options::Until;
use super::pre_start;
use super::state::{State, target};
use crate::model::ids::ServiceName;
use crate::model::observed::{ContainerState, Health, ObservedContainer};
use crate::model::project::Project;
use crate::model::service::{Condition, Service};

/// A container that exists when the plan comes to its starts.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) target: Target,
    /// The steps after which it may be started.
    pub(super) ready: Vec<StepId>,
    pub(super) run: Run,
    /// Whether it, or the one that it replaces, was up before.
    pub(super) was_up: bool,
    /// Where it has files and folders of the engine's host.
    pub(super) mounted: Vec<String>,
}

/// What a container does when the plan comes to its starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    Running(Option<Health>),
    Paused,
    /// The engine is at work on it.
    Busy,
    Stopped,
    Ended(i64),
    /// The plan makes it; why.
    New(Cause),
}

impl Run {
    pub(super) fn observed(container: &ObservedContainer) -> Self {
        match &container.state {
            ContainerState::Running => Self::Running(container.health()),
            ContainerState::Paused => Self::Paused,
            ContainerState::Restarting => Self::Busy,
            ContainerState::Exited => container.exit_code().map_or(Self::Stopped, Self::Ended),
            ContainerState::Created | ContainerState::Removing | ContainerState::Dead | ContainerState::Other(_) => {
                Self::Stopped
            }
        }
    }

    /// Why it is to be started; `None`: it is not.
    fn cause(&self) -> Option<Cause> {
        match self {
            Self::Running(_) | Self::Busy => None,
            Self::Paused => Some(Cause::Paused),
            Self::Stopped | Self::Ended(_) => Some(Cause::NotRunning),
            Self::New(cause) => Some(cause.clone()),
        }
    }
}

pub(super) struct Rollout<'a> {
    pub(super) project: &'a Project,
    /// Dependencies first.
    pub(super) services: Vec<&'a Service>,
    /// Services that were not asked for: only what was up is started again.
    pub(super) dragged: BTreeSet<&'a ServiceName>,
    pub(super) until: Until,
    pub(super) state: &'a State<'a>,
    /// What `run` is about.
    pub(super) one_off: Option<&'a Service>,
}

/// Returns the steps after which the one-off container may start.
pub(super) fn starts<'a>(
    rollout: &Rollout<'a>,
    placed: &'a BTreeMap<ServiceName, Vec<Placed>>,
    builder: &mut Builder,
) -> Result<Vec<StepId>, PlanError> {
    let mut starter = Starter { rollout, placed, builder, started: BTreeMap::new(), waits: BTreeMap::new() };
    for service in &rollout.services {
        starter.service(service)?;
    }
    if rollout.until == Until::Healthy {
        starter.wait_for_all();
    }
    rollout.one_off.map_or(Ok(Vec::new()), |service| starter.conditions(service))
}

struct Starter<'r, 'a> {
    rollout: &'r Rollout<'a>,
    placed: &'a BTreeMap<ServiceName, Vec<Placed>>,
    builder: &'r mut Builder,
    /// The last steps of what has been started, hooks included.
    started: BTreeMap<&'a ServiceName, Vec<StepId>>,
    waits: BTreeMap<(ServiceName, WaitCondition, bool), StepId>,
}

impl<'a> Starter<'_, 'a> {
    fn service(&mut self, service: &'a Service) -> Result<(), PlanError> {
        let Some(placed) = self.placed.get(&service.name) else { return Ok(()) };
        let pending: Vec<(&Placed, Cause)> = placed
            .iter()
            .filter(|placed| self.is_wanted(service, placed))
            .filter_map(|placed| Some((placed, placed.run.cause()?)))
            .collect();
        if !self.rollout.dragged.contains(&service.name) {
            for placed in placed.iter().filter(|placed| matches!(placed.run, Run::Running(_))) {
                self.builder.unchanged(placed.target.clone());
            }
        }
        if pending.is_empty() {
            return Ok(());
        }
        let conditions = self.conditions(service)?;
        let conditions = self.pre_start(service, placed, &pending, conditions);
        let copies = content::any(self.rollout.project, service);
        // The engine hands ports of a range out to one container after the other only.
        let in_turn = service.ports.iter().any(|port| port.published.0.contains('-'));
        let mut last = None;
        let mut ends: Vec<StepId> = Vec::new();
        for (placed, cause) in pending {
            let causes = [cause];
            let target = || placed.target.clone();
            if placed.run == Run::Paused {
                ends.push(self.builder.step(Operation::UnpauseContainer { target: target() }, &causes, &placed.ready));
                continue;
            }
            let mut after = placed.ready.clone();
            if copies {
                let copy = Operation::CopyFiles { target: target(), mounted: placed.mounted.clone() };
                after.push(self.builder.step(copy, &causes, &placed.ready));
            }
            after.extend(&conditions);
            after.extend(last.filter(|_| in_turn));
            let start = self.builder.step(Operation::StartContainer { target: target() }, &causes, &after);
            last = Some(start);
            let about = About { target: &placed.target, causes: &causes, group: None };
            ends.extend(hooks::run(self.builder, (Some(service), Turn::PostStart), about, &[start]));
        }
        self.started.insert(&service.name, ends);
        Ok(())
    }

    /// Hooks that come before the first start of a service: while one of its containers runs, they have done their work.
    fn pre_start(
        &mut self,
        service: &'a Service,
        placed: &'a [Placed],
        pending: &[(&Placed, Cause)],
        conditions: Vec<StepId>,
    ) -> Vec<StepId> {
        let is_up = |placed: &Placed| matches!(placed.run, Run::Running(_) | Run::Paused | Run::Busy);
        let (Some(first), Some((_, cause))) = (placed.first(), pending.first()) else { return conditions };
        if service.pre_start.is_empty() || placed.iter().any(is_up) {
            return conditions;
        }
        let owner = service.network_mode.strip_prefix("service:").and_then(|owner| {
            let owner = ServiceName::from(owner);
            let placed =
                self.placed.get(&owner).map(|placed| placed.iter().map(|placed| placed.target.clone()).collect());
            // Without dependencies, those are as they are.
            let there = || self.rollout.state.of(&owner).iter().map(|container| target(container)).collect();
            let all: Vec<Target> = placed.unwrap_or_else(there);
            let first = all.into_iter().min_by(|a, b| a.name.cmp(&b.name))?;
            Some((owner, first.container))
        });
        let of_service = |container: &&ObservedContainer| container.service().as_ref() == Some(&service.name);
        let scene = pre_start::Scene {
            project: self.rollout.project,
            service,
            replica: &first.target,
            owner,
            leftovers: self.rollout.state.hooks.iter().copied().filter(of_service).collect(),
        };
        let mut after = conditions;
        after.extend(&first.ready);
        pre_start::run(&scene, std::slice::from_ref(cause), &after, self.builder)
    }

    /// Where starts are not asked for, what was up comes up again all the same.
    fn is_wanted(&self, service: &Service, placed: &Placed) -> bool {
        let replaced = matches!(placed.run, Run::New(_));
        if self.rollout.dragged.contains(&service.name) {
            return placed.was_up;
        }
        self.rollout.until != Until::Created || (placed.was_up && !replaced && placed.run == Run::Stopped)
    }

    /// The steps after which the dependencies of a service are as far as it wants them.
    fn conditions(&mut self, service: &Service) -> Result<Vec<StepId>, PlanError> {
        let mut steps = Vec::new();
        for (name, dependency) in &service.depends_on {
            let Some((name, placed)) = self.placed.get_key_value(name) else {
                let wanted = self.rollout.project.services.get(name);
                let wanted = wanted.is_some_and(|other| other.provider.is_none() && other.replicas() > 0);
                if dependency.required && wanted && self.rollout.until != Until::Created {
                    let (dependent, dependency) = (service.name.clone(), name.clone());
                    return Err(PlanError::DependencyMissing { dependent, dependency });
                }
                continue;
            };
            let condition = match dependency.condition {
                Condition::Started => None,
                Condition::Healthy => Some(WaitCondition::Healthy),
                Condition::CompletedSuccessfully => Some(WaitCondition::CompletedSuccessfully),
            };
            match condition.filter(|&condition| !self.is_met(name, placed, condition)) {
                Some(condition) => {
                    let cause = Cause::DependencyOf(service.name.clone());
                    steps.push(self.wait(name, condition, (dependency.required, cause)));
                }
                None => steps.extend(self.started.get(name).into_iter().flatten()),
            }
        }
        Ok(steps)
    }

    fn wait(&mut self, name: &'a ServiceName, condition: WaitCondition, (required, cause): (bool, Cause)) -> StepId {
        let key = (name.clone(), condition, required);
        if let Some(&step) = self.waits.get(&key) {
            return step;
        }
        let placed = self.placed.get(name).into_iter().flatten();
        let containers = placed.map(|placed| placed.target.clone()).collect();
        let after = self.started.get(name).cloned().unwrap_or_default();
        let operation = Operation::WaitFor(WaitFor { service: name.clone(), containers, condition, required });
        let step = self.builder.step(operation, &[cause], &after);
        self.waits.insert(key, step);
        step
    }

    /// Whether the engine's list shows that there is nothing to wait for.
    fn is_met(&self, name: &ServiceName, placed: &[Placed], condition: WaitCondition) -> bool {
        !self.started.contains_key(name)
            && placed.iter().all(|placed| match condition {
                WaitCondition::Healthy => placed.run == Run::Running(Some(Health::Healthy)),
                WaitCondition::RunningOrHealthy => {
                    matches!(placed.run, Run::Running(Some(Health::Healthy) | None))
                }
                WaitCondition::CompletedSuccessfully => placed.run == Run::Ended(0),
            })
    }

    /// `--wait`: services that are waited for to complete must complete, all others must run.
    fn wait_for_all(&mut self) {
        let completing: BTreeSet<&ServiceName> = self
            .rollout
            .services
            .iter()
            .flat_map(|service| &service.depends_on)
            .filter(|(_, dependency)| dependency.condition == Condition::CompletedSuccessfully)
            .map(|(name, _)| name)
            .collect();
        for service in &self.rollout.services {
            let name = &service.name;
            let Some(placed) = self.placed.get(name) else { continue };
            if self.rollout.dragged.contains(name) {
                continue;
            }
            let condition = if completing.contains(name) {
                WaitCondition::CompletedSuccessfully
            } else {
                WaitCondition::RunningOrHealthy
            };
            if !self.is_met(name, placed, condition) {
                self.wait(name, condition, (true, Cause::Requested));
            }
        }
    }
}
