//! What was found, and where it was written.

use std::fmt;
use std::path::PathBuf;

use super::port::HostPorts;
use crate::model::ids::ServiceName;

/// Something that would make the command fail half-way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) problem: Problem,
    pub(crate) place: Place,
    /// Another place that takes part, with a word on its role.
    pub(crate) related: Option<(Place, &'static str)>,
}

impl Finding {
    pub(super) fn new(problem: Problem, place: Place) -> Self {
        Self { problem, place, related: None }
    }
}

/// Keys and indices from the top of the model: `services`, `web`, `ports`, `0`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(pub(crate) Vec<String>);

impl Place {
    pub(super) fn of(parts: &[&str]) -> Self {
        Self(parts.iter().map(|part| (*part).to_owned()).collect())
    }

    pub(super) fn of_service(service: &ServiceName, parts: &[&str]) -> Self {
        Self::of(&[&["services", service.as_str()], parts].concat())
    }
}

/// Who has what is wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holder {
    Container {
        name: String,
        /// `None`: no Compose tool made it.
        project: Option<String>,
        service: Option<String>,
    },
    /// A container of this project, of a service that it does not have any more.
    Orphan {
        name: String,
    },
    Process {
        id: Option<u32>,
        name: Option<String>,
    },
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Container { name, project, service } => {
                write!(f, "container {name}")?;
                match (project, service) {
                    (Some(project), Some(service)) => write!(f, " (project {project}, service {service})"),
                    (Some(project), None) => write!(f, " (project {project})"),
                    (None, _) => Ok(()),
                }
            }
            Self::Orphan { name } => write!(f, "orphan container {name} of this project"),
            Self::Process { id: Some(id), name: Some(name) } => write!(f, "process {name} ({id})"),
            Self::Process { id: Some(id), name: None } => write!(f, "process {id}"),
            Self::Process { id: None, .. } => f.write_str("a process of this machine"),
        }
    }
}

/// What kind of file a container wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    Bind,
    Secret,
    Config,
}

/// Why an image cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoImage {
    /// `pull_policy: never`.
    PolicyNever,
    /// `--pull never`.
    PullNever,
    /// `--no-build`, and no registry has it.
    NoBuild,
    /// Nothing says where it could come from.
    NoWay,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    #[error("host port {ports} is published by service \"{first}\" and by service \"{second}\"")]
    PortOfTwo { ports: HostPorts, first: ServiceName, second: ServiceName },
    #[error("host port {ports} is published twice by service \"{service}\"")]
    PortTwice { ports: HostPorts, service: ServiceName },
    #[error("host port {ports} is for one container only, and service \"{service}\" is to have {containers}")]
    PortOfReplicas { ports: HostPorts, service: ServiceName, containers: usize },
    #[error("host ports {ports} are too few: service \"{service}\" is to have {containers} containers")]
    TooFewPorts { ports: HostPorts, service: ServiceName, containers: usize },
    #[error("host ports {ports} are too few for all containers that publish one of them")]
    TooFewPortsForAll { ports: HostPorts },
    #[error("host port {ports} is held by {holder}")]
    PortHeld { ports: HostPorts, holder: Holder },
    #[error("host ports {ports} are all held, the first of them by {holder}")]
    AllPortsHeld { ports: HostPorts, holder: Holder },
    #[error("{}", source_message(*kind, path))]
    SourceMissing { kind: SourceKind, path: String },
    #[error("network {0} declared as external, but could not be found")]
    NetworkMissing(String),
    #[error("multiple networks with name \"{0}\" were found. Use network ID as `name` to avoid ambiguity")]
    NetworkAmbiguous(String),
    #[error("external volume \"{0}\" not found")]
    VolumeMissing(String),
    #[error("service \"{service}\": No such image: {image}")]
    ImageMissing { service: ServiceName, image: String, why: NoImage },
    #[error("service \"{service}\": unable to prepare context: path \"{}\" not found", path.display())]
    ContextMissing { service: ServiceName, path: PathBuf },
    #[error("service \"{service}\": failed to read dockerfile: open {}: no such file or directory", path.display())]
    DockerfileMissing { service: ServiceName, path: PathBuf },
    #[error("container name \"{name}\" is already in use by {holder}")]
    NameHeld { name: String, holder: Holder },
}

fn source_message(kind: SourceKind, path: &str) -> String {
    match kind {
        SourceKind::Bind => {
            format!("invalid mount config for type \"bind\": bind source path does not exist: {path}")
        }
        SourceKind::Secret => format!("secret file {path} does not exist"),
        SourceKind::Config => format!("config file {path} does not exist"),
    }
}

impl Problem {
    /// What to do about it.
    pub(crate) fn help(&self) -> Option<String> {
        let text = match self {
            Self::PortOfTwo { .. } | Self::PortTwice { .. } => "give one of them another host port".to_owned(),
            Self::PortOfReplicas { ports, containers, .. } | Self::TooFewPorts { ports, containers, .. } => {
                let last = usize::from(ports.first).saturating_add(containers.saturating_sub(1));
                if last > usize::from(u16::MAX) {
                    "publish the container's port alone: the engine then picks free host ports".to_owned()
                } else {
                    format!(
                        "publish a range of {containers} host ports (`{}-{last}`), or the container's port alone: the \
                         engine then picks free host ports",
                        ports.first
                    )
                }
            }
            Self::TooFewPortsForAll { .. } => "publish a wider range of host ports".to_owned(),
            Self::PortHeld { holder, .. } | Self::AllPortsHeld { holder, .. } => match holder {
                Holder::Container { name, .. } => {
                    format!("stop it (`docker stop {name}`), or publish another host port")
                }
                Holder::Orphan { .. } => "remove it: `--remove-orphans`".to_owned(),
                Holder::Process { .. } => "end it, or publish another host port".to_owned(),
            },
            Self::SourceMissing { kind: SourceKind::Bind, .. } => {
                "make it, or let the engine make a folder: `create_host_path: true`".to_owned()
            }
            Self::SourceMissing { .. }
            | Self::ContextMissing { .. }
            | Self::DockerfileMissing { .. }
            | Self::NetworkAmbiguous(_)
            | Self::NameHeld { holder: Holder::Process { .. } | Holder::Orphan { .. }, .. } => return None,
            Self::NetworkMissing(name) => format!("make it (`docker network create {name}`), or leave `external` out"),
            Self::VolumeMissing(name) => format!("make it (`docker volume create {name}`), or leave `external` out"),
            Self::ImageMissing { why, .. } => match why {
                NoImage::PolicyNever => "`pull_policy: never` keeps it from being pulled".to_owned(),
                NoImage::PullNever => "`--pull never` keeps it from being pulled".to_owned(),
                NoImage::NoBuild => {
                    "`--no-build` keeps it from being built, and it has no name in a registry".to_owned()
                }
                NoImage::NoWay => return None,
            },
            Self::NameHeld { holder: Holder::Container { name, .. }, .. } => {
                format!("remove that container (`docker rm {name}`) or rename it, or choose another name")
            }
        };
        Some(text)
    }
}
