//! Relative paths of a file become paths from the project's folder, or absolute ones.

use std::path::{Path as FilePath, PathBuf};

use super::canonical::volume::clean;
use super::source::Files;
use super::tree::{Node, Path, Value};
use super::walk::each_mut;

/// Which paths a place may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A folder, a URL or another service.
    Context,
    /// A path of the host; Windows paths count as absolute, an empty one is the base itself.
    Host,
    /// A file of this machine; an empty one stays empty.
    File,
    /// As `File`, with symbolic links followed.
    Watched,
    /// A file that may be somewhere on the network.
    Extended,
}

const TABLE: [(&str, Kind); 9] = [
    ("services.*.build.context", Kind::Context),
    ("services.*.build.additional_contexts.*", Kind::Context),
    ("services.*.build.ssh.*", Kind::Host),
    ("services.*.env_file.*.path", Kind::File),
    ("services.*.label_file.*", Kind::File),
    ("services.*.extends.file", Kind::Extended),
    ("services.*.develop.watch.*.path", Kind::Watched),
    ("configs.*.file", Kind::Host),
    ("secrets.*.file", Kind::Host),
];

/// Where relative paths begin.
pub(super) struct Base<'a, F: Files> {
    /// Absolute, or relative to the project that includes or extends this one.
    pub(super) folder: &'a FilePath,
    pub(super) home: Option<&'a String>,
    pub(super) files: &'a F,
}

impl<F: Files> Base<'_, F> {
    /// Rewrites every path of a canonical tree; returns mounts of the host that do not say what they mount.
    pub(super) fn resolve(&self, root: &mut Node) -> Vec<Path> {
        for (pattern, kind) in TABLE {
            each_mut(root, pattern, &mut |_, node| {
                if let Value::String(path) = &node.value {
                    node.value = Value::String(self.one(kind, path));
                }
            });
        }
        each_mut(root, "volumes.*", &mut |_, node| self.device(node));
        let mut without_source = Vec::new();
        each_mut(root, "services.*.volumes.*", &mut |path, node| {
            if node.get("type").and_then(Node::as_str) == Some("bind") && !self.mount(node) {
                without_source.push(path.clone());
            }
        });
        without_source
    }

    fn one(&self, kind: Kind, path: &str) -> String {
        match kind {
            Kind::Context | Kind::Extended if is_remote(path) => path.to_owned(),
            Kind::Context | Kind::File | Kind::Extended | Kind::Watched if path.is_empty() => String::new(),
            Kind::Host if is_windows_absolute(path) => path.to_owned(),
            Kind::Context | Kind::Host | Kind::File | Kind::Extended => self.join(path),
            Kind::Watched => {
                let joined = self.join(path);
                let real = self.files.canonical(FilePath::new(&joined));
                real.filter(|_| joined.starts_with('/')).map_or(joined, |real| real.to_string_lossy().into_owned())
            }
        }
    }

    fn join(&self, path: &str) -> String {
        let path = self.expand(path);
        if path.starts_with('/') {
            return path;
        }
        clean(&format!("{}/{path}", self.folder.display()))
    }

    fn expand(&self, path: &str) -> String {
        // Docker Compose takes `~user/x` for `~/user/x`.
        match (self.home, path.strip_prefix('~')) {
            (Some(home), Some(rest)) => clean(&format!("{home}/{rest}")),
            _ => path.to_owned(),
        }
    }

    /// The device of a local volume that is a bind mount in disguise.
    fn device(&self, volume: &mut Node) {
        let is_bind = volume.get("driver").and_then(Node::as_str) == Some("local")
            && volume.at_keys(&["driver_opts", "o"]).and_then(Node::as_str) == Some("bind");
        let options = volume.as_map_mut().and_then(|map| map.get_mut("driver_opts"));
        let device = options.and_then(|entry| entry.value.as_map_mut()).and_then(|map| map.get_mut("device"));
        if let (true, Some(entry)) = (is_bind, device)
            && let Value::String(path) = &entry.value.value
        {
            entry.value.value = Value::String(self.one(Kind::Host, path));
        }
    }

    /// False if there is no source.
    fn mount(&self, mount: &mut Node) -> bool {
        let Some(source) = mount.as_map_mut().and_then(|map| map.get_mut("source")) else { return false };
        if let Value::String(path) = &source.value.value {
            source.value.value = Value::String(self.one(Kind::Host, path));
        }
        true
    }
}

impl Node {
    /// The node below these keys.
    pub(super) fn at_keys(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }
}

fn is_remote(path: &str) -> bool {
    const PREFIXES: [&str; 7] = ["https://", "http://", "git://", "ssh://", "github.com/", "git@", "service:"];
    path.contains("://") || PREFIXES.iter().any(|prefix| path.starts_with(prefix))
}

fn is_windows_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    path.starts_with("\\\\")
        || (bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/'))
}

/// The way from one folder to another, both absolute.
pub(super) fn relative(from: &FilePath, to: &FilePath) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..");
    let way: PathBuf =
        up.map(PathBuf::from).chain(to.components().skip(shared).map(|part| PathBuf::from(part.as_os_str()))).collect();
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::source::memory::Memory;

    #[test]
    fn paths_by_kind() {
        let home = "/home/u".to_owned();
        let files = Memory::default();
        let base = Base { folder: FilePath::new("/p"), home: Some(&home), files: &files };
        for (kind, path, expected) in [
            (Kind::Context, "./a", "/p/a"),
            (Kind::Context, "https://x/y.git", "https://x/y.git"),
            (Kind::Context, "service:b", "service:b"),
            (Kind::Host, "", "/p"),
            (Kind::Host, "C:\\x", "C:\\x"),
            (Kind::Host, "~/x", "/home/u/x"),
            (Kind::File, "", ""),
            (Kind::File, "../x.env", "/x.env"),
            (Kind::File, "/a/../b", "/a/../b"),
        ] {
            assert_eq!(base.one(kind, path), expected, "{path}");
        }
    }

    #[test]
    fn ways_between_folders() {
        for (from, to, way) in [("/a/b", "/a/c/d", "../c/d"), ("/a", "/a", "."), ("/a", "/a/b", "b")] {
            assert_eq!(relative(FilePath::new(from), FilePath::new(to)), FilePath::new(way));
        }
    }
}
