//! `expose` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn numbers_are_texts() {
    same("expose", &["expose: [80, 90/udp]", "expose: ['80', '90/udp']"], &json!(["80", "90/udp"]));
    // The loader does not look into it.
    canonical([("expose: [foo, 1-3]", "expose", json!(["foo", "1-3"]))]);
}

#[test]
fn a_later_file_adds_what_is_new() {
    merged([
        ("expose: [80, 81]", "expose: ['82', '80']", "expose", json!(["80", "81", "82"])),
        ("expose: [80]", "expose: [80/tcp]", "expose", json!(["80", "80/tcp"])),
        ("expose: [80]", "expose: !override [81]", "expose", json!(["81"])),
        ("expose: [80]", "expose: !reset []", "expose", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&["expose: [80, 8080-8082/udp]"]);
}

#[test]
fn faults() {
    wrong(&[
        ("expose: 80", "4:13 wrong-type services.a.expose must be a array"),
        ("expose: [{a: b}]", "4:14 wrong-type services.a.expose.[0]: unsupported expose value map[string]interface {}"),
    ]);
    let refusal = service("expose: [foo]").refused(NEW);
    assert_eq!(refusal.len(), 1);
    assert!(refusal[0].starts_with("service \"a\": invalid ") && refusal[0].contains("foo"), "{refusal:?}");
}

#[test]
fn the_request() {
    sent([
        ("expose: [80, 53/udp]", "/ExposedPorts", json!({"80/tcp": {}, "53/udp": {}})),
        ("expose: [8-10/udp]", "/ExposedPorts", json!({"8/udp": {}, "9/udp": {}, "10/udp": {}})),
        ("expose: [80]", "/HostConfig/PortBindings", Value::Null),
    ]);
}
