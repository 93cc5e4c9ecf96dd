//! What reaches the container: environment, secrets, configs, and the plain settings.

use crate::checks::{nothing_left, running};
use crate::scenario::Scenario;

#[test]
fn environment_secrets_configs() {
    let scenario = Scenario::start(
        "environment_secrets_configs",
        "Variables, secrets and configs reach the container with the documented precedence, and secrets stay secret.",
    );
    let step = scenario.step(&["up", "-d"]).variable("PASSED_ON", "from the shell").variable("SHELL_WINS", "shell");
    step.succeeds();
    scenario.check(running("web", 1));
    let variables = scenario.exec("web", &["test-service", "env"]);
    for line in [
        "TITLE=list of things",
        "FROM_FILE=file value",
        "QUOTED=two words",
        "REFERENCE=file value-x",
        "BOTH=inline wins",
        "PASSED_ON=from the shell",
        "SHELL=shell",
        "DOLLAR=a$b",
        "FALLBACK=fallback",
        "ALTERNATE=set",
    ] {
        assert!(variables.lines().any(|found| found == line), "{line} is not in\n{variables}");
    }
    assert!(!variables.contains("UNSET_HERE"), "{variables}");

    let cat = |path: &str| scenario.exec("web", &["test-service", "cat", path]);
    assert_eq!(cat("/run/secrets/token"), "a-pass word$1");
    assert_eq!(cat("/run/secrets/renamed"), "a-pass word$1");
    assert_eq!(cat("/run/secrets/spoken"), "said aloud");
    assert_eq!(cat("/app/settings.json"), r#"{"theme": "dark"}"#);
    assert_eq!(cat("/inline"), "title = list of things");
    let id = scenario.container("web", 1).id;
    let write = crate::engine::docker(&["exec", &id, "test-service", "write", "/run/secrets/token", "x"]);
    assert!(!write.succeeded(), "a secret is read-only");
    let json = scenario.container("web", 1).json.to_string();
    assert!(!json.contains("a-pass word") && !json.contains("said aloud"), "a secret's value is in the settings");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn plain_settings() {
    let scenario = Scenario::start(
        "plain_settings",
        "The settings of a service arrive at the engine as they are written in the file.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    let json = scenario.container("web", 1).json;
    let expected = [
        ("/Config/Cmd", serde_json::json!(["test-service", "idle", "two words", "and $dollar"])),
        ("/Config/User", serde_json::json!("65534:65534")),
        ("/Config/WorkingDir", serde_json::json!("/tmp")),
        ("/Config/Hostname", serde_json::json!("named")),
        ("/Config/StopSignal", serde_json::json!("SIGINT")),
        ("/Config/Labels/com.example.owner", serde_json::json!("someone")),
        ("/HostConfig/RestartPolicy/Name", serde_json::json!("on-failure")),
        ("/HostConfig/RestartPolicy/MaximumRetryCount", serde_json::json!(3)),
        ("/HostConfig/Init", serde_json::json!(true)),
        ("/HostConfig/ReadonlyRootfs", serde_json::json!(true)),
        ("/HostConfig/CapDrop", serde_json::json!(["ALL"])),
        ("/HostConfig/LogConfig/Type", serde_json::json!("json-file")),
        ("/HostConfig/LogConfig/Config/max-size", serde_json::json!("200k")),
        ("/HostConfig/Memory", serde_json::json!(64 * 1024 * 1024)),
        ("/HostConfig/ShmSize", serde_json::json!(16 * 1024 * 1024)),
        ("/HostConfig/Tmpfs/~1scratch", serde_json::json!("size=1m")),
        ("/HostConfig/Ulimits/0/Soft", serde_json::json!(1000)),
    ];
    for (pointer, value) in expected {
        assert_eq!(json.pointer(pointer), Some(&value), "{pointer}");
    }
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(crate::checks::untouched(&[scenario.container("web", 1)]));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn the_file_on_standard_input() {
    let scenario = Scenario::start("the_file_on_standard_input", "-f - reads the file from standard input.");
    let file = "services: {web: {image: rcompose-test/service, command: test-service idle}}\n";
    scenario.step(&["-f", "-", "up", "-d"]).input(file).succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["-f", "-", "down"]).input(file).succeeds();
    scenario.check(nothing_left());
}
