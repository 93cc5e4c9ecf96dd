//! `networks` at the top level.

use super::support::*;
use serde_json::{Value, json};

/// A network `n` that a service uses.
fn network(settings: &str) -> Texts {
    service("networks: [n]").with(&format!("networks:\n  n: {settings}\n"))
}

#[test]
fn canonical_values() {
    let table = [
        ("", json!({"name": "p_n"})),
        ("{}", json!({"name": "p_n"})),
        ("{name: real, driver: d}", json!({"name": "real", "driver": "d"})),
        ("{labels: [a=1, b]}", json!({"name": "p_n", "labels": {"a": "1", "b": ""}})),
        ("{labels: {a: 1, b: }}", json!({"name": "p_n", "labels": {"a": "1", "b": ""}})),
        ("{driver_opts: {a: 1, b: c}}", json!({"name": "p_n", "driver_opts": {"a": "1", "b": "c"}})),
        ("{internal: 'true', attachable: true}", json!({"name": "p_n", "internal": true, "attachable": true})),
        // Unset is not false.
        (
            "{enable_ipv4: false, enable_ipv6: 'false'}",
            json!({"name": "p_n", "enable_ipv4": false, "enable_ipv6": false}),
        ),
        ("{external: true}", json!({"name": "n", "external": true})),
        ("{external: true, name: real, driver: d}", json!({"name": "real", "driver": "d", "external": true})),
        ("{external: {name: old}}", json!({"name": "old", "external": true})),
        (
            "{ipam: {driver: d, config: [{subnet: 10.0.0.0/8, ip_range: 10.1.0.0/16, gateway: 10.0.0.1, aux_addresses: {h: 10.0.0.5}}], options: {a: b}}}",
            json!({"name": "p_n", "ipam": {"driver": "d", "config": [{"subnet": "10.0.0.0/8", "gateway": "10.0.0.1",
                "ip_range": "10.1.0.0/16", "aux_addresses": {"h": "10.0.0.5"}}], "options": {"a": "b"}}}),
        ),
    ];
    for (settings, expected) in table {
        assert_eq!(network(settings).at("/networks/n"), expected, "{settings}");
    }
}

#[test]
fn only_those_that_are_used_are_there() {
    let texts = service("").with("networks: {n: {}, default: {driver: d}}\n");
    assert_eq!(texts.at("/networks"), json!({"default": {"name": "p_default", "driver": "d"}}));
    let all = texts.asked(|request| request.options.keep_unused = true);
    assert_eq!(all.at("/networks/n"), json!({"name": "p_n"}));
    assert_eq!(network("").at("/networks/default"), Value::Null, "nothing uses the default one");
}

#[test]
fn a_later_file_is_merged_key_by_key() {
    let over = |first: &str, second: &str| {
        network(first).over_file("over.yaml", &format!("networks: {{n: {second}}}")).at("/networks/n")
    };
    assert_eq!(
        over("{driver: d, labels: [a=1]}", "{labels: {a: 2}}"),
        json!({"name": "p_n", "driver": "d", "labels": {"a": "2"}})
    );
    let pool = |subnet: &str, gateway: &str| format!("{{ipam: {{config: [{{subnet: {subnet}, {gateway}}}]}}}}");
    // Pools of one subnet are one.
    let merged = json!([{"subnet": "10.0.0.0/8", "gateway": "10.0.0.1", "ip_range": "10.1.0.0/16"}]);
    assert_eq!(
        over(&pool("10.0.0.0/8", "gateway: 10.0.0.1"), &pool("10.0.0.0/8", "ip_range: 10.1.0.0/16"))["ipam"]["config"],
        merged
    );
    let two = over(&pool("10.0.0.0/8", "gateway: 10.0.0.1"), &pool("11.0.0.0/8", "gateway: 11.0.0.1"));
    assert_eq!(two["ipam"]["config"].as_array().map(Vec::len), Some(2));
    let gone = network("{driver: d}").over_file("over.yaml", "networks: {n: !reset null}").faults();
    assert_eq!(
        gone,
        ["compose.yaml:4:16 undefined-network service \"a\" refers to undefined network n: invalid compose project"]
    );
    assert_eq!(over("{driver: d, internal: true}", "!override {driver: e}"), json!({"name": "p_n", "driver": "e"}));
    assert_eq!(over("{driver: d}", "null"), json!({"name": "p_n", "driver": "d"}));
}

#[test]
fn config_reads_back() {
    for settings in [
        "",
        "{external: true}",
        "{driver: d, driver_opts: {a: 1}, enable_ipv6: false, labels: [a=$$x], x-a: 1}",
        "{ipam: {config: [{subnet: 10.0.0.0/8, aux_addresses: {a: 10.0.0.1}}], options: {a: b}}}",
    ] {
        network(settings).reads_back();
    }
}

#[test]
fn faults() {
    let table = [
        ("{driver_opts: {a: true}}", "6:24 wrong-type networks.n.driver_opts.a must be a number or string"),
        ("{drivr: d}", "6:7 unknown-key networks.n additional properties 'drivr' not allowed"),
        (
            "{internal: maybe}",
            "6:17 wrong-type error while interpolating networks.n.internal: failed to cast to expected type: invalid boolean: maybe",
        ),
        ("x", "6:6 wrong-type networks.n must be a mapping or null"),
    ];
    for (settings, fault) in table {
        assert_eq!(network(settings).faults(), [format!("compose.yaml:{fault}")], "{settings}");
    }
    let both = network("{name: a, external: {name: b}}").faults();
    assert_eq!(both.len(), 1);
    assert!(both[0].ends_with("networks.n: name and external.name conflict; only use name"), "{both:?}");
    for (pool, problem) in [
        ("subnet: foo", "invalid subnet: foo"),
        ("ip_range: foo", "invalid ip-range: foo"),
        ("gateway: foo", "invalid gateway address: foo"),
        ("aux_addresses: {a: foo}", "invalid auxiliary address: foo"),
    ] {
        let refused = network(&format!("{{ipam: {{config: [{{{pool}}}]}}}}")).refused(NEW);
        assert_eq!(refused, [format!("network \"n\": {problem}")]);
    }
}

#[test]
fn the_request() {
    assert_eq!(
        network("").network_sent("n"),
        json!({"Name": "p_n", "Internal": false, "Attachable": false, "Labels": {}})
    );
    let all = "{driver: d, driver_opts: {a: 1}, internal: true, attachable: true, enable_ipv4: true, enable_ipv6: false, labels: [l=1], ipam: {driver: i, config: [{subnet: 10.0.0.0/8, gateway: 10.0.0.1, aux_addresses: {h: 10.0.0.5}}], options: {o: p}}}";
    assert_eq!(
        network(all).network_sent("n"),
        json!({"Name": "p_n", "Driver": "d", "Options": {"a": "1"}, "Internal": true, "Attachable": true, "EnableIPv4": true,
            "EnableIPv6": false, "Labels": {"l": "1"}, "IPAM": {"Driver": "i", "Options": {"o": "p"},
            "Config": [{"Subnet": "10.0.0.0/8", "Gateway": "10.0.0.1", "AuxiliaryAddresses": {"h": "10.0.0.5"}}]}})
    );
}
