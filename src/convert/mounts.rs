//! `volumes`, `tmpfs`, `volumes_from`, and the secrets and configs that are files of the host.
//!
//! The engine knows two forms. `Binds` are texts, and they alone make a missing host folder on every engine and take
//! SELinux labels; `Mounts` are structs, and they alone know sub paths, recursion and the other kinds of mounts.

use std::collections::{BTreeMap, HashMap};

use bollard::models::{
    Mount as EngineMount, MountBindOptions, MountBindOptionsPropagationEnum, MountImageOptions, MountTmpfsOptions,
    MountType, MountVolumeOptions,
};
use indexmap::IndexMap;

use super::error::{Problem, Section};
use super::files::{self, Source};
use super::quirks::Feature;
use super::report::{Report, below};
use crate::model::mount::{BindOptions, Mount, MountKind};
use crate::model::naming;
use crate::model::project::Project;
use crate::model::secret;
use crate::model::service::Service;

#[derive(Debug, Default, PartialEq)]
pub(super) struct Mounts {
    pub(super) binds: Vec<String>,
    pub(super) mounts: Vec<EngineMount>,
}

enum Entry {
    Bind(String),
    Mount(Box<EngineMount>),
}

/// All mounts of a container but `tmpfs` in its short form. Of two on one target the later one wins, and `volumes` win
/// over secrets and configs.
///
/// `inherited` are the anonymous volumes, by target, that a replacement takes over.
pub(super) fn all(
    project: &Project,
    service: &Service,
    inherited: &BTreeMap<String, String>,
    report: &mut Report,
) -> Mounts {
    let mut by_target: IndexMap<String, Entry> = IndexMap::new();
    for file in files::of(project, service, report) {
        if let Source::HostFile(path) = &file.source {
            by_target.insert(file.target.clone(), Entry::Mount(Box::new(host_file(path, &file.target))));
        }
    }
    for folder in secret::volume_folders(project, service) {
        by_target.insert(folder.clone(), Entry::Mount(Box::new(files_volume(&folder))));
    }
    for (target, volume) in inherited {
        by_target.insert(target.clone(), Entry::Mount(Box::new(inherited_volume(target, volume))));
    }
    for (index, mount) in service.volumes.iter().enumerate() {
        let anonymous = mount.kind == MountKind::Volume && mount.source.is_empty();
        if anonymous && inherited.contains_key(&mount.target) {
            continue;
        }
        let index = index.to_string();
        check(mount, &index, report);
        if let Some(entry) = report.take(&["volumes", &index], entry(project, mount)) {
            by_target.insert(mount.target.clone(), entry);
        }
    }
    let mut mounts = Mounts::default();
    for entry in by_target.into_values() {
        match entry {
            Entry::Bind(text) => mounts.binds.push(text),
            Entry::Mount(mount) => mounts.mounts.push(*mount),
        }
    }
    mounts
}

/// What an old engine lacks of a mount.
fn check(mount: &Mount, index: &str, report: &mut Report) {
    let place = ["volumes", index];
    match mount.kind {
        MountKind::Bind => {
            let defaults = BindOptions::default();
            let options = mount.bind.as_ref().unwrap_or(&defaults);
            if matches!(options.recursive.as_str(), "writable" | "readonly") {
                report.need(Feature::RecursiveReadOnly, &below(&place, &["bind", "recursive"]));
            } else if needs_struct(mount, options) && options.creates_host_path() {
                report.need(Feature::CreateMountpoint, &below(&place, &["bind", "recursive"]));
            }
        }
        MountKind::Volume => {
            if mount.volume.as_ref().is_some_and(|options| !options.subpath.is_empty()) {
                report.need(Feature::VolumeSubpath, &below(&place, &["volume", "subpath"]));
            }
        }
        MountKind::Tmpfs | MountKind::Npipe => {}
        MountKind::Image => report.need(Feature::ImageMount, &below(&place, &["type"])),
        MountKind::Cluster => report.need(Feature::ClusterVolume, &below(&place, &["type"])),
    }
}

/// `tmpfs` in its short form: `path[:options]`.
pub(super) fn tmpfs(service: &Service) -> Option<HashMap<String, String>> {
    let split = |entry: &String| {
        let (path, options) = entry.split_once(':').unwrap_or((entry, ""));
        (path.to_owned(), options.to_owned())
    };
    (!service.tmpfs.0.is_empty()).then(|| service.tmpfs.0.iter().map(split).collect())
}

fn entry(project: &Project, mount: &Mount) -> Result<Entry, Problem> {
    match mount.kind {
        MountKind::Bind => bind(mount),
        MountKind::Volume => volume(project, mount),
        MountKind::Tmpfs => {
            let options = mount.tmpfs.as_ref().map(|options| MountTmpfsOptions {
                size_bytes: super::number(options.size.0),
                mode: super::number(options.mode.into()),
                options: None,
            });
            Ok(plain(mount, MountType::TMPFS, |engine| engine.tmpfs_options = options))
        }
        MountKind::Image => {
            let options = mount.image.as_ref().filter(|options| !options.subpath.is_empty());
            let options = options.map(|options| MountImageOptions { subpath: Some(options.subpath.clone()) });
            let source = naming::mounted_image(project, &mount.source);
            Ok(plain(mount, MountType::IMAGE, |engine| {
                engine.source = Some(source);
                engine.image_options = options;
            }))
        }
        MountKind::Cluster => Ok(plain(mount, MountType::CLUSTER, |_| {})),
        MountKind::Npipe => Ok(plain(mount, MountType::NPIPE, |_| {})),
    }
}

fn plain(mount: &Mount, kind: MountType, fill: impl FnOnce(&mut EngineMount)) -> Entry {
    let mut engine = EngineMount {
        typ: Some(kind),
        source: super::text(&mount.source),
        target: Some(mount.target.clone()),
        read_only: mount.read_only.then_some(true),
        consistency: super::text(&mount.consistency),
        ..EngineMount::default()
    };
    fill(&mut engine);
    Entry::Mount(Box::new(engine))
}

fn bind(mount: &Mount) -> Result<Entry, Problem> {
    if mount.source.is_empty() {
        return Err(Problem::invalid("mount config for type \"bind\"", "field Source must not be empty"));
    }
    let defaults = BindOptions::default();
    let options = mount.bind.as_ref().unwrap_or(&defaults);
    let propagation = propagation(&options.propagation)?;
    let creates_host_path = options.creates_host_path();
    if creates_host_path && !needs_struct(mount, options) {
        return Ok(Entry::Bind(bind_text(&mount.source, mount, &[&options.selinux, &options.propagation])));
    }
    let create_mountpoint = creates_host_path.then_some(true);
    let mut engine = MountBindOptions { propagation, create_mountpoint, ..MountBindOptions::default() };
    match options.recursive.as_str() {
        "" | "enabled" => {}
        "disabled" => engine.non_recursive = Some(true),
        "writable" => engine.read_only_non_recursive = Some(true),
        "readonly" => engine.read_only_force_recursive = Some(true),
        unknown => {
            let known = "\"enabled\", \"disabled\", \"writable\" or \"readonly\"";
            return Err(Problem::word("bind.recursive", unknown, known));
        }
    }
    Ok(plain(mount, MountType::BIND, |bind| bind.bind_options = Some(engine)))
}

/// A text cannot say how deep a mount goes, and has no way to quote a colon.
fn needs_struct(mount: &Mount, options: &BindOptions) -> bool {
    let recursion = !matches!(options.recursive.as_str(), "" | "enabled");
    recursion || mount.source.contains(':') || mount.target.contains(':')
}

fn propagation(word: &str) -> Result<Option<MountBindOptionsPropagationEnum>, Problem> {
    if word.is_empty() {
        return Ok(None);
    }
    let known = "\"private\", \"rprivate\", \"shared\", \"rshared\", \"slave\" or \"rslave\"";
    word.parse().map(Some).map_err(|_: String| Problem::word("bind.propagation", word, known))
}

fn volume(project: &Project, mount: &Mount) -> Result<Entry, Problem> {
    if mount.source.is_empty() {
        return Ok(volume_mount(mount, None));
    }
    let undefined = || Problem::Undefined { kind: Section::Volume, name: mount.source.clone() };
    let name = &project.volumes.get(&mount.source).ok_or_else(undefined)?.name;
    let plain = mount
        .volume
        .as_ref()
        .is_none_or(|options| !options.nocopy && options.subpath.is_empty() && options.labels.0.is_empty());
    if plain && !mount.target.contains(':') {
        return Ok(Entry::Bind(bind_text(name, mount, &[])));
    }
    Ok(volume_mount(mount, Some(name)))
}

fn volume_mount(mount: &Mount, name: Option<&String>) -> Entry {
    let options = mount.volume.as_ref().map(|options| MountVolumeOptions {
        no_copy: options.nocopy.then_some(true),
        labels: super::hash_map(&options.labels.0),
        subpath: super::text(&options.subpath),
        driver_config: None,
    });
    plain(mount, MountType::VOLUME, |engine| {
        engine.source = name.cloned();
        engine.volume_options = options.filter(|options| *options != MountVolumeOptions::default());
    })
}

fn bind_text(source: &str, mount: &Mount, options: &[&str]) -> String {
    let mut text = format!("{source}:{}:{}", mount.target, if mount.read_only { "ro" } else { "rw" });
    for option in options.iter().filter(|option| !option.is_empty()) {
        text.push(',');
        text.push_str(option);
    }
    text
}

fn inherited_volume(target: &str, volume: &str) -> EngineMount {
    EngineMount {
        typ: Some(MountType::VOLUME),
        source: Some(volume.to_owned()),
        target: Some(target.to_owned()),
        ..EngineMount::default()
    }
}

/// A volume of the container's own, which goes with it.
fn files_volume(target: &str) -> EngineMount {
    EngineMount { typ: Some(MountType::VOLUME), target: Some(target.to_owned()), ..EngineMount::default() }
}

/// A missing file must not become a folder, so this is never a `Binds` text.
fn host_file(path: &str, target: &str) -> EngineMount {
    EngineMount {
        typ: Some(MountType::BIND),
        source: Some(path.to_owned()),
        target: Some(target.to_owned()),
        read_only: Some(true),
        bind_options: Some(MountBindOptions::default()),
        ..EngineMount::default()
    }
}
