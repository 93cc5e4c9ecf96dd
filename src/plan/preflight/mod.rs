//! What would make a command fail half-way, found before its first change: all of it at once.
//!
//! [`Subject::questions`] says what has to be looked at beside the state that a plan is made on; [`Subject::findings`]
//! judges. In doubt nothing is found: an error that is none stops a command that would have worked.

mod duplicates;
mod externals;
mod finding;
mod held;
mod images;
mod names;
mod port;
mod sources;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::PathBuf;

use crate::model::ids::ServiceName;
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan::error::PlanError;
use crate::plan::images::{ImageOptions, ImagePlan};
use crate::plan::operation::{ContainerRef, Operation, Plan};
pub(crate) use finding::{Finding, Place, Problem};
pub(crate) use held::{explained, without_replaced};
pub(in crate::plan) use port::Publishing;
pub(crate) use port::{HostPorts, Protocol};

/// What a command is about to do.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// With the services that are to be as the file says.
    pub(crate) project: &'a Project,
    /// What `run` makes a container of.
    pub(crate) one_off: Option<&'a Service>,
    pub(crate) observed: &'a Observed,
    pub(crate) scale: &'a BTreeMap<ServiceName, u32>,
    pub(crate) goal: Goal,
    pub(crate) existing: Existing,
    pub(crate) images: Images<'a>,
    pub(crate) plan: &'a Plan,
}

/// What a command wants of containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// That they are there.
    Created,
    /// That those of the file run.
    Running,
    /// That those which are there run.
    Started,
}

/// What is known of containers that are there already and stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// They are as the file says, or they would be replaced.
    AsWritten,
    /// They may have been made from another file.
    Unknown,
}

/// An item of a list of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Port(usize),
    Mount(usize),
}

#[derive(Clone, Copy)]
pub(crate) struct Images<'a> {
    pub(crate) options: &'a ImageOptions,
    pub(crate) plan: &'a ImagePlan,
}

/// What has to be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Questions {
    /// The containers of others, for their names and ports.
    pub(crate) foreign: bool,
    /// Who listens on these ports, on the engine's machine.
    pub(crate) ports: Vec<HostPorts>,
    /// Whether these exist on the engine's machine.
    pub(crate) sources: BTreeSet<PathBuf>,
    /// Whether these exist here.
    pub(crate) build_files: BTreeSet<PathBuf>,
}

/// The answers. What could not be looked at is left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Containers that are not of this project.
    pub(crate) foreign: Vec<ObservedContainer>,
    /// Without those that containers explain (see [`explained`]).
    pub(crate) listeners: Vec<Listener>,
    pub(crate) missing_sources: BTreeSet<PathBuf>,
    pub(crate) missing_build_files: BTreeSet<PathBuf>,
}

/// A socket of a process on the engine's machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listener {
    pub(crate) protocol: Protocol,
    pub(crate) ip: IpAddr,
    pub(crate) port: u16,
    pub(crate) process: Option<u32>,
    pub(crate) name: Option<String>,
}

/// The externals that are missing, and the state as it would be with them: for [`Subject::observed`] and its plan.
pub(crate) fn externals(
    project: &Project,
    one_off: Option<&Service>,
    observed: &Observed,
) -> (Vec<Finding>, Option<Observed>) {
    let services = project.services.values().chain(one_off).filter(|service| service.provider.is_none());
    externals::find(project, observed, services)
}

/// A plan's error as a finding, where it is one that has a place.
pub(crate) fn of_error(error: &PlanError) -> Option<Finding> {
    match error {
        PlanError::NameTaken { name, service, container } => {
            let holder = finding::Holder::Container { name: container.clone(), project: None, service: None };
            let problem = Problem::NameHeld { name: name.clone(), holder };
            Some(Finding::new(problem, Place::of_service(service, &["container_name"])))
        }
        _other => None,
    }
}

impl<'a> Subject<'a> {
    pub(crate) fn questions(&self) -> Questions {
        let ports: Vec<HostPorts> = held::wanted(self).into_iter().map(|(_, ports)| ports).collect();
        let creates = |step: &crate::plan::operation::Step| matches!(step.operation, Operation::CreateContainer(_));
        Questions {
            foreign: !ports.is_empty() || self.plan.steps.iter().any(creates),
            ports,
            sources: sources::mounted(self),
            build_files: sources::built_from(self),
        }
    }

    /// In no order that matters: whoever shows them sorts by place.
    pub(crate) fn findings(&self, facts: &Facts) -> Vec<Finding> {
        let mut all = duplicates::find(self);
        all.extend(held::find(self, facts));
        all.extend(names::find(self, facts));
        all.extend(sources::find(self, facts));
        all.extend(images::find(self));
        all
    }

    /// Whether the file says what the container is.
    fn knows(&self, container: &ContainerRef) -> bool {
        match (container, self.existing) {
            (ContainerRef::CreatedBy(_), _) | (ContainerRef::Existing(_), Existing::AsWritten) => true,
            (ContainerRef::Existing(_), Existing::Unknown) => false,
        }
    }

    /// Where a part of a service was written. What a command line has added to it has no place of its own.
    fn place(&self, service: &Service, part: Part) -> Place {
        let written = match self.one_off.and(self.project.disabled_services.get(&service.name)) {
            Some(written) => match part {
                Part::Port(index) => written.ports.get(index) == service.ports.get(index),
                Part::Mount(index) => written.volumes.get(index) == service.volumes.get(index),
            },
            None => true,
        };
        match part {
            _ if !written => Place::of_service(&service.name, &[]),
            Part::Port(index) => Place::of_service(&service.name, &["ports", &index.to_string(), "published"]),
            Part::Mount(index) => Place::of_service(&service.name, &["volumes", &index.to_string(), "source"]),
        }
    }

    fn services(&self) -> impl Iterator<Item = &'a Service> + use<'a> {
        let all = self.project.services.values().chain(self.one_off);
        all.filter(|service| service.provider.is_none())
    }
}
