//! The waits of a plan that have begun and have not ended.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use super::apply::Context;
use super::error::{ExecuteError, Reason};
use super::narrator::{Narrator, WaitEnd};
use super::watch::{Expected, Verdict, Wanted, Watch};
use crate::engine::error::EngineError;
use crate::engine::{ContainerDetails, Engine, EngineEvent, Result as EngineResult};
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
    /// Containers that run without anything to tell whether they are well, and since when they were seen to.
    settling: BTreeMap<ContainerId, Instant>,
}

/// What has no health check and was just started must have run so long before it counts as running: many a program needs a
/// moment to find that it cannot work.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

struct Wait {
    containers: Vec<(ContainerId, String)>,
    wanted: Wanted,
    service: ServiceName,
    required: bool,
}

impl Wait {
    /// `unchecked`: perhaps it has no health check.
    fn goal(&self, unchecked: bool) -> String {
        let goal = match self.wanted {
            Wanted::RunningOrHealthy if unchecked => "be running or healthy",
            Wanted::Healthy | Wanted::RunningOrHealthy => "be healthy",
            Wanted::CompletedSuccessfully => "complete successfully",
        };
        format!("waiting for {} to {goal}", self.service)
    }
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
        let expected = Expected {
            has_healthcheck: service.and_then(has_healthcheck),
            restarts: service.is_none_or(restarts),
            probe_command: service.map(probe_command).unwrap_or_default(),
        };
        self.watch.expect(id, expected);
    }

    /// Takes an event in; a failed probe of what is waited for is told.
    pub(super) fn event(&mut self, event: &EngineEvent, narrator: &mut Narrator<'_>) {
        self.watch.event(event);
        let Some(code) = self.watch.failed_probe(&event.id).filter(|_| event.action == "exec_die") else { return };
        for wait in self.pending.values() {
            if let Some((_, name)) = wait.containers.iter().find(|(id, _)| *id == event.id) {
                let why = format!("{}; its last probe exited with {code}", wait.goal(false));
                return narrator.still_waiting(name, wait.service.as_str(), &why);
            }
        }
    }

    /// When the next container will have run long enough.
    pub(super) fn next_settled(&self) -> Option<Instant> {
        self.settling.values().min().map(|since| *since + SETTLED_AFTER)
    }

    /// The containers that are still waited for. `None`: for all of them nothing but their moment is missing.
    pub(super) fn unmet(&self) -> Option<Vec<String>> {
        let waits =
            self.pending.values().flat_map(|wait| wait.containers.iter().map(move |container| (wait, container)));
        let unmet = waits
            .filter(|(wait, (id, _))| !matches!(self.watch.verdict(id, wait.wanted), Verdict::Met | Verdict::Runs));
        let names: BTreeSet<String> = unmet.map(|(_, (_, name))| name.clone()).collect();
        (!names.is_empty()).then(|| names.into_iter().collect())
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
        let containers = wait.containers.iter().map(|target| (context.id(&target.container), target.name.clone()));
        let wait =
            Wait { containers: containers.collect(), wanted, service: wait.service.clone(), required: wait.required };
        for (id, name) in &wait.containers {
            narrator.waiting(name, wait.service.as_str(), &wait.goal(self.watch.may_lack_check(id)));
        }
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

    /// Takes the waits out that have ended. `at_once`: what runs need not go on to do so for its moment.
    pub(super) fn settle(&mut self, narrator: &mut Narrator<'_>, at_once: bool) -> Vec<(usize, Settled)> {
        self.look_who_settles(at_once);
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

    fn look_who_settles(&mut self, at_once: bool) {
        let now = Instant::now();
        let seen_at = if at_once { now.checked_sub(SETTLED_AFTER).unwrap_or(now) } else { now };
        let mut settling = BTreeMap::new();
        for wait in self.pending.values() {
            for (id, _) in &wait.containers {
                if self.watch.verdict(id, wait.wanted) == Verdict::Runs {
                    let since = self.settling.get(id).copied().unwrap_or(seen_at).min(seen_at);
                    settling.insert(id.clone(), since);
                }
            }
        }
        self.settling = settling;
    }

    fn has_settled(&self, id: &ContainerId) -> bool {
        self.settling.get(id).is_some_and(|since| since.elapsed() >= SETTLED_AFTER)
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
        for (id, name) in &wait.containers {
            let end = if self.watch.has_exited(id) { WaitEnd::Exited } else { WaitEnd::Healthy };
            narrator.waited(name, service, end);
        }
        Some(Ok(()))
    }

    fn problem(&self, wait: &Wait, id: &ContainerId, name: &str, met: &mut usize) -> Option<ExecuteError> {
        let name = || name.to_owned();
        let reason = match self.watch.verdict(id, wait.wanted) {
            Verdict::Pending | Verdict::Ask => return None,
            Verdict::Runs if !self.has_settled(id) => return None,
            Verdict::Met | Verdict::Runs => {
                *met += 1;
                return None;
            }
            Verdict::Exited(code) if wait.wanted == Wanted::CompletedSuccessfully => {
                return Some(ExecuteError::NotCompleted { service: wait.service.clone(), container: name(), code });
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
        | ExecuteError::NotHealthyInTime { .. }
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

/// The words of its own health check.
fn probe_command(service: &Service) -> String {
    let test = service.healthcheck.iter().flat_map(|check| check.test.iter().skip(1));
    test.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Whether the engine may start the container again by itself.
fn restarts(service: &Service) -> bool {
    let policy = service.deploy.as_ref().and_then(|deploy| deploy.restart_policy.as_ref());
    let word = policy.map_or(service.restart.as_str(), |policy| policy.condition.as_str());
    !matches!(word, "" | "no" | "none")
}
