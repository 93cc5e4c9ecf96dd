//! The number of requests to the engine: constant for what only looks, two a container for what makes or removes.

use crate::checks::nothing_left;
use crate::proxy::Proxy;
use crate::scenario::Scenario;

const PEER: &str = "its number of requests grows with the services, which is why this scenario exists";

#[test]
fn requests_do_not_grow_with_services() {
    let scenario = Scenario::start(
        "requests_do_not_grow_with_services",
        "Looking at a project takes a handful of requests however many services it has; making one takes two a container.",
    );
    let proxy = Proxy::start(scenario.outside());
    let call = |arguments: &[&str]| {
        proxy.take();
        scenario.step(arguments).variable("DOCKER_HOST", &proxy.host()).succeeds();
        proxy.take()
    };
    let peer = scenario.peer_differs(PEER);
    let expect = |title: &str, requests: &[String], most: usize| {
        assert!(peer || requests.len() <= most, "{title}: {} requests: {requests:#?}", requests.len());
        assert!(!requests.is_empty(), "the proxy sees requests");
    };
    expect("a cold up of 12 containers on one network", &call(&["up", "-d"]), 8 + 1 + 2 * 12);
    expect("up when nothing has changed", &call(&["up", "-d"]), 6);
    expect("ps", &call(&["ps"]), 3);
    expect("ps -q", &call(&["ps", "-q"]), 3);
    expect("images, of which there is one", &call(&["images"]), 3);
    expect("images -q", &call(&["images", "-q"]), 2);
    expect("volumes", &call(&["volumes"]), 2);
    expect("top of 12", &call(&["top"]), 2 + 12);
    expect("stats of 12", &call(&["stats", "--no-stream"]), 2 + 12);
    expect("down of 12", &call(&["down"]), 5 + 2 * 12);
    scenario.check(nothing_left());
}

#[test]
fn a_satisfied_condition_is_not_waited_for() {
    let scenario = Scenario::start(
        "a_satisfied_condition_is_not_waited_for",
        "A second up of a chain of healthy services takes no time, and dependents start soon after the health event.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let begin = std::time::Instant::now();
    scenario.step(&["up", "-d"]).succeeds();
    let second = begin.elapsed();
    if !scenario.peer_differs("it looks every 500 ms, once a dependency") {
        assert!(second.as_millis() < 1000, "the second up took {second:?}");
    }
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
