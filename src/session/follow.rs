//! Follows the containers of a project through their lives: reads their output across restarts, and notices when they
//! come and go. Both `logs --follow` and the foreground `up` stand on it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, LocalBoxStream};
use tokio::time::Instant;

use super::error::SessionError;
use super::lines::{Lines, plain, steady};
use super::merge::{Merged, Merger, Run};
use super::scope::Scope;
use super::time;
use crate::engine::{Engine, EngineEvent, EventFilter, LogOptions, Result};
use crate::event::{LogItem, LogSink, LogSource};
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::observed::{ContainerState, ObservedContainer};

/// A container that has ended, for now or for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exit {
    /// As its lines are called.
    pub(crate) name: String,
    pub(crate) service: String,
    pub(crate) code: i64,
    /// Somebody had sent it a signal, as a stop does: it did not end by itself.
    pub(crate) signalled: bool,
    /// It comes back by itself.
    pub(crate) restarting: bool,
}

/// How output is read after a start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Services whose output is shown; `None`: all in scope.
    pub(crate) shown: Option<BTreeSet<String>>,
    /// Ask the engine for its stamps.
    pub(crate) stamps: bool,
    /// Where logs cannot be read, listen from now on.
    pub(crate) or_attach: bool,
    pub(crate) until: Option<String>,
    /// How long to wait for a container to come back, as in a restart by hand, when none runs any more.
    pub(crate) patience: Duration,
    /// Containers are still being started: that none runs is not the end. See [`Follower::no_more_starts`].
    pub(crate) starts_to_come: bool,
}

/// While a replacement has been made and not been started, it is worth waiting for it this long.
const PATIENCE_FOR_NEW: Duration = Duration::from_secs(10);

/// What a step has brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Exit(Exit),
    Other,
    /// Nothing runs, and nothing more is to be read.
    Over,
}

/// The lives being followed.
pub(crate) struct Follower<'e, E> {
    engine: &'e E,
    scope: Scope,
    reading: Reading,
    events: LocalBoxStream<'static, Result<EngineEvent>>,
    merger: Merger<'e>,
    lives: BTreeMap<ContainerId, Life>,
    /// Created while we watch: all of their output is news.
    fresh: BTreeSet<ContainerId>,
    /// Questions to the engine that are under way. They are kept here so that nothing is lost when a step is dropped.
    questions: FuturesUnordered<LocalBoxFuture<'e, Answer<'e>>>,
    /// Since when nothing runs.
    over_since: Option<Instant>,
}

struct Life {
    alive: bool,
    /// The starts that we know of.
    number: u32,
    /// The output of the present run is read already, or is not to be.
    taken_care_of: bool,
    /// The present run was sent a signal.
    signalled: bool,
    /// When it ended last, in engine time: where the output of the next run begins.
    died: Option<String>,
}

enum Answer<'e> {
    Opened(Opened<'e>),
    Death(Death),
    Listed(Result<Vec<ObservedContainer>>),
}

struct Opened<'e> {
    run: Run,
    source: LogSource,
    /// The container's own.
    name: String,
    output: Result<Lines<'e>>,
}

struct Death {
    run: Run,
    source: LogSource,
    code: i64,
    signalled: bool,
    now: Result<ContainerState>,
}

/// What woke the follower up.
enum Happening<'e> {
    Merged(Merged),
    Answer(Box<Answer<'e>>),
    Event(Option<Result<EngineEvent>>),
}

impl<'e, E: Engine> Follower<'e, E> {
    /// Subscribes to the events from now on. List containers only after this, and none is missed.
    pub(crate) async fn open(engine: &'e E, scope: Scope, merger: Merger<'e>, reading: Reading) -> Result<Self> {
        let filter = EventFilter { labels: scope.labels(), since: Some(time::now()), until: None };
        let events = engine.events(&filter).await?;
        let (lives, fresh, questions) = (BTreeMap::new(), BTreeSet::new(), FuturesUnordered::new());
        Ok(Self { engine, scope, reading, events, merger, lives, fresh, questions, over_since: None })
    }

    /// A container that was there before, with its output if that is to be shown.
    pub(crate) fn know(&mut self, container: &ObservedContainer, source: LogSource, output: Option<Lines<'e>>) {
        self.add(container.id.clone(), source, container.is_up(), output);
    }

    /// A container that is about to start, with its output if that is to be shown.
    pub(crate) fn expect(&mut self, id: ContainerId, source: LogSource, output: Option<Lines<'e>>) {
        self.add(id, source, true, output);
    }

    fn add(&mut self, id: ContainerId, source: LogSource, alive: bool, output: Option<Lines<'e>>) {
        let number = self.lives.get(&id).map_or(1, |life| life.number + 1);
        if let Some(output) = output {
            self.merger.add(Run { id: id.clone(), number }, source, output);
        }
        self.lives.insert(id, Life { alive, number, taken_care_of: alive, signalled: false, died: None });
    }

    /// No more starts are to come: gives up those that were expected and have not come.
    pub(crate) fn no_more_starts(&mut self) {
        if !std::mem::take(&mut self.reading.starts_to_come) {
            return;
        }
        let (engine, filter) = (self.engine, self.scope.filter());
        self.questions.push(Box::pin(async move { Answer::Listed(engine.list_containers(&filter).await) }));
    }

    /// Others that are not alive have a `die` event under way.
    fn listed(&mut self, containers: &[ObservedContainer]) {
        for container in containers.iter().filter(|container| container.state == ContainerState::Created) {
            self.fresh.remove(&container.id);
            if let Some(life) = self.lives.get_mut(&container.id) {
                life.alive = false;
                self.merger.forget(&container.id);
            }
        }
    }

    fn is_over(&self) -> bool {
        self.merger.is_empty() && self.questions.is_empty() && !self.lives.values().any(|life| life.alive)
    }

    /// Waits for the next thing to happen and tells the sink of it. Loses nothing when it is dropped.
    pub(crate) async fn step(&mut self, sink: &dyn LogSink) -> std::result::Result<Step, SessionError> {
        if self.reading.starts_to_come || !self.is_over() {
            self.over_since = None;
            return self.wait(sink).await;
        }
        let patience = if self.fresh.is_empty() { self.reading.patience } else { PATIENCE_FOR_NEW };
        let since = *self.over_since.get_or_insert_with(Instant::now);
        match tokio::time::timeout_at(since + patience, self.wait(sink)).await {
            Ok(step) => step,
            Err(_) => Ok(Step::Over),
        }
    }

    async fn wait(&mut self, sink: &dyn LogSink) -> std::result::Result<Step, SessionError> {
        let happening = tokio::select! {
            // Output that is there comes before what happened afterwards.
            biased;
            merged = self.merger.next(), if !self.merger.is_empty() => Happening::Merged(merged),
            Some(answer) = self.questions.next(), if !self.questions.is_empty() => Happening::Answer(Box::new(answer)),
            event = self.events.next() => Happening::Event(event),
        };
        match happening {
            Happening::Merged(merged) => show(merged, sink),
            Happening::Answer(answer) => match *answer {
                Answer::Opened(opened) => self.opened(opened, sink),
                Answer::Death(death) => return Ok(Step::Exit(self.died(death, sink))),
                Answer::Listed(containers) => self.listed(&containers?),
            },
            Happening::Event(Some(event)) => self.happened(&event?, sink),
            Happening::Event(None) => return Err(SessionError::EventsEnded),
        }
        Ok(Step::Other)
    }

    fn happened(&mut self, event: &EngineEvent, sink: &dyn LogSink) {
        let Some(source) = self.scope.of_event(event) else { return };
        match event.action.as_str() {
            "create" => {
                self.fresh.insert(event.id.clone());
            }
            "start" => self.started(event, source, sink),
            "kill" => {
                if let Some(life) = self.lives.get_mut(&event.id) {
                    life.signalled = true;
                }
            }
            "die" => self.ask_about_death(event, source),
            // The only word of the end of a container that is stopped while it waits for its next start. One that runs
            // dies too, and engines may tell of that later.
            "stop" => {
                if let Some(life) = self.lives.get_mut(&event.id).filter(|life| !life.taken_care_of) {
                    life.alive = false;
                }
            }
            "destroy" => {
                self.fresh.remove(&event.id);
                if let Some(life) = self.lives.get_mut(&event.id) {
                    life.alive = false;
                }
            }
            _ => {}
        }
    }

    fn started(&mut self, event: &EngineEvent, source: LogSource, sink: &dyn LogSink) {
        let fresh = self.fresh.remove(&event.id);
        if self.lives.get(&event.id).is_some_and(|life| life.taken_care_of) {
            return;
        }
        let known = self.lives.get(&event.id).map(|life| life.died.clone());
        let shown = self.reading.shown.as_ref().is_none_or(|shown| shown.contains(&source.service));
        let number = self.lives.get(&event.id).map_or(1, |life| life.number + 1);
        let life = Life { alive: true, number, taken_care_of: true, signalled: false, died: None };
        self.lives.insert(event.id.clone(), life);
        if !shown {
            return;
        }
        if known.is_none() {
            if let Some(replaced) = event.attributes.get(labels::REPLACE).filter(|_| fresh) {
                let source = LogSource { name: replaced.clone(), ..source.clone() };
                sink.log(LogItem::Note { source, text: "has been recreated".to_owned() });
            }
            sink.log(LogItem::Joined(source.clone()));
        }
        let from = match known {
            Some(Some(died)) => From::Time(died),
            Some(None) | None if fresh => From::Beginning,
            Some(None) | None => From::Start,
        };
        self.ask_for_output(event, Run { id: event.id.clone(), number }, source, from);
    }

    fn ask_for_output(&self, event: &EngineEvent, run: Run, source: LogSource, from: From) {
        let (engine, reading) = (self.engine, self.reading.clone());
        let name = event.attributes.get("name").unwrap_or(&source.name).clone();
        self.questions.push(Box::pin(async move {
            let output = open_output(engine, &run.id, from, &reading).await;
            Answer::Opened(Opened { run, source, name, output })
        }));
    }

    fn opened(&mut self, opened: Opened<'e>, sink: &dyn LogSink) {
        match opened.output {
            Ok(output) => self.merger.add(opened.run, opened.source, output),
            Err(error) => sink.log(unreadable(&opened.name, &error)),
        }
    }

    /// Whether it comes back only an inspection tells.
    fn ask_about_death(&mut self, event: &EngineEvent, source: LogSource) {
        let (number, signalled) = self.lives.get(&event.id).map_or((0, false), |life| (life.number, life.signalled));
        if let Some(life) = self.lives.get_mut(&event.id) {
            life.taken_care_of = false;
            life.died = Some(time::seconds(i128::from(event.time_nano)));
        } else if !self.fresh.contains(&event.id) {
            // One that is being removed or replaced; we never had to do with it.
            return;
        }
        let code = event.attributes.get("exitCode").and_then(|code| code.parse().ok()).unwrap_or_default();
        let (engine, run) = (self.engine, Run { id: event.id.clone(), number });
        self.questions.push(Box::pin(async move {
            let now = engine.inspect_container(&run.id).await.map(|details| details.state);
            Answer::Death(Death { run, source, code, signalled, now })
        }));
    }

    fn died(&mut self, death: Death, sink: &dyn LogSink) -> Exit {
        let Death { run, source, code, signalled, now } = death;
        // One that cannot be inspected has been removed: it does not come back.
        let restarting = now.is_ok_and(|state| matches!(state, ContainerState::Restarting | ContainerState::Running));
        if let Some(life) = self.lives.get_mut(&run.id).filter(|life| life.number == run.number) {
            life.alive = restarting;
        }
        let shown = self.reading.shown.as_ref().is_none_or(|shown| shown.contains(&source.service));
        if shown {
            let end = if restarting { " (restarting)" } else { "" };
            if let Some(text) = self.merger.note_at_end(&run, format!("exited with code {code}{end}")) {
                sink.log(LogItem::Note { source: source.clone(), text });
            }
        }
        Exit { name: source.name, service: source.service, code, signalled, restarting }
    }
}

/// From where output is read.
enum From {
    /// All that there is.
    Beginning,
    /// The present run.
    Start,
    /// Engine time.
    Time(String),
}

async fn open_output<'e, E: Engine>(
    engine: &'e E,
    id: &ContainerId,
    from: From,
    reading: &Reading,
) -> Result<Lines<'e>> {
    let since = match from {
        From::Beginning => None,
        From::Time(time) => Some(time),
        From::Start => {
            let details = engine.inspect_container(id).await?;
            time::of_run(&details.started_at, &details.finished_at)
        }
    };
    let options =
        LogOptions { follow: true, tail: None, since, until: reading.until.clone(), timestamps: reading.stamps };
    match engine.logs(id, None, &options).await {
        Err(_) if reading.or_attach => engine.attach(id, None).await.map(plain),
        Ok(output) if reading.stamps => Ok(steady(engine, id, options, output)),
        output => output.map(plain),
    }
}

/// Passes on what the merger has for the sink.
pub(super) fn show(merged: Merged, sink: &dyn LogSink) {
    match merged {
        Merged::Item(item) => sink.log(item),
        Merged::Ended { error: None, .. } => {}
        Merged::Ended { source, error: Some(error) } => {
            sink.log(LogItem::Warning(format!("the output of {} broke off: {error}", source.name)));
        }
    }
}

pub(super) fn unreadable(name: &str, error: &crate::engine::error::EngineError) -> LogItem {
    LogItem::Warning(format!("Can't retrieve logs for \"{name}\": {error}"))
}
