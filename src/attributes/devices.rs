//! Devices of the host: `devices`, `gpus`, `device_cgroup_rules` of a service.

use super::support::*;
use serde_json::{Value, json};

fn device(source: &str, target: &str, permissions: &str) -> Value {
    json!({"source": source, "target": target, "permissions": permissions})
}

#[test]
fn the_short_form_says_what_the_long_form_says() {
    let forms = [
        "devices: ['/dev/a']",
        "devices: ['/dev/a:/dev/a:rwm']",
        "devices: [{source: /dev/a, target: /dev/a, permissions: rwm}]",
    ];
    same("devices", &forms, &json!([device("/dev/a", "/dev/a", "rwm")]));
    canonical([
        ("devices: ['/a:/b', '/c:/d:r']", "devices", json!([device("/a", "/b", "rwm"), device("/c", "/d", "r")])),
        // Permissions are a default of the short form only.
        ("devices: [{source: /a, target: /b}]", "devices", json!([{"source": "/a", "target": "/b"}])),
        (
            "devices: [vendor.com/gpu=all]",
            "devices",
            json!([device("vendor.com/gpu=all", "vendor.com/gpu=all", "rwm")]),
        ),
    ]);
    same("gpus", &["gpus: all", "gpus: [{count: all}]", "gpus: [{count: -1}]", "gpus: [{}]"], &json!([{"count": -1}]));
    canonical([
        (
            "gpus: [{driver: nvidia, count: '2', capabilities: [utility], options: [a=b]}]",
            "gpus",
            json!([{"driver": "nvidia", "count": 2, "capabilities": ["utility"], "options": {"a": "b"}}]),
        ),
        ("gpus: [{device_ids: ['0', '1']}]", "gpus", json!([{"device_ids": ["0", "1"]}])),
    ]);
}

#[test]
fn a_later_file() {
    let all = json!([{"count": -1}, {"count": -1}]);
    merged([
        // By target, at the place of the earlier one.
        (
            "devices: ['/a:/x', '/b:/y']",
            "devices: ['/c:/x:r', '/d']",
            "devices",
            json!([device("/c", "/x", "r"), device("/b", "/y", "rwm"), device("/d", "/d", "rwm")]),
        ),
        ("gpus: [{count: all}]", "gpus: [{count: all}]", "gpus", all),
        ("device_cgroup_rules: [a]", "device_cgroup_rules: [b]", "device_cgroup_rules", json!(["a", "b"])),
        ("devices: [/a]", "devices: !override [/b]", "devices", json!([device("/b", "/b", "rwm")])),
        ("gpus: all", "gpus: !override [{count: 1}]", "gpus", json!([{"count": 1}])),
        ("devices: [/a]", "devices: !reset []", "devices", Value::Null),
    ]);
    let unlike = service("gpus: all").over("gpus: all").faults();
    assert_eq!(unlike, ["over.yaml:3:11 cannot-override cannot override services.a.gpus"], "a word is no list");
    let twice = service("device_cgroup_rules: [a]").over("device_cgroup_rules: [a]").faults();
    assert_eq!(twice, ["over.yaml:3:27 duplicate-item services.a.device_cgroup_rules items at 0 and 1 are equal"]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "devices: ['/a:/b:r', vendor.com/gpu=all, {source: /c, target: /d}]",
        "gpus: [{count: 2, driver: d, capabilities: [a], options: {b: c}}, {device_ids: ['0']}]\ndevice_cgroup_rules: ['c 1:3 mr']",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        ("devices: ['/a:/b:r:x']", "4:15 invalid-format confusing device mapping, please use long syntax: /a:/b:r:x"),
        ("devices: [{source: /a}]", "4:15 missing-key service device services.a.devices.[0] is missing a mount target"),
        ("devices: [5]", "4:15 wrong-type services.a.devices.0 must be a string"),
        ("gpus: some", "4:11 wrong-value services.a.gpus value must be 'all'"),
        (
            "device_cgroup_rules: [a, a]",
            "4:30 duplicate-item services.a.device_cgroup_rules items at 0 and 1 are equal",
        ),
    ]);
    let both = service("gpus: [{count: 1, device_ids: ['0']}]").faults();
    assert_eq!(both.len(), 1);
    assert!(
        both[0].ends_with(" services.a.gpus.[]: \"count\" and \"device_ids\" attributes are exclusive"),
        "{both:?}"
    );
    let count = service("gpus: [{count: abc}]").faults();
    assert!(
        count[0].contains("4:20")
            && count[0].ends_with("invalid value \"abc\", the only value allowed is 'all' or a number"),
        "{count:?}"
    );
}

#[test]
fn the_request() {
    let mapping = |host: &str, container: &str, permissions: &str| json!({"PathOnHost": host, "PathInContainer": container, "CgroupPermissions": permissions});
    sent([
        (
            "devices: ['/a:/b:r', /c]",
            "/HostConfig/Devices",
            json!([mapping("/a", "/b", "r"), mapping("/c", "/c", "rwm")]),
        ),
        (
            "devices: [vendor.com/gpu=all]",
            "/HostConfig/DeviceRequests",
            json!([{"Driver": "cdi", "DeviceIDs": ["vendor.com/gpu=all"]}]),
        ),
        ("devices: [vendor.com/gpu=all]", "/HostConfig/Devices", Value::Null),
        ("gpus: all", "/HostConfig/DeviceRequests", json!([{"Count": -1, "Capabilities": [["gpu"]]}])),
        (
            "gpus: [{driver: nvidia, device_ids: ['0'], capabilities: [utility], options: {a: b}}]",
            "/HostConfig/DeviceRequests",
            json!([{"Driver": "nvidia", "Count": 0, "DeviceIDs": ["0"], "Capabilities": [["utility", "gpu"]], "Options": {"a": "b"}}]),
        ),
        (
            "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 2}]}}}",
            "/HostConfig/DeviceRequests",
            json!([{"Count": 2, "Capabilities": [["gpu"]]}]),
        ),
        ("device_cgroup_rules: ['c 1:3 mr']", "/HostConfig/DeviceCgroupRules", json!(["c 1:3 mr"])),
    ]);
}

#[test]
fn a_count_is_a_whole_number() {
    let faults = service("gpus: [{count: 1.0}]").faults();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("compose.yaml:4:20 "), "{faults:?}");
}
