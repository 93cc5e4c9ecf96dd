//! Secrets and configs of a service: where their content comes from, and the archive that carries those whose content is
//! not a file of the host into a container, before each of its starts.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::error::{ConvertError, Place, Problem, Section};
use super::report::Report;
use crate::model::api_version::ApiVersion;
use crate::model::project::Project;
use crate::model::secret::{FileKind, FileObject, FileReference, folder_of};
use crate::model::service::Service;

/// A tar archive for a folder of a container. It holds secrets: it has no `Debug`, and belongs in no log.
pub(crate) struct Archive {
    /// Where it is unpacked.
    pub(crate) folder: String,
    pub(crate) bytes: Bytes,
    /// Owners in the archive count.
    pub(crate) copy_uid_gid: bool,
}

/// A secret or config as a container gets it.
pub(super) struct Delivered<'a> {
    pub(super) kind: FileKind,
    pub(super) reference: &'a FileReference,
    object: &'a FileObject,
    /// Absolute.
    pub(super) target: String,
    pub(super) source: Source<'a>,
    /// Where the service refers to it.
    path: [String; 2],
}

#[derive(PartialEq, Eq)]
pub(super) enum Source<'a> {
    /// A file that is also the engine's, mounted read-only.
    HostFile(String),
    /// Copied into the container.
    Content(&'a [u8]),
}

impl Delivered<'_> {
    /// Where the service refers to it.
    pub(super) fn path(&self) -> [&str; 2] {
        self.path.each_ref().map(String::as_str)
    }
}

impl FileKind {
    pub(crate) fn as_str(self) -> &'static str {
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
}

/// The secrets and configs that are copied, packed for one upload a folder. Those on targets where something is `mounted`
/// already are left out: another tool mounts what we copy.
pub(crate) fn archives(project: &Project, service: &Service, mounted: &[String]) -> Result<Vec<Archive>, ConvertError> {
    // What engines can do plays no part.
    let mut report = Report::new(Place::Service(service.name.clone()), ApiVersion(1, 41));
    let mut delivered = of(project, service, &mut report);
    delivered.retain(|file| !mounted.contains(&file.target));
    let archives = pack(&delivered, service.read_only, &mut report);
    report.result(archives)
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
    let Some(source) = source else { return Ok(None) };
    let target = kind.target(reference);
    if service.read_only && matches!(source, Source::Content(_)) && folder_of(&target).is_empty() {
        let name = name_of(object, &reference.source);
        return Err(Problem::ReadOnlyService { kind: kind.as_str(), name, service: service.name.clone() });
    }
    let path = Default::default();
    Ok(Some(Delivered { kind, reference, object, target, source, path }))
}

/// `None`: it is empty.
fn source<'a>(kind: FileKind, object: &'a FileObject, key: &str) -> Result<Option<Source<'a>>, Problem> {
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
    match object.copied() {
        Some(content) => Ok(Some(Source::Content(content))),
        None if !object.file.is_empty() => Ok(Some(Source::HostFile(object.file.clone()))),
        None if object.content.is_some() || object.environment.is_empty() => Ok(None),
        None => Err(Problem::UnsetVariable { variable: object.environment.clone(), kind: word, name: name() }),
    }
}

fn name_of(object: &FileObject, key: &str) -> String {
    if object.name.is_empty() { key.to_owned() } else { object.name.clone() }
}

/// `by_folder`: the root cannot be written, and each folder is a volume of its own.
pub(super) fn pack(delivered: &[Delivered<'_>], by_folder: bool, report: &mut Report) -> Vec<Archive> {
    let mut folders: BTreeMap<&str, (tar::Builder<Vec<u8>>, bool)> = BTreeMap::new();
    for file in delivered {
        if let Source::Content(content) = &file.source {
            let folder = if by_folder { folder_of(&file.target) } else { "" };
            let (builder, owned) = folders.entry(folder).or_insert_with(|| (tar::Builder::new(Vec::new()), false));
            let appended = append(builder, file, &file.target[folder.len()..], content);
            report.take(&file.path(), appended);
            *owned |= !file.reference.uid.is_empty() || !file.reference.gid.is_empty();
        }
    }
    let archive = |(folder, (builder, copy_uid_gid)): (&str, (tar::Builder<Vec<u8>>, bool))| Archive {
        folder: if folder.is_empty() { "/".to_owned() } else { folder.to_owned() },
        bytes: builder.into_inner().expect("a vector takes everything").into(),
        copy_uid_gid,
    };
    folders.into_iter().map(archive).collect()
}

fn append(
    builder: &mut tar::Builder<Vec<u8>>,
    file: &Delivered<'_>,
    path: &str,
    content: &[u8],
) -> Result<(), Problem> {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(content.len().try_into().expect("a text's length fits 64 bits"));
    header.set_mode(file.reference.mode.map_or(0o444, |mode| mode.0));
    header.set_uid(owner("uid", &file.reference.uid)?);
    header.set_gid(owner("gid", &file.reference.gid)?);
    header.set_mtime(0);
    let path = path.trim_start_matches('/');
    builder.append_data(&mut header, path, content).map_err(|_| Problem::Archive {
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
