//! `build`: the images of services that have a build section.

use super::builds;
use super::context::Context;
use crate::build::BuildOptions;
use crate::cli::args::build::BuildArgs;
use crate::error::{Error, Exit};
use crate::model::build::SshKey;
use crate::model::ids::ServiceName;

pub(crate) async fn run(context: &Context, args: &BuildArgs) -> Result<Exit, Error> {
    refuse(args)?;
    let project = context.project(&args.services, args.with_dependencies)?;
    let services: Vec<ServiceName> = project
        .services
        .values()
        .filter(|service| service.build.is_some())
        .map(|service| service.name.clone())
        .collect();
    if services.is_empty() {
        context.ui.warn("No services to build");
        return Ok(Exit::Success);
    }
    let options = BuildOptions {
        args: args.build_arg.clone(),
        no_cache: args.no_cache,
        pull: args.pull,
        memory: args.memory.map(|memory| memory.0),
        ssh: args.ssh.as_deref().map(ssh_key).transpose()?.into_iter().collect(),
        sbom: args.sbom.clone(),
        provenance: args.provenance.clone(),
        ..BuildOptions::default()
    };
    let progress = context.ui.progress("build");
    let made = builds::build(context, (&project, &services), &options, args.quiet, &progress).await?;
    progress.finish();
    if made.failures.is_empty() { Ok(Exit::Success) } else { Err(Error::all(made.failures)) }
}

/// `default`, which an empty text means too, or `id=path`.
fn ssh_key(text: &str) -> Result<SshKey, Error> {
    match text.split_once('=') {
        Some((id, path)) => Ok(SshKey { id: id.to_owned(), path: path.to_owned() }),
        None if matches!(text, "" | "default") => Ok(SshKey { id: "default".to_owned(), path: String::new() }),
        None => Err(Error::failed(format!("invalid ssh key \"{text}\""))),
    }
}

/// What needs BuildKit or a registry is refused by name, not passed over.
fn refuse(args: &BuildArgs) -> Result<(), Error> {
    let given = [
        (args.builder.is_some(), "--builder"),
        (args.check, "--check"),
        (args.print, "--print"),
        (args.push, "--push"),
    ];
    match given.into_iter().find(|(given, _)| *given) {
        Some((_, flag)) => Err(Error::failed(format!("build {flag} is not part of this version"))),
        None => Ok(()),
    }
}
