//! `extra_hosts`: names with one or more addresses.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::scalar::StringList;

/// Addresses by host name. Written as a list of `host=address` or `host:address`, or as a map; rendered as a sorted list
/// of `host=address`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HostsList(pub(crate) BTreeMap<String, Vec<String>>);

impl HostsList {
    /// One `host<separator>address` for each address, sorted.
    pub(crate) fn entries(&self, separator: &str) -> Vec<String> {
        let mut list: Vec<String> = self
            .0
            .iter()
            .flat_map(|(host, addresses)| addresses.iter().map(move |address| format!("{host}{separator}{address}")))
            .collect();
        list.sort();
        list
    }

    fn add<E: de::Error>(&mut self, host: &str, address: &str) -> Result<(), E> {
        if host.is_empty() || host.contains([':', '=']) {
            return Err(E::custom(format!("bad host name '{host}'")));
        }
        let addresses = self.0.entry(host.to_owned()).or_default();
        for address in address.split(',') {
            let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
            addresses.push(bare.to_owned());
        }
        Ok(())
    }
}

impl Serialize for HostsList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.entries("="))
    }
}

impl<'de> Deserialize<'de> for HostsList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Hosts;
        impl<'de> Visitor<'de> for Hosts {
            type Value = HostsList;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping or a list of HOST=ADDRESS")
            }
            fn visit_unit<E: de::Error>(self) -> Result<HostsList, E> {
                Ok(HostsList::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<HostsList, A::Error> {
                let mut hosts = HostsList::default();
                while let Some(item) = seq.next_element::<String>()? {
                    let (host, address) = item
                        .split_once('=')
                        .or_else(|| item.split_once(':'))
                        .ok_or_else(|| de::Error::custom(format!("invalid additional host, missing IP: {item}")))?;
                    hosts.add(host, address)?;
                }
                Ok(hosts)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<HostsList, A::Error> {
                let mut hosts = HostsList::default();
                while let Some((host, StringList(addresses))) = access.next_entry::<String, StringList>()? {
                    for address in addresses {
                        hosts.add(&host, &address)?;
                    }
                }
                Ok(hosts)
            }
        }
        deserializer.deserialize_any(Hosts)
    }
}
