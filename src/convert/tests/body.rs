//! The process and the host: what a service says of itself.

use super::*;

#[test]
fn a_bare_service_sends_little() {
    assert_eq!(
        created(json!({"networks": {"default": null}})),
        json!({
            "AttachStdin": false, "AttachStdout": true, "AttachStderr": true,
            "Tty": false, "OpenStdin": false, "StdinOnce": false,
            "Image": "busybox",
            "HostConfig": {"NetworkMode": "p_default", "OomKillDisable": false},
            "NetworkingConfig": {"EndpointsConfig": {"p_default": {"Aliases": ["p_web_1", "web"]}}}
        })
    );
}

#[test]
fn attributes_of_the_process() {
    let table = [
        (json!({"command": ["a", "b"]}), "/Cmd", json!(["a", "b"])),
        (json!({"command": []}), "/Cmd", json!([])),
        (json!({"command": null}), "/Cmd", Value::Null),
        (json!({"entrypoint": ["e"]}), "/Entrypoint", json!(["e"])),
        (json!({"entrypoint": []}), "/Entrypoint", json!([])),
        (json!({"working_dir": "rel"}), "/WorkingDir", json!("rel")),
        (json!({"user": "1:2"}), "/User", json!("1:2")),
        (json!({"hostname": "h"}), "/Hostname", json!("h")),
        (json!({"domainname": "d"}), "/Domainname", json!("d")),
        (json!({"tty": true}), "/Tty", json!(true)),
        (json!({"stdin_open": true}), "/OpenStdin", json!(true)),
        (json!({"stop_signal": "INT"}), "/StopSignal", json!("INT")),
        (json!({"stop_grace_period": "1m1.5s"}), "/StopTimeout", json!(61)),
        (json!({"environment": {"B": "2", "A": null, "C": ""}}), "/Env", json!(["A", "B=2", "C="])),
        (json!({"network_mode": "disabled"}), "/NetworkDisabled", json!(true)),
        (json!({"labels": {"l": "1"}}), "/Labels", json!({"l": "1"})),
        (
            json!({"ports": [{"target": 80, "protocol": "tcp"}], "expose": ["80", "9-11/udp"]}),
            "/ExposedPorts",
            json!({"80/tcp": {}, "9/udp": {}, "10/udp": {}, "11/udp": {}}),
        ),
        (
            json!({"healthcheck": {"test": ["CMD", "t"], "interval": "1s", "timeout": "500ms", "retries": 3,
            "start_period": "2s", "start_interval": "100ms"}}),
            "/Healthcheck",
            json!({"Test": ["CMD", "t"], "Interval": 1_000_000_000, "Timeout": 500_000_000, "Retries": 3,
                "StartPeriod": 2_000_000_000, "StartInterval": 100_000_000}),
        ),
        (json!({"healthcheck": {"disable": true, "test": ["CMD", "t"]}}), "/Healthcheck", json!({"Test": ["NONE"]})),
        (json!({"healthcheck": {"interval": "1s"}}), "/Healthcheck", json!({"Interval": 1_000_000_000})),
    ];
    compare(table);
}

#[test]
fn attributes_of_the_host() {
    let table = [
        (json!({"init": false}), "/HostConfig/Init", json!(false)),
        (json!({"read_only": true}), "/HostConfig/ReadonlyRootfs", json!(true)),
        (json!({"privileged": true}), "/HostConfig/Privileged", json!(true)),
        (json!({"cap_add": ["b", "CAP_B", "A"]}), "/HostConfig/CapAdd", json!(["CAP_A", "CAP_B"])),
        (json!({"cap_drop": ["ALL"]}), "/HostConfig/CapDrop", json!(["ALL"])),
        (json!({"group_add": ["g", 7]}), "/HostConfig/GroupAdd", json!(["g", "7"])),
        (json!({"sysctls": {"net.x": "1"}}), "/HostConfig/Sysctls", json!({"net.x": "1"})),
        (json!({"storage_opt": {"size": "1G"}}), "/HostConfig/StorageOpt", json!({"size": "1G"})),
        (json!({"annotations": {"a": "b"}}), "/HostConfig/Annotations", json!({"a": "b"})),
        (json!({"runtime": "r"}), "/HostConfig/Runtime", json!("r")),
        (json!({"isolation": "hyperv"}), "/HostConfig/Isolation", json!("hyperv")),
        (json!({"cgroup": "private"}), "/HostConfig/CgroupnsMode", json!("private")),
        (json!({"cgroup_parent": "c"}), "/HostConfig/CgroupParent", json!("c")),
        (json!({"ipc": "shareable"}), "/HostConfig/IpcMode", json!("shareable")),
        (json!({"pid": "host"}), "/HostConfig/PidMode", json!("host")),
        (json!({"uts": "host"}), "/HostConfig/UTSMode", json!("host")),
        (json!({"userns_mode": "host"}), "/HostConfig/UsernsMode", json!("host")),
        (json!({"network_mode": "host"}), "/HostConfig/NetworkMode", json!("host")),
        (json!({}), "/HostConfig/NetworkMode", json!("none")),
        (json!({"dns": "1.1.1.1"}), "/HostConfig/Dns", json!(["1.1.1.1"])),
        (json!({"dns_opt": ["use-vc"]}), "/HostConfig/DnsOptions", json!(["use-vc"])),
        (json!({"dns_search": ["x.org"]}), "/HostConfig/DnsSearch", json!(["x.org"])),
        (json!({"extra_hosts": ["h=1.2.3.4", "h:::1"]}), "/HostConfig/ExtraHosts", json!(["h:1.2.3.4", "h:::1"])),
        (
            json!({"logging": {"driver": "json-file", "options": {"max-size": "1m"}}}),
            "/HostConfig/LogConfig",
            json!({"Type": "json-file", "Config": {"max-size": "1m"}}),
        ),
        (
            json!({"tmpfs": ["/a", "/b:size=1m,mode=700"]}),
            "/HostConfig/Tmpfs",
            json!({"/a": "", "/b": "size=1m,mode=700"}),
        ),
        (
            json!({"security_opt": ["label=disable", "no-new-privileges", "apparmor:x", "seccomp=unconfined"]}),
            "/HostConfig/SecurityOpt",
            json!(["label=disable", "no-new-privileges", "apparmor:x", "seccomp=unconfined"]),
        ),
        (json!({"security_opt": ["systempaths=unconfined"]}), "/HostConfig/MaskedPaths", json!([])),
        (json!({"security_opt": ["systempaths=unconfined"]}), "/HostConfig/SecurityOpt", Value::Null),
        (json!({"external_links": ["other", "one:two"]}), "/HostConfig/Links", json!(["other:other", "one:two"])),
        (
            json!({"ports": [{"target": 80, "published": "8080", "host_ip": "127.0.0.1", "protocol": "tcp"},
            {"target": 80, "protocol": "tcp"}, {"target": 53, "published": "5000-5010", "protocol": "udp"}]}),
            "/HostConfig/PortBindings",
            json!({
                "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}, {"HostIp": "", "HostPort": ""}],
                "53/udp": [{"HostIp": "", "HostPort": "5000-5010"}]}),
        ),
    ];
    compare(table);
}

#[test]
fn limits_and_devices() {
    let table = [
        (json!({"cpus": 0.1}), "/HostConfig/NanoCpus", json!(100_000_000)),
        (
            json!({"cpus": "1.5", "deploy": {"resources": {"limits": {"cpus": "0.3"}}}}),
            "/HostConfig/NanoCpus",
            json!(300_000_000),
        ),
        (json!({"mem_limit": "64m"}), "/HostConfig/Memory", json!(67_108_864)),
        (json!({"deploy": {"resources": {"limits": {"memory": "1g"}}}}), "/HostConfig/Memory", json!(1_073_741_824)),
        (
            json!({"deploy": {"resources": {"reservations": {"memory": "1k"}}}}),
            "/HostConfig/MemoryReservation",
            json!(1024),
        ),
        (json!({"mem_reservation": 5}), "/HostConfig/MemoryReservation", json!(5)),
        (json!({"memswap_limit": -1}), "/HostConfig/MemorySwap", json!(-1)),
        (json!({"mem_swappiness": 10}), "/HostConfig/MemorySwappiness", json!(10)),
        (json!({"mem_swappiness": 0}), "/HostConfig/MemorySwappiness", Value::Null),
        (json!({"pids_limit": -1}), "/HostConfig/PidsLimit", json!(-1)),
        (json!({"pids_limit": 5, "deploy": {"resources": {"limits": {"pids": 9}}}}), "/HostConfig/PidsLimit", json!(9)),
        (json!({"shm_size": "1m"}), "/HostConfig/ShmSize", json!(1_048_576)),
        (json!({"cpu_count": 2}), "/HostConfig/CpuCount", json!(2)),
        (json!({"cpu_percent": 12.5}), "/HostConfig/CpuPercent", json!(1250)),
        (json!({"cpu_shares": 7}), "/HostConfig/CpuShares", json!(7)),
        (json!({"cpu_quota": 7}), "/HostConfig/CpuQuota", json!(7)),
        (json!({"cpu_period": 7}), "/HostConfig/CpuPeriod", json!(7)),
        (json!({"cpu_rt_period": 7}), "/HostConfig/CpuRealtimePeriod", json!(7)),
        (json!({"cpu_rt_runtime": 7}), "/HostConfig/CpuRealtimeRuntime", json!(7)),
        (json!({"cpuset": "0-1"}), "/HostConfig/CpusetCpus", json!("0-1")),
        (json!({"oom_kill_disable": true}), "/HostConfig/OomKillDisable", json!(true)),
        (json!({"oom_score_adj": -5}), "/HostConfig/OomScoreAdj", json!(-5)),
        (
            json!({"ulimits": {"nproc": 5, "nofile": {"soft": 1, "hard": 2}}}),
            "/HostConfig/Ulimits",
            json!([{"Name": "nofile", "Soft": 1, "Hard": 2}, {"Name": "nproc", "Soft": 5, "Hard": 5}]),
        ),
        (json!({"blkio_config": {"weight": 300}}), "/HostConfig/BlkioWeight", json!(300)),
        (
            json!({"blkio_config": {"weight_device": [{"path": "/d", "weight": 400}]}}),
            "/HostConfig/BlkioWeightDevice",
            json!([{"Path": "/d", "Weight": 400}]),
        ),
        (
            json!({"blkio_config": {"device_read_bps": [{"path": "/d", "rate": "1k"}]}}),
            "/HostConfig/BlkioDeviceReadBps",
            json!([{"Path": "/d", "Rate": 1024}]),
        ),
        (
            json!({"blkio_config": {"device_write_iops": [{"path": "/d", "rate": 9}]}}),
            "/HostConfig/BlkioDeviceWriteIOps",
            json!([{"Path": "/d", "Rate": 9}]),
        ),
        (
            json!({"devices": [{"source": "/dev/a", "target": "/dev/b", "permissions": "rwm"}]}),
            "/HostConfig/Devices",
            json!([{"PathOnHost": "/dev/a", "PathInContainer": "/dev/b", "CgroupPermissions": "rwm"}]),
        ),
        (json!({"device_cgroup_rules": ["c 1:3 mr"]}), "/HostConfig/DeviceCgroupRules", json!(["c 1:3 mr"])),
        (
            json!({"gpus": [{"count": 1, "driver": "nvidia"}],
            "devices": [{"source": "v.com/gpu=all", "target": "v.com/gpu=all", "permissions": "rwm"}],
            "deploy": {"resources": {"reservations": {"devices": [{"capabilities": ["tpu"], "device_ids": ["0"]}]}}}}),
            "/HostConfig/DeviceRequests",
            json!([
                {"Count": 0, "DeviceIDs": ["0"], "Capabilities": [["tpu"]]},
                {"Driver": "cdi", "DeviceIDs": ["v.com/gpu=all"]},
                {"Driver": "nvidia", "Count": 1, "Capabilities": [["gpu"]]}]),
        ),
        (
            json!({"gpus": [{"count": "all"}]}),
            "/HostConfig/DeviceRequests",
            json!([{"Count": -1, "Capabilities": [["gpu"]]}]),
        ),
    ];
    compare(table);
}

#[test]
fn restart_policies() {
    let policy = |name: &str, attempts: u32| json!({"Name": name, "MaximumRetryCount": attempts});
    let deploy = |condition: &str| json!({"restart": "always", "deploy": {"restart_policy": {"condition": condition}}});
    let table = [
        (json!({}), "/HostConfig/RestartPolicy", Value::Null),
        (json!({"restart": "no"}), "/HostConfig/RestartPolicy", policy("no", 0)),
        (json!({"restart": "always"}), "/HostConfig/RestartPolicy", policy("always", 0)),
        (json!({"restart": "unless-stopped"}), "/HostConfig/RestartPolicy", policy("unless-stopped", 0)),
        (json!({"restart": "on-failure:3"}), "/HostConfig/RestartPolicy", policy("on-failure", 3)),
        (json!({"restart": "on-failure:x"}), "/HostConfig/RestartPolicy", policy("on-failure", 0)),
        (deploy("none"), "/HostConfig/RestartPolicy", policy("no", 0)),
        (deploy("any"), "/HostConfig/RestartPolicy", policy("always", 0)),
        (deploy(""), "/HostConfig/RestartPolicy", policy("", 0)),
        (
            json!({"deploy": {"restart_policy": {"condition": "on-failure", "max_attempts": 4}}}),
            "/HostConfig/RestartPolicy",
            policy("on-failure", 4),
        ),
    ];
    compare(table);
}

#[test]
fn proxies_lie_under_the_environment() {
    let proxies = [("HTTP_PROXY", "http://p"), ("NO_PROXY", "x")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    let given = Given { outside: Outside { proxies: proxies.into(), ..Outside::default() }, ..Given::default() };
    let body = given.body(&project(json!({"environment": {"NO_PROXY": "own"}})), NEW).unwrap();
    assert_eq!(body.create.env.unwrap(), ["HTTP_PROXY=http://p", "NO_PROXY=own"]);
}

#[test]
fn the_tools_labels_win_over_the_users() {
    let labels = BTreeMap::from([("com.docker.compose.project".to_owned(), "p".to_owned())]);
    let given = Given { labels, ..Given::default() };
    let body = given.body(&project(json!({"labels": {"com.docker.compose.project": "fake", "a": "b"}})), NEW).unwrap();
    assert_eq!(json!(body.create.labels), json!({"com.docker.compose.project": "p", "a": "b"}));
}

#[test]
fn one_off_containers_run_once_and_hide_behind_their_own_name() {
    let service = json!({"restart": "always", "networks": {"back": {"aliases": ["db"]}}});
    let one_off = OneOff { use_aliases: false, interactive: true, auto_remove: true };
    let given = Given { one_off: Some(one_off), ..Given::default() };
    let body = serde_json::to_value(given.body(&project(service), NEW).unwrap().create).unwrap();
    let picked = [
        "/AttachStdin",
        "/StdinOnce",
        "/OpenStdin",
        "/HostConfig/AutoRemove",
        "/HostConfig/RestartPolicy",
        "/NetworkingConfig/EndpointsConfig/p_back/Aliases",
    ]
    .map(|pointer| body.pointer(pointer));
    let yes = json!(true);
    assert_eq!(picked, [Some(&yes), Some(&yes), Some(&yes), Some(&yes), None, Some(&json!(["p_web_1"]))]);
}

#[test]
fn seccomp_profiles_are_sent_by_content() {
    let project = project(json!({"security_opt": ["seccomp=p.json"]}));
    assert_eq!(security::profiles(&project)["p.json"], std::path::Path::new("/w/p.json"));
    let with = |content: Result<String, String>| {
        let outside =
            Outside { seccomp_profiles: BTreeMap::from([("p.json".to_owned(), content)]), ..Outside::default() };
        Given { outside, ..Given::default() }.body(&project, NEW)
    };
    let body = with(Ok("{ \"b\": 1,\n \"a\": [] }".to_owned())).unwrap();
    assert_eq!(body.create.host_config.unwrap().security_opt.unwrap(), ["seccomp={\"b\":1,\"a\":[]}"]);
    let error = with(Err("no such file or directory".to_owned())).unwrap_err();
    assert_eq!(error, "service \"web\": opening seccomp profile (p.json) failed: no such file or directory");
}
