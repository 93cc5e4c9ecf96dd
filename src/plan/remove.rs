//! `rm`: removes containers that are stopped, or all after a stop.

use super::cause::Cause;
use super::error::PlanError;
use super::operation::Plan;
use super::options::RemoveOptions;
use super::state::State;
use super::teardown::{How, Teardown, chosen};
use crate::model::observed::Observed;
use crate::model::project::Project;

pub(crate) fn remove(project: &Project, observed: &Observed, options: &RemoveOptions) -> Result<Plan, PlanError> {
    let chosen = chosen(project, &options.services)?;
    let state = State::new(&project.name, observed);
    let how = How { force: options.force, volumes: options.volumes };
    let mut teardown = Teardown::new(project, options.timeout)?;
    for name in teardown.dependents_first() {
        let containers = state.of(name).iter().filter(|container| options.stop || !container.is_up());
        for container in containers.filter(|_| chosen.contains(name)) {
            teardown.remove(container, &Cause::Requested, how);
        }
    }
    Ok(teardown.finish())
}
