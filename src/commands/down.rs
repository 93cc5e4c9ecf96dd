//! `down`: takes away what `up` has made.

use super::apply::{Showing, apply};
use super::context::Context;
use crate::cli::args::down::{DownArgs, RemoveImages as Images};
use crate::cli::settings;
use crate::error::{Error, Exit};
use crate::plan;
use crate::plan::options::{DownOptions, RemoveImages};

pub(crate) async fn run(context: &Context, args: &DownArgs) -> Result<Exit, Error> {
    let images = args.remove_images()?.map(|images| match images {
        Images::Local => RemoveImages::Local,
        Images::All => RemoveImages::All,
    });
    let mut target = context.target(&args.services).await?;
    if images.is_some() {
        target.observed = context.observe(&target.project).await?;
    }
    let options = DownOptions {
        services: super::service_names(&args.services),
        include_dependents: target.origins.is_none(),
        remove_orphans: settings::remove_orphans(args.remove_orphans, &context.environment),
        volumes: args.volumes,
        images,
        timeout: args.timeout,
    };
    let plan = plan::down(&target.project, &target.observed, &options)?;
    if plan.is_empty() && target.origins.is_none() {
        context.ui.warn(&format!("Warning: No resource found to remove for project \"{}\".", target.project.name));
    }
    apply(context, &target.project, &plan, Showing { title: "down", ..Showing::default() }).await?;
    Ok(Exit::Success)
}
