//! What services ask of the engine, as the engine has it.

use crate::checks::{nothing_left, running};
use crate::scenario::Scenario;

#[test]
fn requests_say_all_that_the_file_says() {
    let scenario = Scenario::start(
        "requests_say_all_that_the_file_says",
        "Attributes of every group arrive at the engine as they are written.",
    );
    scenario.step(&["create"]).succeeds();
    let id = scenario.container("web", 1).id;
    let host = scenario.docker(&["inspect", "-f", "{{json .HostConfig}}", &id]);
    let host: serde_json::Value = serde_json::from_str(&host).expect("the engine answers with JSON");
    let expected = [
        ("/Init", "true"),
        ("/RestartPolicy", r#"{"MaximumRetryCount":3,"Name":"on-failure"}"#),
        ("/NanoCpus", "500000000"),
        ("/Memory", "67108864"),
        ("/PidsLimit", "50"),
        ("/Ulimits/0/Hard", "400"),
        ("/CapAdd", r#"["CAP_NET_ADMIN"]"#),
        ("/CapDrop", r#"["ALL"]"#),
        ("/SecurityOpt", r#"["seccomp={\"defaultAction\":\"SCMP_ACT_ALLOW\"}"]"#),
        ("/ReadonlyRootfs", "true"),
        ("/Tmpfs", r#"{"/scratch":"size=1m"}"#),
        ("/ExtraHosts", r#"["one:10.0.0.1"]"#),
        ("/Dns", r#"["1.1.1.1"]"#),
        ("/LogConfig", r#"{"Config":{"max-size":"1m"},"Type":"json-file"}"#),
        ("/PortBindings/80~1tcp", r#"[{"HostIp":"127.0.0.1","HostPort":""}]"#),
        ("/PortBindings/3868~1udp/0/HostPort", r#""""#),
    ];
    for (pointer, value) in expected {
        let found = host.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is missing in {host}"));
        let value: serde_json::Value = serde_json::from_str(value).expect("the expectation is JSON");
        assert_eq!(found, &value, "{pointer}");
    }
    let mounts = host["Mounts"].as_array().expect("a list").iter();
    let mut targets: Vec<&str> = mounts.filter_map(|mount| mount["Target"].as_str()).collect();
    targets.sort_unstable();
    assert_eq!(targets, ["/here", "/memory"]);
    let process =
        scenario.docker(&["inspect", "-f", "{{.Config.User}} {{.Config.StopSignal}} {{.Config.StopTimeout}}", &id]);
    assert_eq!(process.trim(), "65534 SIGINT 90");

    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    let id = scenario.container("web", 1).id;
    let addresses =
        scenario.docker(&["inspect", "-f", "{{range .NetworkSettings.Networks}}{{.MacAddress}} {{end}}", &id]);
    assert!(addresses.contains("02:42:ac:11:77:01"), "{addresses}");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn an_engine_that_is_too_old() {
    let scenario = Scenario::start(
        "an_engine_that_is_too_old",
        "What an engine lacks is told with its place, all at once and before anything is made; newer ones have it.",
    );
    let version = scenario.docker(&["version", "-f", "{{.Server.APIVersion}}"]);
    if version.trim() != "1.41" {
        scenario.step(&["create"]).succeeds();
        let id = scenario.container("web", 1).id;
        let annotations = scenario.docker(&["inspect", "-f", "{{.HostConfig.Annotations}}", &id]);
        assert_eq!(annotations.trim(), "map[note:here]");
        return;
    }
    if scenario.peer_differs("it leaves out what the engine lacks, or stops at the first") {
        return;
    }
    let output = scenario.step(&["up", "-d"]).fails("annotations requires Docker Engine 24.0 (API 1.43) or later");
    for told in [
        "healthcheck.start_interval requires Docker Engine 25.0 (API 1.44) or later",
        "networks.back.gw_priority requires Docker Engine 28.0 (API 1.48) or later",
        "networks.back.interface_name requires Docker Engine v28.1 or later",
        "compose.yaml:7:27",
    ] {
        assert!(output.stderr.contains(told), "{told} is missing in:\n{}", output.stderr);
    }
    scenario.check(nothing_left());
}
