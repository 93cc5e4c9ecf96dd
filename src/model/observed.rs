//! What the engine has: the state that plans are computed against. Filled by `engine::observe`, read by `plan`.

use std::collections::BTreeMap;

use super::ids::{ContainerId, NetworkId, ServiceName};
use super::labels;

/// A snapshot of everything on the engine that a project may touch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Observed {
    /// Containers with the project's label, one-off ones included, in the engine's order (newest first).
    pub(crate) containers: Vec<ObservedContainer>,
    /// Networks that carry the project's label or a name that the project uses.
    pub(crate) networks: Vec<ObservedNetwork>,
    /// Volumes that carry the project's label or a name that the project uses.
    pub(crate) volumes: Vec<ObservedVolume>,
    /// Images that the project uses, by reference as the project writes it. A missing key is a missing image.
    pub(crate) images: BTreeMap<String, ObservedImage>,
}

/// A container as the engine's list shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ObservedContainer {
    pub(crate) id: ContainerId,
    /// Without the leading slash.
    pub(crate) name: String,
    /// The reference that the container was created with, or an id when that reference has moved on.
    pub(crate) image: String,
    pub(crate) image_id: String,
    /// Entrypoint and arguments as one text.
    pub(crate) command: String,
    pub(crate) state: ContainerState,
    /// The engine's text: `Up 3 minutes (healthy)`, `Exited (137) 2 hours ago`.
    pub(crate) status: String,
    /// Unix time in seconds.
    pub(crate) created: i64,
    pub(crate) labels: BTreeMap<String, String>,
    /// By network name.
    pub(crate) networks: BTreeMap<String, ObservedEndpoint>,
    pub(crate) mounts: Vec<ObservedMount>,
    pub(crate) ports: Vec<ObservedPort>,
    /// `HostConfig.NetworkMode`, such as `container:<id>`.
    pub(crate) network_mode: String,
    /// When it was last started, as the engine writes it; of containers that were looked at more closely.
    pub(crate) started_at: Option<String>,
    /// `KEY=value`; only of containers whose configuration cannot be compared by its hash.
    pub(crate) environment: Option<Vec<String>>,
    /// Bytes; only when asked for.
    pub(crate) size_rw: Option<i64>,
    pub(crate) size_root_fs: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum ContainerState {
    #[default]
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
    /// A word that this crate does not know, from a newer engine.
    Other(String),
}

impl ContainerState {
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "created" => Self::Created,
            "running" => Self::Running,
            "paused" => Self::Paused,
            "restarting" => Self::Restarting,
            "removing" => Self::Removing,
            "exited" => Self::Exited,
            "dead" => Self::Dead,
            other => Self::Other(other.to_owned()),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Removing => "removing",
            Self::Exited => "exited",
            Self::Dead => "dead",
            Self::Other(word) => word,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Starting,
    Healthy,
    Unhealthy,
}

impl Health {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Healthy => "healthy",
            Self::Unhealthy => "unhealthy",
        }
    }
}

/// A container's place on a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ObservedEndpoint {
    pub(crate) network_id: NetworkId,
    /// Lists leave them out; of containers that were looked at more closely.
    pub(crate) aliases: Option<Vec<String>>,
    /// The addresses that it was asked to have.
    pub(crate) fixed_addresses: Vec<String>,
    pub(crate) mac_address: String,
    pub(crate) ip_address: String,
    pub(crate) ipv6_address: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ObservedMount {
    /// `volume`, `bind`, `tmpfs`, …
    pub(crate) kind: String,
    /// The volume's name; empty for a bind.
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) destination: String,
    pub(crate) driver: String,
    pub(crate) read_write: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ObservedPort {
    pub(crate) ip: String,
    pub(crate) private: u16,
    /// 0: not published.
    pub(crate) public: u16,
    pub(crate) protocol: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ObservedNetwork {
    pub(crate) id: NetworkId,
    pub(crate) name: String,
    pub(crate) driver: String,
    /// As the engine writes it.
    pub(crate) created: String,
    /// Leads nowhere outside: nothing is published on it.
    pub(crate) internal: bool,
    pub(crate) labels: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ObservedVolume {
    pub(crate) name: String,
    pub(crate) driver: String,
    pub(crate) mountpoint: String,
    pub(crate) scope: String,
    pub(crate) labels: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ObservedImage {
    /// `sha256:…`.
    pub(crate) id: String,
    /// `name:tag`, as the engine writes them.
    pub(crate) tags: Vec<String>,
    /// Bytes.
    pub(crate) size: i64,
    /// Unix time in seconds.
    pub(crate) created: i64,
    pub(crate) labels: BTreeMap<String, String>,
    /// Whether the fields below are known: lists leave them empty, inspections fill them.
    pub(crate) detailed: bool,
    /// Paths that the image declares as `VOLUME`.
    pub(crate) volumes: Vec<String>,
    /// Ports that the image exposes, `80/tcp`.
    pub(crate) exposed_ports: Vec<String>,
    /// Whether the image has a health check of its own.
    pub(crate) healthcheck: bool,
    /// `os/architecture[/variant]`.
    pub(crate) platform: String,
    /// RFC 3339; when it was built. Empty: unknown.
    pub(crate) built: String,
    /// RFC 3339; when the tag was last set here.
    pub(crate) last_tag_time: String,
}

impl ObservedContainer {
    pub(crate) fn label(&self, key: &str) -> Option<&str> {
        self.labels.get(key).map(String::as_str)
    }

    pub(crate) fn service(&self) -> Option<ServiceName> {
        self.label(labels::SERVICE).map(ServiceName::from)
    }

    /// The container number; `None` for one-off containers and junk.
    pub(crate) fn number(&self) -> Option<u32> {
        self.label(labels::CONTAINER_NUMBER)?.parse().ok()
    }

    pub(crate) fn is_one_off(&self) -> bool {
        self.label(labels::ONE_OFF) == Some("True")
    }

    /// Made by docker-compose 1.x.
    pub(crate) fn is_of_version_1(&self) -> bool {
        self.label(labels::VERSION).is_some_and(|version| version.starts_with("1."))
    }

    pub(crate) fn is_running(&self) -> bool {
        self.state == ContainerState::Running
    }

    /// Processes of it are there: what the engine lists when not asked for all.
    pub(crate) fn is_up(&self) -> bool {
        match self.state {
            ContainerState::Running | ContainerState::Paused | ContainerState::Restarting => true,
            ContainerState::Created
            | ContainerState::Removing
            | ContainerState::Exited
            | ContainerState::Dead
            | ContainerState::Other(_) => false,
        }
    }

    /// The health that the status text tells, while the container runs.
    pub(crate) fn health(&self) -> Option<Health> {
        if self.status.ends_with("(healthy)") {
            Some(Health::Healthy)
        } else if self.status.ends_with("(unhealthy)") {
            Some(Health::Unhealthy)
        } else if self.status.ends_with("(health: starting)") {
            Some(Health::Starting)
        } else {
            None
        }
    }

    /// The exit code that the status text tells: `Exited (137) 2 hours ago`.
    pub(crate) fn exit_code(&self) -> Option<i64> {
        let (_, rest) = self.status.split_once('(')?;
        let (code, _) = rest.split_once(')')?;
        code.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_text_tells_health_and_exit_code() {
        let container = |status: &str| ObservedContainer { status: status.to_owned(), ..Default::default() };
        assert_eq!(container("Up 3 minutes (healthy)").health(), Some(Health::Healthy));
        assert_eq!(container("Up 3 minutes (unhealthy)").health(), Some(Health::Unhealthy));
        assert_eq!(container("Up 1 second (health: starting)").health(), Some(Health::Starting));
        assert_eq!(container("Up 1 second").health(), None);
        assert_eq!(container("Exited (137) 2 hours ago").exit_code(), Some(137));
        assert_eq!(container("Up 3 minutes (healthy)").exit_code(), None);
    }
}
