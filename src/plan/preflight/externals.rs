//! Networks and volumes that others were to make.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Place, Problem};
use crate::model::observed::{Observed, ObservedNetwork, ObservedVolume};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::plan::create::{networks, volumes};

/// What is missing, and the state as it would be if nothing were: other faults are looked for in that one.
pub(super) fn find<'a>(
    project: &'a Project,
    observed: &Observed,
    services: impl Iterator<Item = &'a Service> + Clone,
) -> (Vec<Finding>, Option<Observed>) {
    let mut findings = Vec::new();
    let mut complete = observed.clone();
    let found = |network: &&ObservedNetwork, name: &str| network.name == name;
    let keys: BTreeSet<&str> = services.clone().flat_map(networks::keys_of).collect();
    let external = keys.into_iter().filter_map(|key| Some((key, project.networks.get(key)?)));
    for (key, network) in external.filter(|(_, network)| network.external) {
        let place = Place::of(&["networks", key]);
        let name = &network.name;
        match observed.networks.iter().filter(|found_one| found(found_one, name)).count() {
            0 if observed.networks.iter().any(|found| found.id.0 == *name) => {}
            0 => {
                findings.push(Finding::new(Problem::NetworkMissing(name.clone()), place));
                let id = name.as_str().into();
                complete.networks.push(ObservedNetwork { id, name: name.clone(), ..ObservedNetwork::default() });
            }
            1 => {}
            _several => {
                findings.push(Finding::new(Problem::NetworkAmbiguous(name.clone()), place));
                let mut first = true;
                complete.networks.retain(|network| network.name != *name || std::mem::take(&mut first));
            }
        }
    }
    let known: BTreeMap<&str, &ObservedVolume> =
        observed.volumes.iter().map(|volume| (volume.name.as_str(), volume)).collect();
    let keys: BTreeSet<&str> = services.flat_map(volumes::keys_of).collect();
    let external = keys.into_iter().filter_map(|key| Some((key, project.volumes.get(key)?)));
    for (key, volume) in external.filter(|(_, volume)| volume.external) {
        let name = &volume.name;
        if !known.contains_key(name.as_str()) {
            findings.push(Finding::new(Problem::VolumeMissing(name.clone()), Place::of(&["volumes", key])));
            complete.volumes.push(ObservedVolume { name: name.clone(), ..ObservedVolume::default() });
        }
    }
    let complete = (!findings.is_empty()).then_some(complete);
    (findings, complete)
}
