//! The rules for one service.

use crate::loader::code::Code;
use std::collections::BTreeMap;

use super::consistency::Report;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::go::quote;
use crate::model::build::Build;
use crate::model::ids::ServiceName;
use crate::model::mount::MountKind;
use crate::model::project::Project;
use crate::model::service::Service;
use crate::model::suggest;

pub(super) fn check(service: &Service, project: &Project, report: &mut Report<'_>) {
    let name = quote(report.service);
    let is_unsure = |report: &Report<'_>| ["build", "image", "provider"].iter().any(|key| report.is_unsure(&[key]));
    if service.build.is_none() && service.image.is_empty() && service.provider.is_none() && !is_unsure(report) {
        let message = format!("service {name} has neither an image nor a build context specified");
        report.at(Code::MissingKey, &[], &message);
    }
    if let Some(build) = &service.build {
        check_build(build, service, project, report);
    }
    healthcheck(service, report);
    networks(service, project, report);
    references(service, project, report);
    dependencies(service, project, report);
    scale(service, report);
    limits(service, report);
    watch(service, report);
    targets(service, report);
}

fn check_build(build: &Build, service: &Service, project: &Project, report: &mut Report<'_>) {
    let name = quote(report.service);
    if !build.dockerfile.is_empty() && !build.dockerfile_inline.is_empty() {
        let message = format!("service {name} declares mutualy exclusive dockerfile and dockerfile_inline");
        report.conflict(&["build", "dockerfile_inline"], &["build", "dockerfile"], &message);
    }
    for (context, source) in &build.additional_contexts.0 {
        let Some(target) = source.strip_prefix("service:") else { continue };
        let problem = match project.services.get(target) {
            None if report.may_declare("services", target) => continue,
            None => "unknown",
            Some(_) if report.places.is_unsure(&["services", target, "build"]) => continue,
            Some(target) if target.build.is_none() => "non-buildable",
            Some(_) => continue,
        };
        let message =
            format!("service {name} declares {problem} service {} as additional contexts {context}", quote(target));
        report.at(Code::UndefinedService, &["build", "additional_contexts", context], &message);
        let near = suggest::nearest_for(report.faults.len(), target, project.services.keys().map(ServiceName::as_str));
        if let (Some(near), Some(fault)) = (near.filter(|near| *near != target), report.faults.last_mut()) {
            fault.help = Some(format!("did you mean `service:{near}`?"));
        }
    }
    let is_among = build.platforms.is_empty() || build.platforms.contains(&service.platform);
    if !service.platform.is_empty() && !is_among && !report.is_unsure(&["build", "platforms"]) {
        let message = format!("service.build.platforms MUST include service.platform {}", quote(&service.platform));
        report.conflict(&["build", "platforms"], &["platform"], &message);
    }
    for secret in &build.secrets {
        if !project.secrets.contains_key(&secret.source) && !report.may_declare("secrets", &secret.source) {
            let message = format!("service {name} refers to undefined build secret {}", secret.source);
            let known = project.secrets.keys().map(String::as_str);
            report.undefined(Code::UndefinedSecret, (&["build", "secrets"], &secret.source), &message, known);
        }
    }
}

fn healthcheck(service: &Service, report: &mut Report<'_>) {
    let Some(first) = service.healthcheck.as_ref().and_then(|healthcheck| healthcheck.test.first()) else { return };
    if !matches!(first.as_str(), "CMD" | "CMD-SHELL" | "NONE") && !report.is_unsure(&["healthcheck", "test"]) {
        let message = "healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\"";
        report.at(Code::WrongValue, &["healthcheck", "test", "0"], message);
    }
}

fn networks(service: &Service, project: &Project, report: &mut Report<'_>) {
    if !service.network_mode.is_empty() && !service.networks.is_empty() {
        let message = format!("service {} declares mutually exclusive `network_mode` and `networks`", report.service);
        report.conflict(&["network_mode"], &["networks"], &message);
        // Whether the networks exist does not matter then, and the default one was not added.
        return;
    }
    for network in service.networks.keys().filter(|network| !project.networks.contains_key(*network)) {
        if report.may_declare("networks", network) {
            continue;
        }
        let message = format!("service {} refers to undefined network {network}", quote(report.service));
        let known = project.networks.keys().map(String::as_str);
        report.undefined(Code::UndefinedNetwork, (&["networks"], network), &message, known);
    }
}

fn references(service: &Service, project: &Project, report: &mut Report<'_>) {
    let name = quote(report.service);
    for mount in service.volumes.iter().filter(|mount| mount.kind == MountKind::Volume && !mount.source.is_empty()) {
        if !project.volumes.contains_key(&mount.source) && !report.may_declare("volumes", &mount.source) {
            let message = format!("service {name} refers to undefined volume {}", mount.source);
            let known = project.volumes.keys().map(String::as_str);
            report.undefined(Code::UndefinedVolume, (&["volumes"], &mount.source), &message, known);
        }
    }
    for config in service.configs.iter().filter(|config| !project.configs.contains_key(&config.source)) {
        if report.may_declare("configs", &config.source) {
            continue;
        }
        let message = format!("service {name} refers to undefined config {}", config.source);
        let known = project.configs.keys().map(String::as_str);
        report.undefined(Code::UndefinedConfig, (&["configs"], &config.source), &message, known);
    }
    for secret in service.secrets.iter().filter(|secret| !project.secrets.contains_key(&secret.source)) {
        if report.may_declare("secrets", &secret.source) {
            continue;
        }
        let message = format!("service {name} refers to undefined secret {}", secret.source);
        let known = project.secrets.keys().map(String::as_str);
        report.undefined(Code::UndefinedSecret, (&["secrets"], &secret.source), &message, known);
    }
    for model in service.models.keys().filter(|model| !project.models.contains_key(*model)) {
        if report.may_declare("models", model) {
            continue;
        }
        let message = format!("service {name} refers to undefined model {model}");
        let known = project.models.keys().map(String::as_str);
        report.undefined(Code::UndefinedModel, (&["models"], model), &message, known);
    }
}

fn dependencies(service: &Service, project: &Project, report: &mut Report<'_>) {
    for (dependency, settings) in &service.depends_on {
        let disabled = project.disabled_services.contains_key(dependency);
        if project.services.contains_key(dependency)
            || (disabled && !settings.required)
            || report.may_declare("services", dependency.as_str())
        {
            continue;
        }
        let message =
            format!("service {} depends on undefined service {}", quote(report.service), quote(dependency.as_str()));
        let known = project.services.keys().map(ServiceName::as_str);
        report.undefined(Code::UndefinedService, (&["depends_on"], dependency.as_str()), &message, known);
        if let (true, Some(fault)) = (disabled, report.faults.last_mut()) {
            let profiles = project.disabled_services[dependency].profiles.join(", ");
            fault.help = Some(format!("the service exists, but only with one of its profiles: {profiles}"));
        }
    }
}

fn scale(service: &Service, report: &mut Report<'_>) {
    let name = report.service;
    let replicas = service.deploy.as_ref().and_then(|deploy| deploy.replicas);
    if let (Some(scale), Some(replicas)) = (service.scale, replicas)
        && scale != replicas
    {
        let message = format!("services.{name}: can't set distinct values on 'scale' and 'deploy.replicas'");
        report.conflict(&["scale"], &["deploy", "replicas"], &message);
    }
    for (count, path) in [(service.scale, &["scale"][..]), (replicas, &["deploy", "replicas"][..])] {
        if count.is_some_and(|count| count < 0) {
            let message = format!("services.{name}.{}: must be greater than or equal to 0", path.join("."));
            // Without the words that end other faults, as Docker Compose writes it.
            let span = report.find(path);
            report.faults.push(Diagnostic::error(Code::WrongValue, message, span));
        }
    }
    if service.scale.or(replicas).is_some_and(|count| count > 1) && !service.container_name.is_empty() {
        // Docker Compose has the service and the key the other way round; scripts may match that.
        let count: &[&str] = if service.scale.is_some() { &["scale"] } else { &["deploy", "replicas"] };
        let key = count.join(".");
        let message = format!("services.{key}: can't set container_name and {name} as container name must be unique");
        report.conflict(&["container_name"], count, &message);
    }
}

/// The old keys and those of `deploy` may both be there only if they say the same.
fn limits(service: &Service, report: &mut Report<'_>) {
    let Some(deploy) = &service.deploy else { return };
    let mut differ = Vec::new();
    if let Some(limits) = &deploy.resources.limits {
        let cpus = service.cpus.0 != 0.0 && service.cpus != limits.cpus;
        differ.push((cpus, "cpus", "limits.cpus"));
        let memory = service.mem_limit.0 != 0 && service.mem_limit != limits.memory;
        differ.push((memory, "mem_limit", "limits.memory"));
        differ.push((service.pids_limit != 0 && service.pids_limit != limits.pids, "pids_limit", "limits.pids"));
    }
    if let Some(reservations) = &deploy.resources.reservations {
        let memory = service.mem_reservation.0 != 0 && service.mem_reservation != reservations.memory;
        differ.push((memory, "mem_reservation", "reservations.memory"));
    }
    for (_, key, other) in differ.into_iter().filter(|(differs, _, _)| *differs) {
        let place: Vec<&str> = ["deploy", "resources"].into_iter().chain(other.split('.')).collect();
        if report.is_unsure(&place) {
            continue;
        }
        let message =
            format!("services.{}: can't set distinct values on '{key}' and 'deploy.resources.{other}'", report.service);
        report.conflict(&[key], &place, &message);
    }
}

fn watch(service: &Service, report: &mut Report<'_>) {
    for (index, rule) in service.develop.iter().flat_map(|develop| &develop.watch).enumerate() {
        let index = index.to_string();
        let is_unsure = ["target", "action"].iter().any(|key| report.is_unsure(&["develop", "watch", &index, key]));
        if rule.target.is_empty() && !matches!(rule.action.as_str(), "rebuild" | "restart") && !is_unsure {
            let message =
                format!("services.{}.develop.watch: target is required for non-rebuild actions", report.service);
            report.at(Code::MissingKey, &["develop", "watch", &index], &message);
        }
    }
}

/// One target, one mount.
fn targets(service: &Service, report: &mut Report<'_>) {
    let tmpfs = service.tmpfs.0.iter().enumerate().map(|(index, text)| {
        let path = text.split_once(':').map_or(text.as_str(), |(path, _)| path);
        ("tmpfs", index, path)
    });
    let volumes = service.volumes.iter().enumerate().map(|(index, mount)| ("volumes", index, mount.target.as_str()));
    let mut mounted: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for (key, index, path) in tmpfs.chain(volumes) {
        if report.is_gone(&[key, &index.to_string(), "target"]) {
            continue;
        }
        let Some((earlier, at)) = mounted.get(path) else {
            mounted.insert(path, (key, index));
            continue;
        };
        let service = report.service;
        let message = format!(
            "services.{service}.{key}[{index}]: target {path} already mounted as services.{service}.{earlier}[{at}]"
        );
        let first = report.find(&[earlier, &at.to_string()]);
        let fault = Diagnostic::error(Code::DuplicateMount, message, report.find(&[key, &index.to_string()]));
        report.faults.push(fault.with_related(first, "first mounted here"));
    }
}
