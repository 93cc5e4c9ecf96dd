//! `labels`, `label_file`, `annotations` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn the_list_says_what_the_map_says() {
    for name in ["labels", "annotations"] {
        let forms = ["{a: 1, b: , c: true, d: 1.10, e.f: '', g: x=y}", "[a=1, b, c=true, 'd=1.1', 'e.f=', g=x=y]"]
            .map(|form| format!("{name}: {form}"));
        same(
            name,
            &forms.each_ref().map(String::as_str),
            &json!({"a": "1", "b": "", "c": "true", "d": "1.1", "e.f": "", "g": "x=y"}),
        );
    }
}

#[test]
fn keys_are_not_interpolated() {
    canonical([
        // `config` doubles every `$`, those of keys too.
        ("labels: {'$SET': '$SET'}", "labels", json!({"$$SET": "set"})),
        ("labels: ['$SET=$SET']", "labels", json!({"set": "set"})),
    ]);
}

#[test]
fn files_lie_under_the_labels() {
    let texts = |attributes: &str| service(attributes).beside("l1", "a=1\nb=${a}x\n").beside("l2", "b=2\n");
    for form in ["label_file: l1", "label_file: [./l1]"] {
        assert_eq!(texts(form).attribute("labels"), json!({"a": "1", "b": "1x"}), "{form}");
    }
    let both = texts("label_file: [l1, l2]\nlabels: {a: own}");
    assert_eq!(both.attribute("labels"), json!({"a": "own", "b": "2"}));
    let over = texts("label_file: [l1]").over("label_file: [l2]");
    assert_eq!(over.attribute("labels"), json!({"a": "1", "b": "2"}), "files are appended");
    // Other than in env files, a variable of the project is not seen.
    let unset = service("label_file: l").beside("l", "a=$SET\n");
    assert_eq!(unset.attribute("labels"), json!({"a": ""}));
}

#[test]
fn a_later_file_wins_by_name() {
    merged([
        ("labels: {a: 1, b: 2}", "labels: [b=3, c]", "labels", json!({"a": "1", "b": "3", "c": ""})),
        ("labels: [a=1, b=2]", "labels: {a: 4}", "labels", json!({"a": "4", "b": "2"})),
        ("labels: {a: 1, b: 2}", "labels: {a: !reset x}", "labels", json!({"b": "2"})),
        // The first file wrote a list: there is no `a` in it to be reset.
        ("labels: [a=1]", "labels: {a: !reset x}", "labels", json!({"a": "1"})),
        ("labels: {a: 1}", "labels: !override {b: 2}", "labels", json!({"b": "2"})),
        ("annotations: {a: 1}", "annotations: {a: 2}", "annotations", json!({"a": "2"})),
        ("annotations: {a: 1}", "annotations: !reset {}", "annotations", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&["labels: {a: $$x, b: 'yes', c: \"l1\\nl2\\n\", d: }\nannotations: [a]", "labels: {a2: 1, a10: 2}"]);
}

#[test]
fn faults() {
    wrong(&[
        ("labels:", "4:5 wrong-type services.a.labels must be a mapping"),
        ("labels: {a: [b]}", "4:17 wrong-type services.a.labels.a must be a boolean, null, number or string"),
        ("labels: [5]", "4:14 wrong-type services.a.labels.[0]: unexpected type int"),
        ("label_file: none", "4:17 missing-file label file /p/none not found: stat /p/none: no such file or directory"),
        ("annotations: a", "4:18 wrong-type services.a.annotations must be a mapping"),
    ]);
}

#[test]
fn the_request() {
    sent([
        ("labels: [a=1, b]", "/Labels", json!({"a": "1", "b": ""})),
        ("annotations: {a: 1}", "/HostConfig/Annotations", json!({"a": "1"})),
    ]);
    let old = service("annotations: {a: 1}").refused(OLD);
    let said = "service \"a\": annotations requires Docker Engine 24.0 (API 1.43) or later";
    assert!(old.len() == 1 && old[0].starts_with(said), "{old:?}");
    let path = service("label_file: l").beside("l", "a=1\n").project();
    assert_eq!(path.services["a"].label_file.0, ["/p/l"], "the path stays: it is in the hash");
}
