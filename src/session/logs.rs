//! `logs`: the output of several containers, in the order in which they wrote it.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;

use super::error::SessionError;
use super::follow::{Follower, Reading, Step, show, unreadable};
use super::lines::{Lines, steady};
use super::merge::{Merger, Order, Run};
use super::scope::Scope;
use crate::engine::{Engine, LogOptions, Result};
use crate::event::{LogItem, LogSink, LogSource};
use crate::model::observed::ObservedContainer;

/// Whose output, and how much of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LogsRequest {
    pub(crate) project: String,
    /// `None`: all of the project, orphans included.
    pub(crate) services: Option<BTreeSet<String>>,
    /// Only this replica (`--index`).
    pub(crate) number: Option<u32>,
    pub(crate) follow: bool,
    /// The engine takes everything that is no number for `all`.
    pub(crate) tail: Option<String>,
    /// As the engine takes them: see [`super::time::engine_time`].
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
    /// Show the engine's stamps.
    pub(crate) timestamps: bool,
}

/// A restart by hand takes less than this between the end and the start.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Shows the output. When following, it ends when all containers are gone. Gives the services that had containers.
///
/// One list, one request a container, and one for the events when following.
pub(crate) async fn logs(
    engine: &impl Engine,
    request: &LogsRequest,
    sink: &dyn LogSink,
) -> std::result::Result<BTreeSet<String>, SessionError> {
    let scope = Scope { project: request.project.clone(), services: request.services.clone(), number: request.number };
    if request.follow {
        return follow(engine, request, scope, sink).await;
    }
    let mut merger = Merger::new(Order::Stamps, request.timestamps);
    let mut services = BTreeSet::new();
    for (container, source, output) in open_all(engine, request, &scope, sink).await? {
        services.insert(source.service.clone());
        match output {
            Ok(output) => merger.add(Run { id: container.id, number: 1 }, source, output),
            Err(error) => sink.log(unreadable(&container.name, &error)),
        }
    }
    while !merger.is_empty() {
        show(merger.next().await, sink);
    }
    Ok(services)
}

async fn follow(
    engine: &impl Engine,
    request: &LogsRequest,
    scope: Scope,
    sink: &dyn LogSink,
) -> std::result::Result<BTreeSet<String>, SessionError> {
    let reading = Reading { stamps: true, until: request.until.clone(), patience: PATIENCE, ..Reading::default() };
    let merger = Merger::new(Order::StampsWithin, request.timestamps);
    let mut follower = Follower::open(engine, scope.clone(), merger, reading).await?;
    let mut services = BTreeSet::new();
    for (container, source, output) in open_all(engine, request, &scope, sink).await? {
        services.insert(source.service.clone());
        match output {
            Ok(output) => follower.know(&container, source, Some(output)),
            Err(error) => {
                sink.log(unreadable(&container.name, &error));
                follower.know(&container, source, None);
            }
        }
    }
    while follower.step(sink).await? != Step::Over {}
    Ok(services)
}

/// The containers by name, each with its output.
async fn open_all<'e, E: Engine>(
    engine: &'e E,
    request: &LogsRequest,
    scope: &Scope,
    sink: &dyn LogSink,
) -> Result<Vec<(ObservedContainer, LogSource, Result<Lines<'e>>)>> {
    let mut containers = engine.list_containers(&scope.filter()).await?;
    containers.sort_by(|a, b| a.name.cmp(&b.name));
    let options = LogOptions {
        follow: request.follow,
        tail: request.tail.clone(),
        since: request.since.clone(),
        until: request.until.clone(),
        timestamps: true,
    };
    let wanted: Vec<_> =
        containers.into_iter().filter_map(|c| scope.of_container(&c).map(|source| (c, source))).collect();
    for (_, source) in &wanted {
        sink.log(LogItem::Joined(source.clone()));
    }
    let outputs = join_all(wanted.iter().map(|(container, _)| engine.logs(&container.id, None, &options))).await;
    let lines = |((container, source), output): ((ObservedContainer, LogSource), Result<_>)| {
        let lines = output.map(|output| steady(engine, &container.id, options.clone(), output));
        (container, source, lines)
    };
    Ok(wanted.into_iter().zip(outputs).map(lines).collect())
}

#[cfg(test)]
#[path = "logs_tests.rs"]
mod tests;
