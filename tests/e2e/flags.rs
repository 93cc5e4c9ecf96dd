//! Flags that change what commands do to the engine and have no scenario of their own elsewhere.

use std::time::{Duration, Instant};

use crate::SOON;
use crate::checks::{absent, all_in_state, health, nothing_left, running, untouched};
use crate::scenario::Scenario;

fn ids(scenario: &Scenario, service: &str) -> Vec<String> {
    scenario.service(service).into_iter().map(|container| container.id).collect()
}

#[test]
fn flags_of_create() {
    let scenario = Scenario::start(
        "flags_of_create",
        "create makes as many containers as --scale says, replaces none with --no-recreate, all with --force-recreate, and \
         removes orphans when it is told to.",
    );
    scenario.step(&["create", "--scale", "web=2"]).succeeds();
    scenario.check(all_in_state("web", "created", 2));
    scenario.check(all_in_state("idle", "created", 1));
    let (web, idle) = (ids(&scenario, "web"), ids(&scenario, "idle"));
    scenario.edit("compose.yaml", "MARK: one", "MARK: two");
    scenario.step(&["create", "--no-recreate", "--scale", "web=2"]).succeeds();
    assert_eq!(ids(&scenario, "web"), web);
    scenario.step(&["create", "--scale", "web=2", "--pull", "never"]).succeeds();
    assert!(ids(&scenario, "web").iter().all(|id| !web.contains(id)));
    assert_eq!(ids(&scenario, "idle"), idle);
    scenario.step(&["create", "--force-recreate", "--no-build", "--scale", "web=1"]).succeeds();
    assert_ne!(ids(&scenario, "idle"), idle);
    scenario.check(all_in_state("web", "created", 1));
    let web = ids(&scenario, "web");
    std::fs::rename(scenario.work().join("later.yaml"), scenario.work().join("compose.yaml")).unwrap();
    scenario.step(&["create", "--remove-orphans", "--yes"]).succeeds();
    scenario.check(absent("idle"));
    assert_eq!(ids(&scenario, "web"), web);
    scenario.step(&["create", "--force-recreate", "--no-recreate"]).fails("are incompatible");
    scenario.step(&["create", "--scale", "wbe=2"]).fails("no such service: wbe");
    scenario.step(&["create", "wbe"]).fails("no such service: wbe");
    assert_eq!(ids(&scenario, "web"), web);
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn flags_of_start() {
    let scenario = Scenario::start(
        "flags_of_start",
        "start --wait ends when services and what they depend on are running or healthy, and --wait-timeout gives up.",
    );
    let names = ["--profile", "never", "create"];
    scenario.step(&names).succeeds();
    if scenario.peer_differs("2.40 has neither flag") {
        return;
    }
    scenario.step(&["start", "--wait", "web"]).succeeds();
    scenario.check(health("base", "healthy"));
    scenario.check(running("web", 1));
    scenario.check(all_in_state("never", "created", 1));
    scenario.step(&["start", "--wait"]).succeeds();
    let begin = Instant::now();
    scenario.step(&["--profile", "never", "start", "--wait", "--wait-timeout", "1", "never"]).fails("not healthy");
    assert!(begin.elapsed() < Duration::from_secs(10), "it gives up in time");
    scenario.check(running("never", 1));
    scenario.step(&["start", "--wait-timeout", "-1"]).fails("--wait-timeout must be a non-negative integer");
    scenario.step(&["--profile", "never", "down", "-t", "1"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn flags_of_down() {
    let scenario = Scenario::start(
        "flags_of_down",
        "down takes away the named services only, waits as long as -t says, and removes images, volumes and orphans when \
         it is told to, and only those.",
    );
    let image = |service: &str| format!("{}-{service}", scenario.project());
    let has = |image: &str| !scenario.docker(&["images", "-q", image]).is_empty();
    let volume = format!("{}_data", scenario.project());
    let up = || {
        for service in ["custom", "built"] {
            scenario.docker(&["tag", "rcompose-test/service", &image(service)]);
        }
        scenario.step(&["up", "-d"]).variable("COMPOSE_PROJECT_NAME", scenario.project()).succeeds();
    };
    let down = |arguments: &[&str]| scenario.step(arguments).variable("COMPOSE_PROJECT_NAME", scenario.project());
    up();
    let built = scenario.service("built");
    down(&["down", "web"]).may_warn("Resource is still in use").succeeds();
    scenario.check(absent("web"));
    scenario.check(untouched(&built));
    if !scenario.peer_differs("it takes a name that the file does not have for nothing to do") {
        down(&["down", "wbe"]).fails("no such service: wbe");
    }

    let begin = Instant::now();
    down(&["down", "--timeout", "1", "--rmi", "local"]).may_warn("image").succeeds();
    assert!(begin.elapsed() < Duration::from_secs(9), "it does not wait for the grace period");
    assert_eq!(scenario.containers().len(), 0);
    assert!(!has(&image("built")) && has(&image("custom")), "only what is named after the project goes");
    assert!(scenario.left("volume").contains(&volume));

    up();
    down(&["-f", "later.yaml", "down", "-t", "1"]).may_warn("Resource is still in use").succeeds();
    scenario.check(absent("built"));
    scenario.check(running("web", 1));
    down(&["-f", "later.yaml", "down", "-v"]).variable("COMPOSE_REMOVE_ORPHANS", "1").succeeds();
    assert_eq!(scenario.containers().len(), 0);
    assert!(scenario.left("volume").contains(&volume), "a volume that the file does not have stays");
    down(&["down", "--rmi", "all", "--volumes"]).may_warn("image").succeeds();
    assert!(!has(&image("custom")) && !has(&image("built")));
    assert!(!scenario.docker(&["images", "-q", "rcompose-test/service"]).is_empty());
    down(&["down", "--rmi", "some"]).fails("invalid value for --rmi: \"some\"");
    scenario.check(nothing_left());
}

#[test]
fn flags_of_other_changes() {
    let scenario = Scenario::start(
        "flags_of_other_changes",
        "scale --no-deps, restart -t, stop -t, kill --remove-orphans and rm -v do as they say.",
    );
    scenario.step(&["scale", "--no-deps", "web=2"]).succeeds();
    scenario.check(running("web", 2));
    scenario.check(absent("base"));
    scenario.step(&["scale", "web=1"]).succeeds();
    scenario.check(running("web", 1));
    scenario.check(running("base", 1));

    let before = scenario.container("web", 1).started_at;
    let begin = Instant::now();
    scenario.step(&["restart", "-t", "0", "web"]).succeeds();
    scenario.step(&["stop", "-t", "0", "web"]).succeeds();
    assert!(begin.elapsed() < Duration::from_secs(15), "it does not wait for the grace period");
    let web = scenario.container("web", 1);
    assert!(web.started_at > before && web.exit_code == 137);

    let volume = web.mounted_at("/anonymous").unwrap();
    let volumes = || scenario.docker(&["volume", "ls", "-q"]).lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(volumes().contains(&volume));
    scenario.step(&["rm", "-f", "-v", "web"]).succeeds();
    assert!(!volumes().contains(&volume), "the anonymous volume went with its container");
    scenario.step(&["up", "-d"]).succeeds();
    let volume = scenario.container("web", 1).mounted_at("/anonymous").unwrap();
    scenario.step(&["kill", "web"]).succeeds();
    scenario.step(&["rm", "-f", "web"]).succeeds();
    assert!(volumes().contains(&volume), "without -v it stays");
    scenario.docker(&["volume", "rm", &volume]);

    scenario.step(&["-f", "later.yaml", "kill"]).may_warn("o container to kill").succeeds();
    scenario.check(running("base", 1));
    scenario.step(&["-f", "later.yaml", "kill", "--remove-orphans"]).succeeds();
    scenario.eventually(all_in_state("base", "exited", 1), SOON);
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn flags_of_every_command() {
    let scenario = Scenario::start(
        "flags_of_every_command",
        "--env-file, --profile, --all-resources, --compatibility, --parallel and --project-directory decide what is made.",
    );
    let web = || scenario.container("web", 1);
    let mark = || scenario.exec("web", &["test-service", "env", "MARK"]);
    let path = |file: &str| scenario.work().join(file).to_string_lossy().into_owned();
    scenario.step(&["--env-file", "one.env", "--env-file", "two.env", "up", "-d"]).succeeds();
    assert_eq!(mark(), "two");
    assert_eq!(web().label("project.environment_file"), [path("one.env"), path("two.env")].join(","));
    assert!(!scenario.left("network").contains(&format!("{}_spare", scenario.project())));
    let one = |arguments: &[&str]| scenario.step(arguments).variable("COMPOSE_ENV_FILES", "one.env");
    one(&["up", "-d"]).succeeds();
    assert_eq!(mark(), "one");
    scenario.step(&["--env-file", "none.env", "up", "-d"]).fails("couldn't find env file");

    scenario.check(absent("extra"));
    one(&["--profile", "more", "up", "-d"]).succeeds();
    scenario.check(running("extra", 1));
    one(&["stop"]).succeeds();
    scenario.check(running("extra", 1));
    one(&["stop"]).variable("COMPOSE_PROFILES", "other,more").succeeds();
    scenario.check(all_in_state("extra", "exited", 1));
    one(&["restart", "extra"]).succeeds();
    scenario.check(running("extra", 1));

    one(&["--all-resources", "--parallel", "1", "up", "-d", "--scale", "web=3"]).succeeds();
    scenario.check(running("web", 3));
    for kind in ["network", "volume"] {
        assert!(scenario.left(kind).contains(&format!("{}_spare", scenario.project())));
    }
    one(&["--profile", "*", "--all-resources", "down", "-v"]).succeeds();
    scenario.check(nothing_left());

    one(&["--compatibility", "up", "-d"]).succeeds();
    assert_eq!(web().name, format!("{}_web_1", scenario.project()));
    one(&["down"]).succeeds();
    std::fs::create_dir(scenario.work().join("elsewhere")).unwrap();
    let project = scenario.project();
    one(&["--project-directory", "elsewhere", "-f", "compose.yaml", "-p", project, "up", "-d"]).succeeds();
    assert_eq!(web().label("project.working_dir"), path("elsewhere"));
    assert_eq!(web().label("project.config_files"), path("compose.yaml"));
    one(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn dry_runs_change_nothing() {
    let scenario = Scenario::start(
        "dry_runs_change_nothing",
        "With --dry-run a command says what it would do, and the engine is as it was.",
    );
    let dry = |arguments: &[&str]| {
        let output =
            scenario.step(&[&["--progress", "plain", "--dry-run"], arguments].concat()).may_warn("").succeeds();
        let said = output.stdout + &output.stderr;
        let name = if arguments[0] == "exec" { "web" } else { scenario.project() };
        assert!(said.contains(name), "{arguments:?} says what it would do: {said:?}");
    };
    for command in [&["up", "-d"][..], &["create"], &["scale", "web=2"]] {
        dry(command);
        scenario.check(nothing_left());
    }
    scenario.step(&["up", "-d"]).succeeds();
    let before = scenario.containers();
    let same = |state: &str| {
        scenario.check(untouched(&before));
        scenario.check(all_in_state("web", state, 1));
        scenario.check(all_in_state("base", state, 1));
        assert_eq!(scenario.left("volume").len() + scenario.left("network").len(), 2);
    };
    for command in [
        &["create", "--force-recreate"][..],
        &["up", "-d", "-V"],
        &["scale", "web=3"],
        &["scale", "web=0"],
        &["restart"],
        &["stop"],
        &["kill"],
        &["pause"],
        &["rm", "-f", "--stop"],
        &["down", "-v"],
        &["exec", "-T", "web", "test-service", "exit", "0"],
    ] {
        if command[0] == "exec" && scenario.peer_differs("it has no dry run of exec") {
            continue;
        }
        dry(command);
        same("running");
    }
    scenario.step(&["pause"]).succeeds();
    dry(&["unpause"]);
    same("paused");
    scenario.step(&["unpause"]).succeeds();
    scenario.step(&["stop"]).succeeds();
    for command in [&["start"][..], &["rm", "-f"], &["up", "-d"]] {
        if command[0] == "start" && scenario.peer_differs("it does not find the containers then") {
            continue;
        }
        dry(command);
        same("exited");
    }
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn config_into_a_file() {
    let scenario = Scenario::start(
        "config_into_a_file",
        "config -o writes the file that it would have shown, and a project that is made from that is the same.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let before = scenario.containers();
    let shown = scenario.step(&["config"]).succeeds().stdout;
    let quiet = scenario.step(&["config", "--output", "out.yaml"]).succeeds();
    assert_eq!(quiet.stdout, "");
    assert_eq!(std::fs::read_to_string(scenario.work().join("out.yaml")).unwrap(), shown);
    scenario.step(&["-f", "out.yaml", "up", "-d"]).succeeds();
    let ids = |list: &[crate::engine::Container]| list.iter().map(|found| found.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&scenario.containers()), ids(&before));
    scenario.step(&["config", "-o", "none/out.yaml"]).fails("none/out.yaml");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
