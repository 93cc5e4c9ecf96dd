//! The short form of published ports: `ADDRESS:HOST:CONTAINER/PROTOCOL`, with ranges.

use crate::loader::tree::{Entry, Map, Node, Value};

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PortError {
    #[error("no port specified: {0}<empty>")]
    NoPort(String),
    #[error("invalid proto: {0}")]
    Protocol(String),
    #[error("invalid containerPort: {0}")]
    Container(String),
    #[error("invalid hostPort: {0}")]
    Host(String),
    #[error("invalid IP address: {0}")]
    Address(String),
    #[error("invalid ranges specified for container and host Ports: {container} and {host}")]
    Ranges { container: String, host: String },
}

/// One published port.
#[derive(Debug, PartialEq, Eq)]
struct Published {
    address: String,
    host: String,
    container: u16,
    protocol: String,
}

/// The long forms of a short one, in the text order of `port/protocol`, as Docker Compose has them.
pub(super) fn long(node: &Node, text: &str) -> Result<Vec<Node>, PortError> {
    let mut ports = parse(text)?;
    ports.sort_by_key(|port| format!("{}/{}", port.container, port.protocol));
    Ok(ports.into_iter().map(|port| port.node(node)).collect())
}

impl Published {
    fn node(self, from: &Node) -> Node {
        let mut map = Map::new();
        let mut set = |key: &str, value: Value| map.insert(key.to_owned(), Entry::of(Node::derived(value, from)));
        set("mode", Value::String("ingress".to_owned()));
        if !self.address.is_empty() {
            set("host_ip", Value::String(self.address));
        }
        // Port 0 counts as none, so that the missing target is complained about.
        if self.container != 0 {
            set("target", Value::Int(self.container.into()));
        }
        if !self.host.is_empty() {
            set("published", Value::String(self.host));
        }
        set("protocol", Value::String(self.protocol));
        Node::derived(Value::Map(map), from)
    }
}

fn parse(text: &str) -> Result<Vec<Published>, PortError> {
    let (rest, protocol) = match text.split_once('/') {
        None | Some((_, "")) => (text.trim_end_matches('/'), "tcp".to_owned()),
        Some(("", _)) => return Err(PortError::NoPort(text.to_owned())),
        Some((rest, protocol)) => (rest, protocol.to_lowercase()),
    };
    let (address, host, container) = split(rest);
    if container.is_empty() {
        return Err(PortError::NoPort(text.to_owned()));
    }
    let address = address_of(address)?;
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err(PortError::Protocol(protocol));
    }
    let containers = range(container).ok_or_else(|| PortError::Container(container.to_owned()))?;
    let port = |container, host| Published { address: address.clone(), host, container, protocol: protocol.clone() };
    if host.is_empty() {
        return Ok((containers.0..=containers.1).map(|container| port(container, String::new())).collect());
    }
    let hosts = range(host).ok_or_else(|| PortError::Host(host.to_owned()))?;
    if hosts.1 - hosts.0 == containers.1 - containers.0 {
        let pairs = (containers.0..=containers.1).zip(hosts.0..=hosts.1);
        return Ok(pairs.map(|(container, host)| port(container, host.to_string())).collect());
    }
    if containers.0 != containers.1 {
        return Err(PortError::Ranges { container: container.to_owned(), host: host.to_owned() });
    }
    // A range of host ports for one container port: the engine picks a free one.
    Ok(vec![port(containers.0, format!("{}-{}", hosts.0, hosts.1))])
}

/// Address, host port and container port, from the right.
fn split(text: &str) -> (&str, &str, &str) {
    let Some((rest, container)) = text.rsplit_once(':') else { return ("", "", text) };
    match rest.rsplit_once(':') {
        None => ("", rest, container),
        Some((address, host)) => (address, host, container),
    }
}

fn address_of(text: &str) -> Result<String, PortError> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    // A zone may follow an IPv6 address.
    let plain = bare.split_once('%').map_or(bare, |(plain, _)| plain);
    if bare.is_empty() && text.is_empty() {
        return Ok(String::new());
    }
    match plain.parse::<std::net::IpAddr>() {
        Ok(_) => Ok(bare.to_owned()),
        Err(_) => Err(PortError::Address(bare.to_owned())),
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let (start, end) = match text.split_once('-') {
        None => (port(text)?, port(text)?),
        Some((start, end)) => (port(start)?, port(end)?),
    };
    (start <= end).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<Vec<String>, String> {
        let ports = parse(text).map_err(|error| error.to_string())?;
        Ok(ports.into_iter().map(|p| format!("{}|{}|{}|{}", p.address, p.host, p.container, p.protocol)).collect())
    }

    #[test]
    fn short_forms() {
        let cases: [(&str, &[&str]); 8] = [
            ("80", &["||80|tcp"]),
            ("8080:80/UDP", &["|8080|80|udp"]),
            ("127.0.0.1::80", &["127.0.0.1||80|tcp"]),
            ("::1:6000:6000", &["::1|6000|6000|tcp"]),
            ("[::1]:6000:6000", &["::1|6000|6000|tcp"]),
            ("8-9:18-19", &["|8|18|tcp", "|9|19|tcp"]),
            ("8000-8010:80", &["|8000-8010|80|tcp"]),
            ("3-4", &["||3|tcp", "||4|tcp"]),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), Ok(expected.iter().map(|text| (*text).to_owned()).collect()), "{text}");
        }
    }

    #[test]
    fn faults() {
        for (text, expected) in [
            ("80:", "no port specified: 80:<empty>"),
            ("80/foo", "invalid proto: foo"),
            ("a", "invalid containerPort: a"),
            ("a:80", "invalid hostPort: a"),
            ("999.1.1.1:1:1", "invalid IP address: 999.1.1.1"),
            ("1-3:5-6", "invalid ranges specified for container and host Ports: 5-6 and 1-3"),
            ("70000", "invalid containerPort: 70000"),
        ] {
            assert_eq!(shown(text), Err(expected.to_owned()), "{text}");
        }
    }
}
