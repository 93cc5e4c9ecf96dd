//! `down`: takes away what `up` has made. Without a file, a service that is gone is as good as taken away.

use std::collections::BTreeSet;

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use super::named;
use crate::cli::args::down::{DownArgs, RemoveImages as Images};
use crate::cli::settings;
use crate::engine::observe::{ObserveRequest, find_images};
use crate::error::{Error, Exit};
use crate::model::ids::ServiceName;
use crate::plan;
use crate::plan::options::{DownOptions, RemoveImages};

pub(crate) async fn run(context: &Context, args: &DownArgs) -> Result<Exit, Error> {
    let images = args.remove_images()?.map(|images| match images {
        Images::Local => RemoveImages::Local,
        Images::All => RemoveImages::All,
    });
    let mut target = context.target_of_what_is_left(&args.services, Look::Removable { volumes: args.volumes }).await?;
    let (services, gone): (BTreeSet<ServiceName>, BTreeSet<ServiceName>) =
        super::service_names(&args.services).into_iter().partition(|name| target.project.services.contains_key(name));
    for name in &gone {
        let error = named::not_in(&target.project, name.as_str());
        context.ui.warn(&error.to_string());
        error.hints.iter().for_each(|hint| context.ui.status(&format!("hint: {hint}")));
    }
    if services.is_empty() && !gone.is_empty() {
        return Ok(Exit::Success);
    }
    if images.is_some() {
        let references = ObserveRequest::of(&target.project).images;
        target.observed.images = find_images(context.engine().await?, &references).await?;
    }
    let options = DownOptions {
        services,
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
