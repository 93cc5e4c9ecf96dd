//! `develop` of a service.

use super::support::*;
use serde_json::{Value, json};

fn rule(settings: &str) -> String {
    format!("develop:\n  watch:\n  - {{{settings}}}")
}

#[test]
fn canonical_values() {
    let table = [
        ("path: ./src, action: rebuild", json!({"path": "/p/src", "action": "rebuild"})),
        ("path: ~/s, action: sync, target: /t", json!({"path": "/home/u/s", "action": "sync", "target": "/t"})),
        (
            "path: /s, action: sync, target: /t, ignore: a, include: [b, c], initial_sync: true",
            json!({"path": "/s", "action": "sync", "target": "/t", "ignore": ["a"], "include": ["b", "c"], "initial_sync": true}),
        ),
        (
            "path: /s, action: sync+exec, target: /t, exec: {command: a b, user: u, environment: [A=1]}",
            json!({"path": "/s", "action": "sync+exec", "target": "/t", "exec": {"command": ["a", "b"], "user": "u", "environment": {"A": "1"}}}),
        ),
    ];
    for (settings, expected) in table {
        assert_eq!(service(&rule(settings)).attribute("develop"), json!({"watch": [expected]}), "{settings}");
    }
    canonical([("develop:", "develop", Value::Null)]);
}

#[test]
fn a_later_file_adds_rules() {
    let first = rule("path: /a, action: rebuild");
    let one = |path: &str| json!({"path": path, "action": "rebuild"});
    let over = |second: &str| service(&first).over(second).attribute("develop");
    assert_eq!(over(&first), json!({"watch": [one("/a"), one("/a")]}), "rules only ever grow");
    assert_eq!(over(&rule("path: /b, action: rebuild")), json!({"watch": [one("/a"), one("/b")]}));
    assert_eq!(over("develop: {watch: !override [{path: /b, action: rebuild}]}"), json!({"watch": [one("/b")]}));
    assert_eq!(over("develop: null"), json!({"watch": [one("/a")]}));
    assert_eq!(over("develop: !reset {}"), Value::Null);
}

#[test]
fn config_reads_back() {
    read_back(&[
        &rule("path: a, action: sync+restart, target: /t, ignore: [x], include: y, x-a: 1"),
        &rule("path: a, action: sync+exec, target: /t, exec: {command: [a, $$b]}"),
    ]);
}

#[test]
fn faults() {
    let table = [
        ("path: ./src", "6:9 missing-key services.a.develop.watch.0 missing property 'action'"),
        ("action: sync", "6:9 missing-key services.a.develop.watch.0 missing property 'path'"),
        ("path: '', action: rebuild", "6:16 wrong-value services.a.develop.watch.[].path: value can't be blank"),
        (
            "path: a, action: copy, target: /t",
            "6:27 wrong-value services.a.develop.watch.0.action value must be one of 'rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'",
        ),
        (
            "path: a, action: rebuild, ignore: [x, x]",
            "6:44 wrong-type services.a.develop.watch.0.ignore must be a string",
        ),
        (
            "path: a, action: rebuild, foo: 1",
            "6:36 unknown-key services.a.develop.watch.0 additional properties 'foo' not allowed",
        ),
    ];
    for (settings, fault) in table {
        wrong(&[(&rule(settings), fault)]);
    }
    for action in ["sync", "sync+restart", "sync+exec"] {
        let missing = "6:9 missing-key services.a.develop.watch: target is required for non-rebuild actions: invalid compose project";
        wrong(&[(&rule(&format!("path: a, action: {action}")), missing)]);
    }
    canonical([(
        &rule("path: a, action: restart"),
        "develop",
        json!({"watch": [{"path": "/p/a", "action": "restart"}]}),
    )]);
}

#[test]
fn it_is_in_the_hash_though_not_in_the_request() {
    let (with, without) = (service(&rule("path: a, action: rebuild")), service(""));
    assert_eq!(with.request(NEW), without.request(NEW));
    let hash = |texts: &Texts| crate::plan::hash::service(&texts.project().services["a"]);
    assert_ne!(hash(&with), hash(&without));
}
