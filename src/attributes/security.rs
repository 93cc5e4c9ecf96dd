//! Rights: `cap_add`, `cap_drop`, `privileged`, `read_only`, `security_opt`, `sysctls` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn canonical_values() {
    same("sysctls", &["sysctls: {net.a: 1, b: }", "sysctls: [net.a=1, b]"], &json!({"net.a": "1", "b": ""}));
    canonical([
        ("cap_add: [NET_ADMIN, ALL]", "cap_add", json!(["NET_ADMIN", "ALL"])),
        ("privileged: 'true'", "privileged", json!(true)),
        ("read_only: false", "read_only", Value::Null),
        // Paths of profiles are looked up when a container is made.
        ("security_opt: ['seccomp=./p.json']", "security_opt", json!(["seccomp=./p.json"])),
    ]);
}

#[test]
fn a_later_file() {
    merged([
        ("cap_add: [A, B]", "cap_add: [C, A]", "cap_add", json!(["A", "B", "C"])),
        ("cap_drop: [A]", "cap_drop: !override [B]", "cap_drop", json!(["B"])),
        ("sysctls: [a=1, b=2]", "sysctls: {a: 3}", "sysctls", json!({"a": "3", "b": "2"})),
        ("privileged: true", "privileged: false", "privileged", Value::Null),
        ("read_only: true", "read_only: null", "read_only", json!(true)),
        ("security_opt: [a=b]", "security_opt: [c=d]", "security_opt", json!(["a=b", "c=d"])),
        ("cap_add: [A]", "cap_add: !reset []", "cap_add", Value::Null),
    ]);
    let twice = service("security_opt: [a=b]").over("security_opt: [a=b]").faults();
    assert_eq!(twice, ["over.yaml:3:20 duplicate-item services.a.security_opt items at 0 and 1 are equal"]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "cap_add: [A]\ncap_drop: [ALL]\nprivileged: true\nread_only: true\nsecurity_opt: ['label:disable']\nsysctls: {a: 1}",
    ]);
}

#[test]
fn faults() {
    let unlike = service("cap_add: [A]").over("cap_add: B").faults();
    assert_eq!(unlike, ["over.yaml:3:14 cannot-override cannot override services.a.cap_add"]);
    wrong(&[
        ("cap_add: A", "4:14 wrong-type services.a.cap_add must be a array"),
        (
            "privileged: maybe",
            "4:17 wrong-type error while interpolating services.a.privileged: failed to cast to expected type: invalid boolean: maybe",
        ),
        ("security_opt: [a, a]", "4:23 duplicate-item services.a.security_opt items at 0 and 1 are equal"),
        ("sysctls: [5]", "4:15 wrong-type services.a.sysctls.[0]: unexpected type int"),
    ]);
    refused(NEW, &[("security_opt: [foo]", "service \"a\": invalid security-opt: \"foo\"")]);
}

#[test]
fn the_request() {
    sent([
        ("cap_add: [NET_ADMIN]", "/HostConfig/CapAdd", json!(["CAP_NET_ADMIN"])),
        ("cap_drop: [ALL]", "/HostConfig/CapDrop", json!(["ALL"])),
        ("privileged: true", "/HostConfig/Privileged", json!(true)),
        ("read_only: true", "/HostConfig/ReadonlyRootfs", json!(true)),
        ("sysctls: [net.a=1]", "/HostConfig/Sysctls", json!({"net.a": "1"})),
        (
            "security_opt: [no-new-privileges, 'label:disable']",
            "/HostConfig/SecurityOpt",
            json!(["no-new-privileges", "label:disable"]),
        ),
        ("security_opt: [systempaths=unconfined]", "/HostConfig/MaskedPaths", json!([])),
        ("security_opt: [systempaths=unconfined]", "/HostConfig/ReadonlyPaths", json!([])),
    ]);
}
