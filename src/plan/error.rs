//! Why there is no plan. All of these are found before anything is done.

use super::references::Shared;
use crate::model::ids::ServiceName;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlanError {
    #[error(
        "WARNING: The \"{service}\" service is using the custom container name \"{name}\". Docker requires each container \
         to have a unique name. Remove the custom name to scale the service"
    )]
    CustomNameScaled { service: ServiceName, name: String },
    #[error("container name \"{name}\" is used by both service \"{first}\" and service \"{second}\"")]
    DuplicateContainerName { name: String, first: ServiceName, second: ServiceName },
    #[error(
        "container name \"{name}\" of service \"{service}\" is already in use by container {container}, which this \
         project does not replace: remove or rename that container"
    )]
    NameTaken { name: String, service: ServiceName, container: String },
    #[error("no such service: {0}")]
    NoSuchService(ServiceName),
    #[error("no such service: {name}: not found")]
    NoSuchServiceNotFound { name: ServiceName, suggestion: Option<String> },
    #[error("network {0} declared as external, but could not be found")]
    ExternalNetworkMissing(String),
    #[error("multiple networks with name \"{0}\" were found. Use network ID as `name` to avoid ambiguity")]
    AmbiguousNetwork(String),
    #[error("external volume \"{0}\" not found")]
    ExternalVolumeMissing(String),
    #[error(
        "network {network} has another definition now and must be recreated, but {} still uses it: remove what is not \
         needed any more (--remove-orphans for orphans)", .containers.join(", ")
    )]
    NetworkInUse { network: String, containers: Vec<String> },
    #[error(
        "volume {volume} is to be recreated, but {} still uses it: remove what is not needed any more \
         (--remove-orphans for orphans)", .containers.join(", ")
    )]
    VolumeInUse { volume: String, containers: Vec<String> },
    #[error("cannot share {what} with service {service}: container missing")]
    OwnerMissing { what: Shared, service: ServiceName },
    #[error("service \"{0}\" has no container to start")]
    NoContainerToStart(ServiceName),
    #[error("no container found for project \"{project}\": not found")]
    NoContainer { project: String },
    #[error("{dependent} is missing dependency {dependency}")]
    DependencyMissing { dependent: ServiceName, dependency: ServiceName },
    #[error("dependency cycle detected: {}", .0.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" -> "))]
    Cycle(Vec<ServiceName>),
    #[error("service \"{service}\" has the pull policy \"{policy}\", which is none")]
    PullPolicy { service: ServiceName, policy: String },
}
