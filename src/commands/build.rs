//! `build`: the images of services that have a build section.

use super::context::Context;
use super::{builds, buildx, push};
use crate::build::bake::{BakeOptions, definition};
use crate::build::{self, BuildOptions, Findings};
use crate::cli::args::build::BuildArgs;
use crate::error::{Error, Exit, chain};
use crate::model::build::SshKey;
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::plan::push::pushes;

pub(crate) async fn run(context: &Context, args: &BuildArgs) -> Result<Exit, Error> {
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
    let bake = BakeOptions { push: args.push, check: args.check };
    let all = (&project, services.as_slice());
    if args.print {
        let options = builds::completed(context, &options).await?;
        let definition = definition(all, &options, bake).map_err(|error| Error::failed(chain(&error)))?;
        context.ui.line(&format!("{:#}", definition.json));
        return Ok(Exit::Success);
    }
    if let Some(builder) = buildx::other_builder(context, args.builder.as_deref()) {
        let options = builds::completed(context, &options).await?;
        return buildx::bake(context, all, &options, (&builder, bake), args.quiet).await.map(|()| Exit::Success);
    }
    if args.check {
        return check(context, all, &options).await;
    }
    let plan = pushes(&project);
    if args.push {
        push::check(&plan)?;
    }
    let progress = context.ui.progress("build");
    let made = builds::build(context, all, &options, args.quiet, &progress).await?;
    let mut failures = made.failures;
    if args.push && failures.is_empty() {
        failures = push::carry_all(context, plan, (false, args.quiet), &progress).await?;
    }
    progress.finish();
    if failures.is_empty() { Ok(Exit::Success) } else { Err(Error::all(failures)) }
}

/// Says what the builder thinks of the Dockerfiles; ends with 1 if it found something.
async fn check(context: &Context, all: (&Project, &[ServiceName]), options: &BuildOptions) -> Result<Exit, Error> {
    let options = builds::completed(context, options).await?;
    let work = build::check(context.engine().await?, all, &options, builds::machine(context));
    let results = context.interruptible(work).await?.map_err(|error| Error::failed(chain(&error)))?;
    let mut failures = Vec::new();
    let mut clean = true;
    for (service, result) in results {
        match result {
            Ok(Findings { error: Some(error), .. }) => failures.push(format!("service \"{service}\": {error}")),
            Ok(findings) => {
                clean &= findings.count == 0;
                let complete = match findings.count {
                    0 => "Check complete, no warnings found.".to_owned(),
                    1 => "Check complete, 1 warning has been found!".to_owned(),
                    count => format!("Check complete, {count} warnings have been found!"),
                };
                context.ui.line(&format!("{service}\n\n{complete}\n"));
                findings.text.lines().for_each(|line| context.ui.outside(line));
            }
            Err(error) => failures.push(chain(&error)),
        }
    }
    match (failures.is_empty(), clean) {
        (true, true) => Ok(Exit::Success),
        (true, false) => Ok(Exit::Code(1)),
        (false, _) => Err(Error::all(failures)),
    }
}

/// `default`, which an empty text means too, or `id=path`.
fn ssh_key(text: &str) -> Result<SshKey, Error> {
    match text.split_once('=') {
        Some((id, path)) => Ok(SshKey { id: id.to_owned(), path: path.to_owned() }),
        None if matches!(text, "" | "default") => Ok(SshKey { id: "default".to_owned(), path: String::new() }),
        None => Err(Error::failed(format!("invalid ssh key \"{text}\""))),
    }
}
