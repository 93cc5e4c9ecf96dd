//! A container to be created: its labels, and what it takes over from the one that it replaces.

use std::collections::BTreeMap;

use super::super::content;
use super::super::hash;
use super::super::operation::{ConfigHash, ContainerRef, CreateContainer};
use super::super::references;
use super::scene::Scene;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::labels;
use crate::model::mount::MountKind;
use crate::model::naming;
use crate::model::observed::{ObservedContainer, ObservedImage};
use crate::model::project::Project;
use crate::model::secret;
use crate::model::service::{Dependency, Service};

/// What differs from container to container.
pub(super) struct Wanted<'a> {
    pub(super) number: u32,
    pub(super) replaced: Option<&'a ObservedContainer>,
    pub(super) owners: BTreeMap<ServiceName, ContainerRef>,
    pub(super) link_targets: BTreeMap<ServiceName, Vec<String>>,
}

pub(super) fn create(scene: &Scene<'_>, service: &Service, wanted: Wanted<'_>) -> CreateContainer {
    let name = naming::container_name(scene.project, service, wanted.number);
    let mut create = CreateContainer {
        service: service.name.clone(),
        number: Some(wanted.number),
        name,
        labels: of_service(scene.project, service, scene.image(service)),
        owners: wanted.owners,
        link_targets: wanted.link_targets,
        ..CreateContainer::default()
    };
    create.labels.insert(labels::CONTAINER_NUMBER.to_owned(), wanted.number.to_string());
    create.labels.insert(labels::ONE_OFF.to_owned(), "False".to_owned());
    hash(service, &mut create);
    if let Some(old) = wanted.replaced {
        let default = || format!("{}{}{}", service.name, scene.project.separator.as_str(), wanted.number);
        let taken_over = if service.container_name.is_empty() { default() } else { service.container_name.clone() };
        create.labels.insert(labels::REPLACE.to_owned(), taken_over);
        // What the user agreed to lose goes with all its company.
        if !scene.options.renew_anonymous_volumes && scene.volumes.recreated_of(scene.project, old).is_empty() {
            create.inherited = inherited(scene, service, old);
        }
    }
    create
}

/// Labels that all containers of a service share, one-off ones included; no hash yet.
pub(super) fn of_service(
    project: &Project,
    service: &Service,
    image: Option<&ObservedImage>,
) -> BTreeMap<String, String> {
    let paths = |paths: &[std::path::PathBuf]| {
        paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(",")
    };
    let mut all = BTreeMap::from([
        (labels::PROJECT, project.name.clone()),
        (labels::SERVICE, service.name.to_string()),
        (labels::VERSION, labels::COMPOSE_VERSION.to_owned()),
        (labels::DEPENDS_ON, depends_on(&service.depends_on)),
        (labels::WORKING_DIR, project.working_dir.display().to_string()),
        (labels::CONFIG_FILES, paths(&project.compose_files)),
    ]);
    if !project.env_files.is_empty() {
        all.insert(labels::ENVIRONMENT_FILE, paths(&project.env_files));
    }
    if let Some(image) = image {
        all.insert(labels::IMAGE, image.id.clone());
    }
    if let Some(digest) = content::digest(project, service) {
        all.insert(labels::CONTENT_DIGEST, digest);
    }
    let folders = secret::volume_folders(project, service);
    if !folders.is_empty() {
        all.insert(labels::FILE_FOLDERS, folders.into_iter().collect::<Vec<_>>().join(":"));
    }
    all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub(super) fn hash(service: &Service, create: &mut CreateContainer) {
    let mut owners: BTreeMap<ServiceName, ContainerId> = BTreeMap::new();
    for (name, owner) in &create.owners {
        match owner {
            ContainerRef::Existing(id) => {
                owners.insert(name.clone(), id.clone());
            }
            ContainerRef::CreatedBy(_) => {
                create.config_hash = ConfigHash::AfterSubstitution;
                return;
            }
        }
    }
    let hash = hash::service(&references::resolved(service, &owners));
    create.labels.insert(labels::CONFIG_HASH.to_owned(), hash);
}

/// `service:condition:restart`, joined by commas.
fn depends_on(dependencies: &BTreeMap<ServiceName, Dependency>) -> String {
    let entry = |(name, dependency): (&ServiceName, &Dependency)| {
        format!("{name}:{}:{}", dependency.condition.as_str(), dependency.restart)
    };
    dependencies.iter().map(entry).collect::<Vec<_>>().join(",")
}

/// Anonymous volumes of the old container, by target: at places that the image declares as volumes, or where the service
/// has a volume without a name.
fn inherited(scene: &Scene<'_>, service: &Service, old: &ObservedContainer) -> BTreeMap<String, String> {
    let declared = scene.image(service).map_or(&[] as &[String], |image| &image.volumes);
    let explicit = |target: &str| service.volumes.iter().find(|mount| mount.target == target);
    old.mounts
        .iter()
        .filter(|mount| mount.kind == "volume" && !mount.name.is_empty())
        .filter(|mount| match explicit(&mount.destination) {
            Some(volume) => volume.kind == MountKind::Volume && volume.source.is_empty(),
            None => declared.iter().any(|path| path.trim_end_matches('/') == mount.destination.trim_end_matches('/')),
        })
        .map(|mount| (mount.destination.clone(), mount.name.clone()))
        .collect()
}
