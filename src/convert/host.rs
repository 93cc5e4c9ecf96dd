//! `HostConfig` of a container's body.

use bollard::models::{HostConfig, HostConfigCgroupnsModeEnum, HostConfigIsolationEnum, HostConfigLogConfig};

use super::container::{ContainerFacts, check_annotations};
use super::error::Problem;
use super::{devices, endpoint, limits, list, mounts, ports, restart, security, text};
use crate::model::api_version::ApiVersion;
use crate::model::project::Project;
use crate::model::service::Service;

pub(super) fn config(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    version: ApiVersion,
) -> Result<HostConfig, Problem> {
    check_annotations(service, version)?;
    let mut host = HostConfig {
        annotations: super::hash_map(&service.annotations.0),
        auto_remove: facts.one_off.filter(|one_off| one_off.auto_remove).map(|_| true),
        cap_add: list(&service.cap_add),
        cap_drop: list(&service.cap_drop),
        device_cgroup_rules: list(&service.device_cgroup_rules),
        device_requests: devices::requests(service),
        devices: devices::mappings(service),
        group_add: list(&service.group_add.iter().map(|group| group.0.clone()).collect::<Vec<_>>()),
        init: service.init,
        isolation: isolation(service)?,
        links: list(&endpoint::links(project, service, facts)),
        log_config: log_config(service),
        port_bindings: ports::bindings(service),
        privileged: service.privileged.then_some(true),
        readonly_rootfs: service.read_only.then_some(true),
        // A container of `run` ends once.
        restart_policy: if facts.one_off.is_some() { None } else { restart::policy(service)? },
        runtime: text(&service.runtime),
        storage_opt: super::hash_map(&service.storage_opt.0),
        sysctls: super::hash_map(&service.sysctls.0),
        tmpfs: mounts::tmpfs(service),
        ..HostConfig::default()
    };
    limits::apply(service, &mut host);
    names(service, &mut host)?;
    namespaces(project, service, facts, &mut host)?;
    let mounts = mounts::all(project, service, facts.inherited, version)?;
    host.binds = list(&mounts.binds);
    host.mounts = list(&mounts.mounts);
    let security = security::options(service, &facts.outside.seccomp_profiles)?;
    host.security_opt = list(&security.options);
    if security.unconfined_paths {
        host.masked_paths = Some(Vec::new());
        host.readonly_paths = Some(Vec::new());
    }
    Ok(host)
}

pub(super) fn isolation(service: &Service) -> Result<Option<HostConfigIsolationEnum>, Problem> {
    if service.isolation.is_empty() {
        return Ok(None);
    }
    let known = "\"default\", \"process\" or \"hyperv\"";
    service.isolation.parse().map(Some).map_err(|_: String| Problem::word("isolation", &service.isolation, known))
}

pub(super) fn cgroup(service: &Service) -> Result<Option<HostConfigCgroupnsModeEnum>, Problem> {
    if service.cgroup.is_empty() {
        return Ok(None);
    }
    let known = "\"host\" or \"private\"";
    service.cgroup.parse().map(Some).map_err(|_: String| Problem::word("cgroup", &service.cgroup, known))
}

pub(super) fn check_dns(service: &Service) -> Result<(), Problem> {
    let wrong = service.dns.0.iter().find(|server| !server.is_empty() && server.parse::<std::net::IpAddr>().is_err());
    wrong.map_or(Ok(()), |server| Err(Problem::invalid("DNS address", &**server)))
}

fn names(service: &Service, host: &mut HostConfig) -> Result<(), Problem> {
    check_dns(service)?;
    let servers: Vec<String> = service.dns.0.iter().filter(|server| !server.is_empty()).cloned().collect();
    host.dns = list(&servers);
    host.dns_options = list(&service.dns_opt);
    host.dns_search = list(&service.dns_search.0);
    host.extra_hosts = list(&service.extra_hosts.entries(":"));
    Ok(())
}

fn namespaces(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    host: &mut HostConfig,
) -> Result<(), Problem> {
    host.network_mode = Some(match service.network_mode.as_str() {
        "" => endpoint::main_network(project, service)?,
        mode => shared(mode, "network namespace", facts)?,
    });
    host.ipc_mode = text(&shared(&service.ipc, "IPC namespace", facts)?);
    host.pid_mode = text(&shared(&service.pid, "PID namespace", facts)?);
    host.uts_mode = text(&service.uts);
    host.userns_mode = text(&service.userns_mode);
    host.cgroupns_mode = cgroup(service)?;
    let volumes_from: Result<Vec<String>, Problem> =
        service.volumes_from.iter().map(|entry| volumes_from(entry, facts)).collect();
    host.volumes_from = list(&volumes_from?);
    Ok(())
}

/// `service:x` becomes the container that stands for x.
fn shared(mode: &str, what: &'static str, facts: &ContainerFacts<'_>) -> Result<String, Problem> {
    match mode.strip_prefix("service:") {
        Some(owner) => Ok(format!("container:{}", owner_id(owner, what, facts)?)),
        None => Ok(mode.to_owned()),
    }
}

/// `service[:mode]` or `container:name[:mode]`.
fn volumes_from(entry: &str, facts: &ContainerFacts<'_>) -> Result<String, Problem> {
    if let Some(container) = entry.strip_prefix("container:") {
        return Ok(container.to_owned());
    }
    let (owner, mode) = entry.split_once(':').map_or((entry, None), |(owner, mode)| (owner, Some(mode)));
    let id = owner_id(owner, "volume", facts)?;
    Ok(mode.map_or_else(|| id.to_owned(), |mode| format!("{id}:{mode}")))
}

fn owner_id<'a>(service: &str, what: &'static str, facts: &ContainerFacts<'a>) -> Result<&'a str, Problem> {
    let missing = || Problem::Missing { what, service: service.to_owned() };
    Ok(facts.owners.get(service).ok_or_else(missing)?.as_str())
}

fn log_config(service: &Service) -> Option<HostConfigLogConfig> {
    let logging = service.logging.as_ref()?;
    Some(HostConfigLogConfig { typ: text(&logging.driver), config: super::hash_map(&logging.options.0) })
}
