//! `configs`, at the top level and of a service.

use super::support::*;
use serde_json::{Value, json};

const TOP: &str = "configs: {c: {file: ./f}, e: {environment: SET}, t: {content: 'text $SET'}}\n";

fn with_top(attributes: &str) -> Texts {
    service(attributes).with(TOP)
}

#[test]
fn a_bare_name_says_what_the_map_says() {
    for form in ["configs: [c]", "configs: [{source: c}]"] {
        assert_eq!(with_top(form).attribute("configs"), json!([{"source": "c"}]), "{form}");
    }
    let long = with_top("configs: [{source: c, target: t, uid: '1', gid: '2', mode: 0440}]");
    assert_eq!(
        long.attribute("configs"),
        json!([{"source": "c", "target": "t", "uid": "1", "gid": "2", "mode": "0440"}])
    );
    for (mode, expected) in
        [("0440", "0440"), ("'0400'", "0400"), ("'440'", "0440"), ("400", "0620"), ("0o440", "0440")]
    {
        let texts = with_top(&format!("configs: [{{source: c, mode: {mode}}}]"));
        assert_eq!(texts.at("/services/a/configs/0/mode"), expected, "{mode}");
    }
}

#[test]
fn the_top_level() {
    let all = with_top("configs: [c, e, t]");
    assert_eq!(
        all.at("/configs"),
        json!({
            "c": {"name": "p_c", "file": "/p/f"},
            // What came from the environment is not shown.
            "e": {"name": "p_e", "environment": "SET"},
            "t": {"name": "p_t", "content": "text set"}})
    );
    assert_eq!(
        with_top("configs: [c]").at("/configs"),
        json!({"c": {"name": "p_c", "file": "/p/f"}}),
        "unused ones go"
    );
    let external = service("configs: [c]").with("configs: {c: {external: true, name: n}}\n");
    assert_eq!(external.at("/configs/c"), json!({"name": "n", "external": true}));
    let empty = service("configs: [c]").with("configs: {c: {content: ''}}\n");
    assert_eq!(empty.at("/configs/c"), json!({"name": "p_c"}), "an empty content counts as one");
}

#[test]
fn a_later_file_wins_by_target() {
    let over = |first: &str, second: &str| with_top(first).over(second).attribute("configs");
    assert_eq!(over("configs: [c, e]", "configs: [t]"), json!([{"source": "c"}, {"source": "e"}, {"source": "t"}]));
    // A bare name stands at `/<name>`.
    let replaced = json!([{"source": "t", "target": "/c"}, {"source": "e"}]);
    assert_eq!(over("configs: [c, e]", "configs: [{source: t, target: /c}]"), replaced);
    assert_eq!(over("configs: [c]", "configs: !override [e]"), json!([{"source": "e"}]));
    assert_eq!(over("configs: [c]", "configs: !reset []"), Value::Null);
    let top = with_top("configs: [c]").over_file("over.yaml", "configs: {c: {file: g, labels: {l: 1}}}");
    assert_eq!(top.at("/configs/c"), json!({"name": "p_c", "file": "/p/g", "labels": {"l": "1"}}));
}

#[test]
fn config_reads_back() {
    with_top("configs: [c, e, {source: t, target: /x, uid: '1', gid: '2', mode: 0440}]").reads_back();
}

#[test]
fn faults() {
    for (attributes, fault) in [
        ("configs: [{source: c, uid: 1}]", "4:32 wrong-type services.a.configs.0.uid must be a string"),
        (
            "configs: [{source: c, foo: 1}]",
            "4:27 unknown-key services.a.configs.0 additional properties 'foo' not allowed",
        ),
    ] {
        assert_eq!(with_top(attributes).faults(), [format!("compose.yaml:{fault}")]);
    }
    wrong(&[
        ("configs: [c9]", "4:15 undefined-config service \"a\" refers to undefined config c9: invalid compose project"),
        ("configs:", "4:5 wrong-type services.a.configs must be a array"),
    ]);
    wrong_files(&[
        (
            "services: {}\nconfigs:\n  c: {file: f, content: x}\n",
            "3:16 conflict configs.c: file|environment|content attributes are mutually exclusive",
        ),
        ("services: {}\nconfigs:\n  c: {}\n", "3:6 missing-key configs.c: one of file|environment|content must be set"),
        ("services: {}\nconfigs:\n  c:\n", "3:3 wrong-type configs.c must be a mapping"),
        (
            "services: {}\nconfigs:\n  c d: {file: f}\n",
            "3:3 invalid-name configs additional properties 'c d' not allowed",
        ),
        (
            "services: {}\nconfigs:\n  c: {external: maybe}\n",
            "3:17 wrong-type error while interpolating configs.c.external: failed to cast to expected type: invalid boolean: maybe",
        ),
    ]);
}

#[test]
fn the_request() {
    let mount = |source: &str, target: &str| json!({"Target": target, "Source": source, "Type": "bind", "ReadOnly": true, "BindOptions": {}});
    let texts = with_top("configs: [c, {source: c, target: d}, {source: c, target: /e/f}, e, t]");
    // Contents are copied in before the start; a missing file must not become a folder.
    assert_eq!(
        texts.sent("/HostConfig/Mounts"),
        json!([mount("/p/f", "/c"), mount("/p/f", "/d"), mount("/p/f", "/e/f")])
    );
    assert_eq!(texts.sent("/HostConfig/Binds"), Value::Null);
    let owned = with_top("configs: [{source: c, mode: 0400}]");
    assert_eq!(owned.ignored(), ["config `uid`, `gid` and `mode` are not supported, they will be ignored"]);
    let external = service("configs: [c]").with("configs: {c: {external: true, name: n}}\n");
    assert_eq!(external.refused(NEW), ["unsupported external config n"]);
    let unset = service("configs: [c]").with("configs: {c: {environment: NOT_SET}}\n");
    assert_eq!(unset.refused(NEW), ["environment variable \"NOT_SET\" required by config \"p_c\" is not set"]);
    let read_only = with_top("read_only: true\nconfigs: [t]");
    assert_eq!(
        read_only.refused(NEW),
        ["cannot create config \"p_t\" in read-only service a: give it a target in a folder, which can be a volume"]
    );
}

#[test]
fn labels_of_two_files_add_up() {
    let labels = |over: &str| {
        service("configs: [s]")
            .with("configs: {s: {file: ./s, labels: [a=1]}}\n")
            .over_file("over.yaml", &format!("configs: {{s: {{labels: {over}}}}}"))
    };
    assert_eq!(labels("[a=2, b=3]").at("/configs/s/labels"), json!({"a": "2", "b": "3"}));
    let twice = labels("[a=1]").faults();
    assert_eq!(twice.len(), 1);
    assert!(twice[0].contains(" configs.s.labels "), "{twice:?}");
}

#[test]
fn a_mode_is_a_whole_number() {
    let faults =
        service("configs: [{source: s, mode: 1.0}]").with("configs: {s: {file: ./s, labels: [a=1]}}\n").faults();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("compose.yaml:4:33 invalid-format "), "{faults:?}");
}
