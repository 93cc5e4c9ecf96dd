//! A build section as BuildKit's request, and the folders, secrets and keys that it refers to. Nothing is sent here.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use bollard_buildkit_proto::moby::buildkit::v1::{CacheOptions, SolveRequest};

use super::caches::{self, Caches};
use super::content::Stores;
use super::files::Local;
use super::layout;
use super::secrets::Secrets;
use super::session::{digest, fresh_id};
use crate::build::error::BuildError;
use crate::build::{BuildOptions, inputs};
use crate::engine::ApiVersion;
use crate::model::build::{Build, SshKey};
use crate::model::naming;
use crate::model::project::Project;
use crate::model::service::Service;

/// What a build needs from us.
pub(super) struct Prepared {
    /// Without the ids of build and session.
    pub(super) request: SolveRequest,
    pub(super) locals: BTreeMap<String, Local>,
    pub(super) shared_key: String,
    pub(super) secrets: Secrets,
    pub(super) keys: Vec<SshKey>,
    pub(super) stores: Stores,
    /// Folders whose index has to name the exported cache, and the name.
    pub(super) named: Vec<(PathBuf, String)>,
    pub(super) warnings: Vec<String>,
}

/// The first engine whose builder knows named contexts, `shm_size`, `ulimits` and folders of repositories: Docker 23.0.
const NAMED_CONTEXTS: ApiVersion = ApiVersion(1, 42);

const OCI_LAYOUT: &str = "oci-layout://";

/// What the engine's builder is too old for.
pub(in crate::build) fn too_old_for(version: ApiVersion, build: &Build) -> Option<&'static str> {
    let needs = [
        (!build.additional_contexts.0.is_empty(), "additional_contexts"),
        (build.shm_size.0 != 0, "shm_size"),
        (!build.ulimits.0.is_empty(), "ulimits"),
        (is_folder_of_repository(&build.context), "a folder of a git repository"),
    ];
    needs.into_iter().find(|(needed, _)| *needed && version < NAMED_CONTEXTS).map(|(_, feature)| feature)
}

/// `…#ref:folder`.
fn is_folder_of_repository(context: &str) -> bool {
    let behind = context.split_once('#').map(|(_, behind)| behind);
    !context.starts_with('/') && behind.is_some_and(|behind| behind.contains(':'))
}

/// What only an engine with the containerd image store can keep.
pub(in crate::build) fn needs_image_store(project: &Project, service: &Service, build: &Build) -> Option<&'static str> {
    let layout = build.additional_contexts.0.values().any(|value| value.starts_with(OCI_LAYOUT));
    let needs = [
        (inputs::platforms(service, build).len() > 1, "more than one platform"),
        (attests(&build.provenance.0), "provenance"),
        (attests(&build.sbom.0), "sbom"),
        (caches::exports_apart(project, service, build), "cache_to other than type=inline"),
        (layout, "an additional context from an OCI layout"),
    ];
    needs.into_iter().find(|(needed, _)| *needed).map(|(_, feature)| feature)
}

fn attests(value: &str) -> bool {
    !matches!(value, "" | "false")
}

pub(super) fn prepare(
    (project, service, build): (&Project, &Service, &Build),
    options: &BuildOptions,
) -> Result<Prepared, BuildError> {
    check(service, build)?;
    let mut attributes = plain_attributes(project, service, build, options);
    let mut locals = BTreeMap::new();
    let context = context(service, build, &mut attributes, &mut locals)?;
    let mut stores = named_contexts(project, service, build, &mut attributes, &mut locals)?;
    let Caches { imports, exports, stores: of_caches, named, warnings } = Caches::of(project, service, build)?;
    stores.extend(of_caches);
    if !imports.is_empty() {
        attributes.set("cache-imports", caches::for_front_end(&imports));
    }
    let request = SolveRequest {
        frontend: "dockerfile.v0".to_owned(),
        frontend_attrs: attributes.0.into_iter().collect(),
        exporter_deprecated: "moby".to_owned(),
        exporter_attrs_deprecated: [("name".to_owned(), inputs::tags(project, service, build).join(","))].into(),
        cache: Some(CacheOptions { imports, exports, ..CacheOptions::default() }),
        entitlements: inputs::entitlements(build),
        ..SolveRequest::default()
    };
    Ok(Prepared {
        request,
        locals,
        shared_key: shared_key(&context),
        secrets: Secrets::of(project, service, build)?,
        keys: build.ssh.0.clone(),
        stores,
        named,
        warnings,
    })
}

/// What BuildKit cannot do is refused, never left out.
fn check(service: &Service, build: &Build) -> Result<(), BuildError> {
    let refused = |what: String| Err(BuildError::NotByKit { service: service.name.to_string(), what });
    if !matches!(build.isolation.as_str(), "" | "default") {
        return refused(format!("isolation {}", build.isolation));
    }
    if !matches!(build.network.as_str(), "" | "default" | "none" | "host") {
        return refused(format!("network {}; only default, none and host", build.network));
    }
    Ok(())
}

#[derive(Default)]
struct Attributes(BTreeMap<String, String>);

impl Attributes {
    fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_owned(), value.into());
    }

    fn set_list(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.set(key, values.join(","));
        }
    }
}

fn plain_attributes(project: &Project, service: &Service, build: &Build, options: &BuildOptions) -> Attributes {
    let mut attributes = Attributes::default();
    for (key, value) in inputs::args(project, build, options) {
        attributes.set(&format!("build-arg:{key}"), value);
    }
    for (key, value) in inputs::image_labels(project, service, build) {
        attributes.set(&format!("label:{key}"), value);
    }
    if !build.target.is_empty() {
        attributes.set("target", &build.target);
    }
    let platforms = inputs::platforms(service, build);
    attributes.set_list("platform", &platforms);
    if platforms.len() > 1 {
        attributes.set("multi-platform", "true");
    }
    // Empty: every stage.
    if build.no_cache || options.no_cache {
        attributes.set("no-cache", "");
    } else {
        attributes.set_list("no-cache", &build.no_cache_filter.0);
    }
    attributes.set("image-resolve-mode", if build.pull || options.pull { "pull" } else { "default" });
    if matches!(build.network.as_str(), "none" | "host") {
        attributes.set("force-network-mode", &build.network);
    }
    attributes.set_list("add-hosts", &build.extra_hosts.entries("="));
    if build.shm_size.0 != 0 {
        attributes.set("shm-size", build.shm_size.0.to_string());
    }
    let limits = build.ulimits.0.iter().map(|(name, limit)| format!("{name}={}:{}", limit.soft, limit.hard));
    attributes.set_list("ulimit", &limits.collect::<Vec<_>>());
    for (key, value) in [("attest:provenance", &build.provenance.0), ("attest:sbom", &build.sbom.0)] {
        if attests(value) {
            attributes.set(key, if value == "true" { "" } else { value.as_str() });
        }
    }
    attributes
}

/// Where the builder finds Dockerfile and context. Gives what stands for the context.
fn context(
    service: &Service,
    build: &Build,
    attributes: &mut Attributes,
    locals: &mut BTreeMap<String, Local>,
) -> Result<String, BuildError> {
    let name = || service.name.to_string();
    let root = PathBuf::from(&build.context);
    let is_local = root.is_absolute();
    if is_local {
        if !root.is_dir() {
            return Err(BuildError::NoContext { service: name(), path: root });
        }
        locals.insert("context".to_owned(), Local::Folder(root.clone()));
    } else {
        attributes.set("context", &build.context);
    }
    let file = build.dockerfile_path();
    if !build.dockerfile_inline.is_empty() {
        let content = build.dockerfile_inline.clone();
        locals.insert("dockerfile".to_owned(), Local::Document { name: "Dockerfile".to_owned(), content });
        attributes.set("filename", "Dockerfile");
        // Beside a remote context the builder would look for it there.
        attributes.set("dockerfilekey", "dockerfile");
    } else if is_local || Path::new(file).is_absolute() {
        let path = root.join(file);
        let missing = || BuildError::NoDockerfile { service: name(), path: path.clone() };
        let real = path.canonicalize().ok().filter(|real| real.is_file()).ok_or_else(missing)?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        // A link is followed inside of its folder only; this one was named by the user.
        let inside = folder.canonicalize().is_ok_and(|folder| real.starts_with(folder));
        let path = if inside { path.clone() } else { real };
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        locals.insert("dockerfile".to_owned(), Local::Folder(folder));
        attributes.set("filename", path.file_name().unwrap_or_default().to_string_lossy());
    } else {
        attributes.set("filename", file);
    }
    Ok(build.context.clone())
}

fn named_contexts(
    project: &Project,
    service: &Service,
    build: &Build,
    attributes: &mut Attributes,
    locals: &mut BTreeMap<String, Local>,
) -> Result<Stores, BuildError> {
    let mut stores = Stores::new();
    for (name, value) in &build.additional_contexts.0 {
        let source = if let Some(other) = inputs::service_context(value) {
            if attributes.0.get("image-resolve-mode").is_some_and(|mode| mode == "pull") {
                // It would look for the other service's image in a registry, too.
                let what = format!("pull and an additional context of a service ({name}) together");
                return Err(BuildError::NotByKit { service: service.name.to_string(), what });
            }
            let other = project.services.get(other).or_else(|| project.disabled_services.get(other));
            let image = other.map(|other| naming::image_name(project, other)).unwrap_or_default();
            format!("docker-image://{image}")
        } else if Path::new(value).is_absolute() {
            let path = PathBuf::from(value);
            if !path.is_dir() {
                return Err(BuildError::NoContext { service: service.name.to_string(), path });
            }
            let local = format!("context-{name}");
            locals.insert(local.clone(), Local::Folder(path));
            format!("local:{local}")
        } else if let Some(place) = value.strip_prefix(OCI_LAYOUT) {
            let (folder, image) = layout(project, service, place)?;
            let store = fresh_id();
            stores.insert(format!("oci:{store}"), folder);
            format!("{OCI_LAYOUT}{store}{image}")
        } else {
            value.clone()
        };
        attributes.set(&format!("context:{name}"), source);
        attributes.set("frontend.caps", "moby.buildkit.frontend.contexts+forward");
    }
    Ok(stores)
}

/// `folder[:tag][@digest]` as the folder and `:tag@digest`.
fn layout(project: &Project, service: &Service, place: &str) -> Result<(PathBuf, String), BuildError> {
    let (place, digest) = place.split_once('@').map_or((place, None), |(place, digest)| (place, Some(digest)));
    let (path, tag) = place.split_once(':').unwrap_or((place, "latest"));
    let folder = project.working_dir.join(path);
    if !folder.is_dir() {
        return Err(BuildError::NoContext { service: service.name.to_string(), path: folder });
    }
    let found = digest.map_or_else(|| layout::find(&folder, tag), |digest| Ok(digest.to_owned()));
    match found {
        Ok(digest) => Ok((folder, format!(":{tag}@{digest}"))),
        Err(source) => Err(BuildError::Read { path: folder, source }),
    }
}

/// The same for the same folder of the same machine, and for no other: what the engine has got of it is trusted as long as
/// size and time of a file are the same.
fn shared_key(context: &str) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let (device, inode) = std::fs::metadata(context).map(|folder| (folder.dev(), folder.ino())).unwrap_or_default();
    digest(&format!(
        "{} {} {context} {device} {inode}",
        read("/etc/machine-id").trim(),
        read("/proc/sys/kernel/random/boot_id").trim()
    ))
}

#[cfg(test)]
#[path = "solve_tests.rs"]
mod tests;
