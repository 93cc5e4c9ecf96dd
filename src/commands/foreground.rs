//! `up` in the foreground: output from the first line on, until all containers are gone or the user has had enough.

use std::collections::BTreeSet;

use futures_util::future::{FutureExt, LocalBoxFuture};
use tokio::sync::{Notify, watch};

use super::apply::{Showing, apply};
use super::bring_up::Prepared;
use super::context::Context;
use super::menu::{Keys, Wish};
use crate::cli::args::up::UpArgs;
use crate::engine::docker::DockerEngine;
use crate::error::{Error, Exit};
use crate::executor::BeforeStart;
use crate::model::ids::ContainerId;
use crate::model::naming;
use crate::model::project::Project;
use crate::plan;
use crate::plan::operation::{ContainerRef, Operation, Plan, Target};
use crate::plan::options::{KillOptions, StopOptions};
use crate::session::attach::{self, Abort, AttachHandle, AttachRequest, Attachment, Stop};
use crate::ui::Ui;
use crate::ui::logs::{LogPrinter, LogStyle};

/// Tells `watching` when all containers have been started. With `--watch` it goes on when all are gone: a change may bring them
/// back.
pub(super) async fn run(
    context: &Context,
    prepared: &Prepared,
    args: &UpArgs,
    watching: &Watching,
) -> Result<Exit, Error> {
    let Prepared { project, plan } = prepared;
    let request = request(project, args)?;
    if context.global.dry_run {
        apply(context, project, plan, Showing { title: "up", ..Showing::default() }).await?;
        context.ui.status("end of 'up' output, interactive run is not supported in dry-run mode");
        return Ok(Exit::Success);
    }
    let style = LogStyle {
        prefix: !args.no_log_prefix,
        color: !args.no_color,
        timestamps: args.timestamps,
        split_streams: true,
    };
    let services: Vec<&str> = request.shown.iter().map(String::as_str).collect();
    let printer = LogPrinter::new(&context.ui, style, &services);
    context.ui.line(&format!("Attaching to {}", names(project, plan, &request).join(", ")));

    let mut keys = Keys::open(context, args, &watching.switch)?;
    let engine = context.engine().await?;
    let mut attachment = Attachment::open(engine, request).await?;
    let joiner = Joiner { handle: attachment.handle(), ui: &context.ui };
    for target in &plan.unchanged {
        if let ContainerRef::Existing(id) = &target.container {
            joiner.before_start(target, id).await;
        }
    }
    let following = Following { context, args, watching, keys: &mut keys };
    let ended = follow(following, prepared, &mut attachment, &joiner, &printer).await?;
    let mut shown = Shown { attachment: &mut attachment, printer: &printer, keys: &mut keys };
    match ended {
        Ended::Detached => Ok(Exit::Success),
        Ended::AllGone if args.stops_on_exit() || args.abort_on_container_failure => {
            Ok(super::exit(shown.attachment.exit_code()))
        }
        Ended::AllGone => failed_by_themselves(&shown.attachment.failures()),
        Ended::Unread => {
            shut_down(context, project, args, &mut shown).await?;
            Ok(Exit::Success)
        }
        Ended::Abort => {
            context.ui.status("Aborting on container exit...");
            shut_down(context, project, args, &mut shown).await?;
            Ok(super::exit(shown.attachment.exit_code()))
        }
        Ended::Interrupted => {
            context.ui.status("Gracefully Stopping... press Ctrl+C again to force");
            let once = context.interrupts.count();
            shut_down(context, project, args, &mut shown).await?;
            // A key is how one leaves the menu; a signal is an interruption.
            let is_leaving = context.interrupts.were_pressed() && context.interrupts.count() == once;
            if is_leaving { Ok(Exit::Success) } else { Err(Error::cancelled()) }
        }
    }
}

/// Nobody asked for a certain container's code: that any failed is what scripts must know.
fn failed_by_themselves(failures: &[&attach::Exit]) -> Result<Exit, Error> {
    if failures.is_empty() {
        return Ok(Exit::Success);
    }
    let ends: Vec<String> = failures.iter().map(|end| format!("{} exited with code {}", end.name, end.code)).collect();
    Err(Error::failed(ends.join(", ")))
}

/// What `up --watch` and the menu share with the foreground.
pub(super) struct Watching {
    /// All containers have been started.
    pub(super) started: Notify,
    /// Whether files are to be watched.
    pub(super) switch: watch::Sender<bool>,
}

/// What goes on while the containers stop.
struct Shown<'a, 'e> {
    attachment: &'a mut Attachment<'e, DockerEngine>,
    printer: &'a LogPrinter,
    keys: &'a mut Option<Keys<'e>>,
}

enum Ended {
    AllGone,
    /// The user leaves, and the containers go on.
    Detached,
    Abort,
    Interrupted,
    /// Whoever read the output has gone away.
    Unread,
}

/// Whom the foreground listens to.
struct Following<'a, 'k> {
    context: &'a Context,
    args: &'a UpArgs,
    watching: &'a Watching,
    keys: &'a mut Option<Keys<'k>>,
}

async fn wish(keys: &mut Option<Keys<'_>>) -> Wish {
    match keys {
        Some(keys) => keys.next().await,
        None => std::future::pending().await,
    }
}

/// Carries the plan out and shows output, both at the same time.
async fn follow(
    following: Following<'_, '_>,
    prepared: &Prepared,
    attachment: &mut Attachment<'_, DockerEngine>,
    joiner: &Joiner<'_>,
    printer: &LogPrinter,
) -> Result<Ended, Error> {
    let Following { context, args, watching, keys } = following;
    let showing = Showing {
        title: "up",
        brings_up: true,
        beside_logs: true,
        before_start: Some(joiner),
        logs: Some(printer),
        ..Showing::default()
    };
    let mut starting = std::pin::pin!(apply(context, &prepared.project, &prepared.plan, showing));
    let mut started = false;
    loop {
        tokio::select! {
            outcome = &mut starting, if !started => {
                match outcome {
                    Err(error) if error.is_cancelled() => return Ok(Ended::Interrupted),
                    outcome => outcome?,
                };
                started = true;
                watching.started.notify_one();
                if !args.watch {
                    joiner.handle.all_started();
                }
            }
            wish = wish(keys) => match wish {
                Wish::Detach if started => return Ok(Ended::Detached),
                // What is half made would stay so.
                Wish::Detach => context.ui.status("not everything has been started yet"),
            },
            stop = attachment.run(printer) => return Ok(match stop? {
                Stop::AllGone => Ended::AllGone,
                Stop::Abort => Ended::Abort,
            }),
            () = context.interrupts.first(), if started => return Ok(Ended::Interrupted),
            () = context.ui.stdout_closed(), if started => return Ok(Ended::Unread),
        }
    }
}

/// Stops the services in good order, their last words included; the next interruption kills what still runs.
async fn shut_down(
    context: &Context,
    project: &Project,
    args: &UpArgs,
    shown: &mut Shown<'_, '_>,
) -> Result<(), Error> {
    let Shown { attachment, printer, keys } = shown;
    let printer: &LogPrinter = printer;
    let observed = context.observe_containers(project).await?;
    // Dependencies that were started only because others need them go on, as they would without a foreground.
    let services = if args.attach_dependencies { BTreeSet::new() } else { super::service_names(&args.services) };
    let options = StopOptions { services: services.clone(), timeout: args.timeout };
    let plan = plan::stop(project, &observed, &options)?;
    let had_enough = context.interrupts.count() + 1;
    let stopping = async {
        let showing = Showing { title: "stop", beside_logs: true, logs: Some(printer), ..Showing::default() };
        tokio::select! {
            outcome = apply(context, project, &plan, showing) => match outcome {
                Err(error) if error.is_cancelled() => {}
                outcome => return outcome.map(drop),
            },
            () = context.interrupts.reach(had_enough) => {}
        }
        let options = KillOptions { services, signal: "SIGKILL".to_owned(), ..KillOptions::default() };
        let plan = plan::kill(project, &context.observe_containers(project).await?, &options)?;
        let showing = Showing { title: "kill", beside_logs: true, ..Showing::default() };
        apply(context, project, &plan, showing).await.map(drop)
    };
    let mut stopping = std::pin::pin!(stopping);
    let mut all_shown = false;
    loop {
        tokio::select! {
            outcome = &mut stopping => {
                outcome?;
                break;
            }
            // Only Ctrl-C counts now, and that goes its own way.
            _ = wish(keys) => {}
            shown = attachment.run(printer), if !all_shown => all_shown = matches!(shown?, Stop::AllGone),
        }
    }
    // What was written until the end has arrived, or does so at once.
    if !all_shown {
        drop(tokio::time::timeout(LAST_WORDS, attachment.run(printer)).await);
    }
    Ok(())
}

/// How long output may take to arrive after its container has ended.
const LAST_WORDS: std::time::Duration = std::time::Duration::from_secs(2);

/// Listens to containers before they start.
struct Joiner<'a> {
    handle: AttachHandle<'a, DockerEngine>,
    ui: &'a Ui,
}

impl BeforeStart for Joiner<'_> {
    fn before_start<'a>(&'a self, target: &'a Target, id: &'a ContainerId) -> LocalBoxFuture<'a, ()> {
        let listen = async move {
            let joining = attach::Target {
                id,
                name: &target.name,
                service: target.service.as_str(),
                number: naming::number(&target.name),
            };
            if let Err(error) = self.handle.attach(joining).await {
                self.ui.warn(&format!("the output of {} cannot be shown: {error}", target.name));
            }
        };
        listen.boxed_local()
    }
}

/// Which services are waited for and which are shown.
fn request(project: &Project, args: &UpArgs) -> Result<AttachRequest, Error> {
    let all: BTreeSet<String> = project.services.keys().map(ToString::to_string).collect();
    let named: BTreeSet<String> = args.services.iter().cloned().collect();
    let watched = if named.is_empty() || args.attach_dependencies { all.clone() } else { named };
    let mut shown: BTreeSet<String> = match args.attach.as_slice() {
        [] => watched.iter().filter(|name| project.services[name.as_str()].attach != Some(false)).cloned().collect(),
        attach => attach.iter().cloned().collect(),
    };
    if let Some(stranger) = shown.iter().find(|name| !all.contains(*name)) {
        return Err(Error::failed(format!("cannot attach to services not included in up: {stranger}")));
    }
    shown.retain(|name| !args.no_attach.contains(name));
    if let Some(service) = args.exit_code_from.as_ref().filter(|service| !all.contains(*service)) {
        return Err(Error::failed(format!("no such service: {service}: not found")));
    }
    let abort = if args.abort_on_container_failure {
        Abort::OnFailure
    } else if args.stops_on_exit() {
        Abort::OnExit
    } else {
        Abort::Never
    };
    let watched = watched.union(&shown).cloned().chain(args.exit_code_from.clone()).collect();
    Ok(AttachRequest {
        project: project.name.clone(),
        watched,
        shown,
        abort,
        exit_code_from: args.exit_code_from.clone(),
    })
}

/// The containers that will be shown, as their lines will call them.
fn names(project: &Project, plan: &Plan, request: &AttachRequest) -> Vec<String> {
    let started = plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::StartContainer { target } => Some(target),
        _ => None,
    });
    let mut names: Vec<String> = started
        .chain(&plan.unchanged)
        .filter(|target| request.shown.contains(target.service.as_str()))
        .map(|target| naming::display_name_of(&project.name, target.service.as_str(), &target.name).to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}
