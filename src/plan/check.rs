//! What holds for every plan: tests check each plan that they look at.

use std::collections::BTreeSet;

use super::operation::{ContainerRef, Operation, Plan, Step, StepId, Target};
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::observed::Observed;

/// What is wrong with the plan, in words; nothing, that is.
pub(super) fn check(project: &str, observed: &Observed, plan: &Plan) -> Vec<String> {
    let mut wrong = Vec::new();
    for (position, step) in plan.steps.iter().enumerate() {
        let number = step.id.0;
        if number != position {
            wrong.push(format!("step {number} stands at {position}"));
        }
        if step.causes.is_empty() {
            wrong.push(format!("step {number} has no cause"));
        }
        if step.after.iter().any(|earlier| earlier.0 >= position) {
            wrong.push(format!("step {number} comes after a later one"));
        }
        for id in references(step) {
            if !creates(plan, id) || !comes_after(plan, position, id) {
                wrong.push(format!("step {number} refers to a container of step {}, which it does not wait for", id.0));
            }
        }
    }
    wrong.extend(plan.steps.iter().filter_map(|step| foreign(project, observed, step)));
    wrong.extend(twice(plan));
    wrong
}

/// The containers made by the plan that a step speaks of.
fn references(step: &Step) -> Vec<StepId> {
    let mut all: Vec<&ContainerRef> = targets(&step.operation).into_iter().map(|target| &target.container).collect();
    if let Operation::CreateContainer(create) = &step.operation {
        all.extend(create.owners.values());
    }
    if let Operation::RunPreStart(hook) = &step.operation {
        all.extend(hook.owners.values());
    }
    let made = all.into_iter().filter_map(|container| match container {
        ContainerRef::CreatedBy(step) => Some(*step),
        ContainerRef::Existing(_) => None,
    });
    made.collect()
}

fn targets(operation: &Operation) -> Vec<&Target> {
    match operation {
        Operation::ConnectNetwork { target, .. }
        | Operation::DisconnectNetwork { target, .. }
        | Operation::RenameContainer { target, .. }
        | Operation::StartContainer { target }
        | Operation::StopContainer { target, .. }
        | Operation::RestartContainer { target, .. }
        | Operation::KillContainer { target, .. }
        | Operation::PauseContainer { target }
        | Operation::UnpauseContainer { target }
        | Operation::RemoveContainer { target, .. }
        | Operation::RunHook { target, .. }
        | Operation::CopyFiles { target, .. } => vec![target],
        Operation::RunPreStart(hook) => vec![&hook.replica],
        Operation::WaitFor(wait) => wait.containers.iter().collect(),
        Operation::CreateNetwork { .. }
        | Operation::RemoveNetwork { .. }
        | Operation::CreateVolume { .. }
        | Operation::RemoveVolume { .. }
        | Operation::CreateContainer(_)
        | Operation::CallProvider { .. }
        | Operation::RemoveImage { .. } => Vec::new(),
    }
}

fn creates(plan: &Plan, id: StepId) -> bool {
    plan.steps.get(id.0).is_some_and(|step| matches!(step.operation, Operation::CreateContainer(_)))
}

/// Whether the step at `position` waits for `earlier`, directly or by way of others.
fn comes_after(plan: &Plan, position: usize, earlier: StepId) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![position];
    while let Some(position) = next.pop() {
        let Some(step) = plan.steps.get(position).filter(|_| seen.insert(position)) else { continue };
        if step.after.contains(&earlier) {
            return true;
        }
        next.extend(step.after.iter().filter(|step| step.0 > earlier.0).map(|step| step.0));
    }
    false
}

/// Nothing is removed or stopped that does not carry the project's label.
fn foreign(project: &str, observed: &Observed, step: &Step) -> Option<String> {
    let is_ours = |labels: Option<&std::collections::BTreeMap<String, String>>| {
        labels.is_some_and(|labels| labels.get(labels::PROJECT).is_some_and(|value| value == project))
    };
    let ours = match &step.operation {
        Operation::RemoveNetwork { id, .. } => {
            is_ours(observed.networks.iter().find(|network| network.id == *id).map(|network| &network.labels))
        }
        Operation::RemoveVolume { name } => {
            is_ours(observed.volumes.iter().find(|volume| volume.name == *name).map(|volume| &volume.labels))
        }
        operation => targets(operation).into_iter().all(|target| match &target.container {
            ContainerRef::Existing(id) => {
                is_ours(observed.containers.iter().find(|found| found.id == *id).map(|found| &found.labels))
            }
            ContainerRef::CreatedBy(_) => true,
        }),
    };
    (!ours).then(|| format!("step {} touches what is not the project's", step.id.0))
}

/// No container is removed, started or stopped twice, and none is used after its removal.
fn twice(plan: &Plan) -> Vec<String> {
    let mut removed: BTreeSet<&ContainerId> = BTreeSet::new();
    let mut done: BTreeSet<(&'static str, String)> = BTreeSet::new();
    let mut wrong = Vec::new();
    for step in &plan.steps {
        let word = match &step.operation {
            Operation::StartContainer { .. } => "starts",
            Operation::StopContainer { .. } => "stops",
            Operation::RemoveContainer { .. } => "removes",
            _other => "",
        };
        for target in targets(&step.operation) {
            if !word.is_empty() && !done.insert((word, format!("{:?}", target.container))) {
                wrong.push(format!("step {} {word} {} again", step.id.0, target.name));
            }
            let ContainerRef::Existing(id) = &target.container else { continue };
            if removed.contains(id) {
                wrong.push(format!("step {} uses {} after its removal", step.id.0, target.name));
            }
            if word == "removes" {
                removed.insert(id);
            }
        }
    }
    wrong
}
