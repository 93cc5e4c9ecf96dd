//! Where a service stands on containers of other services: shared namespaces and `volumes_from`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::hash;
use super::operation::{ConfigHash, CreateContainer};
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::labels;
use crate::model::service::Service;

impl CreateContainer {
    /// All labels of the tool, once the ids of the owners are known.
    pub(crate) fn labels_with(
        &self,
        service: &Service,
        owners: &BTreeMap<ServiceName, ContainerId>,
    ) -> Cow<'_, BTreeMap<String, String>> {
        match self.config_hash {
            ConfigHash::Known => Cow::Borrowed(&self.labels),
            ConfigHash::AfterSubstitution => {
                let mut all = self.labels.clone();
                all.insert(labels::CONFIG_HASH.to_owned(), hash::service(&resolved(service, owners)));
                Cow::Owned(all)
            }
        }
    }
}

/// What is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    Network,
    Ipc,
    Pid,
    Volumes,
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Network => "network namespace",
            Self::Ipc => "IPC namespace",
            Self::Pid => "PID namespace",
            Self::Volumes => "volume",
        })
    }
}

/// Something of another service that a service shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) service: ServiceName,
    pub(super) what: Shared,
}

/// What a service shares with others of the project.
pub(super) fn of(service: &Service) -> Vec<Reference> {
    let namespaces =
        [(&service.network_mode, Shared::Network), (&service.ipc, Shared::Ipc), (&service.pid, Shared::Pid)];
    let namespaces = namespaces
        .into_iter()
        .filter_map(|(mode, what)| Some(Reference { service: mode.strip_prefix("service:")?.into(), what }));
    let volumes = service.volumes_from.iter().filter(|source| !source.starts_with("container:")).map(|source| {
        let (name, _) = source.split_once(':').unwrap_or((source, ""));
        Reference { service: name.into(), what: Shared::Volumes }
    });
    namespaces.chain(volumes).collect()
}

/// Services whose interruption is one of this service too: dependencies with `restart: true`, and those whose namespaces
/// it lives in.
pub(super) fn restarts_with(service: &Service) -> BTreeSet<ServiceName> {
    let asked = service.depends_on.iter().filter(|(_, dependency)| dependency.restart).map(|(name, _)| name.clone());
    let shared = of(service).into_iter().filter(|reference| reference.what != Shared::Volumes);
    asked.chain(shared.map(|reference| reference.service)).collect()
}

/// The service with ids in place of references, as its hash covers it.
pub(super) fn resolved(service: &Service, owners: &BTreeMap<ServiceName, ContainerId>) -> Service {
    let mut service = service.clone();
    let modes = [&mut service.network_mode, &mut service.ipc, &mut service.pid];
    for mode in modes {
        if let Some(id) = mode.strip_prefix("service:").and_then(|name| owners.get(name)) {
            *mode = format!("container:{id}");
        }
    }
    for source in &mut service.volumes_from {
        let (name, access) = source.split_once(':').map_or((source.as_str(), None), |(name, rest)| (name, Some(rest)));
        if let Some(id) = owners.get(name) {
            *source = access.map_or_else(|| id.to_string(), |access| format!("{id}:{access}"));
        }
    }
    service
}
