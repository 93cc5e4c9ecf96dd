//! What a model says that has no effect, for the user to know.

use std::fmt;

use super::endpoint;
use super::error::Place;
use super::files::{self, FileKind, Source};
use super::report::Report;
use crate::model::api_version::ApiVersion;
use crate::model::ids::ServiceName;
use crate::model::mount::{Mount, MountKind};
use crate::model::project::Project;
use crate::model::service::Service;

/// Something that is ignored. The texts that docker compose has too are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Warning {
    FileOwner(FileKind),
    OptionsOfOtherKind { mount: &'static str, options: &'static str },
    SelinuxLost { service: ServiceName, target: String },
    CredentialSpec { service: ServiceName },
    InterfaceName { service: ServiceName, network: String },
    MacAddress { service: ServiceName },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileOwner(FileKind::Secret) => {
                f.write_str("secrets `uid`, `gid` and `mode` are not supported, they will be ignored")
            }
            Self::FileOwner(FileKind::Config) => {
                f.write_str("config `uid`, `gid` and `mode` are not supported, they will be ignored")
            }
            Self::OptionsOfOtherKind { mount, options } => {
                write!(f, "mount of type `{mount}` should not define `{options}` option")
            }
            Self::SelinuxLost { service, target } => write!(
                f,
                "service \"{service}\": the engine cannot set an SELinux label on {target} together with `recursive` or \
                 `create_host_path: false`; `selinux` is ignored"
            ),
            Self::CredentialSpec { service } => {
                write!(
                    f,
                    "service \"{service}\": `credential_spec` is for Windows containers of a Swarm; it is ignored"
                )
            }
            Self::InterfaceName { service, network } => write!(
                f,
                "service \"{service}\": `interface_name` on network {network} goes before its driver_opts \"{}\"",
                endpoint::INTERFACE_NAME
            ),
            Self::MacAddress { service } => write!(
                f,
                "service \"{service}\": with this `network_mode` it has no network interface of its own; `mac_address` is \
                 ignored"
            ),
        }
    }
}

/// Each warning once, in the order of services.
pub(crate) fn warnings(project: &Project) -> Vec<Warning> {
    let mut all = Vec::new();
    for service in project.services.values() {
        let found = [of_files(project, service), of_mounts(service), of_the_service(service)].concat();
        for warning in found {
            if !all.contains(&warning) {
                all.push(warning);
            }
        }
    }
    all
}

fn of_files(project: &Project, service: &Service) -> Vec<Warning> {
    // What cannot be delivered at all is an error elsewhere.
    let mut report = Report::new(Place::Service(service.name.clone()), ApiVersion(1, 41));
    let delivered = files::of(project, service, &mut report);
    let ignored = delivered.iter().filter(|file| {
        let reference = file.reference;
        let owned = !reference.uid.is_empty() || !reference.gid.is_empty() || reference.mode.is_some();
        owned && matches!(file.source, Source::HostFile(_))
    });
    ignored.map(|file| Warning::FileOwner(file.kind)).collect()
}

fn of_the_service(service: &Service) -> Vec<Warning> {
    let name = || service.name.clone();
    let mut all = Vec::new();
    if service.credential_spec.is_some() {
        all.push(Warning::CredentialSpec { service: name() });
    }
    if !service.mac_address.is_empty()
        && !service.network_mode.is_empty()
        && !endpoint::takes_mac_address(&service.network_mode)
    {
        all.push(Warning::MacAddress { service: name() });
    }
    for (key, network) in &service.networks {
        let Some(network) = network else { continue };
        let option = network.driver_opts.0.get(endpoint::INTERFACE_NAME);
        if !network.interface_name.is_empty() && option.is_some_and(|option| *option != network.interface_name) {
            all.push(Warning::InterfaceName { service: name(), network: key.clone() });
        }
    }
    all
}

fn of_mounts(service: &Service) -> Vec<Warning> {
    let mut all = Vec::new();
    for mount in &service.volumes {
        all.extend(foreign_options(mount));
        if let (MountKind::Bind, Some(options)) = (mount.kind, &mount.bind) {
            let struct_form = !options.creates_host_path() || !matches!(options.recursive.as_str(), "" | "enabled");
            if struct_form && !options.selinux.is_empty() {
                all.push(Warning::SelinuxLost { service: service.name.clone(), target: mount.target.clone() });
            }
        }
    }
    all
}

fn foreign_options(mount: &Mount) -> Vec<Warning> {
    let kind = match mount.kind {
        MountKind::Volume => "volume",
        MountKind::Bind => "bind",
        MountKind::Tmpfs => "tmpfs",
        MountKind::Cluster => "cluster",
        MountKind::Npipe => "npipe",
        MountKind::Image => "image",
    };
    let blocks = [
        ("bind", mount.bind.is_some()),
        ("volume", mount.volume.is_some()),
        ("tmpfs", mount.tmpfs.is_some()),
        ("image", mount.image.is_some()),
    ];
    let foreign = blocks.into_iter().filter(|(name, given)| *given && *name != kind);
    foreign.map(|(options, _)| Warning::OptionsOfOtherKind { mount: kind, options }).collect()
}
