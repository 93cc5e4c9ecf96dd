//! `rm`: removes stopped containers.

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use crate::cli::args::rm::RmArgs;
use crate::error::{Error, Exit};
use crate::plan;
use crate::plan::options::RemoveOptions;
use crate::ui::prompt::Question;

pub(crate) async fn run(context: &Context, args: &RmArgs) -> Result<Exit, Error> {
    let target = context.target(&args.services, Look::Containers).await?;
    let options = RemoveOptions {
        services: super::service_names(&args.services),
        stop: args.stop,
        force: args.force,
        volumes: args.volumes,
        timeout: None,
    };
    let plan = plan::remove(&target.project, &target.observed, &options)?;
    let Some(question) = plan::questions::removal(&plan) else {
        context.ui.status("No stopped containers");
        return Ok(Exit::Success);
    };
    let text = question.to_string();
    if args.force {
        context.ui.line(&text);
    } else if !context.confirm(Question { text: &text, otherwise: "nothing is removed" }, args.yes).await? {
        return Ok(Exit::Success);
    }
    apply(context, &target.project, &plan, Showing { title: "remove", ..Showing::default() }).await?;
    Ok(Exit::Success)
}
