//! `stop`: what depends on others stops before them.

use super::cause::Cause;
use super::error::PlanError;
use super::operation::{Plan, ProviderCall};
use super::options::StopOptions;
use super::state::State;
use super::teardown::{Teardown, chosen};
use crate::model::observed::Observed;
use crate::model::project::Project;

pub(crate) fn stop(project: &Project, observed: &Observed, options: &StopOptions) -> Result<Plan, PlanError> {
    let chosen = chosen(project, &options.services)?;
    let state = State::new(&project.name, observed);
    let mut teardown = Teardown::new(project, options.timeout)?;
    for name in teardown.dependents_first() {
        if chosen.contains(name) {
            teardown.provided(name, ProviderCall::Stop);
            for container in state.of(name) {
                teardown.stop(container, &Cause::Requested);
            }
        }
    }
    Ok(teardown.finish())
}
