//! What a model says that has no effect, for the user to know.

use std::collections::BTreeSet;
use std::fmt;

use super::endpoint;
use super::error::Place;
use super::files::{self, Source};
use super::report::Report;
use crate::model::api_version::ApiVersion;
use crate::model::ids::ServiceName;
use crate::model::mount::{Mount, MountKind};
use crate::model::project::Project;
use crate::model::secret::FileKind;
use crate::model::service::Service;

/// Something that is ignored. The texts that docker compose has too are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    service: ServiceName,
    /// Below the service.
    path: Vec<String>,
    pub(crate) ignored: Ignored,
}

/// What is ignored of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ignored {
    FileOwner(FileKind),
    OptionsOfOtherKind { mount: &'static str, options: &'static str },
    SelinuxLost { target: String },
    CredentialSpec,
    InterfaceName { network: String },
    MacAddress,
}

impl Warning {
    fn new(service: &Service, path: &[&str], ignored: Ignored) -> Self {
        let path = path.iter().map(ToString::to_string).collect();
        Self { service: service.name.clone(), path, ignored }
    }

    /// What it is about, in the model.
    pub(crate) fn path(&self) -> Vec<&str> {
        ["services", self.service.as_str()].into_iter().chain(self.path.iter().map(String::as_str)).collect()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = &self.service;
        match &self.ignored {
            Ignored::FileOwner(FileKind::Secret) => {
                f.write_str("secrets `uid`, `gid` and `mode` are not supported, they will be ignored")
            }
            Ignored::FileOwner(FileKind::Config) => {
                f.write_str("config `uid`, `gid` and `mode` are not supported, they will be ignored")
            }
            Ignored::OptionsOfOtherKind { mount, options } => {
                write!(f, "mount of type `{mount}` should not define `{options}` option")
            }
            Ignored::SelinuxLost { target } => write!(
                f,
                "service \"{service}\": the engine cannot set an SELinux label on {target} together with `recursive` or \
                 `create_host_path: false`; `selinux` is ignored"
            ),
            Ignored::CredentialSpec => {
                write!(
                    f,
                    "service \"{service}\": `credential_spec` is for Windows containers of a Swarm; it is ignored"
                )
            }
            Ignored::InterfaceName { network } => write!(
                f,
                "service \"{service}\": `interface_name` on network {network} goes before its driver_opts \"{}\"",
                endpoint::INTERFACE_NAME
            ),
            Ignored::MacAddress => write!(
                f,
                "service \"{service}\": with this `network_mode` it has no network interface of its own; `mac_address` is \
                 ignored"
            ),
        }
    }
}

/// Each text once, in the order of services; it stands where it is first true.
pub(crate) fn warnings(project: &Project) -> Vec<Warning> {
    let mut told = BTreeSet::new();
    let of_service =
        |service| [of_files(project, service), of_mounts(service), of_the_service(service)].into_iter().flatten();
    project.services.values().flat_map(of_service).filter(|warning| told.insert(warning.to_string())).collect()
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
    ignored.map(|file| Warning::new(service, &file.path(), Ignored::FileOwner(file.kind))).collect()
}

fn of_the_service(service: &Service) -> Vec<Warning> {
    let mut all = Vec::new();
    if service.credential_spec.is_some() {
        all.push(Warning::new(service, &["credential_spec"], Ignored::CredentialSpec));
    }
    if !service.mac_address.is_empty()
        && !service.network_mode.is_empty()
        && !endpoint::takes_mac_address(&service.network_mode)
    {
        all.push(Warning::new(service, &["mac_address"], Ignored::MacAddress));
    }
    for (key, network) in &service.networks {
        let Some(network) = network else { continue };
        let option = network.driver_opts.0.get(endpoint::INTERFACE_NAME);
        if !network.interface_name.is_empty() && option.is_some_and(|option| *option != network.interface_name) {
            let ignored = Ignored::InterfaceName { network: key.clone() };
            all.push(Warning::new(service, &["networks", key, "driver_opts", endpoint::INTERFACE_NAME], ignored));
        }
    }
    all
}

fn of_mounts(service: &Service) -> Vec<Warning> {
    let mut all = Vec::new();
    for (index, mount) in service.volumes.iter().enumerate() {
        let index = index.to_string();
        let foreign = foreign_options(mount);
        all.extend(foreign.map(|(options, ignored)| Warning::new(service, &["volumes", &index, options], ignored)));
        if let (MountKind::Bind, Some(options)) = (mount.kind, &mount.bind) {
            let struct_form = !options.creates_host_path() || !matches!(options.recursive.as_str(), "" | "enabled");
            if struct_form && !options.selinux.is_empty() {
                let ignored = Ignored::SelinuxLost { target: mount.target.clone() };
                all.push(Warning::new(service, &["volumes", &index, "bind", "selinux"], ignored));
            }
        }
    }
    all
}

fn foreign_options(mount: &Mount) -> impl Iterator<Item = (&'static str, Ignored)> {
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
    let foreign = blocks.into_iter().filter(move |(name, given)| *given && *name != kind);
    foreign.map(move |(options, _)| (options, Ignored::OptionsOfOtherKind { mount: kind, options }))
}
