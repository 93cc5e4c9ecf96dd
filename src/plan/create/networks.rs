//! Which of the networks that services use exist, and which must be made or made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::super::cause::Cause;
use super::super::error::PlanError;
use super::super::hash;
use super::super::warning::Warning;
use crate::model::ids::NetworkId;
use crate::model::labels;
use crate::model::network::Network;
use crate::model::observed::{Observed, ObservedContainer, ObservedEndpoint, ObservedNetwork};
use crate::model::project::Project;
use crate::model::service::Service;

/// Where a network of the project stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place<'a> {
    Existing(NetworkId),
    Missing,
    /// Ours, with another definition.
    Diverged(&'a ObservedNetwork),
}

#[derive(Debug, Default)]
pub(super) struct Networks<'a> {
    /// By key, those that are used.
    pub(super) places: BTreeMap<&'a str, Place<'a>>,
    /// Ours, under names that they have no more.
    pub(super) renamed: Vec<(&'a str, &'a ObservedNetwork)>,
    pub(super) warnings: Vec<Warning>,
    /// Networks of the driver that gives out MAC addresses as asked.
    bridges: BTreeSet<NetworkId>,
}

impl<'a> Networks<'a> {
    pub(super) fn new(
        project: &'a Project,
        observed: &'a Observed,
        keys: BTreeSet<&'a str>,
    ) -> Result<Self, PlanError> {
        let mut by_name: BTreeMap<&str, Vec<&ObservedNetwork>> = BTreeMap::new();
        let mut by_key: BTreeMap<&str, Vec<&ObservedNetwork>> = BTreeMap::new();
        for network in &observed.networks {
            by_name.entry(&network.name).or_default().push(network);
            let key = network.labels.get(labels::NETWORK).filter(|_| is_ours(project, &network.labels));
            if let Some(key) = key {
                by_key.entry(key).or_default().push(network);
            }
        }
        let bridges = observed.networks.iter().filter(|network| network.driver == "bridge");
        let mut all = Self { bridges: bridges.map(|network| network.id.clone()).collect(), ..Self::default() };
        for key in keys {
            let Some(definition) = project.networks.get(key) else { continue };
            if definition.external {
                let found = external(definition, observed, &by_name)?;
                all.places.insert(key, Place::Existing(found));
                continue;
            }
            let place = by_name.get(&*definition.name).and_then(|found| found.first()).copied();
            if let Some(found) = place {
                let place = all.existing(project, definition, found);
                all.places.insert(key, place);
            } else {
                all.places.insert(key, Place::Missing);
            }
            let others = by_key.get(key).into_iter().flatten().filter(|network| network.name != definition.name);
            all.renamed.extend(others.map(|network| (key, *network)));
        }
        Ok(all)
    }

    fn existing(&mut self, project: &Project, definition: &Network, found: &'a ObservedNetwork) -> Place<'a> {
        if !is_ours(project, &found.labels) {
            self.warnings.push(Warning::ForeignNetwork {
                name: found.name.clone(),
                owner: found.labels.get(labels::PROJECT).cloned(),
                project: project.name.clone(),
            });
            return Place::Existing(found.id.clone());
        }
        let is_v2 = found.labels.get(labels::VERSION).is_some_and(|version| version.starts_with("2."));
        let wanted = || if is_v2 { hash::network_v2(definition) } else { hash::network(definition) };
        match found.labels.get(labels::CONFIG_HASH) {
            Some(hash) if !hash.is_empty() && *hash != wanted() => Place::Diverged(found),
            Some(_) | None => Place::Existing(found.id.clone()),
        }
    }

    pub(super) fn diverged(&self) -> impl Iterator<Item = (&'a str, &'a ObservedNetwork)> {
        self.places.iter().filter_map(|(&key, place)| match place {
            Place::Diverged(network) => Some((key, *network)),
            Place::Existing(_) | Place::Missing => None,
        })
    }

    /// The diverged networks that a container is on.
    pub(super) fn diverged_of(&self, container: &ObservedContainer) -> Vec<(&'a str, &'a ObservedNetwork)> {
        self.diverged().filter(|(_, network)| is_on(container, &network.id, &network.name)).collect()
    }

    /// The diverged networks that the container cannot be brought back to: only a new container gets all that the service
    /// asks for there.
    pub(super) fn lost_with(&self, service: &Service, container: &ObservedContainer) -> Vec<Cause> {
        let diverged = self.diverged_of(container).into_iter().map(|(key, _)| key);
        let lost = diverged.filter(|key| service.networks.contains_key(*key) && !can_connect(service, key));
        lost.map(|key| Cause::NetworkRecreated(key.to_owned())).collect()
    }

    /// Why the container must be replaced, as far as networks go.
    pub(super) fn causes(&self, project: &Project, service: &Service, container: &ObservedContainer) -> Vec<Cause> {
        let mut causes = Vec::new();
        for key in keys_of(service) {
            let Some((&key, place)) = self.places.get_key_value(key) else { continue };
            let name = project.networks.get(key).map_or("", |network| &network.name);
            match place {
                Place::Existing(id) => causes.extend(self.broken(service, key, endpoint(container, id, name))),
                Place::Diverged(network) if is_on(container, &network.id, name) => {}
                Place::Diverged(_) | Place::Missing => causes.push(Cause::NetworkMissing(key.to_owned())),
            }
        }
        causes
    }

    /// The networks, by key, that a connect brings the container back to, and why. The others need a new container.
    pub(super) fn mended(
        &self,
        project: &Project,
        service: &Service,
        container: &ObservedContainer,
    ) -> Vec<(&'a str, Cause)> {
        let mut mended = Vec::new();
        for key in keys_of(service).filter(|key| can_connect(service, key)) {
            let Some((&key, Place::Existing(id))) = self.places.get_key_value(key) else { continue };
            let name = project.networks.get(key).map_or("", |network| &network.name);
            // Under the name of the network it may be known as something that is gone.
            let endpoint = endpoint(container, id, name);
            if endpoint.is_some() || !container.networks.contains_key(name) {
                mended.extend(self.broken(service, key, endpoint).map(|cause| (key, cause)));
            }
        }
        mended
    }

    /// What is wrong with the place of a container on a network of its service.
    fn broken(&self, service: &Service, key: &str, endpoint: Option<&ObservedEndpoint>) -> Option<Cause> {
        let Some(endpoint) = endpoint else { return Some(Cause::NetworkMissing(key.to_owned())) };
        let wanted = service.networks.get(key)?.as_ref();
        let lacks_address = wanted.is_some_and(|wanted| {
            let addresses = [&wanted.ipv4_address, &wanted.ipv6_address];
            addresses.into_iter().any(|address| !address.is_empty() && !has_address(endpoint, address))
        });
        if lacks_address || self.lacks_mac_address(service, key, endpoint) {
            return Some(Cause::AddressMissing(key.to_owned()));
        }
        let names = [service.name.as_str()].into_iter();
        let names = names.chain(wanted.into_iter().flat_map(|wanted| wanted.aliases.iter().map(String::as_str)));
        let known = endpoint.aliases.as_ref()?;
        let lacks_names = names.into_iter().any(|name| !known.iter().any(|known| known == name));
        lacks_names.then(|| Cause::NamesMissing(key.to_owned()))
    }

    /// A container that does not run has none, and not every driver gives one out.
    fn lacks_mac_address(&self, service: &Service, key: &str, endpoint: &ObservedEndpoint) -> bool {
        let wanted = mac_address(service, key);
        let plain = |address: &str| address.replace(['-', ':', '.'], "").to_lowercase();
        !wanted.is_empty()
            && self.bridges.contains(&endpoint.network_id)
            && !endpoint.mac_address.is_empty()
            && plain(&endpoint.mac_address) != plain(wanted)
    }
}

/// The keys of the networks that a service joins.
pub(in crate::plan) fn keys_of(service: &Service) -> impl Iterator<Item = &str> {
    service.networks.keys().map(String::as_str).filter(|_| service.network_mode.is_empty())
}

/// Whether a connect gives a container all that its creation gave it on a network. Engines drop the MAC address of a connect
/// at the next start, and links are to containers that may be others by now.
pub(super) fn can_connect(service: &Service, key: &str) -> bool {
    service.links.is_empty() && mac_address(service, key).is_empty()
}

fn mac_address<'s>(service: &'s Service, key: &str) -> &'s str {
    let own = service.networks.get(key).and_then(Option::as_ref).map_or("", |network| &network.mac_address);
    let is_main = service.networks_by_priority().first() == Some(&key);
    if own.is_empty() && is_main { &service.mac_address } else { own }
}

fn has_address(endpoint: &ObservedEndpoint, wanted: &str) -> bool {
    let parsed = |text: &str| text.parse::<IpAddr>().ok();
    endpoint.fixed_addresses.iter().any(|address| address == wanted || parsed(address) == parsed(wanted))
}

pub(super) fn is_ours(project: &Project, labels: &BTreeMap<String, String>) -> bool {
    labels.get(labels::PROJECT) == Some(&project.name)
}

/// By id; a container that never ran may know its networks by name only.
pub(in crate::plan) fn is_on(container: &ObservedContainer, id: &NetworkId, name: &str) -> bool {
    endpoint(container, id, name).is_some()
}

fn endpoint<'c>(container: &'c ObservedContainer, id: &NetworkId, name: &str) -> Option<&'c ObservedEndpoint> {
    let found = container.networks.iter().find(|(on, endpoint)| {
        endpoint.network_id == *id || (endpoint.network_id.0.is_empty() && (*on == name || **on == id.0))
    });
    found.map(|(_, endpoint)| endpoint)
}

fn external(
    definition: &Network,
    observed: &Observed,
    by_name: &BTreeMap<&str, Vec<&ObservedNetwork>>,
) -> Result<NetworkId, PlanError> {
    match by_name.get(&*definition.name).map(Vec::as_slice) {
        Some([network]) => Ok(network.id.clone()),
        Some(_) => Err(PlanError::AmbiguousNetwork(definition.name.clone())),
        None => {
            let by_id = observed.networks.iter().find(|network| network.id.0 == definition.name);
            by_id
                .map(|network| network.id.clone())
                .ok_or_else(|| PlanError::ExternalNetworkMissing(definition.name.clone()))
        }
    }
}
