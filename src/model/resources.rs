//! Limits, devices and block I/O of a service.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::bytes::Bytes;
use super::env::Mapping;
use super::is_zero;
use super::project::Extensions;

/// Limits by name (`nofile`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ulimits(pub(crate) BTreeMap<String, Ulimit>);

/// One limit; `-1` is unlimited. A single number sets both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ulimit {
    pub(crate) soft: i64,
    pub(crate) hard: i64,
    /// Written as one number; it is rendered so.
    pub(crate) single: bool,
}

impl Serialize for Ulimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.single && self.soft != 0 {
            return serializer.serialize_i64(self.soft);
        }
        // Docker Compose's JSON leaves out zeros; its YAML has both, which the renderer puts back.
        serializer.collect_map([("soft", self.soft), ("hard", self.hard)].into_iter().filter(|(_, limit)| *limit != 0))
    }
}

impl<'de> Deserialize<'de> for Ulimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Limit;
        impl<'de> Visitor<'de> for Limit {
            type Value = Ulimit;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a mapping with soft and hard")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Ulimit, E> {
                Ok(Ulimit { soft: value, hard: value, single: true })
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Ulimit, E> {
                self.visit_i64(i64::try_from(value).map_err(de::Error::custom)?)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Ulimit, E> {
                self.visit_i64(text.parse().map_err(de::Error::custom)?)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ulimit, A::Error> {
                let mut limit = Ulimit::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "soft" => limit.soft = map.next_value()?,
                        "hard" => limit.hard = map.next_value()?,
                        _ => drop(map.next_value::<de::IgnoredAny>()?),
                    }
                }
                Ok(limit)
            }
        }
        deserializer.deserialize_any(Limit)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeviceMapping {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) source: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) target: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) permissions: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

/// `gpus` and `deploy.resources.reservations.devices`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeviceRequest {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) capabilities: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) count: DeviceCount,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) device_ids: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) options: Mapping,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

/// How many devices; `all` is -1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct DeviceCount(pub(crate) i64);

impl<'de> Deserialize<'de> for DeviceCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Count;
        impl Visitor<'_> for Count {
            type Value = DeviceCount;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, or all")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<DeviceCount, E> {
                Ok(DeviceCount(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<DeviceCount, E> {
                self.visit_i64(i64::try_from(value).map_err(de::Error::custom)?)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<DeviceCount, E> {
                if text.eq_ignore_ascii_case("all") {
                    return Ok(DeviceCount(-1));
                }
                let invalid = || format!("invalid value \"{text}\", the only value allowed is 'all' or a number");
                text.parse().map(DeviceCount).map_err(|_| E::custom(invalid()))
            }
        }
        deserializer.deserialize_any(Count)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BlkioConfig {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) weight: u16,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) weight_device: Vec<WeightDevice>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) device_read_bps: Vec<ThrottleDevice>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) device_read_iops: Vec<ThrottleDevice>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) device_write_bps: Vec<ThrottleDevice>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) device_write_iops: Vec<ThrottleDevice>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

// Docker Compose's JSON spells the keys of these two with capitals; the YAML rendering puts them back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WeightDevice {
    #[serde(rename(serialize = "Path"))]
    pub(crate) path: String,
    #[serde(rename(serialize = "Weight"))]
    pub(crate) weight: u16,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ThrottleDevice {
    #[serde(rename(serialize = "Path"))]
    pub(crate) path: String,
    #[serde(rename(serialize = "Rate"))]
    pub(crate) rate: Bytes,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}
