//! Turns the model into the bodies of engine requests. Pure: what comes from outside (files, ids) is passed in.
//!
//! [`check`] finds everything that would be refused later, so that a command can say so before it creates anything.

pub(crate) mod api_socket;
pub(crate) mod check;
pub(crate) mod container;
mod devices;
pub(crate) mod endpoint;
pub(crate) mod error;
pub(crate) mod files;
mod health;
pub(crate) mod hook;
mod host;
mod limits;
mod mounts;
pub(crate) mod network;
mod ports;
pub(crate) mod quirks;
mod report;
mod restart;
pub(crate) mod security;
#[cfg(test)]
mod tests;
pub(crate) mod volume;
pub(crate) mod warnings;

use std::collections::{BTreeMap, HashMap};

/// bollard's structs hold hash maps; an empty one is left out of the request.
fn hash_map(map: &BTreeMap<String, String>) -> Option<HashMap<String, String>> {
    (!map.is_empty()).then(|| map.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// An empty text is left out of the request.
fn text(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// An empty list is left out of the request.
fn list<T: Clone>(values: &[T]) -> Option<Vec<T>> {
    (!values.is_empty()).then(|| values.to_vec())
}

/// Zero is "unset" in the Compose model.
fn number(value: i64) -> Option<i64> {
    (value != 0).then_some(value)
}
