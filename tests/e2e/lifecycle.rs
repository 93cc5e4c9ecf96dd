//! stop, start, restart, kill, pause, rm, create, down.

use crate::SOON;
use crate::checks::{absent, all_in_state, nothing_left, running, serves, untouched};
use crate::scenario::Scenario;

#[test]
fn stop_start_restart() {
    let scenario = Scenario::start(
        "stop_start_restart",
        "Stop and start keep the containers, stop lets programs end by themselves, and restart touches only what it names.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let before = scenario.containers();
    scenario.eventually(serves("web", 1, "/", "web from"), SOON);
    scenario.step(&["stop"]).succeeds();
    scenario.check(all_in_state("web", "exited", 1));
    scenario.check(all_in_state("idle", "exited", 1));
    assert!(scenario.containers().iter().all(|container| container.exit_code == 0), "they obeyed TERM");

    scenario.step(&["start"]).succeeds();
    scenario.check(running("web", 1));
    let ids = |containers: Vec<crate::engine::Container>| containers.into_iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(scenario.containers()), ids(before));
    scenario.eventually(serves("web", 1, "/", "web from"), SOON);

    let (web, idle) = (scenario.container("web", 1), scenario.container("idle", 1));
    scenario.step(&["restart", "web"]).succeeds();
    assert_ne!(scenario.container("web", 1).started_at, web.started_at);
    scenario.check(untouched(&[idle]));
    scenario.step(&["stop", "idle"]).succeeds();
    scenario.check(all_in_state("idle", "exited", 1));
    scenario.check(running("web", 1));
    scenario.step(&["stop", "nosuch"]).fails("no such service: nosuch");

    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn stubborn_is_killed_after_the_grace_period() {
    let scenario = Scenario::start(
        "stubborn_is_killed_after_the_grace_period",
        "A program that ignores TERM gets its stop_grace_period and is then killed; --timeout shortens it.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let begin = std::time::Instant::now();
    scenario.step(&["stop"]).succeeds();
    assert!(begin.elapsed().as_secs_f64() >= 1.0, "it got its grace period");
    assert!(begin.elapsed().as_secs_f64() < 9.0, "and not the engine's default");
    assert_eq!(scenario.container("web", 1).exit_code, 137);
    scenario.step(&["start"]).succeeds();
    scenario.step(&["stop", "-t", "0"]).succeeds();
    scenario.check(all_in_state("web", "exited", 1));
    scenario.step(&["down", "-t", "0"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn kill_and_rm() {
    let scenario = Scenario::start(
        "kill_and_rm",
        "kill sends the signal that it is told, rm removes stopped containers only, unless it is told to stop them.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.step(&["kill", "-s", "TERM", "web"]).succeeds();
    scenario.eventually(all_in_state("web", "exited", 1), SOON);
    assert_eq!(scenario.container("web", 1).exit_code, 0, "it obeyed TERM");
    scenario.check(running("idle", 1));

    scenario.step(&["rm", "-f"]).succeeds();
    scenario.check(absent("web"));
    scenario.check(running("idle", 1));
    scenario.step(&["kill"]).succeeds();
    scenario.eventually(all_in_state("idle", "exited", 1), SOON);
    assert_eq!(scenario.container("idle", 1).exit_code, 137);

    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["rm", "--stop", "--force", "idle"]).succeeds();
    scenario.check(absent("idle"));
    scenario.check(running("web", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn create_then_start() {
    let scenario =
        Scenario::start("create_then_start", "create makes everything and starts nothing; start then starts it.");
    scenario.step(&["create"]).succeeds();
    scenario.check(all_in_state("web", "created", 1));
    scenario.check(all_in_state("idle", "created", 1));
    let before = scenario.container("web", 1).id;
    scenario.step(&["start"]).succeeds();
    scenario.check(running("web", 1));
    scenario.check(running("idle", 1));
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(scenario.container("web", 1).id, before);
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn orphans() {
    let scenario =
        Scenario::start("orphans", "A service that left the file is named as an orphan and removed only when asked.");
    scenario.step(&["up", "-d"]).succeeds();
    let old = scenario.service("former");
    std::fs::copy(scenario.work().join("later.yaml"), scenario.work().join("compose.yaml")).unwrap();
    scenario.step(&["up", "-d"]).warns("Found orphan containers").succeeds();
    scenario.check(untouched(&old));
    scenario.step(&["up", "-d"]).variable("COMPOSE_IGNORE_ORPHANS", "1").succeeds();
    scenario.step(&["up", "-d", "--remove-orphans"]).succeeds();
    scenario.check(absent("former"));
    scenario.check(running("web", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
