//! Secrets and configs of a service: where their content comes from, and the archive that carries those whose content is
//! not a file of the host into a container, before each of its starts.

use bytes::Bytes;

use super::error::{ConvertError, Place, Problem, Section};
use super::report::Report;
use crate::model::api_version::ApiVersion;
use crate::model::project::Project;
use crate::model::secret::{FileObject, FileReference};
use crate::model::service::Service;

/// A tar archive for the root of a container. It holds secrets: it has no `Debug`, and belongs in no log.
pub(crate) struct Archive {
    pub(crate) bytes: Bytes,
    /// Owners in the archive count.
    pub(crate) copy_uid_gid: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Secret,
    Config,
}

/// A secret or config as a container gets it.
pub(super) struct Delivered<'a> {
    pub(super) kind: FileKind,
    pub(super) reference: &'a FileReference,
    object: &'a FileObject,
    /// Absolute.
    pub(super) target: String,
    pub(super) source: Source,
    /// Where the service refers to it.
    path: [String; 2],
}

#[derive(PartialEq, Eq)]
pub(super) enum Source {
    /// A file of the engine's host, mounted read-only.
    HostFile(String),
    /// Copied into the container.
    Content(String),
}

impl Delivered<'_> {
    /// Where the service refers to it.
    pub(super) fn path(&self) -> [&str; 2] {
        self.path.each_ref().map(String::as_str)
    }
}

impl FileKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Config => "config",
        }
    }

    fn defined_in(self) -> Section {
        match self {
            Self::Secret => Section::Secret,
            Self::Config => Section::Config,
        }
    }

    fn section(self) -> &'static str {
        match self {
            Self::Secret => "secrets",
            Self::Config => "configs",
        }
    }

    fn base(self) -> &'static str {
        match self {
            Self::Secret => "/run/secrets/",
            Self::Config => "/",
        }
    }
}

/// The secrets and configs with content of their own, packed for one upload; `None` when there are none.
pub(crate) fn archive(project: &Project, service: &Service) -> Result<Option<Archive>, ConvertError> {
    // What engines can do plays no part.
    let mut report = Report::new(Place::Service(service.name.clone()), ApiVersion(1, 41));
    let delivered = of(project, service, &mut report);
    let archive = pack(&delivered, &mut report);
    report.result(archive)
}

/// Secrets before configs, each in the order of the file. Empty content is not delivered, as docker compose does it.
pub(super) fn of<'a>(project: &'a Project, service: &'a Service, report: &mut Report) -> Vec<Delivered<'a>> {
    let secrets = service.secrets.iter().enumerate().map(|at| (FileKind::Secret, &project.secrets, at));
    let configs = service.configs.iter().enumerate().map(|at| (FileKind::Config, &project.configs, at));
    let mut delivered = Vec::new();
    for (kind, objects, (index, reference)) in secrets.chain(configs) {
        let path = [kind.section(), &index.to_string()].map(str::to_owned);
        let file = deliver(service, kind, objects.get(&reference.source), reference);
        if let Some(file) = report.take(&[&path[0], &path[1]], file).flatten() {
            delivered.push(Delivered { path, ..file });
        }
    }
    delivered
}

fn deliver<'a>(
    service: &Service,
    kind: FileKind,
    object: Option<&'a FileObject>,
    reference: &'a FileReference,
) -> Result<Option<Delivered<'a>>, Problem> {
    let undefined = || Problem::Undefined { kind: kind.defined_in(), name: reference.source.clone() };
    let object = object.ok_or_else(undefined)?;
    let source = source(kind, object, &reference.source)?;
    if source == Source::Content(String::new()) {
        return Ok(None);
    }
    if service.read_only && matches!(source, Source::Content(_)) {
        let name = name_of(object, &reference.source);
        return Err(Problem::ReadOnlyService { kind: kind.as_str(), name, service: service.name.clone() });
    }
    let path = Default::default();
    Ok(Some(Delivered { kind, reference, object, target: target(kind, reference), source, path }))
}

fn source(kind: FileKind, object: &FileObject, key: &str) -> Result<Source, Problem> {
    let name = || name_of(object, key);
    let word = kind.as_str();
    if object.external {
        return Err(Problem::ExternalFile { kind: word, name: name() });
    }
    if !object.driver.is_empty() {
        return Err(Problem::FileDriver { kind: word, attribute: "driver" });
    }
    if !object.template_driver.is_empty() {
        return Err(Problem::FileDriver { kind: word, attribute: "template_driver" });
    }
    if !object.file.is_empty() {
        return Ok(Source::HostFile(object.file.clone()));
    }
    match &object.content {
        Some(content) => Ok(Source::Content(content.clone())),
        None if object.environment.is_empty() => Ok(Source::Content(String::new())),
        None => Err(Problem::UnsetVariable { variable: object.environment.clone(), kind: word, name: name() }),
    }
}

fn name_of(object: &FileObject, key: &str) -> String {
    if object.name.is_empty() { key.to_owned() } else { object.name.clone() }
}

/// A relative target lies under the kind's own folder.
fn target(kind: FileKind, reference: &FileReference) -> String {
    match reference.target.as_str() {
        "" => format!("{}{}", kind.base(), reference.source),
        absolute if absolute.starts_with('/') => absolute.to_owned(),
        relative => format!("{}{relative}", kind.base()),
    }
}

pub(super) fn pack(delivered: &[Delivered<'_>], report: &mut Report) -> Option<Archive> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut copy_uid_gid = false;
    let mut empty = true;
    for file in delivered {
        if let Source::Content(content) = &file.source {
            let appended = append(&mut builder, file, content);
            report.take(&file.path(), appended);
            copy_uid_gid |= !file.reference.uid.is_empty() || !file.reference.gid.is_empty();
            empty = false;
        }
    }
    let bytes = builder.into_inner().expect("a vector takes everything");
    (!empty).then(|| Archive { bytes: bytes.into(), copy_uid_gid })
}

fn append(builder: &mut tar::Builder<Vec<u8>>, file: &Delivered<'_>, content: &str) -> Result<(), Problem> {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(content.len().try_into().expect("a text's length fits 64 bits"));
    header.set_mode(file.reference.mode.map_or(0o444, |mode| mode.0));
    header.set_uid(owner("uid", &file.reference.uid)?);
    header.set_gid(owner("gid", &file.reference.gid)?);
    header.set_mtime(0);
    let path = file.target.trim_start_matches('/');
    builder.append_data(&mut header, path, content.as_bytes()).map_err(|_| Problem::Archive {
        kind: file.kind.as_str(),
        name: name_of(file.object, &file.reference.source),
        target: file.target.clone(),
    })
}

fn owner(what: &'static str, id: &str) -> Result<u64, Problem> {
    if id.is_empty() {
        return Ok(0);
    }
    id.parse().map_err(|_| Problem::invalid(what, format!("\"{id}\" is not a number")))
}
