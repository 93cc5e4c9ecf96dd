//! Who and where: `container_name`, `user`, `group_add`, `working_dir`, `tty`, `stdin_open` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn canonical_values() {
    canonical([
        ("container_name: My-name_1.x", "container_name", json!("My-name_1.x")),
        ("user: '1000:1000'", "user", json!("1000:1000")),
        ("group_add: [mail, 7]", "group_add", json!(["mail", "7"])),
        // It is a folder of the container.
        ("working_dir: ./rel", "working_dir", json!("./rel")),
        ("tty: 'true'\nstdin_open: true", "tty", json!(true)),
        ("tty: false", "tty", Value::Null),
    ]);
}

#[test]
fn a_later_file_replaces() {
    merged([
        ("user: a", "user: b", "user", json!("b")),
        ("user: a", "user: null", "user", json!("a")),
        ("user: a", "user: ''", "user", Value::Null),
        ("tty: true", "tty: false", "tty", Value::Null),
        ("container_name: aa", "container_name: !reset x", "container_name", Value::Null),
        ("group_add: [a]", "group_add: [b]", "group_add", json!(["a", "b"])),
        ("group_add: [a]", "group_add: !override [a]", "group_add", json!(["a"])),
    ]);
    let twice = service("group_add: [a]").over("group_add: [a]").faults();
    assert_eq!(twice, ["over.yaml:3:17 duplicate-item services.a.group_add items at 0 and 1 are equal"]);
}

#[test]
fn config_reads_back() {
    read_back(&["container_name: cc\nuser: '0'\ngroup_add: [7, mail]\nworking_dir: /w\ntty: true\nstdin_open: true"]);
}

#[test]
fn faults() {
    wrong(&[
        ("user: 1000", "4:11 wrong-type services.a.user must be a string"),
        ("working_dir: 5", "4:18 wrong-type services.a.working_dir must be a string"),
        (
            "container_name: x",
            "4:21 invalid-format services.a.container_name 'x' does not match pattern '[a-zA-Z0-9][a-zA-Z0-9_.-]+'",
        ),
        (
            "container_name: xx\nscale: 2",
            "4:21 conflict services.scale: can't set container_name and a as container name must be unique: invalid compose project",
        ),
        (
            "tty: maybe",
            "4:10 wrong-type error while interpolating services.a.tty: failed to cast to expected type: invalid boolean: maybe",
        ),
    ]);
    let both = service("container_name: foo").with("  b: {image: x, container_name: foo}\n").faults();
    assert_eq!(both.len(), 1);
    assert!(
        both[0].starts_with("compose.yaml:5:33 duplicate-container-name ")
            && both[0].contains("services.b: container name \"foo\" is already in use by service "),
        "{both:?}"
    );
}

#[test]
fn the_request() {
    sent([
        ("user: '1:2'", "/User", json!("1:2")),
        ("group_add: [mail, 7]", "/HostConfig/GroupAdd", json!(["mail", "7"])),
        ("working_dir: rel", "/WorkingDir", json!("rel")),
        ("tty: true", "/Tty", json!(true)),
        ("stdin_open: true", "/OpenStdin", json!(true)),
        ("user: ''", "/User", Value::Null),
    ]);
    let named = service("container_name: own").project();
    let name = crate::model::naming::container_name(&named, &named.services["a"], 1);
    assert_eq!(name, "own");
}
