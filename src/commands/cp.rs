//! `cp`: files between the containers of a service and this machine.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use futures_util::stream;

use super::context::Context;
use super::{replica, task};
use crate::cli::args::cp::CpArgs;
use crate::engine::docker::DockerEngine;
use crate::error::{Error, Exit};
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::executor::DEFAULT_LIMIT;
use crate::model::observed::ObservedContainer;
use crate::session::conversation::standard_input;
use crate::session::transfer::download::{DownloadRequest, download};
use crate::session::transfer::error::TransferError;
use crate::session::transfer::path::Place;
use crate::session::transfer::upload::{Content, Local, UploadRequest, shared, upload};
use crate::ui::ProgressGuard;

pub(crate) async fn run(context: &Context, args: &CpArgs) -> Result<Exit, Error> {
    for (what, argument) in [("source", &args.source), ("destination", &args.destination)] {
        if argument.is_empty() {
            return Err(Error::failed(format!("{what} can not be empty")));
        }
    }
    match (Place::parse(&args.source), Place::parse(&args.destination)) {
        (Place::Service { .. }, Place::Service { .. }) => {
            Err(Error::failed("copying between services is not supported"))
        }
        (Place::Service { service, path }, to) => from_service(context, args, (&service, &path), &to).await,
        (from, Place::Service { service, path }) => to_service(context, args, &from, (&service, &path)).await,
        (Place::Local(_) | Place::Stream, Place::Local(_) | Place::Stream) => {
            Err(Error::failed("unknown copy direction"))
        }
    }
}

async fn from_service(
    context: &Context,
    args: &CpArgs,
    (service, path): (&str, &str),
    to: &Place,
) -> Result<Exit, Error> {
    let containers = replica::all(context, service, args.index, args.all).await?;
    let Some(container) = containers.first() else { return Ok(Exit::Success) };
    let detail = format!("{}:{path} to {}", container.name, args.destination);
    if context.global.dry_run {
        context.would(&format!("copy {detail}"));
        return Ok(Exit::Success);
    }
    let progress = context.ui.progress("cp");
    let request =
        DownloadRequest { path, to, working_dir: &context.working_dir, follow: args.follow_link, owners: args.archive };
    let engine = context.engine().await?;
    let work = download(engine, &container.id, request, &context.interrupts);
    let warnings = shown(&progress, container, &detail, work).await?;
    progress.finish();
    for warning in warnings {
        context.ui.warn(&warning);
    }
    Ok(Exit::Success)
}

async fn to_service(
    context: &Context,
    args: &CpArgs,
    from: &Place,
    (service, path): (&str, &str),
) -> Result<Exit, Error> {
    let containers = replica::all(context, service, args.index, args.all).await?;
    let local = match from {
        Place::Local(given) => Some(Local::find(&context.working_dir, given, args.follow_link)?),
        Place::Stream | Place::Service { .. } => None,
    };
    let details: Vec<String> =
        containers.iter().map(|container| format!("{} to {}:{path}", args.source, container.name)).collect();
    if context.global.dry_run {
        for detail in &details {
            context.would(&format!("copy {detail}"));
        }
        return Ok(Exit::Success);
    }
    let engine = context.engine().await?;
    let progress = context.ui.progress("cp");
    let one = async |container: &ObservedContainer, detail: &str, content| {
        let request =
            UploadRequest { container: &container.id, name: &container.name, path, copy_uid_gid: args.archive };
        shown(&progress, container, detail, upload::<DockerEngine>(engine, request, content)).await
    };
    let targets = containers.iter().zip(&details);
    let all = async {
        match local {
            Some(local) => {
                let limit = context.settings.parallel.unwrap_or(DEFAULT_LIMIT);
                let copies = targets.map(|(container, detail)| one(container, detail, Content::Local(local.clone())));
                stream::iter(copies).buffer_unordered(limit.max(1)).collect::<Vec<_>>().await
            }
            // What comes in cannot be read twice: all get it at the same time, whatever the limit.
            None => {
                let (archives, drive) = shared(standard_input(), containers.len());
                let copies = targets
                    .zip(archives)
                    .map(|((container, detail), archive)| one(container, detail, Content::Archive(archive)));
                futures_util::future::join(futures_util::future::join_all(copies), drive).await.0
            }
        }
    };
    let results = context.interruptible(all).await?;
    // Several containers fail for one reason: it is said once.
    let failures: BTreeSet<String> = results.into_iter().filter_map(|result| Some(result.err()?.to_string())).collect();
    if failures.is_empty() { Ok(Exit::Success) } else { Err(Error::all(failures.into_iter().collect())) }
}

/// Does it, and tells what becomes of it.
async fn shown<T>(
    progress: &ProgressGuard,
    container: &ObservedContainer,
    detail: &str,
    work: impl Future<Output = Result<T, TransferError>>,
) -> Result<T, Error> {
    let event =
        |status| Event::new(Resource::Container(container.name.clone()), Verb::Copy, status).with_detail(detail);
    let done = task::shown(progress, event(Status::Working), work).await?;
    progress.emit(event(Status::Done));
    Ok(done)
}
