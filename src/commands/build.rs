//! `build`: the images of services that have a build section.

use super::context::Context;
use super::images::build_service;
use crate::build::BuildOptions;
use crate::cli::args::build::BuildArgs;
use crate::error::{Error, Exit};
use crate::model::service::Service;

pub(crate) async fn run(context: &Context, args: &BuildArgs) -> Result<Exit, Error> {
    refuse(args)?;
    let project = context.project(&args.services, args.with_dependencies)?;
    let buildable: Vec<&Service> = project.services.values().filter(|service| service.build.is_some()).collect();
    if buildable.is_empty() {
        context.ui.warn("No services to build");
        return Ok(Exit::Success);
    }
    let options = BuildOptions {
        args: args.build_arg.clone(),
        no_cache: args.no_cache,
        pull: args.pull,
        memory: args.memory.map(|memory| memory.0),
        ..BuildOptions::default()
    };
    let progress = context.ui.progress("build");
    let mut failures = Vec::new();
    for service in buildable {
        let work = build_service(context, (&project, service), &options, args.quiet, &progress);
        failures.extend(context.interruptible(work).await?.err().into_iter().flat_map(|error| error.messages));
    }
    progress.finish();
    if failures.is_empty() { Ok(Exit::Success) } else { Err(Error::all(failures)) }
}

/// What needs BuildKit or a registry is refused by name, not passed over.
fn refuse(args: &BuildArgs) -> Result<(), Error> {
    let given = [
        (args.builder.is_some(), "--builder"),
        (args.check, "--check"),
        (args.print, "--print"),
        (args.provenance.is_some(), "--provenance"),
        (args.push, "--push"),
        (args.sbom.is_some(), "--sbom"),
        (args.ssh.is_some(), "--ssh"),
    ];
    match given.into_iter().find(|(given, _)| *given) {
        Some((_, flag)) => Err(Error::failed(format!("build {flag} is not part of this version"))),
        None => Ok(()),
    }
}
