//! `ports` and `expose`.

use bollard::models::{PortBinding, PortMap};

use super::error::Problem;
use crate::model::port::Port;
use crate::model::service::Service;

/// What is published, by `port/protocol`. An empty published port lets the engine pick a free one; a range is passed on.
pub(super) fn bindings(service: &Service) -> Option<PortMap> {
    let mut map = PortMap::new();
    for port in &service.ports {
        let binding = PortBinding { host_ip: Some(port.host_ip.clone()), host_port: Some(port.published.0.clone()) };
        map.entry(key(port)).or_default().get_or_insert_default().push(binding);
    }
    (!map.is_empty()).then_some(map)
}

/// Every target of `ports` and every port of `expose`, ranges spelled out, sorted.
pub(super) fn exposed(service: &Service) -> Result<Option<Vec<String>>, Problem> {
    let mut all: Vec<String> = service.ports.iter().map(key).collect();
    for entry in &service.expose {
        all.extend(expand(&entry.0)?);
    }
    all.sort();
    all.dedup();
    Ok((!all.is_empty()).then_some(all))
}

fn key(port: &Port) -> String {
    let protocol = if port.protocol.is_empty() { "tcp" } else { port.protocol.as_str() };
    format!("{}/{protocol}", port.target)
}

fn expand(entry: &str) -> Result<Vec<String>, Problem> {
    let invalid = || Problem::invalid("port in expose", format!("\"{entry}\""));
    let (range, protocol) = entry.split_once('/').unwrap_or((entry, "tcp"));
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let first: u16 = first.parse().map_err(|_| invalid())?;
    let last: u16 = last.parse().map_err(|_| invalid())?;
    let protocol = protocol.to_ascii_lowercase();
    if last < first || !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err(invalid());
    }
    Ok((first..=last).map(|port| format!("{port}/{protocol}")).collect())
}
