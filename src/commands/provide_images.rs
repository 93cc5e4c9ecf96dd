//! Brings the images of a project into place: pulls and builds what is missing.

use super::builds;
use super::context::Context;
use crate::build::BuildOptions;
use crate::build::transfer::{self, Direction, Failures, Transfer, TransferOptions};
use crate::cli::values::PullChoice;
use crate::engine::Engine;
use crate::engine::observe::complete_images;
use crate::error::{Error, chain};
use crate::event::EventSink;
use crate::model::ids::ServiceName;
use crate::model::naming;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan::images::{Building, ImageOptions, ImagePlan, Pull, PullPolicy, images};

/// What flags say about images.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) pull: Option<PullChoice>,
    pub(crate) build: bool,
    /// Of what `build` speaks of, only services with a `develop` section.
    pub(crate) only_developed: bool,
    pub(crate) no_build: bool,
    pub(crate) quiet_pull: bool,
    pub(crate) quiet_build: bool,
}

/// How many images travel at once unless `--parallel` says otherwise.
const TRANSFERS: usize = 8;

/// What is to be done about images.
#[derive(Default)]
pub(crate) struct Decision {
    pub(crate) options: ImageOptions,
    pub(crate) plan: ImagePlan,
}

/// Decides; looks at images more closely where that matters.
pub(crate) async fn decide(
    context: &Context,
    project: &Project,
    observed: &mut Observed,
    wanted: &Wanted,
) -> Result<Decision, Error> {
    look_closely(context, project, observed).await?;
    let options = ImageOptions {
        pull: wanted.pull.map(policy),
        building: match (wanted.build, wanted.no_build) {
            (true, _) if wanted.only_developed => Building::Developed,
            (true, _) => Building::Always,
            (false, true) => Building::Never,
            (false, false) => Building::Missing,
        },
        now: jiff::Timestamp::now().as_second(),
        platform: default_platform(project),
    };
    let plan = images(project, observed, &options)?;
    Ok(Decision { options, plan })
}

/// Asks for the details of images where a service's policy or platform needs them.
pub(super) async fn look_closely(context: &Context, project: &Project, observed: &mut Observed) -> Result<(), Error> {
    let default = default_platform(project);
    let speaks_of_details =
        |service: &Service| !service.pull_policy.is_empty() || !service.platform.is_empty() || !default.is_empty();
    if project.services.values().any(speaks_of_details) {
        let used: Vec<String> = project.services.values().map(|service| naming::image_name(project, service)).collect();
        complete_images(context.engine().await?, observed, used.iter().map(String::as_str)).await?;
    }
    Ok(())
}

pub(super) fn default_platform(project: &Project) -> String {
    project.environment.get("DOCKER_DEFAULT_PLATFORM").cloned().unwrap_or_default()
}

/// Pulls and builds what was decided, and looks at the results. Every failure is told, not only the first.
pub(crate) async fn provide(
    context: &Context,
    project: &Project,
    observed: &mut Observed,
    (wanted, plan): (&Wanted, &ImagePlan),
) -> Result<(), Error> {
    if context.global.dry_run {
        plan.pulls.iter().for_each(|pull| context.would(&format!("pull {}", pull.reference)));
        plan.builds.iter().for_each(|service| context.would(&format!("build {service}")));
        return Ok(());
    }
    if !plan.pulls.is_empty() || !plan.builds.is_empty() {
        carry_out(context, project, plan, *wanted).await?;
        look_again(context.engine().await?, project, observed, plan).await?;
    }
    Ok(())
}

fn policy(choice: PullChoice) -> PullPolicy {
    match choice {
        PullChoice::Always => PullPolicy::Always,
        PullChoice::Missing => PullPolicy::Missing,
        PullChoice::Never => PullPolicy::Never,
        PullChoice::Build => PullPolicy::Build,
    }
}

async fn look_again(
    engine: &impl Engine,
    project: &Project,
    observed: &mut Observed,
    plan: &ImagePlan,
) -> Result<(), Error> {
    let built = plan.builds.iter().map(|service| naming::image_name(project, &project.services[service]));
    for reference in plan.pulls.iter().map(|pull| pull.reference.clone()).chain(built) {
        match engine.inspect_image(&reference).await? {
            Some(image) => observed.images.insert(reference, image),
            None => observed.images.remove(&reference),
        };
    }
    Ok(())
}

async fn carry_out(context: &Context, project: &Project, plan: &ImagePlan, wanted: Wanted) -> Result<(), Error> {
    let progress = context.ui.progress("up");
    let failed = pull_all(context, &plan.pulls, wanted.quiet_pull, &progress).await?;
    let or_build: Vec<_> = failed.iter().filter_map(|(pull, _)| pull.or_build.first()).collect();
    let hopeless = failed.iter().filter(|(pull, _)| pull.or_build.is_empty());
    let mut failures: Vec<String> = hopeless.map(|(_, message)| message.clone()).collect();
    let services: Vec<ServiceName> = or_build.into_iter().chain(&plan.builds).cloned().collect();
    let options = BuildOptions::default();
    let made = builds::build(context, (project, &services), &options, wanted.quiet_build, &progress).await?;
    failures.extend(made.failures);
    progress.finish();
    if failures.is_empty() { Ok(()) } else { Err(Error::all(failures)) }
}

/// The pulls that failed, each with what went wrong. A pull that a build can replace must not look like a failure.
pub(super) async fn pull_all<'a>(
    context: &Context,
    pulls: &'a [Pull],
    quiet: bool,
    sink: &dyn EventSink,
) -> Result<Vec<(&'a Pull, String)>, Error> {
    let transfers = pulls.iter().map(|pull| Transfer {
        direction: Direction::Pull,
        reference: pull.reference.clone(),
        platform: pull.platform.clone(),
        service: pull.services.first().map(ToString::to_string).unwrap_or_default(),
        lenient: !pull.or_build.is_empty(),
        ..Transfer::default()
    });
    let failures = carry(context, transfers.collect(), quiet, sink).await?;
    let failed = |pull: &'a Pull| {
        let error = failures.get(&(pull.reference.clone(), pull.platform.clone()))?;
        Some((pull, chain(error)))
    };
    Ok(pulls.iter().filter_map(failed).collect())
}

/// Carries images, with the user's credentials.
pub(super) async fn carry(
    context: &Context,
    mut transfers: Vec<Transfer>,
    quiet: bool,
    sink: &dyn EventSink,
) -> Result<Failures, Error> {
    let engine = context.engine().await?;
    for transfer in &mut transfers {
        let asked = context.keyring().registry_auth(&transfer.reference);
        transfer.registry_auth = context.interruptible(asked).await?;
    }
    context.say_complaints();
    let options = TransferOptions { limit: context.settings.parallel.unwrap_or(TRANSFERS), layers: !quiet };
    context.interruptible(transfer::transfer(engine, &transfers, options, sink)).await
}
