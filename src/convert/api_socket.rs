//! `use_api_socket`: the engine's socket and the user's credentials for registries, in a container.
//!
//! Docker Compose makes ordinary mounts, configs and variables of it before anything else looks at the service, and so do
//! we: the config hash covers them, and the config is delivered like any other.

use crate::model::mount::{Mount, MountKind};
use crate::model::project::Project;
use crate::model::secret::{API_SOCKET_CONFIG, FileObject, FileReference};

/// Of the engine's host, and in the container.
const SOCKET: &str = "/var/run/docker.sock";
const FOLDER: &str = "/run/secrets/docker";

/// Whether there is anything to provide.
pub(crate) fn is_used(project: &Project) -> bool {
    project.services.values().any(|service| service.use_api_socket)
}

/// Adds to the services that ask for it what they need. `docker_config` is a `config.json` with the user's credentials.
pub(crate) fn provide(project: &mut Project, docker_config: String) {
    for service in project.services.values_mut().filter(|service| service.use_api_socket) {
        service.volumes.push(Mount {
            kind: MountKind::Bind,
            source: SOCKET.to_owned(),
            target: SOCKET.to_owned(),
            ..Mount::default()
        });
        service.environment.0.entry("DOCKER_CONFIG".to_owned()).or_insert_with(|| Some(FOLDER.to_owned()));
        service.configs.push(FileReference {
            source: API_SOCKET_CONFIG.to_owned(),
            target: format!("{FOLDER}/config.json"),
            ..FileReference::default()
        });
    }
    let content = FileObject { content: Some(docker_config), ..FileObject::default() };
    project.configs.insert(API_SOCKET_CONFIG.to_owned(), content);
}
