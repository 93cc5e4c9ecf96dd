//! Secrets and configs: their definitions, and a service's references to them.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::env::Mapping;
use super::is_zero;
use super::project::{Extensions, Project};
use super::service::Service;

/// The key of the config that `use_api_socket` makes; no file can declare one of that name.
pub(crate) const API_SOCKET_CONFIG: &str = "#apisocket";

/// An entry of the top-level `secrets:` or `configs:`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FileObject {
    /// `project_key`, unless the file names it. Used in messages only.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) name: String,
    /// Absolute.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) file: String,
    /// The name of the variable that holds the content.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) environment: String,
    /// The content itself: written in the file (configs), or taken from `environment` when that variable is set.
    /// Rendered for configs that have it written in the file, and for nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) external: bool,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) labels: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) driver_opts: Mapping,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) template_driver: String,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
    /// What `file` holds, where somebody has read it: no part of what is written.
    #[serde(skip)]
    pub(crate) read: Option<Vec<u8>>,
    /// What was read is copied into containers instead of the file being mounted.
    #[serde(skip)]
    pub(crate) is_copied: bool,
}

impl FileObject {
    /// What is copied into containers: nothing of a file that is mounted, nor of an empty text.
    pub(crate) fn copied(&self) -> Option<&[u8]> {
        if self.file.is_empty() {
            self.content.as_deref().map(str::as_bytes).filter(|content| !content.is_empty())
        } else {
            self.read.as_deref().filter(|_| self.is_copied)
        }
    }

    /// What containers find in it, as far as it is known here.
    pub(crate) fn known(&self) -> Option<&[u8]> {
        if self.file.is_empty() { self.copied() } else { self.read.as_deref() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Secret,
    Config,
}

impl FileKind {
    /// Where relative targets lie.
    fn base(self) -> &'static str {
        match self {
            Self::Secret => "/run/secrets/",
            Self::Config => "/",
        }
    }

    /// Where a container has it.
    pub(crate) fn target(self, reference: &FileReference) -> String {
        match reference.target.as_str() {
            "" => format!("{}{}", self.base(), reference.source),
            absolute if absolute.starts_with('/') => absolute.to_owned(),
            relative => format!("{}{relative}", self.base()),
        }
    }
}

/// The folder that is a volume in a container whose own files cannot be written; empty: the root, which cannot be one.
pub(crate) fn folder_of(target: &str) -> &str {
    match target.strip_prefix("/run/secrets/") {
        Some(_) => "/run/secrets",
        None => target.rfind('/').map_or("", |end| &target[..end]),
    }
}

/// The folders of a read-only service that are volumes, so that secrets and configs can be copied there.
pub(crate) fn volume_folders(project: &Project, service: &Service) -> BTreeSet<String> {
    if !service.read_only {
        return BTreeSet::new();
    }
    let secrets = service.secrets.iter().map(|reference| (FileKind::Secret, &project.secrets, reference));
    let configs = service.configs.iter().map(|reference| (FileKind::Config, &project.configs, reference));
    let copied = secrets.chain(configs).filter(|(_, objects, reference)| {
        objects.get(&reference.source).is_some_and(|object| object.copied().is_some())
    });
    let folders = copied.map(|(kind, _, reference)| folder_of(&kind.target(reference)).to_owned());
    let is_mounted = |folder: &String| service.volumes.iter().any(|mount| mount.target.trim_end_matches('/') == folder);
    folders.filter(|folder| !folder.is_empty() && !is_mounted(folder)).collect()
}

/// A service's use of a secret or config.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FileReference {
    /// The key of the top-level entry.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) source: String,
    /// Where it appears in the container; empty or relative: under `/run/secrets/` or `/`.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) target: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) uid: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) gid: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) mode: Option<FileMode>,
    #[serde(rename = "#extensions", skip_serializing_if = "is_zero")]
    pub(crate) extensions: Extensions,
}

/// Permission bits. A number in the file is taken as it is (YAML reads `0440` as octal), a string is octal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileMode(pub(crate) u32);

impl Serialize for FileMode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("0{:o}", self.0))
    }
}

impl<'de> Deserialize<'de> for FileMode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Mode;
        impl Visitor<'_> for Mode {
            type Value = FileMode;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a file mode such as 0440")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<FileMode, E> {
                u32::try_from(value).map(FileMode).map_err(de::Error::custom)
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<FileMode, E> {
                u32::try_from(value).map(FileMode).map_err(de::Error::custom)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<FileMode, E> {
                let invalid = || E::custom(format!("strconv.ParseInt: parsing {text:?}: invalid syntax"));
                u32::from_str_radix(text, 8).map(FileMode).map_err(|_| invalid())
            }
        }
        deserializer.deserialize_any(Mode)
    }
}
