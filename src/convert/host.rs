//! `HostConfig` of a container's body.

use std::collections::HashMap;
use std::net::IpAddr;

use bollard::models::{HostConfig, HostConfigCgroupnsModeEnum, HostConfigIsolationEnum, HostConfigLogConfig};

use super::container::ContainerFacts;
use super::error::Problem;
use super::quirks::Feature;
use super::report::Report;
use super::{devices, endpoint, limits, list, mounts, ports, restart, security, text};
use crate::model::project::Project;
use crate::model::service::Service;

pub(super) fn config(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    report: &mut Report,
) -> HostConfig {
    let mut host = HostConfig {
        annotations: annotations(service, report),
        auto_remove: facts.one_off.filter(|one_off| one_off.auto_remove).map(|_| true),
        cap_add: security::capabilities(&service.cap_add),
        cap_drop: security::capabilities(&service.cap_drop),
        device_cgroup_rules: list(&service.device_cgroup_rules),
        device_requests: devices::requests(service, report),
        devices: devices::mappings(service),
        group_add: list(&service.group_add.iter().map(|group| group.0.clone()).collect::<Vec<_>>()),
        init: service.init,
        isolation: isolation(service, report),
        links: list(&endpoint::links(project, service, facts)),
        log_config: log_config(service),
        port_bindings: ports::bindings(service, report),
        privileged: service.privileged.then_some(true),
        readonly_rootfs: service.read_only.then_some(true),
        // A container of `run` ends once.
        restart_policy: restart::policy(service, report).filter(|_| facts.one_off.is_none()),
        runtime: text(&service.runtime),
        storage_opt: super::hash_map(&service.storage_opt.0),
        sysctls: super::hash_map(&service.sysctls.0),
        tmpfs: mounts::tmpfs(service),
        ..HostConfig::default()
    };
    limits::apply(service, &mut host, report);
    names(service, &mut host, report);
    host.network_mode = network_mode(project, service, facts, report);
    namespaces(service, facts, &mut host, report);
    let mounts = mounts::all(project, service, facts.inherited, report);
    host.binds = list(&mounts.binds);
    host.mounts = list(&mounts.mounts);
    let security = security::options(service, &facts.outside.seccomp_profiles, report);
    host.security_opt = list(&security.options);
    if security.unconfined_paths {
        host.masked_paths = Some(Vec::new());
        host.readonly_paths = Some(Vec::new());
    }
    host
}

fn annotations(service: &Service, report: &mut Report) -> Option<HashMap<String, String>> {
    let annotations = super::hash_map(&service.annotations.0);
    if annotations.is_some() {
        report.need(Feature::Annotations, &["annotations"]);
    }
    annotations
}

fn isolation(service: &Service, report: &mut Report) -> Option<HostConfigIsolationEnum> {
    let text = text(&service.isolation)?;
    let known = "\"default\", \"process\" or \"hyperv\"";
    report.take(&["isolation"], text.parse().map_err(|_: String| Problem::word("isolation", &text, known)))
}

fn cgroup(service: &Service, report: &mut Report) -> Option<HostConfigCgroupnsModeEnum> {
    let text = text(&service.cgroup)?;
    let known = "\"host\" or \"private\"";
    report.take(&["cgroup"], text.parse().map_err(|_: String| Problem::word("cgroup", &text, known)))
}

fn names(service: &Service, host: &mut HostConfig, report: &mut Report) {
    let servers: Vec<String> = service.dns.0.iter().filter(|server| !server.is_empty()).cloned().collect();
    for (index, server) in service.dns.0.iter().enumerate().filter(|(_, server)| !server.is_empty()) {
        if server.parse::<IpAddr>().is_err() {
            report.add(&["dns", &index.to_string()], Problem::invalid("DNS address", &**server));
        }
    }
    host.dns = list(&servers);
    host.dns_options = list(&service.dns_opt);
    host.dns_search = list(&service.dns_search.0);
    host.extra_hosts = list(&service.extra_hosts.entries(":"));
}

fn network_mode(
    project: &Project,
    service: &Service,
    facts: &ContainerFacts<'_>,
    report: &mut Report,
) -> Option<String> {
    let mode = match service.network_mode.as_str() {
        "" => endpoint::main_network(project, service),
        mode => shared(mode, "network namespace", facts),
    };
    report.take(&["network_mode"], mode)
}

fn namespaces(service: &Service, facts: &ContainerFacts<'_>, host: &mut HostConfig, report: &mut Report) {
    let ipc = report.take(&["ipc"], shared(&service.ipc, "IPC namespace", facts));
    host.ipc_mode = ipc.and_then(|mode| text(&mode));
    let pid = report.take(&["pid"], shared(&service.pid, "PID namespace", facts));
    host.pid_mode = pid.and_then(|mode| text(&mode));
    host.uts_mode = text(&service.uts);
    host.userns_mode = text(&service.userns_mode);
    host.cgroupns_mode = cgroup(service, report);
    let entries = service.volumes_from.iter().enumerate();
    let volumes_from: Vec<String> = entries
        .filter_map(|(index, entry)| report.take(&["volumes_from", &index.to_string()], volumes_from(entry, facts)))
        .collect();
    host.volumes_from = list(&volumes_from);
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
