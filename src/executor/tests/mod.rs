//! Plans carried out against the fake engine, under paused time.

mod failures;
mod hooks;
mod interruptions;
mod order;
mod replacements;
mod waiting;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use super::cancel::{Cancellation, cancellation};
use super::error::ExecuteError;
use super::outcome::{End, Outcome};
use super::{DEFAULT_LIMIT, RunOptions, run};
use crate::convert::container::Outside;
use crate::engine::fake::{AfterStart, FakeEngine};
use crate::event::testing::Lines;
use crate::model::healthcheck::Healthcheck;
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::network::Network;
use crate::model::observed::{ContainerState, Observed, ObservedContainer, ObservedNetwork};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan::cause::Cause;
use crate::plan::operation::{
    AnonymousVolumes, ContainerRef, CreateContainer, GroupId, Operation, Plan, Step, StepId, Target, WaitCondition,
    WaitFor,
};

fn in_time<F: Future>(test: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(test)
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A plan in the making, for the project `p` of services with one container each.
#[derive(Default)]
struct Script {
    plan: Plan,
    project: Project,
}

impl Script {
    fn new() -> Self {
        Self { project: Project { name: "p".to_owned(), ..Project::default() }, ..Self::default() }
    }

    fn service(&mut self, name: &str) -> &mut Service {
        let service = Service { name: name.into(), image: "i".to_owned(), ..Service::default() };
        self.project.services.entry(name.into()).or_insert(service)
    }

    fn checked_service(&mut self, name: &str) {
        let test = vec!["CMD".to_owned(), "true".to_owned()];
        self.service(name).healthcheck = Some(Healthcheck { test, ..Healthcheck::default() });
    }

    fn add(&mut self, operation: Operation, after: &[StepId]) -> StepId {
        let id = StepId(self.plan.steps.len());
        let causes = vec![Cause::Requested];
        self.plan.steps.push(Step { id, operation, causes, after: after.to_vec(), group: None });
        id
    }

    fn grouped(&mut self, group: usize, operation: Operation, after: &[StepId]) -> StepId {
        let id = self.add(operation, after);
        self.plan.steps[id.0].group = Some(GroupId(group));
        id
    }

    fn creation(&mut self, service: &str) -> CreateContainer {
        self.service(service);
        CreateContainer {
            service: service.into(),
            number: Some(1),
            name: format!("p_{service}_1"),
            labels: labels_of(service),
            ..CreateContainer::default()
        }
    }

    fn create(&mut self, service: &str, after: &[StepId]) -> StepId {
        let create = self.creation(service);
        self.add(Operation::CreateContainer(Box::new(create)), after)
    }

    fn start(&mut self, service: &str, container: ContainerRef, after: &[StepId]) -> StepId {
        self.add(Operation::StartContainer { target: target(service, container) }, after)
    }

    /// Creates and starts.
    fn up(&mut self, service: &str, after: &[StepId]) -> (StepId, StepId) {
        let create = self.create(service, &[]);
        let mut before = after.to_vec();
        before.push(create);
        (create, self.start(service, ContainerRef::CreatedBy(create), &before))
    }

    fn wait(&mut self, service: &str, container: ContainerRef, condition: WaitCondition, after: &[StepId]) -> StepId {
        let containers = vec![target(service, container)];
        self.add(Operation::WaitFor(WaitFor { service: service.into(), containers, condition, required: true }), after)
    }

    fn stop(&mut self, service: &str, id: &str, after: &[StepId]) -> StepId {
        let target = target(service, ContainerRef::Existing(id.into()));
        self.add(Operation::StopContainer { target, timeout: None }, after)
    }

    fn remove(&mut self, service: &str, id: &str, after: &[StepId]) -> StepId {
        let target = target(service, ContainerRef::Existing(id.into()));
        self.add(Operation::RemoveContainer { target, force: true, volumes: AnonymousVolumes::Stay }, after)
    }

    async fn run(&self, engine: &FakeEngine, lines: &Lines) -> Outcome {
        self.run_with(engine, lines, DEFAULT_LIMIT, None).await
    }

    async fn run_with(
        &self,
        engine: &FakeEngine,
        lines: &Lines,
        limit: usize,
        wait_timeout: Option<Duration>,
    ) -> Outcome {
        let outside = Outside::default();
        let options = RunOptions { limit, wait_timeout, ..options(Cancellation::never(), &outside) };
        run(engine, &self.project, &self.plan, lines, options).await
    }

    async fn run_until(&self, engine: &FakeEngine, lines: &Lines, interruptions: &[Duration]) -> Outcome {
        let (canceller, cancel) = cancellation();
        let outside = Outside::default();
        let options = options(cancel, &outside);
        let interrupt = async {
            for after in interruptions {
                tokio::time::sleep(*after).await;
                canceller.interrupt();
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            outcome = run(engine, &self.project, &self.plan, lines, options) => outcome,
            () = interrupt => unreachable!("it never ends"),
        }
    }
}

/// A run without anything special.
fn options(cancel: Cancellation, outside: &Outside) -> RunOptions<'_> {
    RunOptions {
        limit: DEFAULT_LIMIT,
        cancel,
        outside,
        wait_timeout: None,
        before_start: None,
        logs: None,
        providers: None,
    }
}

fn labels_of(service: &str) -> BTreeMap<String, String> {
    [(labels::PROJECT, "p"), (labels::SERVICE, service)].map(|(k, v)| (k.to_owned(), v.to_owned())).into()
}

fn target(service: &str, container: ContainerRef) -> Target {
    Target { container, name: format!("p_{service}_1"), service: service.into() }
}

fn existing(id: &str) -> ContainerRef {
    ContainerRef::Existing(id.into())
}

/// A container of the project with the id `id_<service>`.
fn container(service: &str, state: ContainerState, status: &str) -> ObservedContainer {
    ObservedContainer {
        id: ContainerId(format!("id_{service}")),
        name: format!("p_{service}_1"),
        state,
        status: status.to_owned(),
        labels: labels_of(service),
        ..ObservedContainer::default()
    }
}

fn engine_with(containers: Vec<ObservedContainer>) -> FakeEngine {
    FakeEngine::new().with_observed(Observed { containers, ..Observed::default() })
}

fn failures(outcome: &Outcome) -> Vec<String> {
    outcome.failures.iter().map(ExecuteError::text).collect()
}
