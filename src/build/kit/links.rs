//! Links on the way to paths that a build wants. They are followed inside of the context only: its folder is `/` for them.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;

/// The paths, the links on the way to them, and what those point to. Wildcards stay, for links among their matches see
/// there, too.
pub(super) fn followed(root: &Path, paths: &[String]) -> io::Result<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<PathBuf> = paths.iter().map(|path| clean(Path::new(path))).collect();
    while let Some(path) = open.pop() {
        let (reached, targets) = first_link(root, &path)?;
        if seen.insert(reached) {
            open.extend(targets);
        }
    }
    Ok(seen.iter().map(|path| path.display().to_string()).collect())
}

/// The first part of the path that is a link, with the paths that it stands for; else the whole path.
fn first_link(root: &Path, path: &Path) -> io::Result<(PathBuf, Vec<PathBuf>)> {
    let mut reached = PathBuf::new();
    let mut rest = path.components();
    while let Some(part) = rest.next() {
        let above = std::mem::take(&mut reached);
        reached = above.join(part);
        let mut targets = Vec::new();
        for candidate in candidates(root, &above, part)? {
            if let Ok(target) = fs::read_link(root.join(&candidate)) {
                targets.push(clean(&above.join(target).join(rest.as_path())));
            }
        }
        if !targets.is_empty() {
            return Ok((reached, targets));
        }
    }
    Ok((reached, Vec::new()))
}

/// The part itself, or what is there that matches it.
fn candidates(root: &Path, above: &Path, part: Component<'_>) -> io::Result<Vec<PathBuf>> {
    let name = part.as_os_str().to_string_lossy();
    if !name.contains(['*', '?', '[']) {
        return Ok(vec![above.join(part)]);
    }
    let Ok(glob) = GlobBuilder::new(&name).literal_separator(true).backslash_escape(true).build() else {
        return Ok(Vec::new());
    };
    let matcher = glob.compile_matcher();
    let Ok(entries) = fs::read_dir(root.join(above)) else { return Ok(Vec::new()) };
    let names = entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<Vec<_>>>()?;
    Ok(names.into_iter().filter(|name| matcher.is_match(name)).map(|name| above.join(name)).collect())
}

/// Relative to the root, which no `..` leaves.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => clean.push(name),
            Component::ParentDir => drop(clean.pop()),
            // An absolute link points to the root of the context.
            Component::RootDir => clean = PathBuf::new(),
            Component::CurDir | Component::Prefix(_) => {}
        }
    }
    clean
}
