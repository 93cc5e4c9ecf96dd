//! The foreground `up`: shows the output of containers from their first line on, and knows when they have ended.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use tokio::sync::Notify;

use super::error::SessionError;
pub(crate) use super::follow::Exit;
use super::follow::{Follower, Reading, Step};
use super::lines::{OutputStream, plain};
use super::merge::{Merger, Order};
use super::scope::{Scope, source};
use crate::engine::{Engine, Result};
use crate::event::{LogItem, LogSink, LogSource};
use crate::model::ids::ContainerId;

/// When the end of one container is the end of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Abort {
    #[default]
    Never,
    /// `--abort-on-container-exit`, implied by `--exit-code-from`.
    OnExit,
    /// `--abort-on-container-failure`.
    OnFailure,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AttachRequest {
    pub(crate) project: String,
    /// The services whose containers are waited for.
    pub(crate) watched: BTreeSet<String>,
    /// The services whose output is shown.
    pub(crate) shown: BTreeSet<String>,
    pub(crate) abort: Abort,
    /// `--exit-code-from`.
    pub(crate) exit_code_from: Option<String>,
}

/// Why [`Attachment::run`] has come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// All watched containers are gone.
    AllGone,
    /// A container has ended in a way that is to end all: stop the others, and run on to show how they end.
    Abort,
}

/// A container that is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) id: &'a ContainerId,
    pub(crate) name: &'a str,
    pub(crate) service: &'a str,
    pub(crate) number: Option<u32>,
}

/// Containers in the foreground.
pub(crate) struct Attachment<'e, E> {
    follower: Follower<'e, E>,
    handle: AttachHandle<'e, E>,
    request: AttachRequest,
    exits: Vec<Exit>,
    aborted: bool,
}

/// Lets containers join, also while [`Attachment::run`] runs. Cheap to clone.
pub(crate) struct AttachHandle<'e, E> {
    engine: &'e E,
    project: String,
    shown: BTreeSet<String>,
    joining: Rc<Joining>,
}

#[derive(Default)]
struct Joining {
    arrived: RefCell<Vec<Joined>>,
    news: Notify,
    complete: RefCell<bool>,
}

struct Joined {
    id: ContainerId,
    source: LogSource,
    output: Option<OutputStream>,
}

impl<E> Clone for AttachHandle<'_, E> {
    fn clone(&self) -> Self {
        Self {
            engine: self.engine,
            project: self.project.clone(),
            shown: self.shown.clone(),
            joining: Rc::clone(&self.joining),
        }
    }
}

impl<E: Engine> AttachHandle<'_, E> {
    /// Listens to a container from now on: call it before the start, and no line is lost. Also for containers that run
    /// already and stay. Of services that are not shown only the end will be noticed.
    ///
    /// A container whose output cannot be had is an error here, but is waited for all the same.
    pub(crate) async fn attach(&self, target: Target<'_>) -> Result<()> {
        let source = source(&self.project, target.service, target.number, target.name);
        let output =
            if self.shown.contains(target.service) { Some(self.engine.attach(target.id, None).await) } else { None };
        let (output, error) = match output {
            None => (None, None),
            Some(Ok(output)) => (Some(output), None),
            Some(Err(error)) => (None, Some(error)),
        };
        self.joining.arrived.borrow_mut().push(Joined { id: target.id.clone(), source, output });
        self.joining.news.notify_one();
        error.map_or(Ok(()), Err)
    }

    /// Everything has been started, or will not be: when nothing runs any more, it is over.
    pub(crate) fn all_started(&self) {
        *self.joining.complete.borrow_mut() = true;
        self.joining.news.notify_one();
    }
}

impl<'e, E: Engine> Attachment<'e, E> {
    /// Begins to watch. Nothing that happens to containers after this is missed.
    pub(crate) async fn open(engine: &'e E, request: AttachRequest) -> Result<Self> {
        let scope = Scope { project: request.project.clone(), services: Some(request.watched.clone()), number: None };
        let reading =
            Reading { shown: Some(request.shown.clone()), or_attach: true, starts_to_come: true, ..Reading::default() };
        let follower = Follower::open(engine, scope, Merger::new(Order::Arrival, false), reading).await?;
        let (project, shown) = (request.project.clone(), request.shown.clone());
        let handle = AttachHandle { engine, project, shown, joining: Rc::default() };
        Ok(Self { follower, handle, request, exits: Vec::new(), aborted: false })
    }

    pub(crate) fn handle(&self) -> AttachHandle<'e, E> {
        self.handle.clone()
    }

    /// Shows what comes until all watched containers are gone or the request's condition for an abort is met. Loses
    /// nothing when it is dropped: run again to go on. After an abort it runs until all are gone.
    pub(crate) async fn run(&mut self, sink: &dyn LogSink) -> std::result::Result<Stop, SessionError> {
        let joining = Rc::clone(&self.handle.joining);
        loop {
            self.take_joined(sink);
            if *joining.complete.borrow() {
                self.follower.no_more_starts();
            }
            let step = tokio::select! {
                biased;
                () = joining.news.notified() => Step::Other,
                step = self.follower.step(sink) => step?,
            };
            match step {
                Step::Other => {}
                Step::Over => return Ok(Stop::AllGone),
                Step::Exit(exit) => {
                    let abort = !self.aborted && self.aborts(&exit);
                    self.exits.push(exit);
                    if abort {
                        self.aborted = true;
                        return Ok(Stop::Abort);
                    }
                }
            }
        }
    }

    fn take_joined(&mut self, sink: &dyn LogSink) {
        let arrived = self.handle.joining.arrived.take();
        // Dependencies that nobody asked for are started, and live on by themselves.
        let watched = &self.request.watched;
        for Joined { id, source, output } in arrived.into_iter().filter(|new| watched.contains(&new.source.service)) {
            if output.is_some() {
                sink.log(LogItem::Joined(source.clone()));
            }
            self.follower.expect(id, source, output.map(plain));
        }
    }

    fn aborts(&self, exit: &Exit) -> bool {
        match self.request.abort {
            Abort::Never => false,
            Abort::OnExit => true,
            Abort::OnFailure => exit.code != 0,
        }
    }

    /// The last ends of the containers that failed by themselves and did not come back.
    pub(crate) fn failures(&self) -> Vec<&Exit> {
        let last: BTreeMap<&str, &Exit> = self.exits.iter().map(|exit| (exit.name.as_str(), exit)).collect();
        last.into_values().filter(|exit| exit.code != 0 && !exit.signalled && !exit.restarting).collect()
    }

    /// The exit code that flags ask for: that of the first end of the service that was named, else of the container that
    /// made the others stop, else 0.
    pub(crate) fn exit_code(&self) -> i64 {
        let decides = |exit: &&Exit| match (&self.request.exit_code_from, self.request.abort) {
            (Some(service), _) => exit.service == *service,
            (None, Abort::Never) => false,
            (None, Abort::OnExit) => true,
            (None, Abort::OnFailure) => exit.code != 0,
        };
        self.exits.iter().find(decides).map_or(0, |exit| exit.code)
    }
}

#[cfg(test)]
#[path = "attach_tests.rs"]
mod tests;
