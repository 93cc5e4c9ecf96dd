//! Files and folders of the host that containers are to see, and what images are built from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::finding::{Finding, Place, Problem, SourceKind};
use super::{Facts, Part, Subject};
use crate::model::build::Build;
use crate::model::ids::ServiceName;
use crate::model::mount::MountKind;
use crate::model::secret::{FileObject, FileReference};
use crate::model::service::Service;
use crate::plan::operation::Operation;

/// A path that must be there for the engine, which mounts it.
struct Source<'a> {
    path: &'a str,
    kind: SourceKind,
    place: Place,
}

/// Paths on the engine's machine that have to exist.
pub(super) fn mounted(subject: &Subject<'_>) -> BTreeSet<PathBuf> {
    sources(subject).into_iter().map(|source| source.path.into()).collect()
}

/// Paths on this machine that builds read.
pub(super) fn built_from(subject: &Subject<'_>) -> BTreeSet<PathBuf> {
    let builds = builds(subject).filter_map(|(_, build)| context(build).map(|context| (context, build)));
    builds.flat_map(|(context, build)| [Some(context.to_owned()), dockerfile(context, build)]).flatten().collect()
}

pub(super) fn find(subject: &Subject<'_>, facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Several services may use one secret.
    let mut told = BTreeSet::new();
    for Source { path, kind, place } in sources(subject) {
        if facts.missing_sources.contains(Path::new(path)) && told.insert(place.clone()) {
            findings.push(Finding::new(Problem::SourceMissing { kind, path: path.to_owned() }, place));
        }
    }
    for (service, build) in builds(subject) {
        let Some(folder) = context(build) else { continue };
        let place = |key| Place::of_service(service, &["build", key]);
        let service = service.clone();
        if facts.missing_build_files.contains(folder) {
            let problem = Problem::ContextMissing { service, path: folder.to_owned() };
            findings.push(Finding::new(problem, place("context")));
        } else if let Some(path) = dockerfile(folder, build).filter(|path| facts.missing_build_files.contains(path)) {
            findings.push(Finding::new(Problem::DockerfileMissing { service, path }, place("dockerfile")));
        }
    }
    findings
}

/// Of the services of which the plan makes or starts containers.
fn sources<'a>(subject: &Subject<'a>) -> Vec<Source<'a>> {
    let touched = touched(subject);
    let mut sources = Vec::new();
    for service in subject.services().filter(|service| touched.contains(&service.name)) {
        for (index, mount) in service.volumes.iter().enumerate() {
            let creates = mount.bind.as_ref().is_none_or(crate::model::mount::BindOptions::creates_host_path);
            if mount.kind == MountKind::Bind && !creates && mount.source.starts_with('/') {
                let place = subject.place(service, Part::Mount(index));
                sources.push(Source { path: &mount.source, kind: SourceKind::Bind, place });
            }
        }
        let project = subject.project;
        sources.extend(files(&service.secrets, (&project.secrets, "secrets", SourceKind::Secret)));
        sources.extend(files(&service.configs, (&project.configs, "configs", SourceKind::Config)));
    }
    sources
}

/// The files that secrets or configs are; the place is the definition, which says the path.
fn files<'a>(
    references: &'a [FileReference],
    (objects, section, kind): (&'a BTreeMap<String, FileObject>, &'static str, SourceKind),
) -> impl Iterator<Item = Source<'a>> {
    let used = references.iter().filter_map(|reference| objects.get_key_value(&reference.source));
    let files = used.filter(|(_, object)| !object.external && object.file.starts_with('/'));
    files.map(move |(key, object)| Source { path: &object.file, kind, place: Place::of(&[section, key, "file"]) })
}

fn touched(subject: &Subject<'_>) -> BTreeSet<ServiceName> {
    let steps = subject.plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::CreateContainer(create) => Some(create.service.clone()),
        Operation::StartContainer { target } => subject.knows(&target.container).then(|| target.service.clone()),
        _other => None,
    });
    steps.collect()
}

fn builds<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a ServiceName, &'a Build)> {
    let services: BTreeMap<&ServiceName, &Service> =
        subject.services().map(|service| (&service.name, service)).collect();
    subject.images.plan.builds.iter().filter_map(move |name| Some((name, services.get(name)?.build.as_ref()?)))
}

/// The folder of a build, if it is one of this machine.
fn context(build: &Build) -> Option<&Path> {
    build.context.starts_with('/').then(|| Path::new(&build.context))
}

fn dockerfile(context: &Path, build: &Build) -> Option<PathBuf> {
    build.dockerfile_inline.is_empty().then(|| context.join(build.dockerfile_path()))
}
