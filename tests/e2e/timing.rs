//! What depends on when requests reach the engine: limits, and events that come before somebody listens.

use std::time::Duration;

use crate::SOON;
use crate::checks::{all_in_state, nothing_left, running};
use crate::proxy::Proxy;
use crate::scenario::Scenario;

#[test]
fn at_most_so_many_at_once() {
    let scenario = Scenario::start(
        "at_most_so_many_at_once",
        "With --parallel or COMPOSE_PARALLEL_LIMIT never more containers than that are created or started at once.",
    );
    let proxy = Proxy::start(scenario.outside());
    let most = |flags: &[&str], limit: &str| {
        proxy.slow_changes(Duration::from_millis(150));
        let words = [flags, &["up", "-d", "--force-recreate", "-t", "0"]].concat();
        let step = scenario.step(&words).variable("DOCKER_HOST", &proxy.host());
        step.variable("COMPOSE_PARALLEL_LIMIT", limit).succeeds();
        scenario.check(running("web", 3));
        scenario.check(running("other", 1));
        proxy.most_changes()
    };
    assert!(most(&[], "-1") >= 3, "without a limit they are made side by side");
    if !scenario.peer_differs("the limit does not hold for containers") {
        assert_eq!(most(&["--parallel", "2"], "-1"), 2);
        assert_eq!(most(&[], "1"), 1);
        assert_eq!(most(&["--parallel", "2"], "1"), 2, "the flag is above the variable");
    }
    scenario.step(&["down", "-t", "0"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn an_end_before_the_events() {
    let scenario = Scenario::start(
        "an_end_before_the_events",
        "What ends before the engine has taken up its stream of events is seen by the attached up all the same.",
    );
    let proxy = Proxy::start(scenario.outside());
    proxy.hold("/events", Duration::from_secs(2));
    let up = |words: &[&str]| {
        let step = scenario.step(&[&["up", "-t", "1"], words].concat()).variable("DOCKER_HOST", &proxy.host());
        step.in_background()
    };
    let first = up(&["--abort-on-container-exit"]);
    if scenario.peer_differs("it misses the end, and goes on until somebody stops it") {
        scenario.eventually(all_in_state("job", "exited", 1), SOON);
        first.interrupt();
        first.ends_within(SOON);
    } else {
        let output = first.ends_within(SOON);
        assert_eq!(output.code(), Some(7), "{output}");
        assert!(output.stderr.contains("Aborting on container exit"), "{output}");
        scenario.check(all_in_state("web", "exited", 1));
        let output = up(&["job"]).ends_within(SOON);
        assert_eq!(output.code(), Some(1), "it ends with its only container\n{output}");
        assert!(output.stdout.contains("exited with code 7"), "{output}");
    }
    assert_eq!(proxy.disarm().as_deref(), Some("/events"), "the stream was held back");
    scenario.step(&["down", "-t", "1"]).succeeds();
    scenario.check(nothing_left());
}
