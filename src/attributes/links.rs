//! `links` and `external_links` of a service.

use super::support::*;
use serde_json::{Value, json};

const OTHER: &str = "  b: {image: x}\n";

#[test]
fn links_stay_as_they_are_and_imply_a_dependency() {
    let texts = service("links: [b, 'b:alias']\nexternal_links: [o, 'o:p']").with(OTHER);
    assert_eq!(texts.attribute("links"), json!(["b", "b:alias"]));
    assert_eq!(texts.attribute("external_links"), json!(["o", "o:p"]));
    let implied = json!({"b": {"condition": "service_started", "restart": true, "required": true}});
    assert_eq!(texts.attribute("depends_on"), implied);
}

#[test]
fn a_later_file() {
    let over = |first: &str, second: &str| service(first).with(OTHER).over(second).attribute("links");
    assert_eq!(over("links: [b]", "links: ['b:c', b]"), json!(["b", "b:c"]));
    assert_eq!(over("links: [b]", "links: !override ['b:c']"), json!(["b:c"]));
    assert_eq!(over("links: [b]", "links: !reset []"), Value::Null);
    merged([("external_links: [a]", "external_links: [b]", "external_links", json!(["a", "b"]))]);
    let twice = service("external_links: [a]").over("external_links: [a]").faults();
    assert_eq!(twice, ["over.yaml:3:22 duplicate-item services.a.external_links items at 0 and 1 are equal"]);
}

#[test]
fn config_reads_back() {
    service("links: [b, 'b:c']\nexternal_links: ['o:p']").with(OTHER).reads_back();
}

#[test]
fn faults() {
    let undefined = |name: &str| {
        format!("4:13 undefined-service service \"a\" depends on undefined service \"{name}\": invalid compose project")
    };
    wrong(&[
        ("links: [zz]", &undefined("zz")),
        ("links: ['zz:y']", &undefined("zz")),
        // Of three parts, all is taken for the name.
        ("links: ['x:y:z']", &undefined("x:y:z")),
        ("links: a", "4:12 wrong-type services.a.links must be a array"),
        ("external_links: [5]", "4:22 wrong-type services.a.external_links.0 must be a string"),
    ]);
}

#[test]
fn the_request() {
    let texts = service("links: ['b:alias']\nexternal_links: [o, 'o:p']").with(OTHER);
    let expected = json!(["p_b_1:alias", "p_b_1:b_1", "p_b_1:p_b_1", "o:o", "o:p"]);
    assert_eq!(texts.sent("/NetworkingConfig/EndpointsConfig/p_default/Links"), expected);
}
