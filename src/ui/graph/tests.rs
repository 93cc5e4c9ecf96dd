//! Words about states, escapes, and pictures of graphs that are large or odd.

use super::*;
use crate::model::observed::ContainerState;
use crate::model::scalar::Text;
use crate::model::service::Condition;
use crate::ui::color::Style;

fn service(name: &str, dependencies: &[&str]) -> Service {
    let dependency = || Dependency { condition: Condition::Healthy, required: true, ..Dependency::default() };
    Service {
        name: name.into(),
        image: "i".to_owned(),
        depends_on: dependencies.iter().map(|name| ((*name).into(), dependency())).collect(),
        ..Service::default()
    }
}

fn project(services: Vec<Service>) -> Project {
    let services = services.into_iter().map(|service| (service.name.clone(), service)).collect();
    Project { name: "p".to_owned(), services, ..Project::default() }
}

fn container(service: &str, state: ContainerState, status: &str) -> ObservedContainer {
    let labels = [("com.docker.compose.service", service), ("com.docker.compose.oneoff", "False")];
    ObservedContainer {
        state,
        status: status.to_owned(),
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        ..ObservedContainer::default()
    }
}

#[test]
fn states_in_words() {
    use ContainerState::{Created, Exited, Paused, Restarting, Running};
    let cases = [
        (vec![], "not created", Style::Dim),
        (vec![(Running, "Up 1 second"), (Running, "Up 1 second")], "running 2/2", Style::Good),
        (vec![(Running, "Up 1 second"), (Exited, "Exited (1) 1 second ago")], "running 1/2", Style::Working),
        (vec![(Running, "Up 1 second (healthy)"), (Running, "Up (unhealthy)")], "running 2/2, unhealthy", Style::Bad),
        (vec![(Running, "Up (health: starting)"), (Running, "Up (healthy)")], "running 2/2, starting", Style::Working),
        (vec![(Paused, "Up 1 second (Paused)"), (Running, "Up 1 second")], "paused 2/2", Style::Working),
        (vec![(Restarting, "Restarting (1) 1 second ago")], "restarting 1/2", Style::Working),
        (vec![(Exited, "Exited (0) 1 second ago")], "exited (0)", Style::Dim),
        (vec![(Exited, "Exited (0) 1 second ago"), (Exited, "Exited (7) now")], "exited (7)", Style::Bad),
        (vec![(Created, "Created")], "created", Style::Dim),
    ];
    let web = Service { scale: Some(2), ..service("web", &[]) };
    for (containers, text, style) in cases {
        let mut containers: Vec<_> = containers.into_iter().map(|(state, s)| container("web", state, s)).collect();
        containers.push(container("other", Running, "Up 1 second"));
        assert_eq!(State::of(&web, &containers), State { text: text.to_owned(), style });
    }
    let none = Service { scale: Some(0), ..web };
    assert_eq!(State::of(&none, &[]).text, "none wanted");
}

#[test]
fn what_is_written_of_services() {
    let written = |host_ip: &str, published: &str, protocol: &str| {
        let (host_ip, protocol) = (host_ip.to_owned(), protocol.to_owned());
        let published = Text(published.to_owned());
        port(&Port { host_ip, published, target: 80, protocol, ..Port::default() })
    };
    assert_eq!(written("", "", ""), "80/tcp");
    assert_eq!(written("", "8080-8082", "udp"), "8080-8082->80/udp");
    assert_eq!(written("::1", "8080", "tcp"), "[::1]:8080->80/tcp");
    let dependency = Dependency { restart: true, ..Dependency::default() };
    assert_eq!(condition(&dependency), "service_started, restart, optional");
}

#[test]
fn the_tree_shows_what_is_below_a_service_once() {
    let graph = Graph::of(
        &project(vec![service("a", &["b", "c"]), service("b", &["d"]), service("c", &["b"]), service("d", &[])]),
        None,
    );
    let expected = "\
p
└─ a  i
   ├─ b: service_healthy  i
   │  └─ d: service_healthy  i
   └─ c: service_healthy  i
      └─ b: service_healthy  i  (see above)";
    assert_eq!(tree(&graph, None, false).join("\n"), expected);
    assert!(tree(&graph, Some(12), false).iter().all(|line| crate::ui::width::width(line) <= 12));
    assert_eq!(tree(&graph, Some(10), false)[2], "   ├─ b: …");
    assert_eq!(tree(&graph, None, true)[0], "\x1b[1mp\x1b[0m");
    let evil = Graph { title: "a\x1b[2Jb".to_owned(), nodes: vec![], edges: vec![] };
    assert!(!tree(&evil, None, false)[0].contains('\x1b'));
}

#[test]
fn texts_from_files_break_no_language() {
    let mut odd = project(vec![service("a-b", &[]), service("a_b", &[]), service("end", &[])]);
    for service in odd.services.values_mut() {
        service.image = "<i>\"&#`\\".to_owned();
    }
    let graph = Graph::of(&odd, None);
    let chart = mermaid(&graph);
    assert!(chart.contains("    service_a_2d_b[\"a-b<br>#60;i#62;#34;#38;#35;#96;\\\"]\n"), "{chart}");
    assert!(chart.contains("    service_a_5f_b["), "{chart}");
    assert!(dot(&graph).contains(r#""service end" [label="end\n<i>\"&#`\\"];"#), "{}", dot(&graph));
    assert!(svg(&graph).contains(">&lt;i&gt;\"&amp;#`\\</text>"), "{}", svg(&graph));
}

#[test]
fn a_network_is_drawn_where_it_tells_something() {
    let network = |name: &str| Network { name: name.to_owned(), ..Network::default() };
    let mut project = project(vec![Service { networks: [("default".to_owned(), None)].into(), ..service("a", &[]) }]);
    project.networks = [("default".to_owned(), network("p_default"))].into();
    assert_eq!(Graph::of(&project, None).nodes.len(), 1);
    project.networks.insert("back".to_owned(), network("shared"));
    let graph = Graph::of(&project, None);
    assert_eq!(tree(&graph, None, false)[2..], ["networks", "├─ back (shared)", "└─ default: a"]);
}

/// Layered graphs: every service waits for all of the layer below.
#[test]
fn large_graphs_are_drawn() {
    let name = |layer: usize, number: usize| format!("s{layer}-{number}");
    let services = (0..12).flat_map(|layer| (0..4).map(move |number| (layer, number))).map(|(layer, number)| {
        let below: Vec<String> = (0..if layer == 0 { 0 } else { 4 }).map(|number| name(layer - 1, number)).collect();
        service(&name(layer, number), &below.iter().map(String::as_str).collect::<Vec<_>>())
    });
    let graph = Graph::of(&project(services.collect()), None);
    assert_eq!(tree(&graph, None, false).len(), 1 + 4 + 11 * 16);
    let picture = svg(&graph);
    assert_eq!(picture.matches("<rect").count(), 1 + 48);
    assert_eq!(picture.matches("marker-end").count(), 11 * 16);
    assert_eq!(picture, svg(&graph), "the same picture each time");
    let empty = svg(&Graph::of(&project(vec![]), None));
    assert!(empty.starts_with("<svg ") && empty.ends_with("</svg>\n"), "{empty}");
}
