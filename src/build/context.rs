//! The context of a build as a tar stream: the folder, without what it ignores.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream::BoxStream;

use super::error::BuildError;
use super::patterns::Patterns;
use crate::engine::pieces;
use crate::model::build::Build;
use crate::model::service::Service;

/// A folder that can be sent.
pub(super) struct Context {
    root: PathBuf,
    ignore: Patterns,
    /// The Dockerfile's path in the archive.
    pub(super) dockerfile: String,
    /// Its content, where it is not a file of the context.
    added: Option<Vec<u8>>,
}

/// The name of a Dockerfile that comes from elsewhere.
const ADDED: &str = ".rcompose.Dockerfile";

/// Looks at the context without reading it.
pub(super) fn open(service: &Service, build: &Build) -> Result<Context, BuildError> {
    let name = || service.name.to_string();
    if !build.context.starts_with('/') {
        return Err(BuildError::RemoteContext { service: name(), context: build.context.clone() });
    }
    let root = PathBuf::from(&build.context);
    if !root.is_dir() {
        return Err(BuildError::NoContext { service: name(), path: root });
    }
    let (dockerfile, added, beside) = dockerfile(service, build, &root)?;
    let ignore = ignored(&root, beside.as_deref())?;
    Ok(Context { root, ignore, dockerfile, added })
}

/// The rules of the ignore file of a context; one beside the Dockerfile comes first.
pub(crate) fn ignored(root: &Path, dockerfile: Option<&Path>) -> Result<Patterns, BuildError> {
    let own = dockerfile.map(|path| PathBuf::from(format!("{}.dockerignore", path.display())));
    let ignore_file = own.filter(|path| path.is_file()).unwrap_or_else(|| root.join(".dockerignore"));
    match fs::read_to_string(&ignore_file) {
        Ok(text) => Patterns::parse(&text, &ignore_file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Patterns::default()),
        Err(source) => Err(BuildError::Read { path: ignore_file, source }),
    }
}

/// The name in the archive, the content if it is to be added, and the file that it is on disk.
type Dockerfile = (String, Option<Vec<u8>>, Option<PathBuf>);

fn dockerfile(service: &Service, build: &Build, root: &Path) -> Result<Dockerfile, BuildError> {
    if !build.dockerfile_inline.is_empty() {
        return Ok((ADDED.to_owned(), Some(build.dockerfile_inline.clone().into_bytes()), None));
    }
    let path = root.join(build.dockerfile_path());
    let missing = || BuildError::NoDockerfile { service: service.name.to_string(), path: path.clone() };
    let real = path.canonicalize().map_err(|_| missing())?;
    let inside = root.canonicalize().ok().and_then(|root| real.strip_prefix(root).ok().map(Path::to_owned));
    match inside {
        Some(relative) => Ok((relative.to_string_lossy().into_owned(), None, Some(path))),
        None => {
            let content = fs::read(&path).map_err(|source| BuildError::Read { path: path.clone(), source })?;
            Ok((ADDED.to_owned(), Some(content), Some(path)))
        }
    }
}

impl Context {
    /// Reads the folder on a thread of its own while the engine takes what has been read.
    pub(super) fn into_stream(self) -> BoxStream<'static, io::Result<Bytes>> {
        pieces::written(move |out| self.write(out))
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut archive = tar::Builder::new(out);
        archive.follow_symlinks(false);
        if let Some(content) = &self.added {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, ADDED, content.as_slice())?;
        }
        self.folder(&mut archive, Path::new(""))?;
        if self.added.is_some() {
            self.hide_added(&mut archive)?;
        }
        archive.finish()
    }

    /// The builder drops its two files from what `COPY` sees where the ignore file names them, so that an added Dockerfile
    /// does not end up in the image. A later entry of an archive replaces an earlier one.
    fn hide_added(&self, archive: &mut tar::Builder<&mut dyn Write>) -> io::Result<()> {
        let own = match fs::read_to_string(self.root.join(".dockerignore")) {
            Ok(text) => format!("{text}\n{ADDED}\n"),
            // An ignore file that was not there must not be copied either.
            Err(_) => format!("{ADDED}\n.dockerignore\n"),
        };
        let mut header = tar::Header::new_gnu();
        header.set_size(own.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, ".dockerignore", own.as_bytes())
    }

    fn folder(&self, archive: &mut tar::Builder<&mut dyn Write>, relative: &Path) -> io::Result<()> {
        let mut names = fs::read_dir(self.root.join(relative))?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        for name in names {
            let path = relative.join(name);
            let full = self.root.join(&path);
            let metadata = fs::symlink_metadata(&full)?;
            let ignored = self.ignore.matches(&path) && !self.is_needed(&path);
            if !ignored {
                append(archive, &path, &full, &metadata)?;
            }
            if metadata.is_dir() && (!ignored || self.ignore.may_take_back_below(&path)) {
                self.folder(archive, &path)?;
            }
        }
        Ok(())
    }

    /// The builder reads these two whatever is ignored.
    fn is_needed(&self, path: &Path) -> bool {
        path == Path::new(&self.dockerfile) || path == Path::new(".dockerignore")
    }
}

/// Owned by root in the image, wherever it comes from. Sockets and the like are left out.
fn append(
    archive: &mut tar::Builder<&mut dyn Write>,
    path: &Path,
    full: &Path,
    metadata: &fs::Metadata,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_metadata(metadata);
    header.set_uid(0);
    header.set_gid(0);
    if metadata.is_symlink() {
        header.set_size(0);
        return archive.append_link(&mut header, path, fs::read_link(full)?);
    }
    if metadata.is_dir() {
        header.set_size(0);
        return archive.append_data(&mut header, path, io::empty());
    }
    if !metadata.is_file() {
        return Ok(());
    }
    // A file that grows while it is read must not spoil the archive.
    archive.append_data(&mut header, path, File::open(full)?.take(metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path, build: &Build) -> (String, Vec<String>) {
        let service = Service { name: "s".into(), ..Service::default() };
        let build = Build { context: folder.display().to_string(), ..build.clone() };
        let context = open(&service, &build).expect("a context");
        let mut bytes = Vec::new();
        context.write(&mut bytes).expect("an archive");
        let mut archive = tar::Archive::new(bytes.as_slice());
        let entries = archive.entries().expect("entries");
        let names =
            entries.map(|entry| entry.expect("an entry").path().expect("a path").display().to_string()).collect();
        (context.dockerfile, names)
    }

    #[test]
    fn what_is_ignored_stays_at_home_but_for_what_the_builder_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("sub/deep")).expect("folders");
        for (path, text) in [
            (".dockerignore", "*\n!sub\nsub/deep"),
            ("Dockerfile", "FROM x"),
            ("a", "1"),
            ("sub/b", "2"),
            ("sub/deep/c", "3"),
        ] {
            fs::write(root.join(path), text).expect("a file");
        }
        std::os::unix::fs::symlink("b", root.join("sub/link")).expect("a link");
        let (dockerfile, names) = names(root, &Build::default());
        assert_eq!(dockerfile, "Dockerfile");
        assert_eq!(names, [".dockerignore", "Dockerfile", "sub", "sub/b", "sub/link"]);
    }

    #[test]
    fn a_dockerfile_from_elsewhere_is_added() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("a folder");
        fs::write(folder.path().join("Other"), "FROM x").expect("a file");
        let root = folder.path().join("in");
        let inline = Build { dockerfile_inline: "FROM x".to_owned(), ..Build::default() };
        assert_eq!(names(&root, &inline).1, [ADDED, ".dockerignore"]);
        let outside = Build { dockerfile: "../Other".to_owned(), ..Build::default() };
        assert_eq!(names(&root, &outside), (ADDED.to_owned(), vec![ADDED.to_owned(), ".dockerignore".to_owned()]));
        let service = Service { name: "s".into(), ..Service::default() };
        let missing = Build { context: root.display().to_string(), ..Build::default() };
        let text = open(&service, &missing).err().expect("no Dockerfile").to_string();
        assert!(text.contains("failed to read dockerfile"), "{text}");
    }
}
