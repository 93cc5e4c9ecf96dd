//! `up` on a project that has changed behind its back, or whose file has changed: only the difference is touched.

use crate::SOON;
use crate::checks::{all_in_state, nothing_left, running, serves, untouched};
use crate::engine::Container;
use crate::scenario::Scenario;

fn without(containers: Vec<Container>, id: &str) -> Vec<Container> {
    containers.into_iter().filter(|container| container.id != id).collect()
}

#[test]
fn repair_after_docker_rm_and_stop() {
    let scenario = Scenario::start(
        "repair_after_docker_rm_and_stop",
        "up brings back what docker rm, stop and kill took away, and leaves the rest alone.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let removed = scenario.container("web", 2);
    let rest = without(scenario.containers(), &removed.id);
    scenario.docker(&["rm", "-f", &removed.id]);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 3));
    let fresh = scenario.service("web").into_iter().filter(|web| rest.iter().all(|old| old.id != web.id)).count();
    assert_eq!(fresh, 1);
    scenario.check(untouched(&rest));

    let stopped = scenario.container("web", 1);
    let rest = without(scenario.containers(), &stopped.id);
    scenario.docker(&["stop", "-t", "5", &stopped.id]);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 3));
    assert_eq!(scenario.container("web", 1).id, stopped.id, "it was started, not made anew");
    scenario.check(untouched(&rest));

    scenario.docker(&["kill", &scenario.container("store", 1).id, &scenario.container("front", 1).id]);
    scenario.step(&["up", "-d", "front"]).succeeds();
    scenario.check(running("front", 1));
    scenario.check(all_in_state("store", "exited", 1));
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("store", 1));
    scenario.eventually(serves("front", 1, "/", "  web from"), SOON);
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn only_what_changed_is_recreated() {
    let scenario = Scenario::start(
        "only_what_changed_is_recreated",
        "A changed service is recreated under its old name, its dependents and neighbours are not.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let (base, rest) = (scenario.container("base", 1), without(scenario.containers(), ""));
    let rest = without(rest, &base.id);
    scenario.edit("compose.yaml", "MARK: one", "MARK: two");
    scenario.step(&["up", "-d"]).succeeds();
    let now = scenario.container("base", 1);
    assert_ne!(now.id, base.id);
    assert_eq!(now.name, base.name);
    assert_eq!(scenario.exec("base", &["test-service", "env", "MARK"]), "two");
    scenario.check(untouched(&rest));

    // What does not reach the container changes nothing.
    scenario.edit("compose.yaml", "depends_on: [base]", "depends_on: [base]\n    pull_policy: missing");
    let all = scenario.containers();
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(untouched(&all));

    scenario.step(&["up", "-d", "--no-recreate"]).succeeds();
    scenario.edit("compose.yaml", "MARK: two", "MARK: three");
    scenario.step(&["up", "-d", "--no-recreate"]).succeeds();
    scenario.check(untouched(&all));

    let user = scenario.container("user", 1);
    let rest = without(scenario.containers(), &user.id);
    scenario.step(&["up", "-d", "--force-recreate", "--no-deps", "user"]).succeeds();
    assert_ne!(scenario.container("user", 1).id, user.id);
    scenario.check(untouched(&rest));
    scenario.step(&["up", "-d", "--always-recreate-deps", "user"]).succeeds();
    scenario.step(&["up", "-d", "--force-recreate", "--no-recreate"]).fails("incompatible");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_new_image_recreates() {
    let scenario = Scenario::start(
        "a_new_image_recreates",
        "When the tag of a service points to another image, up recreates the service.",
    );
    let tag = format!("{}-image", scenario.project());
    scenario.docker(&["tag", "rcompose-test/service", &tag]);
    scenario.step(&["up", "-d"]).succeeds();
    let (web, other) = (scenario.container("web", 1), scenario.container("other", 1));
    scenario.docker(&["tag", "rcompose-test/other", &tag]);
    scenario.step(&["up", "-d"]).succeeds();
    let now = scenario.container("web", 1);
    assert_ne!(now.id, web.id);
    assert_eq!(now.labels.get("rcompose.other").map(String::as_str), Some("yes"));
    scenario.check(untouched(&[other]));
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(untouched(&[now]));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
