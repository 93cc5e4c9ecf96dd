//! Names to IPv4 addresses: /etc/hosts, then one UDP question to each nameserver of /etc/resolv.conf.
//!
//! The C library's resolver loads shared libraries at run time, which a static program `FROM scratch` does not have.

use std::fs;
use std::io::{self, Error, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

const TYPE_A: u16 = 1;
const CLASS_INTERNET: u16 = 1;
const QUESTION_ID: u16 = 0x7263;

/// All addresses of a name; an error if nobody knows it.
pub(crate) fn resolve(name: &str) -> io::Result<Vec<Ipv4Addr>> {
    if let Ok(address) = name.parse() {
        return Ok(vec![address]);
    }
    let hosts = fs::read_to_string("/etc/hosts").unwrap_or_default();
    let addresses = lookup_in_hosts(&hosts, name);
    if !addresses.is_empty() {
        return Ok(addresses);
    }
    let configuration = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    for server in nameservers(&configuration) {
        match ask(server, name) {
            Ok(addresses) if !addresses.is_empty() => return Ok(addresses),
            Ok(_) | Err(_) => {}
        }
    }
    Err(Error::new(ErrorKind::NotFound, format!("no address is known for `{name}`")))
}

fn lookup_in_hosts(hosts: &str, name: &str) -> Vec<Ipv4Addr> {
    let mut addresses = Vec::new();
    for line in hosts.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let Some(Ok(address)) = words.next().map(str::parse) else { continue };
        if words.any(|word| word.eq_ignore_ascii_case(name)) {
            addresses.push(address);
        }
    }
    addresses
}

fn nameservers(configuration: &str) -> Vec<IpAddr> {
    let words = configuration.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    words.filter(|words| words.first() == Some(&"nameserver")).filter_map(|words| words.get(1)?.parse().ok()).collect()
}

fn ask(server: IpAddr, name: &str) -> io::Result<Vec<Ipv4Addr>> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.set_read_timeout(Some(Duration::from_secs(3)))?;
    socket.send_to(&question(name)?, SocketAddr::new(server, 53))?;
    let mut packet = [0; 4096];
    let length = socket.recv(&mut packet)?;
    addresses(&packet[..length]).ok_or_else(|| Error::new(ErrorKind::InvalidData, "the nameserver's answer is cut off"))
}

fn question(name: &str) -> io::Result<Vec<u8>> {
    let mut packet = Vec::new();
    // Header: id, "recursion desired", one question, no records.
    for word in [QUESTION_ID, 0x0100, 1, 0, 0, 0] {
        packet.extend(word.to_be_bytes());
    }
    for label in name.trim_end_matches('.').split('.') {
        let length = u8::try_from(label.len()).ok().filter(|length| (1..=63).contains(length));
        packet.push(length.ok_or_else(|| Error::new(ErrorKind::InvalidInput, format!("`{name}` is no host name")))?);
        packet.extend(label.as_bytes());
    }
    packet.push(0);
    packet.extend(TYPE_A.to_be_bytes());
    packet.extend(CLASS_INTERNET.to_be_bytes());
    Ok(packet)
}

fn addresses(packet: &[u8]) -> Option<Vec<Ipv4Addr>> {
    let word = |at: usize| Some(u16::from_be_bytes(packet.get(at..at + 2)?.try_into().ok()?));
    let (questions, answers) = (word(4)?, word(6)?);
    let mut at = 12;
    for _ in 0..questions {
        at = after_name(packet, at)? + 4;
    }
    let mut found = Vec::new();
    for _ in 0..answers {
        at = after_name(packet, at)?;
        let (kind, length) = (word(at)?, usize::from(word(at + 8)?));
        let data = packet.get(at + 10..at + 10 + length)?;
        if let (TYPE_A, Ok(bytes)) = (kind, <[u8; 4]>::try_from(data)) {
            found.push(Ipv4Addr::from(bytes));
        }
        at += 10 + length;
    }
    Some(found)
}

/// The place behind a name: labels up to an empty one, or up to a reference to an earlier name.
fn after_name(packet: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match packet.get(at)? {
            0 => return Some(at + 1),
            length if length & 0xC0 == 0xC0 => return Some(at + 2),
            length => at += 1 + usize::from(*length),
        }
    }
}
