//! Which of the volumes that services mount exist, and which must be made or made anew.

use std::collections::{BTreeMap, BTreeSet};

use super::super::cause::Cause;
use super::super::error::PlanError;
use super::super::hash;
use super::super::warning::Warning;
use super::networks::is_ours;
use crate::model::labels;
use crate::model::mount::MountKind;
use crate::model::observed::{Observed, ObservedContainer, ObservedVolume};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::model::volume::Volume;

/// Where a volume of the project stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Existing,
    Missing,
    /// Ours, with another definition, and the user agreed to lose its data.
    Recreate,
}

#[derive(Debug, Default)]
pub(super) struct Volumes<'a> {
    /// By key, those that are used.
    pub(super) places: BTreeMap<&'a str, Place>,
    pub(super) warnings: Vec<Warning>,
}

impl<'a> Volumes<'a> {
    pub(super) fn new(
        project: &'a Project,
        observed: &'a Observed,
        keys: BTreeSet<&'a str>,
        recreate: &BTreeSet<String>,
    ) -> Result<Self, PlanError> {
        let by_name = by_name(observed);
        let mut all = Self::default();
        for key in keys {
            let Some(definition) = project.volumes.get(key) else { continue };
            let found = by_name.get(&*definition.name);
            let place = match found {
                None if definition.external => {
                    return Err(PlanError::ExternalVolumeMissing(definition.name.clone()));
                }
                None => Place::Missing,
                Some(_) if definition.external => Place::Existing,
                Some(found) => {
                    if !is_ours(project, &found.labels) {
                        all.warnings.push(Warning::ForeignVolume {
                            name: found.name.clone(),
                            owner: found.labels.get(labels::PROJECT).cloned(),
                            project: project.name.clone(),
                        });
                        Place::Existing
                    } else if recreate.contains(key) && is_diverged(definition, found) {
                        Place::Recreate
                    } else {
                        Place::Existing
                    }
                }
            };
            all.places.insert(key, place);
        }
        Ok(all)
    }

    /// The keys and names of the volumes that are made anew and that the container mounts.
    pub(super) fn recreated_of(&self, project: &Project, container: &ObservedContainer) -> Vec<&'a str> {
        let recreated = self.places.iter().filter(|(_, place)| **place == Place::Recreate);
        recreated.map(|(&key, _)| key).filter(|key| mounts(container, &project.volumes[*key].name)).collect()
    }

    /// Why the container must be replaced, as far as volumes go.
    pub(super) fn causes(&self, project: &Project, service: &Service, container: &ObservedContainer) -> Vec<Cause> {
        let mut causes: Vec<Cause> = self
            .recreated_of(project, container)
            .into_iter()
            .map(|key| Cause::VolumeRecreated(key.to_owned()))
            .collect();
        for key in keys_of(service) {
            let Some(definition) = project.volumes.get(key) else { continue };
            if !mounts(container, &definition.name) {
                causes.push(Cause::VolumeMissing(key.to_owned()));
            }
        }
        causes
    }
}

/// The volumes in use whose definition changed, by key: what [`crate::plan::questions`] asks about.
pub(in crate::plan) fn diverged<'a>(project: &'a Project, observed: &Observed) -> Vec<(&'a str, &'a Volume)> {
    let by_name = by_name(observed);
    let used = used(project.services.values());
    let defined = used.into_iter().filter_map(|key| Some((key, project.volumes.get(key)?)));
    defined
        .filter(|(_, definition)| {
            let found = by_name.get(&*definition.name);
            !definition.external
                && found.is_some_and(|found| is_ours(project, &found.labels) && is_diverged(definition, found))
        })
        .collect()
}

/// The keys of the volumes that a service mounts.
pub(in crate::plan) fn keys_of(service: &Service) -> BTreeSet<&str> {
    let named = service.volumes.iter().filter(|mount| mount.kind == MountKind::Volume && !mount.source.is_empty());
    named.map(|mount| mount.source.as_str()).collect()
}

fn by_name(observed: &Observed) -> BTreeMap<&str, &ObservedVolume> {
    observed.volumes.iter().map(|volume| (volume.name.as_str(), volume)).collect()
}

fn used<'a>(services: impl Iterator<Item = &'a Service>) -> BTreeSet<&'a str> {
    services.flat_map(keys_of).collect()
}

fn is_diverged(definition: &Volume, found: &ObservedVolume) -> bool {
    let label = found.labels.get(labels::CONFIG_HASH).filter(|hash| !hash.is_empty());
    label.is_some_and(|label| *label != hash::volume(definition))
}

fn mounts(container: &ObservedContainer, name: &str) -> bool {
    container.mounts.iter().any(|mount| mount.name == name)
}
