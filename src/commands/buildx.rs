//! Builds by another builder than the engine's own: handed to the buildx plugin.

use std::process::Stdio;

use tokio::io::AsyncWriteExt;

use super::context::Context;
use super::provider;
use crate::build::BuildOptions;
use crate::build::bake::{BakeOptions, definition};
use crate::error::{Error, chain};
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::ui::options::ProgressMode;

/// The builder that the flag or `BUILDX_BUILDER` names, unless it is the engine's own.
pub(super) fn other_builder(context: &Context, flag: Option<&str>) -> Option<String> {
    let name = flag.filter(|name| !name.is_empty()).or_else(|| context.variable("BUILDX_BUILDER"))?;
    let config = context.docker_config();
    let engine_s_own = context
        .docker
        .context
        .as_deref()
        .or_else(|| context.variable("DOCKER_CONTEXT"))
        .or_else(|| config["currentContext"].as_str());
    (name != "default" && Some(name) != engine_s_own).then(|| name.to_owned())
}

/// Has the images built. buildx shows how it goes on; its failure is told by its exit code.
pub(super) async fn bake(
    context: &Context,
    (project, services): (&Project, &[ServiceName]),
    options: &BuildOptions,
    (builder, bake): (&str, BakeOptions),
    quiet: bool,
) -> Result<(), Error> {
    let definition = definition((project, services), options, bake).map_err(|error| Error::failed(chain(&error)))?;
    let programs = provider::installed(context, project);
    let missing =
        || Error::failed(format!("builder \"{builder}\": the buildx plugin is needed for it, and is not installed"));
    let program = programs.plugin("buildx").ok_or_else(missing)?;
    let progress = match context.ui.options().mode {
        _ if quiet => "quiet",
        ProgressMode::Tty => "tty",
        ProgressMode::Plain => "plain",
        ProgressMode::Json => "rawjson",
        ProgressMode::Quiet => "quiet",
    };
    let mut arguments: Vec<String> =
        ["bake", "--file", "-", "--progress", progress, "--builder", builder].map(str::to_owned).into();
    for what in &definition.allowed {
        arguments.extend(["--allow".to_owned(), what.clone()]);
    }
    let mut command = programs.command(&program, &arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let work = async {
        let mut process = command.spawn()?;
        if let Some(mut stdin) = process.stdin.take() {
            // What buildx does not read it complains of itself.
            drop(stdin.write_all(definition.json.to_string().as_bytes()).await);
        }
        process.wait().await
    };
    let status = context.interruptible(work).await?;
    let status = status.map_err(|error| Error::failed(format!("{}: {error}", program.display())))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::failed(format!("builder \"{builder}\": buildx failed ({status})")))
    }
}
