//! Carries a plan out under the eyes of the user: warnings first, progress, then all that failed.

use std::time::Duration;

use super::context::Context;
use super::outside;
use crate::error::Error;
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
    pub(crate) wait_timeout: Option<Duration>,
    pub(crate) before_start: Option<&'a dyn BeforeStart>,
}

/// Runs the plan. An interruption is an error here: whoever wants to go on does so before.
pub(crate) async fn apply(
    context: &Context,
    project: &Project,
    plan: &Plan,
    showing: Showing<'_>,
) -> Result<Outcome, Error> {
    for warning in &plan.warnings {
        context.ui.warn(&warning.to_string());
    }
    if context.global.dry_run {
        for line in plan.render().lines() {
            context.ui.status(&format!("DRY-RUN MODE - {line}"));
        }
        return Ok(Outcome::default());
    }
    if plan.is_empty() && plan.unchanged.is_empty() {
        return Ok(Outcome::default());
    }
    let outside = outside::read(context, project);
    let progress = context.ui.progress_for(ProgressRequest {
        title: showing.title.to_owned(),
        services: order::in_order(project).into_iter().map(ToString::to_string).collect(),
        beside_logs: showing.beside_logs,
    });
    let options = RunOptions {
        limit: context.settings.parallel.unwrap_or(DEFAULT_LIMIT),
        cancel: context.interrupts.cancellation(),
        outside: &outside,
        wait_timeout: showing.wait_timeout,
        before_start: showing.before_start,
    };
    let outcome = executor::run(context.engine().await?, project, plan, &progress, options).await;
    progress.finish();
    for warning in &outcome.warnings {
        context.ui.warn(warning);
    }
    result(outcome)
}

fn result(outcome: Outcome) -> Result<Outcome, Error> {
    if !outcome.failures.is_empty() {
        return Err(Error::all(outcome.messages()));
    }
    match outcome.end {
        End::Finished => Ok(outcome),
        End::Interrupted | End::Dropped => Err(Error::cancelled()),
    }
}
