//! `stats`: what the containers of a project use, once or as it changes, while they come and go.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::{self, AbortHandle, LocalBoxStream, SelectAll};
use tokio::time::Instant;

use super::error::SessionError;
use super::time;
use crate::engine::{ContainerFilter, Engine, EngineEvent, EventFilter, Result};
use crate::model::ids::ContainerId;
use crate::model::observed::ObservedContainer;
use crate::model::usage::Usage;

/// Whose use is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StatsRequest {
    /// What the engine filters by.
    pub(crate) labels: Vec<String>,
    /// Containers that do not run, too.
    pub(crate) all: bool,
}

/// A container and what it uses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) id: ContainerId,
    pub(crate) name: String,
    /// `None`: not known yet, or not any more.
    pub(crate) usage: Option<Usage>,
}

/// The engine reads once a second, and has two readings after two: what is older than this is not true any more.
const STALE: Duration = Duration::from_secs(3);

/// One reading of each container that runs, or of `all`, by name. A container that goes away meanwhile is left out.
pub(crate) async fn once(
    engine: &impl Engine,
    all: bool,
    containers: Vec<ObservedContainer>,
) -> std::result::Result<Vec<Reading>, SessionError> {
    let containers = containers.into_iter().filter(|container| all || container.is_up());
    let readings = containers.map(|container| async move {
        let usage = if container.is_up() { engine.stats(&container.id).await } else { Ok(Usage::default()) };
        (container, usage)
    });
    let mut found = Vec::new();
    for (container, usage) in join_all(readings).await {
        match usage {
            Ok(usage) => found.push(Reading { id: container.id, name: container.name, usage: Some(usage) }),
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Shows all readings, by name, when each container has a new one, and when one has come or gone. Ends with an error only.
///
/// One request for the events, one list, and one a container, which stays open.
pub(crate) async fn follow(
    engine: &impl Engine,
    request: &StatsRequest,
    mut show: impl FnMut(&[Reading]),
) -> SessionError {
    let mut board = match Board::open(engine, request).await {
        Ok(board) => board,
        Err(error) => return error.into(),
    };
    loop {
        if board.is_ready() {
            show(&board.take());
        }
        if let Err(error) = board.step().await {
            return error;
        }
    }
}

/// What one of the streams has brought; `None` at its end.
type News = (ContainerId, Option<Result<Usage>>);

struct Board<'e, E> {
    engine: &'e E,
    all: bool,
    events: LocalBoxStream<'static, Result<EngineEvent>>,
    streams: SelectAll<LocalBoxStream<'e, News>>,
    rows: BTreeMap<ContainerId, Row>,
    /// Something has come or gone since the last show.
    changed: bool,
    shown: Instant,
}

#[derive(Default)]
struct Row {
    name: String,
    usage: Option<Usage>,
    /// Read since the last show.
    fresh: bool,
    /// Read before the last show.
    known: bool,
    /// Ends the stream; there while it is read.
    stream: Option<AbortHandle>,
}

impl<'e, E: Engine> Board<'e, E> {
    async fn open(engine: &'e E, request: &StatsRequest) -> Result<Self> {
        let filter = EventFilter { labels: request.labels.clone(), since: Some(time::now()), until: None };
        let events = engine.events(&filter).await?;
        let (streams, rows) = (SelectAll::new(), BTreeMap::new());
        let mut board = Self { engine, all: request.all, events, streams, rows, changed: true, shown: Instant::now() };
        let filter = ContainerFilter { all: request.all, labels: request.labels.clone(), ..ContainerFilter::default() };
        for container in engine.list_containers(&filter).await? {
            let is_up = container.is_up();
            board.add(container.id, container.name, is_up);
        }
        Ok(board)
    }

    fn add(&mut self, id: ContainerId, name: String, is_up: bool) {
        let row = self.rows.entry(id.clone()).or_insert(Row { name, ..Row::default() });
        if !is_up {
            row.usage = Some(Usage::default());
        } else if row.stream.is_none() {
            (row.usage, row.fresh, row.known) = (None, false, false);
            row.stream = Some(read(self.engine, id, &mut self.streams));
        }
        self.changed = true;
    }

    fn remove(&mut self, id: &ContainerId) {
        if let Some(stream) = self.rows.remove(id).and_then(|row| row.stream) {
            stream.abort();
        }
        self.changed = true;
    }

    /// Whether there is something to be shown. What has just come is not waited for, unless there is nothing else.
    fn is_ready(&self) -> bool {
        let read: Vec<&Row> = self.rows.values().filter(|row| row.stream.is_some()).collect();
        if read.is_empty() {
            return self.changed;
        }
        let waits_for_new = read.iter().all(|row| !row.known);
        read.iter().all(|row| row.fresh || (!row.known && !waits_for_new)) || self.shown.elapsed() >= STALE
    }

    /// The readings to be shown, which are old from now on.
    fn take(&mut self) -> Vec<Reading> {
        (self.changed, self.shown) = (false, Instant::now());
        let mut readings = Vec::new();
        for (id, row) in &mut self.rows {
            let fresh = std::mem::take(&mut row.fresh);
            row.known |= fresh;
            if row.stream.is_some() && !fresh {
                row.usage = None;
            }
            readings.push(Reading { id: id.clone(), name: row.name.clone(), usage: row.usage });
        }
        readings.sort_by(|a, b| a.name.cmp(&b.name));
        readings
    }

    async fn step(&mut self) -> std::result::Result<(), SessionError> {
        let waits = self.rows.values().any(|row| row.stream.is_some());
        tokio::select! {
            event = self.events.next() => match event {
                Some(event) => self.apply(&event?),
                None => return Err(SessionError::EventsEnded),
            },
            Some((id, news)) = self.streams.next() => self.know(&id, news)?,
            () = tokio::time::sleep_until(self.shown + STALE), if waits => {}
        }
        Ok(())
    }

    fn apply(&mut self, event: &EngineEvent) {
        let name = || event.attributes.get("name").cloned().unwrap_or_default();
        match event.action.as_str() {
            "start" => self.add(event.id.clone(), name(), true),
            "create" if self.all => self.add(event.id.clone(), name(), false),
            "destroy" => self.remove(&event.id),
            "die" if !self.all => self.remove(&event.id),
            "die" => {
                self.remove(&event.id);
                self.add(event.id.clone(), name(), false);
            }
            // A replacement gets its name at the end.
            "rename" => {
                if let Some(row) = self.rows.get_mut(&event.id) {
                    row.name = name();
                }
            }
            _ => {}
        }
    }

    fn know(&mut self, id: &ContainerId, news: Option<Result<Usage>>) -> Result<()> {
        let Some(row) = self.rows.get_mut(id) else { return Ok(()) };
        match news {
            Some(Ok(usage)) => (row.usage, row.fresh) = (Some(usage), true),
            Some(Err(error)) if !error.is_not_found() => return Err(error),
            // The engine lets go of a container that is about to be gone; the event follows.
            Some(Err(_)) | None => row.fresh = true,
        }
        Ok(())
    }
}

fn read<'e>(
    engine: &'e impl Engine,
    id: ContainerId,
    streams: &mut SelectAll<LocalBoxStream<'e, News>>,
) -> AbortHandle {
    let asked = id.clone();
    let usages = stream::once(async move {
        match engine.follow_stats(&asked).await {
            Ok(usages) => usages,
            Err(error) => stream::iter([Err(error)]).boxed_local(),
        }
    });
    let news = usages.flatten().map(Some).chain(stream::iter([None])).map(move |news| (id.clone(), news));
    let (news, handle) = stream::abortable(news);
    streams.push(news.boxed_local());
    handle
}

#[cfg(test)]
#[path = "stats_tests.rs"]
mod tests;
