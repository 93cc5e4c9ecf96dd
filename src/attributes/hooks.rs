//! `pre_start`, `post_start`, `pre_stop` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn canonical_values() {
    for name in ["pre_start", "post_start", "pre_stop"] {
        let forms = [format!("{name}: [{{command: a 'b c'}}]"), format!("{name}: [{{command: [a, b c]}}]")];
        let found = forms.map(|form| service(&form).at(&format!("/services/a/{name}/0/command")));
        assert_eq!(found, [json!(["a", "b c"]), json!(["a", "b c"])], "{name}");
    }
    let all = "{command: a, user: u, privileged: 'true', working_dir: w, environment: [A=1, SET, UNSET]}";
    let expected = json!({"command": ["a"], "user": "u", "privileged": true, "working_dir": "w", "environment": {"A": "1", "SET": null, "UNSET": null}});
    canonical([
        (&format!("post_start: [{all}]"), "post_start", json!([expected])),
        (&format!("pre_stop: [{all}]"), "pre_stop", json!([expected])),
        // Without an image of its own it has the service's.
        ("pre_start: [{command: a}]", "pre_start", json!([{"command": ["a"], "image": "x"}])),
        ("pre_start: [{image: y}]", "pre_start", json!([{"image": "y"}])),
    ]);
}

#[test]
fn a_later_file_adds_hooks() {
    let hook = |command: &str| json!({"command": [command]});
    merged([
        (
            "post_start: [{command: a}]",
            "post_start: [{command: b}, {command: a}]",
            "post_start",
            json!([hook("a"), hook("b"), hook("a")]),
        ),
        ("pre_stop: [{command: a}]", "pre_stop: !override [{command: b}]", "pre_stop", json!([hook("b")])),
        ("pre_stop: [{command: a}]", "pre_stop: !reset []", "pre_stop", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "post_start: [{command: [a, $$b], environment: {A: }}]\npre_stop: [{command: c, user: u, x-a: 1}]\npre_start: [{command: d, image: y}]",
    ]);
}

#[test]
fn faults() {
    for name in ["post_start", "pre_stop"] {
        let at = 5 + name.len() + 3;
        wrong(&[
            (
                &format!("{name}: [{{user: u}}]"),
                &format!("4:{at} missing-key services.a.{name}.0 missing property 'command'"),
            ),
            (
                &format!("{name}: [{{command: a, image: x}}]"),
                &format!("4:{} unknown-key services.a.{name}.0 additional properties 'image' not allowed", at + 13),
            ),
            (&format!("{name}: {{command: a}}"), &format!("4:{} wrong-type services.a.{name} must be a array", at - 1)),
        ]);
    }
    wrong(&[("post_start: [{command: a, user: 5}]", "4:37 wrong-type services.a.post_start.0.user must be a string")]);
}

#[test]
fn the_body_of_a_container_does_not_know_them() {
    assert_eq!(service("post_start: [{command: a}]\npre_stop: [{command: b}]").request(NEW), service("").request(NEW));
    let hash = |attributes: &str| crate::plan::hash::service(&service(attributes).project().services["a"]);
    assert_ne!(hash("post_start: [{command: a}]"), hash(""), "but the hash does");
}

#[test]
fn a_variable_stands_once_in_a_hook() {
    let twice = service("post_start: [{command: x, environment: ['A=1', 'A=1']}]").faults();
    assert_eq!(twice.len(), 1);
    assert!(twice[0].contains(" services.a.post_start.0.environment "), "{twice:?}");
}
