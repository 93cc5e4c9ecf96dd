//! What file and command line together say about a build, whichever builder does it.

use std::collections::BTreeMap;

use super::BuildOptions;
use crate::model::build::Build;
use crate::model::labels;
use crate::model::naming;
use crate::model::project::Project;
use crate::model::service::Service;

/// The image's name first.
pub(super) fn tags(project: &Project, service: &Service, build: &Build) -> Vec<String> {
    let mut tags = vec![naming::image_name(project, service)];
    tags.extend(build.tags.iter().cloned());
    tags
}

pub(super) fn image_labels(project: &Project, service: &Service, build: &Build) -> BTreeMap<String, String> {
    let mut all = build.labels.0.clone();
    let own = [
        (labels::PROJECT, project.name.as_str()),
        (labels::SERVICE, service.name.as_str()),
        (labels::VERSION, labels::COMPOSE_VERSION),
    ];
    all.extend(own.map(|(key, value)| (key.to_owned(), value.to_owned())));
    all
}

/// The file's arguments under those of the command line; what has no value anywhere is left out. Proxies go below all.
pub(super) fn args(project: &Project, build: &Build, options: &BuildOptions) -> BTreeMap<String, String> {
    let from_file = build.args.0.iter().map(|(key, value)| (key.as_str(), value.clone()));
    let from_flags = options.args.iter().map(|arg| match arg.split_once('=') {
        Some((key, value)) => (key, Some(value.to_owned())),
        None => (arg.as_str(), None),
    });
    let mut args = options.proxies.clone();
    for (key, value) in from_file.chain(from_flags) {
        if let Some(value) = value.or_else(|| project.environment.get(key).cloned()) {
            args.insert(key.to_owned(), value);
        }
    }
    args
}

/// The platforms that an image is built for; none: the engine's own.
pub(super) fn platforms(service: &Service, build: &Build) -> Vec<String> {
    if build.platforms.is_empty() && !service.platform.is_empty() {
        return vec![service.platform.clone()];
    }
    build.platforms.clone()
}

/// What the build may do that others may not.
pub(super) fn entitlements(build: &Build) -> Vec<String> {
    let mut all = build.entitlements.clone();
    if build.privileged {
        all.push("security.insecure".to_owned());
    }
    if build.network == "host" {
        all.push("network.host".to_owned());
    }
    all.sort();
    all.dedup();
    all
}

/// The service that a named context is built from.
pub(super) fn service_context(value: &str) -> Option<&str> {
    value.strip_prefix("service:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_come_from_file_flags_and_environment() {
        let project = Project { environment: [("E".to_owned(), "env".to_owned())].into(), ..Project::default() };
        let mut build = Build::default();
        build.args.0 = [("A", Some("1")), ("B", Some("2")), ("E", None), ("U", None)]
            .map(|(key, value)| (key.to_owned(), value.map(str::to_owned)))
            .into();
        let options = BuildOptions {
            args: ["B=3", "N", "C=x=y"].map(str::to_owned).into(),
            proxies: [("A", "proxy"), ("P", "proxy")].map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            ..BuildOptions::default()
        };
        let found = args(&project, &build, &options);
        let expected = [("A", "1"), ("B", "3"), ("C", "x=y"), ("E", "env"), ("P", "proxy")];
        assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    }
}
