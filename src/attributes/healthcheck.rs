//! `healthcheck` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn a_text_is_a_command_of_the_shell() {
    let forms = ["healthcheck: {test: a b}", "healthcheck: {test: [CMD-SHELL, a b]}"];
    same("healthcheck", &forms, &json!({"test": ["CMD-SHELL", "a b"]}));
    canonical([
        ("healthcheck: {test: [CMD, a, b]}", "healthcheck", json!({"test": ["CMD", "a", "b"]})),
        // The word alone is a command, not the way to switch it off.
        ("healthcheck: {test: NONE}", "healthcheck", json!({"test": ["CMD-SHELL", "NONE"]})),
        ("healthcheck: {test: [NONE]}", "healthcheck", json!({"test": ["NONE"]})),
        ("healthcheck: {disable: 'true'}", "healthcheck", json!({"disable": true})),
        (
            "healthcheck: {interval: 90s, timeout: 1500ms, start_period: 0s, start_interval: 1h30m, retries: '3'}",
            "healthcheck",
            json!({"timeout": "1.5s", "interval": "1m30s", "retries": 3, "start_period": "0s", "start_interval": "1h30m0s"}),
        ),
        (
            "healthcheck: {interval: 1d2h, timeout: '0', retries: 2.7}",
            "healthcheck",
            json!({"timeout": "0s", "interval": "26h0m0s", "retries": 2}),
        ),
    ]);
}

#[test]
fn a_later_file_is_merged_key_by_key() {
    merged([
        (
            "healthcheck: {test: a, retries: 3}",
            "healthcheck: {test: [CMD, b]}",
            "healthcheck",
            json!({"test": ["CMD", "b"], "retries": 3}),
        ),
        (
            "healthcheck: {test: [CMD, a]}",
            "healthcheck: {interval: 1s}",
            "healthcheck",
            json!({"test": ["CMD", "a"], "interval": "1s"}),
        ),
        ("healthcheck: {retries: 3}", "healthcheck: {retries: null}", "healthcheck", json!({"retries": 3})),
        (
            "healthcheck: {retries: 3, timeout: 1s}",
            "healthcheck: {retries: !reset 0}",
            "healthcheck",
            json!({"timeout": "1s"}),
        ),
        (
            "healthcheck: {retries: 3}",
            "healthcheck: !override {disable: true}",
            "healthcheck",
            json!({"disable": true}),
        ),
        ("healthcheck: {retries: 3}", "healthcheck: !reset {}", "healthcheck", Value::Null),
    ]);
    let null = service("healthcheck: {test: a}").over("healthcheck: {test: null}").faults();
    assert_eq!(null, ["over.yaml:3:25 wrong-type services.a.healthcheck.test must be a string"]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "healthcheck: {test: 'a; $$b', interval: 90s, timeout: 1.5s, retries: 0, start_period: 0s, start_interval: 5s, x-a: 1}",
        "healthcheck: {disable: true, test: [CMD, a]}",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        (
            "healthcheck: {test: [a]}",
            "4:26 wrong-value healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\": invalid compose project",
        ),
        ("healthcheck: {test: {a: b}}", "4:25 wrong-type services.a.healthcheck.test must be a string"),
        ("healthcheck: {interval: 10}", "4:29 wrong-type services.a.healthcheck.interval must be a string"),
        (
            "healthcheck: {timeout: '5'}",
            "4:28 invalid-format 'services[a].healthcheck.timeout' time: missing unit in duration \"5\"",
        ),
        (
            "healthcheck: {timeout: 1x}",
            "4:28 invalid-format 'services[a].healthcheck.timeout' time: unknown unit \"x\" in duration \"1x\"",
        ),
        (
            "healthcheck: {retries: -1}",
            "4:28 invalid-format 'services[a].healthcheck.retries' cannot parse value as 'uint64': -1 overflows uint",
        ),
        (
            "healthcheck: {retry: 1}",
            "4:19 unknown-key services.a.healthcheck additional properties 'retry' not allowed",
        ),
        (
            "healthcheck: {disable: maybe}",
            "4:28 wrong-type error while interpolating services.a.healthcheck.disable: failed to cast to expected type: invalid boolean: maybe",
        ),
    ]);
    let alone = "service \"a\": healthcheck.start_interval requires healthcheck.start_period to be set";
    refused(NEW, &[("healthcheck: {test: a, start_interval: 1s}", alone)]);
}

#[test]
fn the_request() {
    sent([
        ("tty: true", "/Healthcheck", Value::Null),
        ("healthcheck: {test: a b}", "/Healthcheck", json!({"Test": ["CMD-SHELL", "a b"]})),
        ("healthcheck: {test: [CMD, a], disable: true}", "/Healthcheck", json!({"Test": ["NONE"]})),
        ("healthcheck: {test: [NONE]}", "/Healthcheck", json!({"Test": ["NONE"]})),
        (
            "healthcheck: {interval: 90s, timeout: 500ms, retries: 3, start_period: 1s, start_interval: 2s}",
            "/Healthcheck",
            json!({"Interval": 90_000_000_000_u64, "Timeout": 500_000_000, "Retries": 3, "StartPeriod": 1_000_000_000, "StartInterval": 2_000_000_000}),
        ),
    ]);
    let interval = service("healthcheck: {test: a, start_period: 1s, start_interval: 2s}");
    let old = interval.request(OLD).expect_err("the older engine does not know it");
    let said = "service \"a\": healthcheck.start_interval requires Docker Engine 25.0 (API 1.44) or later";
    assert!(old.starts_with(said), "{old}");
}
