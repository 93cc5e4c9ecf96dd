//! Namespaces: `network_mode`, `pid`, `ipc`, `uts`, `userns_mode`, `cgroup`, `cgroup_parent` of a service.

use super::support::*;
use serde_json::{Value, json};

const OTHER: &str = "  b: {image: x}\n";

#[test]
fn words_stay_as_they_are() {
    canonical([
        ("network_mode: host", "network_mode", json!("host")),
        ("network_mode: host", "networks", Value::Null),
        // It counts as set, so there is no default network.
        ("network_mode: ''", "networks", Value::Null),
        ("pid: host", "pid", json!("host")),
        ("pid:", "pid", Value::Null),
        ("ipc: shareable", "ipc", json!("shareable")),
        ("uts: host", "uts", json!("host")),
        ("userns_mode: host", "userns_mode", json!("host")),
        ("cgroup: private", "cgroup", json!("private")),
    ]);
}

#[test]
fn a_later_file_replaces() {
    merged([
        ("network_mode: host", "network_mode: none", "network_mode", json!("none")),
        ("network_mode: host", "network_mode: !reset x", "networks", json!({"default": null})),
        ("pid: host", "pid: null", "pid", json!("host")),
        ("ipc: host", "ipc: private", "ipc", json!("private")),
        ("cgroup: host", "cgroup: !override private", "cgroup", json!("private")),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "network_mode: host\npid: host\nipc: host\nuts: host\nuserns_mode: host\ncgroup: host\ncgroup_parent: c",
    ]);
    service("network_mode: service:b\nipc: service:b").with(OTHER).reads_back();
}

#[test]
fn faults() {
    wrong(&[
        (
            "network_mode: host\nnetworks: [default]",
            "4:19 conflict service a declares mutually exclusive `network_mode` and `networks`: invalid compose project",
        ),
        ("cgroup: other", "4:13 wrong-value services.a.cgroup value must be one of 'host', 'private'"),
        ("ipc: 5", "4:10 wrong-type services.a.ipc must be a string"),
    ]);
    for (attribute, column) in [("network_mode", 19), ("ipc", 10), ("pid", 10)] {
        let fault = format!(
            "4:{column} undefined-service service \"a\" depends on undefined service \"zz\": invalid compose project"
        );
        wrong(&[(&format!("{attribute}: service:zz"), &fault)]);
    }
}

#[test]
fn the_request() {
    sent([
        ("network_mode: host", "/HostConfig/NetworkMode", json!("host")),
        ("network_mode: 'container:c'", "/HostConfig/NetworkMode", json!("container:c")),
        ("network_mode: host", "/NetworkingConfig", Value::Null),
        ("network_mode: disabled", "/NetworkDisabled", json!(true)),
        ("network_mode: ''", "/HostConfig/NetworkMode", json!("none")),
        ("pid: host", "/HostConfig/PidMode", json!("host")),
        ("ipc: shareable", "/HostConfig/IpcMode", json!("shareable")),
        ("uts: host", "/HostConfig/UTSMode", json!("host")),
        ("userns_mode: host", "/HostConfig/UsernsMode", json!("host")),
        ("cgroup: private", "/HostConfig/CgroupnsMode", json!("private")),
        ("cgroup_parent: c", "/HostConfig/CgroupParent", json!("c")),
    ]);
    let shared = service("network_mode: service:b\nipc: service:b\npid: service:b").with(OTHER);
    for place in ["NetworkMode", "IpcMode", "PidMode"] {
        assert_eq!(shared.sent(&format!("/HostConfig/{place}")), "container:id-of-b", "{place}");
    }
}
