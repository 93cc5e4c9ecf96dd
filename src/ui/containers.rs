//! How `ps` and its relatives write what containers have: ports, commands, states.

use crate::model::observed::ObservedPort;
use crate::ui::message::quote;

/// How many characters of a command are shown before the `…`.
const COMMAND: usize = 19;

/// The command in quotes, cut unless the whole is wanted.
pub(crate) fn command(command: &str, whole: bool) -> String {
    if whole || command.chars().count() <= COMMAND + 1 {
        return quote(command);
    }
    let cut: String = command.chars().take(COMMAND).collect();
    quote(&format!("{cut}…"))
}

/// `0.0.0.0:8000-8002->8000-8002/tcp, 5432/tcp, [::]:8080->80/tcp`: neighbours whose number is the same outside become one
/// range, mappings to another number stand by themselves at the end. Order and form are docker's: scripts compare them.
pub(crate) fn ports(ports: &[ObservedPort]) -> String {
    let mut ports: Vec<&ObservedPort> = ports.iter().collect();
    ports.sort_by_key(|port| (port.private, &port.ip, port.public, &port.protocol));
    let mut closed = Vec::new();
    let mut open: Vec<Range<'_>> = Vec::new();
    let mut mappings = Vec::new();
    for port in ports {
        if !port.ip.is_empty() && port.public != port.private {
            mappings.push(format!("{}:{}->{}/{}", host(&port.ip), port.public, port.private, port.protocol));
            continue;
        }
        let new = Range { ip: &port.ip, protocol: &port.protocol, first: port.private, last: port.private };
        match open.iter_mut().find(|range| range.ip == new.ip && range.protocol == new.protocol) {
            Some(range) if range.last == new.first => {}
            Some(range) if range.last.checked_add(1) == Some(new.first) => range.last = new.first,
            Some(range) => {
                closed.push(range.text());
                *range = new;
            }
            None => open.push(new),
        }
    }
    closed.extend(open.iter().map(Range::text));
    closed.extend(mappings);
    closed.join(", ")
}

struct Range<'a> {
    /// Empty: not published.
    ip: &'a str,
    protocol: &'a str,
    first: u16,
    last: u16,
}

impl Range<'_> {
    fn text(&self) -> String {
        let numbers =
            if self.first == self.last { self.first.to_string() } else { format!("{}-{}", self.first, self.last) };
        if self.ip.is_empty() {
            format!("{numbers}/{}", self.protocol)
        } else {
            format!("{}:{numbers}->{numbers}/{}", host(self.ip), self.protocol)
        }
    }
}

/// As it stands before a port.
pub(super) fn host(ip: &str) -> String {
    if ip.contains(':') { format!("[{ip}]") } else { ip.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(ip: &str, public: u16, private: u16, protocol: &str) -> ObservedPort {
        ObservedPort { ip: ip.to_owned(), private, public, protocol: protocol.to_owned() }
    }

    #[test]
    fn ports_as_docker_writes_them() {
        let cases: [(Vec<ObservedPort>, &str); 8] = [
            (vec![], ""),
            (vec![port("", 0, 5432, "tcp")], "5432/tcp"),
            (
                vec![port("0.0.0.0", 8080, 80, "tcp"), port("::", 8080, 80, "tcp")],
                "0.0.0.0:8080->80/tcp, [::]:8080->80/tcp",
            ),
            (
                vec![
                    port("0.0.0.0", 8002, 8002, "tcp"),
                    port("0.0.0.0", 8000, 8000, "tcp"),
                    port("0.0.0.0", 8001, 8001, "tcp"),
                    port("", 0, 9000, "tcp"),
                    port("", 0, 9001, "tcp"),
                ],
                "0.0.0.0:8000-8002->8000-8002/tcp, 9000-9001/tcp",
            ),
            (
                vec![port("0.0.0.0", 32768, 80, "tcp"), port("0.0.0.0", 40000, 81, "tcp")],
                "0.0.0.0:32768->80/tcp, 0.0.0.0:40000->81/tcp",
            ),
            (
                vec![port("0.0.0.0", 8080, 80, "tcp"), port("", 0, 443, "tcp"), port("", 0, 99, "tcp")],
                "99/tcp, 443/tcp, 0.0.0.0:8080->80/tcp",
            ),
            (vec![port("", 0, 53, "tcp"), port("", 0, 53, "udp")], "53/tcp, 53/udp"),
            (vec![port("0.0.0.0", 65535, 65535, "tcp")], "0.0.0.0:65535->65535/tcp"),
        ];
        for (given, expected) in cases {
            assert_eq!(ports(&given), expected);
        }
    }

    #[test]
    fn commands_are_quoted_and_cut() {
        assert_eq!(command("nginx", false), "\"nginx\"");
        assert_eq!(command("/docker-entrypoint.sh nginx", false), "\"/docker-entrypoint.…\"");
        assert_eq!(command("/docker-entrypoint.sh nginx", true), "\"/docker-entrypoint.sh nginx\"");
        assert_eq!(command("12345678901234567890", false), "\"12345678901234567890\"");
        assert_eq!(command("echo \"hi\"", false), "\"echo \\\"hi\\\"\"");
    }
}
