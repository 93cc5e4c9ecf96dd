//! Containers of a service, for commands that speak to single ones.

use super::context::Context;
use super::named;
use crate::engine::{ContainerFilter, Engine};
use crate::error::Error;
use crate::model::observed::ObservedContainer;
use crate::model::{labels, suggest};

/// The running container with the given number, or the lowest one if `index` is 0; one-off containers come last.
pub(crate) async fn running(context: &Context, service: &str, index: i64) -> Result<ObservedContainer, Error> {
    let containers = list(context, service, index, false).await?;
    match containers.into_iter().next() {
        Some(container) => Ok(container),
        None if index == 0 => refuse(context, service, format!("service {service:?} is not running")).await,
        None => refuse(context, service, not_running(service, index)).await,
    }
}

/// All containers, whether they run or not: the one with the given number, or those that are no one-off containers, or
/// really all. At least one.
pub(crate) async fn all(
    context: &Context,
    service: &str,
    index: i64,
    one_off: bool,
) -> Result<Vec<ObservedContainer>, Error> {
    let mut containers = list(context, service, index, true).await?;
    containers.retain(|container| (one_off && index == 0) || !container.is_one_off());
    match index {
        _ if !containers.is_empty() => Ok(containers),
        0 => refuse(context, service, format!("no container found for service {service:?}")).await,
        _ => refuse(context, service, not_running(service, index)).await,
    }
}

/// Where a command has looked for itself, and has found no container of that number.
pub(crate) async fn missing<T>(context: &Context, service: &str, index: i64) -> Result<T, Error> {
    refuse(context, service, not_running(service, index)).await
}

/// Hints at the service that was probably meant where the project has no container of this one.
async fn refuse<T>(context: &Context, service: &str, message: String) -> Result<T, Error> {
    let filter = ContainerFilter::of_project(&context.project_name()?);
    let containers = context.engine().await?.list_containers(&filter).await?;
    let near = suggest::nearest(service, named::known(&containers)).filter(|near| *near != service);
    Err(Error::failed(message).with_near(near))
}

fn not_running(service: &str, index: i64) -> String {
    format!("service {service:?} is not running container #{index}")
}

/// In the order of their numbers; one-off containers come last.
async fn list(context: &Context, service: &str, index: i64, stopped: bool) -> Result<Vec<ObservedContainer>, Error> {
    let mut filter = ContainerFilter { all: stopped, ..ContainerFilter::of_project(&context.project_name()?) };
    filter.labels.push(format!("{}={service}", labels::SERVICE));
    if index > 0 {
        filter.labels.push(format!("{}={index}", labels::CONTAINER_NUMBER));
    }
    let mut containers = context.engine().await?.list_containers(&filter).await?;
    containers.sort_by_key(|container| (container.is_one_off(), container.number()));
    Ok(containers)
}
