//! Which containers a list does not tell enough of: what somebody may have broken shows only when they are looked at alone.
//! Of a project that nobody has touched, and whose services share no namespaces, these are none.

use std::collections::{BTreeMap, BTreeSet};

use super::references::{self, Shared};
use super::state::State;
use crate::model::ids::{ContainerId, NetworkId};
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::project::Project;

/// Those that run in a namespace of another, with that one: whose start was later? And those that are older than one of
/// their networks: whoever brought them back may have left their names out.
pub(crate) fn closer_look(project: &Project, observed: &Observed) -> BTreeSet<ContainerId> {
    let state = State::new(&project.name, observed);
    let made: BTreeMap<&NetworkId, i64> =
        observed.networks.iter().filter_map(|network| Some((&network.id, seconds(&network.created)?))).collect();
    let is_younger = |container: &ObservedContainer| {
        let times = container.networks.values().filter_map(|endpoint| made.get(&endpoint.network_id));
        times.max().is_some_and(|made| *made > container.created)
    };
    let mut ids = BTreeSet::new();
    for service in project.services.values() {
        let containers = state.of(&service.name);
        ids.extend(containers.iter().filter(|container| is_younger(container)).map(|container| container.id.clone()));
        for reference in references::of(service).iter().filter(|reference| reference.what != Shared::Volumes) {
            let guests: Vec<_> = containers.iter().filter(|container| container.is_running()).collect();
            let owner = state.of(&reference.service).iter().min_by_key(|container| &container.name);
            if let Some(owner) = owner.filter(|owner| owner.is_running() && !guests.is_empty()) {
                ids.insert(owner.id.clone());
                ids.extend(guests.into_iter().map(|guest| guest.id.clone()));
            }
        }
    }
    ids
}

fn seconds(created: &str) -> Option<i64> {
    created.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}
