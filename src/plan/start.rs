//! `start`: starts the containers that are there, and waits where dependencies ask for it.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::Builder;
use super::error::PlanError;
use super::operation::Plan;
use super::options::{StartOptions, Until};
use super::order::Order;
use super::rollout::{self, Placed, Rollout, Run};
use super::state::{State, binds, target};
use crate::model::ids::ServiceName;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::service::Service;

pub(crate) fn start(project: &Project, observed: &Observed, options: &StartOptions) -> Result<Plan, PlanError> {
    if project.services.is_empty() {
        return Err(PlanError::NoContainer { project: project.name.clone() });
    }
    let state = State::new(&project.name, observed);
    let mut services: BTreeMap<&ServiceName, &Service> = project.services.iter().collect();
    let order = Order::new(&services)?;
    if !options.services.is_empty() {
        let wanted = order.with_dependencies(&options.services);
        services.retain(|name, _| wanted.contains(*name));
    }
    let mut placed: BTreeMap<ServiceName, Vec<Placed>> = BTreeMap::new();
    for (&name, service) in &services {
        if service.provider.is_some() {
            continue;
        }
        let containers = state.of(name);
        if containers.is_empty() && service.replicas() > 0 {
            return Err(PlanError::NoContainerToStart(name.clone()));
        }
        let place = containers.iter().map(|container| Placed {
            target: target(container),
            ready: Vec::new(),
            run: Run::observed(container),
            was_up: container.is_up(),
            mounted: binds(container),
        });
        placed.insert(name.clone(), place.collect());
    }
    let until = if options.wait { Until::Healthy } else { Until::Started };
    let services = order.names.iter().filter_map(|name| services.get(name).copied()).collect();
    let rollout = Rollout { project, services, dragged: BTreeSet::new(), until, state: &state, one_off: None };
    let mut builder = Builder::default();
    rollout::starts(&rollout, &placed, &mut builder)?;
    Ok(builder.finish())
}
