//! One running container of a service, for commands that speak to a single one.

use super::context::Context;
use crate::engine::{ContainerFilter, Engine};
use crate::error::Error;
use crate::model::labels;
use crate::model::observed::ObservedContainer;

/// The container with the given number, or the lowest one if `index` is 0; one-off containers come last.
pub(crate) async fn running(context: &Context, service: &str, index: i64) -> Result<ObservedContainer, Error> {
    let project = context.project_name()?;
    let mut wanted = vec![
        format!("{}={project}", labels::PROJECT),
        labels::CONFIG_HASH.to_owned(),
        format!("{}={service}", labels::SERVICE),
    ];
    if index > 0 {
        wanted.push(format!("{}={index}", labels::CONTAINER_NUMBER));
    }
    let filter = ContainerFilter { labels: wanted, ..ContainerFilter::default() };
    let containers = context.engine().await?.list_containers(&filter).await?;
    let first = containers.into_iter().min_by_key(|container| (container.is_one_off(), container.number()));
    first.ok_or_else(|| {
        Error::failed(match index {
            0 => format!("service {service:?} is not running"),
            _ => format!("service {service:?} is not running container #{index}"),
        })
    })
}
