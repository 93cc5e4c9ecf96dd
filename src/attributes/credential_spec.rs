//! `credential_spec` of a service: it is kept, and no engine on Linux is told of it.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn canonical_values() {
    canonical([
        ("credential_spec: {config: c}", "credential_spec", json!({"config": "c"})),
        // The file is looked for by the engine: its path is left alone.
        ("credential_spec: {file: spec.json, x-a: 1}", "credential_spec", json!({"file": "spec.json", "x-a": 1})),
        ("credential_spec: {registry: r, file: f}", "credential_spec", json!({"file": "f", "registry": "r"})),
    ]);
}

#[test]
fn a_later_file_is_merged_key_by_key() {
    merged([
        (
            "credential_spec: {file: f}",
            "credential_spec: {registry: r}",
            "credential_spec",
            json!({"file": "f", "registry": "r"}),
        ),
        ("credential_spec: {file: f}", "credential_spec: {file: g}", "credential_spec", json!({"file": "g"})),
        (
            "credential_spec: {file: f}",
            "credential_spec: !override {config: c}",
            "credential_spec",
            json!({"config": "c"}),
        ),
        ("credential_spec: {file: f}", "credential_spec: !reset {}", "credential_spec", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&["credential_spec: {config: c, file: f, registry: r}"]);
}

#[test]
fn faults() {
    wrong(&[
        ("credential_spec: {file: 1}", "4:29 wrong-type services.a.credential_spec.file must be a string"),
        (
            "credential_spec: {foo: x}",
            "4:23 unknown-key services.a.credential_spec additional properties 'foo' not allowed",
        ),
        ("credential_spec: x", "4:22 wrong-type services.a.credential_spec must be a mapping"),
    ]);
}

#[test]
fn the_request_does_not_change() {
    assert_eq!(service("credential_spec: {file: f}").request(NEW), service("").request(NEW));
}
