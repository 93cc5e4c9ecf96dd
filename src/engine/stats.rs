//! What containers use: the engine's readings as docker's own figures.

use std::collections::BTreeMap;

use futures_util::stream::{LocalBoxStream, StreamExt};
use serde::Deserialize;

use super::answer::null_default;
use super::client::{Call, Client};
use super::query::Path;
use super::{Result, lines};
use crate::model::ids::ContainerId;
use crate::model::usage::Usage;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reading {
    #[serde(deserialize_with = "null_default")]
    cpu_stats: Cpu,
    /// The reading before: the engine looks twice.
    #[serde(deserialize_with = "null_default")]
    precpu_stats: Cpu,
    #[serde(deserialize_with = "null_default")]
    memory_stats: Memory,
    #[serde(deserialize_with = "null_default")]
    networks: BTreeMap<String, Network>,
    #[serde(deserialize_with = "null_default")]
    blkio_stats: Disks,
    #[serde(deserialize_with = "null_default")]
    pids_stats: Pids,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cpu {
    #[serde(rename = "cpu_usage", deserialize_with = "null_default")]
    used: CpuTime,
    /// Nanoseconds of all processors together.
    #[serde(rename = "system_cpu_usage")]
    system: u64,
    #[serde(rename = "online_cpus")]
    online: u32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CpuTime {
    /// Nanoseconds.
    total_usage: u64,
    #[serde(deserialize_with = "null_default")]
    percpu_usage: Vec<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Memory {
    usage: u64,
    limit: u64,
    #[serde(deserialize_with = "null_default")]
    stats: BTreeMap<String, u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Network {
    rx_bytes: u64,
    tx_bytes: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Disks {
    #[serde(deserialize_with = "null_default")]
    io_service_bytes_recursive: Vec<Transfer>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Transfer {
    op: String,
    value: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pids {
    current: u64,
}

impl Reading {
    /// The first reading of a stream has none before it, and so no share of the processors.
    fn is_whole(&self) -> bool {
        self.precpu_stats.system > 0
    }

    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    fn cpu_percent(&self) -> f64 {
        let (now, before) = (&self.cpu_stats, &self.precpu_stats);
        let used = now.used.total_usage.saturating_sub(before.used.total_usage) as f64;
        let passed = now.system.saturating_sub(before.system) as f64;
        let processors = match now.online {
            0 => now.used.percpu_usage.len() as f64,
            online => f64::from(online),
        };
        if passed > 0.0 { used / passed * processors * 100.0 } else { 0.0 }
    }
}

impl Memory {
    /// Pages of files that nothing has looked at for long are the kernel's to take.
    fn used(&self) -> u64 {
        // Version 1 of control groups, then version 2.
        let keys = ["total_inactive_file", "inactive_file"];
        let inactive = keys.iter().find_map(|key| self.stats.get(*key)).copied().unwrap_or(0);
        if inactive < self.usage { self.usage - inactive } else { self.usage }
    }
}

impl Disks {
    fn sum(&self, letter: char) -> u64 {
        let is_one = |transfer: &&Transfer| transfer.op.to_lowercase().starts_with(letter);
        self.io_service_bytes_recursive.iter().filter(is_one).map(|transfer| transfer.value).sum()
    }
}

impl From<Reading> for Usage {
    fn from(reading: Reading) -> Self {
        Self {
            cpu_percent: reading.cpu_percent(),
            memory: reading.memory_stats.used(),
            memory_limit: reading.memory_stats.limit,
            received: reading.networks.values().map(|network| network.rx_bytes).sum(),
            sent: reading.networks.values().map(|network| network.tx_bytes).sum(),
            read: reading.blkio_stats.sum('r'),
            written: reading.blkio_stats.sum('w'),
            pids: reading.pids_stats.current,
        }
    }
}

pub(super) async fn once(client: &Client, id: &ContainerId) -> Result<Usage> {
    let path = Path::new(&["containers", id.as_str(), "stats"]).with("stream", "0");
    let reading: Reading = client.json(Call::get(path)).await?;
    Ok(reading.into())
}

pub(super) async fn follow(client: &Client, id: &ContainerId) -> Result<LocalBoxStream<'static, Result<Usage>>> {
    let path = Path::new(&["containers", id.as_str(), "stats"]).with("stream", "1");
    let request = format!("GET {}", path.without_query());
    let (_, bytes) = client.stream(Call::get(path)).await?;
    let whole = lines::values::<Reading>(bytes, request)
        .filter(|reading| std::future::ready(reading.as_ref().map_or(true, Reading::is_whole)));
    Ok(whole.map(|reading| reading.map(Usage::from)).boxed_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(text: &str) -> Usage {
        serde_json::from_str::<Reading>(text).unwrap().into()
    }

    #[test]
    fn a_reading_of_control_groups_2() {
        let text = r#"{"name":"/p_web_1","read":"2026-11-24T19:08:34Z",
            "cpu_stats":{"cpu_usage":{"total_usage":3000},"system_cpu_usage":20000,"online_cpus":4},
            "precpu_stats":{"cpu_usage":{"total_usage":1000},"system_cpu_usage":10000,"online_cpus":4},
            "memory_stats":{"usage":5000,"limit":40000,"stats":{"inactive_file":1000,"anon":7}},
            "networks":{"eth0":{"rx_bytes":10,"tx_bytes":1},"eth1":{"rx_bytes":5,"tx_bytes":2}},
            "blkio_stats":{"io_service_bytes_recursive":[{"op":"read","value":8},{"op":"Write","value":9},{"op":"","value":1}]},
            "pids_stats":{"current":2}}"#;
        let expected = Usage {
            cpu_percent: 80.0,
            memory: 4000,
            memory_limit: 40000,
            received: 15,
            sent: 3,
            read: 8,
            written: 9,
            pids: 2,
        };
        assert_eq!(usage(text), expected);
        assert!((usage(text).memory_percent() - 10.0).abs() < 1e-9);
        assert!(serde_json::from_str::<Reading>(text).unwrap().is_whole());
    }

    #[test]
    fn a_reading_of_control_groups_1_and_one_of_nothing() {
        let text = r#"{"cpu_stats":{"cpu_usage":{"total_usage":200,"percpu_usage":[1,2]},"system_cpu_usage":1000},
            "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":800},
            "memory_stats":{"usage":500,"stats":{"total_inactive_file":100,"inactive_file":1}}}"#;
        let found = usage(text);
        assert!((found.cpu_percent - 100.0).abs() < 1e-9);
        assert_eq!((found.memory, found.memory_percent()), (400, 0.0));
        let empty = r#"{"networks":null,"blkio_stats":{"io_service_bytes_recursive":null},"memory_stats":{}}"#;
        assert_eq!(usage(empty), Usage::default());
        assert!(!serde_json::from_str::<Reading>(empty).unwrap().is_whole());
    }
}
