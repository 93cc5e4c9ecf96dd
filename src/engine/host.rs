//! Addresses of engines: `unix:///run/docker.sock`, `tcp://host:2376`, `ssh://user@host`.

use std::fmt;

pub(crate) const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    Unix(String),
    /// `base_path` is what a proxy puts before the API's paths, without a slash at its end.
    Tcp {
        host: String,
        port: u16,
        base_path: String,
    },
    Ssh(SshHost),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SshHost {
    pub(crate) user: Option<String>,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    /// The socket of the engine on that machine, if it is not its default.
    pub(crate) socket: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HostError {
    #[error("unable to parse docker host `{0}`")]
    Unparseable(String),
    #[error("engines at {scheme}:// are not supported here; use unix://, tcp:// or ssh://")]
    Scheme { scheme: String },
    #[error("invalid port in docker host `{0}`")]
    Port(String),
    /// A dash at the start would be an option of ssh.
    #[error("invalid ssh host `{0}`")]
    SshName(String),
    #[error("a password in docker host is not supported; use ssh keys for `{0}`")]
    SshPassword(String),
}

impl Host {
    /// With TLS, the default port is 2376 instead of 2375, and an empty text means a port on this machine.
    pub(crate) fn parse(text: &str, tls: bool) -> Result<Self, HostError> {
        let text = text.trim();
        if text.is_empty() {
            return if tls { Self::tcp("localhost", text, tls) } else { Ok(Self::Unix(DEFAULT_SOCKET.to_owned())) };
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(HostError::Unparseable(text.to_owned()));
        };
        match scheme {
            "unix" if rest.is_empty() => Ok(Self::Unix(DEFAULT_SOCKET.to_owned())),
            "unix" => Ok(Self::Unix(rest.to_owned())),
            "tcp" | "http" | "https" => Self::tcp(rest, text, tls),
            "ssh" => SshHost::parse(rest, text).map(Self::Ssh),
            _ => Err(HostError::Scheme { scheme: scheme.to_owned() }),
        }
    }

    fn tcp(rest: &str, whole: &str, tls: bool) -> Result<Self, HostError> {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = split_port(authority, whole)?;
        let path = path.trim_end_matches('/');
        let base_path = if path.is_empty() { String::new() } else { format!("/{path}") };
        let host = if host.is_empty() { "localhost" } else { host }.to_owned();
        Ok(Self::Tcp { host, port: port.unwrap_or(if tls { 2376 } else { 2375 }), base_path })
    }
}

impl SshHost {
    fn parse(rest: &str, whole: &str) -> Result<Self, HostError> {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, address) = match authority.rsplit_once('@') {
            Some((user, address)) => (Some(user), address),
            None => (None, authority),
        };
        if user.is_some_and(|user| user.contains(':')) {
            return Err(HostError::SshPassword(format!("ssh://{address}")));
        }
        let (host, port) = split_port(address, whole)?;
        if host.is_empty() || host.starts_with('-') || user.is_some_and(|user| user.is_empty() || user.starts_with('-'))
        {
            return Err(HostError::SshName(whole.to_owned()));
        }
        let socket = (!path.is_empty()).then(|| format!("/{path}"));
        Ok(Self { user: user.map(str::to_owned), host: host.to_owned(), port, socket })
    }

    /// What ssh is started with. Nothing of it is interpreted by a shell of ours; the remote words contain no blanks but
    /// those of a socket's path, which is quoted.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> = ["-T", "-o", "ConnectTimeout=30"].map(str::to_owned).to_vec();
        if let Some(user) = &self.user {
            arguments.extend(["-l".to_owned(), user.clone()]);
        }
        if let Some(port) = self.port {
            arguments.extend(["-p".to_owned(), port.to_string()]);
        }
        arguments.extend(["--".to_owned(), self.host.clone(), "docker".to_owned()]);
        if let Some(socket) = &self.socket {
            let quoted = format!("'unix://{}'", socket.replace('\'', r"'\''"));
            arguments.extend(["--host".to_owned(), quoted]);
        }
        arguments.extend(["system".to_owned(), "dial-stdio".to_owned()]);
        arguments
    }
}

/// `host`, `host:1`, `[::1]`, `[::1]:1`.
fn split_port<'a>(authority: &'a str, whole: &str) -> Result<(&'a str, Option<u16>), HostError> {
    let error = || HostError::Port(whole.to_owned());
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or_else(error)?)),
        None => match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let port = port.filter(|port| !port.is_empty()).map(|port| port.parse().map_err(|_| error())).transpose()?;
    Ok((host, port))
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{path}"),
            Self::Tcp { host, port, base_path } if host.contains(':') => write!(f, "tcp://[{host}]:{port}{base_path}"),
            Self::Tcp { host, port, base_path } => write!(f, "tcp://{host}:{port}{base_path}"),
            Self::Ssh(ssh) => {
                f.write_str("ssh://")?;
                if let Some(user) = &ssh.user {
                    write!(f, "{user}@")?;
                }
                f.write_str(&ssh.host)?;
                if let Some(port) = ssh.port {
                    write!(f, ":{port}")?;
                }
                f.write_str(ssh.socket.as_deref().unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_shown_in_full() {
        let cases = [
            ("", false, "unix:///var/run/docker.sock"),
            ("", true, "tcp://localhost:2376"),
            ("unix:///x.sock", false, "unix:///x.sock"),
            ("tcp://10.0.0.1", false, "tcp://10.0.0.1:2375"),
            ("tcp://10.0.0.1", true, "tcp://10.0.0.1:2376"),
            ("tcp://:5555", false, "tcp://localhost:5555"),
            ("tcp://[::1]:99/prefix/", false, "tcp://[::1]:99/prefix"),
            ("ssh://me@box:22/run/d.sock", false, "ssh://me@box:22/run/d.sock"),
            ("ssh://box", true, "ssh://box"),
        ];
        for (text, tls, shown) in cases {
            assert_eq!(Host::parse(text, tls).map(|host| host.to_string()), Ok(shown.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_text() {
        for text in
            ["/var/run/docker.sock", "fd://3", "npipe:////./pipe/docker", "tcp://h:x", "ssh://-oProxy=x", "ssh://"]
        {
            assert!(Host::parse(text, false).is_err(), "{text}");
        }
        let error = Host::parse("ssh://me:secret@box", false).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn ssh_gets_its_options_before_the_host_and_docker_after_it() {
        let Ok(Host::Ssh(ssh)) = Host::parse("ssh://me@box:2222/run/d.sock", false) else { panic!("no ssh host") };
        let expected =
            "-T -o ConnectTimeout=30 -l me -p 2222 -- box docker --host 'unix:///run/d.sock' system dial-stdio";
        assert_eq!(ssh.arguments().join(" "), expected);
    }
}
