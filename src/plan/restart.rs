//! `restart`: the named services, and what depends on them with `restart: true`.

use std::collections::BTreeMap;

use super::builder::Builder;
use super::cause::Cause;
use super::error::PlanError;
use super::hooks::{self, About};
use super::operation::{Operation, Plan, StepId, Turn, WaitCondition, WaitFor};
use super::options::RestartOptions;
use super::order::Order;
use super::state::{State, target};
use super::teardown::chosen;
use crate::model::ids::ServiceName;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::service::{Condition, Dependency, Service};

pub(crate) fn restart(project: &Project, observed: &Observed, options: &RestartOptions) -> Result<Plan, PlanError> {
    let state = State::new(&project.name, observed);
    let services: BTreeMap<&ServiceName, &Service> = project.services.iter().collect();
    let order = Order::new(&services)?;
    let named = chosen(project, &options.services)?;
    let mut restarted: BTreeMap<&ServiceName, Vec<StepId>> = BTreeMap::new();
    let mut waits: BTreeMap<(&ServiceName, Condition), StepId> = BTreeMap::new();
    let mut builder = Builder::default();
    for &name in &order.names {
        let service = &project.services[name];
        let after_all: Vec<(&ServiceName, &Dependency)> = service
            .depends_on
            .iter()
            .filter(|(name, dependency)| dependency.restart && restarted.contains_key(name))
            .collect();
        let cause = match after_all.first() {
            _ if named.contains(name) => Cause::Requested,
            Some((dependency, _)) if !options.no_deps => Cause::DependencyRestarted((*dependency).clone()),
            Some(_) | None => continue,
        };
        let mut after: Vec<StepId> = Vec::new();
        for (dependency, how) in after_all {
            let steps = restarted[dependency].clone();
            let condition = match how.condition {
                Condition::Started => {
                    after.extend(steps);
                    continue;
                }
                Condition::Healthy => WaitCondition::Healthy,
                Condition::CompletedSuccessfully => WaitCondition::CompletedSuccessfully,
            };
            let wait = waits.entry((dependency, how.condition)).or_insert_with(|| {
                let containers = state.of(dependency).iter().map(|container| target(container)).collect();
                let (service, required) = (dependency.clone(), how.required);
                let operation = Operation::WaitFor(WaitFor { service, containers, condition, required });
                builder.step(operation, &[Cause::DependencyOf(name.clone())], &steps)
            });
            after.push(*wait);
        }
        let causes = [cause];
        let steps = state.of(name).iter().flat_map(|container| {
            let target = target(container);
            let about = About { target: &target, causes: &causes, group: None };
            let running = Some(service).filter(|_| container.is_running());
            let after = hooks::run(&mut builder, (running, Turn::PreStop), about, &after);
            let operation = Operation::RestartContainer { target: target.clone(), timeout: options.timeout };
            let restart = builder.step(operation, &causes, &after);
            hooks::run(&mut builder, (Some(service), Turn::PostStart), about, &[restart])
        });
        let steps = steps.collect();
        restarted.insert(name, steps);
    }
    Ok(builder.finish())
}
