//! Health checks, the three conditions of depends_on, and dependencies that fail.

use crate::SOON;
use crate::checks::{all_in_state, health, nothing_left, running};
use crate::scenario::Scenario;

#[test]
fn conditions_hold_before_the_start() {
    let scenario = Scenario::start(
        "conditions_hold_before_the_start",
        "A service starts when its dependencies have started, are healthy, or have completed, and not before.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.check(health("database", "healthy"));
    scenario.check(all_in_state("migration", "exited", 1));
    let (web, migration) = (scenario.container("web", 1), scenario.container("migration", 1));
    assert_eq!(migration.exit_code, 0);
    let finished = migration.json["State"]["FinishedAt"].as_str().unwrap();
    assert!(web.started_at.as_str() > finished, "{} > {finished}", web.started_at);
    let healthy = scenario.container("database", 1).json["State"]["Health"]["Log"].clone();
    let passed = healthy.as_array().unwrap().iter().find(|probe| probe["ExitCode"] == 0).unwrap();
    assert!(migration.started_at > scenario.container("database", 1).started_at);
    let begun = passed["Start"].as_str().unwrap();
    assert!(migration.started_at.as_str()[..19] >= begun[..19], "{} >= {begun}", migration.started_at);

    // A completed job is in order; nothing else is touched by a second up.
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(crate::checks::untouched(&[web]));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_failing_job_stops_its_dependents() {
    let scenario = Scenario::start(
        "a_failing_job_stops_its_dependents",
        "When a job that must complete ends with a code, its dependents are not started, and up names the job and the code.",
    );
    scenario.step(&["up", "-d"]).fails("service \"migration\" didn't complete successfully: exit 3");
    scenario.check(all_in_state("web", "created", 1));
    scenario.check(running("bystander", 1));
    scenario.edit("compose.yaml", "exit 3", "exit 0");
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn an_unhealthy_dependency_stops_its_dependents() {
    let scenario = Scenario::start(
        "an_unhealthy_dependency_stops_its_dependents",
        "When a dependency turns unhealthy, or ends before it was healthy, its dependents are not started and up says which.",
    );
    let database = scenario.container_name("database", 1);
    scenario
        .step(&["up", "-d", "web"])
        .fails(&format!("dependency failed to start: container {database} is unhealthy"));
    scenario.check(all_in_state("web", "created", 1));
    let ending = scenario.container_name("ending", 1);
    scenario.step(&["up", "-d", "other"]).fails(&format!("dependency failed to start: container {ending} exited (4)"));
    scenario.check(all_in_state("other", "created", 1));
    // An optional dependency only gets a chance.
    let step = scenario.step(&["up", "-d", "relaxed"]);
    step.warns("optional dependency").succeeds();
    scenario.check(running("relaxed", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn up_waits_when_asked() {
    let scenario = Scenario::start(
        "up_waits_when_asked",
        "up --wait returns when all is healthy, and fails when something ends or does not become healthy in time.",
    );
    scenario.step(&["up", "--wait", "web"]).succeeds();
    scenario.check(health("web", "healthy"));
    let ending = scenario.container_name("ending", 1);
    let output = scenario.step(&["up", "--wait", "ending"]).fails(&format!("container {ending} exited (5)"));
    if !scenario.peer_differs("it takes no job for done, and what dies after its first look for running") {
        assert!(output.stderr.contains("its last words:\n    ending with 5\n"), "{output}");
        scenario.step(&["up", "--wait", "job"]).succeeds();
        scenario.check(all_in_state("job", "exited", 1));
        let late = scenario.container_name("late", 1);
        scenario.step(&["up", "--wait", "late"]).fails(&format!("container {late} exited (6)"));
        let output = scenario.step(&["--progress=plain", "up", "--wait", "loop"]).fails("is restarted again and again");
        assert!(output.stderr.contains("waiting for loop to be running or healthy"), "{output}");
    }
    let step = scenario.step(&["up", "--wait", "--wait-timeout", "3", "never"]);
    if scenario.peer_differs("when the time is over it sometimes ends with 0") {
        step.in_background().ends_within(SOON);
    } else {
        let output = step.fails("not healthy");
        let never = scenario.container_name("never", 1);
        let why = format!("{never} is not healthy yet\n  its last probe exited with code 1: warming up\n");
        assert!(output.stderr.contains(&why), "{output}");
        let again = scenario.step(&["--progress", "plain", "up", "--wait", "--wait-timeout", "3", "never"]);
        again.fails("waiting for never to be healthy; its last probe exited with 1");
    }
    scenario.check(running("never", 1));

    let _ =
        crate::engine::docker(&["exec", &scenario.container("web", 1).id, "test-service", "get", "127.0.0.1/break"]);
    scenario.eventually(health("web", "unhealthy"), SOON);
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn order_of_start_and_stop() {
    let scenario = Scenario::start(
        "order_of_start_and_stop",
        "Services start after what they depend on and stop before it; --no-deps and --no-start do as they say.",
    );
    scenario.step(&["up", "--no-start"]).succeeds();
    for service in ["top", "middle", "base"] {
        scenario.check(all_in_state(service, "created", 1));
    }
    scenario.step(&["up", "-d", "--no-deps", "middle"]).succeeds();
    scenario.check(running("middle", 1));
    scenario.check(all_in_state("base", "created", 1));
    scenario.step(&["down"]).succeeds();

    scenario.step(&["up", "-d", "top"]).succeeds();
    let moment = |service: &str, pointer: &str| {
        let json = scenario.container(service, 1).json;
        json.pointer(pointer).and_then(serde_json::Value::as_str).expect("a time").to_owned()
    };
    let started = ["base", "middle", "top"].map(|service| moment(service, "/State/StartedAt"));
    assert!(started.is_sorted(), "{started:?}");
    scenario.check(crate::checks::absent("beside"));
    scenario.step(&["stop"]).succeeds();
    let finished = ["top", "middle", "base"].map(|service| moment(service, "/State/FinishedAt"));
    assert!(finished.is_sorted(), "{finished:?}");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn dependents_restart_with_their_dependency() {
    let scenario = Scenario::start(
        "dependents_restart_with_their_dependency",
        "depends_on with restart: true restarts the dependent when its dependency is recreated or restarted, and no others.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let (with, without) = (scenario.container("with", 1), scenario.container("without", 1));
    scenario.edit("compose.yaml", "MARK: one", "MARK: two");
    scenario.step(&["up", "-d"]).succeeds();
    let restarted = scenario.container("with", 1);
    assert_eq!(restarted.id, with.id);
    assert_ne!(restarted.started_at, with.started_at);
    scenario.check(crate::checks::untouched(std::slice::from_ref(&without)));
    scenario.step(&["restart", "base"]).succeeds();
    assert_ne!(scenario.container("with", 1).started_at, restarted.started_at);
    scenario.check(crate::checks::untouched(&[without]));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
