//! One host port wanted by several containers of the model.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::net::IpAddr;

use super::finding::{Finding, Place, Problem};
use super::port::{HostPorts, Protocol, Publishing};
use super::{Existing, Goal, Part, Subject};
use crate::model::ids::ServiceName;
use crate::model::observed::ObservedContainer;
use crate::model::service::{Condition, Service};

/// Containers that want a port each, all of the same range.
struct Demand<'a> {
    service: &'a ServiceName,
    place: Place,
    ports: HostPorts,
    containers: usize,
}

/// Every demand that cannot be met together with those before it.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    match subject.goal {
        Goal::Created | Goal::Started => return Vec::new(),
        Goal::Running => {}
    }
    let (jobs, unknown) = (jobs(subject), unknown(subject));
    let publishing = Publishing::new(subject.project, subject.observed);
    let mut demands = Vec::new();
    for service in subject.services() {
        let containers = subject.containers(service);
        if containers == 0 || unknown.contains(&service.name) || jobs.contains(&service.name) {
            continue;
        }
        for (index, ports) in publishing.taken(service) {
            let place = subject.place(service, Part::Port(index));
            demands.push(Demand { service: &service.name, place, ports, containers });
        }
    }
    let mut unmet = BTreeSet::new();
    for group in groups(&demands) {
        unmet.extend(unmet_of(&demands, group));
    }
    let mut rivals = Rivals::new(&demands);
    unmet.into_iter().map(|index| finding(&demands, index, rivals.of(index))).collect()
}

/// Services with containers of which it is not known what they take.
fn unknown(subject: &Subject<'_>) -> BTreeSet<ServiceName> {
    match subject.existing {
        Existing::AsWritten => BTreeSet::new(),
        Existing::Unknown => subject.observed.containers.iter().filter_map(ObservedContainer::service).collect(),
    }
}

/// Services that somebody waits for until they have ended: their ports are free again then.
fn jobs<'a>(subject: &Subject<'a>) -> BTreeSet<&'a ServiceName> {
    let dependencies = subject.services().flat_map(|service| &service.depends_on);
    let awaited = dependencies.filter(|(_, how)| how.condition == Condition::CompletedSuccessfully);
    awaited.map(|(name, _)| name).collect()
}

/// The demands that meet at one address, in the order of their first ports.
fn groups(demands: &[Demand<'_>]) -> Vec<Vec<usize>> {
    let mut places: BTreeSet<(Protocol, IpAddr)> = BTreeSet::new();
    for demand in demands {
        places.extend(demand.ports.address.singles().into_iter().map(|single| (demand.ports.protocol, single)));
    }
    let mut order: Vec<usize> = (0..demands.len()).collect();
    order.sort_by_key(|&index| (demands[index].ports.first, index));
    let meet = |(protocol, single): (Protocol, IpAddr)| {
        let here = |&&index: &&usize| {
            let ports = demands[index].ports;
            ports.protocol == protocol && ports.address.covers(single)
        };
        order.iter().filter(here).copied().collect()
    };
    places.into_iter().map(meet).collect()
}

/// Hands out ports from the lowest on, each to the demand whose range ends first: if any way of handing them out meets all
/// demands, this one does.
fn unmet_of(demands: &[Demand<'_>], group: Vec<usize>) -> Vec<usize> {
    let mut unmet = Vec::new();
    let mut waiting: BinaryHeap<Reverse<(u16, usize, usize)>> = BinaryHeap::new();
    let mut group = group.into_iter().peekable();
    let mut port: u32 = 0;
    loop {
        if waiting.is_empty() {
            match group.peek() {
                Some(&next) => port = port.max(demands[next].ports.first.into()),
                None => return unmet,
            }
        }
        while let Some(&next) = group.peek()
            && u32::from(demands[next].ports.first) <= port
        {
            waiting.push(Reverse((demands[next].ports.last, next, demands[next].containers)));
            group.next();
        }
        if let Some(Reverse((last, index, containers))) = waiting.pop() {
            if u32::from(last) < port {
                unmet.push(index);
                continue;
            }
            if containers > 1 {
                waiting.push(Reverse((last, index, containers - 1)));
            }
            port += 1;
        }
    }
}

/// Finds for a demand another one that it meets, without comparing all with all.
struct Rivals<'d, 'a> {
    demands: &'d [Demand<'a>],
    /// Positions by first port.
    by_first: BTreeMap<(Protocol, u16), Vec<usize>>,
    ranges: Vec<usize>,
}

impl<'d, 'a> Rivals<'d, 'a> {
    fn new(demands: &'d [Demand<'a>]) -> Self {
        let mut by_first: BTreeMap<(Protocol, u16), Vec<usize>> = BTreeMap::new();
        for (index, demand) in demands.iter().enumerate() {
            by_first.entry((demand.ports.protocol, demand.ports.first)).or_default().push(index);
        }
        let ranges = (0..demands.len()).filter(|&index| demands[index].ports.is_range()).collect();
        Self { demands, by_first, ranges }
    }

    fn of(&mut self, index: usize) -> Option<usize> {
        let own = self.demands[index].ports;
        let meets = |other: &&usize| **other != index && self.demands[**other].ports.overlaps(own);
        let inside = self.by_first.range((own.protocol, own.first)..=(own.protocol, own.last));
        let near = inside.flat_map(|(_, positions)| positions).find(meets);
        near.or_else(|| self.ranges.iter().find(meets)).copied()
    }
}

fn finding(demands: &[Demand<'_>], index: usize, rival: Option<usize>) -> Finding {
    let Demand { service, ref place, ports, containers } = demands[index];
    let (service, place) = (service.clone(), place.clone());
    let size = usize::from(ports.last - ports.first) + 1;
    if containers > size {
        let problem = if ports.is_range() {
            Problem::TooFewPorts { ports, service, containers }
        } else {
            Problem::PortOfReplicas { ports, service, containers }
        };
        return Finding::new(problem, place);
    }
    let Some(rival) = rival.map(|rival| &demands[rival]) else {
        return Finding::new(Problem::TooFewPortsForAll { ports }, place);
    };
    let problem = if ports.is_range() || rival.ports.is_range() {
        Problem::TooFewPortsForAll { ports: if ports.is_range() { ports } else { rival.ports } }
    } else if *rival.service == service {
        Problem::PortTwice { ports, service }
    } else {
        Problem::PortOfTwo { ports, first: rival.service.clone(), second: service }
    };
    let related = Some((rival.place.clone(), "published here too"));
    Finding { problem, place, related }
}

impl Subject<'_> {
    /// How many containers of the service there are when all is done.
    fn containers(&self, service: &Service) -> usize {
        if self.one_off.is_some_and(|one_off| one_off.name == service.name) {
            return 1;
        }
        let asked = self.scale.get(&service.name);
        asked.map_or_else(|| service.replicas(), |&count| usize::try_from(count).unwrap_or(usize::MAX))
    }
}
