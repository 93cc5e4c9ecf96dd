//! `volumes` at the top level.

use super::support::*;
use serde_json::{Value, json};

/// A volume `vol` that a service uses.
fn volume(settings: &str) -> Texts {
    service("volumes: ['vol:/v']").with(&format!("volumes:\n  vol: {settings}\n"))
}

#[test]
fn canonical_values() {
    let bind = |driver: &str, o: &str| {
        volume(&format!("{{{driver}driver_opts: {{o: '{o}', type: none, device: ./d}}}}"))
            .at("/volumes/vol/driver_opts/device")
    };
    let table = [
        ("", json!({"name": "p_vol"})),
        ("{}", json!({"name": "p_vol"})),
        ("{name: real, driver: d}", json!({"name": "real", "driver": "d"})),
        ("{labels: [a=1, b]}", json!({"name": "p_vol", "labels": {"a": "1", "b": ""}})),
        ("{labels: {a: 1, b: }}", json!({"name": "p_vol", "labels": {"a": "1", "b": ""}})),
        ("{driver_opts: {a: 1}}", json!({"name": "p_vol", "driver_opts": {"a": "1"}})),
        ("{external: true}", json!({"name": "vol", "external": true})),
        ("{external: {name: old}}", json!({"name": "old", "external": true})),
        ("{external: true, name: real, x-a: 1}", json!({"name": "real", "external": true, "x-a": 1})),
    ];
    for (settings, expected) in table {
        assert_eq!(volume(settings).at("/volumes/vol"), expected, "{settings}");
    }
    // A device is a path of the project only with exactly this driver and this option.
    assert_eq!(bind("driver: local, ", "bind"), "/p/d");
    for other in [bind("", "bind"), bind("driver: local, ", "bind,ro"), bind("driver: d, ", "bind")] {
        assert_eq!(other, "./d");
    }
}

#[test]
fn a_later_file_is_merged_key_by_key() {
    let over = |first: &str, second: &str| {
        volume(first).over_file("over.yaml", &format!("volumes: {{vol: {second}}}")).at("/volumes/vol")
    };
    let merged = json!({"name": "p_vol", "driver": "d", "driver_opts": {"a": "1", "b": "2"}, "labels": {"l": "2"}});
    assert_eq!(
        over("{driver: d, driver_opts: {a: 1}, labels: [l=1]}", "{driver_opts: {b: 2}, labels: {l: 2}}"),
        merged
    );
    assert_eq!(over("{driver: d}", "null"), json!({"name": "p_vol", "driver": "d"}));
    assert_eq!(over("{driver: d}", "!override {name: real}"), json!({"name": "real"}));
    assert_eq!(
        over("{driver: d, labels: [l=1]}", "{driver: !reset x}"),
        json!({"name": "p_vol", "labels": {"l": "1"}})
    );
}

#[test]
fn config_reads_back() {
    for settings in
        ["", "{external: true}", "{driver: local, driver_opts: {o: bind, device: ./d}, labels: [a=$$x], x-a: 1}"]
    {
        volume(settings).reads_back();
    }
}

#[test]
fn faults() {
    let table = [
        (
            "{external: true, driver: d}",
            "6:9 conflict volumes.vol: conflicting parameters \"external\" and \"driver\" specified",
        ),
        ("{drivr: d}", "6:9 unknown-key volumes.vol additional properties 'drivr' not allowed"),
        ("{driver_opts: {a: true}}", "6:23 wrong-type volumes.vol.driver_opts.a must be a number or string"),
        ("x", "6:8 wrong-type volumes.vol must be a mapping or null"),
    ];
    for (settings, fault) in table {
        let found = volume(settings).faults();
        assert_eq!(found.len(), 1, "{found:?}");
        let (place, text) = fault.split_once(' ').unwrap();
        assert!(found[0].ends_with(text) && found[0].starts_with("compose.yaml:6:"), "{place}: {found:?}");
    }
    wrong_files(&[(
        "services: {}\nvolumes:\n  a b:\n",
        "3:3 invalid-name volumes additional properties 'a b' not allowed",
    )]);
}

#[test]
fn the_request() {
    assert_eq!(volume("").volume_sent("vol"), json!({"Name": "p_vol", "Labels": {}}));
    assert_eq!(
        volume("{name: real, driver: d, driver_opts: {a: 1}, labels: [l=1]}").volume_sent("vol"),
        json!({"Name": "real", "Driver": "d", "DriverOpts": {"a": "1"}, "Labels": {"l": "1"}})
    );
    assert_eq!(volume("").at("/volumes/vol/driver"), Value::Null);
}

#[test]
fn only_external_volumes_refuse_other_keys() {
    let top = "networks: {n: {external: true, driver: d}}\nsecrets: {s: {external: true, file: ./s}}\n\
               configs: {c: {external: true, content: x}}\n";
    let texts = service("networks: [n]\nsecrets: [s]\nconfigs: [c]").with(top);
    assert_eq!(texts.at("/networks/n/driver"), json!("d"));
    assert_eq!((texts.at("/secrets/s/external"), texts.at("/configs/c/external")), (json!(true), json!(true)));
    let faults = volume("{external: true, driver: d}").faults();
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].contains(r#"volumes.vol: conflicting parameters "external" and "driver" specified"#),
        "{faults:?}"
    );
}
