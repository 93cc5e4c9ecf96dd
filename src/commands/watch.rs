//! `watch`: brings the services up and keeps their containers equal to the files of this machine.

mod actions;
mod filter;

use std::path::PathBuf;

use super::apply::{Showing, apply};
use super::bring_up::{Prepared, Wanted, prepare};
use super::context::Context;
use super::images;
use crate::cli::args::watch::WatchArgs;
use crate::engine::docker::DockerEngine;
use crate::error::{Error, Exit};
use crate::model::project::Project;
use crate::plan::options::{Orphans, Recreate, UpOptions};
use crate::session::watch::lock::Lock;
use crate::session::watch::rule::{Rule, rules};
use crate::session::watch::{self, WatchRequest};
use actions::Hands;

pub(crate) async fn run(context: &Context, args: &WatchArgs) -> Result<Exit, Error> {
    let project = context.project(&args.services, true)?;
    // What cannot be watched is told before anything is made.
    let rules = wanted(context, &project, &args.services)?;
    let _lock = (!context.global.dry_run).then(|| Lock::take(&run_folder(context), &project.name)).transpose()?;
    if !args.no_up {
        bring_up(context, &project, args).await?;
    }
    if context.global.dry_run {
        context.ui.status("end of 'watch' output, interactive run is not supported in dry-run mode");
        return Ok(Exit::Success);
    }
    let hands = Hands { context, project: &project, quiet: args.quiet, prune: args.prune };
    let request = WatchRequest { project: &project.name, rules: &rules, interrupts: &context.interrupts };
    watch::watch::<DockerEngine>(context.engine().await?, request, &hands).await?;
    Err(Error::cancelled())
}

fn wanted(context: &Context, project: &Project, named: &[String]) -> Result<Vec<Rule>, Error> {
    let mut selected = project.clone();
    selected.services.retain(|name, _| named.is_empty() || named.iter().any(|named| named == name.as_str()));
    let (rules, warnings) = rules(&selected, |service, rule| filter::of(&selected.services[service], rule))?;
    for warning in warnings {
        context.ui.warn(&warning);
    }
    Ok(rules)
}

/// As `up --detach`: what is watched is built, dependencies stay as they are.
async fn bring_up(context: &Context, project: &Project, args: &WatchArgs) -> Result<(), Error> {
    let built = project.services.values().any(|service| service.build.is_some() && service.develop.is_some());
    let wanted = Wanted {
        services: args.services.clone(),
        dependencies: true,
        images: images::Wanted { build: built, quiet_build: args.quiet, ..images::Wanted::default() },
        options: UpOptions { recreate_dependencies: Recreate::Never, orphans: Orphans::Ignore, ..UpOptions::default() },
        ..Wanted::default()
    };
    let Prepared { project, plan } = prepare(context, wanted).await?;
    apply(context, &project, &plan, Showing { title: "up", ..Showing::default() }).await?;
    Ok(())
}

/// The user's folder for what does not outlive a session.
fn run_folder(context: &Context) -> PathBuf {
    let folder = match (context.variable("XDG_RUNTIME_DIR"), context.variable("HOME")) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Some(home)) => PathBuf::from(home).join(".local/state"),
        (None, None) => context.config_dir(),
    };
    folder.join("docker-rcompose")
}
