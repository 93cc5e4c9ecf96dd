//! A picture of an application: its services, what they wait for, their networks, volumes and published ports, and what runs.
//! The same graph is written as a tree for terminals, as Mermaid, as DOT and as SVG.

mod dot;
mod mermaid;
mod state;
mod svg;
mod tree;
pub(crate) mod viz;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::mount::MountKind;
use crate::model::network::Network;
use crate::model::observed::ObservedContainer;
use crate::model::port::Port;
use crate::model::project::Project;
use crate::model::service::{Dependency, Service};
use crate::model::volume::Volume;
use crate::ui::containers::host;

pub(crate) use dot::dot;
pub(crate) use mermaid::mermaid;
pub(crate) use state::State;
pub(crate) use svg::svg;
pub(crate) use tree::tree;

#[derive(Debug, PartialEq)]
pub(crate) struct Graph {
    /// The project's name.
    pub(crate) title: String,
    /// Services, then networks, then volumes, each by name.
    pub(crate) nodes: Vec<Node>,
    /// By the number of their ends in `nodes`.
    pub(crate) edges: Vec<Edge>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// The key in the file.
    pub(crate) name: String,
    /// What else is to be said of it, a line each.
    pub(crate) details: Vec<String>,
    /// None where nobody asked the engine.
    pub(crate) state: Option<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Service,
    Network,
    Volume,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Network => "network",
            Self::Volume => "volume",
        }
    }
}

#[derive(Debug, PartialEq)]
pub(crate) struct Edge {
    /// A service.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What the dependent waits for, or where the volume is mounted.
    pub(crate) label: String,
}

impl Node {
    /// One name for one node, whatever its kind.
    fn id(&self) -> String {
        format!("{} {}", self.kind.as_str(), self.name)
    }

    /// Name, details and state, a line each.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let state = self.state.as_ref().map(|state| state.text.as_str());
        std::iter::once(self.name.as_str()).chain(self.details.iter().map(String::as_str)).chain(state)
    }
}

impl Graph {
    /// The active services of a project. `containers`: those that exist, if the engine was asked.
    pub(crate) fn of(project: &Project, containers: Option<&[ObservedContainer]>) -> Self {
        let mut graph = Self { title: project.name.clone(), nodes: Vec::new(), edges: Vec::new() };
        let services = project.services.iter().map(|(name, service)| Node {
            kind: Kind::Service,
            name: name.to_string(),
            details: about_service(service),
            state: containers.map(|containers| State::of(service, containers)),
        });
        graph.nodes.extend(services);
        // The network that every service is on tells nothing.
        if project.networks.keys().ne(["default"]) {
            let networks = project.networks.iter();
            let about = |key: &str, network: &Network| about(project, key, &network.name, network.external);
            graph.nodes.extend(networks.map(|(key, network)| resource(Kind::Network, key, about(key, network))));
        }
        let about = |key: &str, volume: &Volume| about(project, key, &volume.name, volume.external);
        graph.nodes.extend(project.volumes.iter().map(|(key, volume)| resource(Kind::Volume, key, about(key, volume))));
        graph.connect(project);
        graph
    }

    fn connect(&mut self, project: &Project) {
        let numbers: BTreeMap<(Kind, &str), usize> =
            self.nodes.iter().enumerate().map(|(number, node)| ((node.kind, node.name.as_str()), number)).collect();
        let mut edges = Vec::new();
        for (name, service) in &project.services {
            let from = numbers[&(Kind::Service, name.as_str())];
            // Ends that are not drawn: dependencies that are switched off, the implicit network, anonymous volumes.
            let mut connect = |kind: Kind, name: &str, label: String| {
                edges.extend(numbers.get(&(kind, name)).map(|to| Edge { from, to: *to, label }));
            };
            for (dependency, how) in &service.depends_on {
                connect(Kind::Service, dependency.as_str(), condition(how));
            }
            for network in service.networks.keys() {
                connect(Kind::Network, network, String::new());
            }
            for mount in service.volumes.iter().filter(|mount| mount.kind == MountKind::Volume) {
                connect(Kind::Volume, &mount.source, mount.target.clone());
            }
        }
        self.edges = edges;
    }

    fn kind_of_end(&self, edge: &Edge) -> Kind {
        self.nodes[edge.to].kind
    }
}

/// `service_healthy, restart, optional`
fn condition(dependency: &Dependency) -> String {
    let mut words = vec![dependency.condition.as_str()];
    words.extend(dependency.restart.then_some("restart"));
    words.extend((!dependency.required).then_some("optional"));
    words.join(", ")
}

fn resource(kind: Kind, key: &str, details: Vec<String>) -> Node {
    Node { kind, name: key.to_owned(), details, state: None }
}

/// Whether it is external, and its name on the engine where the key does not tell that.
fn about(project: &Project, key: &str, name: &str, external: bool) -> Vec<String> {
    let telling = name != key && name != format!("{}_{key}", project.name);
    let details = external.then_some("external").into_iter().chain(telling.then_some(name));
    details.map(str::to_owned).collect()
}

fn about_service(service: &Service) -> Vec<String> {
    let image = if service.image.is_empty() && service.build.is_some() { "build" } else { &service.image };
    let image = Some(image.to_owned()).filter(|image| !image.is_empty());
    let provider = service.provider.as_ref().map(|provider| format!("provider {}", provider.kind));
    provider.or(image).into_iter().chain(service.ports.iter().map(port)).collect()
}

/// As the text of SVG and of HTML labels.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `127.0.0.1:8080->80/tcp`; without a number outside the engine picks one.
fn port(port: &Port) -> String {
    let host = host(&port.host_ip);
    let outside = match (host.as_str(), port.published.0.as_str()) {
        ("", "") => String::new(),
        ("", published) => format!("{published}->"),
        (host, published) => format!("{host}:{published}->"),
    };
    format!("{outside}{}/{}", port.target, if port.protocol.is_empty() { "tcp" } else { &port.protocol })
}
