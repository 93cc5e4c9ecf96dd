//! Services that find each other, and the labels by which everybody finds them.

use crate::SOON;
use crate::checks::{nothing_left, resolves, running, serves, untouched};
use crate::scenario::Scenario;

#[test]
fn one_service_on_an_external_network() {
    let scenario = Scenario::start(
        "one_service_on_an_external_network",
        "A service joins a network that exists already, is found there by name, and leaves the network behind.",
    );
    let network = format!("{}_outside", scenario.project());
    scenario.step(&["up", "-d"]).fails(&network);
    scenario.check(nothing_left());

    scenario.docker(&["network", "create", &network]);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.eventually(serves("web", 1, "/", "to-do list from"), SOON);
    scenario.check(resolves("web", "web", "web"));

    let web = scenario.container("web", 1);
    assert_eq!(web.name, scenario.container_name("web", 1));
    assert_eq!(web.addresses.keys().collect::<Vec<_>>(), [&network]);
    assert_eq!(web.label("project"), scenario.project());
    assert_eq!(web.label("service"), "web");
    assert_eq!(web.label("oneoff"), "False");
    assert_eq!(web.label("depends_on"), "");
    assert_eq!(web.label("config-hash").len(), 64);
    assert_eq!(web.label("project.working_dir"), scenario.work().to_str().unwrap());
    assert_eq!(web.label("project.config_files"), scenario.work().join("compose.yaml").to_str().unwrap());

    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(untouched(&[web]));
    scenario.step(&["down"]).succeeds();
    assert!(scenario.containers().is_empty());
    assert_eq!(scenario.left("network").into_iter().collect::<Vec<_>>(), [network]);
    scenario.step(&["down"]).may_warn("No resource found to remove").succeeds();
}

#[test]
fn three_services() {
    let scenario = Scenario::start(
        "three_services",
        "Three services find each other by service name, alias and container name, with every replica behind one name.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("front", 1));
    scenario.check(running("picture", 3));
    scenario.check(running("log", 1));
    scenario.eventually(serves("front", 1, "/", "  picture from"), SOON);
    scenario.check(serves("front", 1, "/", "  log from"));

    scenario.check(resolves("front", "picture", "picture"));
    scenario.check(resolves("front", "image", "picture"));
    scenario.check(resolves("front", "log", "log"));
    scenario.check(resolves("front", "journal", "log"));
    scenario.check(resolves("log", "database", "store"));
    let second = scenario.container("picture", 2);
    let address = second.addresses.values().next().unwrap();
    assert_eq!(scenario.exec("front", &["test-service", "resolve", &second.name]), *address);
    let hosts = scenario.exec("front", &["test-service", "cat", "/etc/hosts"]);
    assert!(hosts.lines().any(|line| line.split_whitespace().eq(["10.9.8.7", "far.example"])), "{hosts}");
    assert_eq!(scenario.exec("log", &["test-service", "hostname"]), "loghost");
    // The front is not on the back network.
    let id = scenario.container("front", 1).id;
    assert!(!crate::engine::docker(&["exec", &id, "test-service", "resolve", "database"]).succeeded());

    let output = scenario.step(&["logs", "--tail=1", "picture"]).succeeds();
    let separator = scenario.separator();
    let mut prefixes: Vec<_> = output.lines().iter().map(|line| line.split(" |").next().unwrap().trim()).collect();
    prefixes.sort_unstable();
    assert_eq!(prefixes, [1, 2, 3].map(|number| format!("picture{separator}{number}")), "{output}");

    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
