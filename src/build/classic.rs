//! The engine's classic builder: the whole context as an archive, one step after the other.

use futures_util::StreamExt;

use super::error::BuildError;
use super::tail::Tail;
use super::{BuildOptions, context, inputs};
use crate::engine::{BuildProgress, BuildRequest, Engine};
use crate::model::build::Build;
use crate::model::project::Project;
use crate::model::service::Service;

/// Builds one image; gives its id. `output` gets every line.
pub(super) async fn build(
    engine: &impl Engine,
    (project, service, build): (&Project, &Service, &Build),
    options: &BuildOptions,
    output: &dyn Fn(&str),
) -> Result<String, BuildError> {
    check(service, build)?;
    let context = context::open(service, build)?;
    let request = request(project, service, build, options, context.dockerfile.clone());
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
pub(super) fn check(service: &Service, build: &Build) -> Result<(), BuildError> {
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

fn request(
    project: &Project,
    service: &Service,
    build: &Build,
    options: &BuildOptions,
    dockerfile: String,
) -> BuildRequest {
    let limit = |(name, limit): (&String, &crate::model::resources::Ulimit)| (name.clone(), limit.soft, limit.hard);
    BuildRequest {
        tags: inputs::tags(project, service, build),
        dockerfile,
        args: inputs::args(project, build, options),
        labels: inputs::image_labels(project, service, build),
        target: build.target.clone(),
        no_cache: build.no_cache || options.no_cache,
        pull: build.pull || options.pull,
        network: build.network.clone(),
        extra_hosts: build.extra_hosts.entries(":"),
        shm_size: (build.shm_size.0 != 0).then_some(build.shm_size.0),
        memory: options.memory,
        platform: inputs::platforms(service, build).into_iter().next().unwrap_or_default(),
        cache_from: build.cache_from.clone(),
        ulimits: build.ulimits.0.iter().map(limit).collect(),
        registry_config: options.registry_config.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::labels;

    #[test]
    fn what_needs_buildkit_is_refused_by_name() {
        let service = Service { name: "web".into(), ..Service::default() };
        let build = Build { privileged: true, ..Build::default() };
        let text = check(&service, &build).expect_err("privileged").to_string();
        let expected = "service \"web\": the classic builder doesn't support privileged mode, \
            set DOCKER_BUILDKIT=1 to use BuildKit";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_image_is_tagged_and_labelled_for_its_service() {
        let project = Project { name: "p".to_owned(), ..Project::default() };
        let build = Build { tags: vec!["x:1".to_owned()], ..Build::default() };
        let service = Service { name: "web".into(), ..Service::default() };
        let request = request(&project, &service, &build, &BuildOptions::default(), "Dockerfile".to_owned());
        assert_eq!(request.tags, ["p-web", "x:1"]);
        assert_eq!(request.labels[labels::SERVICE], "web");
    }
}
