//! `stop`: stops containers and keeps them.

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use crate::cli::args::stop::StopArgs;
use crate::error::{Error, Exit};
use crate::plan;
use crate::plan::options::StopOptions;

pub(crate) async fn run(context: &Context, args: &StopArgs) -> Result<Exit, Error> {
    let target = context.target(&args.services, Look::Containers).await?;
    let options = StopOptions { services: super::service_names(&args.services), timeout: args.timeout };
    let plan = plan::stop(&target.project, &target.observed, &options)?;
    apply(context, &target.project, &plan, Showing { title: "stop", ..Showing::default() }).await?;
    Ok(Exit::Success)
}
