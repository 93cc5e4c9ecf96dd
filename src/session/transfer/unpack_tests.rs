//! Archives from containers, among them ones that want more than they may.

use std::os::unix::fs::MetadataExt;

use super::*;

/// Names, kinds, targets of links, contents: as an archive that nobody has checked.
fn archive(entries: &[(&str, tar::EntryType, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind, text) in entries {
        let mut header = tar::Header::new_gnu();
        // Not by `set_path`, which refuses what is tested here.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(if kind.is_dir() { 0o755 } else { 0o4640 });
        header.set_mtime(1_000_000);
        header.set_uid(0);
        header.set_gid(0);
        let content = if kind.is_file() { text.as_bytes() } else { b"" };
        if !kind.is_file() {
            header.as_old_mut().linkname[..text.len()].copy_from_slice(text.as_bytes());
        }
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, content).unwrap();
    }
    builder.into_inner().unwrap()
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn unpack(&self, name: Option<&str>, content: bool, bytes: &[u8]) -> Result<Vec<String>, TransferError> {
        let goal = Goal { folder: self.at("in"), name: name.map(PathBuf::from), content, owners: false };
        unpack(bytes, &goal)
    }

    /// What is outside of where things may be written.
    fn outside(&self) -> usize {
        fs::read_dir(self.at("out")).unwrap().count() + fs::read_dir(self.folder.path()).unwrap().count()
    }
}

const FILE: tar::EntryType = tar::EntryType::Regular;
const FOLDER: tar::EntryType = tar::EntryType::Directory;
const LINK: tar::EntryType = tar::EntryType::Symlink;
const HARD: tar::EntryType = tar::EntryType::Link;

#[test]
fn a_folder_arrives_under_its_name_with_modes_times_and_links() {
    let place = Place::new();
    let bytes = archive(&[
        ("d/", FOLDER, ""),
        ("d/f", FILE, "text"),
        ("d/h", HARD, "d/f"),
        ("d/l", LINK, "/etc/passwd"),
        ("d/sub/deep/x", FILE, "x"),
    ]);
    assert_eq!(place.unpack(Some("new"), false, &bytes).unwrap(), Vec::<String>::new());
    let found = fs::metadata(place.at("in/new/f")).unwrap();
    assert_eq!((found.mode() & 0o7777, found.mtime(), found.nlink()), (0o640, 1_000_000, 2), "without setuid");
    assert_eq!(fs::metadata(place.at("in/new")).unwrap().mtime(), 1_000_000);
    assert_eq!(fs::read_link(place.at("in/new/l")).unwrap(), Path::new("/etc/passwd"));
    assert_eq!(fs::read_to_string(place.at("in/new/sub/deep/x")).unwrap(), "x");
}

#[test]
fn content_goes_into_the_folder_and_replaces_files_and_links_there() {
    let place = Place::new();
    fs::write(place.at("out/target"), "kept").unwrap();
    symlink(place.at("out/target"), place.at("in/l")).unwrap();
    fs::write(place.at("in/f"), "old").unwrap();
    let bytes = archive(&[("./", FOLDER, ""), ("./f", FILE, "new"), ("l", FILE, "own")]);
    place.unpack(None, true, &bytes).unwrap();
    assert_eq!(fs::read_to_string(place.at("in/f")).unwrap(), "new");
    assert_eq!(fs::read_to_string(place.at("in/l")).unwrap(), "own");
    assert_eq!(fs::read_to_string(place.at("out/target")).unwrap(), "kept");
}

#[test]
fn nothing_is_written_outside() {
    let place = Place::new();
    let out = place.at("out").display().to_string();
    symlink("../out", place.at("in/before")).unwrap();
    let before = place.outside();
    let attacks: [&[(&str, tar::EntryType, &str)]; 7] = [
        &[("../out/x", FILE, "x")],
        &[("a/../../out/x", FILE, "x")],
        &[("l", LINK, &out), ("l/x", FILE, "x")],
        &[("l", LINK, "../out"), ("l/x/y", FILE, "x")],
        &[("before/x", FILE, "x")],
        &[("a/", FOLDER, ""), ("a/x", FILE, ""), ("l", LINK, "../out"), ("l/h", HARD, "a/x")],
        &[("h", HARD, "../out/target")],
    ];
    for attack in attacks {
        let error = place.unpack(None, true, &archive(attack)).unwrap_err().to_string();
        assert!(error.contains("would be written outside of"), "{attack:?}: {error}");
        assert_eq!(place.outside(), before, "{attack:?}");
    }
    let absolute = format!("{out}/x");
    place.unpack(None, true, &archive(&[(&absolute, FILE, "x")])).unwrap();
    assert_eq!(place.outside(), before, "an absolute name is one below the folder");
}

#[test]
fn a_link_is_checked_anew_when_it_is_replaced() {
    let place = Place::new();
    fs::create_dir(place.at("in/real")).unwrap();
    symlink("real", place.at("in/l")).unwrap();
    let before = place.outside();
    let bytes = archive(&[("l/x", FILE, "x"), ("l", LINK, "../out"), ("l/y", FILE, "y")]);
    assert!(place.unpack(None, true, &bytes).is_err());
    assert_eq!(place.outside(), before);
    assert!(place.at("in/real/x").exists(), "a link inside is followed");
}

#[test]
fn devices_are_left_out_and_alone_they_are_an_error() {
    let place = Place::new();
    for kind in [tar::EntryType::Char, tar::EntryType::Block, tar::EntryType::Fifo] {
        let error = place.unpack(Some("null"), false, &archive(&[("null", kind, "")])).unwrap_err().to_string();
        assert!(error.ends_with("is a device or a pipe, which is not copied"), "{error}");
        let bytes = archive(&[("dev/", FOLDER, ""), ("dev/null", kind, ""), ("dev/f", FILE, "f")]);
        assert_eq!(place.unpack(Some("dev"), false, &bytes).unwrap().len(), 1);
        assert_eq!(fs::read_dir(place.at("in/dev")).unwrap().count(), 1);
    }
}

#[test]
fn folders_and_files_do_not_replace_each_other() {
    let place = Place::new();
    fs::create_dir(place.at("in/d")).unwrap();
    fs::write(place.at("in/f"), "").unwrap();
    let said = |entry| place.unpack(None, true, &archive(&[entry])).unwrap_err().to_string();
    assert!(said(("d", FILE, "x")).starts_with("cannot overwrite directory"));
    assert!(said(("f", FOLDER, "")).starts_with("cannot overwrite non-directory"));
}

#[test]
fn what_breaks_off_leaves_no_half_file() {
    let place = Place::new();
    let bytes = archive(&[("f", FILE, &"long".repeat(500))]);
    assert!(place.unpack(None, true, &bytes[..1024]).is_err());
    assert_eq!(fs::read_dir(place.at("in")).unwrap().count(), 0);
}
