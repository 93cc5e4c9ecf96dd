//! `start`: starts containers that are there, in the order of their dependencies.

use std::time::Duration;

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use super::{outside, preflight};
use crate::cli::args::start::StartArgs;
use crate::error::{Error, Exit};
use crate::plan;
use crate::plan::options::StartOptions;

pub(crate) async fn run(context: &Context, args: &StartArgs) -> Result<Exit, Error> {
    args.validate()?;
    let mut target = context.target(&args.services, Look::Resources).await?;
    outside::provide_files(context, &mut target.project).await?;
    let options = StartOptions { services: super::service_names(&args.services), wait: args.wait };
    let plan = plan::start(&target.project, &target.observed, &options)?;
    preflight::check_start(context, &target, &plan).await?;
    let wait_timeout = u64::try_from(args.wait_timeout).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs);
    let showing = Showing { title: "start", brings_up: true, wait_timeout, ..Showing::default() };
    apply(context, &target.project, &plan, showing).await?;
    Ok(Exit::Success)
}
