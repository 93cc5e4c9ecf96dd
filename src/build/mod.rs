//! Images: pulled from registries, or built from build sections by the engine's classic builder.

pub(crate) mod context;
pub(crate) mod error;
pub(crate) mod ignore;
mod passing;
mod tail;
pub(crate) mod transfer;

use std::collections::BTreeMap;

use futures_util::StreamExt;

use crate::engine::{BuildProgress, BuildRequest, Engine};
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::model::build::Build;
use crate::model::labels;
use crate::model::naming;
use crate::model::project::Project;
use crate::model::service::Service;
use error::BuildError;
use tail::Tail;

/// What the command line adds to a build section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BuildOptions {
    /// `KEY=VALUE`, or `KEY` for the environment's value.
    pub(crate) args: Vec<String>,
    pub(crate) no_cache: bool,
    pub(crate) pull: bool,
    /// Bytes.
    pub(crate) memory: Option<i64>,
    /// Base64 of the credentials by registry.
    pub(crate) registry_config: Option<String>,
    /// Proxy variables of docker's configuration: arguments where nothing else sets them.
    pub(crate) proxies: BTreeMap<String, String>,
}

/// Builds the image of a service; gives its id. `output` gets every line of the builder.
pub(crate) async fn build(
    engine: &impl Engine,
    (project, service): (&Project, &Service),
    options: &BuildOptions,
    sink: &dyn EventSink,
    output: &dyn Fn(&str),
) -> Result<String, BuildError> {
    let name = naming::image_name(project, service);
    let event =
        |status| Event::new(Resource::Image(name.clone()), Verb::Build, status).with_service(service.name.as_str());
    sink.emit(event(Status::Working));
    let progress = |line: &str| {
        output(line);
        sink.emit(event(Status::Working).with_detail(line.trim()));
    };
    let result = run(engine, (project, service), options, &progress).await;
    match &result {
        Ok(_) => sink.emit(event(Status::Done)),
        Err(error) => sink.emit(event(Status::Error).with_detail(error.to_string())),
    }
    result
}

async fn run(
    engine: &impl Engine,
    (project, service): (&Project, &Service),
    options: &BuildOptions,
    output: &dyn Fn(&str),
) -> Result<String, BuildError> {
    let build = service.build.as_ref().ok_or_else(|| BuildError::NoSection { service: service.name.to_string() })?;
    check(service, build)?;
    let context = context::open(service, build)?;
    let request = request(project, service, options, context.dockerfile.clone());
    let failed = |source| BuildError::Refused { service: service.name.to_string(), source };
    let mut stream = engine.build_image(&request, context.into_stream()).await.map_err(failed)?;
    let mut tail = Tail::default();
    let mut image = None;
    while let Some(progress) = stream.next().await {
        match progress {
            Ok(BuildProgress::Output(text)) => tail.push(&text, output),
            Ok(BuildProgress::Image(id)) => image = Some(id),
            Err(source) => {
                let (step, output) = tail.into_parts();
                return Err(BuildError::Step {
                    service: service.name.to_string(),
                    step,
                    output,
                    source: source.into(),
                });
            }
        }
    }
    image.ok_or_else(|| BuildError::NoImage { service: service.name.to_string() })
}

/// What only BuildKit can do is refused, never left out.
fn check(service: &Service, build: &Build) -> Result<(), BuildError> {
    let needs = [
        (build.platforms.len() > 1, "multi-arch build"),
        (build.privileged, "privileged mode"),
        (!build.additional_contexts.0.is_empty(), "additional contexts"),
        (!build.ssh.0.is_empty(), "SSH keys"),
        (!build.secrets.is_empty(), "secrets"),
        (!build.entitlements.is_empty(), "entitlements"),
        (!build.cache_to.is_empty(), "cache_to"),
        (!build.no_cache_filter.0.is_empty(), "no_cache_filter"),
        (!matches!(build.provenance.0.as_str(), "" | "false"), "provenance"),
        (!matches!(build.sbom.0.as_str(), "" | "false"), "sbom"),
        (!matches!(build.isolation.as_str(), "" | "default"), "isolation"),
    ];
    match needs.into_iter().find(|(needed, _)| *needed) {
        Some((_, feature)) => Err(BuildError::Unsupported { service: service.name.to_string(), feature }),
        None => Ok(()),
    }
}

fn request(project: &Project, service: &Service, options: &BuildOptions, dockerfile: String) -> BuildRequest {
    let build = service.build.clone().unwrap_or_default();
    let mut tags = vec![naming::image_name(project, service)];
    tags.extend(build.tags.iter().cloned());
    let mut image_labels = build.labels.0.clone();
    let own = [
        (labels::PROJECT, project.name.as_str()),
        (labels::SERVICE, service.name.as_str()),
        (labels::VERSION, labels::COMPOSE_VERSION),
    ];
    image_labels.extend(own.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let platform = build.platforms.first().unwrap_or(&service.platform).clone();
    BuildRequest {
        tags,
        dockerfile,
        args: args(project, &build, options),
        labels: image_labels,
        target: build.target,
        no_cache: build.no_cache || options.no_cache,
        pull: build.pull || options.pull,
        network: build.network,
        extra_hosts: build.extra_hosts.entries(":"),
        shm_size: (build.shm_size.0 != 0).then_some(build.shm_size.0),
        memory: options.memory,
        platform,
        cache_from: build.cache_from,
        ulimits: build.ulimits.0.into_iter().map(|(name, limit)| (name, limit.soft, limit.hard)).collect(),
        registry_config: options.registry_config.clone(),
    }
}

/// The file's arguments under those of the command line; what has no value anywhere is left out. Proxies go below all.
fn args(project: &Project, build: &Build, options: &BuildOptions) -> BTreeMap<String, String> {
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

    #[test]
    fn what_needs_buildkit_is_refused_by_name() {
        let service = Service { name: "web".into(), ..Service::default() };
        let build = Build { privileged: true, ..Build::default() };
        let text = check(&service, &build).expect_err("privileged").to_string();
        assert_eq!(text, "service \"web\": the classic builder doesn't support privileged mode");
    }

    #[test]
    fn an_image_is_tagged_and_labelled_for_its_service() {
        let project = Project { name: "p".to_owned(), ..Project::default() };
        let build = Build { tags: vec!["x:1".to_owned()], ..Build::default() };
        let service = Service { name: "web".into(), build: Some(build), ..Service::default() };
        let request = request(&project, &service, &BuildOptions::default(), "Dockerfile".to_owned());
        assert_eq!(request.tags, ["p-web", "x:1"]);
        assert_eq!(request.labels[labels::SERVICE], "web");
    }
}
