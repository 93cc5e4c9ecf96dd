//! The body that creates a container.

use std::collections::BTreeMap;

use bollard::models::{ContainerCreateBody, EndpointSettings, NetworkingConfig};

use super::endpoint::{self, LinkTargets};
use super::error::{ConvertError, Place};
use super::quirks::Feature;
use super::report::Report;
use super::security::Profiles;
use super::{health, host, list, ports, text};
use crate::model::api_version::ApiVersion;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::naming;
use crate::model::project::Project;
use crate::model::service::Service;

/// What a container needs to know that its service does not say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContainerFacts<'a> {
    /// The name that it goes by; a replacement's final name, also while it bears a temporary one.
    pub(crate) name: &'a str,
    /// `None` for one-off containers.
    pub(crate) number: Option<u32>,
    /// The tool's labels; they win over the service's.
    pub(crate) labels: &'a BTreeMap<String, String>,
    /// Anonymous volumes that it takes over, by target.
    pub(crate) inherited: &'a BTreeMap<String, String>,
    /// The container that stands for a service in `service:x` of a namespace or in `volumes_from`.
    pub(crate) owners: &'a BTreeMap<ServiceName, ContainerId>,
    pub(crate) link_targets: &'a LinkTargets,
    pub(crate) one_off: Option<OneOff>,
    pub(crate) outside: &'a Outside,
}

/// A container of `run`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OneOff {
    pub(crate) use_aliases: bool,
    /// Standard input is attached, and closed when the client goes.
    pub(crate) interactive: bool,
    /// The engine removes it when it ends.
    pub(crate) auto_remove: bool,
}

/// What the user's machine adds to containers. Read by the caller.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outside {
    /// See [`super::security::profiles`].
    pub(crate) seccomp_profiles: Profiles,
    /// Proxy variables of the docker client's configuration; `environment` wins over them.
    pub(crate) proxies: BTreeMap<String, String>,
    /// `DOCKER_DEFAULT_PLATFORM`.
    pub(crate) default_platform: String,
}

/// Everything that creates a container.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ContainerBody {
    pub(crate) platform: String,
    pub(crate) create: ContainerCreateBody,
    /// Goes beside `create`, for engines below API 1.44.
    pub(crate) mac_address: Option<String>,
    /// By network name: to be connected before the start, on engines whose create takes one endpoint only.
    pub(crate) further_networks: Vec<(String, EndpointSettings)>,
}

pub(crate) fn body(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    version: ApiVersion,
) -> Result<ContainerBody, ConvertError> {
    let mut report = Report::new(Place::Service(service.name.clone()), version);
    let body = build(project, service, facts, &mut report);
    report.result(body)
}

/// The body, which is of no use if anything is reported.
pub(super) fn build(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    report: &mut Report,
) -> ContainerBody {
    let mut endpoints = endpoint::all(project, service, facts, report);
    let in_create =
        if Feature::SeveralEndpoints.in_version(report.version) { endpoints.len() } else { 1.min(endpoints.len()) };
    let further_networks = endpoints.split_off(in_create);
    let networking = NetworkingConfig { endpoints_config: Some(endpoints.into_iter().collect()) };
    let interactive = facts.one_off.is_some_and(|one_off| one_off.interactive);
    let create = ContainerCreateBody {
        hostname: text(&service.hostname),
        domainname: text(&service.domainname),
        user: text(&service.user),
        attach_stdin: Some(interactive),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        exposed_ports: ports::exposed(service, report),
        tty: Some(service.tty),
        open_stdin: Some(service.stdin_open || interactive),
        stdin_once: Some(interactive),
        env: list(&environment(service, &facts.outside.proxies)),
        cmd: service.command.0.clone(),
        healthcheck: health::config(service, report),
        image: Some(naming::image_name(project, service)),
        working_dir: text(&service.working_dir),
        entrypoint: service.entrypoint.0.clone(),
        network_disabled: (service.network_mode == "disabled").then_some(true),
        labels: super::hash_map(&labels(service, facts.labels)),
        stop_signal: text(&service.stop_signal),
        stop_timeout: service.stop_grace_period.map(crate::model::duration::Duration::whole_seconds),
        host_config: Some(host::config(project, service, facts, report)),
        networking_config: (in_create > 0).then_some(networking),
        ..ContainerCreateBody::default()
    };
    let platform = if service.platform.is_empty() { &facts.outside.default_platform } else { &service.platform };
    let mac_address = endpoint::container_mac_address(service, report.version);
    ContainerBody { platform: platform.clone(), create, mac_address, further_networks }
}

/// `KEY=value`, sorted. A key without a value takes the image's value away.
fn environment(service: &Service, proxies: &BTreeMap<String, String>) -> Vec<String> {
    let mut all: BTreeMap<&str, Option<&str>> =
        proxies.iter().map(|(key, value)| (key.as_str(), Some(value.as_str()))).collect();
    all.extend(service.environment.0.iter().map(|(key, value)| (key.as_str(), value.as_deref())));
    let variable = |(key, value): (&str, Option<&str>)| match value {
        Some(value) => format!("{key}={value}"),
        None => key.to_owned(),
    };
    all.into_iter().map(variable).collect()
}

fn labels(service: &Service, own: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut labels = service.labels.0.clone();
    labels.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
    labels
}
