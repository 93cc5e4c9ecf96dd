//! Carries a plan out under the eyes of the user: warnings first, progress, then all that failed.

use std::time::Duration;

use super::context::Context;
use super::{aftermath, outside, provider};
use crate::error::Error;
use crate::event::{Event, EventSink, LogSink};
use crate::executor::outcome::{End, Outcome};
use crate::executor::{self, BeforeStart, DEFAULT_LIMIT, RunOptions};
use crate::model::project::Project;
use crate::plan::operation::Plan;
use crate::plan::order;
use crate::ui::ProgressRequest;

/// How a plan is shown and watched over.
#[derive(Clone, Copy, Default)]
pub(crate) struct Showing<'a> {
    /// The operation's word: `up`, `down`.
    pub(crate) title: &'a str,
    /// Log lines are shown at the same time.
    pub(crate) beside_logs: bool,
    /// Without progress.
    pub(crate) quiet: bool,
    pub(crate) wait_timeout: Option<Duration>,
    /// It brings containers up: when that fails, those to blame are looked at.
    pub(crate) brings_up: bool,
    pub(crate) before_start: Option<&'a dyn BeforeStart>,
    /// Where the output of hooks goes.
    pub(crate) logs: Option<&'a dyn LogSink>,
}

/// Runs the plan. An interruption is an error here: whoever wants to go on does so before.
pub(crate) async fn apply(
    context: &Context,
    project: &Project,
    plan: &Plan,
    showing: Showing<'_>,
) -> Result<Outcome, Error> {
    let (outcome, result) = carry_out(context, project, plan, showing).await?;
    result.map(|()| outcome)
}

/// As [`apply`], for whoever has to know what was made although something failed.
pub(super) async fn carry_out(
    context: &Context,
    project: &Project,
    plan: &Plan,
    showing: Showing<'_>,
) -> Result<(Outcome, Result<(), Error>), Error> {
    for warning in &plan.warnings {
        context.ui.warn(&warning.to_string());
    }
    if context.global.dry_run {
        for line in plan.render().lines() {
            context.would(line);
        }
        return Ok((Outcome::default(), Ok(())));
    }
    if plan.is_empty() && plan.unchanged.is_empty() {
        return Ok((Outcome::default(), Ok(())));
    }
    let outside = outside::read(context, project);
    let debug = |text: &str| context.ui.debug(text);
    let providers = provider::programs(context, project, &debug);
    let progress = (!showing.quiet).then(|| {
        context.ui.progress_for(ProgressRequest {
            title: showing.title.to_owned(),
            services: order::in_order(project).into_iter().map(ToString::to_string).collect(),
            beside_logs: showing.beside_logs,
        })
    });
    let options = RunOptions {
        limit: context.settings.parallel.unwrap_or(DEFAULT_LIMIT),
        cancel: context.interrupts.cancellation(),
        outside: &outside,
        wait_timeout: showing.wait_timeout,
        before_start: showing.before_start,
        logs: showing.logs,
        providers: Some(&providers),
    };
    let sink: &dyn EventSink = progress.as_ref().map_or(&Silence, |progress| progress);
    let outcome = executor::run(context.engine().await?, project, plan, sink, options).await;
    drop(progress);
    for warning in &outcome.warnings {
        context.ui.warn(warning);
    }
    let mut result = result(&outcome);
    if showing.brings_up && !outcome.failures.is_empty() {
        let aftermath = aftermath::look(context.engine().await?, project, plan, &outcome).await;
        result = result.map_err(|error| error.with_aftermath(aftermath));
    }
    Ok((outcome, result))
}

/// For commands that were told to be quiet.
struct Silence;

impl EventSink for Silence {
    fn emit(&self, _: Event) {}
}

fn result(outcome: &Outcome) -> Result<(), Error> {
    if !outcome.failures.is_empty() {
        return Err(Error::all(outcome.messages()));
    }
    match outcome.end {
        End::Finished => Ok(()),
        End::Interrupted | End::Dropped => Err(Error::cancelled()),
    }
}
