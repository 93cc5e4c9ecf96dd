//! `watch` and `up --watch`: bring the services up and keep their containers equal to the files of this machine.

mod actions;
mod filter;

use std::path::PathBuf;

use super::apply::{Showing, apply};
use super::bring_up::{Prepared, Wanted, prepare};
use super::context::Context;
use super::{foreground, provide_images};
use crate::cli::args::up::UpArgs;
use crate::cli::args::watch::WatchArgs;
use crate::engine::docker::DockerEngine;
use crate::error::{Error, Exit};
use crate::model::project::Project;
use crate::plan::options::{Orphans, Recreate, UpOptions};
use crate::session::watch::error::WatchError;
use crate::session::watch::lock::Lock;
use crate::session::watch::rule::{Rule, rules};
use crate::session::watch::{self, WatchRequest};
use actions::{Hands, Manner};

pub(crate) async fn run(context: &Context, args: &WatchArgs) -> Result<Exit, Error> {
    let watching = Watching::begin(context, &args.services)?;
    if !args.no_up {
        bring_up(context, args).await?;
    }
    if context.global.dry_run {
        context.ui.status("end of 'watch' output, interactive run is not supported in dry-run mode");
        return Ok(Exit::Success);
    }
    watching.run(Manner { quiet: args.quiet, prune: args.prune, beside_logs: false }).await?;
    Err(Error::cancelled())
}

/// What is watched, and the right to do so.
pub(super) struct Watching<'a> {
    context: &'a Context,
    project: Project,
    rules: Vec<Rule>,
    _lock: Option<Lock>,
}

impl<'a> Watching<'a> {
    /// What cannot be watched is told here, before anything is made.
    pub(super) fn begin(context: &'a Context, services: &[String]) -> Result<Self, Error> {
        let project = context.project(services, true)?;
        let rules = wanted(context, &project, services)?;
        let lock = (!context.global.dry_run).then(|| Lock::take(&run_folder(context), &project.name));
        Ok(Self { context, project, rules, _lock: lock.transpose()? })
    }

    async fn run(&self, manner: Manner) -> Result<(), Error> {
        let Self { context, project, rules, .. } = self;
        let hands = Hands { context, project, manner };
        let request = WatchRequest { project: &project.name, rules, interrupts: &context.interrupts };
        Ok(watch::watch::<DockerEngine>(context.engine().await?, request, &hands).await?)
    }
}

/// `up --watch`, and the key for it: from the start of all containers to the end of the foreground, which goes on if watching
/// fails. `first` is what is watched from the beginning.
pub(super) async fn watch_beside(
    context: &Context,
    mut first: Option<Watching<'_>>,
    mut foreground: impl Future<Output = Result<Exit, Error>> + Unpin,
    beside: &foreground::Watching,
    args: &UpArgs,
) -> Result<Exit, Error> {
    let watching = async {
        beside.started.notified().await;
        let mut switched = beside.switch.subscribe();
        loop {
            if switched.wait_for(|on| *on).await.is_err() {
                return;
            }
            let begun = match first.take() {
                Some(first) => Ok(first),
                None => Watching::begin(context, &args.services),
            };
            let watched =
                async { begun?.run(Manner { quiet: args.quiet_build, prune: true, beside_logs: true }).await };
            tokio::select! {
                watched = watched => {
                    if let Err(error) = watched {
                        context.ui.warn(&format!("files are not watched any more: {error}"));
                    }
                    beside.switch.send_replace(false);
                }
                _ = switched.wait_for(|on| !*on) => context.ui.status("Watch disabled"),
            }
        }
    };
    tokio::select! {
        biased;
        exit = &mut foreground => return exit,
        () = watching => {}
    }
    foreground.await
}

fn wanted(context: &Context, project: &Project, named: &[String]) -> Result<Vec<Rule>, Error> {
    let mut selected = project.clone();
    selected.services.retain(|name, _| named.is_empty() || named.iter().any(|named| named == name.as_str()));
    let (rules, warnings) = rules(&selected, |service, rule| filter::of(&selected.services[service], rule))?;
    for warning in warnings {
        context.ui.warn(&warning);
    }
    if rules.is_empty() { Err(WatchError::NothingToWatch.into()) } else { Ok(rules) }
}

/// As `up --detach`: what is watched is built, dependencies stay as they are.
async fn bring_up(context: &Context, args: &WatchArgs) -> Result<(), Error> {
    let wanted = Wanted {
        services: args.services.clone(),
        dependencies: true,
        images: provide_images::Wanted {
            build: true,
            only_developed: true,
            quiet_build: args.quiet,
            ..provide_images::Wanted::default()
        },
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
