//! Brings the images of a project into place: pulls and builds what is missing.

use super::context::Context;
use super::outside;
use crate::build::pull::{self, PullOptions, PullRequest};
use crate::build::{self, BuildOptions};
use crate::cli::values::PullChoice;
use crate::engine::Engine;
use crate::engine::credentials::{registry_auth, registry_config};
use crate::engine::observe::complete_images;
use crate::error::{Error, chain};
use crate::event::EventSink;
use crate::model::ids::ServiceName;
use crate::model::naming;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan::images::{Building, ImageOptions, ImagePlan, Pull, PullPolicy, images};
use crate::ui::options::ProgressMode;

/// What flags say about images.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) pull: Option<PullChoice>,
    pub(crate) build: bool,
    pub(crate) no_build: bool,
    pub(crate) quiet_pull: bool,
    pub(crate) quiet_build: bool,
}

/// How many images are pulled at once unless `--parallel` says otherwise.
const PULLS: usize = 8;

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
    let engine = context.engine().await?;
    let speaks_of_details = |service: &Service| !service.pull_policy.is_empty() || !service.platform.is_empty();
    if project.services.values().any(speaks_of_details) {
        let used: Vec<String> = project.services.values().map(|service| naming::image_name(project, service)).collect();
        complete_images(engine, observed, used.iter().map(String::as_str)).await?;
    }
    let options = ImageOptions {
        pull: wanted.pull.map(policy),
        building: match (wanted.build, wanted.no_build) {
            (true, _) => Building::Always,
            (false, true) => Building::Never,
            (false, false) => Building::Missing,
        },
        now: jiff::Timestamp::now().as_second(),
    };
    let plan = images(project, observed, &options)?;
    Ok(Decision { options, plan })
}

/// Pulls and builds what was decided, and looks at the results. Every failure is told, not only the first.
pub(crate) async fn provide(
    context: &Context,
    project: &Project,
    observed: &mut Observed,
    (wanted, plan): (&Wanted, &ImagePlan),
) -> Result<(), Error> {
    if context.global.dry_run {
        plan.pulls.iter().for_each(|pull| context.ui.status(&format!("DRY-RUN MODE - pull {}", pull.reference)));
        plan.builds.iter().for_each(|service| context.ui.status(&format!("DRY-RUN MODE - build {service}")));
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
    let (mut failures, or_build) = pull_all(context, &plan.pulls, wanted.quiet_pull, &progress).await?;
    let options = BuildOptions::default();
    for service in or_build.iter().chain(&plan.builds) {
        let service = &project.services[service];
        let work = build_service(context, (project, service), &options, wanted.quiet_build, &progress);
        failures.extend(context.interruptible(work).await?.err().into_iter().flat_map(|error| error.messages));
    }
    progress.finish();
    if failures.is_empty() { Ok(()) } else { Err(Error::all(failures)) }
}

/// What went wrong, and the services whose images have to be built since they could not be pulled.
pub(super) async fn pull_all(
    context: &Context,
    pulls: &[Pull],
    quiet: bool,
    sink: &dyn EventSink,
) -> Result<(Vec<String>, Vec<ServiceName>), Error> {
    let engine = context.engine().await?;
    let mut failures = Vec::new();
    let mut or_build = Vec::new();
    // A pull that a build can replace must not look like a failure.
    for lenient in [false, true] {
        let some: Vec<&Pull> = pulls.iter().filter(|pull| pull.or_build.is_empty() != lenient).collect();
        let mut requests = Vec::new();
        for pull in &some {
            requests.push(PullRequest {
                reference: pull.reference.clone(),
                platform: pull.platform.clone(),
                service: pull.services.first().map(ToString::to_string).unwrap_or_default(),
                registry_auth: registry_auth(&context.config_dir(), &context.environment, &pull.reference).await,
            });
        }
        let options = PullOptions { limit: context.settings.parallel.unwrap_or(PULLS), layers: !quiet, lenient };
        let mut failed = context.interruptible(pull::pull(engine, &requests, options, sink)).await?;
        for pull in some {
            if let Some(error) = failed.remove(&pull.reference) {
                or_build.extend(pull.or_build.first().cloned());
                if !lenient {
                    failures.push(chain(&error));
                }
            }
        }
    }
    Ok((failures, or_build))
}

pub(super) async fn build_service(
    context: &Context,
    (project, service): (&Project, &Service),
    options: &BuildOptions,
    quiet: bool,
    sink: &dyn EventSink,
) -> Result<String, Error> {
    let engine = context.engine().await?;
    let registry_config = registry_config(&context.config_dir(), &context.environment).await;
    let options = BuildOptions { registry_config, proxies: outside::proxies(context), ..options.clone() };
    // On a terminal the progress shows the builder's line.
    let shows_output = !quiet && context.ui.options().mode == ProgressMode::Plain;
    let output = |line: &str| {
        if shows_output {
            context.ui.line(line);
        }
    };
    let built = build::build(engine, (project, service), &options, sink, &output).await;
    built.map_err(|error| Error::failed(chain(&error)))
}
