//! `restart`: the same containers once more; changes of the file are not picked up.

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use crate::cli::args::restart::RestartArgs;
use crate::error::{Error, Exit};
use crate::plan;
use crate::plan::options::RestartOptions;

pub(crate) async fn run(context: &Context, args: &RestartArgs) -> Result<Exit, Error> {
    let target = context.target(&[], Look::Containers).await?;
    let options = RestartOptions {
        services: super::known_services(&target.project, &args.services)?,
        no_deps: args.no_deps,
        timeout: args.timeout,
    };
    let plan = plan::restart(&target.project, &target.observed, &options)?;
    apply(context, &target.project, &plan, Showing { title: "restart", ..Showing::default() }).await?;
    Ok(Exit::Success)
}
