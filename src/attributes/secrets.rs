//! `secrets`, at the top level and of a service.

use super::support::*;
use serde_json::{Value, json};

const TOP: &str = "secrets: {s: {file: ./f}, e: {environment: SET}}\n";

fn with_top(attributes: &str) -> Texts {
    service(attributes).with(TOP)
}

#[test]
fn a_bare_name_says_what_the_map_says() {
    for form in ["secrets: [s]", "secrets: [{source: s}]", "secrets: [{source: s, target: /run/secrets/s}]"] {
        assert_eq!(with_top(form).attribute("secrets"), json!([{"source": "s", "target": "/run/secrets/s"}]), "{form}");
    }
    let long = with_top("secrets: [{source: s, target: t, uid: '1', gid: '2', mode: 0440, x-a: 1}]");
    assert_eq!(
        long.attribute("secrets"),
        json!([{"source": "s", "target": "t", "uid": "1", "gid": "2", "mode": "0440", "x-a": 1}])
    );
}

#[test]
fn the_top_level() {
    let expected = json!({"e": {"name": "p_e", "environment": "SET"}, "s": {"name": "p_s", "file": "/p/f"}});
    assert_eq!(with_top("secrets: [s, e]").at("/secrets"), expected);
    let external = service("secrets: [s]").with("secrets: {s: {external: 'true'}}\n");
    assert_eq!(external.at("/secrets/s"), json!({"name": "s", "external": true}));
    let old = service("secrets: [s]").with("secrets: {s: {external: {name: n}}}\n");
    assert_eq!(old.at("/secrets/s"), json!({"name": "n", "external": true}));
    let deprecated =
        "compose.yaml:4:36 deprecated secrets.s: external.name is deprecated. Please set name and external: true";
    assert_eq!(old.warnings().len(), 1);
    assert!(old.warnings()[0].ends_with(&deprecated[18..]), "{:?}", old.warnings());
}

#[test]
fn a_later_file_wins_by_target() {
    let over = |first: &str, second: &str| with_top(first).over(second).attribute("secrets");
    let at = |source: &str| json!({"source": source, "target": format!("/run/secrets/{source}")});
    assert_eq!(over("secrets: [s]", "secrets: [e]"), json!([at("s"), at("e")]));
    let replaced = json!([{"source": "e", "target": "/run/secrets/s"}]);
    assert_eq!(over("secrets: [s]", "secrets: [{source: e, target: /run/secrets/s}]"), replaced);
    assert_eq!(
        over("secrets: [s]", "secrets: [{source: s, mode: 0400}]"),
        json!([{"source": "s", "target": "/run/secrets/s", "mode": "0400"}])
    );
    assert_eq!(over("secrets: [s]", "secrets: !override [e]"), json!([at("e")]));
    assert_eq!(over("secrets: [s]", "secrets: !reset []"), Value::Null);
}

#[test]
fn config_reads_back() {
    with_top("secrets: [s, {source: e, target: /x, uid: '1', gid: '2', mode: 0440}]").reads_back();
    service("secrets: [s]").with("secrets: {s: {external: true}}\n").reads_back();
}

#[test]
fn faults() {
    let owner = with_top("secrets: [{source: s, gid: 1}]").faults();
    assert_eq!(owner, ["compose.yaml:4:32 wrong-type services.a.secrets.0.gid must be a string"]);
    wrong(&[
        ("secrets: [s9]", "4:15 undefined-secret service \"a\" refers to undefined secret s9: invalid compose project"),
        ("secrets: s", "4:14 wrong-type services.a.secrets must be a array"),
    ]);
    wrong_files(&[
        (
            "services: {}\nsecrets:\n  s: {file: f, environment: x}\n",
            "3:16 conflict secrets.s: file|environment attributes are mutually exclusive",
        ),
        ("services: {}\nsecrets:\n  s: {}\n", "3:6 missing-key secrets.s: one of file|environment must be set"),
        ("services: {}\nsecrets:\n  s:\n", "3:3 wrong-type secrets.s must be a mapping"),
        (
            "services: {}\nsecrets:\n  s: {file: f, content: x}\n",
            "3:16 unknown-key secrets.s additional properties 'content' not allowed",
        ),
    ]);
    let driver = service("secrets: [s]").with("secrets: {s: {driver: d}}\n");
    assert_eq!(
        driver.faults(),
        [
            "compose.yaml:5:11 missing-key secret \"s\" must declare either `file` or `environment`: invalid compose project"
        ]
    );
}

#[test]
fn the_request() {
    let mount =
        |target: &str| json!({"Target": target, "Source": "/p/f", "Type": "bind", "ReadOnly": true, "BindOptions": {}});
    let texts = with_top("secrets: [s, {source: s, target: t}, {source: s, target: /e/f}, e]");
    let expected = json!([mount("/run/secrets/s"), mount("/run/secrets/t"), mount("/e/f")]);
    assert_eq!(texts.sent("/HostConfig/Mounts"), expected);
    let project = texts.project();
    let archives = crate::convert::files::archives(&project, &project.services["a"], &[]).unwrap();
    let bytes = String::from_utf8_lossy(&archives[0].bytes).into_owned();
    assert!(bytes.starts_with("run/secrets/e\0") && bytes.contains("0000444\0"), "{bytes:?}");
    let external = service("secrets: [s]").with("secrets: {s: {external: true}}\n");
    assert_eq!(external.refused(NEW), ["unsupported external secret s"]);
    let owned = with_top("secrets: [{source: s, uid: '1'}]");
    assert_eq!(owned.ignored(), ["secrets `uid`, `gid` and `mode` are not supported, they will be ignored"]);
}

#[test]
fn labels_of_two_files_add_up() {
    let labels = |over: &str| {
        service("secrets: [s]")
            .with("secrets: {s: {file: ./s, labels: [a=1]}}\n")
            .over_file("over.yaml", &format!("secrets: {{s: {{labels: {over}}}}}"))
    };
    assert_eq!(labels("[a=2, b=3]").at("/secrets/s/labels"), json!({"a": "2", "b": "3"}));
    let twice = labels("[a=1]").faults();
    assert_eq!(twice.len(), 1);
    assert!(twice[0].contains(" secrets.s.labels "), "{twice:?}");
}

#[test]
fn a_mode_is_a_whole_number() {
    let faults =
        service("secrets: [{source: s, mode: 1.0}]").with("secrets: {s: {file: ./s, labels: [a=1]}}\n").faults();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("compose.yaml:4:33 invalid-format "), "{faults:?}");
}
