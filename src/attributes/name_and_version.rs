//! `name`, `version`, `x-*` and the sections of the top level.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn the_name_of_the_project() {
    let name = |texts: &Texts| texts.at("/name");
    assert_eq!(name(&service("")), "p", "the folder's");
    assert_eq!(name(&file("name: Yaml.N-A\nservices: {}\n")), "yamln-a", "made valid without a word");
    assert_eq!(name(&file("name: a${SET}\nservices: {}\n")), "aset");
    assert_eq!(name(&file("name: ''\nservices: {}\n")), "p");
    let both = file("name: one\nservices: {}\n").over_file("over.yaml", "name: two\n");
    assert_eq!(name(&both), "two", "the last one");
    let variable = both.variable("COMPOSE_PROJECT_NAME", "three");
    assert_eq!(name(&variable), "three");
    assert_eq!(name(&variable.clone().asked(|request| request.project_name = Some("four".to_owned()))), "four");
    let fault = variable.asked(|request| request.project_name = Some("Four".to_owned())).faults();
    let rule = "must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number";
    assert_eq!(fault, [format!("invalid project name \"Four\": {rule}")]);
    let files = file("services: {a: {image: '$COMPOSE_PROJECT_NAME'}}")
        .asked(|request| request.project_name = Some("own".to_owned()));
    assert_eq!(files.attribute("image"), "own", "files may use it");
}

#[test]
fn the_version_is_ignored_with_a_warning() {
    let texts = file("version: '3.8'\nservices: {a: {image: x}}\n");
    assert_eq!(texts.at("/version"), Value::Null);
    let warnings = texts.warnings();
    assert_eq!(warnings.len(), 1);
    let text = "the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion";
    assert!(
        warnings[0].starts_with("compose.yaml:1:")
            && warnings[0].contains(" obsolete-version ")
            && warnings[0].ends_with(text),
        "{warnings:?}"
    );
}

#[test]
fn extensions_are_kept_and_merged() {
    let texts = file("x-a: {m: 1, l: [1], s: one}\nservices: {a: {image: x, x-b: [yes, 0x10]}}\n")
        .over_file("over.yaml", "x-a: {n: 2, l: [2], s: two}\n");
    assert_eq!(texts.at("/x-a"), json!({"m": 1, "n": 2, "l": [1, 2], "s": "two"}));
    assert_eq!(texts.attribute("x-b"), json!(["yes", 16]));
    texts.reads_back();
    let unlike = file("x-a: {m: 1}\nservices: {}\n").over_file("over.yaml", "x-a: [1]\n").faults();
    assert_eq!(unlike, ["over.yaml:1:6 cannot-override cannot override x-a"]);
    let reset = file("x-a: 1\nservices: {}\n").over_file("over.yaml", "x-a: !reset 1\n");
    assert_eq!(reset.at("/x-a"), Value::Null);
}

#[test]
fn whole_sections_can_be_reset() {
    let texts = file("services: {a: {image: x}, b: {image: y}}\n");
    let only = texts.clone().over_file("over.yaml", "services: !override {c: {image: z}}\n").at("/services");
    assert_eq!(only.as_object().unwrap().keys().collect::<Vec<_>>(), ["c"]);
    let gone = texts.over_file("over.yaml", "services: {b: !reset null}\n").at("/services");
    assert_eq!(gone.as_object().unwrap().keys().collect::<Vec<_>>(), ["a"]);
    // Documents of one file are like files.
    let documents = file("services: {a: {image: x, tty: true}}\n---\nservices: {a: {image: y, tty: !reset x}}\n");
    assert_eq!((documents.attribute("image"), documents.attribute("tty")), (json!("y"), Value::Null));
}

#[test]
fn faults() {
    wrong_files(&[
        ("name: 5\nservices: {}\n", "1:7 wrong-type name must be a string"),
        ("version: 3\nservices: {}\n", "1:10 wrong-type version must be a string"),
        ("services: {}\nfoo: 1\n", "2:1 unknown-key  additional properties 'foo' not allowed"),
        ("services:\n", "1:1 wrong-type services must be a mapping"),
        ("services: {a: }\n", "1:12 wrong-type services.a must be a mapping"),
        ("services: {a b: {image: x}}\n", "1:12 invalid-name services additional properties 'a b' not allowed"),
        ("services: {a: {image: x}}\n---\n- 1\n", "3:1 wrong-type top-level object must be a mapping"),
        ("services: {1: {image: x}}\n", "1:12 non-string-key non-string key in services: 1"),
    ]);
    let file_name = "failed to parse /p/compose.yaml: ";
    let twice = file("services: {}\nservices: {}\n").faults();
    assert_eq!(
        twice,
        [format!(
            "compose.yaml:2:1 duplicate-key {file_name}line 2: mapping key \"services\" already defined at line 1"
        )]
    );
    assert_eq!(file("").faults(), ["compose.yaml:1:1 empty-file empty compose file"]);
    assert_eq!(file("services: {}").config()["services"], json!({}));
}

#[test]
fn services_of_a_later_file_are_a_mapping_too() {
    let faults = file("services: {a: {image: x}}\n").over_file("over.yaml", "services:\n").faults();
    assert_eq!(faults, ["over.yaml:1:1 wrong-type services must be a mapping"]);
}
