//! `kill`, `pause` and `unpause`: one call for each container, in no order.

use std::collections::BTreeSet;

use super::builder::Builder;
use super::cause::Cause;
use super::error::PlanError;
use super::operation::{Operation, Plan, Target};
use super::options::KillOptions;
use super::state::{State, target};
use super::teardown::chosen;
use crate::model::ids::ServiceName;
use crate::model::observed::{ContainerState, Observed, ObservedContainer};
use crate::model::project::Project;

/// One-off containers are killed too.
pub(crate) fn kill(project: &Project, observed: &Observed, options: &KillOptions) -> Result<Plan, PlanError> {
    let chosen = chosen(project, &options.services)?;
    let state = State::new(&project.name, observed);
    let of_service = |container: &&ObservedContainer| container.service().is_some_and(|name| chosen.contains(&name));
    let services = chosen.iter().flat_map(|name| state.of(name)).copied();
    let one_offs = state.one_offs.iter().copied().filter(of_service);
    let orphans = if options.orphans { state.undeclared(project) } else { Vec::new() };
    let running = services.chain(one_offs).chain(orphans).filter(|container| container.is_up());
    Ok(each(running, |target| Operation::KillContainer { target, signal: options.signal.clone() }))
}

pub(crate) fn pause(
    project: &Project,
    observed: &Observed,
    services: &BTreeSet<ServiceName>,
) -> Result<Plan, PlanError> {
    let chosen = chosen(project, services)?;
    let state = State::new(&project.name, observed);
    let running = chosen.iter().flat_map(|name| state.of(name)).filter(|container| container.is_running());
    Ok(each(running.copied(), |target| Operation::PauseContainer { target }))
}

pub(crate) fn unpause(
    project: &Project,
    observed: &Observed,
    services: &BTreeSet<ServiceName>,
) -> Result<Plan, PlanError> {
    let chosen = chosen(project, services)?;
    let state = State::new(&project.name, observed);
    let all = chosen.iter().flat_map(|name| state.of(name));
    let paused = all.filter(|container| container.state == ContainerState::Paused);
    Ok(each(paused.copied(), |target| Operation::UnpauseContainer { target }))
}

fn each<'a>(containers: impl Iterator<Item = &'a ObservedContainer>, operation: impl Fn(Target) -> Operation) -> Plan {
    let mut builder = Builder::default();
    for container in containers {
        builder.step(operation(target(container)), &[Cause::Requested], &[]);
    }
    builder.finish()
}
