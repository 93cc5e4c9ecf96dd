//! `restart`: the same containers once more; changes of the file are not picked up.

use super::apply::{Showing, apply};
use super::context::{Context, Look};
use crate::cli::args::restart::RestartArgs;
use crate::error::{Error, Exit};
use crate::plan;
use crate::plan::options::RestartOptions;

pub(crate) async fn run(context: &Context, args: &RestartArgs) -> Result<Exit, Error> {
    let mut target = context.target(&[], Look::Containers).await?;
    let services = super::known_services(&target.project, &args.services)?;
    for name in &services {
        // To name it switches it on, whatever its profiles.
        if let Some((name, service)) = target.project.disabled_services.remove_entry(name) {
            target.project.services.insert(name, service);
        }
    }
    let options = RestartOptions { services, no_deps: args.no_deps, timeout: args.timeout };
    let plan = plan::restart(&target.project, &target.observed, &options)?;
    apply(context, &target.project, &plan, Showing { title: "restart", ..Showing::default() }).await?;
    Ok(Exit::Success)
}
