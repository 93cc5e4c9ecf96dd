//! `ports` of a service.

use super::support::*;
use serde_json::{Value, json};

fn port(target: u16, published: &str) -> Value {
    json!({"mode": "ingress", "target": target, "published": published, "protocol": "tcp"})
}

#[test]
fn the_short_form_says_what_the_long_form_says() {
    same(
        "ports",
        &[
            "ports: ['127.0.0.1:8080:80/udp']",
            "ports: ['127.0.0.1:8080:80/UDP']",
            "ports: [{target: 80, published: 8080, host_ip: 127.0.0.1, protocol: udp}]",
            "ports: [{target: '80', published: '8080', host_ip: 127.0.0.1, protocol: udp, mode: ingress}]",
        ],
        &json!([{"mode": "ingress", "host_ip": "127.0.0.1", "target": 80, "published": "8080", "protocol": "udp"}]),
    );
    let random = json!([{"mode": "ingress", "target": 80, "protocol": "tcp"}]);
    same("ports", &["ports: [80]", "ports: ['80']", "ports: [':80']", "ports: [{target: 80}]"], &random);
}

#[test]
fn short_forms() {
    canonical([
        (
            "ports: ['::1:6000:6001']",
            "ports",
            json!([{"mode": "ingress", "host_ip": "::1", "target": 6001, "published": "6000", "protocol": "tcp"}]),
        ),
        (
            "ports: ['[::1]:6000:6001']",
            "ports",
            json!([{"mode": "ingress", "host_ip": "::1", "target": 6001, "published": "6000", "protocol": "tcp"}]),
        ),
        ("ports: ['5-6:15-16']", "ports", json!([port(15, "5"), port(16, "6")])),
        // A range is expanded in the order of the text.
        ("ports: ['8-11:8-11']", "ports", json!([port(10, "10"), port(11, "11"), port(8, "8"), port(9, "9")])),
        ("ports: ['8000-8010:80']", "ports", json!([port(80, "8000-8010")])),
        // Base 60 is no number of YAML 1.2.
        ("ports: [22:22]", "ports", json!([port(22, "22")])),
        (
            "ports: [{target: 80, name: web, app_protocol: http, mode: host, x-a: 1}]",
            "ports",
            json!([{"name": "web", "mode": "host", "target": 80, "protocol": "tcp", "app_protocol": "http", "x-a": 1}]),
        ),
    ]);
}

#[test]
fn a_later_file_adds_ports_and_replaces_equal_ones_at_their_place() {
    let named = json!({"name": "web", "mode": "ingress", "target": 80, "published": "80", "protocol": "tcp"});
    merged([
        (
            "ports: ['80:80', '81:81']",
            "ports: ['82:82', '80:80']",
            "ports",
            json!([port(80, "80"), port(81, "81"), port(82, "82")]),
        ),
        (
            "ports: ['80:80', '81:81']",
            "ports: [{target: 80, published: '80', name: web}]",
            "ports",
            json!([named, port(81, "81")]),
        ),
        // Other addresses, hosts' ports and protocols are other ports.
        ("ports: ['80:80']", "ports: ['81:80']", "ports", json!([port(80, "80"), port(80, "81")])),
        // A published port that is a number never equals its short twin.
        ("ports: ['80:80']", "ports: [{target: 80, published: 80}]", "ports", json!([port(80, "80"), port(80, "80")])),
        ("ports: ['80:80']", "ports: !override ['81:81']", "ports", json!([port(81, "81")])),
        ("ports: ['80:80']", "ports: !reset []", "ports", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "ports: [80, '81-82:91-92/udp', '127.0.0.1:8000-8010:80']",
        "ports: [{target: 80, published: 8080, mode: host, name: n, app_protocol: http, x-a: {b: 1}}]",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        ("ports: [':']", "4:13 invalid-format no port specified: :<empty>"),
        ("ports: ['80/foo']", "4:13 invalid-format invalid proto: foo"),
        ("ports: [1, '80:a']", "4:16 invalid-format invalid containerPort: a"),
        ("ports: ['a:80']", "4:13 invalid-format invalid hostPort: a"),
        ("ports: ['70000:80']", "4:13 invalid-format invalid hostPort: 70000"),
        ("ports: ['999.1.1.1:80:80']", "4:13 invalid-format invalid IP address: 999.1.1.1"),
        (
            "ports: ['1-3:5-6']",
            "4:13 invalid-format invalid ranges specified for container and host Ports: 5-6 and 1-3",
        ),
        ("ports: [80.5]", "4:13 wrong-type services.a.ports: invalid type float64 for port"),
        ("ports: [true]", "4:13 wrong-type services.a.ports.0 must be a number"),
        ("ports:", "4:5 wrong-type services.a.ports must be a array"),
        ("ports: [{published: 80}]", "4:13 missing-key service ports services.a.ports.[0] is missing a target port"),
        ("ports:\n- {target: 80, host_ip: foo}", "5:29 invalid-format services.a.ports.[]: invalid ip address: foo"),
        (
            "ports:\n- {target: 80, foo: 1}",
            "5:20 unknown-key services.a.ports.0 additional properties 'foo' not allowed",
        ),
        (
            "ports: [{target: '80-82'}]",
            "4:22 wrong-type error while interpolating services.a.ports.[].target: failed to cast to expected type: strconv.Atoi: parsing \"80-82\": invalid syntax",
        ),
    ]);
}

#[test]
fn the_request() {
    let bound = |ip: &str, port: &str| json!([{"HostIp": ip, "HostPort": port}]);
    sent([
        (
            "ports: ['8080:80', '127.0.0.1:53:53/udp', 9]",
            "/HostConfig/PortBindings",
            json!({"80/tcp": bound("", "8080"), "53/udp": bound("127.0.0.1", "53"), "9/tcp": bound("", "")}),
        ),
        (
            "ports: ['8080:80', '53:53/udp']\nexpose: [7]",
            "/ExposedPorts",
            json!({"80/tcp": {}, "53/udp": {}, "7/tcp": {}}),
        ),
        (
            "ports: ['80:80', '81:80']",
            "/HostConfig/PortBindings",
            json!({"80/tcp": [{"HostIp": "", "HostPort": "80"}, {"HostIp": "", "HostPort": "81"}]}),
        ),
        ("ports: ['8000-8010:80']", "/HostConfig/PortBindings", json!({"80/tcp": bound("", "8000-8010")})),
        (
            "ports: [{target: 80, mode: host, name: n, app_protocol: http}]",
            "/HostConfig/PortBindings",
            json!({"80/tcp": bound("", "")}),
        ),
    ]);
}

#[test]
fn a_target_may_be_a_whole_number_with_a_point() {
    assert_eq!(service("ports: [{target: 80.0}]").attribute("ports"), service("ports: [80]").attribute("ports"));
}
