//! The waits of a plan that have begun and have not ended.

use std::collections::{BTreeMap, BTreeSet};

use super::apply::Context;
use super::error::{ExecuteError, Reason};
use super::narrator::{Narrator, WaitEnd};
use super::watch::{Verdict, Wanted, Watch};
use crate::engine::error::EngineError;
use crate::engine::{ContainerDetails, Engine, Result as EngineResult};
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::observed::ObservedContainer;
use crate::model::service::Service;
use crate::plan::operation::{ContainerRef, Operation, WaitCondition, WaitFor};

#[derive(Default)]
pub(super) struct Waits {
    pub(super) watch: Watch,
    /// By the position of the step.
    pending: BTreeMap<usize, Wait>,
    /// Containers that are being inspected.
    asking: BTreeSet<ContainerId>,
}

struct Wait {
    containers: Vec<(ContainerId, String)>,
    wanted: Wanted,
    service: ServiceName,
    required: bool,
}

/// How a wait ended: well, or why not.
pub(super) type Settled = Result<(), ExecuteError>;

impl Waits {
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.pending.clear();
    }

    /// Tells the watch what the model says of containers that are there already.
    pub(super) fn expect_existing<E: Engine>(&mut self, context: &Context<'_, E>) {
        for step in &context.plan.steps {
            let Operation::WaitFor(wait) = &step.operation else { continue };
            for target in &wait.containers {
                if let ContainerRef::Existing(id) = &target.container {
                    self.expect(id, context.service(&target.service));
                }
            }
        }
    }

    pub(super) fn expect(&mut self, id: &ContainerId, service: Option<&Service>) {
        self.watch.expect(id, service.and_then(has_healthcheck), service.is_none_or(restarts));
    }

    pub(super) fn begin<E: Engine>(
        &mut self,
        position: usize,
        wait: &WaitFor,
        context: &Context<'_, E>,
        narrator: &mut Narrator<'_>,
    ) {
        let wanted = match wait.condition {
            WaitCondition::Healthy => Wanted::Healthy,
            WaitCondition::RunningOrHealthy => Wanted::RunningOrHealthy,
            WaitCondition::CompletedSuccessfully => Wanted::CompletedSuccessfully,
        };
        let goal = match wanted {
            Wanted::Healthy | Wanted::RunningOrHealthy => "be healthy",
            Wanted::CompletedSuccessfully => "complete successfully",
        };
        for target in &wait.containers {
            narrator.waiting(&target.name, wait.service.as_str(), &format!("waiting for {} to {goal}", wait.service));
        }
        let containers = wait.containers.iter().map(|target| (context.id(&target.container), target.name.clone()));
        let wait =
            Wait { containers: containers.collect(), wanted, service: wait.service.clone(), required: wait.required };
        self.pending.insert(position, wait);
    }

    pub(super) fn is_asking(&self) -> bool {
        !self.asking.is_empty()
    }

    /// The containers that neither events nor the look at the list can tell about; they count as asked for.
    pub(super) fn questions(&mut self) -> Vec<ContainerId> {
        let mut questions = Vec::new();
        for wait in self.pending.values() {
            for (id, _) in &wait.containers {
                if self.watch.verdict(id, wait.wanted) == Verdict::Ask && self.asking.insert(id.clone()) {
                    questions.push(id.clone());
                }
            }
        }
        questions
    }

    /// Takes the answer to a question in. An answer that is none is the run's to tell: with the container's name.
    pub(super) fn inspected(
        &mut self,
        id: &ContainerId,
        details: EngineResult<ContainerDetails>,
    ) -> Result<(), (String, EngineError)> {
        self.asking.remove(id);
        match details {
            Ok(details) => self.watch.inspected(&details),
            Err(error) if error.is_not_found() => self.watch.removed(id),
            Err(error) => return Err((self.name(id), error)),
        }
        Ok(())
    }

    pub(super) fn listed(&mut self, ids: &[ContainerId], listed: &[ObservedContainer]) {
        for id in ids {
            self.asking.remove(id);
            match listed.iter().find(|container| container.id == *id) {
                Some(container) => self.watch.told(container),
                None => self.watch.removed(id),
            }
        }
    }

    fn name(&self, id: &ContainerId) -> String {
        let mut containers = self.pending.values().flat_map(|wait| &wait.containers);
        containers.find(|(other, _)| other == id).map_or_else(|| id.short().to_owned(), |(_, name)| name.clone())
    }

    /// Takes the waits out that have ended.
    pub(super) fn settle(&mut self, narrator: &mut Narrator<'_>) -> Vec<(usize, Settled)> {
        let mut settled = Vec::new();
        for (&position, wait) in &self.pending {
            if let Some(result) = self.judge(wait, narrator) {
                settled.push((position, result));
            }
        }
        for (position, _) in &settled {
            self.pending.remove(position);
        }
        settled
    }

    /// `None` while it is undecided.
    fn judge(&self, wait: &Wait, narrator: &mut Narrator<'_>) -> Option<Settled> {
        let service = wait.service.as_str();
        let mut met = 0;
        for (id, name) in &wait.containers {
            let Some(error) = self.problem(wait, id, name, &mut met) else { continue };
            if wait.required {
                narrator.waited(name, service, WaitEnd::Failed(&error.to_string()));
                return Some(Err(error));
            }
            narrator.waited(name, service, WaitEnd::Skipped(&optional(service, &error)));
            return Some(Ok(()));
        }
        if met < wait.containers.len() {
            return None;
        }
        let end = match wait.wanted {
            Wanted::Healthy | Wanted::RunningOrHealthy => WaitEnd::Healthy,
            Wanted::CompletedSuccessfully => WaitEnd::Exited,
        };
        wait.containers.iter().for_each(|(_, name)| narrator.waited(name, service, end));
        Some(Ok(()))
    }

    fn problem(&self, wait: &Wait, id: &ContainerId, name: &str, met: &mut usize) -> Option<ExecuteError> {
        let name = || name.to_owned();
        let reason = match self.watch.verdict(id, wait.wanted) {
            Verdict::Pending | Verdict::Ask => return None,
            Verdict::Met => {
                *met += 1;
                return None;
            }
            Verdict::Exited(code) if wait.wanted == Wanted::CompletedSuccessfully => {
                return Some(ExecuteError::NotCompleted { service: wait.service.clone(), code });
            }
            Verdict::Exited(code) => Reason::Exited { name: name(), code },
            Verdict::Unhealthy => Reason::Unhealthy(name()),
            Verdict::NoHealthcheck => Reason::NoHealthcheck(name()),
            Verdict::Removed => Reason::Removed(name()),
        };
        Some(match wait.wanted {
            Wanted::RunningOrHealthy => ExecuteError::NotRunning(reason),
            Wanted::Healthy | Wanted::CompletedSuccessfully => ExecuteError::Dependency(reason),
        })
    }
}

fn optional(service: &str, error: &ExecuteError) -> String {
    match error {
        ExecuteError::NotCompleted { code, .. } => {
            format!("optional dependency \"{service}\" didn't complete successfully: exit {code}")
        }
        ExecuteError::Dependency(reason) | ExecuteError::NotRunning(reason) => {
            format!("optional dependency \"{service}\" failed to start: {reason}")
        }
        ExecuteError::Refused { .. }
        | ExecuteError::Body(_)
        | ExecuteError::Hook { .. }
        | ExecuteError::PreStart { .. }
        | ExecuteError::Provider { .. }
        | ExecuteError::NotHealthyInTime(_)
        | ExecuteError::Events { .. }
        | ExecuteError::Look { .. }
        | ExecuteError::EventsEnded(_) => format!("optional dependency \"{service}\" failed to start: {error}"),
    }
}

/// `None`: the image decides.
fn has_healthcheck(service: &Service) -> Option<bool> {
    let check = service.healthcheck.as_ref()?;
    match check.test.first().map(String::as_str) {
        _ if check.disable => Some(false),
        Some("NONE") => Some(false),
        Some(_) => Some(true),
        None => None,
    }
}

/// Whether the engine may start the container again by itself.
fn restarts(service: &Service) -> bool {
    let policy = service.deploy.as_ref().and_then(|deploy| deploy.restart_policy.as_ref());
    let word = policy.map_or(service.restart.as_str(), |policy| policy.condition.as_str());
    !matches!(word, "" | "no" | "none")
}
