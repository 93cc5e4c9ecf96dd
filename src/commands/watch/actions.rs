//! What a watch does beside copying: rebuilds, restarts and commands, by the ways of `build`, `up`, `restart` and `exec`.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{FutureExt, LocalBoxFuture};

use crate::build::BuildOptions;
use crate::commands::apply::{Showing, apply};
use crate::commands::attach;
use crate::commands::bring_up::{Prepared, Wanted, prepare};
use crate::commands::builds;
use crate::commands::context::Context;
use crate::commands::provide_images;
use crate::engine::Engine;
use crate::error::{Error, chain};
use crate::executor::hook;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::project::Project;
use crate::model::{labels, naming};
use crate::plan;
use crate::plan::options::{Orphans, Recreate, RestartOptions, UpOptions};
use crate::session::conversation::LocalStreams;
use crate::session::exec::{ExecEnd, exec};
use crate::session::watch::Actions;
use crate::session::watch::batch::list;
use crate::session::watch::error::WatchError;
use crate::session::watch::rule::Rule;

pub(super) struct Hands<'a> {
    pub(super) context: &'a Context,
    pub(super) project: &'a Project,
    pub(super) manner: Manner,
}

#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// Without the output of builds.
    pub(super) quiet: bool,
    /// Images that a rebuild has replaced are removed.
    pub(super) prune: bool,
    /// Log lines are shown at the same time.
    pub(super) beside_logs: bool,
}

impl Actions for Hands<'_> {
    fn rebuild<'a>(&'a self, services: &'a BTreeSet<ServiceName>) -> LocalBoxFuture<'a, Result<(), String>> {
        self.rebuild_and_replace(services).map(told).boxed_local()
    }

    fn restart<'a>(&'a self, services: &'a BTreeSet<ServiceName>) -> LocalBoxFuture<'a, Result<(), String>> {
        let work = async {
            let observed = self.context.observe_containers(self.project).await?;
            let options = RestartOptions { services: services.clone(), ..RestartOptions::default() };
            let plan = plan::restart(self.project, &observed, &options)?;
            let beside_logs = self.manner.beside_logs;
            let showing = Showing { title: "restart", beside_logs, ..Showing::default() };
            apply(self.context, self.project, &plan, showing).await.map(drop)
        };
        work.map(told).boxed_local()
    }

    fn exec<'a>(&'a self, container: &'a ContainerId, rule: &'a Rule) -> LocalBoxFuture<'a, Result<(), String>> {
        let request = hook::request(&rule.exec);
        let work = async move {
            let mut local = LocalStreams::own(false, attach::detach_keys(self.context, None)?);
            let engine = self.context.engine().await?;
            match exec(engine, (container, &request), &mut local, false, &self.context.interrupts).await? {
                ExecEnd::Exited(0) | ExecEnd::Detached | ExecEnd::Interrupted => Ok(()),
                ExecEnd::Exited(code) => Err(Error::failed(format!(
                    "service {:?}: the command of sync+exec ended with exit code {code}",
                    rule.service.as_str()
                ))),
            }
        };
        work.map(told).boxed_local()
    }

    fn say(&self, text: &str) {
        self.said(text);
    }

    fn warn(&self, error: &WatchError) {
        self.context.ui.warn(&chain(error));
    }
}

/// The user who interrupts knows why something was not done.
fn told(done: Result<(), Error>) -> Result<(), String> {
    match done {
        Err(error) if error.is_cancelled() => Ok(()),
        done => done.map_err(|error| error.to_string()),
    }
}

fn within(what: &str, error: Error) -> Error {
    if error.is_cancelled() { error } else { Error::failed(format!("{what}. Error: {error}")) }
}

impl Hands<'_> {
    /// Beside log lines it has a mark of its own, where those have their names.
    fn said(&self, text: &str) {
        if self.manner.beside_logs {
            self.context.ui.marked(text);
        } else {
            self.context.ui.line(text);
        }
    }

    async fn rebuild_and_replace(&self, services: &BTreeSet<ServiceName>) -> Result<(), Error> {
        self.said(&format!("Rebuilding service(s) {} after changes were detected...", list(services)));
        let old = self.build(services).await.map_err(|error| within("Build failed", error))?;
        self.said(&format!("service(s) {} successfully built", list(services)));
        let replaced = self.replace(services).await;
        replaced.map_err(|error| within("Failed to recreate services after update", error))?;
        if self.manner.prune { self.remove(&old).await } else { Ok(()) }
    }

    /// Gives the ids of the images that were there before.
    async fn build(&self, services: &BTreeSet<ServiceName>) -> Result<Vec<String>, Error> {
        let engine = self.context.engine().await?;
        let mut before = BTreeMap::new();
        for name in services {
            let image = naming::image_name(self.project, &self.project.services[name]);
            before.extend(engine.inspect_image(&image).await?.map(|image| (name.clone(), image.id)));
        }
        let progress = self.context.ui.progress("build");
        let names: Vec<ServiceName> = services.iter().cloned().collect();
        let options = BuildOptions::default();
        let made = builds::build(self.context, (self.project, &names), &options, self.manner.quiet, &progress).await?;
        progress.finish();
        if !made.failures.is_empty() {
            return Err(Error::all(made.failures));
        }
        let old = before.into_iter().filter(|(name, id)| made.images.get(name) != Some(id)).map(|(_, id)| id).collect();
        Ok(old)
    }

    async fn replace(&self, services: &BTreeSet<ServiceName>) -> Result<(), Error> {
        let wanted = Wanted {
            services: services.iter().map(ToString::to_string).collect(),
            dependencies: true,
            images: provide_images::Wanted { no_build: true, ..provide_images::Wanted::default() },
            options: UpOptions {
                recreate: Recreate::Force,
                recreate_dependencies: Recreate::Never,
                orphans: Orphans::Ignore,
                ..UpOptions::default()
            },
            ..Wanted::default()
        };
        let Prepared { project, plan } = prepare(self.context, wanted).await?;
        let showing = Showing { title: "up", beside_logs: self.manner.beside_logs, ..Showing::default() };
        apply(self.context, &project, &plan, showing).await.map(drop)
    }

    /// Those that have no name any more, are the project's, and are used by nobody.
    async fn remove(&self, images: &[String]) -> Result<(), Error> {
        let engine = self.context.engine().await?;
        for id in images {
            let Some(image) = engine.inspect_image(id).await? else { continue };
            if !image.tags.is_empty() || image.labels.get(labels::PROJECT) != Some(&self.project.name) {
                continue;
            }
            match engine.remove_image(id).await {
                Err(error) if !error.is_conflict() && !error.is_not_found() => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }
}
