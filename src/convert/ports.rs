//! `ports` and `expose`.

use bollard::models::{PortBinding, PortMap};

use super::error::Problem;
use super::report::Report;
use crate::model::port::Port;
use crate::model::service::Service;

/// What is published, by `port/protocol`. An empty published port lets the engine pick a free one; a range is passed on.
pub(super) fn bindings(service: &Service, report: &mut Report) -> Option<PortMap> {
    let mut map = PortMap::new();
    for (index, port) in service.ports.iter().enumerate() {
        check(port, index, report);
        let binding = PortBinding { host_ip: Some(port.host_ip.clone()), host_port: Some(port.published.0.clone()) };
        map.entry(key(port)).or_default().get_or_insert_default().push(binding);
    }
    (!map.is_empty()).then_some(map)
}

/// Every target of `ports` and every port of `expose`, ranges spelled out, sorted.
pub(super) fn exposed(service: &Service, report: &mut Report) -> Option<Vec<String>> {
    let mut all: Vec<String> = service.ports.iter().map(key).collect();
    for (index, entry) in service.expose.iter().enumerate() {
        let invalid = || Problem::invalid("port in expose", format!("\"{}\"", entry.0));
        let ports = expand(&entry.0).ok_or_else(invalid);
        all.extend(report.take(&["expose", &index.to_string()], ports).unwrap_or_default());
    }
    all.sort();
    all.dedup();
    (!all.is_empty()).then_some(all)
}

/// The long form is not checked when files are read.
fn check(port: &Port, index: usize, report: &mut Report) {
    let index = index.to_string();
    if u16::try_from(port.target).is_err() {
        report.add(&["ports", &index, "target"], Problem::invalid("containerPort", port.target.to_string()));
    }
    if !port.published.0.is_empty() && range(&port.published.0).is_none() {
        report.add(&["ports", &index, "published"], Problem::invalid("hostPort", &*port.published.0));
    }
    if !port.protocol.is_empty() && !is_protocol(&port.protocol) {
        report.add(&["ports", &index, "protocol"], Problem::invalid("proto", &*port.protocol));
    }
}

fn key(port: &Port) -> String {
    let protocol = if port.protocol.is_empty() { "tcp" } else { port.protocol.as_str() };
    format!("{}/{protocol}", port.target)
}

fn expand(entry: &str) -> Option<Vec<String>> {
    let (ports, protocol) = entry.split_once('/').unwrap_or((entry, "tcp"));
    let protocol = protocol.to_ascii_lowercase();
    let ports = range(ports).filter(|_| is_protocol(&protocol))?;
    Some(ports.map(|port| format!("{port}/{protocol}")).collect())
}

/// `80` or `80-90`.
fn range(text: &str) -> Option<std::ops::RangeInclusive<u16>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some(first..=last)
}

fn is_protocol(text: &str) -> bool {
    ["tcp", "udp", "sctp"].iter().any(|known| known.eq_ignore_ascii_case(text))
}
