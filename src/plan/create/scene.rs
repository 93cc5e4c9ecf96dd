//! What all parts of the planner of `up` look at.

use std::collections::{BTreeMap, BTreeSet};

use super::super::error::PlanError;
use super::super::options::UpOptions;
use super::super::order::Order;
use super::super::state::State;
use super::networks::{self, Networks};
use super::volumes::{self, Volumes};
use crate::model::ids::ServiceName;
use crate::model::naming;
use crate::model::observed::{Observed, ObservedImage};
use crate::model::project::Project;
use crate::model::service::Service;

pub(super) struct Scene<'a> {
    pub(super) project: &'a Project,
    pub(super) observed: &'a Observed,
    pub(super) options: &'a UpOptions,
    /// What `run` is about: it needs its networks and volumes too.
    pub(super) one_off: Option<&'a Service>,
    pub(super) state: State<'a>,
    pub(super) networks: Networks<'a>,
    pub(super) volumes: Volumes<'a>,
    /// Of the active services, and of the others that have containers.
    pub(super) order: Order<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        project: &'a Project,
        observed: &'a Observed,
        options: &'a UpOptions,
        one_off: Option<&'a Service>,
    ) -> Result<Self, PlanError> {
        let state = State::new(&project.name, observed);
        let with_containers = project.disabled_services.iter().filter(|(name, _)| !state.of(name).is_empty());
        let services: BTreeMap<&ServiceName, &Service> = project.services.iter().chain(with_containers).collect();
        let order = Order::new(&services)?;
        let in_use = || project.services.values().chain(one_off).filter(|service| service.provider.is_none());
        let mut of_networks = in_use().flat_map(networks::keys_of).collect::<BTreeSet<&str>>();
        let mut of_volumes = in_use().flat_map(volumes::keys_of).collect::<BTreeSet<&str>>();
        if options.all_resources {
            of_networks.extend(project.networks.keys().map(String::as_str));
            of_volumes.extend(project.volumes.keys().map(String::as_str));
        }
        let networks = Networks::new(project, observed, of_networks)?;
        let volumes = Volumes::new(project, observed, of_volumes, &options.recreate_volumes)?;
        Ok(Self { project, observed, options, one_off, state, networks, volumes, order })
    }

    pub(super) fn service(&self, name: &ServiceName) -> Option<&'a Service> {
        self.project.services.get(name).or_else(|| self.project.disabled_services.get(name))
    }

    /// How many containers the service should have.
    pub(super) fn wanted(&self, service: &Service) -> usize {
        let asked = self.options.scale.get(&service.name);
        asked.map_or_else(|| service.replicas(), |&count| usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// The image that a container of the service would be made from now; `None` when it is not there.
    pub(super) fn image(&self, service: &Service) -> Option<&'a ObservedImage> {
        self.observed.images.get(&naming::image_name(self.project, service))
    }
}
