//! One project, two tools: what docker compose started is managed here without being touched, and the other way round.

use crate::SOON;
use crate::checks::{nothing_left, running, serves, untouched};
use crate::scenario::Scenario;
use crate::tool::Tool;

#[test]
fn a_project_of_docker_compose() {
    let scenario = Scenario::start(
        "a_project_of_docker_compose",
        "up on a project that docker compose started recreates nothing; every other command finds it too.",
    );
    let peer = Tool::peer();
    scenario.step_with(&peer, &["up", "-d"]).succeeds();
    let before = scenario.containers();
    assert_eq!(before.len(), 4);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(untouched(&before));
    assert_eq!(scenario.containers().len(), 4);

    let ids = scenario.step(&["ps", "-q"]).succeeds();
    assert_eq!(ids.lines().len(), 4);
    scenario.step(&["up", "-d", "--scale", "web=3"]).succeeds();
    scenario.check(running("web", 3));
    scenario.check(untouched(&before));
    scenario.step(&["stop"]).succeeds();
    scenario.step(&["start"]).succeeds();
    scenario.eventually(serves("front", 1, "/", "  web from"), SOON);
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_project_for_docker_compose() {
    let scenario = Scenario::start(
        "a_project_for_docker_compose",
        "docker compose finds a project that was started here, recreates nothing, and takes it down.",
    );
    let peer = Tool::peer();
    scenario.step(&["up", "-d"]).succeeds();
    let before = scenario.containers();
    scenario.step_with(&peer, &["up", "-d"]).succeeds();
    scenario.check(untouched(&before));
    assert_eq!(scenario.containers().len(), before.len());
    let ids = scenario.step_with(&peer, &["ps", "-q"]).succeeds();
    assert_eq!(ids.lines().len(), before.len());
    scenario.step_with(&peer, &["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}
