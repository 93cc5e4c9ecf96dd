//! Carries a plan out. It decides nothing: it keeps the plan's order, fills in the ids that earlier steps produced, and
//! tells what happens.
//!
//! A failure and the first interruption take the same path: nothing new begins, calls in flight come to their end, and so
//! does the replacement of a container whose original is being taken down already; what has only been created beside its
//! original is taken away again. All failures are reported. A second interruption drops everything.

mod apply;
pub(crate) mod cancel;
pub(crate) mod error;
pub(crate) mod hook;
mod narrator;
pub(crate) mod outcome;
mod pre_start;
pub(crate) mod provider;
mod run;
mod schedule;
mod subject;
#[cfg(test)]
mod tests;
mod waits;
mod watch;

use std::time::Duration;

use futures_util::future::LocalBoxFuture;

use apply::Context;
use cancel::Cancellation;
use outcome::Outcome;
use provider::Providers;
use run::Run;

use crate::convert::container::Outside;
use crate::engine::Engine;
use crate::event::{EventSink, LogSink};
use crate::model::ids::ContainerId;
use crate::model::project::Project;
use crate::plan::operation::{Plan, Target};

/// How many calls are in flight at most: more gains nothing on engines of today.
pub(crate) const DEFAULT_LIMIT: usize = 8;

/// Hears of every container just before it is started, and holds its start back until it is ready.
pub(crate) trait BeforeStart {
    fn before_start<'a>(&'a self, target: &'a Target, id: &'a ContainerId) -> LocalBoxFuture<'a, ()>;
}

#[derive(Clone)]
pub(crate) struct RunOptions<'a> {
    pub(crate) limit: usize,
    pub(crate) cancel: Cancellation,
    pub(crate) outside: &'a Outside,
    /// How long waits may take, from the beginning of the run.
    pub(crate) wait_timeout: Option<Duration>,
    pub(crate) before_start: Option<&'a dyn BeforeStart>,
    /// Where the output of hooks goes; without, it is told beside the progress.
    pub(crate) logs: Option<&'a dyn LogSink>,
    /// Who speaks to the providers of services; without, they are left alone.
    pub(crate) providers: Option<&'a dyn Providers>,
}

pub(crate) async fn run<E: Engine>(
    engine: &E,
    project: &Project,
    plan: &Plan,
    sink: &dyn EventSink,
    options: RunOptions<'_>,
) -> Outcome {
    let context = Context {
        engine,
        project,
        plan,
        outside: options.outside,
        before_start: options.before_start,
        sink,
        logs: options.logs,
        providers: options.providers,
        cancel: options.cancel.clone(),
        created: std::cell::RefCell::default(),
    };
    Run::new(&context, sink, &options).drive().await
}
