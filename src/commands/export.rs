//! `export`: the file system of a container as a tar archive.

use std::path::Path;

use super::context::Context;
use super::task;
use crate::cli::args::export::ExportArgs;
use crate::engine::{ByteStream, Engine};
use crate::error::{Error, Exit};
use crate::event::{Event, EventSink, Resource, Verb};
use crate::session::transfer::error::TransferError;
use crate::session::transfer::{destination, stream};

pub(crate) async fn run(context: &Context, args: &ExportArgs) -> Result<Exit, Error> {
    let container = super::replica::running(context, &args.service, args.index).await?;
    let output = args.output.as_deref().filter(|output| !output.is_empty());
    if output.is_none() && context.ui.options().facts.stdout_is_terminal {
        return Err(Error::failed("output option is required when exporting to terminal"));
    }
    if let Some(output) = output {
        let failed = |error: &TransferError| Error::failed(format!("failed to export container: {error}"));
        destination::check_output(&context.working_dir, output).map_err(|error| failed(&error))?;
    }
    let detail = format!("{} to {}", container.name, output.unwrap_or("standard output"));
    if context.global.dry_run {
        context.would(&format!("export {detail}"));
        return Ok(Exit::Success);
    }
    let engine = context.engine().await?;
    let progress = context.ui.progress("export");
    let resource = || Resource::Container(container.name.clone());
    let export = async {
        let archive = engine.export_container(&container.id).await?;
        write(archive, output.map(|output| context.working_dir.join(output)).as_deref()).await
    };
    let work = async { Ok::<_, Error>(context.interruptible(export).await??) };
    let begun = Event::working(resource(), Verb::Export).with_detail(detail.as_str());
    task::shown(&progress, begun, work).await?;
    progress.emit(Event::done(resource(), Verb::Export).with_detail(detail.as_str()));
    Ok(Exit::Success)
}

async fn write(archive: ByteStream, output: Option<&Path>) -> Result<(), TransferError> {
    match output {
        Some(path) => stream::to_file(archive, path).await,
        None => stream::to_writer(archive, tokio::io::stdout()).await,
    }
}
