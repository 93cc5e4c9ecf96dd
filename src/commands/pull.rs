//! `pull`: images of services, each once, however many services use it.

use super::context::Context;
use super::provide_images::{default_platform, look_closely, pull_all};
use crate::cli::args::pull::PullArgs;
use crate::error::{Error, Exit};
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::plan::images::PullPolicy;
use crate::plan::pull::{PullOptions, PullPlan, pulls};

pub(crate) async fn run(context: &Context, args: &PullArgs) -> Result<Exit, Error> {
    let project = context.project(&args.services, args.include_deps)?;
    let plan = plan(context, &project, args).await?;
    if context.global.dry_run {
        plan.pulls.iter().for_each(|pull| context.would(&format!("pull {}", pull.reference)));
        return Ok(Exit::Success);
    }
    let progress = context.ui.progress("pull");
    for (service, skip) in &plan.skipped {
        let resource = match skip.image() {
            Some(image) => Resource::Image(image.to_owned()),
            None => Resource::Service(service.to_string()),
        };
        progress.emit(Event::new(resource, Verb::Pull, Status::Done).with_text("Skipped").with_detail(skip.reason()));
    }
    let failed = pull_all(context, &plan.pulls, args.quiet, &progress).await?;
    progress.finish();
    let to_build: Vec<&str> = failed.iter().flat_map(|(pull, _)| &pull.or_build).map(ServiceName::as_str).collect();
    if !to_build.is_empty() {
        let services = to_build.join(" ");
        context.ui.warn(&format!(
            "some service images must be built from source by running: docker rcompose build {services}"
        ));
    }
    let messages: Vec<String> = failed.into_iter().map(|(_, message)| message).collect();
    if messages.is_empty() || args.ignore_pull_failures { Ok(Exit::Success) } else { Err(Error::all(messages)) }
}

async fn plan(context: &Context, project: &Project, args: &PullArgs) -> Result<PullPlan, Error> {
    let policy = match args.policy.as_deref() {
        None | Some("") => None,
        Some("missing" | "if_not_present") => Some(PullPolicy::Missing),
        Some("always") => Some(PullPolicy::Always),
        Some(word) => return Err(Error::failed(format!("invalid --policy option {word:?}: missing or always"))),
    };
    let options = PullOptions { policy, ignore_buildable: args.ignore_buildable, platform: default_platform(project) };
    let mut observed = context.observe(project).await?;
    look_closely(context, project, &mut observed).await?;
    Ok(pulls(project, &observed, &options)?)
}
