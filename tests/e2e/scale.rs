//! The number of replicas.

use crate::checks::{absent, nothing_left, running, untouched};
use crate::scenario::Scenario;

#[test]
fn scale_up_and_down() {
    let scenario = Scenario::start(
        "scale_up_and_down",
        "Scaling adds or removes only the difference: the highest numbers go, and what runs is not restarted.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let first = scenario.containers();
    assert_eq!(first.len(), 2);

    scenario.step(&["up", "-d", "--scale", "web=3"]).succeeds();
    scenario.check(running("web", 3));
    scenario.check(untouched(&first));
    let mut ports: Vec<_> = scenario.service("web").iter().filter_map(|container| container.host_port(80)).collect();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), 3, "each replica has a host port of its own");

    scenario.step(&["scale", "web=2"]).succeeds();
    scenario.check(running("web", 2));
    assert_eq!(scenario.service("web").iter().filter_map(|container| container.number).collect::<Vec<_>>(), [1, 2]);

    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.check(untouched(&first));
    scenario.step(&["up", "-d", "--scale", "web=0"]).succeeds();
    scenario.check(absent("web"));
    scenario.check(running("other", 1));

    scenario.step(&["up", "-d", "--scale", "nosuch=2"]).fails("no such service: nosuch");
    scenario.step(&["up", "-d", "--scale", "web=many"]).fails("many");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn scale_of_a_fixed_name_is_refused() {
    let scenario = Scenario::start(
        "scale_of_a_fixed_name_is_refused",
        "A service with container_name cannot have two replicas, and nothing is made of it.",
    );
    scenario.step(&["up", "-d", "--scale", "web=2"]).fails("container name");
    scenario.check(absent("web"));
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(scenario.container("web", 1).name, format!("{}-the-web", scenario.project()));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
