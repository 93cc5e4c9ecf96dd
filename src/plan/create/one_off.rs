//! The container of `run`.

use std::collections::BTreeMap;

use super::super::error::PlanError;
use super::super::operation::{ContainerRef, CreateContainer};
use super::super::references;
use super::super::state::State;
use super::container;
use crate::model::ids::ServiceName;
use crate::model::labels;
use crate::model::naming;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::service::Service;

/// `service` is the one of the project with what the command line changed of it. The slug is 64 random hexadecimal digits.
pub(crate) fn one_off(
    project: &Project,
    observed: &Observed,
    service: &Service,
    slug: &str,
) -> Result<CreateContainer, PlanError> {
    let state = State::new(&project.name, observed);
    let mut owners = BTreeMap::new();
    for reference in references::of(service) {
        let first = state.of(&reference.service).iter().min_by_key(|container| &container.name);
        let Some(first) = first else {
            return Err(PlanError::OwnerMissing { what: reference.what, service: reference.service });
        };
        owners.insert(reference.service, ContainerRef::Existing(first.id.clone()));
    }
    let linked = service.links.iter().map(|link| {
        let name = ServiceName::from(link.split_once(':').map_or(link.as_str(), |(name, _)| name));
        let containers = state.of(&name).iter().map(|container| container.name.clone()).collect();
        (name, containers)
    });
    let separator = project.separator.as_str();
    let short = slug.get(..12).unwrap_or(slug);
    let mut create = CreateContainer {
        service: service.name.clone(),
        name: format!("{}{separator}{}{separator}run{separator}{short}", project.name, service.name),
        labels: container::of_service(project, service, observed.images.get(&naming::image_name(project, service))),
        link_targets: linked.collect(),
        owners,
        ..CreateContainer::default()
    };
    create.labels.insert(labels::ONE_OFF.to_owned(), "True".to_owned());
    create.labels.insert(labels::SLUG.to_owned(), slug.to_owned());
    container::hash(service, &mut create);
    Ok(create)
}
