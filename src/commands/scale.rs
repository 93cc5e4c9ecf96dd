//! `scale`: as many containers of a service as asked for.

use super::apply::{Showing, apply};
use super::bring_up::{Wanted, prepare};
use super::context::Context;
use crate::cli::args::scale::ScaleArgs;
use crate::error::{Error, Exit};
use crate::plan::options::UpOptions;

pub(crate) async fn run(context: &Context, args: &ScaleArgs) -> Result<Exit, Error> {
    let targets = args.targets()?;
    let wanted = Wanted {
        services: targets.keys().cloned().collect(),
        dependencies: !args.no_deps,
        options: UpOptions { ..UpOptions::default() },
        scale: targets,
        yes: args.yes,
        ..Wanted::default()
    };
    let prepared = prepare(context, wanted).await?;
    let showing = Showing { title: "scale", brings_up: true, ..Showing::default() };
    apply(context, &prepared.project, &prepared.plan, showing).await?;
    Ok(Exit::Success)
}
