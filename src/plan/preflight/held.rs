//! Host ports that somebody else has.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Holder, Place, Problem};
use super::port::{Address, HostPorts, Protocol, Publishing};
use super::{Facts, Part, Subject};
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::labels;
use crate::model::observed::ObservedContainer;
use crate::model::project::Project;
use crate::plan::operation::{ContainerRef, Operation, Plan, Step};

/// The host ports of the containers that the plan starts, each with its place.
pub(super) fn wanted(subject: &Subject<'_>) -> Vec<(Place, HostPorts)> {
    let started = started(subject);
    let publishing = Publishing::new(subject.project, subject.observed);
    let mut wanted = Vec::new();
    for service in subject.services().filter(|service| started.contains(&service.name)) {
        let taken = publishing.taken(service).into_iter();
        wanted.extend(taken.map(|(index, ports)| (subject.place(service, Part::Port(index)), ports)));
    }
    wanted
}

pub(super) fn find(subject: &Subject<'_>, facts: &Facts) -> Vec<Finding> {
    let wanted = wanted(subject);
    if wanted.is_empty() {
        return Vec::new();
    }
    let held = Held::new(subject, facts);
    wanted.into_iter().filter_map(|(place, ports)| held.finding(place, ports)).collect()
}

/// Ports on which the engine listens itself, for what its containers publish.
pub(crate) fn explained(containers: &[&ObservedContainer]) -> BTreeSet<(Protocol, u16)> {
    let ports = containers.iter().flat_map(|container| &container.ports);
    ports.filter_map(|port| Some((Protocol::from_word(&port.protocol)?, port.public))).collect()
}

/// What is held, by protocol and port.
struct Held(BTreeMap<(Protocol, u16), Vec<(Address, Holder)>>);

impl Held {
    fn new(subject: &Subject<'_>, facts: &Facts) -> Self {
        let stopped = stopped(subject.plan);
        let own = subject.observed.containers.iter().filter(|container| {
            // Those of the services at hand are compared in the model, which knows what becomes of them.
            let at_hand = |name: &ServiceName| subject.project.services.contains_key(name);
            let compared = container.service().is_some_and(|name| at_hand(&name)) && !container.is_one_off();
            !compared && !stopped.contains(&container.id)
        });
        let mut held: BTreeMap<(Protocol, u16), Vec<(Address, Holder)>> = BTreeMap::new();
        for container in own.chain(&facts.foreign) {
            for port in container.ports.iter().filter(|port| port.public != 0) {
                let Some(protocol) = Protocol::from_word(&port.protocol) else { continue };
                let Some(address) = Address::parse(&port.ip) else { continue };
                let holder = if is_orphan(subject, container) {
                    Holder::Orphan { name: container.name.clone() }
                } else {
                    holder(container)
                };
                held.entry((protocol, port.public)).or_default().push((address, holder));
            }
        }
        for listener in &facts.listeners {
            let address = Address::One(listener.ip.to_canonical());
            let process = Holder::Process { id: listener.process, name: listener.name.clone() };
            held.entry((listener.protocol, listener.port)).or_default().push((address, process));
        }
        Self(held)
    }

    /// A range is held when nothing of it is left.
    fn finding(&self, place: Place, ports: HostPorts) -> Option<Finding> {
        let holder = self.holder(ports, ports.first)?.clone();
        if !ports.is_range() {
            return Some(Finding::new(Problem::PortHeld { ports, holder }, place));
        }
        let all = (ports.first..=ports.last).all(|port| self.holder(ports, port).is_some());
        all.then(|| Finding::new(Problem::AllPortsHeld { ports, holder }, place))
    }

    fn holder(&self, wanted: HostPorts, port: u16) -> Option<&Holder> {
        let there = self.0.get(&(wanted.protocol, port))?;
        there.iter().find(|(address, _)| address.overlaps(wanted.address)).map(|(_, holder)| holder)
    }
}

/// Of this project, and of a service that it does not have any more.
fn is_orphan(subject: &Subject<'_>, container: &ObservedContainer) -> bool {
    let Project { name, services, disabled_services, .. } = subject.project;
    let known = |service: &ServiceName| services.contains_key(service) || disabled_services.contains_key(service);
    let is_own = container.label(labels::PROJECT) == Some(name) && !container.is_one_off();
    is_own && container.service().is_some_and(|service| !known(&service))
}

pub(super) fn holder(container: &ObservedContainer) -> Holder {
    let label = |key: &str| container.label(key).map(str::to_owned);
    Holder::Container { name: container.name.clone(), project: label(labels::PROJECT), service: label(labels::SERVICE) }
}

/// Services of which the plan, or the command itself, starts containers.
fn started(subject: &Subject<'_>) -> BTreeSet<ServiceName> {
    let mut started: BTreeSet<ServiceName> = subject.one_off.iter().map(|service| service.name.clone()).collect();
    for step in &subject.plan.steps {
        if let Operation::StartContainer { target } = &step.operation
            && subject.knows(&target.container)
        {
            started.insert(target.service.clone());
        }
    }
    started
}

/// The steps of `plan` without the starts of containers that `up` would take away: they are not as the file says.
pub(crate) fn without_replaced(plan: &Plan, up: &Plan) -> Plan {
    let gone = stopped(up);
    let stays = |step: &&Step| match &step.operation {
        Operation::StartContainer { target } => match &target.container {
            ContainerRef::Existing(id) => !gone.contains(id),
            ContainerRef::CreatedBy(_) => true,
        },
        _other => true,
    };
    Plan { steps: plan.steps.iter().filter(stays).cloned().collect(), ..Plan::default() }
}

/// Containers that the plan takes from their ports, sooner or later.
fn stopped(plan: &Plan) -> BTreeSet<ContainerId> {
    let steps = plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::StopContainer { target, .. } | Operation::RemoveContainer { target, .. } => Some(&target.container),
        _other => None,
    });
    let existing = steps.filter_map(|container| match container {
        ContainerRef::Existing(id) => Some(id.clone()),
        ContainerRef::CreatedBy(_) => None,
    });
    existing.collect()
}
