//! Which services of a project a command is about: profiles, names, dependencies. Pure; gives new projects.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::build::Build;
use crate::model::ids::ServiceName;
use crate::model::mount::MountKind;
use crate::model::project::Project;
use crate::model::service::Service;
use crate::model::suggest;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SelectError {
    #[error("no such service: {name}")]
    NoSuchService { name: String, suggestion: Option<String> },
}

/// Turns on the services that the project's profiles allow, and off the others.
pub(crate) fn with_profiles(mut project: Project, profiles: &[String]) -> Project {
    project.profiles.extend(profiles.iter().cloned());
    let all: BTreeMap<ServiceName, Service> = std::mem::take(&mut project.services)
        .into_iter()
        .chain(std::mem::take(&mut project.disabled_services))
        .collect();
    let active = &project.profiles;
    let is_on = |service: &Service| {
        service.profiles.is_empty()
            || service.profiles.iter().any(|profile| active.contains(profile))
            || active.iter().any(|profile| profile == "*")
    };
    (project.services, project.disabled_services) = all.into_iter().partition(|(_, service)| is_on(service));
    project
}

/// Cuts the project to the named services, with what they depend on if asked for. No names mean all of them.
///
/// Naming a service turns its profiles on. A name may hold `*`, which then stands for active services only.
pub(crate) fn with_services(project: Project, names: &[String], dependencies: bool) -> Result<Project, SelectError> {
    if names.is_empty() {
        return Ok(project);
    }
    let named_profiles: Vec<String> = names
        .iter()
        .filter_map(|name| project.disabled_services.get(name.as_str()))
        .flat_map(|service| service.profiles.clone())
        .collect();
    let mut project = with_profiles(project, &named_profiles);
    let mut wanted: Vec<ServiceName> = Vec::new();
    for name in names {
        wanted.extend(matching(&project, name)?);
    }
    let mut kept: BTreeSet<ServiceName> = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if !kept.insert(name.clone()) || !dependencies {
            continue;
        }
        for (dependency, how) in &project.services[&name].depends_on {
            if project.services.contains_key(dependency) {
                wanted.push(dependency.clone());
            } else if how.required {
                return Err(no_such(&project, dependency.as_str()));
            }
        }
    }
    let (services, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        std::mem::take(&mut project.services).into_iter().partition(|(name, _)| kept.contains(name));
    project.services = services;
    project.disabled_services.extend(others);
    for service in project.services.values_mut() {
        service.depends_on.retain(|dependency, _| kept.contains(dependency));
    }
    Ok(project)
}

/// Drops networks, volumes, secrets, configs and models that no active service uses.
pub(crate) fn without_unused(mut project: Project) -> Project {
    let services = &project.services;
    let used =
        |keys: &dyn Fn(&Service) -> Vec<String>| -> BTreeSet<String> { services.values().flat_map(keys).collect() };
    let networks = used(&|service| service.networks.keys().cloned().collect());
    let volumes = used(&|service| {
        let named = service.volumes.iter().filter(|mount| mount.kind == MountKind::Volume);
        named.map(|mount| mount.source.clone()).collect()
    });
    let secrets = used(&|service| {
        let of_build = service.build.iter().flat_map(|Build { secrets, .. }| secrets);
        service.secrets.iter().chain(of_build).map(|secret| secret.source.clone()).collect()
    });
    let configs = used(&|service| service.configs.iter().map(|config| config.source.clone()).collect());
    let models = used(&|service| service.models.keys().cloned().collect());
    project.networks.retain(|key, _| networks.contains(key));
    project.volumes.retain(|key, _| volumes.contains(key));
    project.secrets.retain(|key, _| secrets.contains(key));
    project.configs.retain(|key, _| configs.contains(key));
    project.models.retain(|key, _| models.contains(key));
    project
}

fn matching(project: &Project, name: &str) -> Result<Vec<ServiceName>, SelectError> {
    let found: Vec<ServiceName> = if name.contains('*') {
        project.services.keys().filter(|service| matches_glob(name, service.as_str())).cloned().collect()
    } else {
        project.services.get_key_value(name).map(|(key, _)| key.clone()).into_iter().collect()
    };
    if found.is_empty() { Err(no_such(project, name)) } else { Ok(found) }
}

/// `*` stands for any text.
fn matches_glob(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(start) else { return false };
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| matches_glob(rest, &text[at..]))
}

fn no_such(project: &Project, name: &str) -> SelectError {
    let known = project.services.keys().chain(project.disabled_services.keys()).map(ServiceName::as_str);
    let known = known.filter(|known| *known != name);
    let suggestion = suggest::nearest(name, known).map(ToOwned::to_owned);
    SelectError::NoSuchService { name: name.to_owned(), suggestion }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::service::Dependency;

    /// `web>db,cache? @debug`: dependencies, `?` for one that is not required, profiles.
    fn project(lines: &[&str]) -> Project {
        let mut project = Project::default();
        for line in lines {
            let (head, profiles) = line.split_once(" @").unwrap_or((line, ""));
            let (name, dependencies) = head.split_once('>').unwrap_or((head, ""));
            let depends_on = dependencies.split(',').filter(|text| !text.is_empty()).map(|text| {
                let required = !text.ends_with('?');
                (text.trim_end_matches('?').into(), Dependency { required, ..Dependency::default() })
            });
            let service = Service {
                name: name.into(),
                depends_on: depends_on.collect(),
                profiles: profiles.split(',').filter(|text| !text.is_empty()).map(str::to_owned).collect(),
                ..Service::default()
            };
            project.services.insert(name.into(), service);
        }
        with_profiles(project, &[])
    }

    fn select(lines: &[&str], names: &[&str], dependencies: bool) -> Result<String, (String, Option<String>)> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        with_services(project(lines), &names, dependencies)
            .map(|project| project.services.keys().map(ServiceName::as_str).collect::<Vec<_>>().join(" "))
            .map_err(|SelectError::NoSuchService { name, suggestion }| (name, suggestion))
    }

    #[test]
    fn names_bring_their_dependencies() {
        let lines = ["web>db,log?", "db", "log", "other", "late>web"];
        assert_eq!(select(&lines, &[], true), Ok("db late log other web".to_owned()));
        assert_eq!(select(&lines, &["web"], true), Ok("db log web".to_owned()));
        assert_eq!(select(&lines, &["web"], false), Ok("web".to_owned()));
        assert_eq!(select(&lines, &["l*"], false), Ok("late log".to_owned()));
        assert_eq!(select(&lines, &["wbe"], true), Err(("wbe".to_owned(), Some("web".to_owned()))));
        assert_eq!(select(&lines, &["nosuch"], true), Err(("nosuch".to_owned(), None)));
    }

    #[test]
    fn profiles_switch_services() {
        let lines = ["web", "debug>web @tools", "extra @tools,more", "needs>extra @x", "mild>extra? @x"];
        assert_eq!(select(&lines, &[], true), Ok("web".to_owned()));
        assert_eq!(select(&lines, &["debug"], true), Ok("debug web".to_owned()));
        assert_eq!(select(&lines, &["needs"], true), Err(("extra".to_owned(), None)));
        assert_eq!(select(&lines, &["mild"], true), Ok("mild".to_owned()));
        let all = with_profiles(project(&lines), &["*".to_owned()]);
        assert_eq!((all.services.len(), all.disabled_services.len()), (5, 0));
    }

    #[test]
    fn a_cut_service_loses_edges_to_what_is_gone() {
        let cut = with_services(project(&["web>db", "db"]), &["web".to_owned()], false).expect("known");
        assert!(cut.services["web"].depends_on.is_empty());
        assert!(cut.disabled_services.contains_key("db"));
    }
}
