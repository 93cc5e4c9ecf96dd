//! What is found before anything is created.

use super::*;

#[test]
fn what_no_engine_takes_is_found_up_front() {
    let table = [
        (
            json!({"restart": "sometimes"}),
            "unknown restart policy \"sometimes\"; use one of \"no\", \"always\", \
            \"on-failure\" or \"unless-stopped\"",
        ),
        (
            json!({"restart": "always:3"}),
            "restart policy \"always\" takes no number of attempts; only \"on-failure\" does",
        ),
        (json!({"isolation": "i"}), "unknown isolation \"i\"; use one of \"default\", \"process\" or \"hyperv\""),
        (json!({"cgroup": "c"}), "unknown cgroup \"c\"; use one of \"host\" or \"private\""),
        (json!({"dns": "x"}), "invalid DNS address: x"),
        (json!({"expose": ["foo"]}), "invalid port in expose: \"foo\""),
        (json!({"security_opt": ["foo"]}), "invalid security-opt: \"foo\""),
        (json!({"mac_address": "zz"}), "invalid MAC address: zz"),
        (json!({"networks": {"back": {"ipv4_address": "::1"}}}), "invalid IPv4 address: ::1"),
        (json!({"networks": {"back": {"ipv6_address": "1.2.3.4"}}}), "invalid IPv6 address: 1.2.3.4"),
        (json!({"networks": {"back": {"link_local_ips": ["x"]}}}), "invalid link-local IP: x"),
        (
            json!({"mac_address": "02:42:ac:11:00:01", "networks": {"back": {"mac_address": "02:42:ac:11:00:02"}}}),
            "the service-level mac_address should have the same value as network back",
        ),
        (
            json!({"healthcheck": {"start_interval": "1s"}}),
            "healthcheck.start_interval requires healthcheck.start_period to be set",
        ),
        (
            json!({"volumes": [{"type": "bind", "source": "/a", "target": "/b", "bind": {"propagation": "foo"}}]}),
            "unknown bind.propagation \"foo\"; use one of \"private\", \"rprivate\", \"shared\", \"rshared\", \"slave\" \
             or \"rslave\"",
        ),
        (json!({"volumes": [{"type": "volume", "source": "none", "target": "/b"}]}), "refers to undefined volume none"),
    ];
    for (service, expected) in table {
        let found: Vec<String> = check(&project(service.clone()), NEW).iter().map(ToString::to_string).collect();
        assert_eq!(found, [format!("service \"web\": {expected}")], "{service}");
    }
}

#[test]
fn check_reports_all_problems_at_once() {
    let service = json!({"restart": "sometimes", "dns": "x", "security_opt": ["foo"]});
    assert_eq!(check(&project(service), NEW).len(), 3);
    assert_eq!(check(&project(json!({})), OLD), []);
}

#[test]
fn what_an_old_engine_lacks_names_the_version_that_has_it() {
    let networks = |settings: Value| json!({"networks": {"back": {"priority": 1}, "front": settings}});
    let bind = |options: Value| json!({"volumes": [{"type": "bind", "source": "/a", "target": "/b", "bind": options}]});
    let table = [
        (
            json!({"healthcheck": {"start_interval": "1s", "start_period": "1s"}}),
            "healthcheck.start_interval",
            "25.0 (API 1.44)",
        ),
        (json!({"annotations": {"a": "b"}}), "annotations", "24.0 (API 1.43)"),
        (networks(json!({"gw_priority": 1})), "networks.front.gw_priority", "28.0 (API 1.48)"),
        (networks(json!({"mac_address": "02:42:ac:11:00:01"})), "networks.front.mac_address", "25.0 (API 1.44)"),
        (bind(json!({"recursive": "readonly"})), "volumes.0.bind.recursive", "25.0 (API 1.44)"),
        (
            json!({"volumes": [{"type": "volume", "source": "data", "target": "/t", "volume": {"subpath": "x"}}]}),
            "volumes.0.volume.subpath",
            "26.0 (API 1.45)",
        ),
    ];
    for (service, attribute, engine) in table {
        let expected = format!(
            "service \"web\": {attribute} requires Docker Engine {engine} or later; this engine has API \
             1.41, as Docker Engine 20.10 does"
        );
        assert_eq!(failure(service.clone(), OLD), expected);
        assert_eq!(check(&project(service.clone()), OLD)[0].to_string(), expected);
        assert_eq!(check(&project(service), NEW), []);
    }
    assert!(
        failure(networks(json!({"interface_name": "e"})), OLD)
            .contains("interface_name requires Docker Engine v28.1 or later")
    );
    let image = json!({"volumes": [{"type": "image", "source": "i", "target": "/t"}]});
    assert!(failure(image, OLD).contains("volume with type=image require Docker Engine v28 or later"));
}

#[test]
fn settings_without_effect_are_warned_about() {
    let mut service = json!({"credential_spec": {"file": "f"}, "network_mode": "host", "mac_address": "02:42:ac:11:00:01",
        "networks": {"back": {"interface_name": "e1", "driver_opts": {"com.docker.network.endpoint.ifname": "e2"}}},
        "volumes": [
        {"type": "volume", "source": "data", "target": "/v", "bind": {"selinux": "z"}},
        {"type": "bind", "source": "/s", "target": "/b", "bind": {"selinux": "z", "create_host_path": false}}]});
    service["secrets"] = json!([{"source": "host", "mode": 256}]);
    let mut project = project(service);
    project.secrets.insert("host".to_owned(), FileObject { file: "/h".to_owned(), ..FileObject::default() });
    let found = warnings::warnings(&project);
    let places: Vec<String> = found.iter().map(|warning| warning.path()[2..].join(" ")).collect();
    let expected = [
        "secrets 0",
        "volumes 0 bind",
        "volumes 1 bind selinux",
        "credential_spec",
        "mac_address",
        "networks back driver_opts com.docker.network.endpoint.ifname",
    ];
    assert_eq!(places, expected);
    let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "secrets `uid`, `gid` and `mode` are not supported, they will be ignored",
            "mount of type `volume` should not define `bind` option",
            "service \"web\": the engine cannot set an SELinux label on /b together with `recursive` or \
         `create_host_path: false`; `selinux` is ignored",
            "service \"web\": `credential_spec` is for Windows containers of a Swarm; it is ignored",
            "service \"web\": with this `network_mode` it has no network interface of its own; `mac_address` is ignored",
            "service \"web\": `interface_name` on network back goes before its driver_opts \
             \"com.docker.network.endpoint.ifname\"",
        ]
    );
}

#[test]
fn problems_name_the_place_where_the_user_would_edit() {
    let service = json!({
        "networks": {"back": null, "front": {"gw_priority": 1, "link_local_ips": ["x"]}},
        "volumes": [{"type": "image", "source": "i", "target": "/i"}],
        "ports": [{"target": 70_000, "published": "a", "protocol": "icmp"}],
        "ulimits": {"nofile": {"soft": 2, "hard": 1}},
        "cpus": 1, "cpu_period": 5, "security_opt": ["label=disable", "foo"],
    });
    let problems = check(&project(service), OLD);
    let mut told: Vec<String> =
        problems.iter().map(|error| format!("{}: {}", error.path().join("."), error.problem)).collect();
    told.sort();
    let engine = "this engine has API 1.41, as Docker Engine 20.10 does";
    assert_eq!(
        told,
        [
            "services.web.cpu_period: cpus and cpu_period cannot both be set; remove one of them".to_owned(),
            format!(
                "services.web.networks.front.gw_priority: networks.front.gw_priority requires Docker Engine 28.0 (API \
                 1.48) or later; {engine}"
            ),
            "services.web.networks.front.link_local_ips.0: invalid link-local IP: x".to_owned(),
            "services.web.ports.0.protocol: invalid proto: icmp".to_owned(),
            "services.web.ports.0.published: invalid hostPort: a".to_owned(),
            "services.web.ports.0.target: invalid containerPort: 70000".to_owned(),
            "services.web.security_opt.1: invalid security-opt: \"foo\"".to_owned(),
            "services.web.ulimits.nofile: invalid ulimit: nofile has a soft limit of 2 above its hard limit of 1"
                .to_owned(),
            format!(
                "services.web.volumes.0.type: volume with type=image require Docker Engine v28 or later (API 1.48; \
                 {engine})"
            ),
        ]
    );
}

#[test]
fn a_service_that_is_not_selected_may_own_what_another_shares() {
    let service = json!({"network_mode": "service:db", "ipc": "service:db", "volumes_from": ["db:ro"]});
    assert_eq!(check(&project(service), NEW), []);
}
