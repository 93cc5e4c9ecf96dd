//! `depends_on` of a service.

use super::support::*;
use serde_json::{Value, json};

const OTHERS: &str = "  b: {image: x}\n  c: {image: x}\n";

fn dependencies(attributes: &str) -> Value {
    service(attributes).with(OTHERS).attribute("depends_on")
}

fn started() -> Value {
    json!({"condition": "service_started", "required": true})
}

#[test]
fn the_list_says_what_the_map_says() {
    for form in [
        "depends_on: [b]",
        "depends_on: {b: {condition: service_started}}",
        "depends_on: {b: {condition: service_started, required: true, restart: false}}",
    ] {
        assert_eq!(dependencies(form), json!({"b": started()}), "{form}");
    }
    let long = "depends_on: {b: {condition: service_healthy, required: false, restart: true}, c: {condition: service_completed_successfully}}";
    let expected = json!({
        "b": {"condition": "service_healthy", "restart": true, "required": false},
        "c": {"condition": "service_completed_successfully", "required": true}});
    assert_eq!(dependencies(long), expected);
    let cast = "depends_on: {b: {condition: service_started, required: 'false', restart: 'true'}}";
    assert_eq!(dependencies(cast), json!({"b": {"condition": "service_started", "restart": true, "required": false}}));
}

#[test]
fn other_attributes_imply_dependencies() {
    let linked = json!({"b": {"condition": "service_started", "restart": true, "required": true}});
    for attributes in [
        "links: [b]",
        "links: ['b:alias']",
        "network_mode: service:b",
        "ipc: service:b",
        "pid: service:b",
        "uts: service:b",
    ] {
        assert_eq!(dependencies(attributes), linked, "{attributes}");
    }
    assert_eq!(dependencies("volumes_from: ['b:ro', 'container:c']"), json!({"b": started()}));
    // What is written wins.
    let written = "links: [b]\ndepends_on: {b: {condition: service_healthy}}";
    assert_eq!(dependencies(written), json!({"b": {"condition": "service_healthy", "required": true}}));
}

#[test]
fn a_later_file_is_merged_service_by_service() {
    let over = |first: &str, second: &str| service(first).with(OTHERS).over(second).attribute("depends_on");
    let healthy = json!({"condition": "service_healthy", "required": true});
    assert_eq!(over("depends_on: [b]", "depends_on: [c]"), json!({"b": started(), "c": started()}));
    assert_eq!(over("depends_on: [b]", "depends_on: {b: {condition: service_healthy}}"), json!({"b": healthy}));
    // The short form brings its defaults.
    assert_eq!(over("depends_on: {b: {condition: service_healthy}}", "depends_on: [b]"), json!({"b": started()}));
    let optional = json!({"b": {"condition": "service_healthy", "required": false}});
    let first = "depends_on: {b: {condition: service_healthy}}";
    assert_eq!(over(first, "depends_on: {b: {condition: service_healthy, required: false}}"), optional);
    assert_eq!(over("depends_on: [b, c]", "depends_on: {b: !reset null}"), json!({"c": started()}));
    assert_eq!(over("depends_on: [b]", "depends_on: !override [c]"), json!({"c": started()}));
    assert_eq!(over("depends_on: [b]", "depends_on: !reset []"), Value::Null);
}

#[test]
fn config_reads_back() {
    service("depends_on: {b: {condition: service_healthy, restart: true, required: false}}\nlinks: [c]")
        .with(OTHERS)
        .reads_back();
    service("depends_on: [c, b]").with(OTHERS).reads_back();
}

#[test]
fn faults() {
    for (attributes, fault) in [
        ("depends_on: [b, b]", "4:21 duplicate-item services.a.depends_on items at 0 and 1 are equal"),
        ("depends_on: {b: {required: true}}", "4:21 missing-key services.a.depends_on.b missing property 'condition'"),
        (
            "depends_on: {b: {condition: ready}}",
            "4:33 wrong-value services.a.depends_on.b.condition value must be one of 'service_started', 'service_healthy', \
             'service_completed_successfully'",
        ),
    ] {
        assert_eq!(service(attributes).with(OTHERS).faults(), [format!("compose.yaml:{fault}")]);
    }
    wrong(&[
        ("depends_on: x", "4:17 wrong-type services.a.depends_on must be a array"),
        ("depends_on:", "4:5 wrong-type services.a.depends_on must be a array"),
        (
            "depends_on: [zz]",
            "4:18 undefined-service service \"a\" depends on undefined service \"zz\": invalid compose project",
        ),
        (
            "depends_on: {zz: {condition: service_started, required: false}}",
            "4:18 undefined-service service \"a\" depends on undefined service \"zz\": invalid compose project",
        ),
    ]);
    wrong_files(&[(
        "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, links: [c]}\n  c: {image: x, ipc: 'service:a'}\n",
        "2:30 dependency-cycle dependency cycle detected: a -> b -> c -> a",
    )]);
}

#[test]
fn dependencies_are_no_part_of_the_request_or_the_hash() {
    let texts = service("depends_on: [b]").with(OTHERS);
    assert_eq!(texts.request(NEW), service("").with(OTHERS).request(NEW));
    let hash = |texts: &Texts| crate::plan::hash::service(&texts.project().services["a"]);
    assert_eq!(hash(&texts), hash(&service("")));
}
