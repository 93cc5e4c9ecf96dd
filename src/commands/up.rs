//! `up`: makes what runs equal to what the file says, in the background or under the user's eyes.

use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::apply::{Showing, apply};
use super::bring_up::{Prepared, Wanted, prepare};
use super::context::Context;
use super::watch::{Watching, watch_beside};
use super::{foreground, provide_images};
use crate::cli::args::up::UpArgs;
use crate::cli::settings;
use crate::cli::values::{pull_policy, scale};
use crate::error::{Error, Exit};
use crate::plan::options::{Orphans, Recreate, Until, UpOptions};

pub(crate) async fn run(context: &Context, args: &UpArgs) -> Result<Exit, Error> {
    args.validate()?;
    if args.watch && args.no_start {
        return Err(Error::failed("--no-start cannot be combined with --watch"));
    }
    let watching = args.watch.then(|| Watching::begin(context, &args.services)).transpose()?;
    let prepared = prepare(context, wanted(context, args)?).await?;
    if args.is_detached() || args.no_start {
        let seconds = u64::try_from(args.wait_timeout).unwrap_or(0);
        let wait_timeout = (args.wait && seconds > 0).then(|| Duration::from_secs(seconds));
        let showing = Showing { title: "up", brings_up: true, wait_timeout, ..Showing::default() };
        let Prepared { project, plan } = &prepared;
        apply(context, project, plan, showing).await?;
        return Ok(Exit::Success);
    }
    let beside = foreground::Watching { started: Notify::new(), switch: watch::Sender::new(args.watch) };
    let foreground = Box::pin(foreground::run(context, &prepared, args, &beside));
    if context.global.dry_run {
        foreground.await
    } else {
        watch_beside(context, watching, foreground, &beside, args).await
    }
}

fn wanted(context: &Context, args: &UpArgs) -> Result<Wanted, Error> {
    let recreate = match (args.force_recreate || args.renew_anon_volumes, args.no_recreate) {
        (true, _) => Recreate::Force,
        (false, true) => Recreate::Never,
        (false, false) => Recreate::Diverged,
    };
    let recreate_dependencies = match (args.always_recreate_deps, args.no_recreate) {
        (true, _) => Recreate::Force,
        (false, true) => Recreate::Never,
        (false, false) => Recreate::Diverged,
    };
    let until = match (args.no_start, args.wait) {
        (true, _) => Until::Created,
        (false, true) => Until::Healthy,
        (false, false) => Until::Started,
    };
    Ok(Wanted {
        services: args.services.clone(),
        dependencies: !args.no_deps,
        images: provide_images::Wanted {
            pull: pull_policy(args.pull.as_deref())?,
            build: args.build,
            no_build: args.no_build,
            quiet_pull: args.quiet_pull,
            quiet_build: args.quiet_build,
            ..provide_images::Wanted::default()
        },
        options: UpOptions {
            recreate,
            recreate_dependencies,
            renew_anonymous_volumes: args.renew_anon_volumes,
            orphans: orphans(context, args)?,
            until,
            timeout: args.timeout,
            ..UpOptions::default()
        },
        scale: scale(&args.scale)?,
        yes: args.yes,
    })
}

fn orphans(context: &Context, args: &UpArgs) -> Result<Orphans, Error> {
    let remove = settings::remove_orphans(args.remove_orphans, &context.project_environment);
    let ignore = settings::ignore_orphans(&context.project_environment);
    match (remove, ignore) {
        (true, true) => Err(Error::failed("cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans")),
        (true, false) => Ok(Orphans::Remove),
        (false, true) => Ok(Orphans::Ignore),
        (false, false) => Ok(Orphans::Warn),
    }
}
