//! Projects without their file: what commands do from the labels of containers, networks and volumes alone.

use crate::SOON;
use crate::checks::{absent, all_in_state, nothing_left, running, untouched};
use crate::scenario::Scenario;

/// A moment of a container's life, in an order that can be compared.
fn moment(scenario: &Scenario, service: &str, which: &str) -> String {
    let json = scenario.container(service, 1).json;
    json.pointer(&format!("/State/{which}")).and_then(serde_json::Value::as_str).expect("a time").to_owned()
}

fn in_order(scenario: &Scenario, services: &[&str], which: &str) {
    let moments: Vec<String> = services.iter().map(|service| moment(scenario, service, which)).collect();
    assert!(moments.is_sorted(), "{which} of {services:?}: {moments:?}");
}

/// Makes the project and a second one, whose file then stands where the first one's was.
fn up_beside_another(scenario: &Scenario) -> String {
    let other = format!("{}-other", scenario.project());
    scenario.step(&["--profile", "front", "up", "-d"]).succeeds();
    scenario.step(&["-p", &other, "-f", "other.yaml", "up", "-d"]).succeeds();
    std::fs::rename(scenario.work().join("other.yaml"), scenario.work().join("compose.yaml")).expect("the other file");
    other
}

#[test]
fn changed_by_name_alone() {
    let scenario = Scenario::start(
        "changed_by_name_alone",
        "stop, start, restart, kill, pause, unpause and rm work on a project that is known by its labels only, in the \
         order of its dependencies, whatever other file is in the folder; no other project is touched.",
    );
    let other = up_beside_another(&scenario);
    let others = crate::engine::containers(&other);
    let all = ["base", "middle", "top"];
    let step = |arguments: &[&str]| scenario.step(&[&["-p", scenario.project()], arguments].concat());
    let states = |states: [&str; 3]| {
        for ((service, count), state) in [("base", 1), ("middle", 2), ("top", 1)].into_iter().zip(states) {
            scenario.check(all_in_state(service, state, count));
        }
    };

    step(&["stop"]).succeeds();
    states(["exited"; 3]);
    in_order(&scenario, &["top", "middle", "base"], "FinishedAt");
    step(&["start", "middle"]).succeeds();
    states(["running", "running", "exited"]);
    step(&["start"]).succeeds();
    states(["running"; 3]);
    in_order(&scenario, &all, "StartedAt");

    // Only what asks for it is restarted with what it depends on.
    let top = scenario.service("top");
    step(&["restart", "base"]).succeeds();
    in_order(&scenario, &["top", "base", "middle"], "StartedAt");
    scenario.check(untouched(&top));
    let middle = scenario.service("middle");
    step(&["restart", "--no-deps", "base"]).succeeds();
    scenario.check(untouched(&middle));

    step(&["pause", "middle"]).succeeds();
    states(["running", "paused", "running"]);
    step(&["unpause", "middle"]).succeeds();
    states(["running"; 3]);
    step(&["stop", "base", "-t", "5"]).succeeds();
    states(["exited", "running", "running"]);
    step(&["kill", "-s", "KILL", "top"]).succeeds();
    scenario.eventually(all_in_state("top", "exited", 1), SOON);
    step(&["rm", "-f"]).succeeds();
    scenario.check(absent("base"));
    scenario.check(absent("top"));
    scenario.check(running("middle", 2));

    step(&["restart", "midle"]).fails("no such service: midle");
    step(&["start", "midle"]).fails("no such service");
    if !scenario.peer_differs("it takes a name that the project does not have for nothing to do") {
        for command in ["stop", "start", "restart", "kill", "pause", "unpause", "rm"] {
            step(&[command, "midle"]).fails("no such service: midle\nhint: did you mean `middle`?");
        }
    }
    step(&["rm", "-f", "--stop", "middle"]).succeeds();
    assert_eq!(scenario.containers().len(), 0);
    step(&["start"]).fails(&format!("no container found for project \"{}\": not found", scenario.project()));
    let others_now = crate::engine::containers(&other);
    let times = |list: &[crate::engine::Container]| -> Vec<(String, String)> {
        list.iter().map(|container| (container.id.clone(), container.started_at.clone())).collect()
    };
    assert_eq!(times(&others), times(&others_now), "the other project was left alone");
    scenario.step(&["-p", &other, "down"]).succeeds();
    step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn seen_by_name_alone() {
    let scenario = Scenario::start(
        "seen_by_name_alone",
        "Commands that look at containers, and those that speak to one of them, find them by the name of the project, \
         which -p, the environment or .env gives.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.eventually(all_in_state("job", "exited", 1), SOON);
    std::fs::remove_file(scenario.work().join("compose.yaml")).unwrap();
    scenario.step(&["ps"]).fails("no configuration file provided: not found");
    let name = ("COMPOSE_PROJECT_NAME", scenario.project());
    let step = |arguments: &[&str]| scenario.step(arguments).variable(name.0, name.1);
    let lines = |arguments: &[&str]| step(arguments).succeeds().lines().len();

    assert_eq!(step(&["ps", "--services"]).succeeds().stdout, "web\n");
    assert_eq!(lines(&["ps", "-a", "-q"]), 3);
    assert_eq!(step(&["ps", "-q", "job"]).succeeds().stdout.trim(), "");
    assert_eq!(step(&["logs", "--no-log-prefix", "job"]).succeeds().stdout, "working after all\n");
    assert_eq!(lines(&["top"]), 3);
    assert_eq!(lines(&["stats", "--no-stream", "web"]), 3);
    assert_eq!(lines(&["images", "-q"]), 1);
    assert_eq!(step(&["volumes", "-q"]).succeeds().stdout, format!("{}_data\n", scenario.project()));
    let port = scenario.container("web", 2).host_port(80).unwrap();
    assert_eq!(step(&["port", "--index", "2", "web", "80"]).succeeds().stdout, format!("0.0.0.0:{port}\n"));
    let exec = step(&["exec", "-T", "web", "test-service", "say", "hello"]).succeeds();
    assert_eq!(exec.stdout, "hello\n");
    std::fs::write(scenario.work().join("here"), "of this machine").unwrap();
    step(&["cp", "here", "web:/there"]).succeeds();
    step(&["cp", "web:/there", "back"]).succeeds();
    assert_eq!(std::fs::read_to_string(scenario.work().join("back")).unwrap(), "of this machine");
    step(&["export", "-o", "files.tar", "web"]).succeeds();
    step(&["commit", "web", &format!("{}-kept", scenario.project())]).succeeds();
    let codes = step(&["wait", "web"]).in_background();
    scenario.step(&["-p", scenario.project(), "kill", "web"]).succeeds();
    assert_eq!(codes.ends_within(SOON).code(), Some(137));
    let events = step(&["events", "--json", "--since", "10m", "--until", "0s", "job"]);
    if scenario.peer_differs("it calls the end that was asked for an error") {
        events.fails("EOF");
    } else {
        let events = events.succeeds().json_lines();
        assert!(events.iter().any(|event| event["action"] == "die"), "{events:?}");
    }

    for command in [&["ps", "wbe"][..], &["logs", "wbe"], &["top", "wbe"], &["volumes", "wbe"], &["wait", "wbe"]] {
        if !scenario.peer_differs("it shows nothing for a name that the project does not have") {
            step(command).fails("no such service: wbe\nhint: did you mean `web`?");
        }
    }
    let exec = step(&["exec", "-T", "wbe", "true"]).fails("service \"wbe\" is not running");
    let copy = step(&["cp", "wbe:/there", "back"]).fails("no container found for service \"wbe\"");
    if !scenario.peer_differs("it does not say which name was meant") {
        assert!(exec.stderr.ends_with("\nhint: did you mean `web`?\n"), "{exec}");
        assert!(copy.stderr.ends_with("\nhint: did you mean `web`?\n"), "{copy}");
    }

    std::fs::write(scenario.work().join(".env"), format!("COMPOSE_PROJECT_NAME={}\n", scenario.project())).unwrap();
    assert_eq!(scenario.step(&["ps", "-a", "-q"]).succeeds().lines().len(), 3);
    scenario.step(&["start", "web"]).succeeds();
    scenario.check(running("web", 2));
    scenario.step(&["exec", "-T", "web", "test-service", "exit", "0"]).succeeds();
    for command in [
        &["up", "-d"][..],
        &["create"],
        &["build"],
        &["pull"],
        &["config"],
        &["scale", "web=1"],
        &["run", "web"],
        &["watch"],
    ] {
        let refused = scenario.step(command).fails("no configuration file provided: not found");
        if !scenario.peer_differs("it does not say what to do") {
            assert!(
                refused.stderr.ends_with("\nhint: go to the folder of the Compose file, or name the file with -f\n")
            );
        }
    }
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn taken_down_by_name_alone() {
    let scenario = Scenario::start(
        "taken_down_by_name_alone",
        "down takes away what carries the project's label and nothing else: some services with what depends on them, \
         containers and networks, with flags volumes, images and what run has left.",
    );
    let tagged = format!("{}-tagged", scenario.project());
    scenario.docker(&["tag", "rcompose-test/service", &tagged]);
    let name = ("COMPOSE_PROJECT_NAME", scenario.project());
    let up = || scenario.step(&["-f", "compose.yaml", "up", "-d"]).variable(name.0, name.1).succeeds();
    up();
    let folder = scenario.outside().to_string_lossy().into_owned();
    let step = |arguments: &[&str]| {
        scenario.step(&[&["--project-directory", &folder, "-p", scenario.project()], arguments].concat())
    };
    let left = |kind: &str| scenario.left(kind).into_iter().collect::<Vec<_>>().join(" ");
    let named = |key: &str| format!("{}_{key}", scenario.project());

    // What others use stays.
    let in_use = "Resource is still in use";
    step(&["down", "middle"]).may_warn(in_use).succeeds();
    scenario.check(absent("top"));
    scenario.check(absent("middle"));
    scenario.check(running("base", 1));
    scenario.check(running("beside", 1));
    assert_eq!(left("network"), named("default"));
    // What is gone needs not be taken away.
    step(&["down", "middle"]).may_warn("middle").may_warn(in_use).succeeds();
    scenario.check(running("base", 1));

    // Something else in its networks, and a volume that only looks like one of its.
    let foreign = format!("{}-foreign", scenario.project());
    scenario.docker(&["volume", "create", &named("more")]);
    scenario.docker(&["run", "-d", "--name", &foreign, "--network", &named("default"), "rcompose-test/service"]);
    step(&["down", "-v", "--rmi", "all"]).may_warn(in_use).may_warn("image").succeeds();
    assert_eq!(scenario.containers().len(), 0);
    assert_eq!(left("network"), named("default"));
    assert_eq!(left("volume"), named("more"));
    assert_eq!(scenario.docker(&["images", "-q", &tagged]), "");
    scenario.docker(&["rm", "-f", &foreign]);

    // Only a network is left of it; then nothing.
    step(&["ps"]).succeeds();
    step(&["stop"]).succeeds();
    step(&["down"]).succeeds();
    assert_eq!(left("network"), "");
    step(&["down"]).warns("No resource found to remove for project").succeeds();
    scenario.docker(&["volume", "rm", &named("more")]);

    // What run has left.
    scenario.docker(&["tag", "rcompose-test/service", &tagged]);
    up();
    let run = ["run", "-d", "--no-deps", "top"];
    scenario.step(&run).variable(name.0, name.1).succeeds();
    step(&["down", "-v"]).may_warn(in_use).succeeds();
    assert_eq!(scenario.containers().len(), 1);
    if scenario.peer_differs("it finds no one-off container of a project of which nothing else is left") {
        scenario.step(&["down", "-v", "--remove-orphans"]).variable(name.0, name.1).succeeds();
    } else {
        step(&["down", "-v", "--remove-orphans"]).succeeds();
    }
    scenario.check(nothing_left());
}
