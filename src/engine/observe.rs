//! One look at everything that a project may touch, in a number of requests that does not grow with the project.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{try_join_all, try_join4};

use super::{ContainerFilter, Engine, Result};
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::naming;
use crate::model::observed::{Observed, ObservedImage, ObservedNetwork, ObservedVolume};
use crate::model::project::Project;
use crate::model::service::Service;

/// What to look for besides the containers that carry the project's label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ObserveRequest {
    pub(crate) project: String,
    /// What carries the label, and what has these names on the engine, external ones too. `None`: nothing.
    pub(crate) networks: Option<BTreeSet<String>>,
    pub(crate) volumes: Option<BTreeSet<String>>,
    /// References as the project writes them.
    pub(crate) images: BTreeSet<String>,
}

/// So many single looks are cheaper than, or as cheap as, a list and more looks.
const FEW: usize = 2;

impl ObserveRequest {
    pub(crate) fn of(project: &Project) -> Self {
        let services = || project.services.values().filter(|service| service.provider.is_none());
        let hooks = services().flat_map(Service::hook_images).map(ToOwned::to_owned);
        let mounted = services().flat_map(|service| naming::mounted_images(project, service));
        let images = services().map(|service| naming::image_name(project, service)).chain(hooks).chain(mounted);
        Self {
            project: project.name.clone(),
            networks: Some(project.networks.values().map(|network| network.name.clone()).collect()),
            volumes: Some(project.volumes.values().map(|volume| volume.name.clone()).collect()),
            images: images.filter(|image| !image.is_empty()).collect(),
        }
    }
}

pub(crate) async fn observe(engine: &impl Engine, request: &ObserveRequest) -> Result<Observed> {
    let project = vec![labels::of_project(&request.project)];
    let filter = ContainerFilter { all: true, labels: project.clone(), ..ContainerFilter::default() };
    let (mut containers, networks, volumes, images) = try_join4(
        engine.list_containers(&filter),
        networks(engine, &project, request.networks.as_ref()),
        volumes(engine, &project, request.volumes.as_ref()),
        find_images(engine, &request.images),
    )
    .await?;
    // Their hash follows a recipe that is not ours, so that more of them has to be seen.
    for container in containers.iter_mut().filter(|container| container.is_of_version_1()) {
        container.environment = Some(engine.inspect_container(&container.id).await?.environment);
    }
    Ok(Observed { containers, networks, volumes, images })
}

/// Looks at some containers more closely (see [`crate::model::observed`]). Whoever has gone meanwhile is left as it was.
pub(crate) async fn complete_containers(
    engine: &impl Engine,
    observed: &mut Observed,
    ids: &BTreeSet<ContainerId>,
) -> Result<()> {
    let looks = ids.iter().map(|id| async move {
        match engine.inspect_container(id).await {
            Ok(details) => Ok(Some(details)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    });
    for mut details in try_join_all(looks).await?.into_iter().flatten() {
        let Some(container) = observed.containers.iter_mut().find(|container| container.id == details.id) else {
            continue;
        };
        for (network, endpoint) in &mut container.networks {
            endpoint.aliases = details.aliases.remove(network);
        }
        container.started_at = Some(details.started_at);
    }
    Ok(())
}

/// Fills in the details of images that a list has left out. Wanted before containers are made from them.
pub(crate) async fn complete_images<'a>(
    engine: &impl Engine,
    observed: &mut Observed,
    references: impl IntoIterator<Item = &'a str>,
) -> Result<()> {
    let missing: BTreeSet<&str> = references
        .into_iter()
        .filter(|reference| observed.images.get(*reference).is_some_and(|image| !image.detailed))
        .collect();
    observed.images.extend(inspect_images(engine, missing).await?);
    Ok(())
}

async fn inspect_images(
    engine: &impl Engine,
    references: impl IntoIterator<Item = &str>,
) -> Result<BTreeMap<String, ObservedImage>> {
    let looks = references.into_iter().map(|reference| async move {
        let image = engine.inspect_image(reference).await?;
        Ok(image.map(|image| (reference.to_owned(), image)))
    });
    Ok(try_join_all(looks).await?.into_iter().flatten().collect())
}

/// The images by these references that the engine has.
pub(crate) async fn find_images(
    engine: &impl Engine,
    references: &BTreeSet<String>,
) -> Result<BTreeMap<String, ObservedImage>> {
    if references.len() <= FEW {
        return inspect_images(engine, references.iter().map(String::as_str)).await;
    }
    let references: Vec<String> = references.iter().cloned().collect();
    engine.find_images(&references).await
}

async fn networks(
    engine: &impl Engine,
    project: &[String],
    names: Option<&BTreeSet<String>>,
) -> Result<Vec<ObservedNetwork>> {
    let Some(names) = names else { return Ok(Vec::new()) };
    let mut found = engine.list_networks(project).await?;
    let missing: Vec<String> = names.iter().filter(|name| !found.iter().any(|n| n.name == **name)).cloned().collect();
    // A list finds no network by its id.
    let (single, listed): (Vec<String>, Vec<String>) =
        if missing.len() <= FEW { (missing, Vec::new()) } else { missing.into_iter().partition(|name| is_id(name)) };
    found.extend(try_join_all(single.iter().map(|name| engine.inspect_network(name))).await?.into_iter().flatten());
    if !listed.is_empty() {
        found.extend(engine.find_networks(&listed).await?);
    }
    Ok(found)
}

async fn volumes(
    engine: &impl Engine,
    project: &[String],
    names: Option<&BTreeSet<String>>,
) -> Result<Vec<ObservedVolume>> {
    let Some(names) = names else { return Ok(Vec::new()) };
    let mut found = engine.list_volumes(project).await?;
    let missing: Vec<String> = names.iter().filter(|name| !found.iter().any(|v| v.name == **name)).cloned().collect();
    if missing.len() <= FEW {
        found.extend(try_join_all(missing.iter().map(|name| engine.inspect_volume(name))).await?.into_iter().flatten());
    } else {
        found.extend(engine.find_volumes(&missing).await?);
    }
    Ok(found)
}

fn is_id(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fake::FakeEngine;
    use crate::model::mount::{Mount, MountKind};

    fn names(list: &[&str]) -> BTreeSet<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn images_that_are_mounted_are_looked_for_too() {
        let mount = |source: &str| Mount { kind: MountKind::Image, source: source.to_owned(), ..Mount::default() };
        let service = |image: &str| Service { image: image.to_owned(), ..Service::default() };
        let web = Service { volumes: vec![mount("tool:1"), mount("db"), mount("off")], ..service("web:1") };
        let project = Project {
            services: [("web".into(), web), ("db".into(), service("db:1"))].into(),
            disabled_services: [("off".into(), service("off:1"))].into(),
            ..Project::default()
        };
        assert_eq!(ObserveRequest::of(&project).images, names(&["web:1", "tool:1", "db:1", "off:1"]));
    }

    fn network(name: &str, project: Option<&str>) -> ObservedNetwork {
        let labels = project.map(|project| (labels::PROJECT.to_owned(), project.to_owned())).into_iter().collect();
        ObservedNetwork { name: name.to_owned(), labels, ..ObservedNetwork::default() }
    }

    #[tokio::test]
    async fn what_carries_the_label_is_one_list_and_only_foreign_names_are_asked_for() {
        let state = Observed {
            networks: vec![network("p_a", Some("p")), network("outside", None), network("q_a", Some("q"))],
            ..Observed::default()
        };
        let engine = FakeEngine::new().with_observed(state);
        let request = ObserveRequest {
            project: "p".to_owned(),
            networks: Some(names(&["p_a", "outside"])),
            volumes: Some(names(&[])),
            ..ObserveRequest::default()
        };
        let observed = observe(&engine, &request).await.unwrap();
        let found: Vec<&str> = observed.networks.iter().map(|network| network.name.as_str()).collect();
        assert_eq!(found, ["p_a", "outside"]);
        let mut calls = engine.calls();
        calls.sort();
        let label = "com.docker.compose.project=p";
        let lists =
            [format!("list_containers {label}"), format!("list_networks {label}"), format!("list_volumes {label}")];
        assert_eq!(calls[0], "inspect_network outside");
        assert_eq!(calls[1..], lists);
    }

    #[tokio::test]
    async fn many_names_and_images_cost_no_more_requests_than_a_few() {
        let many: Vec<String> = (0..50).map(|number| format!("thing{number}")).collect();
        let many: BTreeSet<String> = many.into_iter().collect();
        let images = many.iter().map(|name| (name.clone(), ObservedImage::default())).collect();
        let engine = FakeEngine::new().with_observed(Observed { images, ..Observed::default() });
        let request = ObserveRequest {
            project: "p".to_owned(),
            networks: Some(many.clone()),
            volumes: Some(many.clone()),
            images: many,
        };
        let mut observed = observe(&engine, &request).await.unwrap();
        assert_eq!((observed.images.len(), engine.calls().len()), (50, 6));
        complete_images(&engine, &mut observed, ["thing7", "thing7", "unknown"]).await.unwrap();
        assert!(observed.images["thing7"].detailed && !observed.images["thing8"].detailed);
        assert_eq!(engine.calls().last().map(String::as_str), Some("inspect_image thing7"));
    }
}
