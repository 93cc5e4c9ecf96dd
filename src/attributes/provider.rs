//! `provider` of a service.

use super::support::*;
use serde_json::{Value, json};

fn provided(provider: &str) -> Texts {
    file(&format!("services:\n  a:\n    provider: {provider}\n"))
}

#[test]
fn options_are_lists() {
    let forms = [
        "{type: t, options: {a: 1, b: [x, 2], c: true}}",
        "{type: t, options: {a: ['1'], b: ['x', '2'], c: ['true']}}",
    ];
    for form in forms {
        let expected = json!({"type": "t", "options": {"a": ["1"], "b": ["x", "2"], "c": ["true"]}});
        assert_eq!(provided(form).attribute("provider"), expected, "{form}");
    }
    assert_eq!(provided("{type: t}").attribute("networks"), Value::Null, "it joins no network");
    assert_eq!(provided("{type: t}").at("/networks"), Value::Null);
}

#[test]
fn a_later_file_is_merged_key_by_key() {
    let over = |second: &str| {
        provided("{type: t, options: {a: 1}}").over(&format!("provider: {second}")).attribute("provider")
    };
    assert_eq!(over("{options: {b: 2}}"), json!({"type": "t", "options": {"a": ["1"], "b": ["2"]}}));
    assert_eq!(over("{type: u}"), json!({"type": "u", "options": {"a": ["1"]}}));
    assert_eq!(over("!override {type: u}"), json!({"type": "u"}));
}

#[test]
fn config_reads_back() {
    provided("{type: t, options: {a: $$x, b: [y, z]}, x-a: 1}").reads_back();
}

#[test]
fn faults() {
    let faults = |provider: &str| provided(provider).faults();
    assert_eq!(
        faults("{options: {a: b}}"),
        ["compose.yaml:3:15 missing-key services.a.provider missing property 'type'"]
    );
    assert_eq!(
        faults("{type: t, option: x}"),
        ["compose.yaml:3:25 unknown-key services.a.provider additional properties 'option' not allowed"]
    );
    assert_eq!(faults("x"), ["compose.yaml:3:15 wrong-type services.a.provider must be a mapping"]);
}
