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

#[test]
fn a_project_of_docker_compose_1() {
    let scenario = Scenario::start(
        "a_project_of_docker_compose_1",
        "Containers that docker-compose 1.29 has made are found, and left in place when they are equal to the file.",
    );
    let (project, network) = (scenario.project(), format!("{}_default", scenario.project()));
    let label = |name: &str, value: &str| format!("com.docker.compose.{name}={value}");
    let owned = [label("project", project), label("version", "1.29.2")];
    let owned: Vec<&str> = owned.iter().flat_map(|label| ["--label", label]).collect();
    scenario
        .docker(&[&["network", "create"], &owned[..], &["--label", &label("network", "default"), &network]].concat());
    let (work, name) = (scenario.work().to_string_lossy().into_owned(), format!("{project}_web_1"));
    let labels = [
        label("config-hash", &"0123456789abcdef".repeat(4)),
        label("container-number", "1"),
        label("oneoff", "False"),
        label("project.config_files", "compose.yaml"),
        label("project.working_dir", &work),
        label("service", "web"),
    ];
    let labels: Vec<&str> = labels.iter().flat_map(|label| ["--label", label]).collect();
    let rest = ["--network", &network, "--network-alias", "web", "--env", "TITLE=web", "rcompose-test/service"];
    let id = scenario.docker(&[&["run", "--detach", "--name", &name], &owned[..], &labels, &rest].concat());

    let listed = scenario.step(&["ps", "-q"]).succeeds();
    assert_eq!(listed.lines(), [id]);
    let before = scenario.containers();
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    if !scenario.peer_differs("it recreates every container of 1.x") {
        scenario.check(untouched(&before));
    }
    scenario.edit("compose.yaml", "TITLE: web", "TITLE: changed");
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(scenario.exec("web", &["test-service", "env", "TITLE"]), "changed");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
