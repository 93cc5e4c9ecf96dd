//! Whether the engine works on this machine, and as which process.

use tokio::net::UnixStream;

use super::docker::DockerEngine;
use super::host::Host;

/// The process behind a unix socket, where it is an engine that sees the machine as we do. Behind other sockets there are
/// virtual machines, tunnels and proxies: of what they lead to nothing is known.
impl DockerEngine {
    pub(crate) async fn local_process(&self) -> Option<u32> {
        let Host::Unix(path) = self.host() else { return None };
        // No request is sent: the kernel tells who listens.
        let peer = UnixStream::connect(path).await.ok()?.peer_cred().ok()?.pid()?;
        let peer = u32::try_from(peer).ok().filter(|id| *id != 0)?;
        let name = std::fs::read_to_string(format!("/proc/{peer}/comm")).ok()?;
        is_engine(peer, name.trim(), path).then_some(peer)
    }
}

/// The engine itself, or systemd, which opens the engine's socket and hands it on.
fn is_engine(process: u32, name: &str, socket: &str) -> bool {
    name == "dockerd" || (process == 1 && name == "systemd" && socket.ends_with("/docker.sock"))
}

#[cfg(test)]
mod tests {
    use super::is_engine;

    #[test]
    fn only_engines_are_known() {
        assert!(is_engine(77, "dockerd", "/x.sock"));
        assert!(is_engine(1, "systemd", "/run/docker.sock"));
        assert!(!is_engine(900, "systemd", "/run/user/1000/podman/podman.sock"));
        for other in ["ssh", "com.docker.backend", "limactl", "socat"] {
            assert!(!is_engine(77, other, "/var/run/docker.sock"), "{other}");
        }
    }
}
