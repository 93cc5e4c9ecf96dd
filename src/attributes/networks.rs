//! `networks` of a service, and its `mac_address`.

use super::support::*;
use serde_json::{Value, json};

const TOP: &str = "networks: {n: , m: , o: {name: real}}\n";

fn on(attributes: &str) -> Texts {
    service(attributes).with(TOP)
}

#[test]
fn the_list_says_what_the_map_says() {
    for form in ["networks: [n, m]", "networks: {n: , m: null}", "networks:\n  n:\n  m:"] {
        assert_eq!(on(form).attribute("networks"), json!({"n": null, "m": null}), "{form}");
    }
    same("networks", &["tty: true", "networks: []", "networks: {}", "networks: [default]"], &json!({"default": null}));
    let long = "networks: {n: {aliases: [x], ipv4_address: 10.0.0.2, ipv6_address: '::2', link_local_ips: [169.254.0.1], mac_address: '02:42:0a:00:00:02', driver_opts: {a: 1}, interface_name: eth5, priority: 1.5, gw_priority: 2}}";
    assert_eq!(
        on(long).attribute("networks"),
        json!({"n": {"aliases": ["x"], "driver_opts": {"a": "1"}, "gw_priority": 2, "interface_name": "eth5", "ipv4_address": "10.0.0.2",
            "ipv6_address": "::2", "link_local_ips": ["169.254.0.1"], "mac_address": "02:42:0a:00:00:02", "priority": 1}})
    );
}

#[test]
fn a_later_file_is_merged_by_network() {
    let over = |first: &str, second: &str| on(first).over(second).attribute("networks");
    assert_eq!(over("networks: [n]", "networks: [m]"), json!({"n": null, "m": null}));
    assert_eq!(
        over("networks: {n: {aliases: [a]}}", "networks: [n, m]"),
        json!({"n": {"aliases": ["a"]}, "m": null}),
        "entries survive"
    );
    assert_eq!(
        over("networks: {n: {aliases: [a], priority: 1}}", "networks: {n: {aliases: [b, a], priority: 2}}"),
        json!({"n": {"aliases": ["a", "b"], "priority": 2}})
    );
    assert_eq!(
        over("networks: {n: {driver_opts: {a: 1}}}", "networks: {n: {driver_opts: {b: 2}}}"),
        json!({"n": {"driver_opts": {"a": "1", "b": "2"}}})
    );
    assert_eq!(over("networks: [n, m]", "networks: {n: !reset null}"), json!({"m": null}));
    assert_eq!(over("networks: [n]", "networks: !override [m]"), json!({"m": null}));
    assert_eq!(over("networks: [n]", "networks: !reset []"), json!({"default": null}));
}

#[test]
fn config_reads_back() {
    on("networks: {n: {aliases: [x], priority: 5, driver_opts: {a: 1}, x-a: 1}, o: }\nmac_address: '02:42:0a:00:00:02'").reads_back();
    on("networks: []").reads_back();
}

#[test]
fn faults() {
    wrong(&[
        ("networks:", "4:5 wrong-type services.a.networks must be a array"),
        (
            "networks: [n9]",
            "4:16 undefined-network service \"a\" refers to undefined network n9: invalid compose project",
        ),
        ("networks: [default, default]", "4:25 duplicate-item services.a.networks items at 0 and 1 are equal"),
        (
            "networks: {default: {priority: '1'}}",
            "4:36 wrong-type services.a.networks.default.priority must be a number",
        ),
        (
            "networks: {default: {alias: [x]}}",
            "4:26 unknown-key services.a.networks.default additional properties 'alias' not allowed",
        ),
        ("mac_address: 5", "4:18 wrong-type services.a.mac_address must be a string"),
    ]);
    refused(
        NEW,
        &[
            ("networks: {default: {ipv4_address: foo}}", "service \"a\": invalid IPv4 address: foo"),
            ("networks: {default: {ipv6_address: foo}}", "service \"a\": invalid IPv6 address: foo"),
            ("networks: {default: {link_local_ips: [foo]}}", "service \"a\": invalid link-local IP: foo"),
            ("mac_address: foo", "service \"a\": invalid MAC address: foo"),
            (
                "mac_address: '02:42:0a:00:00:02'\nnetworks: {default: {mac_address: '02:42:0a:00:00:03'}}",
                "service \"a\": the service-level mac_address should have the same value as network default",
            ),
        ],
    );
    let old = service("networks: {default: {interface_name: eth5}}").refused(OLD);
    assert_eq!(old.len(), 1);
    assert!(old[0].contains("interface_name requires Docker Engine v28.1 or later"), "{old:?}");
}

#[test]
fn the_request() {
    // The main network is the first by priority, then by name: not the first of the list.
    let texts = on("networks: [o, n, m]");
    assert_eq!(texts.sent("/HostConfig/NetworkMode"), "p_m");
    let endpoint = json!({"Aliases": ["p_a_1", "a"]});
    assert_eq!(
        texts.sent("/NetworkingConfig/EndpointsConfig"),
        json!({"p_m": endpoint, "p_n": endpoint, "real": endpoint})
    );
    let texts = on(
        "networks: {o: {priority: 5, aliases: [x], interface_name: eth5, gw_priority: 2, ipv4_address: 10.0.0.2, link_local_ips: [169.254.0.1]}, n: }\nmac_address: '02:42:0a:00:00:02'",
    );
    assert_eq!(texts.sent("/HostConfig/NetworkMode"), "real");
    assert_eq!(
        texts.sent("/NetworkingConfig/EndpointsConfig/real"),
        json!({"Aliases": ["p_a_1", "a", "x"], "MacAddress": "02:42:0a:00:00:02", "GwPriority": 2,
            "DriverOpts": {"com.docker.network.endpoint.ifname": "eth5"},
            "IPAMConfig": {"IPv4Address": "10.0.0.2", "LinkLocalIPs": ["169.254.0.1"]}})
    );
    // An older engine takes one endpoint only; the others are connected before the start.
    let old = on("networks: [m, n]").request(OLD).unwrap();
    let endpoints = crate::model::json::to_value(&old.create)["NetworkingConfig"]["EndpointsConfig"].clone();
    assert_eq!(endpoints, json!({"p_m": endpoint}));
    assert_eq!(old.further_networks.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["p_n"]);
    assert_eq!(on("network_mode: none").sent("/NetworkingConfig"), Value::Null);
}
