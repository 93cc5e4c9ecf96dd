//! Values that are null: where that is a value, where it is none, and what it does to an earlier file.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn most_settings_are_not_null() {
    let texts = |attribute: &str| service(&format!("{attribute}:")).faults();
    for attribute in [
        "cap_add",
        "configs",
        "container_name",
        "cpus",
        "dns",
        "environment",
        "env_file",
        "healthcheck",
        "hostname",
        "labels",
        "logging",
        "mem_limit",
        "networks",
        "ports",
        "profiles",
        "restart",
        "secrets",
        "tmpfs",
        "ulimits",
        "user",
        "volumes",
    ] {
        let faults = texts(attribute);
        assert_eq!(faults.len(), 1, "{faults:?}");
        let begin = format!("compose.yaml:4:5 wrong-type services.a.{attribute} must be a ");
        assert!(faults[0].starts_with(&begin), "{faults:?}");
    }
    assert_eq!(
        file("services: {a: {image: }}\n").faults(),
        ["compose.yaml:1:16 wrong-type services.a.image must be a string"]
    );
    for section in ["secrets", "configs"] {
        let faults = service("tty: true").with(&format!("{section}: {{s: }}\n")).faults();
        assert_eq!(faults, [format!("compose.yaml:5:{} wrong-type {section}.s must be a mapping", section.len() + 4)]);
    }
}

#[test]
fn some_may_be_as_if_they_were_not_written() {
    for attribute in ["command", "entrypoint", "deploy", "develop", "pid"] {
        assert_eq!(service(&format!("{attribute}:")).attribute(attribute), Value::Null, "{attribute}");
    }
    let declared = service("networks: [n]\nvolumes: ['vol:/v']").with("networks: {n: }\nvolumes: {vol: }\n");
    assert_eq!((declared.at("/networks/n/name"), declared.at("/volumes/vol/name")), (json!("p_n"), json!("p_vol")));
}

#[test]
fn of_a_later_file_it_keeps_what_is_there_but_for_commands() {
    let written = service("command: c\nentrypoint: e\nhostname: h\nlabels: {l: v}\nports: [80]");
    let texts = written.over("command:\nentrypoint:\nhostname:\nlabels:\nports:");
    let kept = ["hostname", "labels", "command", "entrypoint"].map(|attribute| texts.attribute(attribute));
    assert_eq!(kept, [json!("h"), json!({"l": "v"}), Value::Null, Value::Null]);
    assert_eq!(texts.at("/services/a/ports/0/target"), json!(80));
}
