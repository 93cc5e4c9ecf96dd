//! `pull`: images of services, each once, however many services use it.

use super::context::Context;
use super::images::pull_all;
use crate::cli::args::pull::PullArgs;
use crate::error::{Error, Exit};
use crate::plan::images::{Building, ImageOptions, PullPolicy, images};

pub(crate) async fn run(context: &Context, args: &PullArgs) -> Result<Exit, Error> {
    let mut project = context.project(&args.services, args.include_deps)?;
    // Without an image of its own there is nothing to pull by; without a policy the registry is asked.
    project.services.retain(|_, service| {
        let is_skipped = service.image.is_empty()
            || (args.ignore_buildable && service.build.is_some())
            || matches!(service.pull_policy.as_str(), "never" | "build");
        !is_skipped
    });
    for service in project.services.values_mut().filter(|service| service.pull_policy.is_empty()) {
        "always".clone_into(&mut service.pull_policy);
    }
    let policy = match args.policy.as_deref() {
        None | Some("") => None,
        Some("missing" | "if_not_present") => Some(PullPolicy::Missing),
        Some("always") => Some(PullPolicy::Always),
        Some(word) => return Err(Error::failed(format!("invalid --policy option {word:?}: missing or always"))),
    };
    let observed = context.observe(&project).await?;
    let options = ImageOptions { pull: policy, building: Building::Never, now: jiff::Timestamp::now().as_second() };
    let plan = images(&project, &observed, &options)?;
    if context.global.dry_run {
        plan.pulls.iter().for_each(|pull| context.ui.status(&format!("DRY-RUN MODE - pull {}", pull.reference)));
        return Ok(Exit::Success);
    }
    let progress = context.ui.progress("pull");
    let (failures, _) = pull_all(context, &plan.pulls, args.quiet, &progress).await?;
    progress.finish();
    if failures.is_empty() || args.ignore_pull_failures { Ok(Exit::Success) } else { Err(Error::all(failures)) }
}
