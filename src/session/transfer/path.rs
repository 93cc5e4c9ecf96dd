//! What paths of `cp` mean: which side they are on, whether they ask for a folder or for what is in it, and where things
//! end up. Plain text, no files: the rules are those of `docker cp`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use super::error::TransferError;

/// One of the two arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Standard input or output, as a tar stream.
    Stream,
    Local(String),
    Service {
        service: String,
        path: String,
    },
}

impl Place {
    /// Local is what is absolute, has no colon, or begins with a dot.
    pub(crate) fn parse(argument: &str) -> Self {
        match argument.split_once(':') {
            _ if argument == "-" => Self::Stream,
            Some((service, path)) if !argument.starts_with(['/', '.', ':']) => {
                Self::Service { service: service.to_owned(), path: path.to_owned() }
            }
            Some(_) | None => Self::Local(argument.to_owned()),
        }
    }
}

/// What is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum There {
    Nothing,
    Folder,
    /// Anything that is no folder.
    File,
}

/// Under which name the thing ends up in which folder; no name: what is in it, without itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    pub(super) folder: OsString,
    pub(super) name: Option<OsString>,
}

/// `name`: that of the source, if it asks for more than its content.
pub(super) fn place(
    name: Option<&OsStr>,
    source_is_folder: bool,
    destination: &OsStr,
    there: There,
) -> Result<Placement, TransferError> {
    match there {
        There::Folder => {
            return Ok(Placement { folder: destination.to_owned(), name: name.map(OsStr::to_owned) });
        }
        There::File if source_is_folder => return Err(TransferError::FolderOverFile),
        There::Nothing if !source_is_folder && asks_for_folder(destination) => return Err(TransferError::NoFolder),
        There::File | There::Nothing => {}
    }
    let (folder, name) = split(destination);
    Ok(Placement { folder, name })
}

/// `x/` and `x/.` can only be folders.
pub(super) fn asks_for_folder(path: &OsStr) -> bool {
    path.as_bytes().ends_with(b"/") || asks_for_content(path)
}

/// `x/.`: what is in the folder. So does nothing at all, which is where one stands.
pub(super) fn asks_for_content(path: &OsStr) -> bool {
    let bytes = path.as_bytes();
    let end = bytes.iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1);
    match &bytes[..end] {
        b"" => bytes.is_empty(),
        b"." => true,
        rest => rest.ends_with(b"/."),
    }
}

/// The folder and the name in it; `None` for the root and for a path that asks for content.
pub(super) fn split(path: &OsStr) -> (OsString, Option<OsString>) {
    let clean = clean(path);
    if asks_for_content(path) {
        return (clean, None);
    }
    let bytes = clean.as_bytes();
    match bytes.iter().rposition(|byte| *byte == b'/') {
        _ if bytes == b"/" => (clean, None),
        Some(at) => {
            (OsStr::from_bytes(&bytes[..at.max(1)]).to_owned(), Some(OsStr::from_bytes(&bytes[at + 1..]).to_owned()))
        }
        None => (OsString::from("."), Some(clean)),
    }
}

/// Without double slashes, `.`, and `..` where something stands before it.
pub(super) fn clean(path: &OsStr) -> OsString {
    let absolute = path.as_bytes().starts_with(b"/");
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.as_bytes().split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
            b".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join(&b'/');
    let text = match (absolute, joined.is_empty()) {
        (true, _) => [b"/", joined.as_slice()].concat(),
        (false, true) => b".".to_vec(),
        (false, false) => joined,
    };
    OsStr::from_bytes(&text).to_owned()
}

/// Where a link leads that stands at `path`.
pub(super) fn link_target(path: &OsStr, target: &OsStr) -> OsString {
    if target.as_bytes().starts_with(b"/") {
        return target.to_owned();
    }
    let (folder, _) = split(path);
    clean(OsStr::from_bytes(&[folder.as_bytes(), b"/", target.as_bytes()].concat()))
}

/// `path` with the slash or the dot at its end that `like` has.
pub(super) fn ending_like(path: OsString, like: &OsStr) -> OsString {
    let mut path = path;
    if asks_for_content(&path) || !asks_for_folder(like) {
        return path;
    }
    if !path.as_bytes().ends_with(b"/") {
        path.push("/");
    }
    if asks_for_content(like) {
        path.push(".");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn os(text: &str) -> &OsStr {
        OsStr::new(text)
    }

    #[test]
    fn an_argument_with_a_colon_is_a_service_unless_it_cannot_be() {
        let service = |service: &str, path: &str| Place::Service { service: service.to_owned(), path: path.to_owned() };
        assert_eq!(Place::parse("web:/a:b"), service("web", "/a:b"));
        assert_eq!(Place::parse("web:"), service("web", ""));
        assert_eq!(Place::parse("-"), Place::Stream);
        for local in ["/web:a", "./a:b", ".a:b", "a", "a/b", "..", ":a"] {
            assert_eq!(Place::parse(local), Place::Local(local.to_owned()), "{local}");
        }
    }

    #[test]
    fn ends_of_paths_tell_folders_and_content() {
        for (path, folder, content) in [
            ("a", false, false),
            ("a/", true, false),
            ("a/.", true, true),
            ("a/./", true, true),
            (".", true, true),
            ("", true, true),
            ("/", true, false),
            ("a.", false, false),
            ("..", false, false),
        ] {
            assert_eq!((asks_for_folder(os(path)), asks_for_content(os(path))), (folder, content), "{path}");
        }
    }

    #[test]
    fn paths_are_split_after_they_are_cleaned() {
        for (path, folder, name) in [
            ("/a/b", "/a", Some("b")),
            ("/a/b/", "/a", Some("b")),
            ("/a/b/.", "/a/b", None),
            ("/a", "/", Some("a")),
            ("/", "/", None),
            ("a", ".", Some("a")),
            ("/a/../b//c", "/b", Some("c")),
            ("/../a", "/", Some("a")),
            ("../a", "..", Some("a")),
        ] {
            assert_eq!(split(os(path)), (os(folder).to_owned(), name.map(|name| os(name).to_owned())), "{path}");
        }
    }

    #[test]
    fn things_end_up_where_docker_cp_puts_them() {
        let said = |name, folder, to, there| match place(name, folder, os(to), there) {
            Ok(Placement { folder, name }) => {
                let name = name.map_or("<content>".into(), |name| name.to_string_lossy().into_owned());
                format!("{} {name}", folder.to_string_lossy())
            }
            Err(error) => error.to_string(),
        };
        let named = Some(os("s"));
        let cases = [
            (named, false, "/d", There::Folder, "/d s"),
            (named, true, "/d/", There::Folder, "/d/ s"),
            (None, true, "/d", There::Folder, "/d <content>"),
            (named, false, "/d/f", There::File, "/d f"),
            (named, true, "/d/f", There::File, "cannot copy directory"),
            (None, true, "/d/f", There::File, "cannot copy directory"),
            (named, false, "/d/n", There::Nothing, "/d n"),
            (named, false, "/d/n/", There::Nothing, "no such directory"),
            (named, true, "/d/n/", There::Nothing, "/d n"),
            (None, true, "/d/n", There::Nothing, "/d n"),
            (None, true, "/d/n/.", There::Nothing, "/d/n <content>"),
        ];
        for (name, folder, to, there, expected) in cases {
            assert_eq!(said(name, folder, to, there), expected, "{name:?} {folder} {to} {there:?}");
        }
    }

    #[test]
    fn links_lead_from_where_they_stand_and_ends_are_kept() {
        assert_eq!(link_target(os("/a/l"), os("b/../c")), "/a/c");
        assert_eq!(link_target(os("/a/l/"), os("/t")), "/t");
        assert_eq!(ending_like("/t".into(), os("l/.")), "/t/.");
        assert_eq!(ending_like("/t".into(), os("l/")), "/t/");
        assert_eq!(ending_like("/t/.".into(), os("l/.")), "/t/.");
        assert_eq!(ending_like("/t".into(), os("l")), "/t");
    }
}
