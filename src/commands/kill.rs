//! `kill`: a signal to everything that runs.

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use crate::cli::args::kill::KillArgs;
use crate::cli::settings;
use crate::error::{Error, Exit};
use crate::plan;
use crate::plan::options::KillOptions;

pub(crate) async fn run(context: &Context, args: &KillArgs) -> Result<Exit, Error> {
    let target = context.target(&args.services, Look::Containers).await?;
    let options = KillOptions {
        services: super::service_names(&args.services),
        signal: args.signal.clone(),
        orphans: settings::remove_orphans(args.remove_orphans, &context.environment),
    };
    let plan = plan::kill(&target.project, &target.observed, &options)?;
    if plan.is_empty() {
        context.ui.status("No container to kill");
    }
    apply(context, &target.project, &plan, Showing { title: "kill", ..Showing::default() }).await?;
    Ok(Exit::Success)
}
