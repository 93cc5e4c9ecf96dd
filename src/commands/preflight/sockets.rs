//! Who listens on which port of this machine, as the kernel tells it.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use crate::plan::preflight::{HostPorts, Listener, Protocol};

/// A listener, and the number of its socket.
pub(super) struct Socket {
    listener: Listener,
    inode: u64,
}

/// The sockets on these ports in the network namespace of a process. What cannot be read has none.
pub(super) fn read(process: u32, ports: &[HostPorts]) -> Vec<Socket> {
    let tables = [("tcp", Protocol::Tcp), ("tcp6", Protocol::Tcp), ("udp", Protocol::Udp), ("udp6", Protocol::Udp)];
    let mut sockets = Vec::new();
    for (table, protocol) in tables {
        let text = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        sockets.extend(text.lines().filter_map(|line| parse(line, protocol)));
    }
    let asked = |socket: &Socket| {
        let Listener { protocol, port, .. } = socket.listener;
        ports.iter().any(|ports| ports.contains(protocol, port))
    };
    sockets.retain(asked);
    sockets
}

/// A line of the kernel's table: number, local and remote address, state, …, the socket's number as the tenth word.
fn parse(line: &str, protocol: Protocol) -> Option<Socket> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (ip, port) = words.get(1)?.split_once(':')?;
    let waits = match protocol {
        Protocol::Tcp => *words.get(3)? == "0A",
        // One that is not connected.
        Protocol::Udp => *words.get(3)? == "07",
        Protocol::Sctp => false,
    };
    let inode = words.get(9)?.parse().ok()?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let listener = Listener { protocol, ip: address(ip)?, port, process: None, name: None };
    waits.then_some(Socket { listener, inode })
}

/// Words of 32 bits, each in the byte order of the machine.
fn address(text: &str) -> Option<IpAddr> {
    let word = |at: usize| Some(u32::from_str_radix(text.get(at * 8..at * 8 + 8)?, 16).ok()?.to_ne_bytes());
    match text.len() {
        8 => Some(Ipv4Addr::from(word(0)?).into()),
        32 => {
            let mut bytes = [0; 16];
            for at in 0..4 {
                bytes[at * 4..at * 4 + 4].copy_from_slice(&word(at)?);
            }
            Some(Ipv6Addr::from(bytes).into())
        }
        _ => None,
    }
}

/// The listeners, with the processes that we may see.
pub(super) fn named(sockets: Vec<Socket>) -> Vec<Listener> {
    if sockets.is_empty() {
        return Vec::new();
    }
    let owners = owners(&sockets);
    sockets
        .into_iter()
        .map(|Socket { listener, inode }| {
            let process = owners.get(&inode).copied();
            let name = process.and_then(|id| fs::read_to_string(format!("/proc/{id}/comm")).ok());
            Listener { process, name: name.map(|name| name.trim().to_owned()), ..listener }
        })
        .collect()
}

impl Socket {
    pub(super) fn listener(&self) -> &Listener {
        &self.listener
    }
}

/// The processes that hold the sockets, by the sockets' numbers.
fn owners(sockets: &[Socket]) -> BTreeMap<u64, u32> {
    let mut owners = BTreeMap::new();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    for process in processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()) {
        let files = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
        for inode in files.filter_map(|file| socket_of(&file.path())) {
            if sockets.iter().any(|socket| socket.inode == inode) {
                owners.entry(inode).or_insert(process);
            }
        }
    }
    owners
}

fn socket_of(file: &Path) -> Option<u64> {
    let target = fs::read_link(file).ok()?;
    target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

/// Whether a process has the same view of the files as we have: the same mounts, by their numbers.
pub(super) fn shares_files(process: u32) -> bool {
    let root = |id: &str| {
        let text = fs::read_to_string(format!("/proc/{id}/mountinfo")).ok()?;
        // Number, parent, device, root in the file system, mount point.
        let mount = text.lines().find(|line| line.split(' ').nth(4) == Some("/"))?;
        Some(mount.split(' ').take(4).collect::<Vec<_>>().join(" "))
    };
    let own = root("self");
    own.is_some() && own == root(&process.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_endian = "little")]
    #[test]
    fn lines_of_the_kernel() {
        let shown = |line: &str, protocol| {
            let socket = parse(line, protocol)?;
            Some(format!("{}|{}|{}", socket.listener.ip, socket.listener.port, socket.inode))
        };
        let tcp =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100";
        assert_eq!(shown(tcp, Protocol::Tcp).as_deref(), Some("127.0.0.1|8080|4711"));
        assert_eq!(shown(&tcp.replace(" 0A ", " 01 "), Protocol::Tcp), None);
        let udp = "  5: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 12 2 0";
        assert_eq!(shown(udp, Protocol::Udp).as_deref(), Some("0.0.0.0|53|12"));
        let six = "0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 9 1";
        assert_eq!(shown(six, Protocol::Tcp).as_deref(), Some("::1|80|9"));
        assert_eq!(shown("  sl  local_address rem_address   st tx_queue rx_queue", Protocol::Tcp), None);
    }

    #[test]
    fn a_listener_of_our_own_is_found_with_its_process() {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let ports = HostPorts::single(Protocol::Tcp, port);
        let found = named(read(std::process::id(), &[ports]));
        let ours = found.iter().find(|listener| listener.ip == IpAddr::from(Ipv4Addr::LOCALHOST)).unwrap();
        assert_eq!((ours.port, ours.process), (port, Some(std::process::id())));
        assert!(shares_files(std::process::id()));
    }
}
