//! Networks, links and namespaces.

use super::*;

#[test]
fn endpoints_follow_priority_and_then_the_name() {
    let service = json!({"mac_address": "02:42:ac:11:00:01", "networks": {
        "back": {"aliases": ["db"], "ipv4_address": "10.0.0.9", "ipv6_address": "fd00::9", "link_local_ips": ["169.254.1.1"]},
        "default": null,
        "front": {"priority": 5, "gw_priority": 2, "driver_opts": {"k": "v"}, "interface_name": "eth7"}}});
    let project = project(service);
    let body = Given::default().body(&project, NEW).unwrap();
    assert_eq!(body.create.host_config.as_ref().unwrap().network_mode.as_deref(), Some("p_front"));
    assert_eq!(body.mac_address, None);
    assert!(body.further_networks.is_empty());
    assert_eq!(
        json!(body.create.networking_config.unwrap().endpoints_config),
        json!({
            "p_front": {"Aliases": ["p_web_1", "web"], "GwPriority": 2, "MacAddress": "02:42:ac:11:00:01",
                "DriverOpts": {"k": "v", "com.docker.network.endpoint.ifname": "eth7"}},
            "p_back": {"Aliases": ["p_web_1", "web", "db"], "IPAMConfig": {"IPv4Address": "10.0.0.9",
                "IPv6Address": "fd00::9", "LinkLocalIPs": ["169.254.1.1"]}},
            "p_default": {"Aliases": ["p_web_1", "web"]}
        })
    );
}

#[test]
fn old_engines_get_one_endpoint_and_the_mac_address_beside_the_body() {
    let project =
        project(json!({"mac_address": "02:42:ac:11:00:01", "networks": {"front": {"priority": 1}, "back": null}}));
    let given = Given::default();
    let body = given.body(&project, OLD).unwrap();
    let endpoints = body.create.networking_config.unwrap().endpoints_config.unwrap();
    assert_eq!(endpoints.keys().collect::<Vec<_>>(), ["p_front"]);
    assert_eq!(body.mac_address.as_deref(), Some("02:42:ac:11:00:01"));
    let further: Vec<&String> = body.further_networks.iter().map(|(name, _)| name).collect();
    assert_eq!(further, ["p_back"]);
    let connect = connect_body(&project, &project.services["web"], &given.facts(), "back", &"c1".into()).unwrap();
    assert_eq!(json!(connect), json!({"Container": "c1", "EndpointConfig": {"Aliases": ["p_web_1", "web"]}}));
}

#[test]
fn namespaces_and_volumes_of_other_services_become_ids() {
    let owners = BTreeMap::from([("db".into(), "d1".into())]);
    let given = Given { owners, ..Given::default() };
    let service = json!({"network_mode": "service:db", "ipc": "service:db", "pid": "container:x",
        "volumes_from": ["db", "db:ro", "container:c:ro"]});
    let body = given.body(&project(service), NEW).unwrap();
    let host = body.create.host_config.unwrap();
    assert_eq!(host.network_mode.as_deref(), Some("container:d1"));
    assert_eq!(host.ipc_mode.as_deref(), Some("container:d1"));
    assert_eq!(host.pid_mode.as_deref(), Some("container:x"));
    assert_eq!(host.volumes_from.unwrap(), ["d1", "d1:ro", "c:ro"]);
    assert_eq!(body.create.networking_config, None);
}

#[test]
fn links_name_every_container_of_the_target() {
    let link_targets = BTreeMap::from([("db".into(), vec!["p_db_1".to_owned(), "p_db_2".to_owned()])]);
    let given = Given { link_targets, ..Given::default() };
    let body = given.body(&project(json!({"links": ["db:store"], "networks": {"back": null}})), NEW).unwrap();
    let expected = ["p_db_1:store", "p_db_1:db_1", "p_db_1:p_db_1", "p_db_2:store", "p_db_2:db_1", "p_db_2:p_db_1"];
    assert_eq!(body.create.host_config.unwrap().links.unwrap(), expected);
    let endpoints = body.create.networking_config.unwrap().endpoints_config.unwrap();
    assert_eq!(endpoints["p_back"].links.as_ref().unwrap(), &expected);
}

#[test]
fn networks_and_volumes_carry_the_labels_that_find_them() {
    let definition: Network =
        serde_json::from_value(json!({"name": "p_n", "driver": "bridge", "driver_opts": {"a": 1},
        "internal": true, "enable_ipv6": true, "labels": {"x": "y"},
        "ipam": {"driver": "default", "options": {"o": "1"}, "config": [{"subnet": "10.1.0.0/16", "gateway": "10.1.0.1",
            "ip_range": "10.1.2.0/24", "aux_addresses": {"h": "10.1.0.5"}}]}}))
        .unwrap();
    let body = network::body("p", "n", &definition, "abc", OLD).unwrap();
    assert_eq!(
        json!(body),
        json!({"Name": "p_n", "Driver": "bridge", "Internal": true, "Attachable": false,
        "EnableIPv6": true, "Options": {"a": "1"},
        "IPAM": {"Driver": "default", "Options": {"o": "1"}, "Config": [{"Subnet": "10.1.0.0/16", "Gateway": "10.1.0.1",
            "IPRange": "10.1.2.0/24", "AuxiliaryAddresses": {"h": "10.1.0.5"}}]},
        "Labels": {"x": "y", "com.docker.compose.project": "p", "com.docker.compose.network": "n",
            "com.docker.compose.version": "5.5.0", "com.docker.compose.config-hash": "abc"}})
    );
    let definition = Volume { name: "p_v".to_owned(), ..Volume::default() };
    assert_eq!(
        json!(volume::body("p", "v", &definition, "abc")),
        json!({"Name": "p_v", "Labels": {
        "com.docker.compose.project": "p", "com.docker.compose.volume": "v", "com.docker.compose.version": "5.5.0",
        "com.docker.compose.config-hash": "abc"}})
    );
}

#[test]
fn networks_that_no_engine_takes_are_refused() {
    let pool = |key: &str, value: &str| json!({"ipam": {"config": [{key: value}]}});
    let table = [
        (pool("subnet", "10.0.0.0"), "invalid subnet: 10.0.0.0"),
        (pool("subnet", "10.0.0.0/33"), "invalid subnet: 10.0.0.0/33"),
        (pool("ip_range", "x/1"), "invalid ip-range: x/1"),
        (pool("gateway", "x"), "invalid gateway address: x"),
        (json!({"ipam": {"config": [{"aux_addresses": {"h": "x"}}]}}), "invalid auxiliary address: x"),
        (
            json!({"enable_ipv4": false}),
            "enable_ipv4 requires Docker Engine 28.0 (API 1.48) or later; this engine has API 1.41, as Docker \
            Engine 20.10 does",
        ),
    ];
    for (definition, expected) in table {
        let definition: Network = serde_json::from_value(definition).unwrap();
        let error = network::body("p", "n", &definition, "", OLD).unwrap_err();
        assert_eq!(error.to_string(), format!("network \"n\": {expected}"));
    }
}
