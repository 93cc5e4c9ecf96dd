//! `deploy` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn canonical_values() {
    let limits = json!({"resources": {"limits": {"cpus": 0.5, "memory": "1048576", "pids": 5}}});
    let forms = [
        "deploy: {resources: {limits: {cpus: '0.5', memory: 1m, pids: '5'}}}",
        "deploy: {resources: {limits: {cpus: 0.5, memory: '1048576', pids: 5}}}",
    ];
    same("deploy", &forms, &limits);
    let labels = json!({"labels": {"a": "1", "b": ""}});
    same("deploy", &["deploy: {labels: {a: 1, b: }}", "deploy: {labels: [a=1, b]}"], &labels);
    let devices = json!({"resources": {"reservations": {"devices": [{"capabilities": ["gpu"], "count": -1}]}}});
    let forms = ["{capabilities: [gpu]}", "{capabilities: [gpu], count: all}", "{capabilities: [gpu], count: -1}"]
        .map(|device| format!("deploy: {{resources: {{reservations: {{devices: [{device}]}}}}}}"));
    same("deploy", &forms.each_ref().map(String::as_str), &devices);
    canonical([
        ("deploy:", "deploy", Value::Null),
        (
            "deploy: {mode: global, endpoint_mode: vip, replicas: '0'}",
            "deploy",
            json!({"mode": "global", "replicas": 0, "endpoint_mode": "vip"}),
        ),
        (
            "deploy: {update_config: {parallelism: 0, delay: 90s, monitor: 1h, max_failure_ratio: '0.25', order: start-first, failure_action: pause}}",
            "deploy",
            json!({"update_config": {"parallelism": 0, "delay": "1m30s", "failure_action": "pause", "monitor": "1h0m0s", "max_failure_ratio": 0.25, "order": "start-first"}}),
        ),
        (
            "deploy: {rollback_config: {delay: 0s, parallelism: 2}}",
            "deploy",
            json!({"rollback_config": {"parallelism": 2}}),
        ),
        (
            "deploy: {restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 2m}}",
            "deploy",
            json!({"restart_policy": {"condition": "on-failure", "delay": "5s", "max_attempts": 3, "window": "2m0s"}}),
        ),
        (
            "deploy: {placement: {constraints: [node.role==manager], preferences: [{spread: x}], max_replicas_per_node: 2}}",
            "deploy",
            json!({"placement": {"constraints": ["node.role==manager"], "preferences": [{"spread": "x"}], "max_replicas_per_node": 2}}),
        ),
        (
            "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: g, value: '2'}}]}}}",
            "deploy",
            json!({"resources": {"reservations": {"generic_resources": [{"discrete_resource_spec": {"kind": "g", "value": 2}}]}}}),
        ),
    ]);
}

#[test]
fn scale_is_copied_to_the_replicas() {
    canonical([
        ("scale: 3\ndeploy: {mode: replicated}", "deploy", json!({"mode": "replicated", "replicas": 3})),
        ("scale: 3\ndeploy: {replicas: 3}", "deploy", json!({"replicas": 3})),
    ]);
}

#[test]
fn a_later_file_is_merged_at_every_depth() {
    merged([
        (
            "deploy: {replicas: 1, resources: {limits: {cpus: 1, memory: 1k}}}",
            "deploy: {replicas: 2, resources: {limits: {memory: 2k}, reservations: {cpus: 2}}}",
            "deploy",
            json!({"replicas": 2, "resources": {"limits": {"cpus": 1, "memory": "2048"}, "reservations": {"cpus": 2}}}),
        ),
        ("deploy: {labels: [a=1, b=2]}", "deploy: {labels: {a: 3}}", "deploy", json!({"labels": {"a": "3", "b": "2"}})),
        (
            "deploy: {placement: {constraints: [a]}}",
            "deploy: {placement: {constraints: [b, a]}}",
            "deploy",
            json!({"placement": {"constraints": ["a", "b", "a"]}}),
        ),
        ("deploy: {mode: a}", "deploy: null", "deploy", json!({"mode": "a"})),
        ("deploy: {mode: a, replicas: 2}", "deploy: {replicas: !reset 0}", "deploy", json!({"mode": "a"})),
        (
            "deploy: {mode: a, replicas: 2}",
            "deploy: !override {endpoint_mode: b}",
            "deploy",
            json!({"endpoint_mode": "b"}),
        ),
        ("deploy: {mode: a}", "deploy: !reset {}", "deploy", Value::Null),
    ]);
    let devices = "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1}]}}}";
    let both = service(devices).over(devices).at("/services/a/deploy/resources/reservations/devices");
    assert_eq!(both.as_array().map(Vec::len), Some(2), "requests of devices only ever grow");
}

#[test]
fn config_reads_back() {
    read_back(&[
        "deploy: {replicas: 0, labels: [a], restart_policy: {condition: any, delay: 0s}, placement: {constraints: [a]}, x-a: 1}",
        "deploy: {update_config: {parallelism: 0, max_failure_ratio: 0.1, delay: 1.5s}, resources: {limits: {cpus: 0.1, memory: 1g, pids: 5}}}",
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], device_ids: ['0'], options: [a=b]}]}}}",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        ("deploy: {replicas: -1}", "4:24 wrong-value services.a.deploy.replicas: must be greater than or equal to 0"),
        (
            "deploy: {replicas: two}",
            "4:24 wrong-type error while interpolating services.a.deploy.replicas: failed to cast to expected type: strconv.Atoi: parsing \"two\": invalid syntax",
        ),
        (
            "deploy: {resources: {limits: {memory: 100}}}",
            "4:43 wrong-type services.a.deploy.resources.limits.memory must be a string",
        ),
        (
            "deploy: {update_config: {order: foo}}",
            "4:37 wrong-value services.a.deploy.update_config.order value must be one of 'start-first', 'stop-first'",
        ),
        (
            "deploy: {update_config: {delay: 5}}",
            "4:37 wrong-type services.a.deploy.update_config.delay must be a string",
        ),
        (
            "deploy: {restart_policy: {delay: 5x}}",
            "4:38 invalid-format 'services[a].deploy.restart_policy.delay' time: unknown unit \"x\" in duration \"5x\"",
        ),
        ("deploy: {replica: 1}", "4:14 unknown-key services.a.deploy additional properties 'replica' not allowed"),
        (
            "deploy: {resources: {reservations: {devices: [{count: 1}]}}}",
            "4:51 missing-key services.a.deploy.resources.reservations.devices.0 missing property 'capabilities'",
        ),
        (
            "scale: 2\ndeploy: {replicas: 3}",
            "4:12 conflict services.a: can't set distinct values on 'scale' and 'deploy.replicas': invalid compose project",
        ),
        (
            "container_name: nn\ndeploy: {replicas: 2}",
            "4:21 conflict services.deploy.replicas: can't set container_name and a as container name must be unique: invalid compose project",
        ),
    ]);
    let both = service(
        "deploy:\n  resources:\n    reservations:\n      devices:\n      - {capabilities: [gpu], count: 1, device_ids: ['0']}",
    );
    assert_eq!(both.faults().len(), 1);
    assert!(both.faults()[0].ends_with("\"count\" and \"device_ids\" attributes are exclusive"), "{:?}", both.faults());
}

#[test]
fn limits_are_said_in_one_place() {
    let conflict = |attribute: &str, other: &str| {
        format!(
            "conflict services.a: can't set distinct values on '{attribute}' and 'deploy.resources.{other}': invalid compose project"
        )
    };
    for (attributes, position, attribute, other) in [
        // Also where the other place has limits, but not this one.
        ("cpus: 0.5\ndeploy: {resources: {limits: {memory: 1k}}}", "4:11", "cpus", "limits.cpus"),
        ("mem_limit: 1k\ndeploy: {resources: {limits: {memory: 2k}}}", "4:16", "mem_limit", "limits.memory"),
        ("pids_limit: 1\ndeploy: {resources: {limits: {}}}", "4:17", "pids_limit", "limits.pids"),
        (
            "mem_reservation: 1k\ndeploy: {resources: {reservations: {cpus: 1}}}",
            "4:22",
            "mem_reservation",
            "reservations.memory",
        ),
    ] {
        assert_eq!(service(attributes).faults(), [format!("compose.yaml:{position} {}", conflict(attribute, other))]);
    }
    canonical([("cpus: 0.5\ndeploy: {resources: {limits: {cpus: 0.5}}}", "cpus", json!(0.5))]);
}

#[test]
fn the_request() {
    let policy = |name: &str, attempts: u32| json!({"Name": name, "MaximumRetryCount": attempts});
    sent([
        ("deploy: {resources: {limits: {cpus: 0.5, memory: 1k, pids: 5}}}", "/HostConfig/NanoCpus", json!(500_000_000)),
        ("deploy: {resources: {limits: {cpus: 0.5, memory: 1k, pids: 5}}}", "/HostConfig/Memory", json!(1024)),
        ("deploy: {resources: {limits: {cpus: 0.5, memory: 1k, pids: 5}}}", "/HostConfig/PidsLimit", json!(5)),
        ("deploy: {resources: {reservations: {cpus: 2, memory: 1k}}}", "/HostConfig/MemoryReservation", json!(1024)),
        ("deploy: {resources: {reservations: {cpus: 2, memory: 1k}}}", "/HostConfig/NanoCpus", Value::Null),
        ("restart: always\ndeploy: {restart_policy: {condition: none}}", "/HostConfig/RestartPolicy", policy("no", 0)),
        ("restart: always\ndeploy: {restart_policy: {}}", "/HostConfig/RestartPolicy", policy("", 0)),
        ("deploy: {restart_policy: {condition: any}}", "/HostConfig/RestartPolicy", policy("always", 0)),
        (
            "deploy: {restart_policy: {condition: on-failure, max_attempts: 3, delay: 1s}}",
            "/HostConfig/RestartPolicy",
            policy("on-failure", 3),
        ),
        ("restart: always\ndeploy: {mode: global}", "/HostConfig/RestartPolicy", policy("always", 0)),
        ("deploy: {labels: [a=b]}", "/Labels", Value::Null),
    ]);
    let replicas = |attributes: &str| service(attributes).project().services["a"].replicas();
    assert_eq!(["deploy: {replicas: 3}", "deploy: {mode: global}", "deploy: {replicas: 0}"].map(replicas), [3, 1, 0]);
    let hash = |attributes: &str| crate::plan::hash::service(&service(attributes).project().services["a"]);
    assert_eq!(hash("deploy: {mode: a, replicas: 1}"), hash("deploy: {mode: a, replicas: 2}"), "how many is not in it");
    refused(
        NEW,
        &[(
            "deploy: {restart_policy: {condition: any, max_attempts: 3}}",
            "service \"a\": restart policy \"any\" takes no number of attempts; only \"on-failure\" does",
        )],
    );
}
