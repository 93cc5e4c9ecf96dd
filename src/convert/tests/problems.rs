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
        (json!({"provider": {"type": "x"}}), "`provider` is not supported yet; remove it, or leave this service out"),
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
        (networks(json!({"gw_priority": 1})), "gw_priority", "28.0 (API 1.48)"),
        (
            networks(json!({"mac_address": "02:42:ac:11:00:01"})),
            "mac_address on the further network front",
            "25.0 (API 1.44)",
        ),
        (bind(json!({"recursive": "readonly"})), "bind.recursive", "25.0 (API 1.44)"),
        (
            bind(json!({"recursive": "disabled"})),
            "bind.create_host_path of a mount with `recursive`",
            "23.0 (API 1.42)",
        ),
        (
            json!({"volumes": [{"type": "volume", "source": "data", "target": "/t", "volume": {"subpath": "x"}}]}),
            "volume.subpath",
            "26.0 (API 1.45)",
        ),
    ];
    for (service, attribute, engine) in table {
        let expected =
            format!("service \"web\": {attribute} requires Docker Engine {engine} or later; this engine has API 1.41");
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
    let mut service = json!({"volumes": [
        {"type": "volume", "source": "data", "target": "/v", "bind": {"selinux": "z"}},
        {"type": "bind", "source": "/s", "target": "/b", "bind": {"selinux": "z", "create_host_path": false}}]});
    service["secrets"] = json!([{"source": "host", "mode": 256}]);
    let mut project = project(service);
    project.secrets.insert("host".to_owned(), FileObject { file: "/h".to_owned(), ..FileObject::default() });
    let texts: Vec<String> = warnings::warnings(&project).iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "secrets `uid`, `gid` and `mode` are not supported, they will be ignored",
            "mount of type `volume` should not define `bind` option",
            "service \"web\": the engine cannot set an SELinux label on /b together with `recursive` or \
         `create_host_path: false`; `selinux` is ignored",
        ]
    );
}
