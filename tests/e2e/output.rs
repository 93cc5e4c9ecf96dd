//! What scripts read: ps, ls, config, logs, version.

use crate::SOON;
use crate::checks::{health, nothing_left};
use crate::scenario::Scenario;

#[test]
fn ps_and_ls() {
    let scenario = Scenario::start(
        "ps_and_ls",
        "ps shows the containers that run, with health and ports, as a table, JSON, names or a template; ls the projects.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.eventually(health("web", "healthy"), SOON);
    let port = scenario.container("web", 1).host_port(80).unwrap();
    let table = scenario.step(&["ps"]).succeeds();
    let lines = table.lines();
    let header: Vec<_> = lines[0].split_whitespace().collect();
    assert_eq!(header, ["NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS"]);
    let row = lines.iter().find(|line| line.starts_with(&scenario.container_name("web", 1))).unwrap();
    assert!(row.contains("(healthy)") && row.contains(&format!("127.0.0.1:{port}->80/tcp")), "{row}");

    let mut ids = scenario.step(&["ps", "-q"]).succeeds().lines().iter().map(ToString::to_string).collect::<Vec<_>>();
    ids.sort();
    let mut wanted: Vec<_> = scenario.containers().into_iter().map(|container| container.id).collect();
    wanted.sort();
    assert_eq!(ids, wanted);
    let mut services: Vec<_> =
        scenario.step(&["ps", "--services"]).succeeds().lines().iter().map(ToString::to_string).collect();
    services.sort();
    assert_eq!(services, ["idle", "web"]);

    let json = scenario.step(&["ps", "--format", "json", "web"]).succeeds().json_lines();
    assert_eq!(json.len(), 1);
    assert_eq!(json[0]["Service"], "web");
    assert_eq!(json[0]["State"], "running");
    assert_eq!(json[0]["Health"], "healthy");
    assert_eq!(json[0]["Publishers"][0]["PublishedPort"], port);
    let template = scenario.step(&["ps", "--format", "{{.Service}}={{.State}}", "web"]).succeeds();
    assert_eq!(template.stdout.trim(), "web=running");

    scenario.step(&["stop", "web"]).succeeds();
    assert!(!scenario.step(&["ps", "--services"]).succeeds().stdout.contains("web"));
    let all = scenario.step(&["ps", "-a"]).succeeds();
    assert!(all.lines().iter().any(|line| line.contains("Exited (0)")), "{all}");
    scenario.step(&["ps", "nosuch"]).fails("no such service: nosuch");

    let projects = scenario.step(&["ls", "--format", "json"]).succeeds();
    let projects: serde_json::Value = serde_json::from_str(&projects.stdout).unwrap();
    let own = projects.as_array().unwrap().iter().find(|project| project["Name"] == scenario.project()).unwrap();
    assert_eq!(own["ConfigFiles"], scenario.work().join("compose.yaml").to_str().unwrap());
    scenario.step(&["down"]).succeeds();
    let projects = scenario.step(&["ls", "-a", "-q"]).succeeds();
    assert!(!projects.stdout.contains(scenario.project()), "{projects}");
    scenario.check(nothing_left());
}

#[test]
fn config_shows_the_result() {
    let scenario = Scenario::start(
        "config_shows_the_result",
        "config prints the file as it is understood: merged, interpolated, with paths and defaults; and parts of it.",
    );
    let json = scenario.step(&["config", "--format", "json"]).succeeds();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let web = &json["services"]["web"];
    assert_eq!(json["name"], scenario.project());
    assert_eq!(web["image"], "rcompose-test/service:latest");
    assert_eq!(web["ports"][0]["target"], 80);
    assert_eq!(web["volumes"][0]["source"], scenario.work().join("page").to_str().unwrap());
    assert_eq!(web["environment"]["FROM_FILE"], "yes");
    assert_eq!(json["networks"]["default"]["name"], format!("{}_default", scenario.project()));

    let lines = |arguments: &[&str]| {
        let mut lines: Vec<_> =
            scenario.step(arguments).succeeds().lines().iter().map(|line| (*line).to_owned()).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&["config", "--services"]), ["store", "web"]);
    assert_eq!(lines(&["config", "--volumes"]), ["data"]);
    assert_eq!(lines(&["config", "--images"]), ["rcompose-test/service:latest", "rcompose-test/volume"]);
    assert_eq!(lines(&["config", "--quiet"]), Vec::<String>::new());
    let raw = scenario.step(&["config", "--no-interpolate"]).succeeds();
    assert!(raw.stdout.contains("${TAG:-latest}"), "{raw}");

    // What config prints is a file that means the same.
    let text = scenario.step(&["config"]).succeeds().stdout;
    std::fs::write(scenario.work().join("again.yaml"), &text).unwrap();
    assert_eq!(scenario.step(&["-f", "again.yaml", "config"]).succeeds().stdout, text);
    // The hash of config is the one that up writes (docker compose 2.40 hashes an env_file's name there, so not of `web`).
    let hashes = lines(&["config", "--hash", "store"]);
    scenario.step(&["up", "-d", "store"]).succeeds();
    assert_eq!(hashes, [format!("store {}", scenario.container("store", 1).label("config-hash"))]);
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn progress_goes_to_stderr() {
    let scenario = Scenario::start(
        "progress_goes_to_stderr",
        "Progress is on stderr, in plain lines off a terminal and as objects when asked; stdout stays empty.",
    );
    let up = scenario.step(&["up", "-d"]).variable("COMPOSE_PROGRESS", "plain");
    let output = up.warns("Creat").warns("Start").warns(scenario.project()).succeeds();
    assert_eq!(output.stdout, "");
    let web = scenario.container_name("web", 1);
    assert!(output.stderr.lines().any(|line| line.contains("Container") && line.contains(&web)), "{output}");
    let down = scenario.step(&["--progress", "json", "down"]).warns("{").succeeds();
    for line in down.stderr.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(object["id"].is_string(), "{line}");
    }
    scenario.check(nothing_left());
}
