//! `watch`: what changes on this machine goes to the containers, or lets them be restarted or made anew.

pub(crate) mod batch;
mod debounce;
pub(crate) mod error;
mod files;
pub(crate) mod lock;
pub(crate) mod rule;
mod sync;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::scope::Scope;
use super::signals::Interrupts;
use super::time;
use crate::engine::{Engine, EngineEvent, EventFilter};
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::observed::ObservedContainer;
use batch::{Batch, batch};
use debounce::Debounce;
use error::WatchError;
use files::Files;
use rule::{Action, Rule};
use sync::Copies;

/// More changes at once than somebody makes who edits files.
const MANY: usize = 1000;

/// What a batch needs of other parts of the program. The errors are texts for the user.
pub(crate) trait Actions {
    fn rebuild<'a>(&'a self, services: &'a BTreeSet<ServiceName>) -> LocalBoxFuture<'a, Result<(), String>>;
    fn restart<'a>(&'a self, services: &'a BTreeSet<ServiceName>) -> LocalBoxFuture<'a, Result<(), String>>;
    /// In a running container; its output is shown.
    fn exec<'a>(&'a self, container: &'a ContainerId, rule: &'a Rule) -> LocalBoxFuture<'a, Result<(), String>>;
    fn say(&self, text: &str);
    /// Of something that went wrong and does not end the watch.
    fn warn(&self, error: &WatchError);
}

pub(crate) struct WatchRequest<'a> {
    pub(crate) project: &'a str,
    pub(crate) rules: &'a [Rule],
    pub(crate) interrupts: &'a Interrupts,
}

/// Goes on until the user interrupts. A batch that has begun is finished then, but for a second interruption.
pub(crate) async fn watch<E: Engine>(
    engine: &E,
    request: WatchRequest<'_>,
    actions: &dyn Actions,
) -> Result<(), WatchError> {
    let services = request.rules.iter().map(|rule| rule.service.to_string()).collect();
    let scope = Scope { project: request.project.to_owned(), services: Some(services), number: None };
    let filter = EventFilter { labels: scope.labels(), since: Some(time::now()), until: None };
    let mut events = engine.events(&filter).await?;
    let mut files = Files::open(request.rules)?;
    let mut session =
        Session { engine, scope, rules: request.rules, actions, served: BTreeSet::new(), sent: BTreeMap::new() };
    session.begin().await?;
    actions.say("Watch enabled");
    let mut debounce = Debounce::default();
    loop {
        let happening = tokio::select! {
            () = request.interrupts.first() => return Ok(()),
            event = events.next() => Happening::Event(event.ok_or(WatchError::EventsEnded)??),
            paths = files.next() => {
                debounce.add(paths?);
                continue;
            }
            paths = debounce.ready() => Happening::Changed(paths),
        };
        let had_enough = request.interrupts.count() + 2;
        tokio::select! {
            done = session.happened(happening) => done?,
            () = request.interrupts.reach(had_enough) => return Ok(()),
        }
    }
}

enum Happening {
    Event(EngineEvent),
    Changed(BTreeSet<PathBuf>),
}

struct Session<'a, E> {
    engine: &'a E,
    scope: Scope,
    rules: &'a [Rule],
    actions: &'a dyn Actions,
    /// Containers that have got all there was to send.
    served: BTreeSet<ContainerId>,
    /// All that was ever sent: a container that is made anew has none of it.
    sent: BTreeMap<ServiceName, Copies>,
}

impl<E: Engine> Session<'_, E> {
    async fn containers(&self) -> Result<Vec<ObservedContainer>, WatchError> {
        let listed = self.engine.list_containers(&self.scope.filter()).await?;
        Ok(listed.into_iter().filter(|container| self.scope.of_container(container).is_some()).collect())
    }

    /// What is there counts as served, once `initial_sync` is done.
    async fn begin(&mut self) -> Result<(), WatchError> {
        let containers = self.containers().await?;
        self.served = containers.iter().map(|container| container.id.clone()).collect();
        let mut first: BTreeMap<ServiceName, Copies> = BTreeMap::new();
        let wanted = |rule: &&Rule| rule.initial_sync && matches!(rule.action, Action::Sync | Action::SyncRestart);
        for rule in self.rules.iter().filter(wanted) {
            first.entry(rule.service.clone()).or_default().extend(walk::all_of(rule)?);
        }
        for (service, copies) in first {
            self.send(&service, copies, &containers).await?;
        }
        Ok(())
    }

    async fn happened(&mut self, happening: Happening) -> Result<(), WatchError> {
        let done = match happening {
            Happening::Event(event) if event.action == "start" => self.came(&event).await,
            Happening::Event(_) => return Ok(()),
            Happening::Changed(paths) => {
                if paths.len() > MANY {
                    self.actions.warn(&WatchError::Many(paths.len()));
                }
                self.carry_out(batch(self.rules, &paths)).await
            }
        };
        match done {
            Err(error) if error.ends_the_watch() => Err(error),
            // One error ends the batch; the next change is another chance.
            Err(error) => {
                self.actions.warn(&error);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// A container that is new, or was away while files were sent, gets them all.
    async fn came(&mut self, event: &EngineEvent) -> Result<(), WatchError> {
        let Some(source) = self.scope.of_event(event) else { return Ok(()) };
        if self.served.contains(&event.id) {
            return Ok(());
        }
        let service = ServiceName::from(source.service.as_str());
        let mut copies = self.sent.get(&service).cloned().unwrap_or_default();
        for rule in self.rules.iter().filter(|rule| rule.service == service && rule.action.syncs()) {
            copies.extend(walk::all_of(rule)?);
        }
        if !copies.is_empty() {
            sync::sync(self.engine, &event.id, &copies).await?;
        }
        self.served.insert(event.id.clone());
        Ok(())
    }

    async fn carry_out(&mut self, batch: Batch) -> Result<(), WatchError> {
        if !batch.rebuild.is_empty() {
            self.actions.rebuild(&batch.rebuild).await.map_err(WatchError::Action)?;
        }
        let speaks_to_containers = !batch.sync.is_empty() || !batch.exec.is_empty();
        let containers = if speaks_to_containers { self.containers().await? } else { Vec::new() };
        for (service, copies) in batch.sync {
            let changes = copies.len();
            self.actions.say(&format!("Syncing service {:?} after {changes} changes were detected", service.as_str()));
            self.send(&service, copies, &containers).await?;
        }
        if !batch.restart.is_empty() {
            self.actions.restart(&batch.restart).await.map_err(WatchError::Action)?;
            self.actions.say(&format!("service(s) {} restarted", batch::list(&batch.restart)));
        }
        for index in batch.exec {
            let rule = &self.rules[index];
            let running = |container: &&ObservedContainer| {
                container.service().as_ref() == Some(&rule.service) && container.is_up()
            };
            for container in containers.iter().filter(running) {
                self.actions.exec(&container.id, rule).await.map_err(WatchError::Action)?;
            }
        }
        Ok(())
    }

    async fn send(
        &mut self,
        service: &ServiceName,
        copies: Copies,
        containers: &[ObservedContainer],
    ) -> Result<(), WatchError> {
        let own = containers.iter().filter(|container| container.service().as_ref() == Some(service));
        let (running, away): (Vec<_>, Vec<_>) = own.partition(|container| container.is_up());
        for container in away {
            self.served.remove(&container.id);
        }
        // What fails in one container is to arrive in the others all the same.
        let sent = running.iter().map(|container| sync::sync(self.engine, &container.id, &copies));
        let results = futures_util::future::join_all(sent).await;
        for (container, result) in running.iter().zip(&results) {
            if result.is_err() {
                self.served.remove(&container.id);
            }
        }
        self.sent.entry(service.clone()).or_default().extend(copies);
        results.into_iter().collect()
    }
}
