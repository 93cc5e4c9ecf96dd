//! Networks that the file changes, or that somebody else made.

use crate::SOON;
use crate::checks::{nothing_left, resolves, running, serves};
use crate::scenario::Scenario;

/// Three numbers that no other run of these scenarios has at the same time.
pub(crate) fn subnet() -> String {
    let own = std::process::id();
    format!("10.{}.{}", 192 + own / 250 % 60, own % 250)
}

#[test]
fn a_changed_network_is_recreated() {
    let scenario = Scenario::start(
        "a_changed_network_is_recreated",
        "A network whose definition changed is made anew, and the services on it still find each other.",
    );
    if scenario.peer_differs_below(44, "it gives no MAC addresses there") {
        return;
    }
    let up = || scenario.step(&["up", "-d"]).variable("SUBNET", &subnet()).succeeds();
    up();
    let network = format!("{}_inner", scenario.project());
    let before = scenario.docker(&["network", "inspect", "-f", "{{.Id}}", &network]);
    scenario.edit("compose.yaml", "mark: one", "mark: two");
    up();
    assert_ne!(scenario.docker(&["network", "inspect", "-f", "{{.Id}}", &network]), before);
    assert_eq!(scenario.docker(&["network", "inspect", "-f", "{{.Labels.mark}}", &network]), "two");
    scenario.check(running("web", 2));
    scenario.check(running("front", 1));
    scenario.check(running("fixed", 1));
    if !scenario.peer_differs("it reconnects the containers without their names and addresses, for good") {
        scenario.check(resolves("front", "web", "web"));
        scenario.check(resolves("front", "rock", "fixed"));
        scenario.check(resolves("web", "entrance", "front"));
        let of = |service: &str, what: &str| {
            let format = format!("{{{{range .NetworkSettings.Networks}}}}{{{{.{what}}}}}{{{{end}}}}");
            scenario.docker(&["inspect", "-f", &format, &scenario.container(service, 1).id])
        };
        assert_eq!(of("front", "IPAddress"), format!("{}.9", subnet()));
        assert_eq!(of("fixed", "MacAddress"), "02:42:0a:d5:07:33");
        scenario.eventually(serves("front", 1, "/", "  web from"), SOON);
    }
    scenario.step(&["down"]).variable("SUBNET", &subnet()).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn network_modes() {
    let scenario = Scenario::start(
        "network_modes",
        "network_mode none has no network, service:x shares the one of x, and follows when x is recreated.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    assert!(scenario.container("alone", 1).addresses.is_empty());
    let own = |service: &str| scenario.exec(service, &["test-service", "get", "http://127.0.0.1:8080/env/TITLE"]);
    scenario.eventually(crate::checks::logged("owner", "listening on 8080"), SOON);
    assert_eq!(own("owner"), "the owner");
    assert_eq!(own("guest"), "the owner");
    scenario.edit("compose.yaml", "the owner", "the new owner");
    scenario.step(&["up", "-d"]).succeeds();
    scenario.eventually(crate::checks::logged("owner", "listening on 8080"), SOON);
    assert_eq!(own("guest"), "the new owner");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
