//! The loader's only access to files, behind a small trait so that tests need no disk.

use crate::loader::code::Code;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use thiserror::Error;

use super::diagnostic::Diagnostic;
use crate::model::span::{SourceFile, Span};

/// What the loader asks of a file system. Paths are absolute.
pub(crate) trait Files {
    fn bytes(&self, path: &Path) -> std::io::Result<Vec<u8>>;
    fn is_file(&self, path: &Path) -> bool;
    fn is_dir(&self, path: &Path) -> bool;
    /// The path with all symbolic links followed.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;

    fn exists(&self, path: &Path) -> bool {
        self.is_file(path) || self.is_dir(path)
    }

    /// The name that a path has once all symbolic links are followed.
    fn real_name(&self, path: &Path) -> Option<String> {
        Some(self.canonical(path)?.file_name()?.to_string_lossy().into_owned())
    }

    /// Reads a text file: UTF-8, or UTF-16 behind a byte order mark, which is removed.
    fn read(&self, path: &Path) -> Result<Rc<SourceFile>, ReadError> {
        if self.is_dir(path) {
            return Err(ReadError::Directory { path: path.to_owned() });
        }
        let bytes = self.bytes(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ReadError::Missing { path: path.to_owned() },
            std::io::ErrorKind::PermissionDenied => ReadError::Forbidden { path: path.to_owned() },
            _ => ReadError::Io { path: path.to_owned(), source },
        })?;
        match decode(&bytes) {
            Ok(text) => Ok(SourceFile::new(path, text)),
            Err(Undecodable { text, offset, problem }) => {
                Err(ReadError::Encoding { file: SourceFile::new(path, text), offset, problem })
            }
        }
    }
}

/// Why a file could not be read, in the words that Go's library has for it.
#[derive(Debug, Error)]
pub(crate) enum ReadError {
    #[error("open {}: no such file or directory", path.display())]
    Missing { path: PathBuf },
    #[error("open {}: permission denied", path.display())]
    Forbidden { path: PathBuf },
    #[error("read {}: is a directory", path.display())]
    Directory { path: PathBuf },
    #[error("cannot read {}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    /// The text up to the first fault is in `file`, with replacement characters from there on.
    #[error("failed to parse {}: yaml: {problem}", file.path.display())]
    Encoding { file: Rc<SourceFile>, offset: usize, problem: String },
}

impl ReadError {
    /// As a finding, with the place in the file if it could be read that far.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let span = match self {
            Self::Encoding { file, offset, .. } => {
                Some(Span { file: file.clone(), start: *offset, end: offset + char::REPLACEMENT_CHARACTER.len_utf8() })
            }
            Self::Missing { .. } | Self::Forbidden { .. } | Self::Directory { .. } | Self::Io { .. } => None,
        };
        let source = std::error::Error::source(self).map(|source| format!(": {source}")).unwrap_or_default();
        let code = if matches!(self, Self::Missing { .. }) { Code::MissingFile } else { Code::UnreadableFile };
        Diagnostic::error(code, format!("{self}{source}"), span)
    }
}

/// The files of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Disk;

impl Files for Disk {
    fn bytes(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn is_file(&self, path: &Path) -> bool {
        // Named pipes and /dev/stdin are read like files.
        std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_dir())
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        std::fs::canonicalize(path).ok()
    }
}

/// What Docker Compose would fetch from a registry or clone.
pub(super) fn is_remote(path: &str) -> bool {
    ["oci://", "https://", "http://", "git://", "ssh://", "git@", "github.com/"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

/// Makes a path absolute and clean (no `.`, no `..`, no trailing slash) by its text alone, as Go's `filepath.Abs` does.
pub(crate) fn absolute(base: &Path, path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                clean.pop();
            }
            std::path::Component::Prefix(_) | std::path::Component::RootDir | std::path::Component::Normal(_) => {
                clean.push(component);
            }
        }
    }
    clean
}

/// `~` at the start of a path, by `HOME`. As in Docker Compose, `~user` is a folder in it, not another user's home.
pub(crate) fn expand_home(path: &str, home: Option<&String>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(rest), Some(home)) => {
            let rest = rest.trim_start_matches('/');
            if rest.is_empty() { PathBuf::from(home) } else { Path::new(home).join(rest) }
        }
        (Some(_) | None, _) => PathBuf::from(path),
    }
}

/// Bytes that are no text: what can be shown of them, and where the first fault is.
struct Undecodable {
    text: String,
    offset: usize,
    problem: String,
}

fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => decode_utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => decode_utf16(rest, u16::from_be_bytes)?,
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_utf8(rest)?,
        _ => decode_utf8(bytes)?,
    };
    Ok(text)
}

fn decode_utf8(bytes: &[u8]) -> Result<String, Undecodable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let offset = error.valid_up_to();
            let value = bytes[offset];
            let what = if error.error_len().is_none() {
                "incomplete UTF-8 octet sequence"
            } else {
                "invalid leading UTF-8 octet"
            };
            let text = String::from_utf8_lossy(bytes).into_owned();
            Err(Undecodable { text, offset, problem: format!("{what} (value: {value})") })
        }
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Undecodable> {
    let units = bytes.chunks(2).map(|pair| unit([pair[0], pair.get(1).copied().unwrap_or(0xDC)]));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut fault = None;
    for decoded in char::decode_utf16(units) {
        if decoded.is_err() && fault.is_none() {
            fault = Some(text.len());
        }
        text.push(decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    match fault {
        None => Ok(text),
        Some(offset) => Err(Undecodable { text, offset, problem: "incomplete UTF-16 character".to_owned() }),
    }
}

#[cfg(any(test, fuzzing))]
pub(crate) mod memory {
    //! A file system that lives in a test or in an input of a fuzzer.

    use std::collections::BTreeMap;

    use super::{Files, Path, PathBuf};

    #[derive(Clone, Debug, Default)]
    pub(crate) struct Memory {
        files: BTreeMap<PathBuf, Vec<u8>>,
        links: BTreeMap<PathBuf, PathBuf>,
    }

    impl Memory {
        #[cfg(test)]
        pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
            let files = files.into_iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect();
            Self { files, links: BTreeMap::new() }
        }

        pub(crate) fn with_bytes(mut self, path: &str, bytes: &[u8]) -> Self {
            self.files.insert(PathBuf::from(path), bytes.to_vec());
            self
        }
    }

    impl Files for Memory {
        fn bytes(&self, path: &Path) -> std::io::Result<Vec<u8>> {
            self.files.get(path).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
        }

        fn is_file(&self, path: &Path) -> bool {
            self.files.contains_key(path)
        }

        fn is_dir(&self, path: &Path) -> bool {
            self.files.keys().any(|file| file != path && file.starts_with(path)) || self.links.contains_key(path)
        }

        fn canonical(&self, path: &Path) -> Option<PathBuf> {
            Some(self.links.get(path).cloned().unwrap_or_else(|| path.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::memory::Memory;
    use super::*;

    #[test]
    fn texts_are_decoded_and_lose_their_byte_order_mark() {
        let files = Memory::new([("/d/plain", "a: é")])
            .with_bytes("/d/bom", b"\xEF\xBB\xBFa: 1")
            .with_bytes("/d/le", &[0xFF, 0xFE, b'a', 0, b':', 0])
            .with_bytes("/d/be", &[0xFE, 0xFF, 0, b'a', 0, b':']);
        for (path, text) in [("/d/plain", "a: é"), ("/d/bom", "a: 1"), ("/d/le", "a:"), ("/d/be", "a:")] {
            assert_eq!(files.read(Path::new(path)).unwrap().text, text, "{path}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_as_go_says_it() {
        let files = Memory::new([("/d/x/y", "")]).with_bytes("/d/bad", b"a: \xFF\n").with_bytes("/d/odd", b"\xFF\xFEa");
        let said = |path: &str| files.read(Path::new(path)).unwrap_err().to_string();
        assert_eq!(said("/d/none"), "open /d/none: no such file or directory");
        assert_eq!(said("/d/x"), "read /d/x: is a directory");
        assert_eq!(said("/d/bad"), "failed to parse /d/bad: yaml: invalid leading UTF-8 octet (value: 255)");
        assert_eq!(said("/d/odd"), "failed to parse /d/odd: yaml: incomplete UTF-16 character");
    }

    #[test]
    fn paths_are_made_absolute_by_text() {
        for (path, expected) in
            [("a/../b", "/w/b"), ("./a/", "/w/a"), ("../../..", "/"), ("/x/./y", "/x/y"), ("", "/w")]
        {
            assert_eq!(absolute(Path::new("/w"), Path::new(path)), Path::new(expected), "{path}");
        }
        let home = "/home/u".to_owned();
        for (path, expected) in [("~", "/home/u"), ("~/x", "/home/u/x"), ("~u/x", "/home/u/u/x"), ("a~", "a~")] {
            assert_eq!(expand_home(path, Some(&home)), Path::new(expected), "{path}");
        }
    }
}
