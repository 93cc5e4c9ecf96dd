//! The labels that tie engine objects to a project. Docker Compose reads and writes the same ones.

pub(crate) const PROJECT: &str = "com.docker.compose.project";
pub(crate) const SERVICE: &str = "com.docker.compose.service";
pub(crate) const VERSION: &str = "com.docker.compose.version";
pub(crate) const CONFIG_HASH: &str = "com.docker.compose.config-hash";
pub(crate) const CONTAINER_NUMBER: &str = "com.docker.compose.container-number";
/// `True` or `False`, with a capital.
pub(crate) const ONE_OFF: &str = "com.docker.compose.oneoff";
pub(crate) const SLUG: &str = "com.docker.compose.slug";
/// The id of the image that the container was made from, `sha256:…`.
pub(crate) const IMAGE: &str = "com.docker.compose.image";
/// `service:condition:restart` joined by commas.
pub(crate) const DEPENDS_ON: &str = "com.docker.compose.depends_on";
pub(crate) const WORKING_DIR: &str = "com.docker.compose.project.working_dir";
pub(crate) const CONFIG_FILES: &str = "com.docker.compose.project.config_files";
pub(crate) const ENVIRONMENT_FILE: &str = "com.docker.compose.project.environment_file";
/// On containers that a recreate made: the name, without the project, that they took over.
pub(crate) const REPLACE: &str = "com.docker.compose.replace";
/// The key of a network in the file.
pub(crate) const NETWORK: &str = "com.docker.compose.network";
/// The key of a volume in the file.
pub(crate) const VOLUME: &str = "com.docker.compose.volume";

/// On containers that a hook runs in: when it runs.
pub(crate) const HOOK: &str = "com.docker.compose.hook";

/// The prefix of Docker Compose's labels.
pub(crate) const COMPOSE_PREFIX: &str = "com.docker.compose.";

/// The Compose version whose recipes (hash, labels) this crate writes.
pub(crate) const COMPOSE_VERSION: &str = "5.5.0";

/// Ours: a digest of the secrets and configs that are copied into the container.
/// The folders, separated by colons, that are volumes of the tool's making for secrets and configs.
pub(crate) const FILE_FOLDERS: &str = "rcompose.file-folders";
pub(crate) const CONTENT_DIGEST: &str = "rcompose.content-digest";

/// What an engine filters the objects of a project by.
pub(crate) fn of_project(name: &str) -> String {
    format!("{PROJECT}={name}")
}
