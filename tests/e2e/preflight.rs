//! What would make a command fail half-way is found before its first change: all of it, with places, and nothing is made.

use std::net::TcpListener;

use crate::checks::{all_in_state, nothing_left, running, untouched};
use crate::proxy::Proxy;
use crate::scenario::Scenario;

/// A port that nobody has at the moment.
fn free_port() -> String {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
    socket.local_addr().expect("its address").port().to_string()
}

#[test]
fn a_port_of_another_project() {
    let scenario = Scenario::start(
        "a_port_of_another_project",
        "A host port that a container of another project has is told with that container, before anything is made.",
    );
    let port = free_port();
    let second = format!("{}-second", scenario.project());
    scenario.step(&["-p", &second, "up", "-d"]).variable("HOST_PORT", &port).succeeds();
    let before = crate::engine::containers(&second);
    let output = scenario.step(&["up", "-d"]).variable("HOST_PORT", &port).fails(&port);
    if !scenario.peer_differs("it finds out when it starts the container, and leaves the rest running") {
        let holder = format!("{second}{0}web{0}1 (project {second}, service web)", scenario.separator());
        assert!(output.stderr.contains(&format!("is held by container {holder}")), "{output}");
        assert!(output.stderr.contains("compose.yaml:6:13"), "{output}");
        assert!(scenario.containers().is_empty() && !scenario.left("volume").contains(&own(&scenario, "data")));
        let dry = scenario.step(&["--dry-run", "up", "-d"]).variable("HOST_PORT", &port).fails(&holder);
        assert_eq!(dry.code(), Some(1));
    }
    assert_eq!(crate::engine::containers(&second).len(), before.len());
    scenario.step(&["-p", &second, "down", "-v"]).variable("HOST_PORT", &port).succeeds();
    scenario.step(&["up", "-d"]).variable("HOST_PORT", &port).succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["down", "-v"]).variable("HOST_PORT", &port).succeeds();
    scenario.check(nothing_left());
}

fn own(scenario: &Scenario, name: &str) -> String {
    format!("{}_{name}", scenario.project())
}

#[test]
fn a_port_of_a_process() {
    let scenario = Scenario::start(
        "a_port_of_a_process",
        "A host port on which a process of this machine listens is told with that process, before anything is made.",
    );
    let holder = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = holder.local_addr().expect("its address").port().to_string();
    let output = scenario.step(&["up", "-d"]).variable("HOST_PORT", &port).fails(&port);
    if !scenario.peer_differs("it finds out when it starts the container, and leaves the rest running") {
        let own = std::process::id();
        assert!(output.stderr.contains(&format!("host port 127.0.0.1:{port}/tcp is held by process")), "{output}");
        assert!(output.stderr.contains(&format!("({own})")), "{output}");
        assert!(output.stderr.contains("compose.yaml:9:20"), "{output}");
        scenario.check(nothing_left());
    }
    // What takes no port is made.
    scenario.step(&["create"]).variable("HOST_PORT", &port).succeeds();
    scenario.step(&["start"]).variable("HOST_PORT", &port).fails(&port);
    if !scenario.peer_differs("it starts the others") {
        scenario.check(all_in_state("first", "created", 1));
    }
    drop(holder);
    scenario.step(&["start"]).variable("HOST_PORT", &port).succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["down"]).variable("HOST_PORT", &port).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn all_faults_in_one_report() {
    let scenario = Scenario::start(
        "all_faults_in_one_report",
        "What is missing and what cannot fit is one report with a place each, and nothing is made.",
    );
    let port = free_port();
    let output = scenario.step(&["up", "-d"]).variable("HOST_PORT", &port).fails(scenario.project());
    if scenario.peer_differs("it tells the first fault only") {
        return;
    }
    let project = scenario.project();
    let port_line =
        format!("host port 127.0.0.1:{port}/tcp is for one container only, and service \"web\" is to have 2");
    let expected = [
        (port_line, "compose.yaml:7:13"),
        ("bind source path does not exist: ".to_owned(), "compose.yaml:12:17"),
        ("No such image: rcompose-test/nosuch:1".to_owned(), "compose.yaml:18:18"),
        ("unsupported external secret outside".to_owned(), "compose.yaml:19:20"),
        ("unable to prepare context: path ".to_owned(), "compose.yaml:21:12"),
        (format!("network {project}_outside declared as external, but could not be found"), "compose.yaml:23:3"),
        (format!("external volume \"{project}_kept\" not found"), "compose.yaml:27:3"),
        ("key.txt does not exist".to_owned(), "compose.yaml:32:11"),
        ("No such image: rcompose-test/neither:1".to_owned(), "a.yaml:4:18"),
    ];
    let mut rest = output.stderr.as_str();
    for (message, place) in expected {
        for text in [&*message, place] {
            let at = rest.find(text).unwrap_or_else(|| panic!("{text:?} is not there, or not in its order\n{output}"));
            rest = &rest[at..];
        }
    }
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""));
    scenario.check(nothing_left());
}

#[test]
fn a_name_of_another_container() {
    let scenario = Scenario::start(
        "a_name_of_another_container",
        "A container name that somebody else uses, running or not, is told with its owner, before anything is made.",
    );
    let name = format!("{}-fixed", scenario.project());
    let holder = scenario.docker(&["create", "--name", &name, "rcompose-test/service"]);
    let output = scenario.step(&["up", "-d"]).fails(&name);
    if !scenario.peer_differs("it finds out when it creates the container, beside those of other services") {
        assert!(output.stderr.contains("compose.yaml:6:21"), "{output}");
        assert!(scenario.containers().is_empty(), "nothing is made");
    }
    assert_eq!(scenario.docker(&["inspect", "-f", "{{.Id}}", &name]), holder);
    scenario.docker(&["rm", &name]);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn ports_of_run_and_scale() {
    let scenario = Scenario::start(
        "ports_of_run_and_scale",
        "run and scale look ahead too; a second up looks at no other containers, and what runs is in nobody's way.",
    );
    let port = free_port();
    let step = |arguments: &[&str]| scenario.step(arguments).variable("HOST_PORT", &port).succeeds();
    step(&["up", "-d"]);
    let before = scenario.containers();
    if !scenario.peer_differs("it finds out when it starts the containers, and leaves what it made") {
        let fails = |arguments: &[&str], text: &str| {
            scenario.step(arguments).variable("HOST_PORT", &port).fails(text);
            assert_eq!(scenario.containers().len(), 1, "nothing is made");
        };
        fails(&["scale", "web=2"], "is for one container only");
        fails(&["up", "-d", "--scale", "web=2"], "is for one container only");
        fails(&["run", "--rm", "--service-ports", "web", "true"], "is held by container");
        fails(&["run", "--rm", "-p", &format!("127.0.0.1:{port}:81"), "web", "true"], "is held by container");
    }
    scenario.check(untouched(&before));
    let proxy = Proxy::start(scenario.outside());
    scenario.step(&["up", "-d"]).variable("HOST_PORT", &port).variable("DOCKER_HOST", &proxy.host()).succeeds();
    let lists = proxy.take().iter().filter(|request| request.contains("/containers/json")).count();
    assert!(lists == 1 || scenario.peer_differs("it lists them more often"), "{lists} lists of containers");
    step(&["up", "-d", "--force-recreate"]);
    scenario.check(running("web", 1));
    step(&["down"]);
    scenario.check(nothing_left());
}
