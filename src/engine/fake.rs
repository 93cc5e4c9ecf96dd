//! An engine of a few maps, for tests of whatever drives one: it records the calls in order, can be told to fail or to take
//! its time, and keeps enough state (containers, networks, volumes, images, events) for a plan to be carried out against it.

mod api;
mod archives;
mod images;
mod streams;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::error::EngineError;
use super::{ApiVersion, EngineEvent, ExecRequest, Output, PathKind, Result, TransferProgress};
use crate::model::ids::{ContainerId, NetworkId};
use crate::model::observed::{ContainerState, Health, Observed, ObservedContainer};
use crate::model::usage::Usage;

/// What a container does once it has been started; without a word it just runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterStart {
    Healthy(Duration),
    Unhealthy(Duration),
    Exit(Duration, i64),
}

/// Cheap to clone: clones share their state.
#[derive(Clone)]
pub(crate) struct FakeEngine {
    state: Rc<RefCell<State>>,
    /// Rung when there is news for event streams.
    news: Rc<Notify>,
}

#[derive(Default)]
struct State {
    version: Option<ApiVersion>,
    calls: Vec<String>,
    counts: BTreeMap<&'static str, usize>,
    failures: Vec<Failure>,
    delays: BTreeMap<&'static str, Duration>,
    in_flight: usize,
    most_in_flight: usize,
    observed: Observed,
    after_start: BTreeMap<String, AfterStart>,
    outputs: BTreeMap<String, Vec<Output>>,
    feeds: BTreeMap<String, VecDeque<UnboundedReceiver<Output>>>,
    /// All that was written to standard inputs, and whether the last one was closed.
    input: Vec<u8>,
    input_closed: bool,
    execs: Vec<ExecRequest>,
    exec_exit_code: i64,
    usages: BTreeMap<String, Vec<Usage>>,
    pulls: BTreeMap<String, Vec<TransferProgress>>,
    /// What is at a path of every container, and its archive.
    paths: BTreeMap<String, (PathKind, Vec<u8>)>,
    uploads: Vec<archives::Uploaded>,
    pending: Vec<(Instant, ContainerId, AfterStart)>,
    exit_codes: BTreeMap<ContainerId, i64>,
    health: BTreeMap<ContainerId, Health>,
    subscribers: Vec<Rc<RefCell<VecDeque<EngineEvent>>>>,
    next_id: u64,
    next_time: i64,
}

struct Failure {
    call: &'static str,
    nth: usize,
    status: u16,
    message: String,
}

impl FakeEngine {
    pub(crate) fn new() -> Self {
        Self { state: Rc::default(), news: Rc::default() }
    }

    pub(crate) fn with_api_version(self, version: ApiVersion) -> Self {
        self.state.borrow_mut().version = Some(version);
        self
    }

    /// What is there from the beginning.
    pub(crate) fn with_observed(self, observed: Observed) -> Self {
        self.state.borrow_mut().observed = observed;
        self
    }

    /// Lets the `nth` call (from 1) of a kind, such as `start_container`, be refused.
    pub(crate) fn failing(self, call: &'static str, nth: usize, status: u16, message: &str) -> Self {
        self.state.borrow_mut().failures.push(Failure { call, nth, status, message: message.to_owned() });
        self
    }

    /// Lets each call of a kind take that long (in tokio's time, which tests pause).
    pub(crate) fn taking(self, call: &'static str, time: Duration) -> Self {
        self.state.borrow_mut().delays.insert(call, time);
        self
    }

    /// What the container of that name does once started.
    pub(crate) fn after_start(self, name: &str, what: AfterStart) -> Self {
        self.state.borrow_mut().after_start.insert(name.to_owned(), what);
        self
    }

    /// What `logs` and `attach` of the container of that name give.
    pub(crate) fn printing(self, name: &str, outputs: Vec<Output>) -> Self {
        self.state.borrow_mut().outputs.insert(name.to_owned(), outputs);
        self
    }

    /// The next `logs` or `attach` of the container of that name gives what is sent here, until the sender is dropped.
    pub(crate) fn feed(&self, name: &str) -> UnboundedSender<Output> {
        let (sender, receiver) = unbounded_channel();
        self.state.borrow_mut().feeds.entry(name.to_owned()).or_default().push_back(receiver);
        sender
    }

    /// Every call so far: the method and what it was about, containers by name.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.state.borrow().calls.clone()
    }

    /// The calls that change something: all but lists, inspections, events, logs.
    pub(crate) fn changes(&self) -> Vec<String> {
        let reading = ["list_", "inspect_", "events", "logs", "attach"];
        self.calls().into_iter().filter(|call| !reading.iter().any(|prefix| call.starts_with(prefix))).collect()
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.state.borrow().most_in_flight
    }

    /// Everything that is there now.
    pub(crate) fn observed(&self) -> Observed {
        let mut state = self.state.borrow_mut();
        state.settle();
        state.observed.clone()
    }

    /// Sends an event to all open streams, as if it had happened outside.
    pub(crate) fn emit(&self, id: &ContainerId, action: &str, extra: &[(&str, &str)]) {
        self.state.borrow_mut().emit(id, action, extra);
        self.news.notify_waiters();
    }

    /// Kills a container from outside: it exits with the code.
    pub(crate) fn exit(&self, name: &str, code: i64) {
        let mut state = self.state.borrow_mut();
        if let Some(id) = state.id_of(name) {
            state.exited(&id, code);
        }
        drop(state);
        self.news.notify_waiters();
    }

    /// Records a call, lets its time pass, fails if it should.
    async fn enter(&self, call: &'static str, about: &str) -> Result<()> {
        let (delay, failure) = {
            let mut state = self.state.borrow_mut();
            state.settle();
            state.calls.push(format!("{call} {about}").trim_end().to_owned());
            let count = state.counts.entry(call).or_default();
            *count += 1;
            let count = *count;
            let failure = state.failures.iter().find(|f| f.call == call && f.nth == count);
            let failure = failure.map(|f| EngineError::Refused { status: f.status, message: f.message.clone() });
            state.in_flight += 1;
            state.most_in_flight = state.most_in_flight.max(state.in_flight);
            (state.delays.get(call).copied(), failure)
        };
        let _guard = InFlight(self);
        if let Some(delay) = delay {
            tokio::time::sleep(delay).await;
        }
        failure.map_or(Ok(()), Err)
    }
}

/// Counts a call as over, also when its future is dropped.
struct InFlight<'a>(&'a FakeEngine);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.state.borrow_mut().in_flight -= 1;
    }
}

impl State {
    fn new_id(&mut self) -> String {
        self.next_id += 1;
        format!("{:012x}{:052x}", self.next_id, 0)
    }

    fn container(&mut self, id: &ContainerId) -> Result<&mut ObservedContainer> {
        let found = self.observed.containers.iter_mut().find(|c| c.id == *id || c.name == id.as_str());
        found.ok_or_else(|| refused(404, &format!("No such container: {id}")))
    }

    fn id_of(&self, name: &str) -> Option<ContainerId> {
        self.observed.containers.iter().find(|c| c.name == name).map(|c| c.id.clone())
    }

    /// The name for the record.
    fn name_of(&self, id: &ContainerId) -> String {
        let found = self.observed.containers.iter().find(|c| c.id == *id);
        found.map_or_else(|| id.to_string(), |c| c.name.clone())
    }

    fn emit(&mut self, id: &ContainerId, action: &str, extra: &[(&str, &str)]) {
        let Ok(container) = self.container(id) else { return };
        let mut attributes = container.labels.clone();
        attributes.insert("name".to_owned(), container.name.clone());
        attributes.insert("image".to_owned(), container.image.clone());
        let id = container.id.clone();
        attributes.extend(extra.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        self.next_time += 1;
        let event = EngineEvent { action: action.to_owned(), id, attributes, time_nano: self.next_time };
        self.subscribers.retain(|queue| Rc::strong_count(queue) > 1);
        for queue in &self.subscribers {
            queue.borrow_mut().push_back(event.clone());
        }
    }

    fn started(&mut self, id: &ContainerId) -> Result<()> {
        let container = self.container(id)?;
        if container.state == ContainerState::Paused {
            return Err(refused(409, "cannot start a paused container, try unpause instead"));
        }
        if container.state == ContainerState::Running {
            return Ok(());
        }
        container.state = ContainerState::Running;
        "Up 1 second".clone_into(&mut container.status);
        let (id, name) = (container.id.clone(), container.name.clone());
        self.emit(&id, "start", &[]);
        if let Some(what) = self.after_start.get(&name).copied() {
            if !matches!(what, AfterStart::Exit(..)) {
                "Up 1 second (health: starting)".clone_into(&mut self.container(&id)?.status);
                self.health.insert(id.clone(), Health::Starting);
            }
            let (AfterStart::Healthy(delay) | AfterStart::Unhealthy(delay) | AfterStart::Exit(delay, _)) = what;
            self.pending.push((Instant::now() + delay, id, what));
            self.settle();
        }
        Ok(())
    }

    fn exited(&mut self, id: &ContainerId, code: i64) {
        let Ok(container) = self.container(id) else { return };
        if !matches!(container.state, ContainerState::Running | ContainerState::Paused) {
            return;
        }
        container.state = ContainerState::Exited;
        container.status = format!("Exited ({code}) 1 second ago");
        let id = container.id.clone();
        self.pending.retain(|(_, other, _)| *other != id);
        self.exit_codes.insert(id.clone(), code);
        self.health.remove(&id);
        self.emit(&id, "die", &[("exitCode", &code.to_string())]);
    }

    /// Lets everything happen whose time has come.
    fn settle(&mut self) {
        let now = Instant::now();
        while let Some(index) = self.pending.iter().position(|(when, ..)| *when <= now) {
            let (_, id, what) = self.pending.remove(index);
            match what {
                AfterStart::Healthy(_) => self.probed(&id, Health::Healthy),
                AfterStart::Unhealthy(_) => self.probed(&id, Health::Unhealthy),
                AfterStart::Exit(_, code) => self.exited(&id, code),
            }
        }
    }

    fn probed(&mut self, id: &ContainerId, health: Health) {
        self.health.insert(id.clone(), health);
        if let Ok(container) = self.container(id) {
            container.status = format!("Up 1 second ({})", health.as_str());
        }
        self.emit(id, &format!("health_status: {}", health.as_str()), &[]);
    }

    fn network_id(&self, name: &str) -> Option<NetworkId> {
        let found = self.observed.networks.iter().find(|n| n.name == name || n.id.as_str() == name);
        found.map(|network| network.id.clone())
    }
}

fn refused(status: u16, message: &str) -> EngineError {
    EngineError::Refused { status, message: message.to_owned() }
}
