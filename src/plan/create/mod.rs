//! `up`, `create` and `scale`.
//!
//! First everything is looked at and decided, and what makes the plan impossible is found; only then steps are written.
//! Creates need nothing but networks, volumes and the containers that they refer to, and so come early and side by side;
//! starts wait for conditions (see [`super::rollout`]).

mod clear;
mod container;
mod decide;
mod drift;
mod legacy;
mod make;
mod mend;
pub(super) mod networks;
mod one_off;
mod ports;
mod scene;
pub(super) mod volumes;

use std::collections::BTreeMap;

use super::builder::Builder;
use super::error::PlanError;
use super::operation::{Plan, StepId};
use super::options::{Orphans, UpOptions};
use super::rollout::{self, Rollout};
use crate::model::ids::ServiceName;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::service::Service;
use crate::model::suggest;
pub(crate) use drift::drifted;
pub(crate) use one_off::{OneOffRequest, run};

use make::{Needs, Work};
use scene::Scene;

/// Brings the services of the project to what they should be.
pub(crate) fn up(project: &Project, observed: &Observed, options: &UpOptions) -> Result<Plan, PlanError> {
    for name in options.scale.keys() {
        if !project.services.contains_key(name) {
            let known = project.services.keys().map(ServiceName::as_str);
            let suggestion = suggest::nearest(name.as_str(), known).map(str::to_owned);
            return Err(PlanError::NoSuchServiceNotFound { name: name.clone(), suggestion });
        }
    }
    let scene = Scene::new(project, observed, options, None)?;
    Ok(rolled_out(&scene)?.builder.finish())
}

/// A plan up to the starts of all services.
struct RolledOut {
    builder: Builder,
    /// What the container of `run` needs to be created.
    needs: Needs,
    /// The steps after which the dependencies of `run` are as far as it wants them.
    conditions: Vec<StepId>,
}

fn rolled_out(scene: &Scene<'_>) -> Result<RolledOut, PlanError> {
    check_names(scene)?;
    let decisions = decide::all(scene)?;
    let mut work = Work::new(scene, &decisions);
    for warning in scene.networks.warnings.iter().chain(&scene.volumes.warnings) {
        work.builder.warn(warning.clone());
    }
    work.orphans();
    work.check_users()?;
    work.clear();
    work.networks();
    work.volumes();
    work.containers()?;
    work.ports();
    work.old_networks();
    let services = scene.order.names.iter().filter_map(|name| scene.service(name)).collect();
    let dragged = decisions.iter().filter(|(_, decision)| decision.dragged).map(|(&name, _)| name).collect();
    let needs = scene.one_off.map(|service| work.needs(service)).transpose()?.unwrap_or_default();
    let (project, until) = (scene.project, scene.options.until);
    let rollout = Rollout { project, services, dragged, until, state: &scene.state, one_off: scene.one_off };
    let (mut builder, placed) = (work.builder, work.placed);
    let conditions = rollout::starts(&rollout, &placed, &mut builder)?;
    Ok(RolledOut { builder, needs, conditions })
}

/// Refuses names that two containers would have to share.
fn check_names(scene: &Scene<'_>) -> Result<(), PlanError> {
    let mut owners: BTreeMap<&str, &ServiceName> = BTreeMap::new();
    let services: Vec<&Service> =
        scene.project.services.values().filter(|service| !service.container_name.is_empty()).collect();
    for service in services {
        let name = &service.container_name;
        if scene.wanted(service) > 1 {
            return Err(PlanError::CustomNameScaled { service: service.name.clone(), name: name.clone() });
        }
        if let Some(first) = owners.insert(name, &service.name) {
            let (first, second) = (first.clone(), service.name.clone());
            return Err(PlanError::DuplicateContainerName { name: name.clone(), first, second });
        }
    }
    Ok(())
}

/// Whether `--remove-orphans` and the environment leave orphans unmentioned.
impl Orphans {
    pub(crate) fn new(remove: bool, ignore: bool) -> Self {
        match (remove, ignore) {
            (true, _) => Self::Remove,
            (false, true) => Self::Ignore,
            (false, false) => Self::Warn,
        }
    }
}
