//! `logging` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn canonical_values() {
    canonical([
        (
            "logging: {driver: json-file, options: {max-size: 10m, max-file: 3, tag: , ratio: 0.5}}",
            "logging",
            json!({"driver": "json-file", "options": {"max-size": "10m", "max-file": "3", "tag": "", "ratio": "0.5"}}),
        ),
        ("logging: {options: {a: b}}", "logging", json!({"options": {"a": "b"}})),
    ]);
}

#[test]
fn a_later_file_is_merged_only_within_one_driver() {
    let first = "logging: {driver: d, options: {a: 1, b: 2}}";
    merged([
        (
            first,
            "logging: {driver: d, options: {b: 3}}",
            "logging",
            json!({"driver": "d", "options": {"a": "1", "b": "3"}}),
        ),
        (first, "logging: {options: {b: 3}}", "logging", json!({"driver": "d", "options": {"a": "1", "b": "3"}})),
        (
            "logging: {options: {a: 1}}",
            "logging: {driver: d}",
            "logging",
            json!({"driver": "d", "options": {"a": "1"}}),
        ),
        // Options of another driver mean nothing to this one.
        (first, "logging: {driver: e, options: {c: 3}}", "logging", json!({"driver": "e", "options": {"c": "3"}})),
        // Docker Compose ends with a panic here.
        (first, "logging: null", "logging", json!({"driver": "d", "options": {"a": "1", "b": "2"}})),
        (first, "logging: !override {driver: d}", "logging", json!({"driver": "d"})),
        (first, "logging: {options: {a: !reset 1}}", "logging", json!({"driver": "d", "options": {"b": "2"}})),
        (first, "logging: !reset {}", "logging", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&["logging: {driver: d, options: {a: $$x, b: , c: '1'}, x-a: 1}"]);
}

#[test]
fn faults() {
    wrong(&[
        ("logging: {driver: 5}", "4:23 wrong-type services.a.logging.driver must be a string"),
        (
            "logging: {options: {a: true}}",
            "4:28 wrong-type services.a.logging.options.a must be a null, number or string",
        ),
        ("logging: {option: {}}", "4:15 unknown-key services.a.logging additional properties 'option' not allowed"),
        ("logging: x", "4:14 wrong-type services.a.logging must be a mapping"),
    ]);
}

#[test]
fn the_request() {
    sent([
        ("logging: {driver: d, options: {a: 1}}", "/HostConfig/LogConfig", json!({"Type": "d", "Config": {"a": "1"}})),
        ("tty: true", "/HostConfig/LogConfig", Value::Null),
    ]);
}
