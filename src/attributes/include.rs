//! `include`: whole projects in a project.

use super::support::*;
use serde_json::{Value, json};

const CHILD: &str = "name: other\nx-a: 1\nservices:\n  b: {image: 'y:$OWN', build: ., volumes: ['vol:/v'], labels: {k: inner}}\nvolumes: {vol: }\n";

fn including(entry: &str) -> Texts {
    file(&format!("include:\n  - {entry}\nservices: {{a: {{image: x, depends_on: [b]}}}}\n"))
        .beside("sub/c.yaml", CHILD)
}

#[test]
fn the_short_form_is_the_path() {
    let forms =
        ["sub/c.yaml", "{path: sub/c.yaml}", "{path: [sub/c.yaml]}", "{path: ./sub/c.yaml, project_directory: sub}"];
    let texts = forms.map(|form| including(form).variable("OWN", "1").config());
    for config in &texts[1..] {
        assert_eq!(config, &texts[0]);
    }
    assert_eq!(texts[0]["services"]["b"]["build"]["context"], "/p/sub", "its paths are those of its folder");
    assert_eq!(texts[0]["name"], "p", "its name and its extensions are its own");
    assert_eq!(texts[0]["x-a"], Value::Null);
    assert_eq!(texts[0]["volumes"], json!({"vol": {"name": "p_vol"}}));
}

#[test]
fn its_variables_lie_under_those_of_the_project() {
    let image = |texts: &Texts| texts.at("/services/b/image");
    let own = including("sub/c.yaml").beside("sub/.env", "OWN=mine\n");
    assert_eq!(image(&own), "y:mine");
    assert_eq!(image(&own.clone().variable("OWN", "outer")), "y:outer");
    let given = including("{path: sub/c.yaml, env_file: [e1, e2]}").beside("e1", "OWN=1\n").beside("e2", "OWN=2\n");
    assert_eq!(image(&given.beside("sub/.env", "OWN=mine\n")), "y:2");
    let none = including("{path: sub/c.yaml, env_file: /dev/null}").beside("sub/.env", "OWN=mine\n");
    assert_eq!(image(&none), "y:");
    let folder = including("{path: sub/c.yaml, project_directory: .}").beside(".env", "OWN=top\n");
    assert_eq!((image(&folder), folder.at("/services/b/build/context")), (json!("y:top"), json!("/p")));
}

#[test]
fn what_includes_is_merged_over_what_is_included() {
    let texts = file(
        "include: [sub/c.yaml]\nservices:\n  b: {labels: {l: main}, volumes: !override ['wol:/v']}\nvolumes: {wol: }\n",
    )
    .beside("sub/c.yaml", CHILD)
    .variable("OWN", "1");
    assert_eq!(texts.at("/services/b/labels"), json!({"k": "inner", "l": "main"}));
    assert_eq!(texts.at("/services/b/volumes/0/source"), "wol");
    // Further paths of an entry are merged over the first one, and so are later `-f` files.
    let several = including("{path: [sub/c.yaml, sub/d.yaml]}")
        .beside("sub/d.yaml", "services: {b: {labels: {k: second}}}")
        .variable("OWN", "1");
    assert_eq!(several.at("/services/b/labels"), json!({"k": "second"}));
    let over = several.over_file("over.yaml", "services: {b: {labels: {k: third}}}");
    assert_eq!(over.at("/services/b/labels"), json!({"k": "third"}));
}

#[test]
fn config_reads_back() {
    including("sub/c.yaml").variable("OWN", "1").reads_back();
}

#[test]
fn faults() {
    wrong_files(&[
        ("include: x\n", "1:10 wrong-type `include` must be a list, got x"),
        ("include: [none.yaml]\n", "1:11 missing-file open /p/none.yaml: no such file or directory"),
        ("include: [{path: none.yaml}]\n", "1:18 missing-file open /p/none.yaml: no such file or directory"),
    ]);
    let env = including("{path: sub/c.yaml, env_file: none.env}").faults();
    assert_eq!(env, ["compose.yaml:2:34 missing-file stat /p/none.env: no such file or directory"]);
    let circle = file("include: [c.yaml]\n").beside("c.yaml", "include: [compose.yaml]\n").faults();
    assert_eq!(
        circle,
        [
            "c.yaml:1:11 include-cycle include cycle detected:\n/p/compose.yaml\n include /p/c.yaml\n include /p/compose.yaml"
        ]
    );
    // A fault of an included file is shown where it is.
    let inner = file("include: [c.yaml]\n").beside("c.yaml", "services:\n  b: {image: 5}\n").faults();
    assert_eq!(inner, ["c.yaml:2:14 wrong-type services.b.image must be a string"]);
}

#[test]
fn the_lines_of_an_env_file_come_before_those_of_earlier_files() {
    let texts = file("include: [{path: sub/c.yaml, env_file: [a.env, b.env]}]\n")
        .beside("sub/c.yaml", "services: {i: {image: $C}}\n")
        .beside("a.env", "A=1\nB=b\n")
        .beside("b.env", "A=2\nC=$A$B\n");
    assert_eq!(texts.at("/services/i/image"), json!("2b"));
}
