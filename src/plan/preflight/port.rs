//! Host ports: addresses, ranges, and which containers take which.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::model::observed::{Observed, ObservedNetwork};
use crate::model::port::Port;
use crate::model::project::Project;
use crate::model::service::Service;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
    Sctp,
}

impl Protocol {
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "" | "tcp" => Some(Self::Tcp),
            "udp" => Some(Self::Udp),
            "sctp" => Some(Self::Sctp),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }
}

/// Where a port is taken on the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Address {
    /// All addresses of both families: what a port without an address is published on.
    All,
    One(IpAddr),
}

impl Address {
    /// `None` for what is no address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::All);
        }
        let plain = text.split_once('%').map_or(text, |(plain, _)| plain);
        Some(Self::One(plain.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok()?.to_canonical()))
    }

    /// Whether a port taken here is taken at `single` too. The engine keeps the families apart.
    pub(super) fn covers(self, single: IpAddr) -> bool {
        match self {
            Self::All => true,
            Self::One(own) => own == single || (own.is_unspecified() && own.is_ipv4() == single.is_ipv4()),
        }
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => true,
            (Self::One(one), Self::One(two)) => self.covers(two) || other.covers(one),
        }
    }

    /// The addresses at which one port is looked for: all of a family share the fate of its unspecified one.
    pub(super) fn singles(self) -> Vec<IpAddr> {
        match self {
            Self::All => vec![Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()],
            Self::One(own) => vec![own],
        }
    }
}

/// A port, or a range of which the engine picks one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HostPorts {
    pub(crate) address: Address,
    pub(crate) protocol: Protocol,
    pub(crate) first: u16,
    pub(crate) last: u16,
}

impl HostPorts {
    /// `None` where the engine picks a free port of its own, and for what cannot be understood.
    fn of(port: &Port) -> Option<Self> {
        let text = port.published.0.as_str();
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        let address = Address::parse(&port.host_ip)?;
        let protocol = Protocol::from_word(&port.protocol)?;
        (first != 0 && first <= last).then_some(Self { address, protocol, first, last })
    }

    #[cfg(test)]
    pub(crate) fn single(protocol: Protocol, port: u16) -> Self {
        Self { address: Address::All, protocol, first: port, last: port }
    }

    pub(super) fn is_range(self) -> bool {
        self.first != self.last
    }

    pub(crate) fn contains(self, protocol: Protocol, port: u16) -> bool {
        self.protocol == protocol && (self.first..=self.last).contains(&port)
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.protocol == other.protocol
            && self.first <= other.last
            && other.first <= self.last
            && self.address.overlaps(other.address)
    }
}

impl fmt::Display for HostPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            Address::All => {}
            Address::One(IpAddr::V4(address)) => write!(f, "{address}:")?,
            Address::One(IpAddr::V6(address)) => write!(f, "[{address}]:")?,
        }
        write!(f, "{}", self.first)?;
        if self.is_range() {
            write!(f, "-{}", self.last)?;
        }
        write!(f, "/{}", self.protocol.as_str())
    }
}

/// Knows which services take ports on the host.
pub(in crate::plan) struct Publishing<'a> {
    project: &'a Project,
    networks: BTreeMap<&'a str, &'a ObservedNetwork>,
}

impl<'a> Publishing<'a> {
    pub(in crate::plan) fn new(project: &'a Project, observed: &'a Observed) -> Self {
        let networks = observed.networks.iter().map(|network| (network.name.as_str(), network)).collect();
        Self { project, networks }
    }

    /// What a container of the service takes on the host, each with its position in `ports`.
    pub(in crate::plan) fn taken(&self, service: &Service) -> Vec<(usize, HostPorts)> {
        if service.ports.is_empty() || !self.publishes(service) {
            return Vec::new();
        }
        let ports = service.ports.iter().enumerate();
        ports.filter_map(|(index, port)| Some((index, HostPorts::of(port)?))).collect()
    }

    /// Whether the engine takes ports on the host for the service's containers, and where the file says: not where they
    /// have no network of their own, and not on networks that lead nowhere. In doubt it does not.
    fn publishes(&self, service: &Service) -> bool {
        match service.network_mode.as_str() {
            "" => {}
            "bridge" | "default" => return true,
            _ => return false,
        }
        service.networks.keys().filter_map(|key| self.project.networks.get(key)).any(|network| {
            let (driver, internal) = match self.networks.get(network.name.as_str()) {
                Some(found) => (found.driver.as_str(), found.internal),
                None => (network.driver.as_str(), network.internal),
            };
            // A network can move its ports to other addresses.
            let moved = network.driver_opts.0.keys().any(|option| option.contains("host_binding"));
            !internal && !moved && matches!(driver, "" | "default" | "bridge")
        })
    }
}
