//! The containers of `pre_start` hooks.

use super::*;
use crate::convert::hook;

fn body_of(service: Value) -> Value {
    let project = project(service);
    let given = Given { owners: BTreeMap::from([("db".into(), "d1".into())]), ..Given::default() };
    let service = &project.services["web"];
    let facts = ContainerFacts { name: "p_web_pre_start_0", number: None, ..given.facts() };
    let body = hook::body(&project, (service, &service.pre_start[0]), &"r1".into(), &facts, NEW).unwrap();
    serde_json::to_value(body.create).unwrap()
}

#[test]
fn a_hook_has_the_services_network_and_variables_and_the_volumes_of_a_replica() {
    let service = json!({
        "image": "i", "user": "nobody", "working_dir": "/w", "command": ["serve"], "restart": "always",
        "privileged": true, "ports": [{"target": 80, "published": "8080"}], "healthcheck": {"test": ["CMD", "x"]},
        "volumes": [{"type": "volume", "source": "data", "target": "/data"}],
        "environment": {"A": "service", "B": "service"},
        "networks": {"front": {"aliases": ["site"], "ipv4_address": "10.0.0.9"}},
        "pre_start": [{"command": ["migrate"], "environment": {"B": "hook", "C": "hook"}}]});
    let body = body_of(service);
    let expected = [
        ("/Image", json!("i")),
        ("/Cmd", json!(["migrate"])),
        ("/Entrypoint", Value::Null),
        ("/User", json!("nobody")),
        ("/WorkingDir", json!("/w")),
        ("/Env", json!(["A=service", "B=hook", "C=hook"])),
        ("/Healthcheck", Value::Null),
        ("/HostConfig/VolumesFrom", json!(["r1"])),
        ("/HostConfig/Mounts", Value::Null),
        ("/HostConfig/PortBindings", Value::Null),
        ("/HostConfig/RestartPolicy", Value::Null),
        ("/HostConfig/Privileged", Value::Null),
        ("/HostConfig/NetworkMode", json!("p_front")),
        ("/NetworkingConfig/EndpointsConfig", json!({"p_front": {"Aliases": ["p_web_pre_start_0", "web", "site"]}})),
    ];
    for (pointer, value) in expected {
        assert_eq!(body.pointer(pointer).unwrap_or(&Value::Null), &value, "{pointer}");
    }
}

#[test]
fn a_hook_with_an_image_of_its_own_has_users_and_folders_of_its_own() {
    let service = json!({
        "image": "i", "user": "nobody", "working_dir": "/w", "network_mode": "service:db",
        "pre_start": [{"image": "tool", "privileged": true}]});
    let body = body_of(service);
    let expected = [
        ("/Image", json!("tool")),
        ("/Cmd", Value::Null),
        ("/User", Value::Null),
        ("/WorkingDir", Value::Null),
        ("/HostConfig/Privileged", json!(true)),
        ("/HostConfig/NetworkMode", json!("container:d1")),
    ];
    for (pointer, value) in expected {
        assert_eq!(body.pointer(pointer).unwrap_or(&Value::Null), &value, "{pointer}");
    }
    let service = json!({"pre_start": [{"image": "tool", "user": "1", "working_dir": "/x"}]});
    let body = body_of(service);
    assert_eq!((&body["User"], &body["WorkingDir"]), (&json!("1"), &json!("/x")));
}

#[test]
fn a_hook_for_each_replica_is_refused() {
    let project = project(json!({"pre_start": [{}, {"command": ["x"], "per_replica": true}]}));
    let found: Vec<String> = check(&project, NEW).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["service \"web\" pre_start[1]: per_replica is not yet supported; \
          without it the hook runs once, before the first replica"]
    );
}
