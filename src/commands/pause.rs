//! `pause` and `unpause`.

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use crate::cli::args::pause::{PauseArgs, UnpauseArgs};
use crate::error::{Error, Exit};
use crate::plan;

pub(crate) async fn pause(context: &Context, args: &PauseArgs) -> Result<Exit, Error> {
    let target = context.target(&args.services, Look::Containers).await?;
    let plan = plan::pause(&target.project, &target.observed, &super::service_names(&args.services))?;
    apply(context, &target.project, &plan, Showing { title: "pause", ..Showing::default() }).await?;
    Ok(Exit::Success)
}

pub(crate) async fn unpause(context: &Context, args: &UnpauseArgs) -> Result<Exit, Error> {
    let target = context.target(&args.services, Look::Containers).await?;
    let plan = plan::unpause(&target.project, &target.observed, &super::service_names(&args.services))?;
    apply(context, &target.project, &plan, Showing { title: "unpause", ..Showing::default() }).await?;
    Ok(Exit::Success)
}
