//! `create`: everything but the start.

use super::apply::{Showing, apply};
use super::bring_up::{Wanted, prepare};
use super::context::Context;
use super::provide_images;
use crate::cli::args::create::CreateArgs;
use crate::cli::values::{pull_policy, scale};
use crate::error::{Error, Exit};
use crate::plan::options::{Orphans, Recreate, Until, UpOptions};

pub(crate) async fn run(context: &Context, args: &CreateArgs) -> Result<Exit, Error> {
    args.validate()?;
    let recreate = match (args.force_recreate, args.no_recreate) {
        (true, _) => Recreate::Force,
        (false, true) => Recreate::Never,
        (false, false) => Recreate::Diverged,
    };
    let dependencies = if args.no_recreate { Recreate::Never } else { Recreate::Diverged };
    let wanted = Wanted {
        services: args.services.clone(),
        dependencies: true,
        images: provide_images::Wanted {
            pull: pull_policy(args.pull.as_deref())?,
            build: args.build,
            no_build: args.no_build,
            quiet_pull: args.quiet_pull,
            ..provide_images::Wanted::default()
        },
        options: UpOptions {
            recreate,
            recreate_dependencies: dependencies,
            orphans: if args.remove_orphans { Orphans::Remove } else { Orphans::Warn },
            until: Until::Created,
            ..UpOptions::default()
        },
        scale: scale(&args.scale)?,
        yes: args.yes,
    };
    let prepared = prepare(context, wanted).await?;
    let showing = Showing { title: "create", brings_up: true, ..Showing::default() };
    apply(context, &prepared.project, &prepared.plan, showing).await?;
    Ok(Exit::Success)
}
