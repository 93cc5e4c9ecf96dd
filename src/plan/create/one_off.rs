//! The container of `run`.

use super::super::cause::Cause;
use super::super::content;
use super::super::error::PlanError;
use super::super::operation::{ContainerRef, CreateContainer, OneOff, Operation, Plan, StepId, Target};
use super::super::options::UpOptions;
use super::container;
use super::make::Needs;
use super::scene::Scene;
use super::{RolledOut, rolled_out};
use crate::model::labels;
use crate::model::naming;
use crate::model::observed::Observed;
use crate::model::project::Project;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OneOffRequest {
    pub(crate) one_off: OneOff,
    /// 64 random hexadecimal digits.
    pub(crate) slug: String,
    /// Empty: made of the project, the service and the slug.
    pub(crate) name: String,
}

impl OneOffRequest {
    /// The project around the container: the service itself is not brought up.
    pub(crate) fn without_own(&self, project: &Project) -> Project {
        let mut around = project.clone();
        if let Some(own) = around.services.remove(&self.one_off.service.name) {
            around.disabled_services.insert(own.name.clone(), own);
        }
        around
    }
}

/// Brings up what the service stands on, and makes its container once that is as far as it should be. The container is left
/// to be started by whoever attaches to it; returns the step that makes it, too.
///
/// The containers that the service has already stay as they are.
pub(crate) fn run(
    project: &Project,
    observed: &Observed,
    options: &UpOptions,
    request: &OneOffRequest,
) -> Result<(Plan, StepId), PlanError> {
    let service = &request.one_off.service;
    let around = request.without_own(project);
    let scene = Scene::new(&around, observed, options, Some(service))?;
    let RolledOut { mut builder, needs, conditions } = rolled_out(&scene)?;
    let mut after = needs.after.clone();
    after.extend(conditions);
    let create = create(&scene, request, needs);
    let name = create.name.clone();
    let step = builder.step(Operation::CreateContainer(Box::new(create)), &[Cause::Requested], &after);
    if content::any(project, service) {
        let target = Target { container: ContainerRef::CreatedBy(step), name, service: service.name.clone() };
        builder.step(Operation::CopyFiles { target, mounted: Vec::new() }, &[Cause::Requested], &[step]);
    }
    Ok((builder.finish(), step))
}

fn create(scene: &Scene<'_>, request: &OneOffRequest, needs: Needs) -> CreateContainer {
    let (project, service) = (scene.project, &request.one_off.service);
    let name = match request.name.as_str() {
        "" => naming::one_off_name(project, &service.name, &request.slug),
        name => name.to_owned(),
    };
    let mut create = CreateContainer {
        service: service.name.clone(),
        name,
        labels: container::of_service(project, service, scene.image(service)),
        link_targets: needs.link_targets,
        owners: needs.owners,
        one_off: Some(Box::new(request.one_off.clone())),
        ..CreateContainer::default()
    };
    create.labels.insert(labels::ONE_OFF.to_owned(), "True".to_owned());
    create.labels.insert(labels::SLUG.to_owned(), request.slug.clone());
    container::hash(service, &mut create);
    create
}
