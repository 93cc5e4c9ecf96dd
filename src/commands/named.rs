//! Services that were named to commands which ask the engine instead of the file.

use super::context::Context;
use crate::engine::{ContainerFilter, Engine};
use crate::error::Error;
use crate::model::ids::ServiceName;
use crate::model::observed::ObservedContainer;
use crate::model::project::Project;
use crate::model::{labels, suggest};

/// The containers of the named services; of all if none was named. A service without containers has to be in the file.
pub(super) fn select(
    context: &Context,
    named: &[String],
    mut containers: Vec<ObservedContainer>,
) -> Result<Vec<ObservedContainer>, Error> {
    let missing = missing(named, &containers);
    if let Some(first) = missing.first()
        && context.project_or_name(&missing, false)?.is_err()
    {
        return Err(no_such(first, known(&containers)));
    }
    containers.retain(|container| named.is_empty() || named.iter().any(|name| is_of(container, name)));
    Ok(containers)
}

/// Refuses services that a project without a file has no container of, stopped ones and one-off ones counted.
pub(super) async fn check_without_file(context: &Context, project: &str, named: &[String]) -> Result<(), Error> {
    let all = context.engine().await?.list_containers(&ContainerFilter::of_project(project)).await?;
    match missing(named, &all).first() {
        Some(first) => Err(no_such(first, known(&all))),
        None => Ok(()),
    }
}

/// The project has no such service, switched on or not.
pub(super) fn not_in(project: &Project, name: &str) -> Error {
    no_such(name, project.services.keys().chain(project.disabled_services.keys()).map(ServiceName::as_str))
}

fn no_such<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    Error::failed(format!("no such service: {name}")).with_near(suggest::nearest(name, known))
}

pub(super) fn missing(named: &[String], containers: &[ObservedContainer]) -> Vec<String> {
    named.iter().filter(|name| !containers.iter().any(|container| is_of(container, name))).cloned().collect()
}

fn is_of(container: &ObservedContainer, service: &str) -> bool {
    container.label(labels::SERVICE) == Some(service)
}

/// The services that have containers.
pub(super) fn known(containers: &[ObservedContainer]) -> impl Iterator<Item = &str> {
    containers.iter().filter_map(|container| container.label(labels::SERVICE))
}
