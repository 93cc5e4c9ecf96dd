//! The steps of `pre_start` hooks: containers of their own, that come and go before the first start of a service.

use std::collections::BTreeMap;

use super::builder::Builder;
use super::cause::Cause;
use super::operation::{AnonymousVolumes, ContainerRef, Operation, PreStart, StepId, Target};
use super::state::target;
use crate::model::ids::ServiceName;
use crate::model::labels;
use crate::model::observed::ObservedContainer;
use crate::model::project::Project;
use crate::model::service::Service;

/// What the hooks of one service run beside.
pub(super) struct Scene<'a> {
    pub(super) project: &'a Project,
    pub(super) service: &'a Service,
    /// The replica whose volumes they work on.
    pub(super) replica: &'a Target,
    /// The container whose network the service lives in, if it lives in that of another service.
    pub(super) owner: Option<(ServiceName, ContainerRef)>,
    /// Containers of earlier runs that failed.
    pub(super) leftovers: Vec<&'a ObservedContainer>,
}

/// One hook after the other; returns the step that starts come after.
pub(super) fn run(scene: &Scene<'_>, causes: &[Cause], after: &[StepId], builder: &mut Builder) -> Vec<StepId> {
    let mut after = after.to_vec();
    for leftover in &scene.leftovers {
        let volumes = AnonymousVolumes::Go { taken_over: Vec::new() };
        let operation = Operation::RemoveContainer { target: target(leftover), force: true, volumes };
        after.push(builder.step(operation, &[Cause::HookLeftover], &[]));
    }
    if let Some((_, ContainerRef::CreatedBy(step))) = &scene.owner {
        after.push(*step);
    }
    for position in 0..scene.service.pre_start.len() {
        let hook = PreStart {
            name: name(scene.project, scene.service, position),
            position,
            replica: scene.replica.clone(),
            owners: scene.owner.clone().into_iter().collect(),
            labels: labels_of(scene.project, scene.service),
        };
        after = vec![builder.step(Operation::RunPreStart(Box::new(hook)), causes, &after)];
    }
    after
}

fn name(project: &Project, service: &Service, position: usize) -> String {
    let separator = project.separator.as_str();
    format!("{}{separator}{}{separator}pre_start{separator}{position}", project.name, service.name)
}

/// No config hash: without one, no tool takes it for a replica.
fn labels_of(project: &Project, service: &Service) -> BTreeMap<String, String> {
    let all = [
        (labels::PROJECT, project.name.as_str()),
        (labels::SERVICE, service.name.as_str()),
        (labels::VERSION, labels::COMPOSE_VERSION),
        (labels::HOOK, "pre_start"),
    ];
    all.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
