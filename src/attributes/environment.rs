//! `environment` and `env_file` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn the_list_says_what_the_map_says() {
    let expected = json!({"A": "1", "B": "", "SET": "set", "UNSET": null});
    same(
        "environment",
        &["environment: {A: 1, B: '', SET: , UNSET: null}", "environment: ['A=1', 'B=', SET, UNSET]"],
        &expected,
    );
}

#[test]
fn values_that_are_no_texts() {
    let table = "environment: {B: true, I: 0644, H: 0x10, U: 1_000, F: 1.10, G: 1e3, L: 1000000.0, M: 1000000, S: 0.00001, E: 08}";
    let expected = json!({"B": "true", "I": "420", "H": "16", "U": "1000", "F": "1.1", "G": "1000", "L": "1e+06",
        "M": "1000000", "S": "1e-05", "E": "8"});
    canonical([
        (table, "environment", expected),
        // A list is text already.
        ("environment: ['I=0644', 'F=1.10', 'Y=a=b']", "environment", json!({"I": "0644", "F": "1.10", "Y": "a=b"})),
        ("environment: {Y: yes, C: 22:22}", "environment", json!({"Y": "yes", "C": "22:22"})),
    ]);
}

fn with_files(attributes: &str) -> Texts {
    service(attributes).beside("a.env", "A=file\nB=$A-b\nSET=lost\n").beside("b.env", "export B=second\nC='$A'\nBARE\n")
}

#[test]
fn files_lie_under_the_environment() {
    let table = [
        ("env_file: a.env", json!({"A": "file", "B": "file-b", "SET": "lost"})),
        ("env_file: [a.env, b.env]", json!({"A": "file", "B": "second", "C": "$$A", "SET": "lost"})),
        (
            "env_file: [{path: a.env, required: true}, {path: none.env, required: false}]",
            json!({"A": "file", "B": "file-b", "SET": "lost"}),
        ),
        // A bare key takes the project's variable, or takes the file's away.
        ("env_file: a.env\nenvironment: [A, SET, B=own]", json!({"A": null, "B": "own", "SET": "set"})),
        // Variables of the project, then of `environment`, then earlier lines.
        ("env_file: a.env\nenvironment: {A: own}", json!({"A": "own", "B": "own-b", "SET": "lost"})),
    ];
    for (attributes, expected) in table {
        let texts = with_files(attributes);
        assert_eq!(texts.attribute("environment"), expected, "{attributes}");
        assert_eq!(texts.attribute("env_file"), Value::Null, "it is read, so it is gone");
    }
}

#[test]
fn a_raw_file_is_taken_as_it_is() {
    let texts =
        service("env_file: [{path: r.env, format: raw}]").beside("r.env", " A='q' #c\n# no\nB=$A \nSET\nNONE\n");
    assert_eq!(texts.attribute("environment"), json!({"A": "'q' #c", "B": "$$A ", "SET": "set"}));
}

#[test]
fn a_later_file_wins_by_variable() {
    merged([
        (
            "environment: {A: 1, B: 2}",
            "environment: {B: 3, C: 4}",
            "environment",
            json!({"A": "1", "B": "3", "C": "4"}),
        ),
        ("environment: [A=1, B=2]", "environment: {A: 5}", "environment", json!({"A": "5", "B": "2"})),
        // The bare key and the empty value are one key.
        ("environment: [A=1]", "environment: [A]", "environment", json!({"A": null})),
        ("environment: [A]", "environment: ['A=']", "environment", json!({"A": ""})),
        ("environment: {A: 1, B: 2}", "environment: {A: !reset null}", "environment", json!({"B": "2"})),
        // The first file wrote a list: there is no `A` in it to be reset.
        ("environment: [A=1, B=2]", "environment: {A: !reset null}", "environment", json!({"A": "1", "B": "2"})),
        ("environment: {A: 1}", "environment: !override {B: 2}", "environment", json!({"B": "2"})),
        ("environment: {A: 1}", "environment: !reset {}", "environment", Value::Null),
    ]);
    let texts = with_files("env_file: [a.env, b.env]").over("env_file: [{path: a.env, required: false}]");
    assert_eq!(texts.attribute("environment")["B"], "second", "the same path keeps its place");
    let texts = with_files("env_file: [b.env]").over("env_file: !override a.env");
    assert_eq!(texts.attribute("environment"), json!({"A": "file", "B": "file-b", "SET": "lost"}));
}

#[test]
fn config_reads_back() {
    read_back(&["environment: {A: '$$x', B: , C: yes, D: '1', E: ' a', F: \"l1\\nl2\", G: '', SET: }"]);
    with_files("env_file: [a.env, b.env]\nenvironment: [C]").reads_back();
}

#[test]
fn faults() {
    wrong(&[
        ("environment:", "4:5 wrong-type services.a.environment must be a mapping"),
        ("environment: {A: [1]}", "4:22 wrong-type services.a.environment.A must be a boolean, null, number or string"),
        ("environment: [1]", "4:19 wrong-type services.a.environment.[0]: unexpected type int"),
        (
            "environment: ['D =1']",
            "4:18 invalid-format 'services[a].environment' environment variable D  is declared with a trailing space",
        ),
        ("env_file: {path: a.env}", "4:15 wrong-type services.a.env_file must be a string"),
        (
            "env_file: [{required: false}]",
            "4:16 missing-key environment path attribute services.a.env_file.[0] is missing",
        ),
        (
            "env_file: none.env",
            "4:15 missing-file env file /p/none.env not found: stat /p/none.env: no such file or directory",
        ),
    ]);
    let unknown = with_files("env_file: [{path: a.env, x-a: 1}]").faults();
    assert_eq!(
        unknown,
        ["compose.yaml:4:30 unknown-key services.a.env_file.0 additional properties 'x-a' not allowed"]
    );
    let format = with_files("env_file:\n- {path: a.env, format: foo}");
    assert_eq!(format.faults(), ["compose.yaml:5:29 wrong-value unsupported env_file format \"foo\""]);
    let raw = with_files("env_file: [{path: b.env, format: raw}]");
    let blank =
        "b.env:1:1 invalid-env-file failed to parse env_file /p/b.env: variable 'export B' contains whitespaces";
    assert_eq!(raw.faults(), [blank]);
    let broken = service("env_file: bad.env").beside("bad.env", "A=1\nB C=2\n");
    let blank = "bad.env:2:1 invalid-env-file failed to read /p/bad.env: line 2: key cannot contain a space";
    assert_eq!(broken.faults(), [blank]);
}

#[test]
fn the_request() {
    sent([
        ("environment: {B: 2, A: 1, UNSET: , E: ''}", "/Env", json!(["A=1", "B=2", "E=", "UNSET"])),
        ("working_dir: /", "/Env", Value::Null),
    ]);
}

#[test]
fn the_lines_of_a_file_come_before_those_of_earlier_files() {
    let files = |attributes: &str| {
        service(attributes).beside("a.env", "A=1\nB=b\n").beside("b.env", "A=2\nC=$A$B$SET\nSET=lost\n")
    };
    let environment = files("env_file: [a.env, b.env]").attribute("environment");
    assert_eq!(environment["C"], json!("2bset"));
    let labels = files("label_file: [a.env, b.env]").attribute("labels");
    assert_eq!(labels["C"], json!("1b"));
}
