//! What a container may use: processors, memory, processes, block devices, `ulimits`, `shm_size`, `storage_opt`.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn numbers_and_sizes() {
    canonical([
        ("cpus: '0.5'", "cpus", json!(0.5)),
        ("cpus: 2", "cpus", json!(2)),
        ("cpu_count: '2'", "cpu_count", json!(2)),
        ("cpu_percent: '12'", "cpu_percent", json!(12)),
        ("cpu_shares: '7'", "cpu_shares", json!(7)),
        ("cpu_quota: 7.9", "cpu_quota", json!(7)),
        ("cpuset: 0,1", "cpuset", json!("0,1")),
        ("pids_limit: '-1'", "pids_limit", json!(-1)),
        ("oom_score_adj: -5", "oom_score_adj", json!(-5)),
        ("oom_kill_disable: 'true'", "oom_kill_disable", json!(true)),
        ("memswap_limit: -1", "memswap_limit", json!("-1")),
        ("mem_swappiness: 60", "mem_swappiness", json!("60")),
        // Nothing, all of these.
        ("cpus: 0", "cpus", Value::Null),
        ("pids_limit: 0", "pids_limit", Value::Null),
        ("mem_swappiness: 0", "mem_swappiness", Value::Null),
        ("mem_limit: 1.5", "mem_limit", Value::Null),
        ("mem_limit: 1e3", "mem_limit", Value::Null),
    ]);
    for (size, bytes) in [
        ("1024", "1024"),
        ("'1024'", "1024"),
        ("1k", "1024"),
        ("1kb", "1024"),
        ("1KiB", "1024"),
        ("1.5m", "1572864"),
        ("'1 g'", "1073741824"),
        (".5g", "536870912"),
        ("512b", "512"),
        ("'1e3'", "1000"),
        ("'+5'", "5"),
    ] {
        for attribute in ["mem_limit", "mem_reservation", "shm_size"] {
            canonical([(&format!("{attribute}: {size}"), attribute, json!(bytes))]);
        }
    }
}

#[test]
fn ulimits_and_block_devices() {
    canonical([
        (
            "ulimits: {nproc: '65535', nofile: {soft: 1, hard: '-1'}, core: 0, Odd: 3}",
            "ulimits",
            json!({"nproc": 65535, "nofile": {"soft": 1, "hard": -1}, "core": {"soft": 0, "hard": 0}, "Odd": 3}),
        ),
        (
            "blkio_config: {weight: 300, weight_device: [{path: /d, weight: 4}], device_read_bps: [{path: /d, rate: 1k}], device_write_iops: [{path: /d, rate: 9}]}",
            "blkio_config",
            json!({"weight": 300, "weight_device": [{"path": "/d", "weight": 4}], "device_read_bps": [{"path": "/d", "rate": "1024"}], "device_write_iops": [{"path": "/d", "rate": "9"}]}),
        ),
        ("storage_opt: {size: 1G, n: 5}", "storage_opt", json!({"size": "1G", "n": "5"})),
    ]);
}

#[test]
fn a_later_file() {
    let path = |path: &str| json!({"path": path, "rate": "1"});
    merged([
        ("mem_limit: 1k", "mem_limit: 2k", "mem_limit", json!("2048")),
        ("cpus: 1", "cpus: 0", "cpus", Value::Null),
        ("cpus: 1", "cpus: null", "cpus", json!(1)),
        (
            "ulimits: {a: 1, b: 2}",
            "ulimits: {b: {soft: 3, hard: 4}}",
            "ulimits",
            json!({"a": 1, "b": {"soft": 3, "hard": 4}}),
        ),
        ("ulimits: {b: {soft: 3, hard: 4}}", "ulimits: {b: 2}", "ulimits", json!({"b": 2})),
        // Not by path: the list grows.
        (
            "blkio_config: {weight: 5, device_read_bps: [{path: /a, rate: 1}]}",
            "blkio_config: {device_read_bps: [{path: /a, rate: 1}]}",
            "blkio_config",
            json!({"weight": 5, "device_read_bps": [path("/a"), path("/a")]}),
        ),
        ("storage_opt: {a: b}", "storage_opt: {c: d}", "storage_opt", json!({"a": "b", "c": "d"})),
        ("ulimits: {a: 1}", "ulimits: !override {b: 2}", "ulimits", json!({"b": 2})),
        ("mem_limit: 1k", "mem_limit: !reset 0", "mem_limit", Value::Null),
    ]);
    // An entry is replaced as a whole.
    let half = service("ulimits: {n: {soft: 1, hard: 2}}").over("ulimits: {n: {soft: 3}}").faults();
    assert_eq!(half.len(), 1);
    assert!(half[0].starts_with("over.yaml:3:18 ") && half[0].contains("services.a.ulimits.n"), "{half:?}");
}

#[test]
fn config_reads_back() {
    read_back(&[
        "cpus: 0.1\ncpu_count: 2\ncpu_percent: 12\ncpu_shares: 1\ncpu_quota: 2\ncpu_period: 3\ncpu_rt_period: 4\ncpu_rt_runtime: 5\ncpuset: '0'",
        "mem_limit: 1g\nmem_reservation: 5\nmemswap_limit: -1\nmem_swappiness: 60\nshm_size: 1m\npids_limit: -1\noom_kill_disable: true\noom_score_adj: 5",
        "ulimits: {a: 0, b: {soft: 0, hard: 1}, c: -1}\nblkio_config: {weight: 1, weight_device: [{path: /d, weight: 2}], device_write_bps: [{path: /d, rate: 1g}]}",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        ("mem_limit: abc", "4:16 invalid-format 'services[a].mem_limit' invalid size: 'abc'"),
        ("mem_limit: 1xb", "4:16 invalid-format 'services[a].mem_limit' invalid suffix: 'xb'"),
        ("mem_limit: ''", "4:16 invalid-format 'services[a].mem_limit' invalid size: ''"),
        (
            "cpus: x",
            "4:11 wrong-type error while interpolating services.a.cpus: failed to cast to expected type: strconv.ParseFloat: parsing \"x\": invalid syntax",
        ),
        (
            "cpu_rt_period: 400ms",
            "4:20 wrong-type error while interpolating services.a.cpu_rt_period: failed to cast to expected type: strconv.Atoi: parsing \"400ms\": invalid syntax",
        ),
        ("cpu_count: 1.5", "4:16 wrong-type services.a.cpu_count must be a string"),
        ("oom_score_adj: 1001", "4:20 wrong-type services.a.oom_score_adj must be a string"),
        ("ulimits: {nofile: {soft: 1}}", "4:23 wrong-type services.a.ulimits.nofile must be a integer or string"),
        (
            "blkio_config: {weight: '5'}",
            "4:28 invalid-format 'services[a].blkio_config.weight' expected type 'uint16', got unconvertible type 'string'",
        ),
        ("blkio_config: {x-a: 1}", "4:20 unknown-key services.a.blkio_config additional properties 'x-a' not allowed"),
    ]);
    // Docker Compose cuts it to 4464.
    let large = service("blkio_config: {weight: 70000}").faults();
    assert!(large[0].starts_with("compose.yaml:4:28 invalid-format 'services[a].blkio_config.weight' "), "{large:?}");
    let flag = service("storage_opt: {a: true}").faults();
    assert_eq!(flag.len(), 1);
    assert!(flag[0].contains("expected type 'string', got unconvertible type 'bool'"), "{flag:?}");
}

#[test]
fn the_request() {
    sent([
        ("cpus: 0.5", "/HostConfig/NanoCpus", json!(500_000_000)),
        ("cpu_percent: 12", "/HostConfig/CpuPercent", json!(1200)),
        ("cpu_rt_period: 5", "/HostConfig/CpuRealtimePeriod", json!(5)),
        ("cpuset: '0'", "/HostConfig/CpusetCpus", json!("0")),
        ("mem_limit: 1k", "/HostConfig/Memory", json!(1024)),
        ("memswap_limit: -1", "/HostConfig/MemorySwap", json!(-1)),
        ("shm_size: 1k", "/HostConfig/ShmSize", json!(1024)),
        ("pids_limit: 0", "/HostConfig/PidsLimit", Value::Null),
        ("pids_limit: -1", "/HostConfig/PidsLimit", json!(-1)),
        ("tty: true", "/HostConfig/OomKillDisable", json!(false)),
        (
            "ulimits: {b: {soft: 1, hard: 2}, a: 3}",
            "/HostConfig/Ulimits",
            json!([{"Name": "a", "Soft": 3, "Hard": 3}, {"Name": "b", "Soft": 1, "Hard": 2}]),
        ),
        (
            "blkio_config: {device_read_bps: [{path: /d, rate: 1k}]}",
            "/HostConfig/BlkioDeviceReadBps",
            json!([{"Path": "/d", "Rate": 1024}]),
        ),
        ("storage_opt: {size: 1G}", "/HostConfig/StorageOpt", json!({"size": "1G"})),
    ]);
}

#[test]
fn limits_may_have_extensions() {
    let limits = service("ulimits: {nofile: {soft: 1, hard: 2, x-why: [a]}}").attribute("ulimits");
    assert_eq!(limits, json!({"nofile": {"soft": 1, "hard": 2}}));
    wrong(&[(
        "ulimits: {nofile: 1.0}",
        "4:23 wrong-type services.a.ulimits.nofile: invalid type float64 for external",
    )]);
}
