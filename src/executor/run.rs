//! The loop: one task that begins what may begin, and takes in answers, events and interruptions as they come.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, LocalBoxStream};
use tokio::time::Instant;

use super::apply::{Context, Product};
use super::cancel::{Cancellation, Stage};
use super::error::ExecuteError;
use super::narrator::Narrator;
use super::outcome::{End, Outcome};
use super::schedule::{Entry, Schedule};
use super::waits::Waits;
use super::{RunOptions, subject};
use crate::engine::{ContainerDetails, ContainerFilter, Engine, EngineEvent, EventFilter, Result as EngineResult};
use crate::event::{EventSink, Resource};
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::observed::ObservedContainer;
use crate::plan::operation::{Operation, Step};

/// How often a stream of events that ended is opened anew before the run gives up.
const MOST_STREAMS: usize = 3;

pub(super) struct Run<'a, E> {
    context: &'a Context<'a, E>,
    limit: usize,
    cancel: Cancellation,
    schedule: Schedule,
    narrator: Narrator<'a>,
    waits: Waits,
    /// Steps that nothing comes after.
    last: Vec<bool>,
    events: Option<Events>,
    streams: usize,
    calls: FuturesUnordered<LocalBoxFuture<'a, Answer>>,
    /// Steps of which a call is in flight.
    busy: BTreeSet<usize>,
    deadline: Option<(Instant, std::time::Duration)>,
    /// The deadline has passed.
    is_late: bool,
    outcome: Outcome,
}

type Events = LocalBoxStream<'static, EngineResult<EngineEvent>>;

enum Answer {
    Step(usize, Result<Product, ExecuteError>),
    Inspected(ContainerId, EngineResult<ContainerDetails>),
    /// The answer for all of these at once.
    Listed(Vec<ContainerId>, EngineResult<Vec<ObservedContainer>>),
}

/// What the loop waits for.
enum News {
    Interruption(Stage),
    Answer(Box<Answer>),
    Event(Option<EngineResult<EngineEvent>>),
    Deadline,
    /// A container has run for as long as it takes to be believed.
    Settled,
}

impl<'a, E: Engine> Run<'a, E> {
    pub(super) fn new(context: &'a Context<'a, E>, sink: &'a dyn EventSink, options: &RunOptions<'_>) -> Self {
        let steps = &context.plan.steps;
        let mut last = vec![true; steps.len()];
        for earlier in steps.iter().flat_map(|step| &step.after) {
            last[earlier.0] = false;
        }
        Self {
            context,
            limit: options.limit.max(1),
            cancel: options.cancel.clone(),
            schedule: Schedule::new(steps.iter().map(entry).collect()),
            narrator: Narrator::new(sink, context.project, context.plan),
            waits: Waits::default(),
            last,
            events: None,
            streams: 0,
            calls: FuturesUnordered::new(),
            busy: BTreeSet::new(),
            deadline: options.wait_timeout.map(|time| (Instant::now() + time, time)),
            is_late: false,
            outcome: Outcome::default(),
        }
    }

    pub(super) async fn drive(mut self) -> Outcome {
        self.context.plan.unchanged.iter().for_each(|target| self.narrator.unchanged(target));
        if self.has_waits() {
            self.waits.expect_existing(self.context);
            if let Err(error) = self.subscribe().await {
                self.fail(error);
            }
        }
        let end = self.turn().await;
        if end != End::Dropped {
            self.undo_replacements().await;
        }
        self.outcome.warnings.append(&mut self.narrator.remarks);
        self.outcome.end = end;
        self.outcome.skipped = self.schedule.left();
        self.outcome.created = self.context.created.borrow().clone();
        self.outcome
    }

    async fn turn(&mut self) -> End {
        loop {
            while self.begin() || self.judge() {}
            if self.calls.is_empty() && self.waits.is_empty() {
                return if self.cancel.stage() == Stage::Go { End::Finished } else { End::Interrupted };
            }
            match self.news().await {
                News::Interruption(Stage::Drop) => return End::Dropped,
                News::Interruption(Stage::Go | Stage::Finish) => self.stop(),
                News::Answer(answer) => match *answer {
                    Answer::Step(step, result) => self.answered(step, result),
                    Answer::Inspected(id, details) => self.inspected(&id, details),
                    Answer::Listed(ids, listed) => self.listed(&ids, listed),
                },
                News::Event(event) => self.event(event).await,
                News::Deadline => self.time_is_up(),
                // The next look at the waits is due.
                News::Settled => {}
            }
        }
    }

    async fn news(&mut self) -> News {
        let deadline = self.deadline.filter(|_| !self.waits.is_empty()).map(|(instant, _)| instant);
        let settled = self.waits.next_settled();
        let (calls, events, cancel) = (&mut self.calls, &mut self.events, &mut self.cancel);
        tokio::select! {
            biased;
            stage = cancel.next() => News::Interruption(stage),
            Some(answer) = calls.next(), if !calls.is_empty() => News::Answer(Box::new(answer)),
            event = next(events), if events.is_some() => News::Event(event),
            () = tokio::time::sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => News::Deadline,
            () = tokio::time::sleep_until(settled.unwrap_or_else(Instant::now)), if settled.is_some() => News::Settled,
        }
    }

    /// Begins one step, if one may.
    fn begin(&mut self) -> bool {
        if self.cancel.stage() != Stage::Go {
            self.stop();
        }
        let steps = &self.context.plan.steps;
        let room = self.busy.len() < self.limit;
        let range_busy = self.busy.iter().any(|&step| is_range_start(self.context, &steps[step]));
        let context = self.context;
        let taken = self.schedule.take(|step| {
            matches!(steps[step].operation, Operation::WaitFor(_))
                || (room && !(range_busy && is_range_start(context, &steps[step])))
        });
        let Some(position) = taken else { return false };
        let step = &steps[position];
        match &step.operation {
            Operation::WaitFor(wait) => self.waits.begin(position, wait, self.context, &mut self.narrator),
            operation => {
                self.narrator.begun(step);
                if let Operation::StartContainer { target } = operation {
                    self.waits.watch.starting(&self.context.id(&target.container));
                }
                if let Operation::RestartContainer { target, .. } = operation {
                    self.waits.watch.restarting(&self.context.id(&target.container));
                }
                self.busy.insert(position);
                let (context, last) = (self.context, self.last[position]);
                self.calls.push(Box::pin(async move { Answer::Step(position, context.apply(step, last).await) }));
            }
        }
        true
    }

    fn answered(&mut self, position: usize, result: Result<Product, ExecuteError>) {
        self.busy.remove(&position);
        let step = &self.context.plan.steps[position];
        match result {
            Ok(Product::Abandoned) => self.narrator.abandoned(step),
            Ok(product) => {
                self.produced(step, product);
                self.schedule.done(position);
            }
            Err(error) => {
                self.narrator.failed(step, &error.text());
                self.schedule.failed(position);
                self.fail(error);
            }
        }
    }

    fn produced(&mut self, step: &Step, product: Product) {
        match product {
            Product::Tolerated(why) => return self.narrator.tolerated(step, why),
            Product::Created { id, warnings } => {
                if let Operation::CreateContainer(create) = &step.operation {
                    self.waits.expect(&id, self.context.service(&create.service));
                    let told = warnings.into_iter().map(|warning| format!("{}: {warning}", create.service));
                    self.outcome.warnings.extend(told);
                }
                self.context.created.borrow_mut().insert(step.id, id);
            }
            Product::Abandoned => return,
            Product::Nothing => {
                if let Operation::StartContainer { target } = &step.operation {
                    self.waits.watch.started(&self.context.id(&target.container));
                }
            }
        }
        self.narrator.done(step);
    }

    fn inspected(&mut self, id: &ContainerId, details: EngineResult<ContainerDetails>) {
        if let Err((name, source)) = self.waits.inspected(id, details) {
            let resource = Resource::Container(name);
            self.fail(ExecuteError::Refused { action: "inspect", resource, source });
        }
    }

    fn listed(&mut self, ids: &[ContainerId], listed: EngineResult<Vec<ObservedContainer>>) {
        match listed {
            Ok(listed) => self.waits.listed(ids, &listed),
            Err(source) => self.fail(ExecuteError::Look { source }),
        }
    }

    /// Asks what only the engine can tell: one inspection for one container, one list for several. One question at a
    /// time, so that those that come up meanwhile go together.
    fn ask(&mut self) {
        let context = self.context;
        let mut questions = if self.waits.is_asking() { Vec::new() } else { self.waits.questions() };
        self.calls.push(match questions.len() {
            0 => return,
            1 => {
                let id = questions.remove(0);
                Box::pin(async move {
                    let details = context.engine.inspect_container(&id).await;
                    Answer::Inspected(id, details)
                })
            }
            2.. => Box::pin(async move { Answer::Listed(questions, list(context).await) }),
        });
    }

    /// Looks whether waits have come to their end. True if that may let steps begin.
    fn judge(&mut self) -> bool {
        self.ask();
        let mut over = false;
        for (position, result) in self.waits.settle(&mut self.narrator, self.is_late) {
            over = true;
            match result {
                Ok(()) => self.schedule.done(position),
                Err(error) => {
                    self.schedule.failed(position);
                    self.fail(error);
                }
            }
        }
        over
    }

    fn fail(&mut self, error: ExecuteError) {
        self.outcome.failures.push(error);
        self.stop();
    }

    /// Nothing new begins, and nothing is waited for any more but calls in flight.
    fn stop(&mut self) {
        self.schedule.stop();
        if !self.waits.is_empty() {
            self.waits.clear();
            self.narrator.interrupted();
        }
    }

    fn time_is_up(&mut self) {
        let Some((_, time)) = self.deadline.take() else { return };
        self.is_late = true;
        if let Some(containers) = self.waits.unmet() {
            self.fail(ExecuteError::NotHealthyInTime { time, containers });
        }
    }

    fn has_waits(&self) -> bool {
        self.context.plan.steps.iter().any(|step| matches!(step.operation, Operation::WaitFor(_)))
    }

    /// Opens the stream of events, and then looks at what is there: what happens in between is in the stream.
    async fn subscribe(&mut self) -> Result<(), ExecuteError> {
        self.streams += 1;
        let opened = tokio::select! {
            biased;
            _ = self.cancel.next() => {
                self.stop();
                return Ok(());
            }
            opened = open(self.context) => opened,
        };
        let (events, listed) = opened.map_err(|source| ExecuteError::Events { source })?;
        self.waits.watch.listed(&listed);
        self.events = Some(events);
        Ok(())
    }

    async fn event(&mut self, event: Option<EngineResult<EngineEvent>>) {
        if let Some(Ok(event)) = event {
            self.waits.event(&event, &mut self.narrator);
            return;
        }
        self.events = None;
        let again = if self.streams >= MOST_STREAMS {
            Err(ExecuteError::EventsEnded(MOST_STREAMS))
        } else {
            self.subscribe().await
        };
        if let Err(error) = again {
            self.fail(error);
        }
    }

    /// Takes replacements away again whose originals are still there, so that the next look finds no strays.
    async fn undo_replacements(&mut self) {
        if !self.schedule.is_stopped() {
            return;
        }
        for step in self.unfinished_replacements() {
            let id = self.context.created.borrow_mut().remove(&step.id);
            if let Some(id) = id
                && let Err(source) = self.context.engine.remove_container(&id, true, true).await
            {
                let resource = subject::of(&step.operation, self.context.project).resource;
                let error = ExecuteError::Refused { action: "remove the unfinished replacement of", resource, source };
                self.fail(error);
            }
        }
    }

    fn unfinished_replacements(&self) -> Vec<&'a Step> {
        let steps = &self.context.plan.steps;
        let created = self.context.created.borrow();
        let is_replacement = |step: &&Step| match &step.operation {
            Operation::CreateContainer(create) => create.temporary_name.is_some() && created.contains_key(&step.id),
            _other => false,
        };
        let original_is_gone = |step: &&Step| {
            steps.iter().enumerate().any(|(position, other)| {
                other.group == step.group
                    && matches!(other.operation, Operation::RemoveContainer { .. })
                    && self.schedule.is_done(position)
            })
        };
        steps.iter().filter(is_replacement).filter(|step| !original_is_gone(step)).collect()
    }
}

/// The engine picks a port of a range without a lock: two such starts at once may pick the same.
fn is_range_start<E: Engine>(context: &Context<'_, E>, step: &Step) -> bool {
    let Operation::StartContainer { target } = &step.operation else { return false };
    let service = context.service(&target.service);
    service.is_some_and(|service| service.ports.iter().any(|port| port.published.0.contains('-')))
}

async fn open<E: Engine>(context: &Context<'_, E>) -> EngineResult<(Events, Vec<ObservedContainer>)> {
    let filter = EventFilter { labels: vec![labels::of_project(&context.project.name)], ..EventFilter::default() };
    let events = context.engine.events(&filter).await?;
    Ok((events, list(context).await?))
}

async fn list<E: Engine>(context: &Context<'_, E>) -> EngineResult<Vec<ObservedContainer>> {
    let labels = vec![labels::of_project(&context.project.name)];
    context.engine.list_containers(&ContainerFilter { all: true, labels, ..ContainerFilter::default() }).await
}

async fn next(events: &mut Option<Events>) -> Option<EngineResult<EngineEvent>> {
    match events {
        Some(events) => events.next().await,
        None => None,
    }
}

fn entry(step: &Step) -> Entry {
    // Until the original is stopped, nothing has happened that a replacement would have to make good.
    let harmless = matches!(step.operation, Operation::CreateContainer(_) | Operation::RunHook { .. });
    let commits = step.group.is_some() && !harmless;
    Entry {
        after: step.after.iter().map(|earlier| earlier.0).collect(),
        group: step.group.map(|group| group.0),
        commits,
    }
}
