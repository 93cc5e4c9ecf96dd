//! `extends` of a service.

use super::support::*;
use serde_json::{Value, json};

const BASE: &str = "  b: {image: y, command: [one], environment: [A=1, B=2], ports: ['80:80'], labels: {l: '1'}, depends_on: [c]}\n  c: {image: z}\n";

fn extending(attributes: &str) -> Texts {
    file(&format!("services:\n  a:\n    {}\n{BASE}", attributes.replace('\n', "\n    ")))
}

#[test]
fn the_short_form_says_what_the_long_form_says() {
    let [short, long] = ["extends: b", "extends: {service: b}"].map(|form| extending(form).at("/services/a"));
    assert_eq!(short, long);
    let base = extending("image: q").at("/services/b");
    assert_eq!(short, base, "everything is carried over, and `extends` is gone");
}

#[test]
fn own_attributes_are_merged_over_the_base() {
    let texts = extending(
        "extends: b\nimage: own\ncommand: null\nenvironment: {B: 3}\nports: ['81:81']\nlabels: {l: !reset null, m: 2}",
    );
    let service = texts.at("/services/a");
    assert_eq!(service["image"], "own");
    assert_eq!(service["command"], Value::Null);
    assert_eq!(service["environment"], json!({"A": "1", "B": "3"}));
    assert_eq!(service["ports"].as_array().map(Vec::len), Some(2));
    assert_eq!(service["labels"], json!({"m": "2"}));
    let override_ports = extending("extends: b\nports: !override ['81:81']").at("/services/a/ports");
    assert_eq!(override_ports.as_array().map(Vec::len), Some(1));
    assert_eq!(texts.at("/services/b/labels"), json!({"l": "1"}), "the base itself stays");
}

#[test]
fn another_file_has_its_own_folder() {
    let base = "services:\n  b: {extends: {service: d, file: more.yaml}, build: ., env_file: b.env, volumes: ['./v:/v'], image: '$SET'}\n";
    let texts = file("services:\n  a: {extends: {service: b, file: sub/base.yaml}}\n")
        .beside("sub/base.yaml", base)
        .beside("sub/more.yaml", "services: {d: {working_dir: /d}}")
        .beside("sub/b.env", "E=1\n");
    let service = texts.at("/services/a");
    assert_eq!(service["build"]["context"], "/p/sub");
    assert_eq!(service["environment"], json!({"E": "1"}));
    assert_eq!(service["volumes"][0]["source"], "/p/sub/v");
    assert_eq!((&service["image"], &service["working_dir"]), (&json!("set"), &json!("/d")));
    texts.reads_back();
    // In the second `-f` file it is relative to the folder of the project, too.
    let second = file("services: {}")
        .over_file("sub/over.yaml", "services: {a: {extends: {service: b, file: sub/base.yaml}}}")
        .beside("sub/base.yaml", "services: {b: {image: y}}");
    assert_eq!(second.at("/services/a/image"), "y");
}

#[test]
fn a_file_sees_only_its_own_services() {
    let texts = file("services: {b: {image: x}}").over_file("over.yaml", "services: {a: {extends: b}}");
    assert_eq!(
        texts.faults(),
        ["over.yaml:1:25 undefined-service cannot extend service \"a\" in /p/over.yaml: service \"b\" not found"]
    );
}

#[test]
fn faults() {
    let missing = |file: &str, name: &str| {
        format!("undefined-service cannot extend service \"a\" in {file}: service \"{name}\" not found")
    };
    wrong_files(&[
        ("services: {a: {extends: zz}}", &format!("1:25 {}", missing("/p/compose.yaml", "zz"))),
        ("services: {a: {extends: {file: f.yaml}}}", "1:25 missing-key extends.a.service is required"),
        (
            "services: {a: {extends: {service: b, file: f.yaml}}}",
            "1:44 missing-file open /p/f.yaml: no such file or directory",
        ),
    ]);
    let texts = file("services: {a: {extends: {service: zz, file: f.yaml}}}").beside("f.yaml", "services: {b: {}}");
    assert_eq!(texts.faults(), [format!("compose.yaml:1:35 {} in f.yaml", missing("/p/compose.yaml", "zz"))]);
    let circle = file("services:\n  a: {extends: b}\n  b: {extends: a}\n").faults();
    let place = "/p/compose.yaml";
    assert!(
        circle[0].contains(&format!("extends-cycle Circular reference:\n  a in {place}\n  extends b in {place}")),
        "{circle:?}"
    );
    // What is carried over must exist here, too.
    let texts = file("services:\n  a: {extends: {service: b, file: f.yaml}}\n")
        .beside("f.yaml", "services: {b: {image: x, depends_on: [c]}, c: {image: x}}");
    assert_eq!(
        texts.faults(),
        ["f.yaml:1:39 undefined-service service \"a\" depends on undefined service \"c\": invalid compose project"]
    );
}

#[test]
fn a_document_sees_its_own_services_only() {
    let base = "services: {b: {image: base}}\n";
    let over = "services: {a: {extends: b}}\n";
    let faults = file(base).over_file("over.yaml", over).faults();
    assert_eq!(
        faults,
        ["over.yaml:1:25 undefined-service cannot extend service \"a\" in /p/over.yaml: service \"b\" not found"]
    );
    let included = file(&format!("include: [base.yaml]\n{over}")).beside("base.yaml", base);
    assert_eq!(included.at("/services/a/image"), json!("base"));
}
