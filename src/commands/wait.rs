//! `wait`: until the containers of services have ended.

use super::context::Context;
use super::{down, interruptible, named};
use crate::cli::args::down::DownArgs;
use crate::cli::args::wait::WaitArgs;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::model::observed::{ContainerState, ObservedContainer};
use crate::session::wait::wait;

pub(crate) async fn run(context: &Context, args: &WaitArgs) -> Result<Exit, Error> {
    let exit = if args.down_project {
        // What is to be taken down afterwards is so whether or not somebody reads the codes.
        context.interruptible(codes(context, args)).await??
    } else {
        interruptible(context, codes(context, args)).await?
    };
    if args.down_project {
        down::run(context, &DownArgs { remove_orphans: Some(true), ..DownArgs::default() }).await?;
    }
    Ok(exit)
}

async fn codes(context: &Context, args: &WaitArgs) -> Result<Exit, Error> {
    let project = context.name_with(&args.services)?;
    let engine = context.engine().await?;
    let mut containers = engine.list_containers(&ContainerFilter::of_project(&project)).await?;
    if !containers.is_empty() {
        containers = named::select(context, &args.services, containers)?;
    }
    containers.retain(can_end);
    containers.sort_by(|a, b| a.name.cmp(&b.name));
    let tell = |id: &crate::model::ids::ContainerId, code| {
        context.ui.line(&format!("container \"{id}\" exited with status code {code}"));
    };
    let last = wait(engine, &containers, tell).await?;
    last.map(super::exit).ok_or_else(|| Error::failed(format!("no containers for project {project:?}")))
}

/// What runs, and what of the services has run; one-off containers that are left over belong to nobody any more.
fn can_end(container: &ObservedContainer) -> bool {
    let has_ended = matches!(container.state, ContainerState::Exited | ContainerState::Dead);
    container.is_up() || (has_ended && !container.is_one_off())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::labels;

    #[test]
    fn what_never_ran_and_what_a_run_has_left_is_not_waited_for() {
        let container = |state, one_off: &str| ObservedContainer {
            state,
            labels: [(labels::ONE_OFF.to_owned(), one_off.to_owned())].into(),
            ..ObservedContainer::default()
        };
        for (state, one_off, waited) in [
            (ContainerState::Running, "False", true),
            (ContainerState::Running, "True", true),
            (ContainerState::Paused, "False", true),
            (ContainerState::Exited, "False", true),
            (ContainerState::Exited, "True", false),
            (ContainerState::Created, "False", false),
        ] {
            assert_eq!(can_end(&container(state.clone(), one_off)), waited, "{state:?} {one_off}");
        }
    }
}
